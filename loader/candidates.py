"""Which articles of an archive may have text in common with another: what is kept of each, and what is asked of it.

An article is kept as its fingerprints (`shared.Wording.prints`; winnowing, see `printings`). Two articles are worth
comparing where they share prints that are rare. How rare a print is, is measured against the article's own kin, the
articles of the same days that share a good part of its prints: a print of a wire story that forty papers print stands
in forty articles and they are all kin, a formula stands in forty articles that have nothing else in common, and a form
in forty of as many weeks. (Weights that fall with the document frequency: K. Spärck Jones, “A statistical
interpretation of term specificity”, J. Documentation 28, 1972.) Numbers of holders count by classes (`class_of`):
what one more article changes is then little, and can be told (`asking`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Prints = NDArray[np.uint32]

# Of the holders of a common print only so many are looked at, those before and after the article in the order of dates.
# What 500 papers print on one day is found all the same, each with the papers beside it.
MOST_HOLDERS = 48
IN_A_ROW = MOST_HOLDERS + 1  # with the article
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
# The least numbers of each class: powers of the square root of 2, as whole numbers, so that it is the same everywhere.
PER_DOUBLING = 2
BOUNDS = np.array([math.isqrt(2**power - 1) + 1 if power else 1 for power in range(64)], np.intp)
_HASH = np.uint64(32)
AT_ONCE = 1_000_000  # prints that are sorted together


class Candidates(NamedTuple):
    """`numbers`: the articles to compare, likeliest first, among equals the nearest in time. `rarity`: the weight of
    each of the article's prints; 0 for one that stands in no other article. `kin`: how many the article and its kin
    are, of those looked at."""

    numbers: list[int]
    rarity: NDArray[np.float64]
    kin: int


class AllPrints:
    """The prints of articles, one after the other in one array; `all[number]` are those of one article.

    `numbers` (at least 0) and `sizes` of the articles in the order in which their prints stand in `prints`.
    """

    def __init__(self, numbers: Sequence[int], sizes: Sequence[int], prints: Prints) -> None:
        self.numbers = np.array(numbers, np.intp)
        self.sizes = np.array(sizes, np.intp)
        self.prints = prints
        self._end = np.zeros(self.numbers.max() + 1 if len(self.numbers) else 0, np.intp)
        self._end[self.numbers] = np.cumsum(self.sizes)
        self.size = np.zeros(len(self._end), np.intp)
        self.size[self.numbers] = self.sizes

    def __getitem__(self, number: int) -> Prints:
        end = self._end[number]
        return self.prints[end - self.size[number] : end]


def all_prints(articles: Iterable[tuple[int, Prints]]) -> AllPrints:
    """Number and prints of each article, in any order."""
    pairs = list(articles)
    prints = np.concatenate([np.empty(0, np.uint32), *(prints for _, prints in pairs)])
    return AllPrints([number for number, _ in pairs], [len(prints) for _, prints in pairs], prints)


class Kept:
    """The prints of all articles of an archive in memory: 4 bytes for each print, which is one for 9 characters, and 12
    for each that is different."""

    def __init__(
        self,
        every: AllPrints,
        dates: Mapping[int, str | None] | Sequence[str | None] = (),
        shared_only: bool = False,
    ) -> None:
        """`dates`: ISO, by number. `shared_only`: prints that one article alone has are left out, two of three; they
        make no candidates, but `holders` and `holding` do not know them then."""
        self.sizes = every.size
        self.articles = len(every.numbers)
        self._days = _days(dates)
        prints, holders, held = zip(*_by_print(every, shared_only), strict=True)
        self._prints = np.concatenate(prints)  # those of each print are `_holders` from `_first` on
        self._holders = np.concatenate(holders)
        self._first = np.zeros(len(self._prints) + 1, np.intp)
        np.concatenate(held).cumsum(out=self._first[1:])

    def day(self, number: int) -> int | None:
        """The day of an article, as `day_of` has it."""
        return self._days[number] if number < len(self._days) else None

    def _found(self, prints: Prints) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where the holders of each print begin among all, and how many they are."""
        if not len(self._prints):
            return np.zeros(len(prints), np.intp), np.zeros(len(prints), np.intp)
        at = np.minimum(self._prints.searchsorted(prints), len(self._prints) - 1)
        first = self._first[at]
        return first, np.where(self._prints[at] == prints, self._first[at + 1] - first, 0)

    def holders(self, prints: Prints) -> NDArray[np.intp]:
        """In how many articles each print stands."""
        held: NDArray[np.intp] = self._found(prints)[1]
        return held

    def holding(self, prints: Prints) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """For each article in which any of the prints stands, and each such print: the article's number, and the place
        of the print among `prints`; by print, then by article."""
        first, held = self._found(prints)
        return self._numbers(first, held), np.repeat(np.arange(len(prints)), held)

    def _numbers(self, first: NDArray[np.intp], some: NDArray[np.intp]) -> NDArray[np.intp]:
        """The articles that hold prints: so many of each, from a place among all on."""
        ends = some.cumsum()
        places = np.arange(some.sum()) + np.repeat(first - ends + some, some)
        found: NDArray[np.intp] = self._holders[places].astype(np.intp)
        return found

    def _looked_at(self, number: int, first: NDArray[np.intp], held: NDArray[np.intp]) -> NDArray[np.intp]:
        """Where those holders of each print begin that are looked at for an article."""
        begin: NDArray[np.intp] = first.copy()
        for place in np.flatnonzero(held > IN_A_ROW).tolist():
            holders = self._holders[first[place] : first[place] + held[place]]
            begin[place] += beside(holders.searchsorted(number), held[place])
        return begin

    def _apart(self, number: int, others: list[int]) -> NDArray[np.intp]:
        """How many days lie between an article and each other; between those of unknown date more than any."""
        day = self.day(number)
        days = (None if day is None else self.day(other) for other in others)
        return np.array([UNKNOWN if day is None or its is None else abs(day - its) for its in days], np.intp)

    def candidates(self, number: int, prints: Prints, before: bool = False) -> Candidates:
        """The kept articles other than `number` worth comparing with it; `before`: only those of smaller numbers.

        Follows from the holders of its own prints and from nothing else: from the class of how many they are, and from
        those `beside` it."""
        first, held = self._found(prints)
        (common,) = np.nonzero(held > 1)
        weights = np.zeros(len(prints))
        if not len(common):
            return Candidates([], weights, 1)
        first, held = first[common], held[common]
        seen = np.minimum(held, IN_A_ROW)
        holders = self._numbers(self._looked_at(number, first, held), seen)
        who, place, shared = _each_once(holders)
        others = who != number
        akin = others & are_akin(shared, self.sizes[who], len(prints))
        day = self.day(number)
        kin = 1 + sum(is_near(day, self.day(one)) for one in who[akin].tolist())
        weights[common] = rarity(held, np.array(kin))
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
        return Candidates(who[likely].tolist(), weights, kin)


def _days(dates: Mapping[int, str | None] | Sequence[str | None]) -> list[int | None]:
    if isinstance(dates, Mapping):
        dates = [dates.get(number) for number in range(max(dates, default=-1) + 1)]
    day = {said: day_of(said) for said in set(dates)}
    return [day[said] for said in dates]


def _by_print(every: AllPrints, shared_only: bool) -> Iterator[tuple[Prints, Prints, NDArray[np.intp]]]:
    """All prints in order, a part after the other, each print once: the prints, who holds them, and how many do."""
    parts = len(every.prints) // AT_ONCE + 1  # to sort them all at once takes fifty bytes for each
    bounds = np.linspace(0, 1 << 32, parts + 1).astype(np.uint64).tolist()
    ends = np.cumsum(every.sizes)
    for low, high in pairwise(bounds):
        (places,) = np.nonzero((every.prints >= low) & (every.prints <= high - 1))
        keys = every.prints[places].astype("<u8")
        keys <<= _HASH
        keys |= every.numbers[np.searchsorted(ends, places, "right")].astype(np.uint64)
        keys.sort()
        halves = keys.view("<u4").reshape(-1, 2)
        first = np.flatnonzero(np.diff(halves[:, 1], prepend=~halves[:1, 1]))
        held = steps(first, len(keys))
        some = held > 1 if shared_only else np.ones(len(first), np.bool_)
        yield halves[first[some], 1], halves[np.repeat(some, held), 0].astype(np.uint32), held[some]


def _each_once(numbers: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """`np.unique` with the places and counts of each; there must be a number. It is called for every article."""
    order = numbers.argsort()
    sorted_ = numbers[order]
    first = np.ones(len(numbers), np.bool_)
    np.not_equal(sorted_[1:], sorted_[:-1], out=first[1:])
    place = np.empty(len(numbers), np.intp)
    place[order] = first.cumsum() - 1
    (begins,) = first.nonzero()
    return sorted_[begins], place, steps(begins, len(numbers))


def steps(first: NDArray[np.intp], end: int) -> NDArray[np.intp]:
    """How far it is from each of some rising numbers to the next, and from the last to `end`; in a third of the time
    of `np.diff`."""
    found = np.empty_like(first)
    np.subtract(first[1:], first[:-1], out=found[:-1])
    found[-1:] = end - first[-1:]
    return found


def stand_in(prints: Prints, others: Prints) -> NDArray[np.bool_]:
    """Which prints are among others, which are sorted."""
    if not len(others):
        return np.zeros(len(prints), np.bool_)
    found: NDArray[np.bool_] = others[np.minimum(others.searchsorted(prints), len(others) - 1)] == prints
    return found


def day_of(date_: str | None) -> int | None:
    """The number of an ISO date's day; None where there is no date."""
    return date.fromisoformat(date_).toordinal() if date_ else None


def is_near(day: int | None, other: int | None) -> bool:
    """Whether two articles may be of the same days."""
    return day is None or other is None or abs(day - other) <= DAYS


def beside(own: NDArray[np.intp] | np.intp, held: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of an article that is the `own`th of so many holders of a print: from the how manieth on they are looked at."""
    return np.clip(own - MOST_HOLDERS // 2, 0, np.maximum(held - IN_A_ROW, 0))


def are_akin(shared: NDArray[np.intp], sizes: NDArray[np.intp], size: int) -> NDArray[np.bool_]:
    """Which articles of so many prints are kin of one of `size` prints, if they are of the same days."""
    return (shared >= KIN * np.minimum(sizes, size)) & (shared > 1)


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


def class_of(number: NDArray[np.intp]) -> NDArray[np.intp]:
    """The class of numbers from 1 on: 1 | 2 | 3 | 4, 5 | 6, 7 | 8-11 | …, two for each doubling; of 1 it is 0."""
    return np.searchsorted(BOUNDS, number, "right") - 1


def rarity(held: NDArray[np.intp], kin: NDArray[np.intp]) -> NDArray[np.float64]:
    """The weight of prints that stand in so many articles, for articles of so many kin: from 1 down towards 0."""
    more = np.maximum(class_of(held) - class_of(np.maximum(kin, 2)), 0)
    more = np.where(kin >= MOST_HOLDERS // 2, 0, more)  # as many kin as were looked at
    return 1 / (1 + more / PER_DOUBLING)
