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
NEWEST = 8  # front pages
STORIES = 10

# The bare columns are those of the outlet's first article of the day, which stands on its front page.
FRONT_PAGES = """
    SELECT min(a.number), a.transcript_id AS id, a.date, t.date_basis, t.outlet_basis, o.name AS outlet,
        coalesce(a.headline, a.kicker) AS headline, count(*) AS articles, count(DISTINCT a.transcript_id) AS pages
    FROM articles a JOIN transcripts t ON t.id = a.transcript_id LEFT JOIN outlets o ON o.id = a.outlet_id
    WHERE a.date IN ({days}) GROUP BY a.date, a.outlet_id ORDER BY a.date DESC, o.name IS NULL, o.name LIMIT :limit"""
TABLES = ("articles", "paragraphs", "transcripts", "outlets", "people", "evidence", "lines", "flags", "stories")
REPRINTED = """
    SELECT id, title, printings, outlets, first_date FROM stories
    WHERE printings > 1 ORDER BY printings DESC, first_date DESC, id LIMIT :limit"""


async def home_context(datasette: Any, request: Any, archives: frozenset[str]) -> dict[str, Any]:
    """What the home page shows of each archive this visitor may see.

    `ours`: what Datasette says of the site where its owner says nothing; the page says that in the reader's language.
    """
    shown = []
    for name in sorted(archives):
        if not await may_read(datasette, request.actor, name):
            continue
        visit = Visit(datasette, request, datasette.get_database(name))
        shown.append(await _archive(visit))
    names = {archive["name"] for archive in shown}
    return {
        "archives": shown,
        "names": names,
        "t": words_for(request),
        "ours": instance_description(),
        "tables": TABLES,
    }


async def own_page(datasette: Any, request: Any, archives: frozenset[str]) -> dict[str, Any] | None:
    """Everything that the template of the home page shows, without asking Datasette for all its tables. None where
    there are other databases to be listed, or archives that this visitor may not see."""
    others = {name for name, db in datasette.databases.items() if name not in archives and not db.is_memory}
    if others or not archives:
        return None
    context = await home_context(datasette, request, archives)
    if len(context["archives"]) < len(archives):
        return None
    if hasattr(datasette, "get_instance_metadata"):
        metadata = await datasette.get_instance_metadata()
    else:
        metadata = datasette.metadata()
    databases = [{"name": archive["name"]} for archive in context["archives"]]
    return {"baolan": context, "metadata": metadata, "databases": databases}


async def _archive(visit: Visit) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": visit.db.name,
        "visit": visit,
        "queries": query_titles(visit.words.lang),
        "held": None,
    }
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
        "newest": await _newest(visit, held),
        "stories": await visit.rows_in_time(REPRINTED, limit=STORIES),
        "stories_held": next(iter(await visit.rows_in_time("SELECT count(*) AS n FROM stories")), {"n": 0})["n"],
        "download": _may_download(visit),
    }


async def _newest(visit: Visit, held: Holdings) -> list[dict[str, Any]]:
    """The front page of each outlet on the newest days."""
    days = {f"day{n}": day for n, day in enumerate(list(held.days)[-NEWEST:])}
    sql = FRONT_PAGES.format(days=", ".join(f":{name}" for name in days))
    return await visit.rows_in_time(sql, **days, limit=NEWEST)


def _grids(held: Holdings) -> list[Month]:
    """The newest months that have a paper, day by day."""
    months = sorted(held.months())[-GRIDS:]
    shades = Shades(articles for day, articles in held.days.items() if day[:7] in months)
    return [month_grid(month, held.days, shades) for month in months]


def _may_download(visit: Visit) -> bool:
    """Datasette hands out a whole file only where nobody can be writing to it."""
    return bool(visit.datasette.setting("allow_download")) and not visit.db.is_mutable


def query_titles(lang: str) -> dict[str, str]:
    """The canned queries of an archive and their titles, in the order of `metadata.yml`, where a title is one Chinese
    word followed by its English."""
    titles = {name: query["title"].partition(" ") for name, query in archive_description({})["queries"].items()}
    return {name: (english if lang == "en" else chinese) or chinese for name, (chinese, _, english) in titles.items()}


def query_hint(request: Any) -> str:
    """What the page of the canned search says when nothing was asked."""
    at_search = decoded(request.path.rstrip("/").rpartition("/")[2]) == "search"
    return words_for(request)("empty-search") if at_search and not (request.args.get("q") or "").strip() else ""
