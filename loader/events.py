"""Signs that two articles tell of two events, though they share passages: figures, days, sessions, what will be and is.

Officialese tells each event in the words of the last. What differs then is what cannot be the same: the day, the
number of a session, the figures of a bulletin. Each sign is a rule of its own, as in a decision list (R. L. Rivest,
“Learning decision lists”, Machine Learning 2, 1987); they were found by reading pairs of articles that share passages,
and are held against labelled ones (docs/stories.md).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from loader.candidates import DAYS
from loader.shared import Stretch, Wording, two_papers
from loader.variants import LONGEST, number_of

# Passages that begin so near to the beginning are the opening of an article; the first days that two articles name are
# of one place where they stand no further apart.
OPENING = 20
SAME_PLACE = 40
# What an article is about is named in its first so many characters.
BEGINNING = 60
PART = 2  # characters by which the name of a part of a body is longer than that of the body
BODIES = "会团组院协大"  # with which the name of a body ends: 委员会, 主席团, 党组, 政协, 人大
OF_A_NOTICE = 100  # which may begin with the names of all who have sent an invitation
SAME_NOTICE = 10  # characters of what is to be: 将于本月26日在
# A dateline names the day of the telegram or of the report, and a notice that of an issue: none is that of an event.
_DAY = re.compile(r"(?<!\d)\d{1,2}日(?![电讯]|本[台报刊社网]记者)")
_OWN_DAY = re.compile(rf"{_DAY.pattern}(?!出版|播发|刊发|公布|印发)")
_FROM_ON = "起"
_MONTH = re.compile(r"(?:(?P<year>\d{4})年|(?<!\d))(?P<month>1?\d)月$")
_TO_BE = "将于"
_STILL_TO_BE = re.compile("将于|将在|定于|拟于|即将")
_DAY_TO_BE = re.compile(r"(?:将于|定于|拟于)(?:\d{1,2}月)?(\d{1,2}日)")
_THIS_EVENING = re.compile("今[天日晚].{0,24}将(?!军|士|近)")
# What a report says that tells how a speech, a letter or a decision was taken, and the report of these does not. (A
# meeting itself 一致认为, and 受到广泛关注的 says no more than which matter.)
_REACTION = re.compile(
    "反响|热议|共鸣|(?:积极|高度)评价|受到.{0,12}关注(?!的)|评论员文章|社论"
    "|(?:大家|纷纷|[生员表者家工]们|干部|群众|官兵|委员|代表|学者|人士)(?:都|均|纷纷|一致|普遍)?(?:表示|认为|指出)"
    "|一致(?:表示|指出)"
)
LEAD = 160  # characters in which it says so
# Times of the day, by what they begin with: 8日晚, 8日晚上 and 8日傍晚 are one.
TIMES = {
    "凌": "night",
    "清": "morning",
    "早": "morning",
    "上": "forenoon",
    "中": "noon",
    "下": "afternoon",
} | dict.fromkeys("傍晚深", "evening")
_HOUR = "(?P<time>凌(?=晨)|清(?=晨)|早|上(?=午)|中(?=午)|下(?=午)|傍|晚|深(?=夜))"
# A paper that writes 昨天 for the day has its time of the day behind it all the same.
_TIME = re.compile(rf"(?P<day>{_DAY.pattern}){_HOUR}?|[昨今][天日]?{_HOUR.replace('time', 'hour')}")
# 第三十二次会议, and 全国政协十四届三次会议, whose notices of each year are one form.
_NUMERAL = "〇零一二三四五六七八九十百"
_FIGURE = re.compile(rf"\d{{1,{LONGEST}}}|[{_NUMERAL}两千万亿]{{2,{LONGEST}}}")
_ORDINAL = re.compile(rf"第(\d{{1,{LONGEST}}}|[{_NUMERAL}]{{1,{LONGEST}}})[次号]")
# Who holds a meeting: what an article opens with, up to the number of the meeting or the day.
_BODY = re.compile(
    rf"(?P<body>.{{2,{BEGINNING}}}?)(?:第(?:\d{{1,{LONGEST}}}|[{_NUMERAL}]{{1,{LONGEST}}})次.{{0,4}}会议)?"
    r"(?:(?:\d{1,2}月)?\d{1,2}日|[昨今][天日]).{0,20}?(?:举行|召开)"
)
_SESSION = re.compile(rf"(?<![第\d{_NUMERAL}])(\d{{1,{LONGEST}}}|[{_NUMERAL}]{{1,{LONGEST}}})次(?:全体)?会议")
_MEETING = re.compile(rf"第(\d{{1,{LONGEST}}}|[{_NUMERAL}]{{1,{LONGEST}}})次(?!集体).{{0,4}}会议")
_TERM = re.compile(rf"(?<![\d{_NUMERAL}])(\d{{1,{LONGEST}}}|[{_NUMERAL}]{{1,{LONGEST}}})届")
# What an article of the web opens with: 江北在线2006年6月8日讯.
_HEAD = re.compile(rf".{{0,{OPENING}}}?\d{{4}}年\d{{1,2}}月\d{{1,2}}日讯")
SAID = 10  # characters of the opening behind that
_UNTIL = re.compile(r"截[至止]到?(?:\d{4}年)?(?:\d{1,2}月)?(\d{1,2})日(\d{1,2})[时点]")
_FROM = re.compile(r"自(?:\d{4}年)?(?:\d{1,2}月)?(\d{1,2})日(\d{1,2})[时点](?:\d{1,2}分)?起")
_YEAR = re.compile(r"(?<!\d)\d{4}年")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def figures_kept(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> tuple[int, int]:
    """How many of the figures in the passages stand in both articles, and how many there are, of the side with fewer:
    a figure that one has and the other left out is no other figure."""
    here = Counter(figure for at in stretches for figure in _figures(one.text[at.start : at.end]))
    there = Counter(figure for at in stretches for figure in _figures(other.text[at.other_start : at.other_end]))
    return (here & there).total() if here else 0, min(here.total(), there.total())


def other_event(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether the passages name days, years, sessions or numbers of meetings that exclude each other.

    Reports of two days' bulletins, sessions and receptions share nearly all other words, and so do those of two years.
    Only days in Arabic figures are looked at (a paper may print 十二日 for 12日), and none of a dateline, which each
    paper may write anew.
    """
    # 8日 and 11日 differ in length, so that a passage may begin behind the figure.
    here = "|".join(one.text[max(0, at.start - 3) : at.end] for at in stretches)
    there = "|".join(other.text[max(0, at.other_start - 3) : at.other_end] for at in stretches)
    found = [(set(_DAY.findall(here)), set(_DAY.findall(there)))]
    found.append((set(_YEAR.findall(here.translate(_DIGITS))), set(_YEAR.findall(there.translate(_DIGITS)))))
    found += ((_numbers(named, here), _numbers(named, there)) for named in (_ORDINAL, _SESSION, _TERM))
    return any(mine and its and not mine & its for mine, its in found)


def other_hours(one: Wording, other: Wording) -> bool:
    """Whether two bulletins count until other hours (截至2月1日12时, 截至2月1日24时), or two notices hold from others
    (自8月2日15时起, 自8月2日20时起)."""
    for named in (_UNTIL, _FROM):
        mine, its = ({_hour(*found) for found in named.findall(wording.text)} for wording in (one, other))
        if mine and its and not mine & its:
            return True
    return False


def _hour(day: str, hour: str) -> int:
    return 24 * int(day) + int(hour)


def other_meeting(one: Wording, other: Wording) -> bool:
    """Whether two articles begin with meetings of other numbers: of a committee and of those who preside over it, which
    hear the same reports on one day."""
    mine, its = (_numbers(_MEETING, wording.text[:BEGINNING]) for wording in (one, other))
    return bool(mine and its and not mine & its)


def other_body(one: Wording, other: Wording) -> bool:
    """Whether one paper opens two articles of a day with meetings of a body and of a part of it, which hears the same
    reports first: of a presidium (主席团8日举行) and of its chairmen (主席团常务主席第二次会议8日举行)."""
    if one.date is None or one.date != other.date or one.article.outlet != other.article.outlet:
        return False
    body, its = (_BODY.match(wording.text) for wording in (one, other))
    if body is None or its is None:
        return False
    whole, part = sorted((found["body"].removesuffix("会议") for found in (body, its)), key=len)
    return whole.endswith(tuple(BODIES)) and part.startswith(whole) and len(part) - len(whole) >= PART


def _numbers(named: re.Pattern[str], text: str) -> set[object]:
    return set(map(number_of, named.findall(text)))


def carried_on(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether two articles open with the same words and go on with different days, or times of one day.

    A death and the funeral of a week later are told with one list of offices, each year's session with one opening, the
    departure of a guest on an afternoon (8日下午) and the arrival that evening (8日晚上) with one purpose of the visit.
    A paper that writes 昨日 for 12日 may name another day first, but further on.
    """
    begun, its_begun = (found.end() if (found := _HEAD.match(wording.text)) else 0 for wording in (one, other))
    opening = any(
        max(at.start, at.other_start) <= OPENING and min(at.end - begun, at.other_end - its_begun) >= SAID
        for at in stretches
    )
    day, its = _TIME.search(one.text), _TIME.search(other.text)
    if not opening or day is None or its is None or abs(day.start() - its.start()) > SAME_PLACE:
        return False
    hour, its_hour = (TIMES.get(found["time"] or found["hour"] or "") for found in (day, its))
    other_day = day["day"] and its["day"] and day["day"] != its["day"]
    if other_day and (two_papers(one, other) or _holds_from(one, day, other, its)):
        if _knows(one, day["day"], other, its["day"]):
            return False
    return bool(other_day) or (hour is not None and its_hour is not None and hour != its_hour)


def _knows(one: Wording, day: str, other: Wording, its: str) -> bool:
    """Whether the earlier of two articles names the day that the later opens with too; of one day, one of them."""
    here, there = (
        re.search(rf"(?<!\d){named}(?![电讯])", told.text) is not None for named, told in ((its, one), (day, other))
    )
    if one.date is None or other.date is None or one.date == other.date:
        return here or there
    return here if one.date < other.date else there


def of_other_days(one: Wording, other: Wording) -> bool:
    """Whether two articles open with two days, and the earlier article does not name that of the later at all: then
    what they share is background, told again in a report of what came of it.

    An abridgement that begins further down may open with another day, but with one of the full text; and who opens with
    how the matter began, months before, goes on from nothing.
    """
    day, its = (_OWN_DAY.search(wording.text) for wording in (one, other))
    if day is None or its is None or max(day.start(), its.start()) > SAME_PLACE or day[0] == its[0]:
        return False
    if _long_ago(one, day, other) or _long_ago(other, its, one):
        return False
    in_other, in_one = (bool(re.search(rf"(?<!\d){named[0]}", told.text)) for named, told in ((day, other), (its, one)))
    if one.date is None or other.date is None or one.date == other.date:
        return not in_other and not in_one
    return not (in_one if one.date < other.date else in_other)


def of_own_days(one: Wording, other: Wording) -> bool:
    """Whether two articles of different days each open with a day of their own, that of the paper or the one before:
    two meetings, the second of which was told of, or tells again what the first has passed.

    A reprint of the next day opens with the day of what it prints; or with that from which a rule holds, where the
    first report opens with the day on which it was made, and names both.
    """
    if one.date is None or other.date is None or one.date == other.date:
        return False
    day, its = (_OWN_DAY.search(wording.text) for wording in (one, other))
    if day is None or its is None or max(day.start(), its.start()) > SAME_PLACE or day[0] == its[0]:
        return False
    if _holds_from(one, day, other, its) and _knows(one, day[0], other, its[0]):
        return False
    return _is_own(day[0], one.date) and _is_own(its[0], other.date)


def _holds_from(one: Wording, day: re.Match[str], other: Wording, its: re.Match[str]) -> bool:
    """Whether one of two days is that from which something holds (1日起), and the other that on which it was said."""
    return one.text.startswith(_FROM_ON, day.end()) != other.text.startswith(_FROM_ON, its.end())


def _long_ago(wording: Wording, day: re.Match[str], other: Wording) -> bool:
    """Whether an article opens with a day of a month long before the other was printed: how the matter began."""
    month = _MONTH.search(wording.text, 0, day.start())
    if month is None or other.date is None:
        return False
    printed = date.fromisoformat(other.date)
    try:
        named = date(int(month["year"] or printed.year), int(month["month"]), int(day[0].rstrip("日")))
    except ValueError:  # a misprint
        return False
    return (printed - named).days > DAYS


def _is_own(day: str, date_: str) -> bool:
    printed = date.fromisoformat(date_)
    return int(day.rstrip("日")) in (printed.day, (printed - timedelta(1)).day)


def to_be(one: Wording, other: Wording) -> bool:
    """Whether the earlier of two articles opens with what is to be on a day (将于), and the later does not any more: a
    meeting announced, with the list of those who will come, and held. (Not where the later says further down, in the
    same words, that it is still to be.)"""
    if one.date is None or other.date is None or one.date == other.date:
        return False
    earlier, later = sorted((one, other), key=lambda wording: wording.date or "")
    at = earlier.text.find(_TO_BE, 0, OF_A_NOTICE)
    if at < 0 or _STILL_TO_BE.search(later.text[:BEGINNING]):
        return False
    return earlier.text[at : at + SAME_NOTICE] not in later.text


def to_be_on_other_days(one: Wording, other: Wording) -> bool:
    """Whether both articles open with what is to be, on two days: notices of one form (届时…将现场直播)."""
    day, its = (_DAY_TO_BE.search(wording.text[:BEGINNING]) for wording in (one, other))
    return day is not None and its is not None and day[1] != its[1]


def is_this_evening(wording: Wording) -> bool:
    """Whether an article opens with what is to be on the day of its paper (今晚八点…将播出)."""
    return _THIS_EVENING.search(wording.text[:OF_A_NOTICE]) is not None


def reacts(wording: Wording) -> bool:
    """Whether an article tells how a speech, a letter or a decision was taken."""
    return _REACTION.search(wording.text[:LEAD]) is not None


def _figures(text: str) -> list[int]:
    """The numbers of a text, those in Chinese where they have two characters or more: 一 is in 统一 too."""
    return [number_of(found) for found in _FIGURE.findall(text)]
