"""Columns of an alignment: which witnesses lack a whole passage there, or have it in another order, and how far the
others agree."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from loader.alignment import Node
from loader.apparatus import Witness
from loader.tokens import Token
from loader.variants import Printed, classify

# A witness that lacks so many characters in a row lacks a passage: what the others print there is compared without it.
LACKING = 12
AGREED, WIDTH, FORM, WORDS = range(4)


class Column(NamedTuple):
    """A column of the alignment: the texts' token places, which texts lack the passage or have it elsewhere."""

    at: dict[int, int]
    role: str
    lacking: frozenset[int]
    moved: frozenset[int]
    level: int


def make_columns(
    graph: Sequence[Node],
    sample: Sequence[Sequence[Token]],
    tokens: Sequence[Sequence[Token]],
    text_of: Sequence[int],
    witnesses: Sequence[Witness],
) -> list[Column]:
    roles = [sample[text][at].role for node in graph for text, at in [next(iter(node.at.items()))]]
    lacking: list[set[int]] = [set() for _ in graph]
    moved: list[set[int]] = [set() for _ in graph]
    for text in range(len(sample)):
        has = [place for place, node in enumerate(graph) if text in node.at]
        for before, after in zip([-1, *has], [*has, len(graph)], strict=True):
            if after - before > LACKING and _is_passage(graph, roles, before, after):
                for place in range(before + 1, after):
                    lacking[place].add(text)
        for place in _out_of_order([(graph[place].at[text], place) for place in has]):
            moved[place].add(text)
    columns = []
    for place, node in enumerate(graph):
        level = WORDS
        if len(node.at) + len(lacking[place]) == len(sample):
            forms = {
                witnesses[number].passages[token.passage].text[token.start : token.end]
                for number, text in enumerate(text_of)
                if text in node.at
                for token in [tokens[number][node.at[text]]]
            }
            level = _form(forms)
        columns.append(Column(node.at, roles[place], frozenset(lacking[place]), frozenset(moved[place]), level))
    return columns


def _form(forms: set[str]) -> int:
    if len(forms) == 1:
        return AGREED
    return WIDTH if classify([Printed(form) for form in forms]).kind == "width" else FORM


def _is_passage(graph: Sequence[Node], roles: Sequence[str], before: int, after: int) -> bool:
    """Whether nothing stands in a witness for what it lacks between two columns: else it was rewritten."""
    first, last = before + 1, after - 1
    begins = before < 0 or roles[before] != roles[first] or graph[before].at.keys() & graph[first].at.keys()
    ends = after == len(graph) or roles[after] != roles[last] or graph[after].at.keys() & graph[last].at.keys()
    return bool(begins and ends)


def _out_of_order(cells: Sequence[tuple[int, int]]) -> list[int]:
    """The columns of a text's tokens that do not belong to a longest run of them that rises (C. Schensted, 1961)."""
    if all(a[0] < b[0] for a, b in zip(cells, cells[1:], strict=False)):
        return []
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (at, _) in enumerate(cells):
        rank = bisect_left(ends, at)
        before.append(last[rank - 1] if rank else -1)
        ends[rank : rank + 1] = [at]
        last[rank : rank + 1] = [number]
    rising = set()
    number = last[-1]
    while number >= 0:
        rising.add(number)
        number = before[number]
    return [place for number, (_, place) in enumerate(cells) if number not in rising]
