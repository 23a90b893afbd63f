"""What an archive holds, by day and outlet: counted once and kept until the file changes.

One scan of `articles` (240,000 rows: a third of a second) gives every figure of the home page and of the calendar.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from loader.periods import is_day

PRINTED = """
    SELECT date, outlet_id, count(*) AS articles, coalesce(sum(characters), 0) AS characters
    FROM articles GROUP BY date, outlet_id"""
# Of a page without articles only the day is counted: both queries read an index, not the text.
PAGES = "SELECT date, count(*) FROM transcripts GROUP BY date"
NAMES = "SELECT id, name, place FROM outlets"


class Outlet(NamedTuple):
    """A newspaper of the archive; `id` None: unknown. Its first and last day are None where no day is known."""

    id: str | None
    name: str | None
    place: str | None
    first: str | None
    last: str | None
    days: int
    articles: int


@dataclass(frozen=True)
class Holdings:
    """Articles, characters; `days`: articles of each known day, in order (0: a page without articles); `outlets`: the
    largest first; `undated`: transcripts whose day is not known."""

    transcripts: int
    articles: int
    characters: int
    days: dict[str, int]
    outlets: Sequence[Outlet]
    undated: int

    @property
    def known_outlets(self) -> int:
        return sum(outlet.id is not None for outlet in self.outlets)

    def around(self, day: str) -> tuple[str | None, str | None]:
        """The nearest days with a paper before and after a day, a month or a year."""
        days = list(self.days)
        before, after = bisect_left(days, day), bisect_right(days, f"{day}~")  # ~ sorts behind every digit and dash
        return days[before - 1] if before else None, days[after] if after < len(days) else None

    def months(self) -> dict[str, int]:
        """Articles of each month (`2020-02`) that has a paper, in order."""
        return _summed(self.days, 7)

    def years(self) -> dict[str, int]:
        return _summed(self.days, 4)


def _summed(days: dict[str, int], length: int) -> dict[str, int]:
    summed: dict[str, int] = {}
    for day, articles in days.items():
        summed[day[:length]] = summed.get(day[:length], 0) + articles
    return summed


def read_holdings(conn: sqlite3.Connection) -> Holdings:
    """Count an archive. A date that is no day of the calendar counts as unknown."""
    rows = conn.execute(PRINTED).fetchall()
    pages: dict[str | None, int] = dict(conn.execute(PAGES).fetchall())
    days = dict.fromkeys(sorted(day for day in pages if day and is_day(day)), 0)
    held: dict[str | None, list[tuple[str | None, int]]] = {}
    for date, outlet, articles, _ in rows:
        if date in days:
            days[date] += articles
        held.setdefault(outlet, []).append((date if date in days else None, articles))
    names = {id: (name, place) for id, name, place in conn.execute(NAMES)}
    outlets = [_outlet(id, names.get(id or "", (None, None)), printed) for id, printed in held.items()]
    return Holdings(
        transcripts=sum(pages.values()),
        articles=sum(row[2] for row in rows),
        characters=sum(row[3] for row in rows),
        days=days,
        outlets=sorted(outlets, key=lambda outlet: (outlet.id is None, -outlet.articles, outlet.name or "")),
        undated=sum(count for day, count in pages.items() if day not in days),
    )


def _outlet(id: str | None, named: tuple[str | None, str | None], printed: Sequence[tuple[str | None, int]]) -> Outlet:
    days = sorted({day for day, _ in printed if day})
    total = sum(articles for _, articles in printed)
    return Outlet(id, *named, days[0] if days else None, days[-1] if days else None, len(days), total)


# By database, with the state of the file that was counted.
_KEPT: WeakKeyDictionary[Any, tuple[object, Holdings]] = WeakKeyDictionary()


async def holdings_of(db: Any) -> Holdings:
    """The holdings of one of Datasette's databases, counted again only when its file has changed."""
    state = _state(db)
    kept = _KEPT.get(db)
    if kept and state is not None and kept[0] == state:
        return kept[1]
    holdings: Holdings = await db.execute_fn(read_holdings)
    _KEPT[db] = (state, holdings)
    return holdings


def _state(db: Any) -> object:
    """Changes with every write by whatever connection, also to a write-ahead log; None where there is no file.

    SQLite's own `data_version` is no help: it can be compared within one connection only, and Datasette has several.
    """
    if not db.path:
        return None
    found = []
    for file in (Path(db.path), Path(f"{db.path}-wal")):
        try:
            seen = file.stat()
        except OSError:
            continue
        found.append((file.name, seen.st_mtime_ns, seen.st_size, seen.st_ino))
    return tuple(found)
