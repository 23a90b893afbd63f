"""Which articles are to be asked again for their candidates, when some have come, changed or gone.

What an article is compared with follows from its prints, from the classes of how many articles hold each, and from
those that stand beside it among the holders (`candidates.Kept.candidates`). So another article can change that only

- by a print of both whose number of holders comes into another class, which its weight follows;
- by standing beside it among the holders of a common print, in place of another;
- by being its kin, which all its weights follow;
- by being worth comparing with it.

Everything here is found from the prints of what has changed, before it did and since; of the four thousand articles
that share prints with one day's pages a few hundred are asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.candidates import (
    IN_A_ROW,
    LEAST_WEIGHT,
    AllPrints,
    Kept,
    Prints,
    are_akin,
    beside,
    class_of,
    is_near,
    rarity,
    stand_in,
)

NEARLY = 1e-6  # sums may be rounded otherwise than those of candidates


class Change(NamedTuple):
    """An article as it is now, by its number, or as it was, by where it stood among those of now: half a number before
    the one that it was before. `day` as `candidates.day_of`. `kept`: whether that is how it is now."""

    place: float
    day: int | None
    prints: Prints
    kept: bool


def asked_again(
    kept: Kept,
    prints_of: AllPrints,
    kin: NDArray[np.intp],
    changes: Sequence[Change],
    compared: Iterable[int],
) -> set[int]:
    """The numbers of the articles that are to be asked: those changed, and all that it can matter to.

    `kept` and `prints_of`: all prints as they are now. `kin`: for each article how many it and its kin were when
    it was asked last. `compared`: articles that were compared with one that has changed or is no more.
    """
    now = {int(change.place) for change in changes if change.kept}
    if len(now) == kept.articles:
        return now
    asked = now | set(compared)
    prints = np.concatenate([np.empty(0, np.uint32), *(change.prints for change in changes)])
    whose = np.repeat(np.arange(len(changes)), [len(change.prints) for change in changes])
    touched, which = np.unique(prints, return_inverse=True)
    come = np.array([1 if change.kept else -1 for change in changes], np.intp)
    held = kept.holders(touched)
    then = held - np.bincount(which, weights=come[whose], minlength=len(touched)).astype(np.intp)
    asked.update(kept.holding(touched[class_of(held) != class_of(np.maximum(then, 1))])[0].tolist())
    for change in changes:
        asked.update(_concerned(kept, kin, change))
    common = np.maximum(held, then) > IN_A_ROW
    by_print = np.argsort(which, kind="stable")
    by_print = by_print[common[which[by_print]]]
    told: set[tuple[int, int]] = set()
    for place, group in groupby(by_print.tolist(), key=which.__getitem__):
        holders = [number for number in kept.holding(touched[place : place + 1])[0].tolist() if number not in now]
        for number, other in _displaced(holders, [changes[whose[one]] for one in group]):
            if number not in asked and (number, other) not in told:
                told.add((number, other))
                if _matters(kept, kin, prints_of, number, other):
                    asked.add(number)
    return asked


def _displaced(holders: list[int], changes: Sequence[Change]) -> Iterator[tuple[int, int]]:
    """Of the articles that hold a common print those, in pairs, of which the other was looked at for the first and is
    not any more, or the other way round."""
    low, high = _windows(holders, sorted(change.place for change in changes if change.kept))
    old_low, old_high = _windows(holders, sorted(change.place for change in changes if not change.kept))
    for at in np.flatnonzero((low != old_low) | (high != old_high)).tolist():
        for one, other in ((low[at], old_low[at]), (high[at], old_high[at])):
            for place in range(min(one, other), max(one, other)):
                yield holders[at], holders[place]


def _windows(holders: list[int], changed: list[float]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """For each holder which of them are looked at for it, as a range, when the changed ones hold the print too."""
    own = np.arange(len(holders)) + np.searchsorted(changed, holders)
    row = np.zeros(len(holders) + len(changed), np.intp)
    row[own] = 1
    begin = beside(own, np.full(len(own), len(row)))
    until = np.concatenate([[0], np.cumsum(row)])
    return until[begin], until[np.minimum(begin + IN_A_ROW, len(row))]


def _matters(kept: Kept, kin: NDArray[np.intp], prints_of: AllPrints, number: int, other: int) -> bool:
    """Whether an article might be another's kin, or be worth comparing, by all the prints that they share."""
    prints = prints_of[number]
    shared = prints[stand_in(prints, prints_of[other])]
    if len(shared) < 2:
        return False
    akin = are_akin(np.array(len(shared)), kept.sizes[other], len(prints))
    if akin and is_near(kept.day(number), kept.day(other)):
        return True
    return float(rarity(kept.holders(shared), kin[number]).sum()) >= LEAST_WEIGHT - NEARLY


def _concerned(kept: Kept, kin: NDArray[np.intp], change: Change) -> Iterator[int]:
    """The articles that may be kin of a changed one, and later ones that it may be worth comparing with."""
    numbers, places = kept.holding(change.prints)
    who, which, shared = np.unique(numbers, return_inverse=True, return_counts=True)
    akin = who[are_akin(shared, kept.sizes[who], len(change.prints))].tolist()
    yield from (number for number in akin if is_near(change.day, kept.day(number)))
    if change.kept and len(who):
        weights = rarity(kept.holders(change.prints)[places], kin[numbers])
        sums = np.bincount(which, weights=weights)
        yield from who[(sums >= LEAST_WEIGHT - NEARLY) & (who > change.place)].tolist()
