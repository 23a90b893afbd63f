"""Reprints: which pairs of articles print one text, whole, in part or inside a text of their own.

Each article is compared with its candidates. A pair is a reprint where the passages in both are long and rare enough.
Officialese that shares its formulas, and bulletins that share all but their figures, are pairs of another label: they
make no story (`stories.join_pairs`) but are named with their evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.candidates import DAYS, Kept
from loader.printings import GRAM
from loader.shared import Stretch, Wording, announced, carried_on, figures_kept, other_event, shared_stretches

REPRINT = "reprint"
FORMULAS = "formulas"

# A passage counts for its characters above so many, each by its rarity.
FORMULA = 8
# Chosen on the seeds and on three years of broadcast transcripts, read by eye.
LEAST_SCORE = 40.0
# Of the characters that count less than this is rare where a verdict or an announcement is one form with other names.
LEAST_RARITY = 0.35
# News is reprinted within DAYS. What stands in papers further apart is a form (a reception, an obituary, a verdict)
# filled in anew, unless the one is the other almost word for word.
ALMOST_WHOLE = 0.8
WORD_FOR_WORD = 0.97
# One passage of this score makes a reprint whatever else the articles say, and one of several sentences that is a third
# of the shorter article; all others must be more than half of it. Reports of two meetings of one committee share a
# dozen clauses, and what people say to a speech is told with a dozen quotations. Chosen on labelled pairs
# (docs/stories.md).
LONG = 120.0
SENTENCES = 55.0
THIRD = 1 / 3
HALF = 0.53
# Bulletins of two days: of so many figures in the passages, fewer than this share stand in both.
FIGURES = 4
FIGURES_KEPT = 0.6


class Pair(NamedTuple):
    """Two articles, the first of the smaller number, that share `stretches`, which are the evidence.

    `score` is their rare characters, `share` what part of the shorter article they are; `label` REPRINT or FORMULAS.
    """

    one: int
    other: int
    label: str
    score: float
    share: float
    stretches: tuple[Stretch, ...]


Read = Callable[[int], Wording]


def find_pairs(kept: Kept, read: Read, numbers: Iterable[int], before: bool = False) -> Iterator[Pair]:
    """Each of the articles with those of the archive that share passages with it: reprints, and pairs of formulas.

    `before`: only with those of smaller numbers, which gives each pair once where all articles are asked for.
    """
    for number in numbers:
        wording = read(number)
        candidates = kept.candidates(number, wording.prints, before)
        for other in candidates.numbers:
            one, two = sorted((number, other))
            stretches = shared_stretches(read(one), read(two))
            if stretches:
                yield weigh(candidates.rarity, number, wording, other, read(other), stretches)


def weigh(
    rarity: NDArray[np.float64], number: int, wording: Wording, other: int, its: Wording, stretches: Sequence[Stretch]
) -> Pair:
    """What the passages say that an article shares with another. `rarity` is that of the article's prints.

    In the stretches the article of the smaller number is the first. Score and share have three decimals.
    """
    ours = [(at.start, at.end) if number < other else (at.other_start, at.other_end) for at in stretches]
    scores = [
        max(0, at.kept - FORMULA) * _rarity(rarity, wording, *place) for at, place in zip(stretches, ours, strict=True)
    ]
    shorter = min(len(wording), len(its))
    share = sum(at.kept for at in stretches) / shorter
    longest = max(at.kept for at in stretches) / shorter
    large = share >= HALF or max(scores) >= LONG or (max(scores) >= SENTENCES and longest >= THIRD)
    rare = sum(scores) >= LEAST_RARITY * sum(max(0, at.kept - FORMULA) for at in stretches)
    enough = sum(scores) >= LEAST_SCORE and large and rare
    if number > other:
        number, wording, other, its = other, its, number, wording
    label = REPRINT if enough and not filled_in_anew(wording, its, stretches, share) else FORMULAS
    return Pair(number, other, label, round(sum(scores), 3), round(share, 3), tuple(stretches))


def filled_in_anew(one: Wording, other: Wording, stretches: Sequence[Stretch], share: float) -> bool:
    """Whether two articles look like one form filled in for two events."""
    same, figures = figures_kept(one, other, stretches)
    if figures >= FIGURES and same < FIGURES_KEPT * figures:
        return True
    if other_event(one, other, stretches) or carried_on(one, other, stretches) or announced(one, other, stretches):
        return True
    if one.date is None or other.date is None:
        return False
    apart = abs((date.fromisoformat(one.date) - date.fromisoformat(other.date)).days)
    likeness = sum(at.kept for at in stretches) / sum(at.kept / at.likeness for at in stretches)
    return apart > DAYS and (share < ALMOST_WHOLE or likeness < WORD_FOR_WORD)


def _rarity(rarity: NDArray[np.float64], wording: Wording, start: int, end: int) -> float:
    """The mean weight of the prints in a passage; where no other article has any of them, that is between."""
    places, numbers = wording.marks
    first, last = np.searchsorted(places, (start, end - GRAM + 1))
    weights = rarity[sorted(set(numbers[first:last].tolist()))]  # `np.unique` takes five times as long for so few
    weights = weights[weights > 0]
    return float(np.add.reduce(weights) / len(weights)) if len(weights) else 0.5  # as `mean`, in half the time
