"""Columns of an alignment: which texts lack a whole passage there, or have it in another order, and how far the others
agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from loader.moves import Node, cells_of, out_of_order
from loader.tokens import Text
from loader.variants import Printed, classify

# A witness that lacks so many characters in a row lacks a passage: what the others print there is compared without it.
LACKING = 12
# So many columns at the edge of a passage may be of others alone: where it begins, one has a comma for a full stop.
EDGE = 4
AGREED, WIDTH, FORM, WORDS = range(4)


class Column(NamedTuple):
    """`at`: where each text has it. `lacking`, `moved`: the texts, as bits, that lack the passage or have it in another
    order. `level`: how far the others agree, from AGREED to WORDS."""

    at: dict[int, int]
    role: str
    lacking: int
    moved: int
    level: int


def make_columns(graph: Sequence[Node], text_of: Sequence[int], printings: Sequence[Text], texts: int) -> list[Column]:
    """`text_of`: for each printing which of so many aligned texts it is. Printings of one text may differ in form."""
    of_text: list[list[Text]] = [[] for _ in range(texts)]
    for printing, text in zip(printings, text_of, strict=True):
        of_text[text].append(printing)
    roles = [of_text[text][0].tokens[at].role for node in graph for text, at in [next(iter(node.at.items()))]]
    lacking = _lacking(graph, roles, texts)
    moved = _moved(graph, texts)
    columns = []
    forms = [[printing.forms() for printing in printings] for printings in of_text]
    for place, node in enumerate(graph):
        level = WORDS
        if len(node.at) + lacking[place].bit_count() == texts:
            level = _level({its[at] for text, at in node.at.items() for its in forms[text]})
        columns.append(Column(node.at, roles[place], lacking[place], moved[place], level))
    return columns


def _level(forms: set[str]) -> int:
    if len(forms) == 1:
        return AGREED
    return WIDTH if classify([Printed(form) for form in forms]).kind == "width" else FORM


def _lacking(graph: Sequence[Node], roles: Sequence[str], texts: int) -> list[int]:
    turns = [0] * (len(graph) + 1)
    last = [-1] * texts
    for place in range(len(graph) + 1):
        for text in graph[place].at if place < len(graph) else range(texts):
            before, last[text] = last[text], place
            if place - before > LACKING and (passage := _passage(graph, roles, before, place)):
                for end in passage:
                    turns[end] ^= 1 << text
    lacking = []
    bits = 0
    for turn in turns[:-1]:
        bits ^= turn
        lacking.append(bits)
    return lacking


def _passage(graph: Sequence[Node], roles: Sequence[str], before: int, after: int) -> tuple[int, int] | None:
    """The columns of a passage that a text lacks between two columns, if nothing stands there for it.

    Else it was rewritten: none who has what comes before it, or after it, has it too.
    """
    start, end = before + 1, after
    if before >= 0 and roles[before] == roles[start]:
        start = next((at for at in range(start, start + EDGE) if graph[at].at.keys() & graph[before].at.keys()), -1)
    if after < len(graph) and roles[after] == roles[end - 1]:
        end = next((at for at in range(end, end - EDGE, -1) if graph[at - 1].at.keys() & graph[after].at.keys()), -1)
    return (start, end) if start >= 0 and end >= 0 else None


def _moved(graph: Sequence[Node], texts: int) -> list[int]:
    """For each column the texts that have it out of order."""
    moved = [0] * len(graph)
    for text, cells in enumerate(cells_of(graph, texts)):
        last = (-2, -2)
        for at, column in sorted(cells[number] for number in out_of_order(cells)):
            # What others print between two characters of what it moved, it has moved too.
            for place in range(last[1] + 1 if at == last[0] + 1 and last[1] < column else column, column + 1):
                moved[place] |= 1 << text
            last = at, column
    return moved
