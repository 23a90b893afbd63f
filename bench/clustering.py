"""How near found stories are to those that a reader or a maker of printings knows: the measures, as pure functions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple

from bench.scoring import Ratio


class Agreement(NamedTuple):
    """`pairs`: of articles said to be of one story. `rand`: the adjusted Rand index of the two partitions
    (L. Hubert and P. Arabie, “Comparing partitions”, J. Classification 2, 1985)."""

    pairs: Ratio
    rand: float


def agreement(gold: Sequence[Hashable], found: Sequence[Hashable]) -> Agreement:
    """Of each article, in one order: the story it is of, and the one it was put in."""
    both, golden, said = (
        sum(comb(size, 2) for size in Counter(names).values()) for names in (zip(gold, found, strict=True), gold, found)
    )
    chance = golden * said / max(comb(len(gold), 2), 1)
    most = (golden + said) / 2
    return Agreement(Ratio(both, said, golden), (both - chance) / (most - chance) if most != chance else 1.0)


def together(groups: Iterable[Iterable[Hashable]]) -> set[frozenset[Hashable]]:
    """The pairs of articles that are in a group, an article being in any number of groups."""
    return {frozenset(pair) for group in groups for pair in combinations(sorted(set(group), key=str), 2)}


def closed(articles: Iterable[Hashable], pairs: Iterable[Iterable[Hashable]]) -> Mapping[Hashable, int]:
    """The number of each article's group where whoever is paired is of one group."""
    beside: defaultdict[Hashable, list[Hashable]] = defaultdict(list)
    for one, other in map(tuple, pairs):
        beside[one].append(other)
        beside[other].append(one)
    group: dict[Hashable, int] = {}
    for number, first in enumerate(articles):
        open_ = [first]
        while open_:
            article = open_.pop()
            if article not in group:
                group[article] = number
                open_ += beside[article]
    return group
