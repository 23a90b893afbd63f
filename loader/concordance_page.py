"""The concordance as a page, as CSV and as JSON."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from datasette.utils import sqlite_timelimit  # type: ignore[import-untyped]
from datasette.utils.asgi import AsgiStream  # type: ignore[import-untyped]

from loader.analysis import Scope, bom, dumps, number, open_scope, typed_query, why_nothing
from loader.citation import gb_t_7714
from loader.concordance import SORTS, sort_lines
from loader.hit_counts import Total, count
from loader.occurrences import CHUNK, LAST_ID, Line, lines_of, read_chunk, read_lines, with_sources
from loader.spreadsheet import csv_lines
from loader.visit import Visit, open_visit

SORTED = 5_000  # lines that are read to be sorted: 0.4 s
PAGE = 100
EXPORTED = 100_000
WIDTH, MAX_WIDTH = 20, 200
WIDTHS = (10, 20, 30, 50, 100)
MILLISECONDS = 1_500
COLUMNS = (
    "before", "hit", "after", "outlet", "date", "headline", "role", "article_id", "paragraph", "start", "end",
    "citation",
)  # fmt: skip


class Asked(NamedTuple):
    """A question for a concordance. `width`: code points of context on either side."""

    typed: str
    sort: str
    width: int
    scope: Scope

    def arguments(self, **changed: str) -> list[tuple[str, str]]:
        said = {"q": self.typed, "sort": self.sort if self.sort != SORTS[0] else ""}
        said["width"] = str(self.width) if self.width != WIDTH else ""
        return [(name, value) for name, value in {**said, **changed}.items() if value] + self.scope.arguments


class Found(NamedTuple):
    """The lines of one page, of `total` lines that were read; `cut`: there are more. `paragraphs`: that hold hits."""

    lines: list[Line]
    total: int
    cut: bool
    paragraphs: Total


async def concordance_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    asked = await _asked(visit)
    offset = number(request.args, "offset", 0, SORTED) // PAGE * PAGE
    why = why_nothing(asked.typed) if asked.typed else None
    found = slow = None
    if asked.typed and not why:
        try:
            found = await visit.db.execute_fn(lambda conn: _find(conn, asked, offset))
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            slow = True
    return await visit.show(
        "concordance.html",
        asked=asked,
        scope=asked.scope,
        found=found,
        lines=[_linked(visit, line) for line in found.lines] if found else [],
        why=why,
        slow=slow,
        offset=offset,
        page=PAGE,
        sorts=SORTS,
        widths=sorted({*WIDTHS, asked.width}),
        sorted_lines=f"{SORTED:,}",
        exported=f"{EXPORTED:,}",
    )


async def _asked(visit: Visit) -> Asked:
    arguments = visit.request.args
    scope = await visit.db.execute_fn(lambda conn: open_scope(conn, visit, arguments))
    sort = (arguments.get("sort") or SORTS[0]).strip()
    if sort not in SORTS:
        scope.notes.append(visit.words("bad-sort", value=sort[:50]))
        sort = SORTS[0]
    width = max(number(arguments, "width", WIDTH, MAX_WIDTH), 1)
    return Asked(typed_query(arguments), sort, width, scope)


def _find(conn: sqlite3.Connection, asked: Asked, offset: int) -> Found:
    paragraphs = count(conn, asked.typed, asked.scope.filters)
    with sqlite_timelimit(conn, MILLISECONDS):
        lines = list(islice(read_lines(conn, asked.typed, asked.scope.filters, asked.width), SORTED + 1))
        shown = sort_lines(lines[:SORTED], asked.sort)[offset : offset + PAGE]
    return Found(shown, min(len(lines), SORTED), len(lines) > SORTED, paragraphs)


def _linked(visit: Visit, line: Line) -> Line:
    return dict(line, href=visit.article(line["article_id"], line["paragraph"], query=visit.query))


# ---- files -----------------------------------------------------------------------------------------------------------


async def concordance_csv(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """All lines to a bound; sorted as asked where they are no more than `SORTED`, else newest first."""
    visit = await open_visit(datasette, request, archives)
    asked = await _asked(visit)

    async def write(writer: Any) -> None:
        await writer.write(bom(request.args) + csv_lines([COLUMNS]))
        await _write(visit, asked, lambda lines: writer.write(csv_lines(map(_cells, lines))))

    headers = {"content-disposition": 'attachment; filename="concordance.csv"'}
    return AsgiStream(write, headers=headers, content_type="text/csv; charset=utf-8")


async def concordance_json(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """As the CSV, with the question before and, after the lines, whether they were cut."""
    visit = await open_visit(datasette, request, archives)
    asked = await _asked(visit)
    head = {
        "query": asked.typed,
        "sort": asked.sort,
        "width": asked.width,
        "outlets": list(asked.scope.filters.outlets),
        "from": asked.scope.filters.date_from,
        "to": asked.scope.filters.date_to,
        "notes": asked.scope.notes,
        "limit": EXPORTED,
    }

    async def write(writer: Any) -> None:
        await writer.write(f'{dumps(head)[:-1]}, "lines": [')
        between = "\n"

        async def objects(lines: list[Line]) -> None:
            nonlocal between
            await writer.write(
                between + ",\n".join(dumps(dict(zip(COLUMNS, _cells(line), strict=True))) for line in lines)
            )
            between = ",\n"

        cut = await _write(visit, asked, objects)
        await writer.write(f'\n], "cut": {dumps(cut)}}}\n')

    return AsgiStream(write, content_type="application/json; charset=utf-8")


async def _write(visit: Visit, asked: Asked, write: Callable[[list[Line]], Awaitable[None]]) -> bool:
    """Write lines with their citations in batches, each read on a thread so that others are served; whether they were
    cut at `EXPORTED`."""
    waiting: list[Line] | None = []  # until it is known whether all can be sorted
    written, below = 0, LAST_ID
    while not why_nothing(asked.typed):
        paragraphs, lines = await visit.db.execute_fn(lambda conn, below=below: _chunk(conn, asked, below))
        lines = [dict(line, citation=_citation(visit, line)) for line in lines]
        last = len(paragraphs) < CHUNK
        if waiting is not None:
            lines = waiting = waiting + lines
            if len(waiting) <= SORTED and not last:
                below = paragraphs[-1]["id"]
                continue
            if len(waiting) <= SORTED:
                lines = await visit.db.execute_fn(lambda _, lines=lines: sort_lines(lines, asked.sort))
            waiting = None
        if lines:
            await write(lines[: EXPORTED - written])
        written += len(lines)
        if last or written > EXPORTED:
            break
        below = paragraphs[-1]["id"]
    return written > EXPORTED


def _chunk(conn: sqlite3.Connection, asked: Asked, below: int) -> tuple[Sequence[Line], list[Line]]:
    paragraphs = read_chunk(conn, asked.typed, asked.scope.filters, below)
    return paragraphs, with_sources(conn, list(lines_of(paragraphs, asked.typed, asked.width)))


def _cells(line: Line) -> list[object]:
    return [line[column] for column in COLUMNS]


def _citation(visit: Visit, line: Line) -> str:
    path = visit.article(line["article_id"], line["paragraph"])
    return gb_t_7714(line, str(visit.datasette.absolute_url(visit.request, path)), line["authors"])


ROUTES = [
    (r"concordance", concordance_page),
    (r"concordance\.csv", concordance_csv),
    (r"concordance\.json", concordance_json),
]
