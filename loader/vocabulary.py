"""Word lists, keyness and collocates out of an archive: what the pages and files of words ask.

Counts are read from `word_tables`, of content words only, and only of cells that are counted; `stale` says how many are
not. Works on any `sqlite3` connection with our functions; the caller bounds its time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from loader.characters import even
from loader.collocation import By, Collocate, collocates, windows
from loader.counting import stored_dictionary
from loader.filters import Filters
from loader.keyness import Count, Keyword, Sort, keywords
from loader.query import find_spans
from loader.search import search, with_total
from loader.tally import tally
from loader.words import Segment, is_content, is_running, segmenter

Counts = dict[str, Count]
UNKNOWN = ""
MAX_HITS = 2_000  # paragraphs whose words are cut for collocates: about half a second


class Side(NamedTuple):
    """What is compared: an outlet, months from first to last (`2020-02`, both included), or both; None: all of them,
    '': those not known."""

    outlet: str | None = None
    first: str | None = None
    last: str | None = None

    @property
    def everything(self) -> bool:
        return self == EVERYTHING


EVERYTHING = Side()


class Text(NamedTuple):
    """One side counted: its content words, and its totals (`words`: running words)."""

    counts: Counts
    words: int
    content_words: int
    paragraphs: int
    articles: int


class Comparison(NamedTuple):
    """Two texts, and the words that each has more often than the other, with this one as side a of each `Keyword`.
    `shared`: cells that belong to both."""

    a: Text
    b: Text
    of_a: list[Keyword]
    of_b: list[Keyword]
    shared: int


class Company(NamedTuple):
    """The collocates of a query. `read`: paragraphs read, the newest of `total` (`exact`, or at least so many)."""

    found: list[Collocate]
    hits: int
    read: int
    total: int
    exact: bool


def side_of(filters: Filters) -> Side:
    """The months and the outlet that a search is narrowed to, as far as words are counted by them."""
    outlet = (filters.outlets[0] or UNKNOWN) if len(filters.outlets) == 1 else None
    return Side(outlet, (filters.date_from or "")[:7] or None, (filters.date_to or "")[:7] or None)


def stale(conn: sqlite3.Connection, *sides: Side) -> int:
    """How many cells of these sides are not counted."""
    return len({cell for side in sides for cell in _cells(conn, "stale_words", side)})


def counted(conn: sqlite3.Connection) -> bool:
    """Whether any cell is."""
    return conn.execute("SELECT 1 FROM word_totals LIMIT 1").fetchone() is not None


def choices(conn: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """The outlets and the months that have words, sorted; '' for those not known comes last."""
    both = "SELECT {0} FROM (SELECT {0} FROM word_totals UNION SELECT {0} FROM stale_words) ORDER BY {0} = '', {0}"
    outlets, months = ([value for (value,) in conn.execute(both.format(one))] for one in ("outlet_id", "month"))
    return outlets, months


def read_side(conn: sqlite3.Connection, side: Side) -> Text:
    """Everything counted of a side."""
    sql, values = _conditions(side)
    totals = conn.execute(
        f"""SELECT coalesce(sum(words), 0), coalesce(sum(content_words), 0), coalesce(sum(paragraphs), 0),
            coalesce(sum(articles), 0) FROM word_totals WHERE {sql}""",
        values,
    ).fetchone()
    if side.everything and not stale(conn, side):
        rows = conn.execute("SELECT word, count, articles FROM words WHERE content")
    else:
        rows = conn.execute(
            f"""SELECT c.word, sum(c.count), sum(c.articles) FROM word_totals CROSS JOIN cell_counts c USING (cell)
                CROSS JOIN words w ON w.word = c.word WHERE w.content AND {sql} GROUP BY c.word""",
            values,
        )
    return Text({word: (count, articles) for word, count, articles in rows}, *totals)


def read_article(conn: sqlite3.Connection, article: str) -> Text:
    """The words of one article, counted now."""
    rows = conn.execute(
        "SELECT article_id, text FROM paragraphs WHERE article_id = ? ORDER BY id", [article]
    ).fetchall()
    found = tally(rows, segmenter(stored_dictionary(conn)))
    counts = {word: (count, 1) for word, count in found.counts.items() if is_content(word)}
    return Text(counts, found.words, found.content_words, found.paragraphs, found.articles_counted)


def rest(whole: Text, part: Text) -> Text:
    """What a text has besides a part of it."""
    counts = {}
    for word, (count, articles) in whole.counts.items():
        taken, taken_of = part.counts.get(word, (0, 0))
        if count > taken:
            counts[word] = (count - taken, max(articles - taken_of, 0))
    return Text(counts, *(max(all_of_it - its, 0) for all_of_it, its in zip(whole[1:], part[1:], strict=True)))


def compare(conn: sqlite3.Connection, a: Side, b: Side | None, least: int = 2, sort: Sort = "keyness") -> Comparison:
    """The key words of two sides against each other; without b against all that is not a. A word counts that stands
    in at least `least` articles of its side, or in all where they are fewer."""
    text = read_side(conn, a)
    other = read_side(conn, b) if b is not None else rest(read_side(conn, EVERYTHING), text)
    shared = len(set(_cells(conn, "word_totals", a)) & set(_cells(conn, "word_totals", b))) if b is not None else 0
    return Comparison(text, other, _key(text, other, least, sort), _key(other, text, least, sort), shared)


def _key(text: Text, other: Text, least: int, sort: Sort) -> list[Keyword]:
    return keywords(text.counts, other.counts, text.words, other.words, min(least, text.articles), sort)


def frequent(text: Text, other: Text | None = None) -> list[Keyword]:
    """All words of a text, the most frequent first, beside their counts elsewhere."""
    words = other.words if other and other.words else 1
    counts: Mapping[str, Count] = other.counts if other else {}
    return keywords(text.counts, counts, text.words, words, 1, "count", every=True)


def company(
    conn: sqlite3.Connection, typed: str, filters: Filters, window: int, least: int = 2, by: By = "log_dice"
) -> Company:
    """The content words within `window` running words of the newest hits of what a person typed, in their paragraph,
    compared with all that is counted of the same outlet and months."""
    found = with_total(conn, typed, filters, search(conn, typed, filters, "newest", MAX_HITS))
    cut = segmenter(stored_dictionary(conn))
    paragraphs = conn.execute(
        "SELECT p.article_id, p.text FROM json_each(?) wanted CROSS JOIN paragraphs p ON p.id = wanted.value",
        [json.dumps([hit.paragraph for hit in found.hits])],
    )
    around = windows(
        ((article, running_words(text, cut), find_spans(text, typed)) for article, text in paragraphs), window
    )
    side = read_side(conn, side_of(filters))
    listed = [one for one in collocates(around, side.counts, side.words, least, by) if is_content(one.word)]
    return Company(listed, around.hits, len(found.hits), found.total, found.exact)


def running_words(text: str, cut: Segment) -> list[tuple[str, int]]:
    """The running words of a text, each with the code point where it begins."""
    found, at = [], 0
    for word in cut(even(text)):
        if is_running(word):
            found.append((word, at))
        at += len(word)
    return found


def _conditions(side: Side) -> tuple[str, list[str]]:
    sql, values = "1", []
    if side.outlet is not None:
        sql += " AND outlet_id = ?"
        values.append(side.outlet)
    if side.first is not None:
        sql += " AND month >= ?"
        values.append(side.first)
    if side.last is not None:
        sql += " AND month <= ?"
        values.append(side.last)
    if side.last:  # no month that is not known lies before another
        sql += " AND month != ''"
    return sql, values


def _cells(conn: sqlite3.Connection, table: str, side: Side) -> list[tuple[str, str]]:
    sql, values = _conditions(side)
    return [
        (outlet, month) for outlet, month in conn.execute(f"SELECT outlet_id, month FROM {table} WHERE {sql}", values)
    ]
