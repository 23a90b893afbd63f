"""The full-text index: the SQL functions it needs, and the proof that it agrees with the paragraphs.

The index `paragraphs_fts` is a contentless FTS5 table (https://www.sqlite.org/fts5.html, 4.4.1) over the token
stream of `normalize.tokens`. Triggers (`schema.TRIGGERS`) keep it in step with `paragraphs` whoever writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import sqlite_utils

from loader.errors import BadArchive
from loader.normalize import FOLDING_VERSION, fold, tokens
from loader.query import match_expression, snippet
from loader.schema import is_archive


def paragraph_tokens(text: str | None) -> str:
    """The token stream of a paragraph, as the index stores it."""
    return tokens(fold(text or ""))


def register(conn: sqlite3.Connection) -> None:
    """Give a connection our SQL functions.

    `baolan_tokens(text)`: the tokens of a text, as the index has them. `baolan_match(query)`: what a person typed, as
    an FTS5 expression. `baolan_snippet(text, query)`: the best part of a text, hits between ⟦ and ⟧.

    On an archive of another folding there is no `baolan_tokens`, so that its triggers refuse every write that would
    mix two foldings in one index, and `baolan_match` makes every search fail with a sentence. Registering twice is
    harmless: Datasette 1.0 wraps its connections in sqlite-utils, whose hook below registers again.
    """
    conn.create_function("baolan_snippet", 2, _snippet, deterministic=True)
    conn.create_function("baolan_match", 1, _match, deterministic=True)
    try:
        ours = is_archive(conn)
        if ours:
            check_folding(conn, _name(conn))
    except BadArchive as error:
        refuse_search(conn, "baolan_match", str(error))
        return
    except sqlite3.DatabaseError:
        return
    conn.create_function("baolan_tokens", 1, paragraph_tokens, deterministic=True)
    if ours:
        # So that REPLACE fires the triggers that keep the index in step; without it old tokens stay behind.
        conn.execute("PRAGMA recursive_triggers = on")


def refuse_search(conn: sqlite3.Connection, function: str, why: str) -> None:
    """Make every search through an SQL function fail with a sentence: in tables, JSON, CSV and SQL alike.

    A function that raises loses its words in SQLite; but FTS5 repeats the name of a column it does not know.
    """
    sentence = f"检索不可用：此库的索引由另一版程序建成，直接检索会漏字。{why}".replace('"', "'")
    conn.create_function(function, 1, lambda _: f'"{sentence}" : x', deterministic=True)


def _name(conn: sqlite3.Connection) -> str:
    """The file name of a connection's database, without its folder."""
    file = next((path for _, name, path in conn.execute("PRAGMA database_list") if name == "main"), "")
    return Path(file or "archive").name


@sqlite_utils.hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """sqlite-utils: lets `sqlite-utils query`, `delete` and `upsert` keep the archive whole."""
    try:
        ours = is_archive(conn)
    except sqlite3.DatabaseError:
        return
    if ours:
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


def index_problems(conn: sqlite3.Connection) -> Iterator[str]:
    """Where the index does not hold exactly the tokens of the paragraphs: sentences that name the rows.

    Compares every token with its row and place, read through `fts5vocab`, as an order-free sum; only when the sums
    differ are they taken row by row. One pass over the index, constant memory for an index without fault.
    """
    name = "temp.index_tokens"
    conn.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5vocab('main', 'paragraphs_fts', 'instance')")
    expected = sum(_sum_of(row, text) for row, text in conn.execute("SELECT id, text FROM paragraphs"))
    found = sum(map(hash, conn.execute(f"SELECT term, doc, offset FROM {name}")))
    if found != expected:
        yield from _differences(conn, name)


def _sum_of(row: int, text: str) -> int:
    return sum(hash((token, row, place)) for place, token in enumerate(paragraph_tokens(text).split()))


def _differences(conn: sqlite3.Connection, name: str) -> Iterator[str]:
    found: dict[int, int] = {}
    for token in conn.execute(f"SELECT term, doc, offset FROM {name}"):
        found[token[1]] = found.get(token[1], 0) + hash(token)
    for row, text in conn.execute("SELECT id, text FROM paragraphs ORDER BY id"):
        expected = _sum_of(row, text)
        if expected and row not in found:
            yield f"paragraphs {row}: the index does not have it"
        elif found.pop(row, 0) != expected:
            yield f"paragraphs {row}: the index has other words than its text"
    for row in sorted(found):
        yield f"paragraphs_fts {row}: in the index, but no paragraph has this id"
