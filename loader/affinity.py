"""How strongly a line belongs to a text: the wording they share, rare wording counting most."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import add

import numpy as np

from loader.characters import even
from loader.joins import FIRST_HAN, among, load_joins, pair_codes

HAN_RUN = re.compile("[\u4e00-\u9fff]{2,}")
ONE_HAN = re.compile("[\u4e00-\u9fff]")
SIGN = re.compile(r"[A-Za-z][A-Za-z0-9]+|\d{2,}")  # K117, 24
# How telling it is that a line and a text share a pair of characters that many texts have, some, few (`loader.joins`),
# or a character that few have: 粥, of 一锅热粥 and 闻到了粥香.
COMMON, KNOWN, RARE, CHARACTER, OF_SIGN = 0.3, 0.6, 1.0, 0.6, 1.0


def pairs(text: str) -> set[str]:
    """Overlapping pairs of Han characters, in simplified form: names and words without deciding where words end."""
    found: set[str] = set()
    for run in HAN_RUN.findall(even(text)):
        found.update(map(add, run, run[1:]))
    return found


def pairs_among(text: str, asked: set[str]) -> set[str]:
    """Those of some pairs that stand in a text."""
    found: set[str] = set()
    for run in HAN_RUN.findall(even(text)):
        found.update(asked.intersection(map(add, run, run[1:])))
    return found


def telling(line: str) -> dict[str, float]:
    """What a text may share with a line: pairs of characters, characters and signs, and how telling each is, whatever
    else stands on the page."""
    seen = load_joins()
    both = sorted(pairs(line))
    codes = np.array([[*map(ord, pair)] for pair in both], dtype=np.int64).reshape(-1, 2) - FIRST_HAN
    numbers = pair_codes(codes[:, 0], codes[:, 1])
    weights = np.select([among(numbers, seen.common), among(numbers, seen.known)], [COMMON, KNOWN], RARE)
    told = dict(zip(both, weights.tolist(), strict=True))
    read = even(line)
    told |= dict.fromkeys(sorted(set(ONE_HAN.findall(read)) - seen.everyday), CHARACTER)
    return told | dict.fromkeys(SIGN.findall(read), OF_SIGN)


def told_among(text: str, asked: set[str]) -> Iterator[str]:
    """Those of some pairs, characters and signs that stand in a text."""
    read = even(text)
    yield from sorted(pairs_among(text, asked))
    yield from sorted(asked.intersection(read))
    yield from sorted(asked.intersection(SIGN.findall(read)))


class Affinity:
    """Affinity of lines with the texts of a page, which go by their numbers. A pair of characters counts by how few of
    the texts have it (inverse document frequency, Spärck Jones 1972)."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.printed = texts
        self._weighed: dict[str, tuple[list[tuple[list[int], float]], float]] = {}

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The texts that a pair stands in, in order: found when first asked for, because most pages link nothing by
        wording."""
        places: dict[str, list[int]] = {}
        for number, text in enumerate(self.printed):
            for pair in pairs(text):
                places.setdefault(pair, []).append(number)
        return places

    def shares(self, line: str, first: int, last: int) -> dict[int, float]:
        """The share of a line's weighted pairs that stand in each of the texts `first` to `last` - 1 that has any of
        them, 0 to 1."""
        weighed, total = self._weigh(line)
        held: dict[int, float] = {}
        for texts, weight in weighed:
            for text in texts[bisect_left(texts, first) : bisect_left(texts, last)]:
                held[text] = held.get(text, 0.0) + weight
        return {text: weight / total for text, weight in held.items()} if total > 0 else {}

    def share(self, line: str, text: int) -> float:
        """As `shares`, of one text."""
        return self.shares(line, text, text + 1).get(text, 0.0)

    def gain(self, line: str, far: int, near: int) -> float:
        """By how much more a line shares with text `far` than with text `near`, -1 to 1."""
        return self.share(line, far) - self.share(line, near)

    def _weigh(self, line: str) -> tuple[list[tuple[list[int], float]], float]:
        """The pairs of a line that stand in any text: the texts and the weight of each; and the weight of all."""
        if line not in self._weighed:
            weighed, total = [], 0.0
            for pair in sorted(pairs(line)):
                texts = self.places.get(pair, [])
                weight = math.log((len(self.printed) + 1) / (len(texts) + 0.5))
                total += weight
                if texts:
                    weighed.append((texts, weight))
            self._weighed[line] = weighed, total
        return self._weighed[line]
