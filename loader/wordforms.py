"""What the pages of words share: the sides and numbers that a form asks for, and reading within a bound of time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from datasette.utils import sqlite_timelimit  # type: ignore[import-untyped]

from loader.analysis import number
from loader.scope import UNKNOWN
from loader.visit import Visit, open_visit
from loader.vocabulary import Side, choices

READS = ("words", "word_totals", "cell_counts", "stale_words", "dictionary")
SHOWN = 100  # rows of a list on a page, of either direction of a comparison half as many
EXPORTED = 10_000
MILLISECONDS = 8_000
LEAST = (1, 2, 3, 5, 10)
T = TypeVar("T")


class Choices(NamedTuple):
    """The outlets and months that a form lists: (value of the address, label)."""

    outlets: list[tuple[str, str]]
    months: list[tuple[str, str]]


class Named(NamedTuple):
    """A side with the words that name it, its part of an address, and what narrows a search to it."""

    side: Side
    name: str
    arguments: list[tuple[str, str]]
    search: list[tuple[str, str]]
    chinese: bool


class Form:
    """Reads a request; what cannot be read narrows nothing and is noted."""

    def __init__(self, visit: Visit, outlets: Sequence[str], months: Sequence[str]) -> None:
        self.visit, self.t = visit, visit.words
        self.arguments = visit.request.args
        self.notes: list[str] = []
        self.choices = Choices(
            [(one or UNKNOWN, one or self.t("unknown-outlet")) for one in outlets],
            [(one or UNKNOWN, self.t.month(one) if one else self.t("unknown-date")) for one in months],
        )

    def one(self, name: str, known: Sequence[str]) -> str:
        value = (self.arguments.get(name) or "").strip()
        if value and value not in known:
            self.notes.append(self.t("words-bad-value", name=name, value=value[:50]))
        return value if value in known else known[0]

    def number(self, name: str, default: int, most: int) -> int:
        return max(number(self.arguments, name, default, most), 1)

    def side(self, outlet: str, first: str, last: str) -> Named:
        chosen = self._known(outlet, dict(self.choices.outlets))
        months = dict(self.choices.months)
        begin, end = (self._known(name, months) for name in (first, last))
        if begin and end and UNKNOWN not in (begin, end) and begin > end:
            begin, end = end, begin
        if UNKNOWN in (begin, end):
            begin = end = UNKNOWN
        side = Side(*(None if not one else "" if one == UNKNOWN else one for one in (chosen, begin, end)))
        asked = {outlet: chosen, last: end, first: begin}
        search = [("outlet", chosen)] if chosen else []
        if begin and begin == end:
            search += [("month", begin)]
        else:
            search += [("date_from", f"{begin}-01")] if begin else []
            search += [("date_to", f"{end}-31")] if end else []
        return Named(
            side, self._name(chosen, begin, end), [(name, value) for name, value in asked.items() if value], search,
            bool(chosen and chosen != UNKNOWN),
        )  # fmt: skip

    def _known(self, name: str, known: Mapping[str, str]) -> str:
        value = (self.arguments.get(name) or "").strip()
        if value and value not in known:
            self.notes.append(self.t("words-bad-value", name=name, value=value[:50]))
            return ""
        return value

    def _name(self, outlet: str, first: str, last: str) -> str:
        months = dict(self.choices.months)
        said = [dict(self.choices.outlets)[outlet]] if outlet else []
        if first and first == last:
            said.append(months[first])
        elif first or last:
            said.append(self.t("words-span", first=months.get(first, ""), last=months.get(last, "")))
        return " ".join(said)


async def open_words(datasette: Any, request: Any, archives: frozenset[str]) -> tuple[Visit, Form]:
    visit = await open_visit(datasette, request, archives, READS)
    return visit, Form(visit, *await visit.db.execute_fn(choices))


async def in_time(visit: Visit, read: Callable[[sqlite3.Connection], T]) -> T | None:
    """What `read` gives, or None where it takes longer than an answer may."""

    def bounded(conn: sqlite3.Connection) -> T:
        with sqlite_timelimit(conn, MILLISECONDS):
            return read(conn)

    try:
        found: T = await visit.db.execute_fn(bounded)
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return None
    return found


def quoted(word: str) -> str:
    """A word as a search takes it for itself, and not for an operator."""
    return f'"{word}"' if word in ("AND", "OR", "NOT") else word
