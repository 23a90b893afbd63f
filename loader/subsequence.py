"""What two texts have in common, in order: which tokens of one answer to which of the other.

A longest common subsequence (bit-parallel: H. Hyyrö, “Bit-parallel LCS-length computation revisited”, AWOCA 2004; by
rapidfuzz), in which two things are put right that a reader would not call differences there. A gap that may lie at
several places lies where a sentence begins, else a clause, else a word. And a few tokens that match by chance between
two rewritten phrases do not count as common (N. Fraser, “Diff strategies”, 2006: semantic cleanup).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from rapidfuzz.distance import LCSseq

from loader.regions import SENTENCE, Ranks, heaviest_chain, join_seeds, of_sentences, without_overlaps

# Regions that stand in another order, among which the order that keeps most is looked for.
REGIONS = 400
# More common tokens in a row than these are no chance.
CHANCE = 6

Tokens = Sequence[int]
"""A text as numbers; equal tokens have equal numbers."""


def matches(a: Tokens, b: Tokens, ranks_a: Ranks, ranks_b: Ranks) -> list[tuple[int, int]]:
    """The places in both texts of what they have in common, in order, token by token (`matching_runs`)."""
    runs = matching_runs(a, b, ranks_a, ranks_b)
    return [(start_a + step, start_b + step) for start_a, start_b, size in runs for step in range(size)]


def matching_runs(a: Tokens, b: Tokens, ranks_a: Ranks, ranks_b: Ranks) -> list[list[int]]:
    """What two texts have in common, in order: place in `a`, place in `b`, size.

    Where a gap may lie at several places, it begins with the highest rank: in 甲。要乙。 and 甲。要丙。要乙。 it is
    要丙。 that is new. Time and memory are those of O(len(a) len(b) / 64).
    """
    runs = _settled(common_runs(a, b), (a, b), (ranks_a, ranks_b))
    runs = without_chance(runs, len(a), len(b), (ranks_a, ranks_b))
    return _without_rewritten(runs, (len(a), len(b)), (ranks_a, ranks_b))


def without_moved(a: Tokens, b: Tokens, seeds: Sequence[tuple[int, int]], ranks: Ranks) -> tuple[Tokens, Tokens]:
    """The texts with what stands in another order made unlike anything.

    Else single characters of it would match at the wrong place. What both have once is told apart by its order (maximal
    unique matches: A. L. Delcher et al., “Alignment of whole genomes”, Nucleic Acids Research 27, 1999): `seeds`.
    """

    def same(at: int, other: int) -> bool:
        return 0 <= at < len(a) and 0 <= other < len(b) and a[at] == b[other]

    regions = join_seeds(seeds, same)
    if all(one.other_start <= other.other_start for one, other in zip(regions, regions[1:], strict=False)):
        return a, b
    regions = [of_sentences(region, ranks) for region in regions]
    regions = without_overlaps(sorted(regions, key=lambda one: (-one.size(), one))[:REGIONS])
    own, other = list(a), list(b)
    for start, end, other_start, other_end in set(regions) - heaviest_chain(regions):
        own[start:end] = range(-2 * start - 1, -2 * end - 1, -2)
        other[other_start:other_end] = range(-2 * other_start - 2, -2 * other_end - 2, -2)
    return own, other


def common_runs(a: Tokens, b: Tokens) -> list[list[int]]:
    """Runs of a longest common subsequence: place in `a`, place in `b`, size."""
    return [
        [op.src_start, op.dest_start, op.src_end - op.src_start]
        for op in LCSseq.opcodes(a, b)
        if op.tag == "equal"
    ]  # fmt: skip


def _settled(found: list[list[int]], texts: tuple[Tokens, Tokens], ranks: tuple[Ranks, Ranks]) -> list[list[int]]:
    """The runs with each gap of one text alone where it begins best, and no run where two such gaps can be one."""
    runs: list[list[int]] = []
    for number, run in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else [len(texts[0]), len(texts[1]), 0]
        runs.append(run)
        while len(runs) > 1 and runs[-1][2]:
            before, after = runs[-2:]
            gaps = [(before[side] + before[2], after[side]) for side in (0, 1)]
            side = next((side for side in (0, 1) if gaps[1 - side][0] == gaps[1 - side][1]), None)
            if side is None:
                break
            end = runs[-3][side] + runs[-3][2] if len(runs) > 2 else 0
            first, last = end < before[side], after[side] + after[2] < following[side]
            _slide(before, after, texts[side], gaps[side], ranks[side], first, last)
            if before[2]:
                break
            del runs[-2]
    return [run for run in runs if run[2]]


def _slide(
    before: list[int],
    after: list[int],
    text: Tokens,
    gap: tuple[int, int],
    ranks: Ranks,
    first: bool,
    last: bool,
) -> None:
    """Move a gap of one text, between two runs, to where it begins best.

    Or over all of a run, where another gap stands beyond it (`first`: in front, `last`: behind), so that they are one.
    """
    start, end = gap
    left = 0
    while left < before[2] and text[start - left - 1] == text[end - left - 1]:
        left += 1
    right = 0
    while right < after[2] and text[start + right] == text[end + right]:
        right += 1
    if first and left == before[2]:
        by = -left
    elif last and right == after[2]:
        by = right
    else:
        by = max(range(-left, right + 1), key=lambda by: (ranks[start + by], -abs(by), by))
    before[2] += by
    after[0] += by
    after[1] += by
    after[2] -= by


def without_chance(
    runs: list[list[int]], size_a: int, size_b: int, ranks: tuple[Ranks, Ranks] | None = None
) -> list[list[int]]:
    """The runs but those that are no longer than what is rewritten on both sides of them, and end no sentence.

    Without `ranks`: what is rewritten on one side alone, and twice as long, is enough.
    """
    for limit in range(1, CHANCE + 1):
        kept: list[list[int]] = []
        for number, run in enumerate(runs):
            after = runs[number + 1] if number + 1 < len(runs) else [size_a, size_b, 0]
            before = kept[-1] if kept else [0, 0, 0]
            sides = _rewritten(before, run), _rewritten(run, after)
            least = min(sides) if ranks else max(min(sides), max(sides) / 2)
            if ranks and _ends_sentence(run, ranks):
                # A sentence for another: its full stop too.
                least = inf if sides[0] > CHANCE and run[2] < 3 and _begins_sentence(before, ranks) else 0
            if run[2] > limit or run[2] > least:
                kept.append(run)
        runs = kept
    return runs


def _without_rewritten(
    runs: Sequence[list[int]], sizes: tuple[int, int], ranks: tuple[Ranks, Ranks]
) -> list[list[int]]:
    """The runs but the short ones of a sentence of which less than half stands in both texts."""
    kept: list[list[int]] = []
    weak: list[list[int]] = []
    ends = [0, 0]
    for run in [*runs, [*sizes, CHANCE + 1]]:
        if run[2] <= CHANCE and not _ends_sentence(run, ranks):
            weak.append(run)
            continue
        least = min(run[side] - ends[side] for side in (0, 1))
        if sum(one[2] for one in weak) * 2 >= least:
            kept += weak
        kept.append(run)
        weak = []
        ends = [run[side] + run[2] for side in (0, 1)]
    return kept[:-1]


def _ends_sentence(run: Sequence[int], ranks: tuple[Ranks, Ranks]) -> bool:
    return all(run[side] + run[2] == len(ranks[side]) or ranks[side][run[side] + run[2]] == SENTENCE for side in (0, 1))


def _begins_sentence(before: Sequence[int], ranks: tuple[Ranks, Ranks]) -> bool:
    return all(ranks[side][before[side] + before[2]] == SENTENCE for side in (0, 1))


def _rewritten(before: Sequence[int], after: Sequence[int]) -> float:
    """How much of two texts stands for each other between two runs; what one has more counts a quarter, and what it has
    alone no more than a token."""
    gap_a, gap_b = after[0] - before[0] - before[2], after[1] - before[1] - before[2]
    if not gap_a or not gap_b:
        return min(1, max(gap_a, gap_b) / 8)
    return min(gap_a, gap_b) + abs(gap_a - gap_b) / 4
