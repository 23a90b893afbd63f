"""The full-text index: the SQL functions it needs, and the proof that it agrees with the paragraphs.

The index `paragraphs_fts` is a contentless FTS5 table (https://www.sqlite.org/fts5.html, 4.4.1) over the token
stream of `normalize.tokens`. Triggers (`schema.TRIGGERS`) keep it in step with `paragraphs` whoever writes.
"""

from __future__ import annotations

import sqlite3

import sqlite_utils

from loader.errors import BadArchive
from loader.normalize import FOLDING_VERSION, fold, tokens
from loader.query import match_expression, snippet


def paragraph_tokens(text: str | None) -> str:
    """The token stream of a paragraph, as the index stores it."""
    return tokens(fold(text or ""))


def register(conn: sqlite3.Connection) -> None:
    """Give a connection our SQL functions.

    `baolan_tokens(text)`: the tokens of a text, as the index has them. `baolan_match(query)`: what a person typed, as
    an FTS5 expression. `baolan_snippet(text, query)`: the best part of a text, hits between ⟦ and ⟧.
    """
    conn.create_function("baolan_tokens", 1, paragraph_tokens, deterministic=True)
    conn.create_function("baolan_match", 1, _match, deterministic=True)
    conn.create_function("baolan_snippet", 2, _snippet, deterministic=True)


@sqlite_utils.hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """sqlite-utils: lets `sqlite-utils delete` and friends keep the index in step."""
    register(conn)


def _match(query: object) -> str:
    return match_expression(str(query if query is not None else ""))


def _snippet(text: object, query: object) -> str:
    return snippet(str(text if text is not None else ""), str(query if query is not None else ""))


def check_folding(conn: sqlite3.Connection, name: str) -> None:
    """Refuse an archive whose index was built by another folding: its answers would be silently incomplete."""
    row = conn.execute("SELECT value FROM archive WHERE key = 'folding'").fetchone()
    if row is None or row[0] != FOLDING_VERSION:
        built = row[0] if row else "an unknown version"
        raise BadArchive(
            f"{name}: its index was built by folding {built}, this is {FOLDING_VERSION}. "
            f"Load the transcripts into a new archive, or use the version that built this one."
        )


def index_problem(conn: sqlite3.Connection) -> str | None:
    """Whether the index holds exactly the tokens of the paragraphs: None, or a sentence naming one that differs.

    Compares every token with its row and place, read through `fts5vocab`, as an order-free sum; only when the sums
    differ are rows compared one by one. Time and memory: one pass over the index, constant memory.
    """
    conn.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.index_tokens USING fts5vocab('main', 'paragraphs_fts', 'instance')")
    expected: int = 0
    for row, text in conn.execute("SELECT id, text FROM paragraphs"):
        for place, token in enumerate(paragraph_tokens(text).split()):
            expected += hash((token, row, place))
    found = sum(hash(entry) for entry in conn.execute("SELECT term, doc, offset FROM temp.index_tokens"))
    if found == expected:
        return None
    return _first_difference(conn)


def _first_difference(conn: sqlite3.Connection) -> str:
    counts = dict(conn.execute("SELECT doc, count(*) FROM temp.index_tokens GROUP BY doc"))
    for row, text in conn.execute("SELECT id, text FROM paragraphs ORDER BY id"):
        expected = len(paragraph_tokens(text).split())
        if counts.pop(row, 0) != expected:
            return f"paragraph {row}: the index does not have its {expected} tokens"
    if counts:
        return f"paragraph {min(counts)}: in the index, but not in the table"
    return "the index has other tokens than the paragraphs"
