"""The addresses that Datasette gains, and the pages that answer there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from typing import Any

from datasette.database import QueryInterrupted  # type: ignore[import-untyped]
from datasette.utils.asgi import Response  # type: ignore[import-untyped]
from datasette.views.index import IndexView  # type: ignore[import-untyped]

from loader import (
    archives_page,
    articles_file,
    batch_page,
    collocations_page,
    concordance_page,
    days_page,
    feed,
    front_page,
    home,
    pages,
    people_page,
    references_page,
    results,
    robots,
    story_files,
    story_page,
    trends,
    why_page,
    words_page,
)
from loader.answering import OURS
from loader.errors import BadArchive
from loader.security import page_headers
from loader.served import archives_of
from loader.static_files import send_static
from loader.visit import VARY, refusal, too_slow

ANSWERED = {r"robots\.txt": ("datasette_block_robots",), r"sitemap\.xml": ("datasette_sitemap",)}
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
    story_files,
    feed,
    articles_file,
    robots,
)


def routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Patterns of addresses with their views, for Datasette's hook `register_routes`."""
    of_archives = [
        (rf"/(?P<database>[^/]+)/-/{address}$", _of_archive(page))
        for module in PAGES
        for address, page in module.ROUTES
    ]
    home_page = (r"/(?P<format>)$", _home)  # Datasette's own view wants to know the format; other formats are its own
    together = [(rf"/-/{address}$", _of_all(page)) for address, page in archives_page.ROUTES]
    for_robots = [(rf"/{address}$", _of_all(page)) for address, page in robots.TOGETHER if not _is_answered(address)]
    return [home_page, *of_archives, *together, *for_robots, (r"/-/baolan/(?P<name>[a-z.-]+)$", send_static)]


def _is_answered(address: str) -> bool:
    """Whether the owner of the site has installed a plugin that answers there; ours would come before it."""
    return any(find_spec(module) for module in ANSWERED.get(address, ()))


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
