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

from loader.candidates import Kept, rarity
from loader.shared import Stretch, Wording, figures_kept, other_event, shared_stretches

REPRINT = "reprint"
FORMULAS = "formulas"

# A passage counts for its characters above so many, each by its rarity.
FORMULA = 8
# Chosen on the seeds and on three years of broadcast transcripts, read by eye.
LEAST_SCORE = 40.0
# News is reprinted within days. What stands in papers further apart is a form (a reception, an obituary, a verdict)
# filled in anew, unless the one is the other almost word for word.
DAYS = 14
ALMOST_WHOLE = 0.8
WORD_FOR_WORD = 0.97
# One passage of this score makes a reprint whatever else the articles say; all others must be a good part of the
# shorter article: reports of two meetings of one committee share a dozen clauses.
LONG = 70.0
PART = 0.25
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
        for candidate in candidates.numbers:
            pair = compare(kept, candidates.kin, number, wording, candidate, read(candidate))
            if pair is not None:
                yield pair


def compare(kept: Kept, kin: int, number: int, wording: Wording, other: int, its: Wording) -> Pair | None:
    """The passages of two articles as a pair; None where there is no passage worth naming."""
    if number > other:
        number, wording, other, its = other, its, number, wording
    stretches = shared_stretches(wording, its)
    return weigh(kept, kin, number, wording, other, its, stretches) if stretches else None


def weigh(
    kept: Kept, kin: int, number: int, wording: Wording, other: int, its: Wording, stretches: Sequence[Stretch]
) -> Pair:
    """What the passages that two articles share say; `number` is the smaller. Score and share have three decimals."""
    scores = [_score(kept, kin, wording, stretch) for stretch in stretches]
    share = sum(stretch.kept for stretch in stretches) / min(len(wording), len(its))
    enough = sum(scores) >= LEAST_SCORE and (share >= PART or max(scores) >= LONG)
    label = REPRINT if enough and not _filled_in_anew(wording, its, stretches, share) else FORMULAS
    return Pair(number, other, label, round(sum(scores), 3), round(share, 3), tuple(stretches))


def _filled_in_anew(one: Wording, other: Wording, stretches: Sequence[Stretch], share: float) -> bool:
    """Whether two articles look like one form filled in for two events."""
    same, figures = figures_kept(one, other, stretches)
    if figures >= FIGURES and same < FIGURES_KEPT * figures:
        return True
    if other_event(one, other, stretches):
        return True
    if one.date is None or other.date is None:
        return False
    apart = abs((date.fromisoformat(one.date) - date.fromisoformat(other.date)).days)
    likeness = sum(at.kept for at in stretches) / sum(at.kept / at.likeness for at in stretches)
    return apart > DAYS and (share < ALMOST_WHOLE or likeness < WORD_FOR_WORD)


def _score(kept: Kept, kin: int, wording: Wording, stretch: Stretch) -> float:
    runs = wording.runs[stretch.start : stretch.end].astype(np.uint32)
    held = kept.holders(np.intersect1d(runs, wording.prints))
    rare = float(rarity(held[held > 1], kin).mean()) if (held > 1).any() else 0.5
    return max(0, stretch.kept - FORMULA) * rare
