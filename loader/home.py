"""The home page: what the archives hold that this visitor may see, and the ways into them."""

from __future__ import annotations

from typing import Any

from loader.calendars import Month, Shades, month_grid
from loader.days_page import long_view
from loader.errors import BadArchive
from loader.holdings import Holdings, holdings_of
from loader.metadata import archive_description, instance_description
from loader.schema import check_schema
from loader.visit import Visit, decoded, may_read, words_for

GRIDS = 3  # months that are shown by day
OUTLETS = 30
NEWEST = 8
STORIES = 10

LATEST = """
    SELECT t.id, t.date, t.date_basis, t.outlet_basis, t.page, o.name AS outlet,
        (SELECT count(*) FROM articles a WHERE a.transcript_id = t.id) AS articles,
        (SELECT coalesce(a.headline, a.kicker) FROM articles a WHERE a.transcript_id = t.id ORDER BY a.position LIMIT 1)
            AS headline
    FROM transcripts t LEFT JOIN outlets o ON o.id = t.outlet_id
    ORDER BY t.date DESC, t.number DESC LIMIT :limit"""

REPRINTED = """
    SELECT id, title, printings, outlets, first_date FROM stories
    WHERE printings > 1 ORDER BY printings DESC, first_date DESC, id LIMIT :limit"""


async def home_context(datasette: Any, request: Any, archives: frozenset[str]) -> dict[str, Any]:
    """What the home page shows of each archive this visitor may see.

    `ours`: what Datasette says of the site where its owner says nothing; the page says that in the reader's language.
    """
    shown = []
    for name in sorted(archives):
        if not await may_read(datasette, request, name):
            continue
        visit = Visit(datasette, request, datasette.get_database(name))
        shown.append(await _archive(visit))
    return {"archives": shown, "t": words_for(request), "ours": instance_description()}


async def _archive(visit: Visit) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": visit.db.name, "visit": visit, "queries": query_titles(), "held": None}
    try:
        await visit.db.execute_fn(lambda conn: check_schema(conn, visit.db.name))
    except BadArchive as error:
        return shown | {"refused": str(error)}
    held = await holdings_of(visit.db)
    return shown | {
        "held": held,
        "outlets": held.outlets[:OUTLETS],
        "rows": long_view(held) if len(held.months()) > GRIDS else [],
        "grids": _grids(held),
        "newest": await visit.rows_in_time(LATEST, limit=NEWEST),
        "stories": await visit.rows_in_time(REPRINTED, limit=STORIES),
        "stories_held": next(iter(await visit.rows_in_time("SELECT count(*) AS n FROM stories")), {"n": 0})["n"],
        "download": _may_download(visit),
    }


def _grids(held: Holdings) -> list[Month]:
    """The newest months that have a paper, day by day."""
    months = sorted(held.months())[-GRIDS:]
    shades = Shades(articles for day, articles in held.days.items() if day[:7] in months)
    return [month_grid(month, held.days, shades) for month in months]


def _may_download(visit: Visit) -> bool:
    """Datasette hands out a whole file only where nobody can be writing to it."""
    return bool(visit.datasette.setting("allow_download")) and not visit.db.is_mutable


def query_titles() -> dict[str, str]:
    """The canned queries of an archive and their titles, in the order of `metadata.yml`."""
    return {name: query["title"] for name, query in archive_description({})["queries"].items()}


def query_hint(request: Any) -> str:
    """What the page of the canned search says when nothing was asked."""
    at_search = decoded(request.path.rstrip("/").rpartition("/")[2]) == "search"
    return words_for(request)("empty-search") if at_search and not (request.args.get("q") or "").strip() else ""
