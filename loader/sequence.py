"""A linear-chain conditional random field at work: the best sequence of tags for a page.

The model (Lafferty, McCallum and Pereira 2001) is trained with CRFsuite (Okazaki 2007) by `bench/train_roles.py` and
kept as `roles.json`: tags, the weight of each feature for each tag, and of each tag after each other. Here it
is only applied (Viterbi 1967). Features come in groups made of one block or of two neighbours (`loader.features`);
the weights of a group are summed for many blocks at once, and a network says what these sums and the features of the
blocks around mean together (`loader.context`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from loader.cohesion import Tie, Wording, tie_features, wording, wording_features
from loader.context import GROUPS, Context, load_context, print_of
from loader.conventions import Conventions
from loader.features import at_distance, joint, joint_below, page_wide, signatures
from loader.headlinese import Worded, headlinese, worded_features
from loader.joins import Join, join_features
from loader.model import Block
from loader.outlines import Edges, Outline, outline
from loader.recognise import Recognised
from loader.runs import Run, Setting, run_features, runs, setting_features, settings, short_lines
from loader.shapes import Measure
from loader.sums import KeptSums, Weights

MODEL = Path(__file__).parent / "roles.json"
DISTANCES = (-1, 1, -2, 2, 3)
ABOVE, BELOW = 3, 3  # neighbours that a block's scores need; `at_distance` reaches no further
CHUNK = 2000  # blocks at a time: a page of 100,000 lines must not fill the memory (2 kB a block)
KEPT = 8_000  # sums of signatures kept from page to page (0.8 kB each)
KEPT_PAIRS = 20_000  # sums of two neighbours (0.3 kB each)
Voice = tuple[str, str, float]  # what says something of a block, of which role, mark or tag, and what it adds
Pair = tuple[Edges | None, Edges | None]  # of two neighbours; None: the page ends


class _Told(NamedTuple):
    """What features are made of, for each block of a page, and what they say of the whole page."""

    outlines: list[Outline]
    likes: list[Wording]
    worded: list[tuple[Tie, Worded]]
    joined: list[Join]
    places: list[Run]
    stand: list[Setting]
    page: tuple[str, ...]


def _told(blocks: Sequence[Block], page: Measure, seen: Recognised, conventions: Conventions) -> _Told:
    outlines = list(map(outline, signatures(blocks, page, seen, conventions)))
    likes, ties, joined = wording(seen.texts, seen.excerpts, short_lines(outlines))
    worded = list(zip(ties, headlinese(seen.excerpts), strict=True))
    places, stand = runs(blocks, outlines), settings(blocks, outlines)
    return _Told(outlines, likes, worded, joined, places, stand, tuple(page_wide(blocks, page)))


def _worded_features(worded: tuple[Tie, Worded]) -> list[str]:
    tie, line = worded
    return tie_features(tie) + worded_features(line)


class SequenceModel:
    """Weights, as tables whose row 0 is for all features without any. `tags[i]` names column i, `names[i]` the feature
    of row i + 1; behind the columns of tags stand the units of the network.

    Raises ValueError where the network was trained above another field.
    """

    def __init__(
        self,
        tags: Sequence[str],
        features: dict[str, dict[str, float]],
        transitions: list[list[float]],
        context: Context | None,
    ) -> None:
        self.tags = tuple(tags)
        self.context = context
        self.transitions: Weights = np.array(transitions, dtype=np.float32)
        vectors = np.zeros((len(features) + 1, 0), dtype=np.float32)
        if context:
            if not np.array_equal(context.field, print_of(features)):
                raise ValueError("context.npz is of another roles.json. Train it again: python -m bench.train_context")
            self.transitions += context.transitions
            vectors = context.features
        self.names = tuple(features)
        self._rows = {name: number for number, name in enumerate(features, 1)}
        self._weights: Weights = np.zeros((len(features) + 1, len(tags)), dtype=np.float32)
        for number, weights in enumerate(features.values(), 1):
            for tag, weight in weights.items():
                self._weights[number, int(tag)] = weight
        both = np.concatenate([self._weights, vectors], axis=1)
        own_rows, own_weights = self._own_table(vectors)
        self._own = KeptSums[Outline](own_weights, lambda one: [own_rows.get(name, 0) for name in one.names], KEPT)
        self._pages = KeptSums[tuple[str, ...]](both, self._numbers, KEPT)
        self._wording = KeptSums[Wording](both, lambda one: self._numbers(wording_features(one)), KEPT)
        self._worded = KeptSums[tuple[Tie, Worded]](both, lambda one: self._numbers(_worded_features(one)), KEPT)
        self._joins = KeptSums[Join](both, lambda one: self._numbers(join_features(one)), KEPT)
        self._runs = KeptSums[Run](both, lambda one: self._numbers(run_features(one)), KEPT)
        self._settings = KeptSums[Setting](both, lambda one: self._numbers(setting_features(one)), KEPT)
        self._pairs = KeptSums[Pair](self._pair_table(), self._of_pair, KEPT_PAIRS)
        self._column = {tag: column for column, tag in enumerate(tags)}
        self._voices: dict[tuple[Voice, ...], list[Weights]] = {}
        self._columns: defaultdict[str, list[int]] = defaultdict(list)
        for column, tag in enumerate(tags):
            role, mark = tag.split("/")
            self._columns[role].append(column)
            self._columns[f"/{mark}"].append(column)
            self._columns[tag].append(column)

    def _own_table(self, vectors: Weights) -> tuple[dict[str, int], Weights]:
        """A table of features of a block by itself: side by side their weights for the block, for the blocks at each of
        `DISTANCES` from it, and their vectors."""
        own = dict.fromkeys(name.split(":", 1)[1] if name[0] in "+-" else name for name in self._rows)
        rows = {name: number for number, name in enumerate(own, 1)}
        seen = [[self._rows.get(name, 0) for name in own]]
        for distance in DISTANCES:
            rows_at = [self._rows.get(f"{distance:+}:{name}", 0) for name in own]
            seen.append(
                [row if row and at_distance((name,), distance) else 0 for name, row in zip(own, rows_at, strict=True)]
            )
        tables = [self._weights[[0, *numbers]] for numbers in seen]
        return rows, np.concatenate([*tables, vectors[[0, *seen[0]]]], axis=1)

    def _pair_table(self) -> Weights:
        """The table of features of two neighbours: the weights for the upper one and none for the lower one, and behind
        all of these those for the lower one."""
        none = np.zeros_like(self._weights)
        return np.block([[self._weights, none], [none, self._weights]])

    def knows(self, tags: Iterable[str]) -> bool:
        """Whether it has weights for all of these tags: what no page that it was trained on has, it has not."""
        return self._column.keys() >= set(tags)

    def columns(self, role: str) -> list[int]:
        """The columns of a role's tags, whatever their mark, of a mark's (`/A`), whatever their role, or of a tag."""
        return self._columns.get(role, [])

    def weights(self, feature: str) -> Weights:
        """What a feature weighs for each tag."""
        row: Weights = self._weights[self._rows.get(feature, 0)]
        return row

    def scores(self, blocks: Sequence[Block], page: Measure, seen: Recognised, conventions: Conventions) -> Weights:
        """How well each tag fits each block: one row a block, one column a tag. `seen` is what conventions recognise of
        the blocks' texts."""
        result: Weights = np.empty((len(blocks), len(self.tags)), dtype=np.float32)
        units: Weights = np.empty((len(blocks), len(self.context.inner_bias) if self.context else 0), dtype=np.float32)
        for lines, sums, vectors in self.sums(blocks, page, seen, conventions):
            result[lines] = sums.sum(axis=1)
            if self.context:
                units[lines] = self.context.units(sums, vectors)
        if self.context:
            result += self.context.gains(units)
        return result

    def sums(
        self, blocks: Sequence[Block], page: Measure, seen: Recognised, conventions: Conventions
    ) -> Iterator[tuple[slice, Weights, Weights]]:
        """The sums of what features say of each block, as `context` tells them apart (blocks × GROUPS × tags), and of
        the vectors of its own features (blocks × units): for some blocks of the page at a time, and which these are."""
        told = _told(blocks, page, seen, conventions)
        shared, size = self._pages.of([told.page]), len(self.tags)
        for start in range(0, len(blocks), CHUNK):
            part = slice(start, min(start + CHUNK, len(blocks)))
            sums: Weights = np.zeros((part.stop - start, GROUPS, size), dtype=np.float32)
            places, stand = self._runs.of(told.places[part]), self._settings.of(told.stand[part])
            joined, likes = self._joins.of(told.joined[part]), self._wording.of(told.likes[part])
            likes += self._worded.of(told.worded[part])
            np.add(places[:, :size], shared[:, :size], out=sums[:, 0])
            sums[:, 0] += stand[:, :size]
            sums[:, 1] = joined[:, :size]
            sums[:, 2] = likes[:, :size]
            vectors = shared[:, size:] + places[:, size:] + stand[:, size:] + joined[:, size:] + likes[:, size:]
            vectors += self._add_own(sums[:, 3], sums[:, 4], told.outlines, start)
            self._add_joint(sums[:, 5], told.outlines, start)
            yield part, sums, vectors

    def features(
        self, blocks: Sequence[Block], page: Measure, seen: Recognised, conventions: Conventions
    ) -> list[list[int]]:
        """The rows of each block's own features, those that have none left out."""
        told = _told(blocks, page, seen, conventions)
        names = (
            [
                *one.names,
                *wording_features(like),
                *_worded_features(worded),
                *join_features(join),
                *run_features(run),
                *setting_features(setting),
            ]
            for one, like, worded, join, run, setting in zip(*told[:6], strict=True)
        )
        return [[row for row in self._numbers([*some, *told.page]) if row] for some in names]

    def add_voices(self, scores: Weights, said: Sequence[Sequence[Voice]]) -> None:
        """Add to the scores of each block what is said of it."""
        for row, voices in zip(scores, said, strict=True):
            if voices:
                for added in self._sums_of(tuple(voices)):
                    row += added

    def _sums_of(self, voices: tuple[Voice, ...]) -> list[Weights]:
        """What some voices add for each tag: rows to be added one after the other, mostly one."""
        if (known := self._voices.get(voices)) is not None:
            return known
        if len(self._voices) >= KEPT:
            self._voices.clear()
        self._voices[voices] = rows = list[Weights]()
        told = [0] * len(self.tags)  # how many voices spoke of a tag
        for _, role, weight in voices:
            for column in self.columns(role):
                if told[column] == len(rows):
                    rows.append(np.zeros(len(self.tags), dtype=np.float32))
                rows[told[column]][column] = weight
                told[column] += 1
        return rows

    def _numbers(self, names: Iterable[str]) -> list[int]:
        rows = self._rows
        return [rows.get(name, 0) for name in names]

    def _of_pair(self, pair: Pair) -> list[int]:
        upper, lower = pair
        below = self._numbers(joint_below(upper, lower)) if upper else []
        above = self._numbers(joint(upper, lower)) if lower else []
        return [*below, *(len(self._weights) + number for number in above)]

    def _add_own(self, own: Weights, beside: Weights, outlines: Sequence[Outline], start: int) -> Weights:
        """Add the weights of features of single blocks: to `own` those of each block from `start` on, to `beside` those
        of its neighbours. The sums of their vectors."""
        first, last = max(0, start - ABOVE), min(len(outlines), start + len(own) + BELOW)
        sums = self._own.of(outlines[first:last])
        size = len(self.tags)
        here = sums[start - first : start - first + len(own)]
        own += here[:, :size]
        for column, distance in enumerate(DISTANCES, 1):
            low = max(start, first - distance)
            high = min(start + len(own), last - distance)
            seen = sums[low + distance - first : max(low, high) + distance - first]
            beside[low - start : max(low, high) - start] += seen[:, column * size : (column + 1) * size]
        return here[:, (len(DISTANCES) + 1) * size :]

    def _add_joint(self, scores: Weights, outlines: Sequence[Outline], start: int) -> None:
        """Add the weights of features of two neighbours."""
        last = start + len(scores)
        here = [one.edges for one in outlines[start:last]]
        upper = [outlines[start - 1].edges if start else None, *here]
        lower = [*here, outlines[last].edges if last < len(outlines) else None]
        sums = self._pairs.of(list(zip(upper, lower, strict=True)))
        size = len(self.tags)
        scores += sums[:-1, size:]
        scores += sums[1:, :size]

    def best(self, scores: Weights) -> list[str]:
        """The tags of the best path through rows of scores."""
        return self.read(scores)[0]

    def read(self, scores: Weights) -> tuple[list[str], list[float]]:
        """The tags of the best path through rows of scores; and for each row by how much the best path with mark `A`
        there beats the best with another (max-marginals: Viterbi's recursion in both directions)."""
        if not len(scores):
            return [], []
        reach = self._reach(scores, self.transitions)  # the best score of a path that ends here, for each tag
        at = int(reach[-1].argmax())
        path = [at]
        into = np.ascontiguousarray(self.transitions.T)
        for index in range(len(scores) - 2, -1, -1):
            at = int((reach[index] + into[at]).argmax())
            path.append(at)
        reach += self._reach(scores[::-1], into)[::-1]
        reach -= scores
        begun, others = self.columns("/A"), [*self.columns("/P"), *self.columns("/C")]
        leads = reach[:, begun].max(axis=1) - reach[:, others].max(axis=1)
        return [self.tags[at] for at in reversed(path)], leads.tolist()

    @staticmethod
    def _reach(scores: Weights, transitions: Weights) -> Weights:
        """The best score of a path that ends in each row and each column."""
        reach = np.empty_like(scores)
        reach[0] = scores[0]
        paths = np.empty_like(transitions)
        add, most = np.add, np.maximum.reduce
        for above, here, fits in zip(reach[:, :, None], reach[1:], scores[1:], strict=False):
            add(above, transitions, paths)
            most(paths, 0, None, here)
            add(here, fits, here)
        return reach

    def lead(self, scores: Weights, tags: Sequence[str], start: int, others: Sequence[str]) -> float:
        """By how much the tags of a page beat those in which `others` stand from block `start` on."""
        end = start + len(others)

        def score(between: Sequence[str]) -> float:
            path = [self._column[tag] for tag in (*tags[max(0, start - 1) : start], *between, *tags[end : end + 1])]
            inner, steps = np.float32(0), np.float32(0)  # one by one: arrays of two or three take three times as long
            for block, tag in enumerate(between, start):
                inner += scores[block, self._column[tag]]
            for step in zip(path[:-1], path[1:], strict=True):
                steps += self.transitions[step]
            return float(inner + steps)

        return score(tags[start:end]) - score(others)


def read_model(path: Path, context: Context | None) -> SequenceModel:
    """The weights in a file, with a network above them or none."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return SequenceModel(kept["tags"], kept["features"], kept["transitions"], context)


@cache
def load_model(path: Path = MODEL) -> SequenceModel:
    """The weights in a file with the network that is shipped, once for each process."""
    return read_model(path, load_context())
