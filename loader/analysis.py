"""What the pages of analysis share: the question of an address, the parts of their forms, answers as files."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from loader.filters import Filters
from loader.index import check_folding
from loader.query import NOTHING, match_expression, parse_query
from loader.scope import UNKNOWN, read_scope
from loader.spreadsheet import BOM, csv_lines
from loader.visit import MAX_QUERY, Visit

MAX_LISTED = 200  # outlets in the list of a form


class Scope(NamedTuple):
    """Outlets and days as an address has them, and as they were understood. `notes`: what could not be read.

    `outlets`: every outlet of the archive that a form can list, as (value of the address, name).
    """

    outlet: str
    first: str
    last: str
    filters: Filters
    notes: list[str]
    outlets: list[tuple[str, str]]

    @property
    def arguments(self) -> list[tuple[str, str]]:
        """As our pages of analysis take them."""
        asked = [("outlet", one if one is not None else UNKNOWN) for one in self.filters.outlets]
        return asked + [(name, day) for name, day in (("from", self.first), ("to", self.last)) if day]

    @property
    def search_arguments(self) -> list[tuple[str, str]]:
        """As the page of results takes them."""
        asked = [("outlet", one if one is not None else UNKNOWN) for one in self.filters.outlets]
        days = (("date_from", self.filters.date_from), ("date_to", self.filters.date_to))
        return asked + [(name, day) for name, day in days if day]


def open_scope(conn: sqlite3.Connection, visit: Visit, arguments: Any) -> Scope:
    """The scope of a request (`request.args`). Raises `BadArchive` where the index is of another folding."""
    check_folding(conn, visit.db.name)
    month = (arguments.get("month") or "").strip()
    first = (arguments.get("from") or arguments.get("date_from") or month).strip()[:MAX_QUERY]
    last = (arguments.get("to") or arguments.get("date_to") or month).strip()[:MAX_QUERY]
    outlets = arguments.getlist("outlet")
    filters, misread = read_scope(conn, outlets, first, last)
    listed = [
        (id, name) for id, name in conn.execute("SELECT id, name FROM outlets ORDER BY name, id LIMIT ?", [MAX_LISTED])
    ]
    if conn.execute("SELECT 1 FROM articles WHERE outlet_id IS NULL LIMIT 1").fetchone():
        listed.append((UNKNOWN, visit.words("unknown-outlet")))
    bad = {one.value for one in misread}
    return Scope(
        outlet=next((one if one is not None else UNKNOWN for one in filters.outlets), ""),
        first=first if first not in bad else "",
        last=last if last not in bad else "",
        filters=filters,
        notes=[visit.words(f"scope-{one.what}", value=one.value) for one in misread],
        outlets=listed,
    )


def typed_query(arguments: Any) -> str:
    return (arguments.get("q") or "").replace("\0", "").strip()[:MAX_QUERY]


def why_nothing(typed: str) -> str | None:
    """The message that says why a query can find nothing, if it cannot."""
    if match_expression(typed) != NOTHING:
        return None
    return "why-only-excluded" if parse_query(typed) else "why-nothing-to-find"


def number(arguments: Any, name: str, default: int, most: int) -> int:
    """A whole number of an address, no larger than `most`; the default where there is none."""
    value = (arguments.get(name) or "").strip()
    return min(int(value[:9]), most) if value.isascii() and value.isdigit() else default


def bom(arguments: Any) -> str:
    """The mark that a CSV of ours begins with; `_bom=0` leaves it out, `_bom=1` has it put there for every CSV."""
    return BOM if arguments.get("_bom") is None else ""


def csv_answer(arguments: Any, name: str, rows: Sequence[Sequence[object]]) -> Any:
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(bom(arguments) + csv_lines(rows), headers=headers, content_type="text/csv; charset=utf-8")


def json_answer(value: Mapping[str, Any], status: int = 200) -> Any:
    return Response(dumps(value) + "\n", status=status, content_type="application/json; charset=utf-8")


def dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
