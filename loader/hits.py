"""The rows behind hits: what a page, a CSV or a JSON of results says of a paragraph or an article that was found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from loader.model import HEADING_ROLES
from loader.query import find_spans

PARAGRAPHS = """
    SELECT p.id, p.article_id, p.position, p.role, p.text, p.date, t.date_basis, p.outlet_id, o.name AS outlet,
        t.outlet_basis, a.agency, a.headline
    FROM json_each(?) wanted CROSS JOIN paragraphs p ON p.id = wanted.value JOIN articles a ON a.id = p.article_id
    JOIN transcripts t ON t.id = a.transcript_id LEFT JOIN outlets o ON o.id = p.outlet_id ORDER BY wanted.key"""
ARTICLES = """
    SELECT a.id AS article_id, a.date, t.date_basis, a.outlet_id, o.name AS outlet, t.outlet_basis, a.agency,
        a.kicker, a.headline, a.deck
    FROM json_each(?) wanted CROSS JOIN articles a ON a.id = wanted.value
    JOIN transcripts t ON t.id = a.transcript_id LEFT JOIN outlets o ON o.id = a.outlet_id ORDER BY wanted.key"""
Row = dict[str, Any]


def paragraph_rows(conn: sqlite3.Connection, ids: Sequence[int]) -> list[Row]:
    """Paragraphs with their outlet, date and headline, in the order of their ids as given."""
    return _rows(conn, PARAGRAPHS, ids)


def article_rows(conn: sqlite3.Connection, ids: Sequence[str]) -> list[Row]:
    """Articles with their outlet, date and headings, in the order of their ids as given."""
    return _rows(conn, ARTICLES, ids)


def heading_rows(articles: Iterable[Row], query: str) -> list[Row]:
    """The kickers, headlines and decks that hold a phrase of the query, shaped as paragraphs without a position."""
    return [
        {key: value for key, value in article.items() if key not in ("kicker", "deck")}
        | {"id": None, "position": None, "role": role, "text": article[role]}
        for article in articles
        for role in HEADING_ROLES
        if article[role] and find_spans(article[role], query)
    ]


def _rows(conn: sqlite3.Connection, sql: str, ids: Sequence[object]) -> list[Row]:
    cursor = conn.execute(sql, [json.dumps(ids)])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
