"""Where the columns of an alignment are cut into places: what a reader would call one agreement or one difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_

from loader.columns import FORM, WIDTH, Column
from loader.regions import INSIDE
from loader.tokens import Text
from loader.variants import ATTRIBUTIONS

# An attribution or a crosshead that differs is one place, however much of it is the same.
ONE_PLACE = ATTRIBUTIONS | {"crosshead"}


def cut_places(columns: Sequence[Column], texts: Sequence[Text]) -> Iterator[tuple[int, int, int]]:
    """The spans of columns that are places, in order and without a gap, each with the texts, as bits, that have no part
    in it: they lack the passage in which others differ."""
    for start, end in _frames(columns):
        if columns[start].role in ONE_PLACE and max(column.level for column in columns[start:end]) > WIDTH:
            yield start, end, 0
            continue
        for first, last in _runs(columns, start, end, texts):
            apart = columns[start].lacking if (first, last) != (start, end) else 0
            if max(column.level for column in columns[first:last]) < FORM:
                yield first, last, 0
                continue
            for cut in _cut(columns, first, last, texts, apart):
                yield *cut, apart


def _frames(columns: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """Runs of columns of one role in which the same texts lack the passage or moved it, and no text jumps."""
    start = 0
    last: dict[int, int] = {}
    for place, column in enumerate(columns):
        jumps = any(last.get(text, at - 1) != at - 1 for text, at in column.at.items())
        if place > start and (jumps or not _same_frame(columns[place - 1], column)):
            yield start, place
            start = place
        last.update(column.at)
    if columns:
        yield start, len(columns)


def _same_frame(a: Column, b: Column) -> bool:
    if a.role != b.role or a.moved != b.moved:
        return False
    return a.lacking == b.lacking or a.role in ONE_PLACE


def _runs(columns: Sequence[Column], start: int, end: int, texts: Sequence[Text]) -> Iterator[tuple[int, int]]:
    """A frame cut into runs that agree, or differ in width, and runs that differ, which are widened to whole words, and
    to all marks that stand between two differences (。” and ”。)."""
    levels = [min(column.level, FORM) for column in columns[start:end]]
    wide = list(levels)
    for first, last in _equal_runs(levels):
        if levels[first] == FORM and any(_is_letter(columns[start + at], texts) for at in range(first, last)):
            while first > 0 and _inside_word(columns[start + first], texts):
                first -= 1
            while last < len(wide) and _inside_word(columns[start + last], texts):
                last += 1
            wide[first:last] = [FORM] * (last - first)
    runs = list(_equal_runs(wide))
    for (_, first), (_, last) in zip(runs, runs[1:-1], strict=False):
        marks = not any(_is_letter(columns[start + at], texts) for at in range(first - 1, last + 1))
        if marks and wide[first - 1] == wide[last] == FORM:
            wide[first:last] = [FORM] * (last - first)
    for first, last in _equal_runs(wide):
        yield start + first, start + last


def _cut(
    columns: Sequence[Column], start: int, end: int, texts: Sequence[Text], apart: int
) -> Iterator[tuple[int, int]]:
    """A run that differs, cut between words where other texts differ from most on one side than on the other."""
    held = [0] * len(texts)  # for each text the columns it has, as bits
    for place in range(start, end):
        for text in columns[place].at:
            held[text] |= 1 << place - start
    concerned = [text for text in range(len(texts)) if not apart >> text & 1]
    of_some = ~_common([held[text] for text in concerned])
    most_have_one = not _most_have_none([held[text] & of_some for text in concerned])
    first = start
    for place in range(start + 1, end):
        if _inside_word(columns[place], texts):
            continue
        left = [held[text] >> first - start & (1 << place - first) - 1 for text in concerned]
        right = [held[text] >> place - start for text in concerned]
        here = [bool(one & of_some >> first - start) for one in left]
        there = [bool(one & of_some >> place - start) for one in right]
        if most_have_one and any(here) and any(there) and not any(map(and_, here, there)):
            continue  # one word for another, and not two words that were added
        if not _deviating(left) & _deviating(right):
            yield first, place
            first = place
    yield first, end


def _common(readings: Sequence[int]) -> int:
    return reduce(and_, readings) if readings else 0


def _most_have_none(readings: Sequence[int]) -> bool:
    return 2 * sum(map(bool, readings)) <= len(readings)


def _deviating(readings: Sequence[int]) -> int:
    """The texts, as bits, that have another reading than most; where several are as common, all have."""
    counted = Counter(readings).most_common(2)
    if len(counted) > 1 and counted[0][1] == counted[1][1]:
        return -1
    return sum(1 << number for number, reading in enumerate(readings) if reading != counted[0][0])


def _equal_runs(values: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = 0
    for at in range(1, len(values) + 1):
        if at == len(values) or values[at] != values[first]:
            yield first, at
            first = at


def _is_letter(column: Column, texts: Sequence[Text]) -> bool:
    """Whether a column is of a word and no punctuation."""
    text, at = next(iter(column.at.items()))
    return texts[text].tokens[at].unit.isalnum()


def _inside_word(column: Column, texts: Sequence[Text]) -> bool:
    return any(texts[text].tokens[at].rank == INSIDE for text, at in column.at.items())
