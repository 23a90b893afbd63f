"""How the hits of a query are spread over outlets and periods, and how much was printed there at all.

A cell is an outlet and a period, either of which may be unknown (None) or not asked for (''). Only paragraphs are
searched, so an article counts when one of its paragraphs holds the words; an article stands in one cell.
"""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from loader.concordance import count_hits, wanted_phrases
from loader.filters import EVERYTHING, Filters
from loader.occurrences import LAST_ID, NARROWED, narrowing
from loader.query import match_expression

Cell = tuple["str | None", "str | None"]


class By(NamedTuple):
    """What cells are made of: the outlet or not, and the first `length` characters of the date (0: no period)."""

    outlet: bool
    length: int


class Printed(NamedTuple):
    """Everything that was printed in a cell. `characters`: of paragraphs, white space not counted."""

    articles: int = 0
    characters: int = 0

    def plus(self, other: Printed) -> Printed:
        return Printed(*(a + b for a, b in zip(self, other, strict=True)))


class Spread(NamedTuple):
    """What of a cell holds the words. `hits`: how often they stand there (`concordance.find_hits`), if asked."""

    articles: int = 0
    paragraphs: int = 0
    hits: int = 0

    def plus(self, other: Spread) -> Spread:
        return Spread(*(a + b for a, b in zip(self, other, strict=True)))


class First(NamedTuple):
    """The earliest dated paragraph that holds the words."""

    article_id: str
    paragraph: int
    date: str
    outlet: str | None
    headline: str | None


_CELL = """
    CASE WHEN :by_outlet THEN {table}.outlet_id ELSE '' END,
    CASE WHEN :length THEN substr({table}.date, 1, :length) ELSE '' END"""
PRINTED = f"""
    SELECT {_CELL.format(table="a")}, count(*), sum(a.characters) FROM articles a
    WHERE (:outlets IS NULL OR a.outlet_id IN (SELECT value FROM json_each(:outlets))
        OR (:unknown_outlet AND a.outlet_id IS NULL))
    AND (:date_from IS NULL OR a.date >= :date_from) AND (:date_to IS NULL OR a.date <= :date_to) GROUP BY 1, 2"""
FOUND = f"FROM paragraphs_fts CROSS JOIN paragraphs p ON p.id = paragraphs_fts.rowid WHERE {NARROWED}"
SPREAD = f"SELECT {_CELL.format(table='p')}, count(DISTINCT p.article_id), count(*) {FOUND} GROUP BY 1, 2"
TEXTS = f"SELECT {_CELL.format(table='p')}, p.article_id, p.text {FOUND}"
FIRST = f"""
    SELECT a.id, earliest.position, earliest.date, o.name, a.headline
    FROM (SELECT p.id, p.article_id, p.position, p.date {FOUND} AND p.date IS NOT NULL
        ORDER BY p.date, p.id LIMIT 1) earliest
    JOIN articles a ON a.id = earliest.article_id LEFT JOIN outlets o ON o.id = a.outlet_id"""


def printed(conn: sqlite3.Connection, by: By, filters: Filters = EVERYTHING) -> dict[Cell, Printed]:
    """Every cell in which an article was printed."""
    rows = conn.execute(PRINTED, {**_parameters("", by), **narrowing(filters)})
    return {(outlet, period): Printed(articles, characters) for outlet, period, articles, characters in rows}


def spread(conn: sqlite3.Connection, typed: str, by: By, filters: Filters = EVERYTHING) -> dict[Cell, Spread]:
    """Articles and paragraphs by cell; cells without any are left out. `hits` stay 0."""
    rows = conn.execute(SPREAD, {**_parameters(typed, by), **narrowing(filters)})
    return {(outlet, period): Spread(articles, paragraphs) for outlet, period, articles, paragraphs in rows}


def spread_hits(conn: sqlite3.Connection, typed: str, by: By, filters: Filters = EVERYTHING) -> dict[Cell, Spread]:
    """The same with `hits`; reads the text of every paragraph found (20 µs each)."""
    wanted = wanted_phrases(typed)
    articles: dict[Cell, set[str]] = {}
    counted: dict[Cell, list[int]] = {}
    for outlet, period, article, text in conn.execute(TEXTS, {**_parameters(typed, by), **narrowing(filters)}):
        hits = count_hits(text, wanted)
        if not hits:
            continue
        articles.setdefault((outlet, period), set()).add(article)
        counts = counted.setdefault((outlet, period), [0, 0])
        counts[0] += 1
        counts[1] += hits
    return {cell: Spread(len(articles[cell]), *counts) for cell, counts in counted.items()}


def first_hit(conn: sqlite3.Connection, typed: str, filters: Filters = EVERYTHING) -> First | None:
    row = conn.execute(FIRST, {**_parameters(typed, By(False, 0)), **narrowing(filters)}).fetchone()
    return First(*row) if row else None


def outlet_names(conn: sqlite3.Connection) -> dict[str, str]:
    return dict(conn.execute("SELECT id, name FROM outlets").fetchall())


def _parameters(typed: str, by: By) -> dict[str, Any]:
    expression = match_expression(typed)
    return {"expression": expression, "below": LAST_ID, "by_outlet": by.outlet, "length": by.length}


def cell_order(cell: Cell) -> tuple[bool, str, bool, str]:
    """Outlets by id, then periods in order; the unknown ones last."""
    outlet, period = cell
    return (outlet is None, outlet or "", period is None, period or "")
