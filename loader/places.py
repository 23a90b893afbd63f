"""Where the columns of an alignment are cut into places: what a reader would call one agreement or one difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loader.columns import FORM, WIDTH, Column
from loader.regions import INSIDE
from loader.tokens import Text
from loader.variants import ATTRIBUTIONS

# An attribution or a crosshead that differs is one place, however much of it is the same.
ONE_PLACE = ATTRIBUTIONS | {"crosshead"}


def cut_places(columns: Sequence[Column], texts: Sequence[Text]) -> Iterator[tuple[int, int]]:
    """The spans of columns that are places, in order and without a gap."""
    for start, end in _frames(columns):
        if columns[start].role in ONE_PLACE and max(column.level for column in columns[start:end]) > WIDTH:
            yield start, end
        else:
            yield from _runs(columns, start, end, texts)


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
    """A frame cut into runs that agree, or differ in width, and runs that differ, which are widened to whole words."""
    levels = [min(column.level, FORM) for column in columns[start:end]]
    wide = list(levels)
    for first, last in _equal_runs(levels):
        if levels[first] == FORM and any(_is_letter(columns[start + at], texts) for at in range(first, last)):
            while first > 0 and _inside_word(columns[start + first], texts):
                first -= 1
            while last < len(wide) and _inside_word(columns[start + last], texts):
                last += 1
            wide[first:last] = [FORM] * (last - first)
    for first, last in _equal_runs(wide):
        yield start + first, start + last


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
