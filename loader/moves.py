"""What some texts have here and others there, brought together.

A block of tokens that stands elsewhere in another text is aligned where it stands in most of them (R. Haentjens Dekker
et al., “Computer-supported collation of modern manuscripts: CollateX and the Beckett Digital Manuscript Project”,
Digital Scholarship in the Humanities 30, 2015, treat transpositions so: the greatest blocks first).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from loader.regions import CLAUSE, GAP, SEED, Ranks, Region, join_seeds, of_sentences, token_hashes
from loader.subsequence import matches

# A passage that is shorter and no clause is a formula: 习近平新时代中国特色社会主义思想 has 16 characters.
SHORTEST = 18
# How much of a moved passage must be the same.
ALIKE = 0.75
# Each pass brings together all that it can; what lies within what was moved is left to the next.
PASSES = 5
# A run of tokens that stands in more places is no sign of a move.
OFTEN = 4


class Node:
    """A token of the alignment: `at` tells for each text that has it the place of the token in that text."""

    __slots__ = ("at", "token")

    def __init__(self, token: int, at: dict[int, int]) -> None:
        self.token = token
        self.at = at


def settle_moves(graph: list[Node], ranks: Sequence[Ranks]) -> list[Node]:
    """The alignment with moved passages aligned where most have them. `ranks`: of each text, of each token."""
    texts = len(ranks)
    moves = _find_moves(graph, ranks)
    if not moves:
        return graph
    for _ in range(PASSES):
        graph = _bring_together(graph, moves)
        moves = _find_moves(graph, ranks)
        if not moves:
            break
    for text, cells in enumerate(cells_of(graph, texts)):
        if out_of_order(cells):
            graph = _put_back(graph, text, _strays(cells_of(graph, texts)[text]))
    return graph


def out_of_order(cells: Sequence[tuple[int, int]]) -> list[int]:
    """Of places in a text with their columns, by column, the numbers of those that break a longest increasing
    subsequence (C. Schensted, 1961)."""
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
    return [number for number in range(len(cells)) if number not in rising]


def cells_of(graph: Sequence[Node], texts: int) -> list[list[tuple[int, int]]]:
    """For each text its places with their columns, in the order of the columns."""
    cells: list[list[tuple[int, int]]] = [[] for _ in range(texts)]
    for column, node in enumerate(graph):
        for text, at in node.at.items():
            cells[text].append((at, column))
    return cells


def _strays(cells: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places of a text, with their columns, that stand out of order in fewer than `SEED` of a row: nobody moved
    these."""
    row: list[tuple[int, int]] = []
    strays: list[tuple[int, int]] = []
    for cell in [*sorted(cells[number] for number in out_of_order(cells)), (-2, -2)]:
        if row and cell[0] != row[-1][0] + 1:
            strays += row if len(row) < SEED else []
            row = []
        row.append(cell)
    return strays


def _put_back(graph: list[Node], text: int, strays: Sequence[tuple[int, int]]) -> list[Node]:
    """The alignment with these tokens of a text as nodes of their own behind the tokens they follow."""
    alone = {at: Node(graph[column].token, {text: at}) for at, column in strays}
    for _, column in strays:
        del graph[column].at[text]
    put: list[Node] = []
    for node in [Node(-1, {text: -1}), *graph]:
        put.append(node)
        following = node.at.get(text, -2) + 1
        while following in alone:
            put.append(alone[following])
            following += 1
    return [node for node in put[1:] if node.at]


def _find_moves(graph: Sequence[Node], ranks: Sequence[Ranks]) -> list[tuple[int, int, list[tuple[int, int]]]]:
    """Passages of different texts with the same words, the largest first, none of whose nodes is in two of them.

    For each where it begins with those that more texts have, where with the others, and which tokens of both match.
    """
    tokens = [node.token for node in graph]
    moves = []
    taken: set[int] = set()
    rank = [ranks[text][at] for node in graph for text, at in [next(iter(node.at.items()))]]
    regions = [
        likely
        for region in _regions(tokens, _blocks(graph, len(ranks)))
        # A change near its end may leave a region less than a move once it begins or ends with a sentence.
        if (likely := next((one for one in (of_sentences(region, rank), region) if _is_move(graph, one, rank)), None))
    ]
    for region in sorted(regions, key=lambda one: (-one.size(), one)):
        ranges = range(*region[:2]), range(*region[2:])
        if not taken.isdisjoint(ranges[0]) or not taken.isdisjoint(ranges[1]):
            continue
        home, away = ranges if len(graph[region.start].at) >= len(graph[region.other_start].at) else ranges[::-1]
        home, away = _wider(graph, home, away, taken)
        here, there = ([tokens[at] for at in part] for part in (home, away))
        found = matches(here, there, [0] * len(here), [0] * len(there))
        if len(found) >= max(SEED, ALIKE * region.size()):
            moves.append((home.start, away.start, found))
            taken.update(home, away)
    return moves


def _wider(graph: Sequence[Node], home: range, away: range, taken: set[int]) -> tuple[range, range]:
    """Both passages with what stands around them, as far as it may belong to them: changes near the ends."""
    low, high = away.start, away.stop
    while low > 0 and away.start - low < GAP and low - 1 not in taken and _goes_on(graph[low - 1], graph[low]):
        low -= 1
    while high < len(graph) and high - away.stop < GAP and high not in taken and _goes_on(graph[high - 1], graph[high]):
        high += 1
    movers = graph[away.start].at.keys()
    first, last = home.start, home.stop
    while first > 0 and home.start - first < 2 * (away.start - low) and not graph[first - 1].at.keys() & movers:
        first -= 1
    while last < len(graph) and last - home.stop < 2 * (high - away.stop) and not graph[last].at.keys() & movers:
        last += 1
    return range(first, last), range(low, high)


def _blocks(graph: Sequence[Node], texts: int) -> list[int]:
    """For each node the number of the block of nodes with the same texts in a row; -1 where all have it."""
    numbers = []
    number = 0
    for place, node in enumerate(graph):
        if place == 0 or not _goes_on(graph[place - 1], node):
            number += 1
        numbers.append(number if len(node.at) < texts else -1)
    return numbers


def _goes_on(before: Node, node: Node) -> bool:
    return before.at.keys() == node.at.keys() and all(at == before.at[text] + 1 for text, at in node.at.items())


def _regions(tokens: Sequence[int], block: Sequence[int]) -> Iterator[Region]:
    number = np.asarray(block, dtype=np.int64)
    last = len(number) - SEED + 1
    if last < 1:
        return
    (inside,) = np.nonzero((number[:last] == number[SEED - 1 :]) & (number[:last] >= 0))
    hashes = token_hashes(tokens, SEED)[inside]
    order = np.argsort(hashes, kind="stable")
    firsts = np.flatnonzero(np.diff(hashes[order], prepend=np.uint64(0), append=np.uint64(0)))
    seeds: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for first, end in zip(firsts.tolist(), firsts[1:].tolist(), strict=False):
        if 1 < end - first <= OFTEN:
            for at, other in combinations(inside[order[first:end]].tolist(), 2):
                if block[at] != block[other]:
                    seeds.setdefault((block[at], block[other]), []).append((at, other))
    for (one, another), pairs in sorted(seeds.items()):

        def same(at: int, other: int, one: int = one, another: int = another) -> bool:
            inside = 0 <= at < len(block) and 0 <= other < len(block) and (block[at], block[other]) == (one, another)
            return inside and tokens[at] == tokens[other]

        yield from join_seeds(sorted(pairs), same)


def _is_move(graph: Sequence[Node], region: Region, rank: Ranks) -> bool:
    """Whether different texts have the passage, and it is more than a formula."""
    if graph[region.start].at.keys() & graph[region.other_start].at.keys():
        return False
    ends = [at for at in (region.start, region.end, region.other_start, region.other_end) if at < len(rank)]
    return region.size() >= SHORTEST or all(rank[at] >= CLAUSE for at in ends)


def _bring_together(graph: list[Node], moves: Sequence[tuple[int, int, list[tuple[int, int]]]]) -> list[Node]:
    """Each passage put where more texts have it; what it has beyond the matches goes between them."""
    new: dict[int, list[Node]] = {}
    gone: set[int] = set()
    for home, away, found in moves:
        partner = {at: home + home_at for home_at, at in found}
        place = home + found[0][0]
        for at in range(found[0][1], found[-1][1] + 1):
            node = graph[away + at]
            gone.add(away + at)
            if at in partner:
                place = partner[at]
                graph[place].at.update(node.at)
            else:
                new.setdefault(place, []).append(node)
    brought: list[Node] = []
    for number, node in enumerate(graph):
        if number not in gone:
            brought.append(node)
            brought += new.get(number, ())
    return brought
