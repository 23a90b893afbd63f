"""Whether what two articles share is too little for days or papers that lie between them: background, not a reprint.

News is reprinted within days, by other papers. One paper goes on from what it has printed: it tells again what it has
told, quotes it, and fills in its forms anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import inf

from loader.candidates import DAYS
from loader.events import OPENING, is_this_evening, reacts
from loader.shared import SHORTEST, Stretch, Wording, two_papers
from loader.stages import names_one_title, prints_a_document

# A passage counts for its characters above so many, each by its rarity.
FORMULA = 8
# Chosen on the seeds and on three years of broadcast transcripts, read by eye.
LEAST_SCORE = 40.0
# Several sentences.
SENTENCES = 55.0
# More than half of the shorter article has to be shared: so much, or BARELY_HALF where that is several sentences, or
# where it is as rare as a document what a report on reactions quotes (QUOTED).
HALF, BARELY_HALF = 0.53, 0.5
NEXT_DAY = 1
# Of two articles of different days that are not known to stand in two papers, what scores less is the same title and
# list of names, or a sentence told again, unless it is almost the whole of the shorter. (Of the pairs read that share
# half of it one in five is a printing.)
ONE_PAPER = 50.0
NEARLY_ALL = 0.88
# Of two articles of like size this is rare of what they share, or they are one form: of the pairs read that nothing
# else tells, forms reach 0.349.
FORM, LIKE_SIZE = 0.35, 0.6
# What stands in papers further apart than DAYS is a form (a reception, an obituary, a verdict) filled in anew, unless
# the one is the other almost word for word: a ceremony of the next season or year, or a notice of another edition, is
# told with up to 0.98 of the words.
ALMOST_WHOLE = 0.8
TO_THE_LETTER = 0.985
# So rare within half a year is only a speech or another document printed again: of the pairs read that lie so far apart
# and that no other rule tells, forms reach a score of 171, and documents begin at 183.
DOCUMENT = 180.0
HALF_YEAR = 183
# And where the later says that it prints one: other reports of the season reach 71, and documents begin at 78.
PRINTED = 75.0
# A headnote and what stands below each part of a column.
FRAME = 2
# So much of a text in another language is in Latin letters and digits.
FOREIGN = 0.8
# Of a report on reactions less than this is quoted.
QUOTED = 0.47


def too_far_apart(one: Wording, other: Wording, stretches: Sequence[Stretch], share: float, score: float) -> bool:
    """Whether two articles share too little, so long after or in one paper, to be more than a form or background."""
    if one.date is None or other.date is None:
        return score < LEAST_SCORE
    apart = abs((date.fromisoformat(one.date) - date.fromisoformat(other.date)).days)
    if score < LEAST_SCORE:
        least = NEARLY_ALL if two_papers(one, other) else TO_THE_LETTER
        return apart > NEXT_DAY or (apart > 0 and likeness(stretches) < least)
    if apart > DAYS and score < least_of_a_document(one, other, apart, share):
        return score < SENTENCES or share < ALMOST_WHOLE or likeness(stretches) < TO_THE_LETTER
    if apart > DAYS and share < BARELY_HALF:
        return True
    told_again = apart > (NEXT_DAY if two_papers(one, other) else 0)
    if told_again and quotes_more_than_half(one, other, stretches):
        return False
    if told_again and not two_papers(one, other) and share < BARELY_HALF and not _quotes_a_document(one, other):
        return True
    if told_again and (share < least_share(score) or (score < ONE_PAPER and share < ALMOST_WHOLE)):
        return True
    whole = two_papers(one, other) and share >= NEARLY_ALL and likeness(stretches) >= TO_THE_LETTER
    if apart > NEXT_DAY and score < DOCUMENT and not whole and is_background(one, other, stretches):
        return True
    if len(stretches) > 1 or share >= ALMOST_WHOLE or not told_again:
        return False
    later = max(one, other, key=lambda wording: wording.date or "")
    return apart > NEXT_DAY or (score < DOCUMENT and not reacts(later))


def _quotes_a_document(one: Wording, other: Wording) -> bool:
    """Whether the later of two articles tells how a speech was taken, or prints what the earlier tells that of."""
    earlier, later = sorted((one, other), key=lambda wording: wording.date or "")
    return reacts(later) or (reacts(earlier) and prints_a_document(later))


def least_of_a_document(one: Wording, other: Wording, apart: int, share: float) -> float:
    """What two articles so many days apart, and further than `DAYS`, have to score.

    That is less where the later says that it prints what somebody has said or written, and neither tells how that was
    taken; then a document may be printed again after years too.
    """
    earlier, later = sorted((one, other), key=lambda wording: wording.date or "")
    prints = prints_a_document(later) and not (reacts(earlier) or reacts(later))
    if apart > HALF_YEAR:
        return DOCUMENT if prints else inf
    if prints and share >= HALF and names_one_title(one, other):
        return LEAST_SCORE
    return PRINTED if prints else DOCUMENT


def is_form(one: Wording, other: Wording, stretches: Sequence[Stretch], share: float, score: float) -> bool:
    """Whether two articles of like size that share nearly everything have little of it that is rare: one form, as each
    edition of a book is announced in it."""
    shorter, longer = sorted((len(one), len(other)))
    told = sum(max(0, at.kept - FORMULA) for at in stretches)
    return share >= ALMOST_WHOLE and shorter >= LIKE_SIZE * longer and score < FORM * told


def least_share(score: float) -> float:
    """What is more than half of the shorter article, the rest being other words for the same."""
    return QUOTED if score >= DOCUMENT else BARELY_HALF if score >= SENTENCES else HALF


def is_background(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether the later of two articles is longer than the earlier, and less than half of it stands in that: a death
    told again in the report of the funeral.

    Who tells how a document was taken, before it is printed, tells no background of it. (And who has another paper's
    whole article to the letter has printed that: `too_far_apart`.)
    """
    earlier, later = sorted((one, other), key=lambda wording: wording.date or "")
    if reacts(earlier) and prints_a_document(later):
        return False
    return len(earlier) < len(later) and sum(at.kept for at in stretches) < QUOTED * len(later)


def are_two_evenings(one: Wording, other: Wording) -> bool:
    """Whether one paper says on two days what will be this evening: notices of one form."""
    if one.date == other.date or two_papers(one, other):
        return False
    return is_this_evening(one) and is_this_evening(other)


def quotes(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether the later of two articles tells how the matter of the earlier was taken, and quotes it in less than half
    of its own text; or both tell that, and quote the same.

    A short letter is quoted whole in the report of those who thank for it, which is no reprint of the letter.
    """
    if one.date is None or other.date is None or one.date == other.date:
        return False
    earlier, later = sorted((one, other), key=lambda wording: wording.date or "")
    if not reacts(later):
        return False
    kept = sum(at.kept for at in stretches)
    return kept < (ALMOST_WHOLE * min(len(one), len(other)) if reacts(earlier) else QUOTED * len(later))


def quotes_more_than_half(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether the later of two articles tells how the matter of the earlier was taken, and quotes it in more than half
    of its own text, be that a sentence. (Two of like size are rather one form.)"""
    earlier, later = sorted((one, other), key=lambda wording: wording.date or "")
    if len(later) >= LIKE_SIZE * len(earlier) or reacts(earlier) or not reacts(later):
        return False
    return sum(at.kept for at in stretches) >= HALF * len(later)


def is_column(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether one paper begins and ends two articles of different days with the same words, and has other text between:
    the headnote of a column or a programme, and where it is to be had."""
    if one.date == other.date or two_papers(one, other) or len(stretches) != FRAME:
        return False
    first, last = sorted(stretches)
    framed = max(first.start, first.other_start, len(one) - last.end, len(other) - last.other_end) <= OPENING
    return framed and min(last.start - first.end, last.other_start - first.other_end) >= SHORTEST


def quotes_a_post(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether what two articles share is in Latin letters and the longer is not: a post or a saying that an own report
    quotes."""
    passages = "".join(one.text[at.start : at.end] for at in stretches)
    longer = max(one.text, other.text, key=len)
    return _latin(passages) >= FOREIGN * len(passages) and _latin(longer) < FOREIGN * len(longer)


def _latin(text: str) -> int:
    return len(text.encode("ascii", "ignore"))


def likeness(stretches: Sequence[Stretch]) -> float:
    """The share of characters that passages have in common, 0 to 1."""
    return sum(at.kept for at in stretches) / sum(at.kept / at.likeness for at in stretches)
