"""Ranked search over an archive: what the results page, JSON, the command line and batch counts ask.

The plan: up to `RANKED_HITS` hits are scored with bm25, the best first. FTS5 walks over the lists of a phrase twice
for that, and once more to tell how many hits there are; so the first hits are looked at, and where they promise few
it is scored at once; and where reading the hits is quicker than two walks, they are read (`relevance`). All ways give
the same scores. Of more, bm25 would have to score every one (60 ms for 22,000), so the newest are shown instead by
walking the index backwards, and `Results.ranked` is False. For one character the index has to merge the lists of all
pairs that begin with it (30 ms for the commonest, of 133,000 paragraphs) before it can name the first hit. But a
common character stands in many of the newest paragraphs, so these are read first, and the index is asked only where
they hold too few. Ids of paragraphs rise with the date as far as a load allows it: “newest first” is by id.

Works on any `sqlite3` connection with our functions (`index.register`). No function holds it for much longer than
`bounded.SECONDS`: what is not known by then is said to be so. They take the progress handler of the connection for
themselves.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from itertools import islice
from time import thread_time
from typing import NamedTuple

from loader.bounded import Asking, bounded
from loader.filters import EVERYTHING, Filters, conditions_of
from loader.hit_counts import Total, count
from loader.query import NOTHING, match_expression, scored_expression
from loader.question import PROBED_HITS, RANKED_HITS, READ_SECONDS, Hit, Order, Question, Scored


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
        ids, scored = _find(ask, asked, order, limit, offset)
        if scored is not None:
            return Results(_hits(ask, scored.page), scored.hits, True, True)
        total = Total(0, False) if ids is None else Total(len(ids), len(ids) <= RANKED_HITS)
        if total.exact and not total.hits:
            return Results([], 0, True, order == "relevance")
        first = asked.character is not None or order == "oldest"  # in the order that is asked for
        if ids and (total.exact or (first and offset + limit <= len(ids))):
            found = sorted(ids, reverse=order != "oldest")[offset : offset + limit]
            return Results(_hits(ask, [(id, None) for id in found]), total.hits, total.exact, False)
        sql, values = asked.walked(oldest=order == "oldest")
        rows = ask(
            f"SELECT h.id, p.article_id, NULL FROM ({sql} LIMIT ? OFFSET ?) h CROSS JOIN paragraphs p ON p.id = h.id",
            [*values, limit, offset],
        )
    hits = [Hit(*row) for row in rows or ()]
    return Results(hits, max(total.hits, offset + len(hits) if hits else 0), total.exact, False)


def _find(
    ask: Asking, asked: Question, order: Order, limit: int, offset: int
) -> tuple[list[int] | None, Scored | None]:
    """The ids of all hits, or of `RANKED_HITS + 1` of more (None: time ran out); or, where they are to be ranked, those
    of the page with their scores."""
    begun = thread_time()
    if asked.character is not None:  # the lists of all its pairs are merged for every statement
        ids = asked.thousand(ask, order)
    else:
        walk = asked.ids(ask)
        ids = list(islice(walk, PROBED_HITS))
        probed = order == "relevance" and len(ids) == PROBED_HITS
        if probed and asked.is_sooner_scored(ask, ids, thread_time() - begun):
            scored = asked.scored_in_index(ask, limit, offset)
            if scored and scored.hits:
                return None, scored
        ids.extend(walk)
        if ask.is_over():
            return None, None
    if not ids or order != "relevance" or len(ids) > RANKED_HITS:
        return ids, None
    read = asked.term is not None and len(ids) * READ_SECONDS < 2 * (thread_time() - begun)
    scored = asked.scored_by_reading(ask, ids, limit, offset) if read else asked.scored_in_index(ask, limit, offset)
    return ids, scored._replace(hits=len(ids)) if scored else None


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


def _hits(ask: Asking, found: Sequence[tuple[int, float | None]]) -> list[Hit]:
    """Paragraphs in this order, with these scores."""
    rows = ask(
        "SELECT p.id, p.article_id FROM json_each(?) h CROSS JOIN paragraphs p ON p.id = h.value",
        [json.dumps([id for id, _ in found])],
    )
    articles = dict(rows or ())
    return [Hit(id, articles[id], score) for id, score in found if id in articles]
