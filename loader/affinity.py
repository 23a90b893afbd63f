"""How strongly a line belongs to a text: the wording they share, rare wording counting most."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from operator import add

from loader.characters import even

HAN_RUN = re.compile("[\u4e00-\u9fff]{2,}")


def pairs(text: str) -> set[str]:
    """Overlapping pairs of Han characters, in simplified form: names and words without deciding where words end."""
    found: set[str] = set()
    for run in HAN_RUN.findall(even(text)):
        found.update(map(add, run, run[1:]))
    return found


class Affinity:
    """Affinity of lines with the texts of a page. A pair of characters counts by how few of the texts have it (inverse
    document frequency, Spärck Jones 1972)."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._printed = texts

    @cached_property
    def texts(self) -> list[set[str]]:
        """The pairs of each text: found when first asked for, because most pages link nothing by wording."""
        return [pairs(text) for text in self._printed]

    @cached_property
    def frequency(self) -> Counter[str]:
        """In how many of the texts a pair stands."""
        return Counter(chain.from_iterable(self.texts))

    def weight(self, pair: str) -> float:
        return math.log((len(self.texts) + 1) / (self.frequency[pair] + 0.5))

    def share(self, line: str, text: int) -> float:
        """The share of a line's weighted pairs that stand in the text of that number, 0 to 1."""
        found = pairs(line)
        total = sum(self.weight(pair) for pair in found)
        return sum(self.weight(pair) for pair in found & self.texts[text]) / total if total > 0 else 0.0

    def gain(self, line: str, far: int, near: int) -> float:
        """By how much more a line shares with text `far` than with text `near`, -1 to 1."""
        return self.share(line, far) - self.share(line, near)
