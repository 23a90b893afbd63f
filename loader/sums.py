"""Sums of weights that are kept from page to page, because pages repeat few shapes of lines."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]
Key = TypeVar("Key", bound=Hashable)


class KeptSums(Generic[Key]):
    """A row of sums for each key: `numbers_of` says which rows of `weights` a key adds up, in their order. Sums of
    single precision depend on the order by a last digit, and what two tags are apart may be as little.

    At most `most` are kept, but always all that one call asks for.
    """

    def __init__(self, weights: Weights, numbers_of: Callable[[Key], Sequence[int]], most: int) -> None:
        self._weights, self._numbers_of, self._most = weights, numbers_of, most
        self._places: dict[Key, int] = {}
        self._sums: Weights = np.empty((0, weights.shape[1]), dtype=np.float32)

    def of(self, keys: Sequence[Key]) -> Weights:
        """The sums of some keys, a row each."""
        places: Any = list(map(self._places.get, keys))  # to look a key up takes as long as to add up a row of sums
        if None in places:
            self._find([key for key, place in zip(keys, places, strict=True) if place is None], keys)
            places = list(map(self._places.get, keys))
        found: Weights = self._sums.take(places, axis=0)
        return found

    def _find(self, lacking: Sequence[Key], keys: Sequence[Key]) -> None:
        """Have the sums of all of some keys, of which some are lacking."""
        new = list(dict.fromkeys(lacking))
        if len(self._places) + len(new) > self._most:
            self._places.clear()
            new = list(dict.fromkeys(keys))
        first = len(self._places)
        last = first + len(new)
        if last > len(self._sums):
            # Room for all at once: what is not written to takes none, and to grow would take room for both.
            sums = np.empty((max(last, self._most), self._sums.shape[1]), dtype=np.float32)
            sums[:first] = self._sums[:first]
            self._sums = sums
        self._sums[first:last] = summed(self._weights, list(map(self._numbers_of, new)))
        self._places.update(zip(new, range(first, last), strict=True))


def summed(table: Weights, groups: Sequence[Sequence[int]]) -> Weights:
    """For each group the sum of some rows of a table, added in their order."""
    lengths = np.array([len(group) for group in groups])
    numbers = np.zeros((len(groups), max(1, lengths.max())), dtype=np.intp)
    numbers[np.arange(numbers.shape[1]) < lengths[:, None]] = [number for group in groups for number in group]
    total: Weights = table.take(numbers[:, 0], axis=0)
    for column in range(1, numbers.shape[1]):
        total += table.take(numbers[:, column], axis=0)
    return total
