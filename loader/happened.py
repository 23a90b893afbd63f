"""On which day what an article tells happened: the first day that its first paragraph names, as papers name days.

2月12日 needs the year of the paper, 昨日 and 12日 its day: where these are not known the day is not either. A day to
come, one long past, and one that is only a limit (自3月1日起) is none of the event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from loader.characters import even
from loader.conventions import Conventions
from loader.dates import Printed, day_number, month_days
from loader.identify import HEAD_LENGTH
from loader.model import Article, Evidence, Paragraph
from loader.printed import printed

LEDE = 300  # characters in which a day with its month is looked for
NEAR_LEDE = 80  # and one without a month, or 昨日, which further down are often another's words
RECENT = 62  # days before the paper of which a report still tells as news
# Before a day that is no event's: to come, long past, the first or last of a rule's.
NOT_NEWS = re.compile(
    r"(?:将|定于|拟于|预计|计划|明年|去年|前年|当年|每年|每逢|有效期|早在|生于|成立于|始于|建于|不晚于|最迟|(?<![\u4e00-\u9fff])[自从]|截止)"
    r"[^。，；！？今]{0,6}$"
)
# 12日, 十二日上午, 本月12日, but neither 3至5日 nor 15日内.
DAY_ALONE = re.compile(
    r"(?<![\d月至到\-—~～、.·第零〇一二三四五六七八九十廿卅])(?:(?:本月|当月|(?P<last>上个?月))\s?)?"
    r"(?P<day>[12]?\d|3[01]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅一?|[一二三四五六七八九])\s?[日号]"
    r"(?=上午|下午|中午|凌晨|清晨|傍晚|深夜|午|晚|早|夜|晨|[，,]|[在从举召于]|至)"
)
DAY = re.compile(r"[\d十一二三四五六七八九廿卅]\s?[日号]")  # what every one of these has
# （新山21日讯）, 新华社望津十一日电: the day alone in a dateline.
OF_DATELINE = re.compile(
    r"(?<![\d月一二三四五六七八九十廿卅])(?P<day>[12]?\d|3[01]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])日"
    r"(?:[^\d，。]{0,8})[电讯]"
)
RELATIVE = re.compile(
    r"(?<![\u4e00-\u9fff])?(?P<word>昨[日天晚晨夜]|昨[上下]午|前[天晚]|今[日天晨晚早])(?P<time>[上下中]午|凌晨|清晨|[早晚])?"
)
BACK = {"昨": 1, "前": 2, "今": 0}


class _Day(NamedTuple):
    """A day that a text names at `start`..`end` of it; `inferred` from the day of the paper or of the dateline."""

    day: str
    start: int
    end: int
    inferred: bool


def with_event(
    article: Article, number: int, paper: str | None, year: int | None, conventions: Conventions
) -> tuple[Article, tuple[Evidence, ...]]:
    """The article with the day of its event (ISO), and the evidence where it is inferred from another day.

    `paper`: the day of the paper where it is known otherwise than by events, `year` its year where only that is known;
    `number` is the article's on its page.
    """
    paragraph = next((one for one in article.paragraphs if one.role == "body"), None)
    if paragraph is None or not (paper or year):
        return article, ()
    known = date.fromisoformat(paper) if paper else None
    found = _event(paragraph, known, known.year if known else year, conventions)
    if found is None:
        return article, ()
    proof: tuple[Evidence, ...] = ()
    if found.inferred:
        where = printed(paragraph)
        quote, span = where.text[found.start : found.end], where.span(found.start, found.end)
        proof = (Evidence("event_date", found.day, "inferred", quote, *span, 0.9, number),)
    return article._replace(event_date=found.day), proof


def _event(paragraph: Paragraph, paper: date | None, year: int | None, conventions: Conventions) -> _Day | None:
    text = even(paragraph.text[:LEDE])
    head = conventions.first("head", paragraph.text[:HEAD_LENGTH])
    begun = head[1].end() if head else 0
    days = list(month_days(text))
    dated = [found for found in days if found.end <= begun]
    wired = next((day for found in dated if (day := _resolved(found, paper, year))), None)
    alone = OF_DATELINE.search(text, 0, begun) if head and not dated and paper else None
    if alone and paper:
        wired = _latest(day_number(alone["day"]), paper, False)
    told = next(_with_month(days[len(dated) :], text, paper, year), None)
    near = text[: min(begun + NEAR_LEDE, told.start if told else LEDE)]
    inferred = list(_without_month(near, begun, wired or paper, bool(head), wired))
    if inferred or told:
        return min(inferred, key=lambda one: one.start, default=told)
    if wired is None:
        return None
    start, end = (alone.start("day"), alone.end("day") + 1) if alone else (dated[0].start, dated[0].end)
    return _Day(wired.isoformat(), start, end, alone is not None)


def _with_month(days: Sequence[Printed], text: str, paper: date | None, year: int | None) -> Iterator[_Day]:
    for found in days:
        if not NOT_NEWS.search(text[max(0, found.start - 12) : found.start]):
            if day := _resolved(found, paper, year):
                yield _Day(day.isoformat(), found.start, found.end, False)


def _resolved(found: Printed, paper: date | None, year: int | None) -> date | None:
    """The day, in the year of the paper or, early in it, in the one before; None for one that is no news of it."""
    if paper is None:
        day = found.iso(year) if found.year in (None, year) else None
        return date.fromisoformat(day) if day else None
    for guess in (paper.year, paper.year - 1):
        if found.year in (None, guess) and (day := found.iso(guess)):
            if 0 <= (paper - date.fromisoformat(day)).days <= RECENT:
                return date.fromisoformat(day)
    return None


def _without_month(near: str, begun: int, base: date | None, report: bool, wired: date | None) -> Iterator[_Day]:
    """Days told from `base`, the day of the dateline or else of the paper, in `near` from `begun` on."""
    if base is None:
        return
    for found in DAY_ALONE.finditer(near, begun) if DAY.search(near, begun) else ():
        if NOT_NEWS.search(near[max(0, found.start() - 12) : found.start()]):
            continue
        if day := _latest(day_number(found["day"]), base, bool(found["last"])):
            yield _Day(day.isoformat(), *found.span(), True)
    for found in RELATIVE.finditer(near, begun) if any(word in near for word in BACK) else ():
        back = BACK[found["word"][0]]
        # 今天 is also nowadays, and 昨天 below a dateline may be told from its day or from the paper's.
        if (back == 0 and not (report or found["time"])) or (back and wired):
            continue
        yield _Day((base - timedelta(days=back)).isoformat(), *found.span(), True)


def _latest(number: int, base: date, month_before: bool) -> date | None:
    """The latest day of that number that is not after `base`, or the one of the month before."""
    day = base.replace(day=1) - timedelta(days=1) if month_before else base
    for _ in range(2):
        try:
            if (guess := day.replace(day=number)) <= base:
                return guess
        except ValueError:
            pass
        day = day.replace(day=1) - timedelta(days=1)
    return None
