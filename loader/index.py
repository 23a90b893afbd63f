"""The full-text indexes: the SQL functions they need, and the proof that they agree with paragraphs and headings.

`paragraphs_fts` and `articles_fts` are contentless FTS5 tables (https://www.sqlite.org/fts5.html, 4.4.1) over
`units.tokens`. Triggers (`schema.TRIGGERS`) keep them in step with `paragraphs` and `articles` whoever writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pluggy import HookimplMarker

from loader.errors import BadArchive
from loader.keyness import log_likelihood, log_ratio
from loader.query import match_expression, snippet
from loader.schema import is_archive
from loader.units import FOLDING_VERSION, text_tokens


class Index(NamedTuple):
    """A full-text index: the table, key and columns that it is made of."""

    table: str
    key: str
    columns: tuple[str, ...]


INDEXES = {
    "paragraphs_fts": Index("paragraphs", "id", ("text",)),
    "articles_fts": Index("articles", "number", ("kicker", "headline", "deck")),
}


def register(conn: sqlite3.Connection) -> None:
    """Give a connection our SQL functions.

    `baolan_pairs(text)`: the tokens of a text, as the indexes have them. `baolan_match(query)`: what a person typed, as
    an FTS5 expression. `baolan_snippet(text, query)`: the best part of a text, hits between ⟦ and ⟧.
    `baolan_log_likelihood(a, b, c, d)`, `baolan_log_ratio(a, b, c, d)`: of a word that stands a times in c words and b
    times in d others (`keyness`). `baolan_by_row()`: whether the triggers of this connection index each new row, or
    leave that to whoever writes, which `baolan_by_row(0)` says and `baolan_by_row(1)` takes back (`indexing`).

    On an archive of another folding there is no `baolan_pairs`, so that its triggers refuse every write that would mix
    two foldings in one index, and `baolan_match` makes every search fail with a sentence. Registering twice is
    harmless: Datasette 1.0 wraps its connections in sqlite-utils, whose hook below does so again.
    """
    conn.create_function("baolan_snippet", 2, _snippet, deterministic=True)
    conn.create_function("baolan_match", 1, _match, deterministic=True)
    conn.create_function("baolan_log_likelihood", 4, _of_numbers(log_likelihood), deterministic=True)
    conn.create_function("baolan_log_ratio", 4, _of_numbers(log_ratio), deterministic=True)
    try:
        ours = is_archive(conn)
        if ours:
            check_folding(conn, _name(conn))
    except BadArchive as error:
        refuse_search(conn, "baolan_match", str(error))
        return
    except sqlite3.DatabaseError:
        return
    conn.create_function("baolan_by_row", -1, _by_row())
    conn.create_function("baolan_pairs", 1, lambda text: " ".join(text_tokens(text)), deterministic=True)
    if ours:
        # So that REPLACE fires the triggers that keep the index in step; without it old tokens stay behind.
        conn.execute("PRAGMA recursive_triggers = on")


def _by_row() -> Callable[..., bool]:
    """Of one connection: what it answers, and what it was told last."""
    said = True

    def by_row(*say: object) -> bool:
        nonlocal said
        said = bool(say[0]) if say else said
        return said

    return by_row


def _of_numbers(measure: Callable[[float, float, float, float], float]) -> Callable[..., float | None]:
    def of_cells(*cells: object) -> float | None:
        numbers = [cell for cell in cells if isinstance(cell, int | float)]
        return measure(numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else None

    return of_cells


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


@HookimplMarker("sqlite_utils")
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
    """Where an index does not hold exactly the tokens of its texts: sentences that name the rows.

    Compares every token with its row and place, read through `fts5vocab`, as an order-free sum; only when the sums
    differ are they taken row by row. One pass over each index, constant memory for an index without fault.
    """
    for name, index in INDEXES.items():
        conn.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name}_tokens USING fts5vocab('main', {name}, 'instance')"
        )
        tokens = f"SELECT term, doc, col, offset FROM temp.{name}_tokens"
        texts = f"SELECT {index.key}, {', '.join(index.columns)} FROM {index.table} ORDER BY 1"
        expected = sum(_sum_of(index, *row) for row in conn.execute(texts))
        if sum(map(hash, conn.execute(tokens))) != expected:
            yield from _differences(name, index, conn.execute(tokens), conn.execute(texts))


def _sum_of(index: Index, row: int, *texts: str | None) -> int:
    return sum(
        hash((token, row, column, place))
        for column, text in zip(index.columns, texts, strict=True)
        for place, token in enumerate(text_tokens(text))
    )


def _differences(
    name: str, index: Index, tokens: Iterable[tuple[Any, ...]], texts: Iterable[tuple[Any, ...]]
) -> Iterator[str]:
    found: dict[int, int] = {}
    for token in tokens:
        found[token[1]] = found.get(token[1], 0) + hash(tuple(token))
    for row in texts:
        expected = _sum_of(index, *row)
        if expected and row[0] not in found:
            yield f"{index.table} {row[0]}: the index {name} does not have it"
        elif found.pop(row[0], 0) != expected:
            yield f"{index.table} {row[0]}: the index {name} has other words than its text"
    for number in sorted(found):
        yield f"{name} {number}: in the index, but {index.table} has no such {index.key}"
