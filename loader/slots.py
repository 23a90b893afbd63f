"""What two articles have in place of each other within what they share: other names, posts and subjects in one form.

A paper that prints wire copy leaves out, adds, and changes a word here and there; whoever fills in a form for another
event keeps the form and puts another name, another subject into each of its places. So of what stands between words
that both have, the short parts are looked at that have nothing in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from loader.events import figures_kept
from loader.likeness import common_parts, kept
from loader.shared import Stretch, Wording, two_papers

# Fewer characters in a row that both have are there by chance, and belong to what was put in another's place.
FIRM = 3
# A slot has so many characters on each side, and on one of them more than two: what is misread is one, seldom two in a
# row. More than SLOT is not one name or subject for another, but one sentence for another.
LEAST = 2
NAME = 3
SLOT = 16
# Names have this part of the shorter one in common at most (蒙特罗 and 林德奎斯特), and nothing where they are of one
# length or nearly: then one is misread, or written otherwise (代表大 and 伐表太, 奥尔特加 and 渥特格).
ALIKE = 0.34
NEARLY = 1
ONE_NAME = 8
# So many slots, and in a hundred shared characters: of the printings that are known (labelled pairs, tests/papers) one
# has 0.7 at most, and of the forms that nothing else tells the least is 1.2.
SLOTS = 2
RATE = 1.0
# A name that is told again, where the other article tells again another, is worth two.
REPEATED = 2
FIGURES = 4
# So far before the first passage and behind the last one a slot may lie, with words on its other side that both have.
BESIDE = 20
# Passages that stand no further apart in both have a slot between them; such gaps and a passage are looked at together.
NEAR = 64
# A passage of more characters is no form, and would take memory with the square of its length.
LONGEST = 4_000
# Days and numbers, which each paper writes its own way (昨晚 for 12日晚, 48 for 四十八), are told by other signs.
_NUMBER = re.compile(r"[\d〇一二两三四五六七八九十百千万]|[昨今前当]")
# So many days have to stand in place of others. A day is two digits at most.
DAYS_IN_PLACE = 2
DIGITS = 2
DAY = "日"
_FIGURE = re.compile(r"(?<!\d)\d{1,2}$")
# What an article begins with before its text.
_ATTRIBUTION = re.compile("本报讯|[^电]{0,20}[日社]电")
# Names of places have two characters often, and this behind them.
PLACES = "省市县区州镇乡村"
# Whose paper it is, who says what is quoted, and what has a function word in it are no names of an event.
_NO_NAME = re.compile(
    "本报|本刊|本台|本社|本市|本省|我[市省县]|新华社|中新社|记者|指出|强调|表示|认为|[说的了和与及是在]"
)


def other_names(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether what two articles share is one form with other names and subjects."""
    found = list(slots(one, other, stretches))
    if two_papers(one, other) or (len(set(found)) == 1 and one.date == other.date):
        # names that papers transcribe otherwise, and other words for the same, where all figures are the same
        same, figures = figures_kept(one, other, stretches)
        if figures >= FIGURES and same == figures:
            return False
    many = sum(REPEATED if _told_again(mine, its, one, other) else 1 for mine, its in found)
    return many >= SLOTS and 100 * many >= RATE * sum(at.kept for at in stretches)


def named_otherwise(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether two articles have another name or subject in place of each other's, told again or more than one, however
    much they share."""
    found = list(slots(one, other, stretches))
    return sum(REPEATED if _told_again(mine, its, one, other) else 1 for mine, its in found) >= SLOTS


def other_days(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether passages name days in place of each other, and none in the same place: bulletins of two days, of which
    the second names the day of the first too."""
    days = [found for at in stretches for found in _days_in_place(one.text, other.text, at)]
    return len(days) >= DAYS_IN_PLACE and all(mine != its for mine, its in days)


def _days_in_place(one: str, other: str, at: Stretch) -> Iterator[tuple[str, str]]:
    """The figures before a 日 that is the same character of a passage."""
    mine, its = one[max(0, at.start - DIGITS) : at.end], other[max(0, at.other_start - DIGITS) : at.other_end]
    if DAY not in mine or max(len(mine), len(its)) > LONGEST:
        return
    for place, its_place, size in common_parts(mine, its, FIRM):
        for sign in (sign for sign in range(size) if mine[place + sign] == DAY):
            day, its_day = _FIGURE.search(mine[: place + sign]), _FIGURE.search(its[: its_place + sign])
            if day and its_day:
                yield day[0], its_day[0]


def slots(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> Iterator[tuple[str, str]]:
    """What stands in place of each other, and nowhere in the other article."""
    for mine, its, following in _between(one.text, other.text, stretches):
        if (
            min(len(mine), len(its)) >= LEAST
            and max(len(mine), len(its)) <= SLOT
            and (max(len(mine), len(its)) >= NAME or following in PLACES or _told_again(mine, its, one, other))
            and not _are_alike(mine, its)
            and mine not in other.text
            and its not in one.text
            and not (_NUMBER.search(mine) and _NUMBER.search(its))
            and not (_NO_NAME.search(mine) or _NO_NAME.search(its))
        ):
            yield mine, its


def _told_again(mine: str, its: str, one: Wording, other: Wording) -> bool:
    return min(one.text.count(mine), other.text.count(its)) > 1


def _are_alike(mine: str, its: str) -> bool:
    common = kept(mine, its)
    one_name = abs(len(mine) - len(its)) <= NEARLY and max(len(mine), len(its)) <= ONE_NAME
    return common > (0 if one_name else ALIKE * min(len(mine), len(its)))


def _between(one: str, other: str, stretches: Sequence[Stretch]) -> Iterator[tuple[str, str, str]]:
    """What the two have between parts that are the same in both, and the character that follows: in passages, beside
    them, from one to the next, and where both begin."""
    here = there = 0
    for number, at in enumerate(sorted(stretches)):
        follows = number > 0 and at.start - here <= NEAR and 0 <= at.other_start - there <= NEAR
        if not follows:
            begun, its_begun = (found.end() if (found := _ATTRIBUTION.match(text)) else 0 for text in (one, other))
            follows = number == 0 and at.start - begun <= BESIDE and at.other_start - its_begun <= BESIDE
            here = min(begun, at.start) if follows else max(here, at.start - BESIDE)
            there = min(its_begun, at.other_start) if follows else max(0, at.other_start - BESIDE)
        end, its_end = at.end, at.other_end
        if number == len(stretches) - 1:
            end, its_end = end + BESIDE, its_end + BESIDE
        mine, its = one[here:end], other[there:its_end]
        here, there = at.end, at.other_end
        if max(len(mine), len(its)) > LONGEST:
            continue
        parts = [(0, 0, 0)] * follows + common_parts(mine, its, FIRM)
        for (place, its_place, size), (following, its_following, _) in pairwise(parts):
            yield mine[place + size : following], its[its_place + size : its_following], mine[following]
