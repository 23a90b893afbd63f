"""How many hits there are: in all, by outlet and month, and by each value of the facets."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from loader.bounded import Asking, bounded
from loader.filters import EVERYTHING, Filters
from loader.question import RANKED_HITS, Question

FACET_HITS = 10_000


class Facets(NamedTuple):
    """Hits by value, most first, each facet as if its own filter were not set. None: not known.

    `exact`: all hits are counted; if not, only the newest `FACET_HITS`, or those that time allowed.
    """

    outlets: list[tuple[str | None, int]]
    months: list[tuple[str | None, int]]
    agencies: list[tuple[str | None, int]]
    roles: list[tuple[str | None, int]]
    exact: bool


class Total(NamedTuple):
    """A number of hits: `exact`, or at least so many."""

    hits: int
    exact: bool


class Counts(NamedTuple):
    """Hits by outlet and month (either None: not known), sorted. `exact`: none is missing."""

    hits: dict[tuple[str | None, str | None], int]
    exact: bool


def count(conn: sqlite3.Connection, typed: str, filters: Filters = EVERYTHING) -> Total:
    """How many paragraphs hold what a person typed."""
    asked = Question.of(conn, typed, filters)
    if asked is None:
        return Total(0, True)
    with bounded(conn) as ask:
        rows = ask(f"SELECT count(*) {asked.source}", asked.values)
        return Total(rows[0][0], True) if rows else total_of(ask, asked, RANKED_HITS)


def counts(conn: sqlite3.Connection, typed: str, filters: Filters = EVERYTHING) -> Counts:
    """How many paragraphs of each outlet and month hold what a person typed."""
    asked = Question.of(conn, typed, filters, joined=True)
    if asked is None:
        return Counts({}, True)
    with bounded(conn) as ask:
        rows = ask(f"SELECT p.outlet_id, p.month, count(*) {asked.source} GROUP BY 1, 2 ORDER BY 1, 2", asked.values)
    return Counts({(outlet, month): hits for outlet, month, hits in rows or ()}, rows is not None)


def facets(conn: sqlite3.Connection, typed: str, filters: Filters = EVERYTHING) -> Facets:
    """How many hits there are by outlet, month, agency and role."""
    others = (
        filters._replace(outlets=()),
        filters._replace(months=()),
        filters._replace(agencies=()),
        filters._replace(roles=()),
    )
    exact = True
    counted: dict[Filters, list[tuple[Any, ...]]] = {}
    with bounded(conn) as ask:
        for rest in others:
            if rest in counted:  # without filters the four are one
                continue
            asked = Question.of(conn, typed, rest, joined=True)
            if asked is None:
                return Facets([], [], [], [], True)
            newest, values = asked.walked()
            found = ask(
                f"""SELECT p.outlet_id, p.month, a.agency, p.role, count(*) FROM ({newest} LIMIT {FACET_HITS}) h
                    CROSS JOIN paragraphs p ON p.id = h.id CROSS JOIN articles a ON a.id = p.article_id
                    GROUP BY 1, 2, 3, 4""",
                values,
            )
            counted[rest] = found or []
            hits = sum(row[-1] for row in counted[rest])
            exact = exact and found is not None and (hits < FACET_HITS or total_of(ask, asked, FACET_HITS).exact)
    outlets, months, agencies, roles = (
        _by_number((row[column], row[-1]) for row in counted[rest]) for column, rest in enumerate(others)
    )
    return Facets(outlets, months, agencies, roles, exact)


def _by_number(values: Iterable[tuple[str | None, int]]) -> list[tuple[str | None, int]]:
    counted: Counter[str | None] = Counter()
    for value, hits in values:
        counted[value] += hits
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0] or ""))


def total_of(ask: Asking, asked: Question, most: int) -> Total:
    """How many paragraphs hold what is asked, counted up to `most`."""
    rows = ask(f"SELECT count(*) FROM (SELECT 1 {asked.source} LIMIT {most + 1})", asked.values)
    return Total(rows[0][0], rows[0][0] <= most) if rows else Total(0, False)
