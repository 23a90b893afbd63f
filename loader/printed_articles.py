"""The articles of an archive as they were printed, read one by one, for comparing them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from loader import model, shared
from loader.shared import Wording

# Wordings that are held at a time: about 50 kB each where they are compared, much more for one that fills a page.
HELD = 1_000
UNDATED = "9999"


class Order:
    """The articles of an archive by date and id, undated ones last: an order that no load changes.

    `ids` in this order, their `characters` and `dates` (ISO or None); `rank` is the place of each.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        rows = conn.execute(
            "SELECT id, characters, date FROM articles ORDER BY coalesce(date, ?), id", [UNDATED]
        ).fetchall()
        self.ids: list[str] = [id for id, *_ in rows]
        self.characters: list[int] = [characters for _, characters, _ in rows]
        days = {date: date for *_, date in rows}  # each once in memory
        self.dates: list[str | None] = [days[date] for *_, date in rows]
        self.rank: dict[str, int] = {id: rank for rank, id in enumerate(self.ids)}

    def key(self, rank: int) -> tuple[str, str]:
        """What an article stands at its place for."""
        return self.dates[rank] or UNDATED, self.ids[rank]


class Reader:
    """Reads wordings by rank; those that were read last are held."""

    def __init__(self, conn: sqlite3.Connection, order: Order) -> None:
        self.conn = conn
        self.order = order
        self.wording = lru_cache(HELD)(self._wording)

    def _wording(self, rank: int) -> Wording:
        return Wording(read_article(self.conn, self.order.ids[rank]))


def read_article(conn: sqlite3.Connection, id: str) -> shared.Article:
    """An article as what is compared. Raises KeyError where there is none of this id."""
    row = conn.execute("SELECT coalesce(outlet_id, transcript_id), date FROM articles WHERE id = ?", [id]).fetchone()
    if row is None:
        raise KeyError(id)
    paragraphs = conn.execute("SELECT role, text FROM paragraphs WHERE article_id = ? ORDER BY id", [id])
    return shared.Article(id, row[0], row[1], tuple(shared.Paragraph(*paragraph) for paragraph in paragraphs))


class Printed(NamedTuple):
    """An article as it stands in its transcript. `article` has its paragraphs and how it names its source.

    `ids` are those of the paragraphs; `headline` and `date` (ISO) may be None.
    """

    article: model.Article
    ids: tuple[int, ...]
    headline: str | None
    date: str | None
    outlet: str | None


def read_printed(conn: sqlite3.Connection, id: str) -> Printed:
    headline, date, outlet, byline, dateline, agency, first_line = conn.execute(
        "SELECT headline, date, outlet_id, byline, dateline, agency, first_line FROM articles WHERE id = ?", [id]
    ).fetchone()
    rows = conn.execute("SELECT id, role, text FROM paragraphs WHERE article_id = ? ORDER BY id", [id]).fetchall()
    spans = conn.execute(
        """SELECT paragraph_id, offset, length, start, "end" FROM paragraph_spans
           WHERE paragraph_id IN (SELECT id FROM paragraphs WHERE article_id = ?) ORDER BY paragraph_id, offset""",
        [id],
    )
    pieces = {
        paragraph: tuple(model.Piece(*row[1:]) for row in group)
        for paragraph, group in groupby(spans, key=lambda row: row[0])
    }
    paragraphs = tuple(model.Paragraph(role, text, pieces.get(number, ()), ()) for number, role, text in rows)
    article = model.Article(first_line, (), paragraphs, byline, dateline, agency)
    return Printed(article, tuple(number for number, _, _ in rows), headline, date, outlet)


def source_span(pieces: Sequence[model.Piece], start: int, end: int) -> tuple[int, int] | None:
    """Where `start`..`end` of a paragraph stands in its transcript, from the first character to the last.

    None where nothing of it does: a space that joins two lines.
    """
    found = [
        (_source(piece, max(start - piece.offset, 0)), _source(piece, min(end - piece.offset, piece.length)))
        for piece in pieces
        if piece.offset < end and piece.offset + piece.length > start
    ]
    return (found[0][0], found[-1][1]) if found else None


def _source(piece: model.Piece, at: int) -> int:
    """A place of a piece in the source; what was replaced as a whole begins and ends as a whole."""
    if piece.length == piece.end - piece.start:
        return piece.start + at
    return piece.end if at else piece.start
