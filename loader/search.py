"""Ranked search over an archive: what the results page, JSON, the command line and batch counts ask.

The plan: hits are counted up to `RANKED_HITS`, and so many are scored with bm25, the best first; of one phrase with few
hits these are read and scored (`relevance`), for bm25 walks over all of them twice more. Of more, bm25 would have to
score every one (60 ms for 22,000), so the newest are shown instead by walking the index backwards, and `Results.ranked`
is False. For one character the index has to merge the lists of all pairs that begin with it (30 ms for the commonest,
of 133,000 paragraphs) before it can name the first hit. But a common character stands in many of the newest paragraphs,
so these are read first, and the index is asked only where they hold too few. Ids of paragraphs rise with the date as
far as a load allows it: “newest first” is by id.

Works on any `sqlite3` connection with our functions (`index.register`). No function holds it for much longer than
`bounded.SECONDS`: what is not known by then is said to be so. They take the progress handler of the connection for
themselves.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from loader.bounded import Asking, bounded
from loader.filters import EVERYTHING, Filters, conditions_of
from loader.hit_counts import Total, count
from loader.query import NOTHING, match_expression, scored_expression
from loader.question import RANKED_HITS, READ_HITS, Hit, Order, Question


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


def search(
    conn: sqlite3.Connection,
    typed: str,
    filters: Filters = EVERYTHING,
    order: Order = "relevance",
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """The hits `offset`..`offset + limit` of what a person typed (`query.match_expression`), in paragraphs."""
    asked = Question.of(conn, typed, filters)
    if asked is None:
        return Results([], 0, True, order == "relevance")
    with bounded(conn) as ask:
        read = asked.read_newest(ask, offset + limit) if order != "oldest" else None
        if read is not None:
            hits = [Hit(id, article, None) for id, article in read[offset : offset + limit]]
            return Results(hits, len(read), False, False)
        # The lists of all pairs of one character are merged for every statement, so one gives its count and page.
        ids = asked.ids(ask) if asked.character is None else asked.thousand(ask, order)
        total = Total(0, False) if ids is None else Total(len(ids), len(ids) <= RANKED_HITS)
        if ids and order == "relevance" and total.exact and len(ids) <= READ_HITS and asked.character is None:
            few = asked.read(ask, ids)
            if few is not None:
                return Results(few[offset : offset + limit], len(few), True, True)
        by_age = order != "relevance" or not total.exact
        first = asked.character is not None or order == "oldest"  # in the order that is asked for
        if ids and by_age and (total.exact or (first and offset + limit <= len(ids))):
            found = sorted(ids, reverse=order != "oldest")[offset : offset + limit]
            return Results(_hits(ask, found), total.hits, total.exact, False)
        ranked = order == "relevance" and total.exact
        if total.exact and not total.hits:
            return Results([], 0, True, ranked)
        rows = _rows(ask, *(asked.ranked() if ranked else asked.walked(oldest=order == "oldest")), limit, offset)
    hits = [Hit(*row) for row in rows or ()]
    return Results(hits, max(total.hits, offset + len(hits) if hits else 0), total.exact, ranked)


def with_total(conn: sqlite3.Connection, typed: str, filters: Filters, results: Results) -> Results:
    """The same results with all hits counted, as far as time allows: a walk over the index that `search` spares."""
    if results.exact:
        return results
    total = count(conn, typed, filters)
    return results._replace(total=max(total.hits, results.total), exact=total.exact)


def search_headings(
    conn: sqlite3.Connection, typed: str, filters: Filters = EVERYTHING, limit: int = 20, offset: int = 0
) -> HeadingResults:
    """Articles whose kicker, headline and deck together hold what a person typed, best first while `RANKED_HITS` allow
    it, else newest first. Roles are of paragraphs and narrow nothing here."""
    expression = match_expression(typed)
    if expression == NOTHING:
        return HeadingResults([], 0, True, True)
    conditions, values = conditions_of(filters._replace(roles=()), "a")
    found = f"""FROM articles_fts CROSS JOIN articles a ON a.number = articles_fts.rowid
                WHERE articles_fts MATCH ?{conditions}"""
    with bounded(conn) as ask:
        few = ask(f"SELECT count(*) FROM (SELECT 1 {found} LIMIT {RANKED_HITS + 1})", [expression, *values])
        total = Total(few[0][0], few[0][0] <= RANKED_HITS) if few else Total(0, False)
        ranked = total.exact
        words = scored_expression(typed) if ranked else expression
        columns, by = (
            ("-bm25(articles_fts)", "2 DESC, a.number DESC") if ranked else ("NULL", "articles_fts.rowid DESC")
        )
        rows = ask(f"SELECT a.id, {columns} {found} ORDER BY {by} LIMIT ? OFFSET ?", [words, *values, limit, offset])
    return HeadingResults([HeadingHit(*row) for row in rows or ()], total.hits, total.exact, ranked)


def _hits(ask: Asking, ids: Sequence[int]) -> list[Hit]:
    """Paragraphs in this order, without a score."""
    rows = ask(
        """SELECT p.id, p.article_id, NULL FROM json_each(?) h CROSS JOIN paragraphs p ON p.id = h.value
           ORDER BY h.key""",
        [json.dumps(ids)],
    )
    return [Hit(*row) for row in rows or ()]


def _rows(ask: Asking, sql: str, values: Sequence[object], limit: int, offset: int) -> list[tuple[Any, ...]] | None:
    """Some of the ids that a statement gives, each with its article and score."""
    return ask(
        f"""SELECT h.id, p.article_id, h.score FROM ({sql} LIMIT ? OFFSET ?) h
            CROSS JOIN paragraphs p ON p.id = h.id""",
        [*values, limit, offset],
    )
