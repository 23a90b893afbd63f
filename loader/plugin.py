"""What Datasette gains from us: Chinese search, reading pages, descriptions, CSV that Excel can read.

Works on Datasette 0.65 and 1.0, loaded by its entry point or from a `--plugins-dir`. Only databases that are our
archives are touched; others served beside them keep Datasette's own behaviour.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

from datasette.database import QueryInterrupted  # type: ignore[import-untyped]
from datasette.utils import tilde_encode  # type: ignore[import-untyped]
from datasette.utils.asgi import NotFound, Response  # type: ignore[import-untyped]
from datasette.views.index import IndexView  # type: ignore[import-untyped]
from markupsafe import Markup
from pluggy import HookimplMarker

from loader import (
    archives_page,
    batch_page,
    cells,
    collocations_page,
    concordance_page,
    days_page,
    feed,
    forms,
    front_page,
    home,
    index,
    metadata,
    pages,
    people_page,
    query,
    references_page,
    results,
    story_page,
    trends,
    why_page,
    words_page,
)
from loader.errors import BadArchive
from loader.messages import COOKIE, known_language
from loader.schema import check_schema, is_archive
from loader.security import EVERYWHERE, page_headers
from loader.visit import MAX_QUERY, VARY, refusal, too_slow
from loader.words import segment

hookimpl = HookimplMarker("datasette")
HERE = Path(__file__).resolve().parent
STATIC = {"baolan.css": "text/css; charset=utf-8", "baolan.js": "text/javascript; charset=utf-8"}
BOM = "\ufeff".encode()
LONGEST_HEADER = 8_192
# Keys of metadata that describe nothing, so that we have nothing to say of them.
NEVER_SAID = ("allow", "allow_sql", "permissions", "plugins")
# In a request's scope: what its answer is to be told, and that our wrapper is around it.
OURS = "baolan"
# At most, for each of Datasette's three connections. Counting and faceting the hits of a common character reads every
# page of the text (40 MB of 10 M characters) several times; SQLite's own 2 MB make it a tenth slower.
CACHE_KIB = 65_536


@dataclass(frozen=True)
class Served:
    """What one Datasette serves of ours: the names of the archives, and what 0.65 is to be told of them."""

    archives: frozenset[str] = frozenset()
    metadata: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """`metadata` with what decides how tables are shown, and no words about them."""
        return {"databases": {name: _settings(block) for name, block in self.metadata.get("databases", {}).items()}}


def _settings(block: dict[str, Any]) -> dict[str, Any]:
    words = ("columns", "description")
    tables = block.get("tables", {}).items()
    return {"tables": {table: {k: v for k, v in said.items() if k not in words} for table, said in tables}}


_SERVED: WeakKeyDictionary[Any, Served] = WeakKeyDictionary()
# What the reader searched for in this request, so that cells can mark it (0.65 tells `render_cell` no request).
_QUERY: ContextVar[str] = ContextVar("baolan_query", default="")


def archives_of(datasette: Any) -> frozenset[str]:
    return _SERVED.get(datasette, Served()).archives


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
    async def inner() -> None:
        files = {name: db for name, db in datasette.databases.items() if not db.is_memory}
        archives = frozenset([name for name, db in files.items() if await _ours(db)])
        told_by_us = hasattr(datasette, "set_database_metadata")
        described: dict[str, Any] = {}
        if not told_by_us:
            described["databases"] = {
                name: metadata.archive_description(datasette.metadata("tables", database=name, fallback=False) or {})
                for name in archives
            }
            if archives and len(archives) == len(files):
                described.update(metadata.instance_description())
        _SERVED[datasette] = Served(archives, described)
        if archives:  # headings are cut into words: let the first reader not wait until the dictionary has been read
            asyncio.get_running_loop().run_in_executor(None, segment, "报栏")
        if told_by_us:
            for name in archives:
                await metadata.tell(datasette, name)
            if archives and len(archives) == len(files):
                await metadata.tell_instance(datasette)

    return inner


async def _ours(db: Any) -> bool:
    try:
        return bool(await db.execute_fn(is_archive))
    except sqlite3.DatabaseError:
        return False


@hookimpl  # 0.65 only; 1.0 has no such hook and is told at startup
def get_metadata(datasette: Any, key: str | None) -> dict[str, Any]:
    # To decide who may see a table Datasette asks for `allow` and `tables`, for each table of a page, and copies what
    # it is told: with all our descriptions that takes 2 ms each time.
    served = _SERVED.get(datasette, Served())
    return {} if key in NEVER_SAID else served.settings if key == "tables" else served.metadata


# ---- pages -----------------------------------------------------------------------------------------------------------


# Modules whose ROUTES are pages of an archive: (address behind `/<database>/-/`, page).
PAGES = (
    pages,
    front_page,
    why_page,
    days_page,
    people_page,
    results,
    concordance_page,
    trends,
    batch_page,
    words_page,
    collocations_page,
    references_page,
    story_page,
    feed,
)


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    routes = [
        (rf"/(?P<database>[^/]+)/-/{address}$", _of_archive(page))
        for module in PAGES
        for address, page in module.ROUTES
    ]
    home_page = (r"/(?P<format>)$", _home)  # Datasette's own view wants to know the format; other formats are its own
    together = [(rf"/-/{address}$", _of_all(page)) for address, page in archives_page.ROUTES]
    return [home_page, *routes, *together, (r"/-/baolan/(?P<name>[a-z.-]+)$", _static)]


@hookimpl(optionalhook=True)  # 0.65 only
def skip_csrf(scope: dict[str, Any]) -> bool:
    return forms.needs_own_check(scope)


def _of_archive(page: Callable[[Any, Any, frozenset[str]], Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def view(datasette: Any, request: Any) -> Any:
        try:
            return await page(datasette, request, archives_of(datasette))
        except BadArchive as error:
            return await refusal(datasette, request, error)
        except QueryInterrupted:
            return await too_slow(datasette, request)

    return view


async def _home(datasette: Any, request: Any, send: Any) -> Any:
    """Our home page, where every database is one of our archives and the owner has made no home page of their own;
    else Datasette's, which lists all databases and renders the same template. It takes as long again."""
    if not datasette.template_dir:
        context = await home.own_page(datasette, request, archives_of(datasette))
        if context is not None:
            request.scope.get(OURS, set()).add("home")
            html = await datasette.render_template("index.html", context, request=request)
            return Response.html(html, headers={"vary": VARY, **page_headers()})
    return await IndexView.as_view(datasette)(request, send)


def _of_all(page: Callable[[Any, Any, frozenset[str]], Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def view(datasette: Any, request: Any) -> Any:
        return await page(datasette, request, archives_of(datasette))

    return view


async def _static(request: Any) -> Any:
    name = request.url_vars["name"]
    if name not in STATIC:
        raise NotFound(f"No such file: {name}")
    return Response(_static_text(name), content_type=STATIC[name], headers={"cache-control": "max-age=86400"})


@cache
def _static_text(name: str) -> str:
    """A file as it is sent: a stylesheet without its comments and indents, which are an eighth of it."""
    text = (HERE / "static" / name).read_text(encoding="utf-8")
    if not name.endswith(".css"):
        return text
    text = re.sub(r"/\*.*?\*/|(?<=[{};,])\s+|\s+(?=[{}])", "", text, flags=re.S)
    return text.replace(": ", ":").replace(";}", "}").replace(" > ", ">")


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
    return [_static_address(datasette, "baolan.css")]


def _script(datasette: Any) -> dict[str, str]:
    return {"baolan_script": _static_address(datasette, "baolan.js")}


def _static_address(datasette: Any, name: str) -> str:
    return str(datasette.urls.path(f"/-/baolan/{name}?{_version(name)}"))


@cache
def _version(name: str) -> str:
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:8]


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
    return cells.render(row, value, column, table, base, tilde_encode, _QUERY.get(), limit)


# ---- HTTP ------------------------------------------------------------------------------------------------------------


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """`?_bom=1` puts a byte order mark before any CSV; `?lang=` is remembered; the words searched for are noted."""

    def wrap(app: Any) -> Any:
        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http" or OURS in scope:  # loaded twice: by entry point and from a plugins-dir
                await app(scope, receive, send)
                return
            asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
            csv = scope["path"].endswith(".csv")
            words = next((asked[key][0] for key in ("_search", "_search_text", "q") if key in asked), "")[:MAX_QUERY]
            token = _QUERY.set(words)
            try:
                notes: set[str] = set()
                await app({**_without_language(scope, asked), OURS: notes}, receive, _Sender(send, asked, csv, notes))
            finally:
                _QUERY.reset(token)

        return wrapped

    return wrap


def _without_language(scope: Any, asked: dict[str, list[str]]) -> Any:
    """The request without `?lang=` where Datasette would filter a table by it, and find nothing without a word."""
    path = scope["path"]
    if "/-/" in path or path.endswith("/") or not known_language(asked.get("lang", [""])[0]):
        return scope
    kept = [pair for pair in scope["query_string"].split(b"&") if not pair.startswith(b"lang=")]
    return {**scope, "query_string": b"&".join(kept)}


class _Sender:
    """`send`, changed for what the address asks."""

    def __init__(self, send: Any, asked: dict[str, list[str]], csv: bool, notes: set[str]) -> None:
        self.send, self.notes = send, notes
        self.bom = csv and asked.get("_bom", ["0"])[0] not in ("0", "off", "false")
        self.language = known_language(asked.get("lang", [""])[0])

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            message = dict(message, headers=self._headers([tuple(pair) for pair in message.get("headers", [])]))
        elif self.bom and message["type"] == "http.response.body" and message.get("body"):
            message = dict(message, body=BOM + message["body"])
            self.bom = False
        await self.send(message)

    def _headers(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        # Datasette repeats the address in a header `link`, and no client takes one of a pasted article (90 KB).
        headers = [pair for pair in headers if len(pair[1]) <= LONGEST_HEADER or pair[0].lower() != b"link"]
        kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
        self.bom = self.bom and kind.startswith((b"text/csv", b"text/plain"))  # CSV shown in the browser is plain
        if self.bom:
            headers = [
                (name, str(int(value) + len(BOM)).encode() if name.lower() == b"content-length" else value)
                for name, value in headers
            ]
        if kind.startswith(b"text/html"):
            headers = self._guarded(headers)
        if self.language and kind.startswith(b"text/html"):
            cookie = f"{COOKIE}={self.language}; Path=/; Max-Age=31536000; SameSite=Lax"
            headers = [*headers, (b"set-cookie", cookie.encode())]
        return headers

    def _guarded(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """With what a browser may do here; what the page or another plugin has said stays."""
        said = {name.lower() for name, _ in headers}
        more = {"vary": VARY, **page_headers()} if "page" in self.notes else EVERYWHERE
        said.discard(b"vary")  # one header more narrows it further
        return [*headers, *((k.encode(), v.encode()) for k, v in more.items() if k.encode() not in said)]
