"""What hits are narrowed to, as values and as SQL."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from loader.schema import IDS_PER_NUMBER


class Filters(NamedTuple):
    """What hits are narrowed to; an empty tuple, or None for a date, narrows nothing.

    Outlets are ids, months `2020-02`, dates ISO days, both ends included. None among the values is “not known”.
    """

    outlets: tuple[str | None, ...] = ()
    months: tuple[str | None, ...] = ()
    date_from: str | None = None
    date_to: str | None = None
    roles: tuple[str | None, ...] = ()
    agencies: tuple[str | None, ...] = ()


EVERYTHING = Filters()


def id_range(conn: sqlite3.Connection, filters: Filters) -> tuple[int | None, int | None]:
    """Between which ids (half-open) paragraphs can be that outlet, month and date leave: the index walks only these.

    A transcript's ids lie between its number and the next one, so its first and last transcript say it."""
    conditions, values = conditions_of(filters._replace(months=(), roles=(), agencies=()), "t")
    months = [month for month in filters.months if month is not None]
    if months and len(months) == len(filters.months):
        conditions += " AND t.date BETWEEN ? AND ?"
        values += [f"{min(months)}-01", f"{max(months)}-31"]
    if not conditions:
        return None, None
    first, last = conn.execute(
        f"SELECT min(number), max(number) FROM transcripts t WHERE 1{conditions}", values
    ).fetchone()
    if first is None:
        return 0, 0
    (following,) = conn.execute("SELECT min(number) FROM transcripts WHERE number > ?", [last]).fetchone()
    return first * IDS_PER_NUMBER, following and following * IDS_PER_NUMBER


def id_condition(column: str, first: int | None, last: int | None) -> str:
    at_least = "" if first is None else f" AND {column} >= {first}"
    return at_least + ("" if last is None else f" AND {column} < {last}")


def conditions_of(filters: Filters, table: str = "p") -> tuple[str, list[object]]:
    """The filters as SQL over paragraphs `p` (or articles `a`) and their articles `a`, with its values."""
    sql = ""
    values: list[object] = []
    for column, wanted in (
        (f"{table}.outlet_id", filters.outlets),
        (f"{table}.month", filters.months),
        ("p.role", filters.roles),
        ("a.agency", filters.agencies),
    ):
        if wanted:
            known = [value for value in wanted if value is not None]
            unknown = f" OR {column} IS NULL" if None in wanted else ""
            sql += f" AND ({column} IN ({', '.join('?' * len(known))}){unknown})"
            values += known
    for sign, day in ((">=", filters.date_from), ("<=", filters.date_to)):
        if day:
            sql += f" AND {table}.date {sign} ?"
            values.append(day)
    return sql, values
