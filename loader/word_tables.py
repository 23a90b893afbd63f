"""Tables of words, as data: what `counting` fills and what is read about words. Made by `schema.ensure_schema`.

A *cell* is the paragraphs of one outlet in one month, either of which may be unknown (''). Its number is its lowest
paragraph id, so that it follows from what is in the archive and from nothing else. `word_totals` has a row for each
cell that is counted, and only while its counts are right: whoever writes a paragraph (triggers) takes the row away and
notes the cell in `stale_words`, with the number under which its old counts stand. So `word_counts`, which joins the
two, never shows a number that is wrong, only fewer cells.
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


def _mark(row: str) -> str:
    # Not INSERT OR IGNORE: the conflict clause of the statement that fires a trigger overrides its own.
    of = f"outlet_id = coalesce({row}.outlet_id, '') AND month = coalesce({row}.month, '')"
    return f"""
        INSERT INTO stale_words (outlet_id, month, cell)
            SELECT coalesce({row}.outlet_id, ''), coalesce({row}.month, ''), (SELECT cell FROM word_totals WHERE {of})
            WHERE NOT EXISTS (SELECT 1 FROM stale_words WHERE {of});
        DELETE FROM word_totals WHERE {of};"""


_CHANGED = "id, text, article_id, outlet_id, month"
TRIGGERS = {
    "words_inserted": f"AFTER INSERT ON paragraphs BEGIN {_mark('new')} END",
    "words_deleted": f"AFTER DELETE ON paragraphs BEGIN {_mark('old')} END",
    "words_changed": f"AFTER UPDATE OF {_CHANGED} ON paragraphs BEGIN {_mark('old')} {_mark('new')} END",
}
