"""Ranked search over an archive: what the results page, JSON, the command line and batch counts ask.

The plan: hits are counted up to `RANKED_HITS`, and so many are scored with bm25, the best first; of one phrase
with few hits these are read and scored here, for bm25 walks over all of them twice more. Of more, bm25 would have to
score every one (60 ms for 22,000), so the newest are shown instead by walking the index backwards, and `Results.ranked`
is False. For one character the index has to merge the lists of all pairs that begin with it (30 ms for
the commonest, of 133,000 paragraphs) before it can name the first hit. But a common character stands in many of the
newest paragraphs, so these are read first, and the index is asked only where they hold too few. Ids of paragraphs rise
with the date as far as a load allows it: “newest first” is by id.

Works on any `sqlite3` connection with our functions (`index.register`). No function holds it for much longer than
`SECONDS`: what is not known by then is said to be so. They take the progress handler of the connection for themselves.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from time import monotonic, thread_time
from typing import Any, Literal, NamedTuple

from loader.characters import printed_as
from loader.query import NOTHING, Term, match_expression, single_character, single_term
from loader.relevance import read_averages, scores
from loader.schema import IDS_PER_NUMBER

Order = Literal["relevance", "newest", "oldest"]

RANKED_HITS = 1_000
FACET_HITS = 10_000
READ_HITS = 40  # of one phrase that are read to be scored: as long as it takes to walk over a list of 2,000 pairs
SECONDS = 0.9
STEPS = 1_000  # of SQLite between two looks at the clock
# For one character: the newest paragraphs that are read (1 ms for 300). Of the first ones so many must hold it, or the
# index is quicker.
FIRST_READ = 100
COMMON_HITS = 4
MOST_READ = 1_500


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
    asked = _Asked.of(conn, typed, filters)
    if asked is None:
        return Results([], 0, True, order == "relevance")
    with _bounded(conn) as ask:
        read = asked.read_newest(ask, offset + limit) if order != "oldest" else None
        if read is not None:
            hits = [Hit(id, article, None) for id, article in read[offset : offset + limit]]
            return Results(hits, len(read), False, False)
        few = asked.few(ask, order)
        if few is not None:
            return Results(few[offset : offset + limit], len(few), True, order == "relevance")
        total = _total(ask, asked, RANKED_HITS) if asked.character is None else None
        if total is None:  # the lists of all its pairs are merged for every statement, so one gives count and ids
            ids = asked.thousand(ask, order)
            total = Total(len(ids), len(ids) <= RANKED_HITS) if ids else Total(0, ids is not None)
            if ids and (order != "relevance" or not total.exact) and offset + limit <= len(ids):
                rows = ask(
                    """SELECT p.id, p.article_id, NULL FROM json_each(?) h CROSS JOIN paragraphs p ON p.id = h.value
                       ORDER BY h.key""",
                    [json.dumps(ids[offset : offset + limit])],
                )
                return Results([Hit(*row) for row in rows or ()], total.hits, total.exact, False)
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
    conditions, values = _conditions(filters._replace(roles=()), "a")
    found = f"""FROM articles_fts CROSS JOIN articles a ON a.number = articles_fts.rowid
                WHERE articles_fts MATCH ?{conditions}"""
    with _bounded(conn) as ask:
        few = ask(f"SELECT count(*) FROM (SELECT 1 {found} LIMIT {RANKED_HITS + 1})", [expression, *values])
        total = Total(few[0][0], few[0][0] <= RANKED_HITS) if few else Total(0, False)
        ranked = total.exact
        columns, by = (
            ("-bm25(articles_fts)", "2 DESC, a.number DESC") if ranked else ("NULL", "articles_fts.rowid DESC")
        )
        rows = ask(
            f"SELECT a.id, {columns} {found} ORDER BY {by} LIMIT ? OFFSET ?", [expression, *values, limit, offset]
        )
    return HeadingResults([HeadingHit(*row) for row in rows or ()], total.hits, total.exact, ranked)


def count(conn: sqlite3.Connection, typed: str, filters: Filters = EVERYTHING) -> Total:
    """How many paragraphs hold what a person typed."""
    asked = _Asked.of(conn, typed, filters)
    if asked is None:
        return Total(0, True)
    with _bounded(conn) as ask:
        rows = ask(f"SELECT count(*) {asked.source}", asked.values)
        return Total(rows[0][0], True) if rows else _total(ask, asked, RANKED_HITS)


def counts(conn: sqlite3.Connection, typed: str, filters: Filters = EVERYTHING) -> Counts:
    """How many paragraphs of each outlet and month hold what a person typed."""
    asked = _Asked.of(conn, typed, filters, joined=True)
    if asked is None:
        return Counts({}, True)
    with _bounded(conn) as ask:
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
    with _bounded(conn) as ask:
        for rest in others:
            if rest in counted:  # without filters the four are one
                continue
            asked = _Asked.of(conn, typed, rest, joined=True)
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
            exact = exact and found is not None and (hits < FACET_HITS or _total(ask, asked, FACET_HITS).exact)
    outlets, months, agencies, roles = (
        _by_number((row[column], row[-1]) for row in counted[rest]) for column, rest in enumerate(others)
    )
    return Facets(outlets, months, agencies, roles, exact)


def _rows(ask: _Asking, sql: str, values: Sequence[object], limit: int, offset: int) -> list[tuple[Any, ...]] | None:
    """Some of the ids that a statement gives, each with its article and score."""
    return ask(
        f"""SELECT h.id, p.article_id, h.score FROM ({sql} LIMIT ? OFFSET ?) h
            CROSS JOIN paragraphs p ON p.id = h.id""",
        [*values, limit, offset],
    )


class _Asked(NamedTuple):
    """What is asked, as SQL: the expression, joins, conditions with their values, and the range of ids (half-open).

    `character`: the one character that is asked for, if nothing else is; `term`: the one term, in all paragraphs.
    """

    expression: str
    term: Term | None
    character: str | None
    joins: str
    conditions: str
    rest: list[object]
    first: int | None
    last: int | None

    @classmethod
    def of(cls, conn: sqlite3.Connection, typed: str, filters: Filters, joined: bool = False) -> _Asked | None:
        """None where nothing is asked. `joined`: columns of `paragraphs p` will be read."""
        expression = match_expression(typed)
        if expression == NOTHING:
            return None
        conditions, values = _conditions(filters)
        joins = " CROSS JOIN paragraphs p ON p.id = paragraphs_fts.rowid" if conditions or joined else ""
        if filters.agencies:
            joins += " CROSS JOIN articles a ON a.id = p.article_id"
        term = single_term(typed) if filters == EVERYTHING else None
        return cls(expression, term, single_character(typed), joins, conditions, values, *_rows_between(conn, filters))

    @property
    def source(self) -> str:
        between = _between("paragraphs_fts.rowid", self.first, self.last)
        return f"FROM paragraphs_fts{self.joins} WHERE paragraphs_fts MATCH ?{self.conditions}{between}"

    @property
    def values(self) -> list[object]:
        return [self.expression, *self.rest]

    def walked(self, oldest: bool = False) -> tuple[str, list[object]]:
        """Ids by age, without a score: as many of the index are read as are asked for."""
        by = f"paragraphs_fts.rowid {'ASC' if oldest else 'DESC'}"
        return f"SELECT paragraphs_fts.rowid AS id, NULL AS score {self.source} ORDER BY {by}", self.values

    def ranked(self) -> tuple[str, list[object]]:
        """Ids by bm25; the newest of equals first."""
        sql = f"SELECT paragraphs_fts.rowid AS id, -bm25(paragraphs_fts) AS score {self.source}"
        return f"{sql} ORDER BY score DESC, id DESC", self.values

    def thousand(self, ask: _Asking, order: Order) -> list[int] | None:
        """The ids of the first `RANKED_HITS + 1` hits, newest or oldest first; None where time ran out."""
        sql, values = self.walked(oldest=order == "oldest")
        rows = ask(f"{sql} LIMIT {RANKED_HITS + 1}", values)
        return None if rows is None else [row[0] for row in rows]

    def few(self, ask: _Asking, order: Order) -> list[Hit] | None:
        """All hits in order, where they are few; None where they are not, or are several phrases to be ranked.

        FTS5 walks forwards in half the time that it takes backwards.
        """
        if self.character is not None or (order == "relevance" and self.term is None):
            return None
        text = "p.text" if order == "relevance" else "NULL"
        rows = ask(
            f"""SELECT p.id, p.article_id, {text} FROM (SELECT paragraphs_fts.rowid AS id {self.source}
                LIMIT {READ_HITS + 1}) h CROSS JOIN paragraphs p ON p.id = h.id""",
            self.values,
        )
        if rows is None or len(rows) > READ_HITS:
            return None
        if order != "relevance" or self.term is None:
            return [Hit(id, article, None) for id, article, _ in sorted(rows, reverse=order == "newest")]
        articles = {id: article for id, article, _ in rows}
        ((averages,),) = ask("SELECT block FROM paragraphs_fts_data WHERE id = 1", []) or [(b"",)]
        scored = scores([(id, text) for id, _, text in rows], self.term, len(rows), read_averages(averages))
        return [Hit(id, articles[id], score) for id, score in scored]

    def read_newest(self, ask: _Asking, needed: int) -> list[tuple[int, str]] | None:
        """Ids and articles of the newest `needed` hits for one character, read in the paragraphs, newest first.

        None where another way is better: for phrases, and where the newest paragraphs hold too few, or so few that all
        hits might be ranked (judged by the share of ids that was read, which rise evenly with the paragraphs).
        """
        if self.character is None:
            return None
        printed = printed_as(self.character)
        held = " OR ".join(["instr(p.text, ?)"] * len(printed))
        articles = " JOIN articles a ON a.id = p.article_id" if "a.agency" in self.conditions else ""
        between = _between("p.id", self.first, self.last)
        ends = ask(
            f"""SELECT (SELECT min(p.id) FROM paragraphs p WHERE 1{between}),
                (SELECT max(p.id) FROM paragraphs p WHERE 1{between})""",
            [],
        )
        hits: list[tuple[int, str]] = []
        rows = ask.each(
            f"""SELECT p.id, p.article_id, ({held}){self.conditions} FROM paragraphs p{articles}
                WHERE 1{between} ORDER BY p.id DESC LIMIT {MOST_READ}""",
            [*printed, *self.rest],
        )
        for number, (id, article, holds) in enumerate(rows, 1):
            if holds:
                hits.append((id, article))
                if len(hits) == needed and ends:
                    lowest, highest = ends[0]
                    share = (highest - id + 1) / (highest - lowest + 1)
                    return hits if len(hits) > 2 * RANKED_HITS * share else None
            elif number == FIRST_READ and len(hits) < COMMON_HITS:
                return None
        return None


def _rows_between(conn: sqlite3.Connection, filters: Filters) -> tuple[int | None, int | None]:
    """Between which ids (half-open) paragraphs can be that outlet, month and date leave: the index walks only these.

    A transcript's ids lie between its number and the next one, so its first and last transcript say it."""
    conditions, values = _conditions(filters._replace(months=(), roles=(), agencies=()), "t")
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


def _between(column: str, first: int | None, last: int | None) -> str:
    at_least = "" if first is None else f" AND {column} >= {first}"
    return at_least + ("" if last is None else f" AND {column} < {last}")


def _by_number(values: Iterable[tuple[str | None, int]]) -> list[tuple[str | None, int]]:
    counted: Counter[str | None] = Counter()
    for value, hits in values:
        counted[value] += hits
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0] or ""))


def _total(ask: _Asking, asked: _Asked, most: int) -> Total:
    rows = ask(f"SELECT count(*) FROM (SELECT 1 {asked.source} LIMIT {most + 1})", asked.values)
    return Total(rows[0][0], rows[0][0] <= most) if rows else Total(0, False)


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


class _Asking:
    """A way to ask for rows that ends once `SECONDS` of work, or thrice as many by the clock, have passed."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._end, self._latest = thread_time() + SECONDS, monotonic() + 3 * SECONDS

    def is_over(self) -> bool:
        return thread_time() > self._end or monotonic() > self._latest

    def __call__(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]] | None:
        """The rows; None where time ran out."""
        try:
            return [tuple(row) for row in self._conn.execute(sql, values)]
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                return None
            raise

    def each(self, sql: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        """The rows one by one, as many as time allows and are taken."""
        try:
            with closing(self._conn.execute(sql, values)) as rows:
                yield from map(tuple, rows)
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise


@contextmanager
def _bounded(conn: sqlite3.Connection) -> Iterator[_Asking]:
    ask = _Asking(conn)
    conn.set_progress_handler(ask.is_over, STEPS)
    try:
        yield ask
    finally:
        conn.set_progress_handler(None, 0)
