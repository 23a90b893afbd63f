"""Dates as papers print them: 2020年2月13日, 2015.3.18, 五月廿八日, 二〇〇六年五月八日, 民國二十六年七月十日."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from loader.characters import even

NUMERALS = {numeral: value for value, numeral in enumerate("〇一二三四五六七八九十")} | {"零": 0, "○": 0}
_YEAR = r"(?P<year>(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{3})"
# Years of the Republic, which papers counted on the mainland until 1949 and count in Taiwan: 民国元年 is 1912.
_REPUBLIC = r"(?:中华)?民国\s?(?P<republic>元|\d{1,3}|[一二三四五六七八九十〇○廿卅百]{1,4})"
_MONTH = r"(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?P<day>\d{1,2}|[二三]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?|[一二三四五六七八九])"
MONTH_DAY = re.compile(
    rf"(?<![\d.])(?:(?:{_YEAR}|{_REPUBLIC})\s?年\s?)?(?<![一二三四五六七八九十]){_MONTH}\s?月\s?{_DAY}\s?[日号]"
)
# What every one of these has; found by its only letter in a tenth of the time.
MONTH = re.compile(
    r"月(?:(?<=[\d十一二三四五六七八九]月)|(?<=[\d十一二三四五六七八九]\s月))\s?[\d十一二三四五六七八九廿卅]"
)
BEFORE_MONTH, BEHIND_MONTH = 16, 8  # characters of 中华民国二十六年 and the number before it; of the day, 月 with it
FULL = re.compile(
    rf"(?<!\d)(?:{_YEAR}|{_REPUBLIC}(?=\s?年))\s?(?:[年./-])\s?{_MONTH}\s?(?:[月./-])\s?{_DAY}(?!\d)\s?日?"
)
# The English day beside a Chinese masthead: 12 JUNE 1954, June 12, 1954.
ENGLISH = re.compile(
    r"(?<![\dA-Za-z])(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s,.]{1,3})?"
    r"(?P<month>(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6})[\s,.]{1,3}"
    r"(?:(?P<day_behind>\d{1,2})(?:st|nd|rd|th)?[\s,.]{1,3})?(?P<year>(?:18|19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAY = re.compile(r"(?:星期|周|礼拜)(?P<day>[一二三四五六日天])")
LUNAR = re.compile(
    r"(?P<year>[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥])年\s?(?P<leap>闰)?"
    r"(?P<month>正|十[一二]?|[一二三四五六七八九冬腊])月\s?(?P<day>初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)"
)
LUNAR_MONTHS = {"正": "一", "冬": "十一", "腊": "十二"}
# Sexagenary years repeat after sixty; papers that print them on the folio line were printed in these years.
FIRST_YEAR, LAST_YEAR, LATEST_LIKELY = 1900, 2059, 2035
STEMS_OF_HEAVEN = "甲乙丙丁戊己庚辛壬癸"
BRANCHES_OF_EARTH = "子丑寅卯辰巳午未申酉戌亥"


class Printed(NamedTuple):
    """A date as printed: `year` None where none is; `start`..`end` its span in the text it was read from."""

    year: int | None
    month: int
    day: int
    start: int
    end: int

    def iso(self, year: int | None = None) -> str | None:
        """ISO date, with `year` where none is printed; None for an impossible day or an unknown year."""
        stated = self.year or year
        try:
            return date(stated, self.month, self.day).isoformat() if stated else None
        except ValueError:
            return None


def month_days(text: str) -> Iterator[Printed]:
    """Days of the month in running text, with their year where it is printed."""
    if MONTH.search(text):
        plain = even(text)
        yield from _printed(_near_months(plain))


def _near_months(plain: str) -> Iterator[re.Match[str]]:
    """The matches of `MONTH_DAY`, looked for around 月 only: the pattern takes ten times as long to look everywhere."""
    end = 0
    for month in MONTH.finditer(plain):
        at = month.start()
        if at >= end and (found := MONTH_DAY.search(plain, max(end, at - BEFORE_MONTH), at + BEHIND_MONTH)):
            end = found.end()
            yield found


def full_dates(text: str) -> Iterator[Printed]:
    """Dates with a year, in the forms of a folio line; Chinese ones first."""
    yield from (found for found in _printed(FULL.finditer(even(text))) if found.year)
    for found in ENGLISH.finditer(text):
        if (found["day"] is None) != (found["day_behind"] is None):
            month = MONTHS.index(found["month"][:3].lower()) + 1
            yield Printed(int(found["year"]), month, int(found["day"] or found["day_behind"]), *found.span())


def sexagenary_name(year: int) -> str:
    """庚子 for 2020: the name of the lunar year that begins in a Gregorian year."""
    return STEMS_OF_HEAVEN[(year - 4) % 10] + BRANCHES_OF_EARTH[(year - 4) % 12]


def lunar_dates(text: str) -> Iterator[tuple[str, int, int]]:
    """农历庚子年正月二十 as (`2020-02-13`, start, end), half-open code points.

    Of the years of one name the one whose weekday is printed beside it is taken, otherwise the latest that is not far
    in the future. Conversion: the package lunar-python.
    """
    plain = even(text)
    said = WEEKDAY.search(plain)
    for found in LUNAR.finditer(plain):
        days = [
            day
            for year in range(LAST_YEAR, FIRST_YEAR, -1)
            if sexagenary_name(year) == found["year"] and (day := _solar(year, found))
        ]
        if said:
            weekday = "一二三四五六日".index(said["day"].replace("天", "日"))
            days = [day for day in days if day.weekday() == weekday] or days
        near = [day for day in days if day.year <= LATEST_LIKELY] or days
        if near:
            yield near[0].isoformat(), *found.span()


def _solar(year: int, found: re.Match[str]) -> date | None:
    """The Gregorian day of a lunar one; None where that year has no such month or day."""
    from lunar_python import Lunar

    month = day_number(LUNAR_MONTHS.get(found["month"], found["month"]))
    day = day_number(found["day"].removeprefix("初").replace("廿", "二十"))
    try:
        return date.fromisoformat(Lunar.fromYmd(year, -month if found["leap"] else month, day).getSolar().toYmd())
    except Exception:  # the package raises plain Exception for a month or day that is not there
        return None


def _printed(matches: Iterable[re.Match[str]]) -> Iterator[Printed]:
    for found in matches:
        month, day = day_number(found["month"]), day_number(found["day"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield Printed(_year(found), month, day, *found.span())


def _year(found: re.Match[str]) -> int | None:
    text, republic = found["year"], found["republic"]
    if republic:
        year = 1 if republic == "元" else day_number(republic)
        return 1911 + year if 1 <= year <= 148 else None
    if not text:
        return None
    return int(text) if text.isdigit() and text.isascii() else int("".join(str(NUMERALS[numeral]) for numeral in text))


def day_number(text: str) -> int:
    """A number below 200, in digits or numerals (十, 十二, 二十, 三十一, 廿六, 一百〇三, 九三); 0 for what is none."""
    if text.isascii():
        return int(text)
    hundreds, hundred, rest = text.partition("百")
    if hundred:
        return 100 * NUMERALS.get(hundreds or "一", 0) + (
            day_number(rest.lstrip("〇○零")) if rest.lstrip("〇○零") else 0
        )
    text = text.replace("廿", "二十").replace("卅", "三十")
    if len(text) > 1 and "十" not in text:
        return sum(NUMERALS[sign] * 10**place for place, sign in enumerate(reversed(text)))
    tens, ten, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    if not ten:
        return NUMERALS[text]
    return (NUMERALS[tens] if tens else 1) * 10 + (NUMERALS[ones] if ones else 0)
