"""Many texts side by side: a variant graph, every text at once and none of them the base.

A node is one token and the texts that have it, so that each text is a path through the nodes and what they share is
aligned. (D. Schmidt and R. Colomb, “A data structure for representing multi-version texts online”, International
Journal of Human-Computer Studies 67, 2009; C. Lee, C. Grasso and M. F. Sharlow, “Multiple sequence alignment using
partial order graphs”, Bioinformatics 18, 2002.) Texts join it in the order of their likeness, each by a longest common
subsequence with its nearest neighbour there and, where they differ, with the other paths; then each is taken out and
put back once (G. J. Barton and M. J. E. Sternberg, “A strategy for the rapid multiple alignment of protein sequences”,
Journal of Molecular Biology 198, 1987). A block that stands elsewhere in another text is aligned where it stands there
(R. Haentjens Dekker et al., “Computer-supported collation of modern manuscripts: CollateX and the Beckett Digital
Manuscript Project”, Digital Scholarship in the Humanities 30, 2015, treat them so).

The texts are sorted before anything is done, so that their order in the question has no effect on the answer.
For n different texts of m tokens, the work is O(n² m) to compare them and O(n m² / 64) to align them (bit-parallel LCS:
H. Hyyrö, “Bit-parallel LCS-length computation revisited”, AWOCA 2004).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from rapidfuzz.distance import LCSseq

GRAM = 4
# A shorter block that two texts have in different places may be a phrase that each uses by itself.
MOVED = 12
# How much of a moved block must be the same.
ALIKE = 0.8

Tokens = Sequence[int]
"""A text as numbers; equal tokens have equal numbers, and what may begin a sentence is told by `align`'s `firsts`."""


class Node:
    """A token of the alignment: `at` tells for each text that has it the place of the token in that text."""

    __slots__ = ("at", "token")

    def __init__(self, token: int, at: dict[int, int]) -> None:
        self.token = token
        self.at = at


def align(texts: Sequence[Tokens], firsts: Sequence[frozenset[int]]) -> list[Node]:
    """The texts' tokens in one order, each once; the tokens of a text that was not moved are in its own order.

    `firsts`: for each text, the places where a sentence begins: where a gap may lie at several places, it begins there.
    """
    graph: list[Node] = []
    for text, neighbour in _guide(texts):
        graph = _join(graph, texts, firsts, text, neighbour)
    if len(texts) > 2:
        graph = _realign(graph, texts, firsts)
    return _settle_moved(graph)


def similarity(texts: Sequence[Tokens]) -> np.ndarray:
    """For each pair of texts the share of the shorter one's runs of `GRAM` tokens that the other has, 0 to 1."""
    runs = [Counter(zip(*(text[at:] for at in range(GRAM)), strict=False)) for text in texts]
    numbers = {run: number for number, run in enumerate(sorted(set().union(*runs)))}
    has = np.zeros((len(texts), len(numbers)), dtype=np.float32)
    for row, counted in enumerate(runs):
        has[row, [numbers[run] for run in counted]] = 1
    sizes = np.maximum(has.sum(axis=1), 1)
    shared: np.ndarray = has @ has.T / np.maximum(sizes[:, None], sizes[None, :])
    return shared


def matches(a: Tokens, b: Tokens, firsts_a: frozenset[int], firsts_b: frozenset[int]) -> list[tuple[int, int]]:
    """The places of a longest common subsequence of two texts, in order.

    Of several, one whose gaps begin where a sentence does: in 甲。要乙。 and 甲。要丙。要乙。 it is 要丙。 that is new.
    """
    runs: list[list[int]] = []
    found = _equal(a, b)
    for run, (start_a, start_b, _) in zip(found, [*found[1:], (len(a), len(b), 0)], strict=False):  # none: no runs
        runs.append(list(run))
        while len(runs) > 1 and runs[-1][2]:
            before, after = runs[-2:]
            gap_a, gap_b = (before[0] + before[2], after[0]), (before[1] + before[2], after[1])
            if gap_a[0] == gap_a[1]:
                text, gap, firsts = b, gap_b, firsts_b
                first, last = _end(runs, 1) < before[1], after[1] + after[2] < start_b
            elif gap_b[0] == gap_b[1]:
                text, gap, firsts = a, gap_a, firsts_a
                first, last = _end(runs, 0) < before[0], after[0] + after[2] < start_a
            else:
                break
            _slide(before, after, text, gap, firsts, first, last)
            if before[2]:
                break
            del runs[-2]
    return [(start_a + step, start_b + step) for start_a, start_b, size in runs for step in range(size)]


def _end(runs: Sequence[Sequence[int]], side: int) -> int:
    """Where the last run but two ends in a text."""
    return runs[-3][side] + runs[-3][2] if len(runs) > 2 else 0


def _equal(a: Tokens, b: Tokens) -> list[tuple[int, int, int]]:
    """Runs that match in a longest common subsequence: their place in `a`, in `b`, and their size."""
    found = []
    for op in LCSseq.opcodes(a, b):
        if op.tag == "equal":
            found.append((op.src_start, op.dest_start, op.src_end - op.src_start))
    return found


def _slide(
    before: list[int],
    after: list[int],
    text: Tokens,
    gap: tuple[int, int],
    firsts: frozenset[int],
    first: bool,
    last: bool,
) -> None:
    """Move a gap of one text, between two runs that match, to where a sentence begins.

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
        by = next((by for by in sorted(range(-left, right + 1), key=abs) if start + by in firsts), 0)
    before[2] += by
    after[0] += by
    after[1] += by
    after[2] -= by


def _guide(texts: Sequence[Tokens]) -> list[tuple[int, int | None]]:
    """The order in which texts join, each with the nearest that is there (R. C. Prim, 1957, from the most central)."""
    near = similarity(texts)
    left = set(range(len(texts)))
    first = max(left, key=lambda text: (round(float(near[text].sum()), 6), -text))
    order: list[tuple[int, int | None]] = [(first, None)]
    left.discard(first)
    nearest = {text: (float(near[first, text]), first) for text in left}
    while left:
        text = max(left, key=lambda one: (nearest[one][0], -one))
        order.append((text, nearest[text][1]))
        left.discard(text)
        for other in left:
            if near[text, other] > nearest[other][0]:
                nearest[other] = (float(near[text, other]), text)
    return order


def _join(
    graph: list[Node], texts: Sequence[Tokens], firsts: Sequence[frozenset[int]], text: int, neighbour: int | None
) -> list[Node]:
    """The graph with one more text."""
    tokens = texts[text]
    place_of: list[int | None] = [None] * len(tokens)
    if neighbour is not None:
        path = [place for place, node in enumerate(graph) if neighbour in node.at]
        found = matches(texts[neighbour], tokens, firsts[neighbour], firsts[text])
        for place_in_neighbour, at in found:
            place_of[at] = path[place_in_neighbour]
        _match_other_paths(graph, tokens, place_of)
    return _insert(graph, text, tokens, place_of)


def _match_other_paths(graph: list[Node], tokens: Tokens, place_of: list[int | None]) -> None:
    """Where a text differs from its neighbour, find its tokens among the nodes of others at the same place."""
    start, low = 0, 0
    for at in range(len(tokens) + 1):
        place = len(graph) if at == len(tokens) else place_of[at]
        if place is None:
            continue
        if at > start and place > low:
            others = [node.token for node in graph[low:place]]
            for theirs, ours, size in _equal(others, tokens[start:at]):
                for step in range(size):
                    place_of[start + ours + step] = low + theirs + step
        start, low = at + 1, place + 1


def _insert(graph: list[Node], text: int, tokens: Tokens, place_of: list[int | None]) -> list[Node]:
    new: dict[int, list[Node]] = {}
    behind = len(graph)
    for at in range(len(tokens) - 1, -1, -1):
        place = place_of[at]
        if place is None:
            new.setdefault(behind, []).append(Node(tokens[at], {text: at}))
        else:
            graph[place].at[text] = at
            behind = place
    joined: list[Node] = []
    for place in range(len(graph) + 1):
        joined += reversed(new.get(place, ()))
        joined += graph[place : place + 1]
    return joined


def _realign(graph: list[Node], texts: Sequence[Tokens], firsts: Sequence[frozenset[int]]) -> list[Node]:
    """Each text taken out once and put back beside its nearest neighbour of all, if no less then matches."""
    near = similarity(texts)
    for text in range(len(texts)):
        without = [
            Node(node.token, {other: at for other, at in node.at.items() if other != text})
            for node in graph
            if len(node.at) > 1 or text not in node.at
        ]
        others = [other for other in range(len(texts)) if other != text]
        neighbour = max(others, key=lambda one: (near[text, one], -one))
        again = _join(without, texts, firsts, text, neighbour)
        if len(again) < len(graph):
            graph = again
    return graph


def _settle_moved(graph: list[Node]) -> list[Node]:
    """Blocks that some texts have here and others there, aligned where most have them."""
    while True:
        blocks = _blocks(graph)
        pair = next(_moved(graph, blocks), None)
        if pair is None:
            return graph
        graph = _bring_together(graph, *pair)


def _blocks(graph: list[Node]) -> list[tuple[int, int]]:
    """Runs of `MOVED` nodes and more with the same texts, and not all of them."""
    blocks = []
    start = 0
    everyone = max((len(node.at) for node in graph), default=0)
    for place in range(1, len(graph) + 1):
        if place == len(graph) or not _goes_on(graph[place - 1], graph[place]):
            if place - start >= MOVED and len(graph[start].at) < everyone:
                blocks.append((start, place))
            start = place
    return blocks


def _goes_on(before: Node, node: Node) -> bool:
    return before.at.keys() == node.at.keys() and all(at == before.at[text] + 1 for text, at in node.at.items())


def _moved(
    graph: list[Node], blocks: Sequence[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], tuple[int, int], list[tuple[int, int]]]]:
    """Pairs of blocks of different texts with the same words: the one more texts have, the other, what matches."""
    profiles = [Counter(node.token for node in graph[start:end]) for start, end in blocks]
    for one in range(len(blocks)):
        for other in range(one + 1, len(blocks)):
            if graph[blocks[one][0]].at.keys() & graph[blocks[other][0]].at.keys():
                continue
            shorter = min(blocks[one][1] - blocks[one][0], blocks[other][1] - blocks[other][0])
            if (profiles[one] & profiles[other]).total() < max(MOVED, ALIKE * shorter):
                continue
            home, away = one, other
            if len(graph[blocks[other][0]].at) > len(graph[blocks[one][0]].at):
                home, away = other, one
            here, there = ([node.token for node in graph[slice(*blocks[block])]] for block in (home, away))
            found = matches(here, there, frozenset(), frozenset())
            if len(found) >= max(MOVED, ALIKE * shorter):
                yield blocks[home], blocks[away], found


def _bring_together(
    graph: list[Node], home: tuple[int, int], away: tuple[int, int], found: Sequence[tuple[int, int]]
) -> list[Node]:
    """The matching span of the block `away` put into `home`; what it has beyond the matches goes between them."""
    (first_home, first_away), (_, last_away) = found[0], found[-1]
    partner = {away_at: home_at for home_at, away_at in found}
    new: dict[int, list[Node]] = {}
    place = home[0] + first_home
    for at in range(first_away, last_away + 1):
        node = graph[away[0] + at]
        if at in partner:
            place = home[0] + partner[at]
            graph[place].at.update(node.at)
        else:
            new.setdefault(place, []).append(node)
    gone = range(away[0] + first_away, away[0] + last_away + 1)
    brought: list[Node] = []
    for number, node in enumerate(graph):
        if number not in gone:
            brought.append(node)
            brought += new.get(number, ())
    return brought
