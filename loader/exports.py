"""The results of a search as CSV and as JSON: all hits up to a bound, written as they are read."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from datasette.utils.asgi import AsgiStream  # type: ignore[import-untyped]

from loader.analysis import bom, dumps
from loader.asked import Asked, read_asked
from loader.hits import Row, article_rows, heading_rows, paragraph_rows
from loader.index import check_folding
from loader.query import find_spans
from loader.search import search, search_headings, with_total
from loader.spreadsheet import csv_lines
from loader.visit import Visit, open_visit

MAX_EXPORTED = 10_000
CHUNK = 250
# What a citation needs comes first, then the text; `hits` is how often the words stand in it.
COLUMNS = (
    "date", "date_basis", "outlet", "outlet_basis", "agency", "headline", "role", "paragraph", "text", "hits",
    "article_id", "address",
)  # fmt: skip


class Export(NamedTuple):
    """The ids of all that is exported (paragraphs, or articles for hits in headings), and what is said of them."""

    ids: Sequence[Any]
    total: int
    exact: bool
    ranked: bool

    @property
    def cut(self) -> bool:
        return not self.exact or self.total > len(self.ids)


async def search_csv(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    asked = read_asked(request.args)
    found = await visit.db.execute_fn(lambda conn: _find(conn, asked, visit.db.name))

    async def write(writer: Any) -> None:
        await writer.write(bom(request.args) + csv_lines([COLUMNS]))
        await _write_rows(visit, asked, found, lambda rows, _: writer.write(csv_lines(map(_cells, rows))))

    headers = _headers(found) | {"content-disposition": 'attachment; filename="search.csv"'}
    return AsgiStream(write, headers=headers, content_type="text/csv; charset=utf-8")


async def search_json(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """The question as it was read, totals, and under `hits` each paragraph with the spans of its hits: half-open, in
    code points of `text`."""
    visit = await open_visit(datasette, request, archives)
    asked = read_asked(request.args)
    found = await visit.db.execute_fn(lambda conn: _find(conn, asked, visit.db.name))
    head = {
        "query": asked.typed,
        "arguments": [list(pair) for pair in asked.arguments()],
        "notes": [visit.words(note.key, value=note.value) for note in asked.notes],
        "total": found.total,
        "total_is_exact": found.exact,
        "ranked": found.ranked,
        "cut": found.cut,
        "limit": MAX_EXPORTED,
    }

    async def write(writer: Any) -> None:
        await writer.write(f'{dumps(head)[:-1]}, "hits": [')

        async def lines(rows: list[Row], first: bool) -> None:
            joined = ",\n".join(dumps(row) for row in rows)
            await writer.write(("\n" if first else ",\n") + joined if joined else "")

        await _write_rows(visit, asked, found, lines)
        await writer.write("\n]}\n")

    return AsgiStream(write, headers=_headers(found), content_type="application/json; charset=utf-8")


def _find(conn: sqlite3.Connection, asked: Asked, name: str) -> Export:
    check_folding(conn, name)
    if asked.headings:
        headings = search_headings(conn, asked.typed, asked.filters, limit=MAX_EXPORTED)
        return Export([hit.article for hit in headings.hits], headings.total, headings.exact, headings.ranked)
    found = search(conn, asked.typed, asked.filters, asked.order, limit=MAX_EXPORTED)
    found = with_total(conn, asked.typed, asked.filters, found)
    return Export([hit.paragraph for hit in found.hits], found.total, found.exact, found.ranked)


async def _write_rows(
    visit: Visit, asked: Asked, found: Export, write: Callable[[list[Row], bool], Awaitable[None]]
) -> None:
    """The rows in parts, each read and searched for its spans on a thread, so that the server answers others."""
    for start in range(0, len(found.ids), CHUNK):
        ids = found.ids[start : start + CHUNK]
        rows = await visit.db.execute_fn(lambda conn, ids=ids: _read(conn, asked, ids))
        for row in rows:
            address = visit.article(row["article_id"], row["paragraph"], query=visit.query)
            row["address"] = visit.datasette.absolute_url(visit.request, address)
        await write(rows, start == 0)


def _read(conn: sqlite3.Connection, asked: Asked, ids: Sequence[Any]) -> list[Row]:
    rows = heading_rows(article_rows(conn, ids), asked.typed) if asked.headings else paragraph_rows(conn, ids)
    for row in rows:
        row["paragraph"] = row.pop("position")
        row["spans"] = find_spans(row["text"], asked.typed)
    return rows


def _cells(row: Row) -> list[object]:
    return [len(row["spans"]) if column == "hits" else row[column] for column in COLUMNS]


def _headers(found: Export) -> dict[str, str]:
    """Says what a CSV has no place for."""
    total = str(found.total) if found.exact else f"at least {found.total}"
    return {"x-baolan-total": total, "x-baolan-cut": f"after {len(found.ids)}" if found.cut else "no"}
