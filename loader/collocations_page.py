"""The page of collocations: which words stand beside the hits of a query. Also as CSV and JSON."""

from __future__ import annotations

from typing import Any

from loader.analysis import csv_answer, json_answer, open_scope, typed_query, why_nothing
from loader.collocation import Collocate
from loader.visit import Visit
from loader.vocabulary import company, side_of, stale
from loader.wordforms import EXPORTED, LEAST, SHOWN, in_time, open_words, quoted

WINDOWS = (1, 2, 3, 5, 8, 10)
BY = ("log_dice", "g2", "t_score", "times")
COLLOCATE_COLUMNS = (
    "word",
    "count",
    "left",
    "right",
    "count_in_all",
    "articles",
    "log_dice",
    "log_likelihood",
    "t_score",
)


async def _collocations(datasette: Any, request: Any, archives: frozenset[str]) -> dict[str, Any]:
    visit, form = await open_words(datasette, request, archives)
    typed = typed_query(request.args)
    window, least, by = form.number("window", 5, 10), form.number("least", 2, 10_000), form.one("by", BY)
    context: dict[str, Any] = {
        "visit": visit, "form": form, "typed": typed, "window": window, "least": least, "by": by, "found": None,
        "why": None, "stale": 0,
    }  # fmt: skip
    scope = await visit.db.execute_fn(lambda conn: open_scope(conn, visit, request.args))
    why = why_nothing(typed) if typed else None
    found = None
    if typed and not why:
        found = await in_time(visit, lambda conn: company(conn, typed, scope.filters, window, least, by))  # type: ignore[arg-type]
        why = "words-slow" if found is None else None
    said = {"q": typed, "window": str(window) if window != 5 else "", "least": str(least) if least != 2 else ""}
    said["by"] = by if by != BY[0] else ""
    asked = [(name, value) for name, value in said.items() if value] + scope.arguments
    missing = await visit.db.execute_fn(lambda conn: stale(conn, side_of(scope.filters)))
    form.notes += scope.notes
    return context | {"found": found, "why": why, "scope": scope, "stale": missing, "arguments": asked}


async def collocations_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    context = await _collocations(datasette, request, archives)
    visit: Visit = context.pop("visit")
    found = context["found"]
    rows = [
        (
            one,
            visit.view("search", [("q", f"{context['typed']} {quoted(one.word)}"), *context["scope"].search_arguments]),
        )
        for one in (found.found[:SHOWN] if found else ())
    ]
    return await visit.show(
        "collocations.html", rows=rows, shown=SHOWN, exported=f"{EXPORTED:,}", bys=BY,
        windows=sorted({*WINDOWS, context["window"]}), leasts=sorted({*LEAST, context["least"]}), **context,
    )  # fmt: skip


async def collocations_csv(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    context = await _collocations(datasette, request, archives)
    found = context["found"]
    rows = map(_collocate_cells, found.found[:EXPORTED]) if found else ()
    return csv_answer(request.args, "collocations", [COLLOCATE_COLUMNS, *rows])


async def collocations_json(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    context = await _collocations(datasette, request, archives)
    visit, found = context["visit"], context["found"]
    return json_answer(
        {
            "query": context["typed"],
            "window": context["window"],
            "notes": [*context["form"].notes, *([visit.words(context["why"])] if context["why"] else [])],
            "uncounted": context["stale"],
            "hits": found.hits if found else 0,
            "paragraphs_read": found.read if found else 0,
            "paragraphs_found": found.total if found else 0,
            "paragraphs_found_is_exact": found.exact if found else True,
            "limit": EXPORTED,
            "cut": bool(found and len(found.found) > EXPORTED),
            "words": [
                dict(zip(COLLOCATE_COLUMNS, _collocate_cells(one), strict=True))
                for one in (found.found[:EXPORTED] if found else ())
            ],
        }
    )


def _collocate_cells(one: Collocate) -> list[object]:
    return [
        one.word, one.times, one.left, one.right, one.total, one.articles, round(one.log_dice, 2), round(one.g2, 2),
        round(one.t_score, 2),
    ]  # fmt: skip


ROUTES = [
    (r"collocations", collocations_page),
    (r"collocations\.csv", collocations_csv),
    (r"collocations\.json", collocations_json),
]
