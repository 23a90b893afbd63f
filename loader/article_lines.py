"""Articles as JSON Lines: an article a line, whole, with its paragraphs and people inside it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

BATCH = 500  # articles that are read at a time
ARTICLES = """
    SELECT a.number, a.id, a.date, t.date_basis, o.name AS outlet, t.outlet_basis, a.page, a.position, a.kicker,
        a.headline, a.deck, a.byline, a.dateline, a.agency, a.place, a.event_date, a.characters, a.transcript_id,
        a.first_line
    FROM articles a JOIN transcripts t ON t.id = a.transcript_id LEFT JOIN outlets o ON o.id = a.outlet_id
    WHERE a.number > ? ORDER BY a.number LIMIT ?"""
PARAGRAPHS = "SELECT position, role, text FROM paragraphs WHERE article_id = ? ORDER BY position"
PEOPLE = "SELECT name, role FROM people WHERE article_id = ? ORDER BY position"


def article_lines(conn: sqlite3.Connection, after: int = -1, limit: int = BATCH) -> tuple[str, int | None]:
    """Lines of at most `limit` articles with a number greater than `after`, and the number of the last (none: None)."""
    cursor = conn.execute(ARTICLES, [after, limit])
    names = [column[0] for column in cursor.description]
    lines, last = [], None
    for row in cursor.fetchall():
        article = dict(zip(names, row, strict=True))
        last = article.pop("number")
        article["people"] = [{"name": name, "role": role} for name, role in conn.execute(PEOPLE, [article["id"]])]
        article["paragraphs"] = [
            {"position": position, "role": role, "text": text}
            for position, role, text in conn.execute(PARAGRAPHS, [article["id"]])
        ]
        lines.append(json.dumps(article, ensure_ascii=False) + "\n")
    return "".join(lines), last


def all_article_lines(conn: sqlite3.Connection) -> Iterator[str]:
    """The lines of every article, a batch at a time."""
    lines, last = article_lines(conn)
    while last is not None:
        yield lines
        lines, last = article_lines(conn, last)
