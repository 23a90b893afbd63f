"""Which articles of an archive may have text in common with another: what is kept of each, and what is asked of it.

An article is kept as its fingerprints (`shared.Wording.prints`; winnowing, see `printings`). Two articles are worth
comparing where they share prints that are rare. How rare a print is, is measured against the article's own kin, the
articles that share a good part of its prints: a print of a wire story that forty papers print stands in forty articles
and they are all kin, a formula stands in forty articles that have nothing else in common. (Weights that fall with the
document frequency: K. Spärck Jones, “A statistical interpretation of term specificity”, J. Documentation 28, 1972.)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Prints = NDArray[np.uint32]

# Of the holders of a common print only the first are looked at: the 500 papers that print one text all meet in those.
MOST_HOLDERS = 48
# Two articles are kin where they share this part of the prints of the shorter one. With 0.25 short reports that have
# three formulas each were kin and then one story (bench/make_reprints.py: pair precision 0.53, with 0.4 0.89, now 1.0).
KIN = 0.5
# Prints shared, each counted by its rarity: an unchanged passage of 34 characters has two or more.
LEAST_WEIGHT = 1.5
MOST_CANDIDATES = 32


class Candidates(NamedTuple):
    """`numbers`: the articles to compare, likeliest first. `kin`: how many articles are kin, the article among them."""

    numbers: list[int]
    kin: int


class Kept:
    """The prints of all articles of an archive in memory: 8 bytes for each print, and one print for 9 characters."""

    def __init__(self, articles: Iterable[tuple[int, Prints]]) -> None:
        """`articles`: number (at least 0) and prints of each, in any order."""
        pairs = sorted(articles, key=lambda article: article[0])
        self._sizes = {number: len(prints) for number, prints in pairs}
        hashes = np.concatenate([np.empty(0, np.uint32), *(prints for _, prints in pairs)])
        numbers = np.repeat(np.array([number for number, _ in pairs], np.uint32), [len(prints) for _, prints in pairs])
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._numbers = hashes[order], numbers[order]

    def holders(self, prints: Prints) -> NDArray[np.intp]:
        """In how many articles each print stands."""
        return np.searchsorted(self._hashes, prints, "right") - np.searchsorted(self._hashes, prints, "left")

    def holding(self, prints: Prints) -> list[int]:
        """The numbers of the articles in which any of the prints stands."""
        first = np.searchsorted(self._hashes, prints, "left")
        held = np.searchsorted(self._hashes, prints, "right") - first
        nth = np.arange(held.sum()) - np.repeat(np.cumsum(held) - held, held)
        found: list[int] = np.unique(self._numbers[np.repeat(first, held) + nth]).tolist()
        return found

    def candidates(self, number: int, prints: Prints, before: bool = False) -> Candidates:
        """The kept articles other than `number` worth comparing with it; `before`: only those of smaller numbers."""
        first = np.searchsorted(self._hashes, prints, "left")
        held = np.searchsorted(self._hashes, prints, "right") - first
        seen = np.minimum(held, MOST_HOLDERS)
        if not seen.sum():
            return Candidates([], 1)
        nth = np.arange(seen.sum()) - np.repeat(np.cumsum(seen) - seen, seen)
        holders = self._numbers[np.repeat(first, seen) + nth]
        who, place, shared = np.unique(holders, return_inverse=True, return_counts=True)
        sizes = np.array([self._sizes[one] for one in who.tolist()])
        others = who != number
        kin = 1 + int((others & (shared >= KIN * np.minimum(sizes, len(prints))) & (shared > 1)).sum())
        weights = np.bincount(place, weights=np.repeat(rarity(held, kin), seen))
        wanted = others & (weights >= LEAST_WEIGHT)
        if before:
            wanted &= who < number
        places = np.nonzero(wanted)[0]
        best = places[np.lexsort((who[places], -weights[places]))][:MOST_CANDIDATES]
        return Candidates(who[best].tolist(), kin)


def rarity(held: NDArray[np.intp], kin: int) -> NDArray[np.float64]:
    """The weight of prints that stand in so many articles, for an article of so many kin: from 1 down towards 0."""
    if kin >= MOST_HOLDERS // 2:  # more kin than were looked at
        return np.ones(len(held))
    return 1 / (1 + np.log2(np.maximum(1.0, held / max(kin, 2))))
