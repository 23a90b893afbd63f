"""What a reader asks of the results of a search: read from an address, and written into one again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from loader.filters import Filters
from loader.question import Order

FACETS = ("outlet", "month", "agency", "role")
UNKNOWN = "-"
"""Stands in an address for “not known”."""
LAST = "last"
ORDERS: tuple[Order, ...] = ("relevance", "newest", "oldest")
# Bounds on an address; more is ignored and said.
MAX_TYPED = 2_000  # code points; of more Han characters than 512 a search reads the beginning anyhow
MAX_CHOSEN = 50
MAX_VALUE = 200
MAX_OFFSET = 10_000_000

_YEAR = re.compile(r"\d{4}", re.ASCII)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)


class Note(NamedTuple):
    """What could not be read in an address: the key of a message and the value it speaks of."""

    key: str
    value: str


class Asked(NamedTuple):
    """A question to the archive.

    `chosen`: the values of each facet as the address has them, `-` for “not known”, months as `2020` or `2020-02`.
    `headings`: only the hits in kickers, headlines and decks. `offset`: how many hits come before the window that is
    read; `skip`: how many results of this window were shown before, None for as many as leave its last page.
    """

    typed: str = ""
    chosen: Mapping[str, tuple[str, ...]] = {}
    date_from: str | None = None
    date_to: str | None = None
    order: Order = "relevance"
    grouped: bool = True
    headings: bool = False
    offset: int = 0
    skip: int | None = 0
    notes: tuple[Note, ...] = ()

    @property
    def filters(self) -> Filters:
        outlets, months, agencies, roles = (self.chosen.get(facet, ()) for facet in FACETS)
        return Filters(
            outlets=_known(outlets),
            months=_known(tuple(month for value in months for month in _months(value))),
            date_from=self.date_from,
            date_to=self.date_to,
            roles=_known(roles),
            agencies=_known(agencies),
        )

    @property
    def scope_arguments(self) -> list[tuple[str, str]]:
        """Outlets and days as the pages of analysis take them: months as the span from the first to the last."""
        months = sorted(month for value in self.chosen.get("month", ()) if value != UNKNOWN for month in _months(value))
        first, last = (months[0], months[-1]) if months else ("", "")
        if self.date_from and self.date_from > f"{first}-01":
            first = self.date_from
        if self.date_to and (not last or self.date_to < f"{last}-31"):
            last = self.date_to
        asked = [("outlet", outlet) for outlet in self.chosen.get("outlet", ())]
        return asked + [(name, day) for name, day in (("from", first), ("to", last)) if day]

    @property
    def partly_carried(self) -> bool:
        """Whether `scope_arguments` leave out some of what narrows the question."""
        chosen = self.chosen.get("month", ())
        months = sorted({month for value in chosen if value != UNKNOWN for month in _months(value)})
        gaps = bool(months) and _number(months[-1]) - _number(months[0]) >= len(months)
        return gaps or UNKNOWN in chosen or any(self.chosen.get(facet) for facet in ("agency", "role"))

    @property
    def narrowed(self) -> bool:
        return bool(any(self.chosen.values()) or self.date_from or self.date_to)

    def toggled(self, facet: str, value: str) -> Asked:
        """The same with one value of a facet more, or less where it is chosen; from the first page."""
        before = self.chosen.get(facet, ())
        after = tuple(one for one in before if one != value) if value in before else (*before, value)
        return self._replace(chosen={**self.chosen, facet: after}).first_page()

    def everywhere(self) -> Asked:
        """The same without any narrowing."""
        return self._replace(chosen={}, date_from=None, date_to=None).first_page()

    def first_page(self) -> Asked:
        return self._replace(offset=0, skip=0)

    def arguments(self) -> list[tuple[str, str]]:
        """The question as an address has it; what is not said is left out."""
        said = [("q", self.typed)] if self.typed else []
        said += [(facet, value) for facet in FACETS for value in self.chosen.get(facet, ())]
        rest = {
            "date_from": self.date_from,
            "date_to": self.date_to,
            "order": self.order if self.order != ORDERS[0] else None,
            "group": None if self.grouped else "off",
            "in": "headings" if self.headings else None,
            "offset": str(self.offset) if self.offset else None,
            "skip": LAST if self.skip is None else str(self.skip) if self.skip else None,
        }
        return [*said, *((name, value) for name, value in rest.items() if value)]


def read_asked(arguments: Any) -> Asked:
    """The question of a request (`request.args`). Never raises: what cannot be read is left out, with a note."""
    notes: list[Note] = []

    def one(name: str, wrong: str, *known: str) -> str | None:
        value = (arguments.get(name) or "").strip()
        if value and value not in known:
            notes.append(Note(wrong, value[:MAX_VALUE]))
            return None
        return value or None

    def day(name: str) -> str | None:
        value = (arguments.get(name) or "").strip()
        if value and not _DAY.fullmatch(value):
            notes.append(Note("bad-day", value[:MAX_VALUE]))
            return None
        return value or None

    def number(name: str) -> int:
        value = (arguments.get(name) or "").strip()
        if value and not (value.isascii() and value.isdigit()):
            notes.append(Note("bad-offset", value[:MAX_VALUE]))
            return 0
        return min(int(value[:9] or "0"), MAX_OFFSET)

    chosen = {facet: _values(arguments.getlist(facet), notes) for facet in FACETS}
    for month in chosen["month"]:
        if not (month == UNKNOWN or _YEAR.fullmatch(month) or _MONTH.fullmatch(month)):
            notes.append(Note("bad-month", month))
    chosen["month"] = tuple(month for month in chosen["month"] if Note("bad-month", month) not in notes)
    typed = (arguments.get("q") or "").replace("\0", "").strip()
    if len(typed) > MAX_TYPED:
        notes.append(Note("long-query", f"{MAX_TYPED:,}"))
    order = one("order", "bad-order", *ORDERS)
    return Asked(
        typed=typed[:MAX_TYPED].strip(),
        chosen={facet: values for facet, values in chosen.items() if values},
        date_from=day("date_from"),
        date_to=day("date_to"),
        order=next((known for known in ORDERS if known == order), ORDERS[0]),
        grouped=one("group", "bad-value", "on", "off") != "off",
        headings=one("in", "bad-value", "headings") is not None,
        offset=number("offset"),
        skip=None if arguments.get("skip") == LAST else number("skip"),
        notes=tuple(notes),
    )


def _values(given: list[str], notes: list[Note]) -> tuple[str, ...]:
    """The values of one facet, each once."""
    values = list(dict.fromkeys(value for value in given if value and "\0" not in value and len(value) <= MAX_VALUE))
    if len(values) > MAX_CHOSEN:
        notes.append(Note("many-values", str(MAX_CHOSEN)))
    return tuple(values[:MAX_CHOSEN])


def _known(values: tuple[str, ...]) -> tuple[str | None, ...]:
    return tuple(None if value == UNKNOWN else value for value in values)


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])


def _months(value: str) -> list[str]:
    """The months of a year; a month is itself."""
    return [f"{value}-{month:02}" for month in range(1, 13)] if _YEAR.fullmatch(value) else [value]
