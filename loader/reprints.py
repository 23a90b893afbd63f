"""Reprints: which pairs of articles print one text, whole, in part or inside a text of their own.

Each article is compared with its candidates. A pair is a reprint where the passages in both are long and rare enough.
Officialese that shares its formulas, and bulletins that share all but their figures, are pairs of another label: they
make no story (`stories.join_pairs`) but are named with their evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.apart import (
    ALMOST_WHOLE,
    FORMULA,
    HALF,
    LEAST_SCORE,
    NEARLY_ALL,
    NEXT_DAY,
    QUOTED,
    SENTENCES,
    TO_THE_LETTER,
    are_two_evenings,
    is_column,
    is_form,
    least_share,
    likeness,
    quotes,
    quotes_a_post,
    too_far_apart,
)
from loader.candidates import Kept, stand_in
from loader.events import (
    carried_on,
    figures_kept,
    of_other_days,
    of_own_days,
    other_body,
    other_event,
    other_hours,
    other_meeting,
    to_be,
    to_be_on_other_days,
)
from loader.lists import is_list
from loader.printings import GRAM
from loader.shared import Stretch, Wording, shared_stretches, two_papers
from loader.slots import named_otherwise, other_days, other_names, slots
from loader.stages import announced, come_about, drafted, names_one_title, other_edition

REPRINT = "reprint"
FORMULAS = "formulas"

# Of the characters that count less than this is rare where a verdict or an announcement is one form with other names.
# Of the pairs read that nothing else tells, such forms reach 0.28, and printings begin at 0.296.
LEAST_RARITY = 0.29
# Two articles of one paper and day that are of like size, and whose passages are less alike, are of two events where
# names or figures are others. (Of the pairs read that nothing else parts, reports that a newsroom has brought up to
# date hours later begin at 0.912, and two verdicts in one form have 0.902 and another name throughout.)
PARALLEL = 0.6
REWORDED = 0.95
# Of two papers of one day that agree in so much of so many characters and more, one has misprinted what differs; or in
# a little less, where they agree in nearly all figures, which a form has others of.
MISPRINTED = 0.96
MISREAD = 0.94
GARBLED = 0.75  # so little of a page read badly; a form has names and subjects of three characters and more instead
FIGURES_READ = 0.85
MANY = 100
# One passage of this score makes a reprint where a third of the shorter article is shared (less is a statement that own
# reports quote), and on one day or the next one of several sentences that is itself a third of it, for later it is
# background; all others must be more than half of it. Reports of two meetings of one committee share a dozen clauses,
# and what people say to a speech is told with a dozen quotations. Between two papers of one day or two in a row it may
# be that score of all passages together: own reports of one event that quote one statement reach 60 of the pairs read,
# and what one has taken from the other begins at 134. Chosen on labelled pairs (docs/stories.md).
LONG = 120.0
THIRD = 1 / 3
# Papers rewrite what they take over sentence by sentence. Of two articles that have a third in passages so much of the
# shorter stands in runs of RUN characters and more; of the pairs read own reports of one event reach 0.56.
REWRITTEN = 0.58
# A report of a few lines has too few characters for LEAST_SCORE. It is a reprint where nearly all of it stands in the
# other article, of that day or the next: in passages, or in another paper in runs of RUN characters and more; of the
# pairs read, notices of a comment with its title reach 0.84. All others of so few characters are titles and forms.
BRIEF = 25.0
BRIEF_SIZE = 120
RUN = 4
# Between LEAST_SCORE and BRIEF is a report of a few sentences that another paper tells again: of the pairs of two
# papers read, this score and share have no others, and forms with both are told by their figures and names. (The
# briefest begin at 32.)
TOLD_AGAIN, GREATER = 30.0, 0.65
_DATELINE = re.compile("^[^电]{0,20}[日社]电")
# Bulletins of two days: of so many figures in the passages, fewer than this share stand in both; less where a page is
# read badly, for who misreads a text misreads its figures. Chosen so that nine wrong characters in a hundred part few.
FIGURES = 4
FIGURES_KEPT = 0.6
# So many figures, all of them the same, stand in no form that two papers have filled in for two events: of the pairs
# of two papers read, bulletins of two days that are told alike keep 14 of 18 at most. A timetable has three times as
# many.
TIMETABLE = 12
# Of one paper on two days: of the pairs read, bulletins reach 0.6, and a speech printed again begins at 0.71.
FIGURES_TOLD_AGAIN = 0.7


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


class Shared(NamedTuple):
    """What two articles share, whatever else is printed. `prints`: for each passage the numbers of those prints of the
    article asked for that stand in it, and in the other article. `share`: of the shorter article, to three decimals."""

    stretches: tuple[Stretch, ...]
    prints: tuple[tuple[int, ...], ...]
    share: float


class Weighed(NamedTuple):
    """`score` to three decimals, which with the share says whether it is `enough` for a reprint, or for one by another
    paper of a day or the next (`taken_over`), or for one of a `document` that both name by its title, whose words may
    be common."""

    score: float
    enough: bool
    taken_over: bool
    document: bool


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
            shared = what_is_shared(number, wording, other, read(other))
            if shared.stretches:
                weighed = weigh(shared, candidates.rarity)
                label = REPRINT if is_reprint(one, two, shared, weighed, read) else FORMULAS
                yield Pair(one, two, label, weighed.score, shared.share, shared.stretches)


def is_reprint(one: int, two: int, shared: Shared, weighed: Weighed, read: Read, known: bool = False) -> bool:
    """Whether what two articles share makes one a reprint of the other. `known`: they are no form, whatever it weighs.
    They are read only where it is enough, or would be between two papers or of one document."""
    if not (
        weighed.enough
        or (weighed.taken_over and _between_papers(read(one), read(two)))
        or (weighed.document and names_one_title(read(one), read(two)))
    ):
        return False
    return (
        not one_paragraph_of_two(read(one), read(two), shared.share)
        and not is_form(read(one), read(two), shared.stretches, shared.share, weighed.score)
        and not quotes_a_post(read(one), read(two), shared.stretches)
        and not too_far_apart(read(one), read(two), shared.stretches, shared.share, weighed.score)
        and (known or not filled_in_anew(read(one), read(two), shared.stretches, shared.share))
    )


def one_paragraph_of_two(one: Wording, other: Wording, share: float) -> bool:
    """Whether a paper has set a paragraph into two articles of a day.

    Of the pairs of one paper and day read that nothing else parts, such paragraphs reach 0.35 of the shorter, and all
    stories but one begin at 0.49.
    """
    return share < QUOTED and _in_one_issue(one, other)


def what_is_shared(number: int, wording: Wording, other: int, its: Wording) -> Shared:
    """The passages of two articles, of which `number` is asked for. In stretches the smaller number is the first."""
    one, two = (wording, its) if number < other else (its, wording)
    stretches = shared_stretches(one, two)
    places, numbers = wording.marks
    both = stand_in(wording.prints, its.prints) if stretches else np.empty(0, np.bool_)
    prints = []
    for at in stretches:
        start, end = (at.start, at.end) if number < other else (at.other_start, at.other_end)
        first, last = np.searchsorted(places, (start, end - GRAM + 1))
        prints.append(tuple(sorted({one for one in numbers[first:last].tolist() if both[one]})))
    shorter, longer = sorted((wording, its), key=lambda one: (len(one), one.text))
    share = sum(at.kept for at in stretches) / max(len(shorter), 1)
    if THIRD <= share < NEARLY_ALL and _by_another_paper(wording, its):
        share = _in_short_runs(shorter.text, longer.text, share, two_papers(wording, its))
    return Shared(tuple(stretches), tuple(prints), round(share, 3))


def _in_short_runs(text: str, longer: str, share: float, rewritten: bool) -> float:
    """What of a text stands in another paper's, of which this share does in passages; that share where it is no more
    than own reports of one event have in common, or brief ones. `rewritten`: it may be told again in other words."""
    if share >= HALF:
        nearly = covered(_DATELINE.sub("", text), longer) if len(text) <= BRIEF_SIZE else 0
        return nearly if nearly >= NEARLY_ALL else share
    told = covered(text, longer) if rewritten else 0
    return told if told >= REWRITTEN else share


def _by_another_paper(one: Wording, other: Wording) -> bool:
    """Whether two articles stand in two papers of one day or two days in a row."""
    if one.date is None or other.date is None or one.article.outlet == other.article.outlet:
        return False
    return abs((date.fromisoformat(one.date) - date.fromisoformat(other.date)).days) <= NEXT_DAY


def _in_one_issue(one: Wording, other: Wording) -> bool:
    """Whether two articles stand in one paper of a day."""
    outlet = one.article.outlet
    return one.date is not None and one.date == other.date and outlet is not None and outlet == other.article.outlet


def _between_papers(one: Wording, other: Wording) -> bool:
    """Whether two articles are known to stand in two papers of one day or two days in a row."""
    return two_papers(one, other) and _by_another_paper(one, other)


def covered(text: str, other: str) -> float:
    """The share of a text's characters that stand in another one in runs of `RUN` and more, in any order."""
    runs = {other[at : at + RUN] for at in range(len(other) - RUN + 1)}
    places: set[int] = set()
    for at in range(len(text) - RUN + 1):
        if text[at : at + RUN] in runs:
            places.update(range(at, at + RUN))
    return len(places) / max(len(text), 1)


def weigh(shared: Shared, rarity: NDArray[np.float64]) -> Weighed:
    """What passages say. `rarity` is that of the prints of the article asked for (`candidates.Candidates`)."""
    kept = [at.kept for at in shared.stretches]
    scores = [max(0, one - FORMULA) * _rarity(rarity, prints) for one, prints in zip(kept, shared.prints, strict=True)]
    longest = shared.share * max(kept) / sum(kept)
    large = (
        shared.share >= least_share(sum(scores))
        or (max(scores) >= LONG and shared.share >= THIRD)
        or (max(scores) >= SENTENCES and longest >= THIRD)
    )
    rare = sum(scores) >= LEAST_RARITY * sum(max(0, one - FORMULA) for one in kept)
    score = round(sum(scores), 3)
    enough = score >= (BRIEF if shared.share >= NEARLY_ALL else LEAST_SCORE) and large and rare
    least, much = (LONG, THIRD) if score >= LONG else (TOLD_AGAIN, GREATER)
    taken_over = score >= least and shared.share >= much and rare
    return Weighed(score, enough, taken_over, score >= LEAST_SCORE and shared.share >= HALF)


def in_one_paper(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether a paper has the same words for two events of a day: condolences to two countries, verdicts on two people.

    What it tells again hours later, brought up to date, has the names and nearly all figures of the first; a summary,
    or what is quoted of a text, is much shorter.
    """
    shorter, longer = sorted((len(one), len(other)))
    if not _in_one_issue(one, other) or shorter < PARALLEL * longer or likeness(stretches) >= REWORDED:
        return False
    same, figures = figures_kept(one, other, stretches)
    return (figures >= FIGURES and same < FIGURES_READ * figures) or named_otherwise(one, other, stretches)


def misprinted(one: Wording, other: Wording, stretches: Sequence[Stretch], share: float) -> bool:
    """Whether two papers of a day agree so far that another day or number in one of them is a misprint or misread."""
    if (
        one.date is None
        or one.date != other.date
        or (one.article.outlet is not None and one.article.outlet == other.article.outlet)
        or share < ALMOST_WHOLE
        or sum(at.kept for at in stretches) < MANY
        or (alike := likeness(stretches)) < GARBLED
    ):
        return False
    same, figures = figures_kept(one, other, stretches)
    if figures < FIGURES or alike >= MISPRINTED:
        return alike >= MISPRINTED
    if alike >= MISREAD:
        return same >= FIGURES_READ * figures
    return same >= FIGURES_KEPT * alike**2 * figures and not any(slots(one, other, stretches))


def filled_in_anew(one: Wording, other: Wording, stretches: Sequence[Stretch], share: float) -> bool:
    """Whether two articles look like one form filled in for two events."""
    if other_names(one, other, stretches) or other_hours(one, other):
        return True
    if misprinted(one, other, stretches, share):
        return False
    same, figures = figures_kept(one, other, stretches)
    alike = likeness(stretches)
    whole = (share >= NEARLY_ALL and alike >= TO_THE_LETTER and same == figures >= FIGURES) or (
        share >= ALMOST_WHOLE and same == figures >= TIMETABLE
    )
    if whole and _between_papers(one, other):
        return False  # what the later opens with is a dateline or a lead of its own, and no other event
    return (
        (figures >= FIGURES and same < _least_kept(one, other, alike) * figures)
        or in_one_paper(one, other, stretches)
        or other_event(one, other, stretches)
        or other_days(one, other, stretches)
        or of_own_days(one, other)
        or other_meeting(one, other)
        or other_body(one, other)
        or other_edition(one, other)
        or carried_on(one, other, stretches)
        or announced(one, other, stretches)
        or drafted(one, other, stretches)
        or come_about(one, other, stretches)
        or to_be(one, other)
        or to_be_on_other_days(one, other)
        or are_two_evenings(one, other)
        or is_column(one, other, stretches)
        or quotes(one, other, stretches)
        or (share < ALMOST_WHOLE and of_other_days(one, other))
        or is_list(one, other, stretches, share)
    )


def _least_kept(one: Wording, other: Wording, alike: float) -> float:
    """The share of figures that two printings agree in; a paper that tells on another day what it has told misreads
    none."""
    if one.date != other.date and not two_papers(one, other):
        return FIGURES_TOLD_AGAIN
    return FIGURES_KEPT * alike * sqrt(alike)


def _rarity(rarity: NDArray[np.float64], prints: Sequence[int]) -> float:
    """The mean weight of the prints of a passage; where both articles have none there, that is between."""
    return sum(rarity[list(prints)].tolist()) / len(prints) if prints else 0.5
