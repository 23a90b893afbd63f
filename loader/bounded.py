"""Asking SQLite for as long as a reader waits: what is not known by then is said to be so.

Works on any `sqlite3` connection, and takes its progress handler for itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from time import monotonic, thread_time
from typing import Any

SECONDS = 0.9
STEPS = 1_000  # of SQLite between two looks at the clock


class Asking:
    """A way to ask for rows that ends once `SECONDS` of work, or thrice as many by the clock, have passed."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._end, self._latest = thread_time() + SECONDS, monotonic() + 3 * SECONDS

    def is_over(self) -> bool:
        return thread_time() > self._end or monotonic() > self._latest

    def __call__(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]] | None:
        """The rows; None where time ran out."""
        try:
            return [tuple(row) for row in self._conn.execute(sql, values)]
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                return None
            raise

    def each(self, sql: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        """The rows one by one, as many as time allows and are taken."""
        try:
            with closing(self._conn.execute(sql, values)) as rows:
                yield from map(tuple, rows)
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise


@contextmanager
def bounded(conn: sqlite3.Connection) -> Iterator[Asking]:
    ask = Asking(conn)
    conn.set_progress_handler(ask.is_over, STEPS)
    try:
        yield ask
    finally:
        conn.set_progress_handler(None, 0)
