"""Hits of a query in an archive, newest first: lines of a concordance, with all that a citation needs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from loader.citation import is_author
from loader.concordance import kwic, wanted_phrases
from loader.filters import Filters
from loader.query import match_expression

CHUNK = 500  # paragraphs read at a time
LAST_ID = 2**62

# Walks the index backwards from an id, so that each chunk begins where the one before it ended.
NARROWED = """
    paragraphs_fts MATCH :expression AND paragraphs_fts.rowid < :below
    AND (:outlets IS NULL OR p.outlet_id IN (SELECT value FROM json_each(:outlets))
        OR (:unknown_outlet AND p.outlet_id IS NULL))
    AND (:date_from IS NULL OR p.date >= :date_from) AND (:date_to IS NULL OR p.date <= :date_to)"""
PARAGRAPHS = f"""
    SELECT p.id, p.article_id, p.position AS paragraph, p.role, p.text, p.date, o.name AS outlet, a.headline,
        coalesce(a.page, t.page) AS page, t.outlet_basis, t.date_basis
    FROM paragraphs_fts CROSS JOIN paragraphs p ON p.id = paragraphs_fts.rowid
    CROSS JOIN articles a ON a.id = p.article_id CROSS JOIN transcripts t ON t.id = a.transcript_id
    LEFT JOIN outlets o ON o.id = p.outlet_id
    WHERE {NARROWED} ORDER BY paragraphs_fts.rowid DESC LIMIT :limit"""
PIECES = """
    SELECT s.paragraph_id, s.offset, s.length, s.start, s."end"
    FROM json_each(?) wanted CROSS JOIN paragraph_spans s ON s.paragraph_id = wanted.value ORDER BY 1, 2"""
PEOPLE = """
    SELECT p.article_id, p.name, p.role FROM json_each(?) wanted CROSS JOIN people p ON p.article_id = wanted.value
    ORDER BY p.article_id, p.position"""
Line = dict[str, Any]


def narrowing(filters: Filters) -> dict[str, object]:
    """The outlets and days of filters as parameters of `NARROWED`. Nothing else of them is looked at."""
    known = [outlet for outlet in filters.outlets if outlet is not None]
    return {
        "outlets": json.dumps(known) if filters.outlets else None,
        "unknown_outlet": None in filters.outlets,
        "date_from": filters.date_from,
        "date_to": filters.date_to,
    }


def read_chunk(conn: sqlite3.Connection, typed: str, filters: Filters, below: int = LAST_ID) -> list[Line]:
    """The newest `CHUNK` paragraphs below an id that hold what a person typed; fewer: there are no more."""
    parameters = {"expression": match_expression(typed), "below": below, "limit": CHUNK, **narrowing(filters)}
    return _rows(conn, PARAGRAPHS, parameters)


def lines_of(paragraphs: Sequence[Line], typed: str, width: int) -> Iterator[Line]:
    """The hits of paragraphs as lines: `before`, `hit`, `after`, `offset` (span in the paragraph), and the paragraph's
    own values without its text."""
    wanted = wanted_phrases(typed)
    for paragraph in paragraphs:
        for hit in kwic(paragraph["text"], wanted, width):
            line = {"before": hit.before, "hit": hit.hit, "after": hit.after, "offset": (hit.start, hit.end)}
            yield {**line, **{name: value for name, value in paragraph.items() if name != "text"}}


def read_lines(conn: sqlite3.Connection, typed: str, filters: Filters, width: int) -> Iterator[Line]:
    """Every line, newest first; within a paragraph from the first to the last. Stop when you have enough."""
    below = LAST_ID
    while paragraphs := read_chunk(conn, typed, filters, below):
        yield from lines_of(paragraphs, typed, width)
        below = paragraphs[-1]["id"]


def with_sources(conn: sqlite3.Connection, lines: Sequence[Line]) -> list[Line]:
    """Lines with `start` and `end`, their hits in the text of the transcript, and `authors` of the article."""
    pieces: dict[int, list[Line]] = {}
    for piece in _rows(conn, PIECES, [json.dumps(sorted({line["id"] for line in lines}))]):
        pieces.setdefault(piece["paragraph_id"], []).append(piece)
    authors: dict[str, list[str]] = {}
    for person in _rows(conn, PEOPLE, [json.dumps(sorted({line["article_id"] for line in lines}))]):
        if is_author(person["role"]):
            authors.setdefault(person["article_id"], []).append(person["name"])
    return [
        dict(line, **_source(pieces.get(line["id"], []), *line["offset"]), authors=authors.get(line["article_id"], []))
        for line in lines
    ]


def _source(pieces: Sequence[Line], start: int, end: int) -> Line:
    """A span of a paragraph as the span of its transcript that runs from its first printed character to its last."""
    first = next((piece for piece in pieces if piece["offset"] + piece["length"] > start), None)
    last = next((piece for piece in reversed(pieces) if piece["offset"] < end), None)
    if first is None or last is None:
        return {"start": None, "end": None}
    return {"start": _within(first, max(start - first["offset"], 0)), "end": _within(last, end - last["offset"])}


def _within(piece: Line, characters: int) -> int:
    """The place so many characters into a piece. What stands for markup (`&amp;`) is not divided."""
    if piece["length"] == piece["end"] - piece["start"]:
        return int(piece["start"] + min(characters, piece["length"]))
    return int(piece["end"] if characters else piece["start"])


def _rows(conn: sqlite3.Connection, sql: str, parameters: Any) -> list[Line]:
    cursor = conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
