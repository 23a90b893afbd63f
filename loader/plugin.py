"""What Datasette gains from us: Chinese search, reading pages, descriptions, CSV that Excel can read.

Works on Datasette 0.65 and 1.0, loaded by its entry point or from a `--plugins-dir`. Only databases that are our
archives are touched; others served beside them keep Datasette's own behaviour.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import handle_exception  # type: ignore[import-untyped]
from datasette.utils import tilde_encode  # type: ignore[import-untyped]
from markupsafe import Markup
from pluggy import HookimplMarker

from loader import answering, cells, forms, home, index, metadata, query, routes
from loader.answering import OURS, QUERY
from loader.errors import BadArchive
from loader.schema import check_schema, is_archive
from loader.served import SERVED, Served, archives_of, is_ours
from loader.static_files import HERE, STYLES, static_address
from loader.words import segment

hookimpl = HookimplMarker("datasette")
# Keys of metadata that describe nothing, so that we have nothing to say of them.
NEVER_SAID = ("allow", "allow_sql", "permissions", "plugins")
# At most, for each of Datasette's three connections. Counting and faceting the hits of a common character reads every
# page of the text (40 MB of 10 M characters) several times; SQLite's own 2 MB make it a tenth slower.
CACHE_KIB = 65_536


# ---- search ----------------------------------------------------------------------------------------------------------


@hookimpl(trylast=True)  # without trylast Datasette's own escape_fts can be registered over ours, silently
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    index.register(conn)
    try:
        if not is_archive(conn):
            return
        check_schema(conn, database)
        index.check_folding(conn, database)
    except BadArchive as error:
        index.refuse_search(conn, "escape_fts", str(error))
    except sqlite3.DatabaseError:
        return  # not a database, or an archive too broken to read: Datasette says so itself
    else:
        conn.create_function("escape_fts", 1, _escape_fts, deterministic=True)
        conn.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def _escape_fts(typed: object) -> str:
    return query.match_expression("" if typed is None else str(typed))


# ---- descriptions ----------------------------------------------------------------------------------------------------


@hookimpl
def startup(datasette: Any) -> Callable[[], Awaitable[None]]:
    # Where rich is installed, and our commands need it, Datasette prints the variables of every frame for each address
    # that is not found (0.1 s), and 0.65 fails over it at an address that nothing answers.
    handle_exception.rich = None

    async def inner() -> None:
        files = {name: db for name, db in datasette.databases.items() if not db.is_memory}
        archives = frozenset([name for name, db in files.items() if await is_ours(db)])
        told_by_us = hasattr(datasette, "set_database_metadata")
        described: dict[str, Any] = {}
        if not told_by_us:
            described["databases"] = {
                name: metadata.archive_description(datasette.metadata("tables", database=name, fallback=False) or {})
                for name in archives
            }
            if archives and len(archives) == len(files):
                described.update(metadata.instance_description())
        SERVED[datasette] = Served(archives, described)
        if archives:  # headings are cut into words: let the first reader not wait until the dictionary has been read
            asyncio.get_running_loop().run_in_executor(None, segment, "报栏")
        if told_by_us:
            for name in archives:
                await metadata.tell(datasette, name)
            if archives and len(archives) == len(files):
                await metadata.tell_instance(datasette)

    return inner


@hookimpl  # 0.65 only; 1.0 has no such hook and is told at startup
def get_metadata(datasette: Any, key: str | None) -> dict[str, Any]:
    # To decide who may see a table Datasette asks for `allow` and `tables`, for each table of a page, and copies what
    # it is told: with all our descriptions that takes 2 ms each time.
    served = SERVED.get(datasette, Served())
    return {} if key in NEVER_SAID else served.settings if key == "tables" else served.metadata


# ---- pages -----------------------------------------------------------------------------------------------------------


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    return routes.routes()


@hookimpl(optionalhook=True)  # 0.65 only
def skip_csrf(scope: dict[str, Any]) -> bool:
    return forms.needs_own_check(scope)


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Put our templates before those of other plugins (search-all has a home page too), behind `--template-dir`."""
    searched = env.loader.loaders[0].searchpath
    ours = str(HERE / "templates")
    if ours in searched:  # since Python 3.12 Datasette finds them itself
        searched.remove(ours)
    searched.insert(1 if datasette.template_dir else 0, ours)


@hookimpl
def extra_template_vars(datasette: Any, request: Any, template: str) -> Callable[[], Awaitable[dict[str, Any]]] | None:
    archives = archives_of(datasette)
    if not archives or request is None:
        return None

    async def inner() -> dict[str, Any]:
        notes = request.scope.get(OURS, set())
        if template == "index.html" and "home" in notes:
            return _script(datasette)
        if template == "index.html":
            notes.add("page")  # Datasette makes the answer; we add our headers to it
            return {"baolan": await home.home_context(datasette, request, archives), **_script(datasette)}
        if template and template.startswith("baolan/"):
            return _script(datasette)
        if template == "query.html":
            return {"baolan_hint": home.query_hint(request)}
        if template == "table.html" and "_search" in request.args:
            return {"search": request.args["_search"]}  # 1.0a41 forgets what was searched for
        return {}

    return inner


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    if not archives_of(datasette):
        return []
    return [static_address(datasette, "baolan.css")]


def _script(datasette: Any) -> dict[str, Any]:
    styles = {one: static_address(datasette, f"{one}.css") for one in STYLES}
    return {"baolan_script": static_address(datasette, "baolan.js"), "baolan_styles": styles}


@hookimpl
def extra_body_script() -> str:
    """0.65 does not say which language its own words are in."""
    return 'document.documentElement.lang ||= "en";'


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> Markup | None:
    if database not in archives_of(datasette):
        return None
    base = f"{datasette.urls.database(database)}/-/"
    limit = datasette.setting("truncate_cells_html") or 0
    return cells.render(row, value, column, table, base, tilde_encode, QUERY.get(), limit)


# ---- HTTP ------------------------------------------------------------------------------------------------------------


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    return answering.wrap
