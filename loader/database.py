"""A connection to an archive, with transactions that nest.

A statement outside of a transaction is lasting at once. This is the little of `sqlite_utils.Database` that loading
needs, so that a load of one file does not begin with a fourteenth of a second of imports; any archive can be opened
with sqlite-utils (`index.prepare_connection`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any


class Database:
    """`conn` is the connection itself."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        conn.isolation_level = None  # transactions are begun where it is said so
        self.conn = conn

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        return self.conn.execute(sql, parameters)

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All of what is written within or, where it raises, nothing; within a transaction a part of that."""
        nested = self.conn.in_transaction
        begin, end, undo = _NESTED if nested else _OUTERMOST
        self.conn.execute(begin)
        try:
            yield
            self.conn.execute(end)
        except BaseException:
            if self.conn.in_transaction:  # a trigger, or a full disk, may have ended it already
                for statement in undo:
                    self.conn.execute(statement)
            raise

    def rollback(self) -> None:
        """Undo the transaction that is open, if one is."""
        self.conn.rollback()

    def close(self) -> None:
        self.conn.close()


_OUTERMOST = ("BEGIN", "COMMIT", ("ROLLBACK",))
_NESTED = ("SAVEPOINT part", "RELEASE part", ("ROLLBACK TO part", "RELEASE part"))


def data_version(db: Database) -> int:
    """A number that changes when another connection has written."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])
