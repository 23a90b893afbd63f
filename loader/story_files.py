"""A story as files: its apparatus as CSV and JSON, its text with all readings as TEI."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import NotFound, Response  # type: ignore[import-untyped]

from loader.analysis import csv_answer, json_answer
from loader.story_page import READS, Told, read_asked, read_places
from loader.story_rows import Row, count_kinds, read_story, read_variants, read_witnesses
from loader.tei import Printing, tei
from loader.visit import Visit, decoded, open_visit

EXPORTED = 20_000  # variants in a CSV or JSON
CSV_COLUMNS = (
    "place", "kind", "role", "reason", "before", "after", "siglum", "outlet", "date", "reading", "moved", "article_id",
    "paragraph", "line", "start", "end", "address",
)  # fmt: skip


async def apparatus_csv(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """A row for every witness of every variant; who prints nothing there has an empty reading."""
    visit, told = await _told(datasette, request, archives)
    rows: list[list[object]] = []
    for variant in told.variants:
        of = {reading["siglum"]: reading for reading in variant["readings"]}
        for witness in told.witnesses:
            cells = {**witness, **variant, **of.get(witness["siglum"], {}), "siglum": witness["siglum"]}
            cells["address"] = _address(visit, cells) if witness["siglum"] in of else None
            rows.append([cells.get(column) for column in CSV_COLUMNS])
    return csv_answer(request.args, "apparatus", [CSV_COLUMNS, *rows])


async def apparatus_json(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """The story, its witnesses, and its variants, each with the readings of those who print something there."""
    _, told = await _told(datasette, request, archives)
    left_out = {"variant_id", "position", "story_id"}
    return json_answer(
        {
            "story": told.story,
            "witnesses": [_without(witness, {"story_id"}) for witness in told.witnesses],
            "kinds": told.counts,
            "cut": len(told.variants) == EXPORTED,
            "variants": [
                _without(variant, {"id", "story_id"})
                | {"readings": [_without(reading, left_out) for reading in variant["readings"]]}
                for variant in told.variants
            ],
        }
    )


async def story_tei(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit, told = await _told(datasette, request, archives, limit=0)
    places = await visit.db.execute_fn(lambda conn: read_places(conn, told.story))
    if places is None:
        return Response.text(visit.words("story-too-long") + "\n", status=413)
    address = visit.datasette.absolute_url(visit.request, visit.story(told.story["id"]))
    printings = [
        Printing(
            w["article_id"], w["siglum"], w["outlet"], w["date"], w["headline"], w["attribution"],
            "inferred" in (w["outlet_basis"], w["date_basis"]),
        )
        for w in told.witnesses
    ]  # fmt: skip
    body = tei(told.story["title"], address, printings, places)
    headers = {"content-disposition": 'attachment; filename="story.xml"'}
    return Response(body, headers=headers, content_type="application/xml; charset=utf-8")


async def _told(datasette: Any, request: Any, archives: frozenset[str], limit: int = EXPORTED) -> tuple[Visit, Told]:
    visit = await open_visit(datasette, request, archives, READS)
    id = decoded(request.url_vars["id"])
    kinds = set(read_asked(request.args).kinds)

    def read(conn: sqlite3.Connection) -> Told | None:
        story = read_story(conn, id)
        if story is None:
            return None
        found = read_variants(conn, id, kinds, limit, readings=10 * EXPORTED)
        return Told(story, read_witnesses(conn, id, EXPORTED), count_kinds(conn, id), found, [], None)

    told = await visit.db.execute_fn(read)
    if told is None:
        raise NotFound(f"There is no story {id[:200]}")
    return visit, told


def _address(visit: Visit, cells: Row) -> str:
    path = visit.article(cells["article_id"], cells["paragraph"])
    return str(visit.datasette.absolute_url(visit.request, path))


def _without(row: Row, columns: set[str]) -> Row:
    return {name: value for name, value in row.items() if name not in columns}


ROUTES = [
    (r"story/(?P<id>[^/]+)/apparatus\.csv", apparatus_csv),
    (r"story/(?P<id>[^/]+)/apparatus\.json", apparatus_json),
    (r"story/(?P<id>[^/]+)/tei\.xml", story_tei),
]
