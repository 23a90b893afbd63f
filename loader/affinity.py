"""How strongly a line belongs to a text: the wording they share, rare wording counting most."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from loader.normalize import even


def pairs(text: str) -> set[str]:
    """Overlapping pairs of Han characters, in simplified form: names and words without deciding where words end."""
    plain = even(text)
    han = ["\u4e00" <= character <= "\u9fff" for character in plain]
    return {plain[i : i + 2] for i in range(len(plain) - 1) if han[i] and han[i + 1]}


class Affinity:
    """Affinity of lines with the texts of a page. A pair of characters counts by how few of the texts have it (inverse
    document frequency, Spärck Jones 1972)."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = [pairs(text) for text in texts]
        self.frequency = Counter(pair for text in self.texts for pair in text)

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
