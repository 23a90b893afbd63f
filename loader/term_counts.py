"""How often each query of a list stands in each outlet and period: as long rows, and one row for each query."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from loader.errors import BadTerms
from loader.filters import EVERYTHING, Filters
from loader.periods import LENGTHS
from loader.spread import By, Cell, Spread, cell_order, outlet_names, printed, spread_hits
from loader.terms import Term

MEASURES = ("hits", "articles", "paragraphs")
TOTAL = "total"


class Grid(NamedTuple):
    """The cells that counts fall into: every one in which something was printed, so that a nought is said.

    `unit`: of their periods, '' for none. `names` of outlets by id.
    """

    by: By
    unit: str
    cells: list[Cell]
    names: Mapping[str, str]


def read_by(said: str) -> tuple[By, str]:
    """`outlet,month` as cells and the unit of their periods; `total` (or nothing) makes one cell of all.

    Raises `BadTerms` for other words.
    """
    words = [word.strip() for word in said.split(",") if word.strip() and word.strip() != TOTAL]
    units = [word for word in words if word in LENGTHS]
    if len(units) > 1 or any(word not in LENGTHS and word != "outlet" for word in words):
        raise BadTerms(f"--by {said}: choose outlet, one of day, month and year, both with a comma between, or total.")
    return By("outlet" in words, LENGTHS[units[0]] if units else 0), units[0] if units else ""


def open_grid(conn: sqlite3.Connection, said: str, filters: Filters = EVERYTHING) -> Grid:
    by, unit = read_by(said)
    cells = sorted(printed(conn, by, filters), key=cell_order)
    return Grid(by, unit, cells or ([] if by.outlet or by.length else [("", "")]), outlet_names(conn))


def count_term(conn: sqlite3.Connection, query: str, grid: Grid, filters: Filters = EVERYTHING) -> dict[Cell, Spread]:
    """What of each cell holds the query; also the cells without any."""
    found = spread_hits(conn, query, grid.by, filters)
    return {cell: found.get(cell, Spread()) for cell in grid.cells}


def total(counts: Iterable[Spread]) -> Spread:
    result = Spread()
    for one in counts:
        result = result.plus(one)
    return result


# ---- tables ----------------------------------------------------------------------------------------------------------


def long_columns(carried: Sequence[str], grid: Grid) -> list[str]:
    keys = (["outlet"] if grid.by.outlet else []) + ([grid.unit] if grid.unit else [])
    return ["term", *carried, *keys, "articles", "paragraphs", "hits"]


def long_rows(term: Term, counts: Mapping[Cell, Spread], grid: Grid) -> list[list[object]]:
    """A row for each cell. The unknown outlet or period is an empty cell of the table."""
    return [[term.query, *term.carried, *_key(cell, grid), *count] for cell, count in counts.items()]


def wide_columns(carried: Sequence[str], grid: Grid) -> list[str]:
    labels = [" ".join(str(part or "?") for part in _key(cell, grid)) for cell in grid.cells]
    return ["term", *carried, TOTAL, *(labels if grid.by.outlet or grid.unit else [])]


def wide_row(term: Term, counts: Mapping[Cell, Spread], grid: Grid, measure: str) -> list[object]:
    """One measure of a term: all together, then cell by cell."""
    values = [getattr(count, measure) for count in counts.values()]
    return [term.query, *term.carried, sum(values), *(values if grid.by.outlet or grid.unit else [])]


def _key(cell: Cell, grid: Grid) -> list[str | None]:
    outlet, period = cell
    named = grid.names.get(outlet, outlet) if outlet else None
    return ([named] if grid.by.outlet else []) + ([period] if grid.unit else [])
