"""What an archive holds of one story: its witnesses, its variants with their readings, and where each stands."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Collection, Sequence
from typing import Any

Row = dict[str, Any]

STORY = "SELECT * FROM stories WHERE id = :id"
WITNESSES = """
    SELECT w.*, a.kicker, a.headline, a.date, a.page, a.transcript_id, a.first_line, o.name AS outlet,
        t.outlet_basis, t.date_basis
    FROM witnesses w JOIN articles a ON a.id = w.article_id JOIN transcripts t ON t.id = a.transcript_id
    LEFT JOIN outlets o ON o.id = a.outlet_id
    WHERE w.story_id = :id ORDER BY w.position LIMIT :limit"""
COUNTS = """
    SELECT kind, count(*) AS places FROM variants WHERE story_id = :id AND NOT continues
    GROUP BY kind ORDER BY places DESC, kind"""
NUMBERS = "SELECT place, kind FROM variants WHERE story_id = :id ORDER BY place"
VARIANTS = """
    SELECT * FROM variants WHERE story_id = :id AND (:kinds = '[]' OR kind IN (SELECT value FROM json_each(:kinds)))
    ORDER BY place LIMIT :limit OFFSET :offset"""
READINGS = """
    SELECT r.*, w.siglum, w.position FROM readings r JOIN variants v ON v.id = r.variant_id
    JOIN witnesses w ON w.story_id = v.story_id AND w.article_id = r.article_id
    WHERE v.story_id = :id AND r.variant_id IN (SELECT value FROM json_each(:ids))
    ORDER BY v.place, w.position LIMIT :limit"""
PIECES = """
    SELECT p.article_id, p.position, s.start FROM paragraphs p JOIN paragraph_spans s ON s.paragraph_id = p.id
    WHERE p.article_id IN (SELECT value FROM json_each(:articles)) ORDER BY p.article_id, s.start"""
LINES = """
    SELECT article_id, number, start FROM lines WHERE article_id IN (SELECT value FROM json_each(:articles))
    ORDER BY article_id, start"""
OF_ARTICLE = """
    SELECT s.*, w.siglum, w.coverage, w.label FROM witnesses w JOIN stories s ON s.id = w.story_id
    WHERE w.article_id = :article ORDER BY s.printings DESC, s.id LIMIT :limit"""


def ask(conn: sqlite3.Connection, sql: str, **values: object) -> list[Row]:
    cursor = conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def read_story(conn: sqlite3.Connection, id: str) -> Row | None:
    return next(iter(ask(conn, STORY, id=id)), None)


def read_witnesses(conn: sqlite3.Connection, story: str, limit: int) -> list[Row]:
    """The witnesses in the order of their sigla, with what is known of outlet and day."""
    return ask(conn, WITNESSES, id=story, limit=limit)


def count_kinds(conn: sqlite3.Connection, story: str) -> dict[str, int]:
    """How many places there are of each kind; a passage that goes on over several is counted once."""
    return {row["kind"]: row["places"] for row in ask(conn, COUNTS, id=story)}


def read_numbers(conn: sqlite3.Connection, story: str) -> list[tuple[int, str]]:
    """Place and kind of every variant of a story, in order."""
    return [(row["place"], row["kind"]) for row in ask(conn, NUMBERS, id=story)]


def read_variants(
    conn: sqlite3.Connection, story: str, kinds: Collection[str], limit: int, offset: int = 0, readings: int = 50_000
) -> list[Row]:
    """Variants with their `readings`, each with siglum, paragraph and line. `kinds`: only these; none: all.

    At most `limit` variants and `readings` readings; witnesses that print nothing there have none.
    """
    asked = json.dumps(sorted(kinds))
    found = ask(conn, VARIANTS, id=story, kinds=asked, limit=limit, offset=offset)
    ids = json.dumps([variant["id"] for variant in found])
    rows = ask(conn, READINGS, id=story, ids=ids, limit=readings)
    places = Places(conn, sorted({row["article_id"] for row in rows}))
    of_variant: dict[int, list[Row]] = {variant["id"]: [] for variant in found}
    for row in rows:
        row["paragraph"], row["line"] = places.of(row["article_id"], row["start"])
        of_variant[row["variant_id"]].append(row)
    return [dict(variant, readings=of_variant[variant["id"]]) for variant in found]


def read_stories(conn: sqlite3.Connection, article: str, limit: int) -> list[Row]:
    """The stories an article is a witness of, those of most printings first."""
    return ask(conn, OF_ARTICLE, article=article, limit=limit)


class Places:
    """In which paragraph and on which line of its article a place of the source stands."""

    def __init__(self, conn: sqlite3.Connection, articles: Sequence[str]) -> None:
        asked = json.dumps(articles)
        self._paragraphs = _by_article(ask(conn, PIECES, articles=asked), "position")
        self._lines = _by_article(ask(conn, LINES, articles=asked), "number")

    def of(self, article: str, start: int) -> tuple[int | None, int | None]:
        """Paragraph and line of a code point of the transcript; None where the article has none there."""
        return _last(self._paragraphs.get(article), start), _last(self._lines.get(article), start)


def _by_article(rows: Sequence[Row], column: str) -> dict[str, tuple[list[int], list[int]]]:
    found: dict[str, tuple[list[int], list[int]]] = {}
    for row in rows:
        starts, numbers = found.setdefault(row["article_id"], ([], []))
        starts.append(row["start"])
        numbers.append(row[column])
    return found


def _last(found: tuple[list[int], list[int]] | None, start: int) -> int | None:
    if found is None:
        return None
    at = bisect_right(found[0], start) - 1
    return found[1][at] if at >= 0 else None
