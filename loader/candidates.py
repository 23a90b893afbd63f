"""Which articles of an archive may have text in common with another: what is kept of each, and what is asked of it.

An article is kept as its fingerprints (`shared.Wording.prints`; winnowing, see `printings`). Two articles are worth
comparing where they share prints that are rare. How rare a print is, is measured against the article's own kin, the
articles of the same days that share a good part of its prints: a print of a wire story that forty papers print stands
in forty articles and they are all kin, a formula stands in forty articles that have nothing else in common, and a form
in forty of as many weeks. (Weights that fall with the document frequency: K. Spärck Jones, “A statistical
interpretation of term specificity”, J. Documentation 28, 1972.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Prints = NDArray[np.uint32]

# Of the holders of a common print only the first are looked at: the 500 papers that print one text all meet in those.
MOST_HOLDERS = 48
# Two articles are kin where they share this part of the prints of the shorter one. With 0.25 short reports that have
# three formulas each were kin and then one story (bench/make_reprints.py: pair precision 0.53, with 0.4 0.89, now 1.0).
KIN = 0.5
# And where they are no further apart. Receptions, verdicts and programmes of years were each other's kin without this,
# and the words of the form as good as a story's.
DAYS = 14
# Prints shared, each counted by its rarity: an unchanged passage of 34 characters has two or more.
LEAST_WEIGHT = 1.5
MOST_CANDIDATES = 32
# An article is compared with so many for each of its passages; of those that share the same, with the nearest in time.
ENOUGH = 6
UNKNOWN = 10**7  # days


class Candidates(NamedTuple):
    """`numbers`: the articles to compare, likeliest first, among equals the nearest in time. `rarity`: the weight of
    each of the article's prints; 0 for one that stands in no other article."""

    numbers: list[int]
    rarity: NDArray[np.float64]


class Kept:
    """The prints of all articles of an archive in memory: 8 bytes for each print, and one print for 9 characters."""

    def __init__(self, articles: Iterable[tuple[int, Prints]], dates: Mapping[int, str | None] | None = None) -> None:
        """`articles`: number (at least 0) and prints of each, in any order. `dates`: ISO, of those that have one."""
        pairs = sorted(articles, key=lambda article: article[0])
        self._sizes = np.zeros(pairs[-1][0] + 1 if pairs else 0, np.intp)
        self._sizes[[number for number, _ in pairs]] = [len(prints) for _, prints in pairs]
        self._days = {number: date.fromisoformat(day).toordinal() for number, day in (dates or {}).items() if day}
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

    def _near(self, one: int, other: int) -> bool:
        """Whether two articles may be of the same days."""
        day, its = self._days.get(one), self._days.get(other)
        return day is None or its is None or abs(day - its) <= DAYS

    def _apart(self, number: int, others: list[int]) -> NDArray[np.intp]:
        """How many days lie between an article and each other; between those of unknown date more than any."""
        day = self._days.get(number)
        days = (None if day is None else self._days.get(other) for other in others)
        return np.array([UNKNOWN if day is None or its is None else abs(day - its) for its in days], np.intp)

    def candidates(self, number: int, prints: Prints, before: bool = False) -> Candidates:
        """The kept articles other than `number` worth comparing with it; `before`: only those of smaller numbers.

        Follows from the holders of its own prints and from nothing else."""
        first = np.searchsorted(self._hashes, prints, "left")
        held = np.searchsorted(self._hashes, prints, "right") - first
        (common,) = np.nonzero(held > 1)
        weights = np.zeros(len(prints))
        if not len(common):
            return Candidates([], weights)
        seen = np.minimum(held[common], MOST_HOLDERS)
        nth = np.arange(seen.sum()) - np.repeat(np.cumsum(seen) - seen, seen)
        holders = self._numbers[np.repeat(first[common], seen) + nth]
        who, place, shared = np.unique(holders, return_inverse=True, return_counts=True)
        sizes = self._sizes[who]
        others = who != number
        akin = others & (shared >= KIN * np.minimum(sizes, len(prints))) & (shared > 1)
        kin = 1 + sum(self._near(number, one) for one in who[akin].tolist())
        weights[common] = rarity(held[common], kin)
        prints_of = np.repeat(common, seen)
        sums = np.bincount(place, weights=weights[prints_of])
        wanted = others & (sums >= LEAST_WEIGHT)
        if before:
            wanted &= who < number
        (places,) = np.nonzero(wanted)
        nearest = np.lexsort((who[places], self._apart(number, who[places].tolist()), -sums[places]))
        likely: list[int] = places[nearest].tolist()
        if len(likely) > ENOUGH:
            prints_of, ends = prints_of[np.argsort(place, kind="stable")], np.cumsum(shared).tolist()
            likely = _fewest(likely, lambda one: prints_of[(ends[one - 1] if one else 0) : ends[one]], weights)
        return Candidates(who[likely].tolist(), weights)


def _fewest(
    likely: Iterable[int], prints_of: Callable[[int], NDArray[np.intp]], weights: NDArray[np.float64]
) -> list[int]:
    """The likeliest that together hold each print of the article often enough: what five hundred papers print need
    not be compared with five hundred."""
    left = np.full(len(weights), ENOUGH)
    found = []
    for one in likely:
        prints = prints_of(one)
        if weights[prints][left[prints] > 0].sum() >= LEAST_WEIGHT:
            left[prints] -= 1
            found.append(one)
            if len(found) == MOST_CANDIDATES:
                break
    return found


def rarity(held: NDArray[np.intp], kin: int) -> NDArray[np.float64]:
    """The weight of prints that stand in so many articles, for an article of so many kin: from 1 down towards 0."""
    if kin >= MOST_HOLDERS // 2:  # more kin than were looked at
        return np.ones(len(held))
    return 1 / (1 + np.log2(np.maximum(1.0, held / max(kin, 2))))
