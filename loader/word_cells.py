"""The cells of words that are to be counted (`word_tables`), and where their paragraphs stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from loader.tally import Row
from loader.word_tables import KEPT

Totals = tuple[int, int, int, int, int, int]
"""Of a cell, as `word_totals` has them: words, content words, paragraphs, articles, characters, last paragraph."""
Bounds = tuple[int, int]
"""The first and the last paragraph id of a cell; paragraphs of others may lie between."""

NOTHING: Bounds = (0, -1)

# Characters that are counted at a time: about a second's work.
CHUNK = 250_000
FEW = 5  # cells whose characters are added up one by one; of more, all articles are gone through
CELL = "outlet_id IS nullif(?, '') AND month IS nullif(?, '')"


class Stale(NamedTuple):
    """A cell to be counted: outlet and month ('' for unknown), and its old counts, if there are any: their number, what
    `word_totals` said, and the paragraph from which on all are new, None where others have changed too."""

    outlet: str
    month: str
    cell: int | None = None
    since: int | None = None
    totals: Totals | None = None


def stale_cells(conn: sqlite3.Connection) -> list[Stale]:
    rows = conn.execute(f"SELECT outlet_id, month, since, {KEPT} FROM stale_words ORDER BY month, outlet_id").fetchall()
    return [
        Stale(outlet, month, cell, since, None if cell is None or since is None else tuple(totals))
        for outlet, month, since, cell, *totals in rows
    ]


def sizes_of(conn: sqlite3.Connection, cells: Sequence[Stale]) -> dict[Stale, int]:
    """The characters of cells (as their articles have them, and at least 1)."""
    if len(cells) <= FEW:
        asked = f"SELECT sum(characters) FROM articles WHERE {CELL}"
        return {stale: max(conn.execute(asked, stale[:2]).fetchone()[0] or 0, 1) for stale in cells}
    found = conn.execute(
        "SELECT coalesce(outlet_id, ''), coalesce(month, ''), sum(characters) FROM articles GROUP BY 1, 2"
    )
    characters = {(outlet, month): size for outlet, month, size in found}
    return {stale: max(characters.get(stale[:2], 0), 1) for stale in cells}


def bounds_of(conn: sqlite3.Connection, cells: Sequence[Stale]) -> dict[tuple[str, str], Bounds]:
    """Between which ids the paragraphs of a cell stand, those alone that are new where nothing else has changed: to
    look for them among all the paragraphs of an archive takes longer than to count them."""
    if len(cells) <= FEW:
        asked = f"SELECT min(id), max(id) FROM paragraphs WHERE id >= ? AND {CELL}"
        found = {stale[:2]: conn.execute(asked, [stale.since or 0, *stale[:2]]).fetchone() for stale in cells}
    else:
        rows = conn.execute(
            "SELECT coalesce(outlet_id, ''), coalesce(month, ''), min(id), max(id) FROM paragraphs GROUP BY 1, 2"
        )
        found = {(outlet, month): (first, last) for outlet, month, first, last in rows}
    bounds = {}
    for stale in cells:
        first, last = found.get(stale[:2], NOTHING)
        bounds[stale[:2]] = NOTHING if last is None else (max(first, stale.since or first), last)
    return bounds


def adds_to_counted_articles(conn: sqlite3.Connection, stale: Stale, bounds: Bounds) -> bool:
    """Whether a new paragraph belongs to an article that has been counted in this cell: in how many articles a word
    stands then does not follow from the new paragraphs."""
    asked = f"""SELECT 1 FROM paragraphs WHERE id BETWEEN ? AND ? AND {CELL} AND article_id IN (
        SELECT article_id FROM paragraphs AS old WHERE old.article_id = paragraphs.article_id AND old.id < ?
        AND old.outlet_id IS paragraphs.outlet_id AND old.month IS paragraphs.month) LIMIT 1"""
    return conn.execute(asked, [*bounds, *stale[:2], stale.since]).fetchone() is not None


def chunks(
    conn: sqlite3.Connection, of: tuple[str, str], bounds: Bounds, order: str = "article_id, id"
) -> Iterator[list[Row]]:
    """The paragraphs of a cell (outlet and month), whole articles in lists of about `CHUNK` characters."""
    asked = f"SELECT article_id, text FROM paragraphs WHERE id BETWEEN ? AND ? AND {CELL} ORDER BY {order}"
    rows = conn.execute(asked, [*bounds, *of])
    chunk: list[Row] = []
    held = 0
    for _, article in groupby(rows, key=lambda row: row[0]):
        paragraphs = list(article)
        chunk += paragraphs
        held += sum(len(text) for _, text in paragraphs)
        if held >= CHUNK:
            yield chunk
            chunk, held = [], 0
    if chunk:
        yield chunk
