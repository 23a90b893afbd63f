"""The articles of an archive as they were printed, read one by one, for comparing them."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader import model, shared
from loader.shared import Wording

# Wordings that are held at a time: about 50 kB each where they are compared, much more for one that fills a page. To
# hold 1,000 takes 20 MB more in each process and no less time.
HELD = 400
AT_ONCE = 100  # articles that are read together
UNDATED = "9999"


class Order:
    """The articles of an archive by date and id, undated ones last: an order that no load changes.

    `ids` in this order, their `characters` and `dates` (ISO or None); `rank` is the place of each.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.ids: list[str] = []
        self.characters = array("l")
        self.dates: list[str | None] = []
        self.rank: dict[str, int] = {}
        days: dict[str | None, str | None] = {}  # each once in memory
        rows = conn.execute("SELECT id, characters, date FROM articles ORDER BY coalesce(date, ?), id", [UNDATED])
        for rank, (id, characters, date) in enumerate(rows):
            self.ids.append(id)
            self.characters.append(characters)
            self.dates.append(days.setdefault(date, date))
            self.rank[id] = rank

    def same(self, id: str) -> str:
        """An id, where it is one of these the very string: there may be hundreds of thousands."""
        return self.ids[rank] if (rank := self.rank.get(id)) is not None else id

    def key(self, rank: int) -> tuple[str, str]:
        """What an article stands at its place for."""
        return self.dates[rank] or UNDATED, self.ids[rank]


class Wordings:
    """Reads wordings by rank; those that were read last are held."""

    def __init__(self, conn: sqlite3.Connection, ids: Mapping[int, str] | Sequence[str]) -> None:
        """`ids`: of the articles by rank, as far as they are known."""
        self.conn = conn
        self._ids = ids
        self._held: dict[int, Wording] = {}  # those asked for last at the end

    def wording(self, rank: int) -> Wording:
        wording = self._held.pop(rank, None) or self._read([rank])[0]
        self._held[rank] = wording
        self._let_go()
        return wording

    def hold(self, ranks: Iterable[int]) -> None:
        """Have wordings ready that are about to be asked for: of many at once the reading takes half as long."""
        missing = []
        for rank in ranks:
            wording = self._held.pop(rank, None)
            if wording is None:
                missing.append(rank)
            else:
                self._held[rank] = wording
        for some in _cut(missing):
            self._held.update(zip(some, self._read(some), strict=True))
        self._let_go()

    def know(self, ids: Mapping[int, str]) -> None:
        """Whose ranks will be asked for, until others are told."""
        self._ids = ids

    def prints(self, ranks: Sequence[int]) -> Iterator[NDArray[np.uint32]]:
        """The prints of articles, which are not held for that."""
        for some in _cut(ranks):
            articles = read_articles(self.conn, [self._ids[rank] for rank in some])
            yield from (shared.prints_of(runs) for _, _, runs in shared.made_of(articles))

    def forget(self) -> None:
        """Hold nothing more."""
        self._held.clear()

    def _read(self, ranks: Sequence[int]) -> list[Wording]:
        articles = read_articles(self.conn, [self._ids[rank] for rank in ranks])
        return [Wording(*both) for both in zip(articles, shared.made_of(articles), strict=True)]

    def _let_go(self) -> None:
        while len(self._held) > HELD:
            del self._held[next(iter(self._held))]


class Reader(Wordings):
    """Reads the wordings of all articles of an archive."""

    def __init__(self, conn: sqlite3.Connection, order: Order) -> None:
        super().__init__(conn, order.ids)
        self.order = order

    def know(self, ids: Mapping[int, str]) -> None:
        """All are known."""


def _cut(ranks: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ranks[at : at + AT_ONCE] for at in range(0, len(ranks), AT_ONCE))


def read_articles(conn: sqlite3.Connection, ids: Sequence[str]) -> list[shared.Article]:
    """Articles as what is compared. Raises KeyError where there is none of an id."""
    marks = ", ".join("?" * len(ids))
    rows = conn.execute(f"SELECT id, coalesce(outlet_id, transcript_id), date FROM articles WHERE id IN ({marks})", ids)
    said = {id: (outlet, date) for id, outlet, date in rows}
    paragraphs: dict[str, list[shared.Paragraph]] = {id: [] for id in ids}
    for id, role, text in conn.execute(
        f"SELECT article_id, role, text FROM paragraphs WHERE article_id IN ({marks}) ORDER BY id", ids
    ):
        paragraphs[id].append(shared.Paragraph(role, text))
    return [shared.Article(id, *said[id], tuple(paragraphs[id])) for id in ids]


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
