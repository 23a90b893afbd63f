"""Passages that two runs of tokens share, whatever their order: seeds that are joined and extended.

As in S. F. Altschul et al., “Basic local alignment search tool”, Journal of Molecular Biology 215, 1990, on numbers
instead of letters. `shared` does the same for whole articles, which it compares by their fingerprints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# So many tokens in a row in two places are the same passage. Fewer may be a phrase that each text uses by itself.
SEED = 12
# Seeds are joined over a change of so many tokens.
GAP = 20

Ranks = Sequence[int]
"""For each token what begins with it, from INSIDE (nothing) to SENTENCE."""
INSIDE, WORD, CLAUSE, SENTENCE = range(4)


class Region(NamedTuple):
    """`start`..`end` of one run of tokens answer to `other_start`..`other_end` of the other."""

    start: int
    end: int
    other_start: int
    other_end: int

    def size(self) -> int:
        return min(self.end - self.start, self.other_end - self.other_start)


Once = tuple[NDArray[np.uint64], NDArray[np.intp]]
"""Runs of `SEED` tokens, as sorted hashes, and the place of each."""


def token_hashes(tokens: Sequence[int], size: int) -> NDArray[np.uint64]:
    """Of every run of so many tokens a hash, the same on every machine."""
    numbers = np.asarray(tokens, dtype=np.uint64)
    hashes = np.zeros(max(0, len(numbers) - size + 1), dtype=np.uint64)
    for at in range(size):
        hashes = (hashes + numbers[at : at + len(hashes)] + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
    return hashes


def unique_seeds(a: Once, b: Once) -> list[tuple[int, int]]:
    """The places in both of runs of `SEED` tokens that each has once, in the order of the first."""
    (hashes_a, places_a), (hashes_b, places_b) = a, b
    if not len(hashes_a) or not len(hashes_b):
        return []
    at = np.minimum(hashes_b.searchsorted(hashes_a), len(hashes_b) - 1)
    (both,) = np.nonzero(hashes_b[at] == hashes_a)
    return sorted(zip(places_a[both].tolist(), places_b[at[both]].tolist(), strict=True))


def runs_once(text: Sequence[int]) -> Once:
    """The runs of `SEED` tokens that a text has once."""
    hashes, places, counts = np.unique(token_hashes(text, SEED), return_index=True, return_counts=True)
    return hashes[counts == 1], places[counts == 1]


def join_seeds(seeds: Iterable[tuple[int, int]], same: Callable[[int, int], bool]) -> list[Region]:
    """Regions of seeds in the order of their places, extended at both ends as far as tokens are the `same`.

    Regions may overlap by what stands in several of them.
    """
    regions: list[Region] = []
    start = end = other_start = other_end = -1  # of the region that may go on
    for at, other in seeds:
        if end >= 0 and at - end <= GAP and other_start <= other <= other_end + GAP:
            if other + SEED > other_end:
                end, other_end = at + SEED, other + SEED
            continue
        if end >= 0:
            regions.append(Region(start, end, other_start, other_end))
        start, end, other_start, other_end = at, at + SEED, other, other + SEED
    if end >= 0:
        regions.append(Region(start, end, other_start, other_end))
    return [_extended(region, same) for region in regions]


def _extended(region: Region, same: Callable[[int, int], bool]) -> Region:
    start, end, other_start, other_end = region
    while same(start - 1, other_start - 1):
        start, other_start = start - 1, other_start - 1
    while same(end, other_end):
        end, other_end = end + 1, other_end + 1
    return Region(start, end, other_start, other_end)


def of_sentences(region: Region, ranks: Ranks) -> Region:
    """A region that begins and ends with a sentence, if that takes little away: what follows two sentences in another
    order may begin with 会议指出 both times."""
    start, end, other_start, other_end = region
    for by in range(SEED):
        if start + by < end - SEED and ranks[start + by] == SENTENCE:
            start, other_start = start + by, other_start + by
            break
    for by in range(SEED):
        if end - by == len(ranks) or (end - by > start + SEED and ranks[end - by] == SENTENCE):
            end, other_end = end - by, other_end - by
            break
    return Region(start, end, other_start, other_end)


def without_overlaps(regions: Iterable[Region]) -> list[Region]:
    """Regions by their start, the larger ones whole, the others without what these have taken of either run."""
    taken: list[Region] = []
    for region in sorted(regions, key=lambda one: (-one.size(), one)):
        start, end, other_start, other_end = region
        for one in taken:
            if start < one.end and one.start < end:
                start, end = (one.end, end) if one.start <= start else (start, one.start)
            if other_start < one.other_end and one.other_start < other_end:
                inside = one.other_start <= other_start
                other_start, other_end = (one.other_end, other_end) if inside else (other_start, one.other_start)
        low = max(start - region.start, other_start - region.other_start)
        high = max(region.end - end, region.other_end - other_end)
        trimmed = Region(region.start + low, region.end - high, region.other_start + low, region.other_end - high)
        if trimmed.size() >= SEED:
            taken.append(trimmed)
    return sorted(taken)


def heaviest_chain(regions: Sequence[Region]) -> set[Region]:
    """Of regions by their start that do not overlap, those in the same order in both runs that have the most tokens."""
    best: list[tuple[int, int]] = []
    for number, region in enumerate(regions):
        chain = max(
            ((best[one][0], -one) for one in range(number) if regions[one].other_end <= region.other_start),
            default=(0, 1),
        )
        best.append((chain[0] + region.size(), -chain[1]))
    number = max(range(len(best)), key=lambda one: (best[one][0], -one), default=-1)
    kept = set()
    while number >= 0:
        kept.add(regions[number])
        number = best[number][1]
    return kept
