"""Many small questions to the index of one archive, within a budget of time: what looking for the nearest rests on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from time import monotonic, thread_time
from types import TracebackType
from typing import Any

from loader.query import NOTHING, match_expression
from loader.units import pairs, units

# The budget counts the processor's time, so that a busy machine answers as an idle one does, only later; but never
# more than so many seconds by the clock.
LONGEST = 1.0


class OutOfTime(Exception):
    """The budget is spent. Never leaves the functions that suggest something: what is not done is left out."""


class Enquiry:
    """A connection with our functions, for `seconds` of the processor's time. Takes its progress handler for itself."""

    def __init__(self, conn: sqlite3.Connection, seconds: float) -> None:
        self._conn = conn
        self._seconds = seconds
        self._counts: dict[tuple[str, int], int] = {}
        self.out_of_time = False

    def __enter__(self) -> Enquiry:
        self._end, self._latest = thread_time() + self._seconds, monotonic() + LONGEST
        self._conn.set_progress_handler(self._spent, 1_000)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._conn.set_progress_handler(None, 0)

    def _spent(self) -> bool:
        return thread_time() > self._end or monotonic() > self._latest

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement. Raises OutOfTime."""
        self.go_on()
        try:
            return [tuple(row) for row in self._conn.execute(sql, values)]
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
        self.out_of_time = True
        raise OutOfTime

    def go_on(self) -> None:
        """Raises OutOfTime where the budget is spent; for steps that take time without asking for rows."""
        if self._spent():
            self.out_of_time = True
            raise OutOfTime

    def holding(self, typed: str, limit: int = 0) -> int:
        """How many paragraphs a query finds; with a limit, not more than it."""
        if (typed, limit) not in self._counts:
            expression = match_expression(typed)
            self._counts[typed, limit] = 0 if expression == NOTHING else self._count(expression, limit)
        return self._counts[typed, limit]

    def _count(self, expression: str, limit: int) -> int:
        if not limit:
            found = self.rows("SELECT count(*) FROM paragraphs_fts WHERE paragraphs_fts MATCH ?", [expression])
        else:
            some = "SELECT 1 FROM paragraphs_fts WHERE paragraphs_fts MATCH ? LIMIT ?"
            found = self.rows(f"SELECT count(*) FROM ({some})", [expression, limit])
        return int(found[0][0])

    def newest(self, expression: str, limit: int) -> list[int]:
        """The ids of the newest paragraphs that an expression over pairs finds, newest first."""
        sql = "SELECT rowid FROM paragraphs_fts WHERE paragraphs_fts MATCH ? ORDER BY rowid DESC LIMIT ?"
        return [id for (id,) in self.rows(sql, [expression, limit])]

    def texts(self, ids: Sequence[int]) -> dict[int, str]:
        found = self.rows(
            "SELECT id, text FROM paragraphs WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(ids)]
        )
        texts = dict(found)
        return {id: texts[id] for id in ids if id in texts}


def phrase_expression(phrase: Sequence[str]) -> str:
    """The FTS5 expression over pairs for units that follow one another."""
    return f'"{phrase[0]}" *' if len(phrase) == 1 else f'"{" ".join(pairs(list(phrase))[:-1])}"'


def gap_expression(left: Sequence[str], right: Sequence[str]) -> str:
    """The same for two phrases with about one unit between them, in either order: what is found is to be read."""
    if not left or not right:
        return phrase_expression(left or right)
    # A phrase of pairs ends one place before its last unit does.
    return f"NEAR({phrase_expression(left)} {phrase_expression(right)}, {1 if len(left) == 1 else 2})"


def units_of(phrase: str) -> list[str]:
    """The units of a folded phrase as they are written in it; joined, they are the phrase without its spaces.

    A run of letters is one, and a run of digits, as in the index (`units.units`).
    """
    written: list[str] = []
    at = 0
    for unit in units(phrase):
        while phrase[at] == " ":
            at += 1
        size = len(unit) - 1 if len(unit) > 1 and unit[0] != "\ue000" else 1
        written.append(phrase[at : at + size])
        at += size
    return written
