"""A linear-chain conditional random field at work: the best sequence of tags for a page.

The model (Lafferty, McCallum and Pereira 2001) is trained with CRFsuite (Okazaki 2007) by `bench/train_roles.py` and
kept as `roles.json`: tags, the weight of each feature for each tag, and of each tag after each other. Here it
is only applied (Viterbi 1967). Features come in groups made of one block or of two neighbours (`loader.features`), and
the sum of a group's weights is kept, because pages repeat few shapes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from loader.conventions import Conventions
from loader.features import Signature, affinities, at_distance, joint, joint_below, page_wide, signature
from loader.model import Block
from loader.shapes import Measure

MODEL = Path(__file__).parent / "roles.json"
DISTANCES = (-1, 1, -2, 2, 3)
KEPT = 50_000  # sums of weights kept at a time; a page of 100,000 lines of their own shape must not fill the memory
Weights = NDArray[np.float32]


class SequenceModel:
    """Weights and what has been summed of them. `tags[i]` names column i."""

    def __init__(
        self, tags: Sequence[str], features: dict[str, dict[str, float]], transitions: list[list[float]]
    ) -> None:
        self.tags = tuple(tags)
        self.transitions: Weights = np.array(transitions, dtype=np.float32)
        self._zero: Weights = np.zeros(len(tags), dtype=np.float32)
        self._rows: dict[str, Weights] = {}
        for name, weights in features.items():
            row = self._zero.copy()
            for tag, weight in weights.items():
                row[int(tag)] = weight
            self._rows[name] = row
        self._sums: dict[Hashable, Weights] = {}

    def columns(self, role: str) -> list[int]:
        """The columns of a role's tags, whatever their mark."""
        return [index for index, tag in enumerate(self.tags) if tag.partition("/")[0] == role]

    def sum(self, names: Iterable[str]) -> Weights:
        """Sum of the weights of some features, for each tag."""
        total: Weights = self._zero.copy()
        for name in names:
            row = self._rows.get(name)
            if row is not None:
                total += row
        return total

    def scores(self, blocks: Sequence[Block], page: Measure, conventions: Conventions) -> Weights:
        """How well each tag fits each block by its features: one row a block, one column a tag."""
        names = [signature(block, page, conventions) for block in blocks]
        result: Weights = np.empty((len(blocks), len(self.tags)), dtype=np.float32)
        shared = self.sum(page_wide(blocks, page))
        for index, like in enumerate(affinities(blocks)):
            row = result[index]
            here = names[index]
            np.add(shared, self._kept((0, here), partial(tuple, here)), out=row)
            row += self._kept(tuple(like), partial(tuple, like))
            self._add_neighbours(row, names, index)
        return result

    def _add_neighbours(self, row: Weights, names: Sequence[Signature], index: int) -> None:
        here = names[index]
        above = names[index - 1] if index else None
        below = names[index + 1] if index + 1 < len(names) else None
        for distance in DISTANCES:
            if 0 <= index + distance < len(names):
                row += self._at(names[index + distance], distance)
        row += self._kept((above, here), lambda: joint(above, here))
        row += self._kept((here, below, 0), lambda: joint_below(here, below))

    def _at(self, names: Signature, distance: int) -> Weights:
        return self._kept((distance, names), lambda: at_distance(names, distance))

    def _kept(self, key: Hashable, names: Callable[[], Iterable[str]]) -> Weights:
        """The sum of a group's weights, worked out once."""
        kept = self._sums.get(key)
        if kept is None:
            if len(self._sums) >= KEPT:
                self._sums.clear()
            kept = self._sums[key] = self.sum(names())
        return kept

    def best(self, scores: Weights) -> list[str]:
        """The tags of the best path through rows of scores."""
        if not len(scores):
            return []
        back = np.empty(scores.shape, dtype=np.int16)
        reach = scores[0].copy()
        columns = np.arange(len(self.tags))
        for index in range(1, len(scores)):
            paths = reach[:, None] + self.transitions
            come_from = paths.argmax(axis=0)
            back[index] = come_from
            reach = paths[come_from, columns] + scores[index]
        at = int(reach.argmax())
        path = [at]
        for index in range(len(scores) - 1, 0, -1):
            at = int(back[index, at])
            path.append(at)
        return [self.tags[at] for at in reversed(path)]


@cache
def load_model(path: Path = MODEL) -> SequenceModel:
    """The model in a file, once for each process."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return SequenceModel(kept["tags"], kept["features"], kept["transitions"])
