"""Which texts are printings of one another: fingerprints find the candidates, containment decides.

A text is folded and its letters, digits and Han characters are taken alone, so that punctuation, white space and
traditional characters tell no printings apart. Runs of `GRAM` characters are hashed, and of every `WINDOW` runs in a
row the least hash is a fingerprint: two texts that share `GRAM + WINDOW - 1` characters in a row share one.
(S. Schleimer, D. S. Wilkerson and A. Aiken, “Winnowing: local algorithms for document fingerprinting”, SIGMOD 2003.)
Containment is the share of the shorter text's runs that stand in the other one.
(A. Z. Broder, “On the resemblance and containment of documents”, SEQUENCES 1997.)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.normalize import BETWEEN, fold

# Officialese is made of formulas of 8 to 20 characters. Runs of 6 are rarer than its words, and a changed character
# spoils 6 of them: one in 20 changed leaves 0.7 of the runs.
GRAM = 6
WINDOW = 8  # a power of two
# Of the pairs of paragraphs in the seeds, printings (also where one page cuts a paragraph into five) share 0.74 of the
# shorter one's runs and more, all others at most 0.59: the openings of two meetings of the same committee.
CONTAINMENT = 0.67
# A shorter text, 会议还研究了其他事项 for one, may be a formula that stands in stories of its own.
SHORT = 24
# Texts that share fewer of their fingerprints need not be compared: formulas join nearly all officialese by one or two.
CANDIDATE = 0.25
# Hashes are read modulo 2**64; the factor is odd and has bits all over (D. E. Knuth, TAOCP 3, 6.4: the golden ratio).
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


class Fingerprint(NamedTuple):
    """A text as `same_printing` sees it: the hashes of all its runs, and the winnowed ones; none of a short text."""

    runs: frozenset[int]
    chosen: frozenset[int]


def fingerprints(texts: Sequence[str]) -> list[Fingerprint]:
    """What is compared of each text; the same on every machine and in every run."""
    told, sizes = counted_all(texts)
    hashes = run_hashes(told)  # of all texts in a row, which is quicker
    found = []
    first = 0
    for size in sizes:
        runs = hashes[first : first + size - GRAM + 1] if size >= SHORT else hashes[:0]
        found.append(Fingerprint(frozenset(runs.tolist()), frozenset(least(runs, WINDOW).tolist())))
        first += size
    return found


def counted(text: str) -> str:
    """What tells texts apart: the letters, digits and Han characters of the folded text."""
    return "".join(filter(str.isalnum, fold(text)))


def counted_all(texts: Sequence[str]) -> tuple[str, list[int]]:
    """`counted` of each text, all in a row, and the length of each; of many at once several times as fast."""
    folded = fold(BETWEEN.join(texts))
    codes = np.frombuffer(folded.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    (between,) = np.nonzero(codes == ord(BETWEEN))
    if len(between) != max(len(texts) - 1, 0) or len(codes) != len(folded):  # it stands in a text, or half a character
        told = list(map(counted, texts))
        return "".join(told), list(map(len, told))
    counts = _counts()[codes]
    before = np.cumsum(counts)[between].tolist()
    text = codes[counts].tobytes().decode("utf-16-le")
    ends = [*before, len(text)] if texts else []
    return text, [end - start for start, end in zip([0, *before], ends, strict=False)]


@cache
def _counts() -> NDArray[np.bool_]:
    """Which characters of the basic plane are compared."""
    return np.fromiter(map(str.isalnum, map(chr, range(0x10000))), dtype=bool, count=0x10000)


def run_hashes(text: str) -> NDArray[np.uint64]:
    """The hash of each run of `GRAM` characters; the same on every machine."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    hashes = np.zeros(max(len(codes) - GRAM + 1, 0), dtype=np.uint64)
    for place in range(GRAM):
        hashes = (hashes + codes[place : place + len(hashes)]) * _FACTOR
        hashes ^= hashes >> np.uint64(29)
    return hashes


def least(hashes: NDArray[np.uint64], window: int) -> NDArray[np.uint64]:
    """The least hash of every `window` in a row, a power of two."""
    width = 1
    while width < window and len(hashes) > width:
        hashes = np.minimum(hashes[:-width], hashes[width:])
        width *= 2
    return hashes


def same_printing(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two texts are printings of one text, or one is a part of the other."""
    shorter = min(len(one.runs), len(other.runs))
    return shorter > 0 and len(one.runs & other.runs) >= CONTAINMENT * shorter


def group_printings(texts: Sequence[str]) -> list[list[int]]:
    """The places of `texts` in groups of printings, groups and members in the order given.

    A text joins the first group whose first member it is a printing of, so that all that is folded away under a text
    stands in that text, and no chain of likenesses joins two that are not alike.
    """
    groups: list[list[int]] = []
    first: list[Fingerprint] = []
    holding: defaultdict[int, list[int]] = defaultdict(list)  # fingerprint to groups
    for place, made in enumerate(fingerprints(texts)):
        shared = Counter(chain.from_iterable(holding[one] for one in made.chosen))
        likely = (
            group for group, n in shared.items() if n >= CANDIDATE * min(len(made.chosen), len(first[group].chosen))
        )
        home = next((group for group in sorted(likely) if same_printing(first[group], made)), None)
        if home is not None:
            groups[home].append(place)
            continue
        for one in made.chosen:
            holding[one].append(len(groups))
        groups.append([place])
        first.append(made)
    return groups
