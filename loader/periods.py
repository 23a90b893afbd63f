"""Days, months and years as the steps of a calendar: `2020-02-13`, `2020-02`, `2020`."""

from __future__ import annotations

import datetime

LENGTHS = {"day": 10, "month": 7, "year": 4}
"""How many characters of an ISO date name the period."""
DAYS = 92  # an archive of fewer days is counted by day,
YEARS = 15  # of more years by year, all others by month
LONGER = {"day": "month", "month": "year"}


def is_day(date: str) -> bool:
    """Whether this is a day of the calendar; others who write to an archive may state `2020` or `2020-02-31`."""
    try:
        return len(date) == LENGTHS["day"] and bool(datetime.date.fromisoformat(date))
    except ValueError:
        return False


def choose_unit(first: str, last: str) -> str:
    """The unit that shows the time from one day to another in a readable number of steps."""
    start, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    if (end - start).days < DAYS:
        return "day"
    return "year" if end.year - start.year > YEARS else "month"


def calendar(unit: str, first: str, last: str, most: int) -> tuple[str, list[str]]:
    """Every period from that of one day to that of another, without a gap, and its unit: a longer one where there would
    be more than `most`. Of more years than that only the last are listed."""
    while True:
        start, end = _number(unit, first), _number(unit, last)
        if end - start < most or unit not in LONGER:
            return unit, [_period(unit, number) for number in range(max(start, end - most + 1), end + 1)]
        unit = LONGER[unit]


def _number(unit: str, day: str) -> int:
    date = datetime.date.fromisoformat(day)
    return {"day": date.toordinal(), "month": date.year * 12 + date.month - 1, "year": date.year}[unit]


def _period(unit: str, number: int) -> str:
    if unit == "day":
        return datetime.date.fromordinal(number).isoformat()
    return f"{number // 12:04}-{number % 12 + 1:02}" if unit == "month" else f"{number:04}"
