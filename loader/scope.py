"""What part of an archive a question is put to: outlets by id or name, days from and to."""

from __future__ import annotations

import re
import sqlite3
from calendar import monthrange
from collections.abc import Sequence
from typing import NamedTuple

from loader.filters import Filters

UNKNOWN = "-"
"""Stands for the outlet that is not known."""
MAX_OUTLETS = 50
MAX_SHOWN = 100  # code points of a value that is quoted back

OUTLET = "SELECT id FROM outlets WHERE id = ?1 OR name = ?1 ORDER BY id != ?1, id"
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?", re.ASCII)


class Misread(NamedTuple):
    """What could not be read: `outlet` or `day`, and the value as it was given."""

    what: str
    value: str


def read_scope(
    conn: sqlite3.Connection, outlets: Sequence[str] = (), first: str = "", last: str = ""
) -> tuple[Filters, list[Misread]]:
    """The scope that a person stated, and what of it could not be read, which narrows nothing.

    `first` and `last` are days, months or years (`2020-02-13`, `2020-02`, `2020`), both included; '' is no bound.
    """
    misread: list[Misread] = []
    ids: list[str | None] = []
    for given in dict.fromkeys(one.strip() for one in outlets[:MAX_OUTLETS] if one.strip()):
        row = conn.execute(OUTLET, [given]).fetchone()
        if given == UNKNOWN:
            ids.append(None)
        elif row:
            ids.append(row[0])
        else:
            misread.append(Misread("outlet", given[:MAX_SHOWN]))
    days = []
    for given, end in ((first.strip(), False), (last.strip(), True)):
        day = read_day(given, end)
        if given and day is None:
            misread.append(Misread("day", given[:MAX_SHOWN]))
        days.append(day)
    return Filters(outlets=tuple(dict.fromkeys(ids)), date_from=days[0], date_to=days[1]), misread


def read_day(given: str, last: bool) -> str | None:
    """A day, or the first or last day of a month or year; None for what is no date."""
    match = _DATE.fullmatch(given)
    if not match:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    month = month or (12 if last else 1)
    if not (1 <= month <= 12 and year):
        return None
    days = monthrange(year, month)[1]
    day = day or (days if last else 1)
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= days else None
