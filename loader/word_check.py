"""Whether the counts of words that an archive keeps are those of its paragraphs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from loader.counting import stored_dictionary
from loader.tally import Tally, tally
from loader.word_cells import chunks
from loader.word_tables import KEPT
from loader.words import segmenter


def word_problems(conn: sqlite3.Connection) -> Iterator[str]:
    """What the counts say of each other and of the tables, without counting again."""
    unnoted = """SELECT DISTINCT coalesce(outlet_id, ''), coalesce(month, '') FROM paragraphs
        EXCEPT SELECT outlet_id, month FROM word_totals EXCEPT SELECT outlet_id, month FROM stale_words"""
    for outlet, month in conn.execute(unnoted):
        yield f"word_totals {_name(outlet, month)}: neither counted nor noted as to be counted"
    wrong = """
        SELECT t.outlet_id, t.month FROM word_totals t
        LEFT JOIN (SELECT coalesce(outlet_id, '') AS outlet, coalesce(month, '') AS month, count(*) AS paragraphs,
                count(DISTINCT article_id) AS articles, min(id) AS cell, max(id) AS last
                FROM paragraphs GROUP BY 1, 2) p
            ON p.outlet = t.outlet_id AND p.month = t.month
        LEFT JOIN (SELECT c.cell, sum(c.count) AS content FROM cell_counts c JOIN words w ON w.word = c.word
                WHERE w.content GROUP BY 1) c ON c.cell = t.cell
        WHERE (t.cell, t.last, t.paragraphs, t.articles, t.content_words)
            IS NOT (p.cell, p.last, p.paragraphs, p.articles, coalesce(c.content, 0))"""
    for outlet, month in conn.execute(wrong):
        yield f"word_totals {_name(outlet, month)}: its numbers are not those of its paragraphs and words"
    for (cell,) in conn.execute(
        "SELECT DISTINCT cell FROM cell_counts EXCEPT SELECT cell FROM word_totals EXCEPT SELECT cell FROM stale_words"
    ):
        yield f"cell_counts {cell}: counts of a cell that is not there"
    sums = "SELECT word, sum(count), sum(articles) FROM cell_counts GROUP BY word"
    for one, other in (("words", sums), (sums, "words")):
        left, right = (
            f"SELECT word, count, articles FROM {part}" if part == "words" else part for part in (one, other)
        )
        for word, _, _ in conn.execute(f"{left} EXCEPT {right} ORDER BY 1 LIMIT 20"):
            yield f"words {word}: its count is not the sum of its cells"


def recount_problems(conn: sqlite3.Connection) -> Iterator[str]:
    """Where the counts are not what counting again gives. Reads every paragraph."""
    cut = segmenter(stored_dictionary(conn))
    asked = f"SELECT outlet_id, month, {KEPT} FROM word_totals ORDER BY month, outlet_id"
    for outlet, month, cell, *totals, last in conn.execute(asked).fetchall():
        found = Tally()
        for chunk in chunks(conn, (outlet, month), (cell, last)):
            found.add(tally(chunk, cut))
        numbers = [found.words, found.content_words, found.paragraphs, found.articles_counted, found.characters]
        rows = conn.execute("SELECT word, count, articles FROM cell_counts WHERE cell = ?", [cell])
        kept = {word: (count, articles) for word, count, articles in rows}
        new = {word: (count, found.articles[word]) for word, count in found.counts.items()}
        if totals != numbers:
            yield f"word_totals {_name(outlet, month)}: should be {numbers}, not {totals}"
        for word in sorted(word for word in kept.keys() | new.keys() if kept.get(word) != new.get(word))[:20]:
            yield f"cell_counts {_name(outlet, month)}, {word}: should be {new.get(word)}, not {kept.get(word)}"


def _name(outlet: str, month: str) -> str:
    return f"{outlet or 'unknown outlet'} {month or 'unknown month'}"
