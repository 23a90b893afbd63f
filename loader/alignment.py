"""Many texts side by side: a variant graph, every text at once and none of them the base.

A node is one token and the texts that have it, so that each text is a path through the nodes and what they share is
aligned. (D. Schmidt and R. Colomb, “A data structure for representing multi-version texts online”, International
Journal of Human-Computer Studies 67, 2009; C. Lee, C. Grasso and M. F. Sharlow, “Multiple sequence alignment using
partial order graphs”, Bioinformatics 18, 2002.) Texts join it in the order of their likeness, each by what it has in
common with its nearest neighbour there (`subsequence`) and, where they differ, with the other paths; of few texts, each
is then taken out and put back once (G. J. Barton and M. J. E. Sternberg, “A strategy for the rapid multiple alignment
of protein sequences”, Journal of Molecular Biology 198, 1987). What stands elsewhere in another text is brought
together last (`moves`).

The texts are sorted before anything is done, so that their order in the question has no effect on the answer.
For n different texts of m tokens, the work is O(n²) to compare them by samples and O(n m² / 64) to align them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from loader.moves import Node, settle_moves
from loader.regions import Once, Ranks, runs_once, token_hashes, unique_seeds
from loader.subsequence import Tokens, common_runs, matching_runs, without_chance, without_moved

GRAM = 4
# Texts times runs of tokens by which they are compared; of more runs a part, told by their hashes.
CELLS = 20_000_000
# Of more texts each has a near neighbour from the first.
REJOINED = 100
# Between two neighbours of a text others may have so much that it is not looked through.
OTHERS = 2_000


def align(texts: Sequence[Tokens], ranks: Sequence[Ranks]) -> list[Node]:
    """The texts' tokens in one order, each once; the tokens of a text that was not moved are in its own order.

    No two texts may be equal. `ranks` tell for each token of each text how much begins with it (`regions`).
    """
    graph = _Graph(texts, ranks)
    near = similarity(texts)
    for text, neighbour in _guide(near):
        graph.join(text, neighbour)
    if 2 < len(texts) <= REJOINED:
        np.fill_diagonal(near, -1)
        for text, nearest in enumerate(np.argmax(near, axis=1).tolist()):
            graph.rejoin(text, nearest)
    return settle_moves(list(graph.nodes()), ranks)


def similarity(texts: Sequence[Tokens]) -> NDArray[np.float32]:
    """For each text (row) the share of its runs of `GRAM` tokens that each other one has, 0 to 1.

    An abridged printing is nearer to a full one than to another that leaves out as much.
    """
    runs = [np.unique(token_hashes(text, GRAM)) for text in texts]
    every = np.unique(np.concatenate([*runs, np.empty(0, np.uint64)]))
    step = np.uint64(max(1, len(every) * len(texts) // CELLS))
    kept = every[every % step == 0]
    has = np.zeros((len(texts), len(kept)), dtype=np.float32)
    for row, one in enumerate(runs):
        has[row, np.searchsorted(kept, one[one % step == 0])] = 1
    sizes = np.maximum(has.sum(axis=1), 1)
    shared: NDArray[np.float32] = has @ has.T / sizes[:, None]
    return shared


def _guide(near: NDArray[np.float32]) -> list[tuple[int, int | None]]:
    """The order in which texts join, each with the nearest that is there (R. C. Prim, 1957, from the fullest)."""
    left = list(range(len(near)))
    if not left:
        return []
    first = max(left, key=lambda text: (round(float(near[:, text].sum()), 4), -text))
    order: list[tuple[int, int | None]] = [(first, None)]
    left.remove(first)
    nearest = {text: (float(near[text, first]), first) for text in left}
    while left:
        text = max(left, key=lambda one: (nearest[one][0], -one))
        order.append((text, nearest[text][1]))
        left.remove(text)
        for other in left:
            if near[other, text] > nearest[other][0]:
                nearest[other] = (float(near[other, text]), text)
    return order


class _Link:
    """A node in the row of all nodes."""

    __slots__ = ("after", "at", "before", "token")

    def __init__(self, token: int, at: dict[int, int]) -> None:
        self.token = token
        self.at = at
        self.before = self.after = self

    def unlink(self) -> None:
        self.before.after = self.after
        self.after.before = self.before

    def relink(self) -> None:
        """Put it back between those it stood between (D. E. Knuth, “Dancing links”, 2000)."""
        self.before.after = self
        self.after.before = self


class _Graph:
    """Nodes in a ring that begins behind `_end`, and for each text its own path of them."""

    def __init__(self, texts: Sequence[Tokens], ranks: Sequence[Ranks]) -> None:
        self._texts = texts
        self._ranks = ranks
        self._end = _Link(-1, {})
        self._paths: dict[int, list[_Link]] = {}
        self._once: dict[int, Once] = {}
        self._beside: dict[int, tuple[int, Tokens, list[list[int]]]] = {}

    def nodes(self) -> Iterator[Node]:
        link = self._end.after
        while link is not self._end:
            yield Node(link.token, link.at)
            link = link.after

    def join(self, text: int, neighbour: int | None) -> None:
        """Put one more text beside its neighbour."""
        tokens = self._texts[text]
        path: list[_Link | None] = [None] * len(tokens)
        if neighbour is not None:
            theirs = self._paths[neighbour]
            tokens, found = self._matched(text, neighbour)
            for there, at, size in found:
                path[at : at + size] = theirs[there : there + size]
            self._match_others(tokens, path, neighbour)
        self._paths[text] = self._insert(text, path)

    def _matched(self, text: int, neighbour: int) -> tuple[Tokens, list[list[int]]]:
        """A text without what stands elsewhere in its neighbour, and the runs that both have. Most texts are put back
        beside the neighbour that they had, so that this is kept."""
        if (known := self._beside.get(text)) and known[0] == neighbour:
            return known[1:]
        ranks = self._ranks[neighbour], self._ranks[text]
        both = self._texts[neighbour], self._texts[text]
        seeds = unique_seeds(*(self._runs_once(one) for one in (neighbour, text)))
        others, tokens = without_moved(*both, seeds, ranks[0])
        found = matching_runs(others, tokens, *ranks)
        if len(self._texts) <= REJOINED:
            self._beside[text] = neighbour, tokens, found
        return tokens, found

    def _runs_once(self, text: int) -> Once:
        if text not in self._once:
            self._once[text] = runs_once(self._texts[text])
        return self._once[text]

    def rejoin(self, text: int, neighbour: int) -> None:
        """Take a text out and put it back beside its nearest neighbour of all, unless it then shares less."""
        path = self._paths[text]
        shared = _shared(path)
        gone = self._take_out(text)
        self.join(text, neighbour)
        if _shared(self._paths[text]) < shared:
            self._take_out(text)
            for link in reversed(gone):
                link.relink()
            for at, link in enumerate(path):
                link.at[text] = at
            self._paths[text] = path

    def _take_out(self, text: int) -> list[_Link]:
        gone = []
        for link in self._paths.pop(text):
            del link.at[text]
            if not link.at:
                link.unlink()
                gone.append(link)
        return gone

    def _match_others(self, tokens: Tokens, path: list[_Link | None], neighbour: int) -> None:
        """Where a text differs from its neighbour, find its tokens among the nodes of others at the same place."""
        start, link = 0, self._end
        for at in range(len(tokens) + 1):
            there = self._end if at == len(tokens) else path[at]
            if there is None:
                continue
            if at > start and (others := self._between(link, there, neighbour)):
                found = common_runs([node.token for node in others], tokens[start:at])
                for theirs, ours, size in without_chance(found, len(others), at - start):
                    path[start + ours : start + ours + size] = others[theirs : theirs + size]
            start, link = at + 1, there

    def _between(self, low: _Link, high: _Link, without: int) -> list[_Link]:
        found: list[_Link] = []
        link = low.after
        while link is not high and len(found) < OTHERS:
            if without not in link.at:
                found.append(link)
            link = link.after
        return found

    def _insert(self, text: int, path: Sequence[_Link | None]) -> list[_Link]:
        """Make nodes for what matches none, each in front of the next that matches."""
        tokens = self._texts[text]
        made: list[_Link] = []
        behind = self._end
        for at in range(len(path) - 1, -1, -1):
            link = path[at]
            if link is None:
                link = _Link(tokens[at], {})
                link.before, link.after = behind.before, behind
                link.relink()
            link.at[text] = at
            made.append(link)
            behind = link
        return made[::-1]


def _shared(path: Sequence[_Link]) -> int:
    return len(path) - [len(link.at) for link in path].count(1)
