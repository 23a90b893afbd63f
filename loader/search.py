"""Ranked search over an archive: what the results page, JSON, the command line and batch counts ask.

The plan (docs: design, Search): hits are counted up to `RANKED_HITS`; so many are scored with bm25, the best first.
Of more, bm25 would have to score every one (60 ms for 22,000), so the newest are shown instead by walking the index
backwards, and `Results.ranked` is False. Ids of paragraphs rise with the date as far as a load allows it.

Works on any `sqlite3` connection with our functions (`index.register`). No function holds it for much longer than
`SECONDS`: what is not known by then is said to be so. They take the progress handler of the connection for themselves.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any, Literal, NamedTuple

from loader.query import NOTHING, find_spans, match_expression

Order = Literal["relevance", "newest", "oldest"]

RANKED_HITS = 1_000
FACET_HITS = 10_000
SECONDS = 0.9


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


class Hit(NamedTuple):
    """A paragraph that holds the words. `score`: its bm25, higher is better; None where hits are not ranked."""

    paragraph: int
    article: str
    score: float | None


class Results(NamedTuple):
    """One page of hits. `total`: of all pages, `exact` or at least so many. `ranked`: best first, as was asked;
    False where the newest (or oldest) come first, because that was asked or because too many match."""

    hits: list[Hit]
    total: int
    exact: bool
    ranked: bool


class HeadingHit(NamedTuple):
    """An article whose kicker, headline or deck hold the words."""

    article: str
    score: float | None


class HeadingResults(NamedTuple):
    """As `Results`, of articles."""

    hits: list[HeadingHit]
    total: int
    exact: bool
    ranked: bool


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


def search(
    conn: sqlite3.Connection,
    typed: str,
    filters: Filters = EVERYTHING,
    order: Order = "relevance",
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """The hits `offset`..`offset + limit` of what a person typed (`query.match_expression`), in paragraphs."""
    expression = match_expression(typed)
    if expression == NOTHING:
        return Results([], 0, True, order == "relevance")
    conditions, values = _conditions(filters)
    joined = f"FROM paragraphs_fts {_JOIN} WHERE paragraphs_fts MATCH ?{conditions}"
    with _bounded(conn) as ask:
        few = ask(f"SELECT count(*) FROM (SELECT 1 {joined} LIMIT {RANKED_HITS + 1})", [expression, *values])
        some = few[0][0] if few else 0
        ranked = order == "relevance" and bool(few) and some <= RANKED_HITS
        if ranked:
            columns, by = "paragraphs_fts.rowid, p.article_id, -bm25(paragraphs_fts) AS score", "score DESC, 1 DESC"
        else:
            columns = "paragraphs_fts.rowid, p.article_id, NULL"
            by = f"paragraphs_fts.rowid {'ASC' if order == 'oldest' else 'DESC'}"
        rows = ask(f"SELECT {columns} {joined} ORDER BY {by} LIMIT ? OFFSET ?", [expression, *values, limit, offset])
        hits = [Hit(*row) for row in rows or ()]
        total = Total(some, True) if few and some <= RANKED_HITS else _total(ask, expression, filters)
    return Results(hits, max(total.hits, some), total.exact, ranked)


def search_headings(
    conn: sqlite3.Connection, typed: str, filters: Filters = EVERYTHING, limit: int = 20, offset: int = 0
) -> HeadingResults:
    """Articles whose kicker, headline or deck hold what a person typed, newest first. `roles` narrow nothing here."""
    conditions, values = _conditions(filters._replace(roles=()), "a")
    with _bounded(conn) as ask:
        rows = ask(
            f"""SELECT a.id, a.kicker, a.headline, a.deck FROM articles a
                WHERE coalesce(a.kicker, a.headline, a.deck) IS NOT NULL{conditions} ORDER BY a.date DESC""",
            values,
        )
    held = [row[0] for row in rows or () if any(text and find_spans(text, typed) for text in row[1:])]
    hits = [HeadingHit(id, None) for id in held[offset : offset + limit]]
    return HeadingResults(hits, len(held), rows is not None, False)


def count(conn: sqlite3.Connection, typed: str, filters: Filters = EVERYTHING) -> Total:
    """How many paragraphs hold what a person typed."""
    expression = match_expression(typed)
    if expression == NOTHING:
        return Total(0, True)
    with _bounded(conn) as ask:
        return _total(ask, expression, filters)


def counts(conn: sqlite3.Connection, typed: str, filters: Filters = EVERYTHING) -> Counts:
    """How many paragraphs of each outlet and month hold what a person typed."""
    expression = match_expression(typed)
    if expression == NOTHING:
        return Counts({}, True)
    conditions, values = _conditions(filters)
    with _bounded(conn) as ask:
        rows = ask(
            f"""SELECT p.outlet_id, p.month, count(*) FROM paragraphs_fts {_JOIN}
                WHERE paragraphs_fts MATCH ?{conditions} GROUP BY 1, 2 ORDER BY 1, 2""",
            [expression, *values],
        )
    return Counts({(outlet, month): hits for outlet, month, hits in rows or ()}, rows is not None)


def facets(conn: sqlite3.Connection, typed: str, filters: Filters = EVERYTHING) -> Facets:
    """How many hits there are by outlet, month, agency and role."""
    expression = match_expression(typed)
    if expression == NOTHING:
        return Facets([], [], [], [], True)
    counted: list[list[tuple[str | None, int]]] = []
    exact = True
    others = (
        filters._replace(outlets=()),
        filters._replace(months=()),
        filters._replace(agencies=()),
        filters._replace(roles=()),
    )
    with _bounded(conn) as ask:
        for column, rest in zip(_FACETS, others, strict=True):
            conditions, values = _conditions(rest)
            rows = ask(
                f"""SELECT {column} FROM paragraphs_fts {_JOIN} WHERE paragraphs_fts MATCH ?{conditions}
                    ORDER BY paragraphs_fts.rowid DESC LIMIT {FACET_HITS + 1}""",
                [expression, *values],
            )
            exact = exact and rows is not None and len(rows) <= FACET_HITS
            counted.append(_by_number([row[0] for row in (rows or ())[:FACET_HITS]]))
    outlets, months, agencies, roles = counted
    return Facets(outlets, months, agencies, roles, exact)


_JOIN = "CROSS JOIN paragraphs p ON p.id = paragraphs_fts.rowid CROSS JOIN articles a ON a.id = p.article_id"
_FACETS = ("p.outlet_id", "p.month", "a.agency", "p.role")
Ask = Callable[[str, Sequence[object]], "list[tuple[Any, ...]] | None"]


def _by_number(values: list[str | None]) -> list[tuple[str | None, int]]:
    return sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0] or ""))


def _total(ask: Ask, expression: str, filters: Filters) -> Total:
    conditions, values = _conditions(filters)
    join = _JOIN if conditions else ""
    rows = ask(
        f"SELECT count(*) FROM paragraphs_fts {join} WHERE paragraphs_fts MATCH ?{conditions}", [expression, *values]
    )
    return Total(rows[0][0], True) if rows else Total(0, False)


def _conditions(filters: Filters, table: str = "p") -> tuple[str, list[object]]:
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


@contextmanager
def _bounded(conn: sqlite3.Connection) -> Iterator[Ask]:
    """A way to ask for rows that gives None once `SECONDS` have passed."""
    end = monotonic() + SECONDS

    def ask(sql: str, values: Sequence[object]) -> list[tuple[Any, ...]] | None:
        try:
            return [tuple(row) for row in conn.execute(sql, values)]
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                return None
            raise

    conn.set_progress_handler(lambda: monotonic() > end, 1_000)
    try:
        yield ask
    finally:
        conn.set_progress_handler(None, 0)
