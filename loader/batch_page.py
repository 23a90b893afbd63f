"""Batch search as a page: a list of queries, typed or from a file, counted within a moment."""

from __future__ import annotations

import csv
import io
import sqlite3
from time import monotonic
from typing import Any, NamedTuple

from datasette.utils import MultiParams, sqlite_timelimit  # type: ignore[import-untyped]
from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from loader.analysis import Scope, csv_answer, json_answer, open_scope
from loader.errors import BadTerms
from loader.forms import Posted, read_posted
from loader.spread import Cell, Spread
from loader.term_counts import MEASURES, Grid, count_term, long_columns, long_rows, open_grid, total
from loader.terms import HEADERS, Term, TermList, decode_terms, is_csv, read_terms, unreadable
from loader.visit import Visit, open_visit

TERMS = 200
SECONDS = 1.8
ADDRESS = 1_800  # characters of an address that every browser and server takes
CELLS = 24  # columns of the table on the page
UNITS = ("total", "outlet", "year", "month", "outlet,month")
DEFAULT = "outlet"


class Asked(NamedTuple):
    """A list of queries. `left`: how many are beyond what is counted at once."""

    listed: TermList
    left: int
    by: str
    measure: str
    scope: Scope

    @property
    def text(self) -> str:
        return "\n".join(term.query for term in self.listed.terms)

    @property
    def as_csv(self) -> str:
        """The list as it can be posted again, with the cells that are carried over."""
        out = io.StringIO()
        rows = [(term.query, *term.carried) for term in self.listed.terms]
        csv.writer(out).writerows([(HEADERS[0], *self.listed.carried), *rows])
        return out.getvalue()

    def arguments(self) -> list[tuple[str, str]]:
        said = [("terms", self.text)] if self.listed.terms else []
        said += [("by", self.by)] if self.by != DEFAULT else []
        said += [("measure", self.measure)] if self.measure != MEASURES[0] else []
        return said + self.scope.arguments


class Counted(NamedTuple):
    """A term with its counts by cell; None where it was not counted, and `why` (a key of the messages)."""

    term: Term
    counts: dict[Cell, Spread] | None
    why: str | None = None

    @property
    def total(self) -> Spread:
        return total((self.counts or {}).values())


async def batch_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """GET for lists that fit into an address; a form posts, and is led to such an address where it can be."""
    visit = await open_visit(datasette, request, archives)
    try:
        posted = await read_posted(request) if request.method == "POST" else Posted(request.args, {})
        asked = await _asked(visit, posted)
    except BadTerms as error:
        return await _show(visit, await _nothing(visit), sentence=_sentence(visit, error), status=400)
    if posted.fields.get("format") == "csv":
        return await _csv(visit, asked, posted.fields)
    address = visit.view("batch", asked.arguments())
    if request.method == "POST" and not posted.files and not asked.left and len(address) <= ADDRESS:
        return Response("", status=303, headers={"location": address})
    return await _show(visit, asked, long=len(address) > ADDRESS or bool(asked.listed.carried))


async def batch_csv(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    try:
        asked = await _asked(visit, Posted(request.args, {}))
    except BadTerms as error:
        return Response.text(_sentence(visit, error), status=400)
    return await _csv(visit, asked, request.args)


async def batch_json(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    try:
        asked = await _asked(visit, Posted(request.args, {}))
    except BadTerms as error:
        return json_answer({"ok": False, "error": _sentence(visit, error)}, status=400)
    grid, counted = await visit.db.execute_fn(lambda conn: _count(conn, asked))
    columns = long_columns(asked.listed.carried, grid)
    rows = [row for one in counted if one.counts is not None for row in long_rows(one.term, one.counts, grid)]
    left = [{"term": one.term.query, "why": visit.words(one.why)} for one in counted if one.why]
    return json_answer(
        {
            "rows": [dict(zip(columns, row, strict=True)) for row in rows],
            "not_counted": left,
            "left": asked.left,
            "notes": asked.scope.notes,
        }
    )


async def _asked(visit: Visit, posted: Posted) -> Asked:
    fields = posted.fields
    scope = await visit.db.execute_fn(lambda conn: open_scope(conn, visit, fields))
    if "file" in posted.files:
        name, data = posted.files["file"]
        listed = read_terms(decode_terms(data), is_csv(name))
    elif fields.get("list"):
        listed = read_terms(fields.get("list"), as_csv=True)
    else:
        listed = read_terms("\n".join(fields.getlist("terms")), as_csv=False)
    by, measure = fields.get("by") or DEFAULT, fields.get("measure") or MEASURES[0]
    for value, known in ((by, UNITS), (measure, MEASURES)):
        if value not in known:
            scope.notes.append(visit.words("bad-value", value=value[:50]))
    return Asked(
        listed._replace(terms=listed.terms[:TERMS]),
        max(len(listed.terms) - TERMS, 0),
        by if by in UNITS else DEFAULT,
        measure if measure in MEASURES else MEASURES[0],
        scope,
    )


async def _nothing(visit: Visit) -> Asked:
    """The form as the address asks for it, without the list, which may be what could not be read."""
    args = visit.request.args
    return await _asked(visit, Posted(MultiParams({name: args.getlist(name) for name in args if name != "list"}), {}))


def _sentence(visit: Visit, error: BadTerms) -> str:
    said = str(error)
    return visit.words(said) if said == "list-too-large" else visit.words("list-unreadable", why=said)


def _count(conn: sqlite3.Connection, asked: Asked) -> tuple[Grid, list[Counted]]:
    """Counts term by term until time is up."""
    end = monotonic() + SECONDS
    grid = open_grid(conn, asked.by, asked.scope.filters)
    counted = []
    for term in asked.listed.terms:
        if why := unreadable(term.query):
            counted.append(Counted(term, None, why))
            continue
        left = int((end - monotonic()) * 1000)
        try:
            if left <= 0:
                raise sqlite3.OperationalError("interrupted")
            with sqlite_timelimit(conn, left):
                counted.append(Counted(term, count_term(conn, term.query, grid, asked.scope.filters)))
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            counted.append(Counted(term, None, "term-no-time"))
    return grid, counted


async def _show(visit: Visit, asked: Asked, sentence: str = "", status: int = 200, long: bool = False) -> Any:
    grid, counted = None, []
    if asked.listed.terms:
        grid, counted = await visit.db.execute_fn(lambda conn: _count(conn, asked))
    split = grid is not None and bool(grid.by.outlet or grid.unit)
    return await visit.show(
        "batch.html",
        status=status,
        asked=asked,
        scope=asked.scope,
        sentence=sentence,
        counted=counted,
        cells=[_named(visit, cell, grid) for cell in grid.cells[:CELLS]] if grid and split else [],
        cells_left=max(len(grid.cells) - CELLS, 0) if grid and split else 0,
        values=[_values(one, asked.measure) if split else [] for one in counted],
        late=sum(one.why == "term-no-time" for one in counted),
        long=long,
        units=UNITS,
        measures=MEASURES,
        most=TERMS,
    )


def _values(counted: Counted, measure: str) -> list[int]:
    return [getattr(count, measure) for count in list((counted.counts or {}).values())[:CELLS]]


def _named(visit: Visit, cell: Cell, grid: Grid) -> str:
    outlet, period = cell
    named = (grid.names.get(outlet, outlet) if outlet else visit.words("unknown-outlet")) if grid.by.outlet else ""
    when = (period or visit.words("unknown-date")) if grid.unit else ""
    return " ".join(part for part in (named, when) if part)


async def _csv(visit: Visit, asked: Asked, arguments: Any) -> Any:
    """Long rows of all that was counted; what was not is named after them, its counts empty."""
    grid, counted = await visit.db.execute_fn(lambda conn: _count(conn, asked))
    columns = long_columns(asked.listed.carried, grid)
    rows: list[list[object]] = []
    for one in counted:
        if one.counts is not None:
            rows += long_rows(one.term, one.counts, grid)
        else:
            rows.append([one.term.query, *one.term.carried, *([None] * (len(columns) - 1 - len(one.term.carried)))])
    return csv_answer(arguments, "counts", [columns, *rows])


ROUTES = [(r"batch", batch_page), (r"batch\.csv", batch_csv), (r"batch\.json", batch_json)]
