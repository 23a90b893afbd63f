"""Tables of words, as data: what `counting` fills and what is read about words. Made by `schema.ensure_schema`.

A *cell* is the paragraphs of one outlet in one month, either of which may be unknown (''). Its number is its lowest
paragraph id, so that it follows from what is in the archive and from nothing else. `word_totals` has a row for each
cell that is counted, and only while its counts are right: whoever writes a paragraph (triggers) takes the row away and
notes the cell in `stale_words`, with the number under which its old counts stand. So `word_counts`, which joins the
two, never shows a number that is wrong, only fewer cells.

What a load adds comes after all that was there: a cell in which nothing else has changed has its new paragraphs from
`stale_words.since` on, and these alone are counted and added (`counting`). For that the row of `word_totals` is kept in
`stale_words`; `last` is the highest paragraph id that was counted.
"""

from __future__ import annotations

TABLES = {
    "dictionary": """
        word TEXT PRIMARY KEY,
        frequency INTEGER NOT NULL,
        tag TEXT""",
    "words": """
        word TEXT PRIMARY KEY,
        count INTEGER NOT NULL,
        articles INTEGER NOT NULL,
        content INTEGER NOT NULL""",
    "word_totals": """
        cell INTEGER PRIMARY KEY,
        outlet_id TEXT NOT NULL,
        month TEXT NOT NULL,
        words INTEGER NOT NULL,
        content_words INTEGER NOT NULL,
        paragraphs INTEGER NOT NULL,
        articles INTEGER NOT NULL,
        characters INTEGER NOT NULL,
        last INTEGER NOT NULL,
        UNIQUE (outlet_id, month)""",
    "cell_counts": """
        cell INTEGER NOT NULL,
        word TEXT NOT NULL,
        count INTEGER NOT NULL,
        articles INTEGER NOT NULL,
        PRIMARY KEY (cell, word)""",
    "stale_words": """
        outlet_id TEXT NOT NULL,
        month TEXT NOT NULL,
        cell INTEGER,
        since INTEGER,
        words INTEGER,
        content_words INTEGER,
        paragraphs INTEGER,
        articles INTEGER,
        characters INTEGER,
        last INTEGER,
        PRIMARY KEY (outlet_id, month)""",
}

# Half the rows of `cell_counts` are words that occur once in their cell, so the key is the table: with words spelled
# out it takes a twelfth of an archive of 10.6 million characters, and nothing needs looking up to be read.
WITHOUT_ROWID = {"dictionary", "words", "cell_counts", "stale_words"}

VIEWS = {
    "word_counts": """
        SELECT t.outlet_id, t.month, c.word, c.count, c.articles
        FROM word_totals t JOIN cell_counts c ON c.cell = t.cell""",
}


def _of(row: str) -> str:
    return f"outlet_id = coalesce({row}.outlet_id, '') AND month = coalesce({row}.month, '')"


def _mark(row: str, since: str = "NULL") -> str:
    # Not INSERT OR IGNORE: the conflict clause of the statement that fires a trigger overrides its own.
    return f"""
        UPDATE stale_words SET since = NULL WHERE {_of(row)};
        INSERT INTO stale_words (outlet_id, month, {KEPT}, since)
            SELECT coalesce({row}.outlet_id, ''), coalesce({row}.month, ''), {KEPT}, {since}
            FROM (SELECT 1) LEFT JOIN word_totals ON {_of(row)}
            WHERE NOT EXISTS (SELECT 1 FROM stale_words WHERE {_of(row)});
        DELETE FROM word_totals WHERE {_of(row)};"""


def _unless_noted(row: str) -> str:
    """All but the first paragraph of a page need nothing more: the cell is to be counted from there on, or anew."""
    return f"WHEN NOT EXISTS (SELECT 1 FROM stale_words WHERE {_of(row)} AND coalesce(since <= {row}.id, 1))"


KEPT = "cell, words, content_words, paragraphs, articles, characters, last"  # of a row of `word_totals`
_NEW = "CASE WHEN last IS NULL OR last < new.id THEN new.id END"
_CHANGED = "id, text, article_id, outlet_id, month"
TRIGGERS = {
    "words_inserted": f"AFTER INSERT ON paragraphs {_unless_noted('new')} BEGIN {_mark('new', _NEW)} END",
    "words_deleted": f"AFTER DELETE ON paragraphs {_unless_noted('old')} BEGIN {_mark('old')} END",
    "words_changed": f"AFTER UPDATE OF {_CHANGED} ON paragraphs BEGIN {_mark('old')} {_mark('new')} END",
}
