"""Full-text entries of new rows, written all at once at the end of a transaction."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from loader.database import Database
from loader.index import INDEXES
from loader.rows import Entries


class Indexing:
    """Indexes the rows of one transaction. Nobody else sees the archive without their entries.

    FTS5 writes out what it holds in memory at every savepoint, and SQLite sets one for each row that fires a trigger
    that writes: so one by one the entries take twice as long as all together, which was half of the time of all
    writing. Therefore the triggers that index new rows rest until the transaction ends. They are not dropped: a reader
    who opens an index while another changes the schema is told “vtable constructor failed”.
    """

    def __init__(self, db: Database) -> None:
        """Call it inside a transaction."""
        self._db = db
        self._waiting: dict[str, deque[list[Any]]] = {name: deque() for name in INDEXES}
        db.execute("SELECT baolan_by_row(0)").fetchone()

    def add(self, first: int, entries: Entries) -> None:
        """Entries of a page that the transaction has put into its tables, whose rows are numbered from `first` on."""
        for name, tokens in entries.tokens.items():
            self._waiting[name] += ([number, *columns] for number, columns in enumerate(tokens, first))

    def write(self) -> None:
        """Write the entries of all rows added. Whoever deletes such a row in the same transaction does so after this,
        because that takes its entry away."""
        for name, index in INDEXES.items():
            columns = ", ".join(index.columns)
            marks = ", ".join("?" for _ in index.columns)
            self._db.conn.executemany(f"INSERT INTO {name} (rowid, {columns}) VALUES (?, {marks})", self._taken(name))

    def _taken(self, name: str) -> Iterator[list[Any]]:
        """The entries that wait. None stays when it is written: SQLite's copy of it would stay with it."""
        waiting = self._waiting[name]
        while waiting:
            yield waiting.popleft()

    def close(self) -> None:
        """Write the entries and let the triggers work again."""
        self.write()
        self._db.execute("SELECT baolan_by_row(1)").fetchone()
