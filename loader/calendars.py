"""Calendars of what was printed, as rows of cells that a template draws: days in months, months in years, years in
decades. Pure. A cell without a paper is a gap (`articles` None), not a nought."""

from __future__ import annotations

import datetime
from bisect import bisect_left
from calendar import Calendar
from collections.abc import Iterable, Mapping
from typing import NamedTuple

LEVELS = 4
_WEEKS = Calendar()  # from Monday


class Cell(NamedTuple):
    """A day, month or year: its ISO name, its number within the row, articles printed, and how dark it is (0 to 4)."""

    period: str
    number: int
    articles: int | None
    level: int


class Row(NamedTuple):
    """A year with its months, or a decade with its years; `period` is the ISO name of the year or the first year."""

    period: str
    cells: tuple[Cell, ...]


class Month(NamedTuple):
    """A month by weeks from Monday; None for days of the months beside it."""

    period: str
    weeks: tuple[tuple[Cell | None, ...], ...]


class Shades:
    """How dark a number of articles is among others: quarters of all numbers, so that one thick day pales no other."""

    def __init__(self, numbers: Iterable[int]) -> None:
        ordered = sorted(number for number in numbers if number)
        self._bounds = [ordered[len(ordered) * n // LEVELS] for n in range(1, LEVELS)] if ordered else []

    def cell(self, period: str, number: int, held: Mapping[str, int]) -> Cell:
        articles = held.get(period)
        return Cell(period, number, articles, 1 + bisect_left(self._bounds, articles) if articles else 0)


def month_grid(period: str, days: Mapping[str, int], shades: Shades) -> Month:
    year, month = int(period[:4]), int(period[5:])
    weeks = _WEEKS.monthdayscalendar(year, month)
    return Month(
        period,
        tuple(tuple(shades.cell(f"{period}-{day:02}", day, days) if day else None for day in week) for week in weeks),
    )


def year_rows(months: Mapping[str, int]) -> list[Row]:
    """The months of every year from the first to the last, the newest year first."""
    if not months:
        return []
    shades = Shades(months.values())
    first, last = int(min(months)[:4]), int(max(months)[:4])
    return [
        Row(f"{year:04}", tuple(shades.cell(f"{year:04}-{month:02}", month, months) for month in range(1, 13)))
        for year in range(last, first - 1, -1)
    ]


def decade_rows(years: Mapping[str, int]) -> list[Row]:
    """The years of every decade that has a paper, the newest decade first."""
    shades = Shades(years.values())
    decades = sorted({int(year) // 10 * 10 for year in years}, reverse=True)
    return [
        Row(f"{decade:04}", tuple(shades.cell(f"{year:04}", year, years) for year in range(decade, decade + 10)))
        for decade in decades
    ]


def is_period(text: str) -> bool:
    """Whether this names a year or a month: `2020`, `2020-02`."""
    parts = text.split("-")
    digits = all(part.isascii() and part.isdigit() for part in parts)
    shape = [len(part) for part in parts]
    if not digits or shape not in ([4], [4, 2]) or int(parts[0]) < datetime.MINYEAR:
        return False
    return len(parts) == 1 or 1 <= int(parts[1]) <= 12
