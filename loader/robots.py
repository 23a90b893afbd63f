"""What programs that read the web are told: `robots.txt` (RFC 9309), and a sitemap of every article.

A public archive wants to be found, and not to be worn out: articles, pages, days and stories may be read; tables,
whose facets lead to one another without end, searches, analyses, files and pages with arguments may not. An archive
that a visitor without a name may not see is forbidden whole. Where datasette-block-robots is installed, it answers for
`robots.txt` instead (`routes`).
"""

from __future__ import annotations

import sqlite3
from typing import Any
from xml.sax.saxutils import escape

from datasette.utils import tilde_encode  # type: ignore[import-untyped]
from datasette.utils.asgi import NotFound, Response  # type: ignore[import-untyped]

from loader.holdings import holdings_of
from loader.visit import may_read, open_visit

READ = ("article/", "page/", "day", "story/", "stories", "sitemap-", "feed.atom")  # beginnings of what may be read
EACH = 20_000  # addresses in one file of the sitemap; the protocol has room for 50,000
FILES = 500
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
ARTICLES = "SELECT id FROM articles ORDER BY number LIMIT ? OFFSET ?"


async def robots_txt(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    lines = ["User-agent: *"]
    shown = await _shown(datasette, archives)
    if not shown:
        return Response.text("User-agent: *\nDisallow: /\n")
    for name in sorted(archives - set(shown)):
        lines += [f"Disallow: {datasette.urls.database(name)}{end}" for end in ("$", "/", ".")]
    for name in shown:
        root = str(datasette.urls.database(name))
        # Some programs obey the first line that fits, others the longest: both come to the same here.
        lines += [f"Disallow: {root}/-/{view}*?" for view in READ]
        lines += [f"Disallow: {root}/-/article/*/cite."]
        lines += [f"Disallow: {root}/-/story/*/{file}" for file in ("apparatus.", "tei.")]
        lines += [f"Allow: {root}/-/{view}" for view in READ]
        lines += [f"Disallow: {root}/", f"Disallow: {root}."]
    lines += [f"Allow: {datasette.urls.path('/-/baolan/')}", f"Disallow: {datasette.urls.path('/-/')}"]
    lines.append(f"Sitemap: {_absolute(datasette, request, '/sitemap.xml')}")
    return Response.text("\n".join(lines) + "\n")


async def sitemap_index(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """The files of the sitemap, which together have every article of every archive that anyone may see."""
    files = []
    for name in await _shown(datasette, archives):
        articles = (await holdings_of(datasette.get_database(name))).articles
        files += [f"/{tilde_encode(name)}/-/sitemap-{n}.xml" for n in range(1, min(-(-articles // EACH), FILES) + 1)]
    return _xml("sitemapindex", "sitemap", [_absolute(datasette, request, file) for file in files])


async def sitemap_file(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    n = int(request.url_vars["n"])

    def read(conn: sqlite3.Connection) -> list[str]:
        return [id for (id,) in conn.execute(ARTICLES, [EACH, (n - 1) * EACH])]

    found = await visit.db.execute_fn(read) if n else []
    if not found:
        raise NotFound("There is no such part of the sitemap. /sitemap.xml lists those there are.")
    here = datasette.absolute_url(request, f"{visit.root}/-/article/")
    return _xml("urlset", "url", [f"{here}{tilde_encode(id)}" for id in found])


async def _shown(datasette: Any, archives: frozenset[str]) -> list[str]:
    """The archives that a visitor without a name may see."""
    return [name for name in sorted(archives) if await may_read(datasette, None, name)]


def _absolute(datasette: Any, request: Any, path: str) -> str:
    return str(datasette.absolute_url(request, datasette.urls.path(path)))


def _xml(whole: str, part: str, addresses: list[str]) -> Any:
    lines = [f"<{part}><loc>{escape(address)}</loc></{part}>" for address in addresses]
    body = "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f'<{whole} xmlns="{NAMESPACE}">', *lines, f"</{whole}>"]
    )
    return Response(body + "\n", content_type="application/xml; charset=utf-8")


ROUTES = [(r"sitemap-(?P<n>[0-9]{1,3})\.xml", sitemap_file)]
TOGETHER = [(r"robots\.txt", robots_txt), (r"sitemap\.xml", sitemap_index)]
