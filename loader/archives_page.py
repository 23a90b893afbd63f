"""One search over all archives that are served: how often each holds the words, and its newest places."""

from __future__ import annotations

import sqlite3
from asyncio import gather
from typing import Any

from datasette.utils.asgi import Forbidden  # type: ignore[import-untyped]

from loader.analysis import json_answer, typed_query, why_nothing
from loader.cells import marked_snippet
from loader.errors import BadArchive
from loader.filters import EVERYTHING
from loader.hits import Row, paragraph_rows
from loader.index import check_folding
from loader.schema import check_schema
from loader.search import search, with_total
from loader.visit import Visit, may_read

EACH = 3  # places that are shown of each archive
SNIPPET = 80
MOST = 200  # archives that one question is put to


async def archives_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """The page of all archives; with `q` what each of them holds, those with most hits first."""
    typed = typed_query(request.args)
    found, left_out = await _ask_all(datasette, request, archives, typed)
    visit = Visit(datasette, request, found[0]["visit"].db) if found else None
    context: dict[str, Any] = {
        "typed": typed,
        "why": why_nothing(typed) if typed else None,
        "found": found,
        "hits": sum(one["total"] for one in found),
        "exact": all(one["exact"] for one in found),
        "left_out": left_out,
    }
    if visit is None:
        raise Forbidden("None of the archives here can be read: you may not see them, or another version built them")
    return await visit.show("archives.html", **context)


async def archives_json(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    typed = typed_query(request.args)
    found, left_out = await _ask_all(datasette, request, archives, typed)
    return json_answer(
        {
            "query": typed,
            "cut": bool(left_out),
            "archives": [
                {
                    "archive": one["name"],
                    "total": one["total"],
                    "total_is_exact": one["exact"],
                    "address": datasette.absolute_url(request, one["visit"].view("search", q=typed)),
                    "hits": [{key: row[key] for key in ("article_id", "date", "outlet", "headline", "position", "text")}
                             for row in one["rows"]],
                }
                for one in found
            ],
        }
    )  # fmt: skip


async def _ask_all(
    datasette: Any, request: Any, archives: frozenset[str], typed: str
) -> tuple[list[dict[str, Any]], int]:
    """What every archive that this visitor may read holds, and how many were not asked."""
    names = [name for name in sorted(archives) if await may_read(datasette, request.actor, name)]
    visits = [Visit(datasette, request, datasette.get_database(name)) for name in names[:MOST]]
    found = await gather(*(_ask(visit, typed) for visit in visits))
    told = sorted((one for one in found if one), key=lambda one: (-one["total"], one["name"]))
    return told, len(names) - len(visits)


async def _ask(visit: Visit, typed: str) -> dict[str, Any] | None:
    def read(conn: sqlite3.Connection) -> tuple[list[Row], int, bool]:
        check_schema(conn, visit.db.name)
        check_folding(conn, visit.db.name)
        if not typed:
            return [], 0, True
        results = with_total(conn, typed, EVERYTHING, search(conn, typed, order="newest", limit=EACH))
        return paragraph_rows(conn, [hit.paragraph for hit in results.hits]), results.total, results.exact

    try:
        rows, total, exact = await visit.db.execute_fn(read)
    except BadArchive:
        return None
    for row in rows:
        row["snippet"] = marked_snippet(row["text"], typed, SNIPPET)
        row["address"] = visit.article(row["article_id"], row["position"], query=typed)
    return {"name": visit.db.name, "visit": visit, "rows": rows, "total": total, "exact": exact}


ROUTES = [(r"archives", archives_page), (r"archives\.json", archives_json)]
"""Addresses behind `/-/`, of all archives together."""
