"""How like two texts are, character by character: the passage of a text that is nearest to what was asked.

By rapidfuzz. The nearest passage is the window of the text that scores best (`partial_ratio_alignment`);
its edits are those of V. I. Levenshtein, “Binary codes capable of correcting deletions, insertions, and reversals”,
Soviet Physics Doklady 10, 1966.
"""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Levenshtein

from loader.normalize import fold_with_map

# Characters on both sides of the best window in which the passage may begin or end instead.
_MARGIN = 2


class Difference(NamedTuple):
    """A place where passage and question differ. `start`, `end`: in the text, equal where something is missing there;
    `asked`: the folded characters that were asked for instead, empty where the text has something more."""

    start: int
    end: int
    asked: str


class Passage(NamedTuple):
    """The passage of a text nearest to what was asked, `text[start:end]` (code points, half-open), and what differs.

    `likeness`: 1 less the share of the asked characters that differ (edits by asked characters), never below 0.
    """

    start: int
    end: int
    likeness: float
    differences: tuple[Difference, ...]


def nearest_passage(asked: str, text: str, least: float = 0.0) -> Passage | None:
    """The passage of `text` nearest to `asked`, which is folded; None if none is as like as `least`."""
    folded, starts, ends = fold_with_map(text)
    if not asked or not folded:
        return None
    cutoff = max(0.0, least - 0.2) * 100  # a ratio of two texts is lower than the likeness where one is longer
    best = fuzz.partial_ratio_alignment(asked, folded, score_cutoff=cutoff)
    if best is None:
        return None
    short = max(len(asked) - len(folded), 0)  # a text shorter than the question is all window
    first = max(0, best.dest_start - _MARGIN - short)
    last = min(len(folded), best.dest_end + _MARGIN + short)
    edits = [
        (op.src_start, op.src_end, first + op.dest_start, first + op.dest_end)
        for op in Levenshtein.opcodes(asked, folded[first:last])
        if op.tag != "equal"
    ]
    if edits and edits[0][:2] == (0, 0):  # what stands before the passage and after it is no difference
        first = edits.pop(0)[3]
    if edits and edits[-1][0] == len(asked):
        last = edits.pop()[2]
    distance = sum(max(asked_end - asked_start, end - start) for asked_start, asked_end, start, end in edits)
    likeness = max(0.0, 1 - distance / len(asked))
    if likeness < least or first >= last or starts[first] == ends[last - 1]:
        return None
    differences = tuple(
        Difference(*_place(starts, ends, first, start, end), asked[asked_start:asked_end])
        for asked_start, asked_end, start, end in edits
    )
    return Passage(starts[first], ends[last - 1], likeness, differences)


def _place(starts: list[int], ends: list[int], first: int, start: int, end: int) -> tuple[int, int]:
    """A range of folded characters of a passage that begins with `first`, as code points of the text; an empty one
    stands behind the character before it, or where the passage begins."""
    if start == end:
        place = ends[start - 1] if start > first else starts[first]
        return place, place
    return starts[start], ends[end - 1]


def kept(one: str, other: str) -> int:
    """How many characters two texts have in common, in one order: the length of their longest common subsequence."""
    return int(LCSseq.similarity(one, other))


def common_parts(one: str, other: str, least: int) -> list[tuple[int, int, int]]:
    """The parts of a longest common subsequence that have so many characters in a row: place in each, and size."""
    return [
        (op.src_start, op.dest_start, size)
        for op in LCSseq.opcodes(one, other)
        if op.tag == "equal" and (size := op.src_end - op.src_start) >= least
    ]
