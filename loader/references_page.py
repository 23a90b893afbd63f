"""References to one article: what its page shows, and the files that reference managers read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from datasette.utils.asgi import NotFound, Response  # type: ignore[import-untyped]

from loader.analysis import dumps
from loader.citation import is_author
from loader.references import STYLES, bibtex, csl_item, ris, set_text
from loader.visit import Visit, decoded, open_visit

ARTICLE = """
    SELECT a.id, a.headline, a.date, coalesce(a.page, t.page) AS page, o.name AS outlet, t.outlet_basis, t.date_basis
    FROM articles a JOIN transcripts t ON t.id = a.transcript_id LEFT JOIN outlets o ON o.id = a.outlet_id
    WHERE a.id = :id"""
PEOPLE = "SELECT name, role FROM people WHERE article_id = :id ORDER BY position LIMIT 100"
FILES = {
    "bib": (bibtex, "application/x-bibtex"),
    "ris": (ris, "application/x-research-info-systems"),
    "json": (lambda item: dumps([item]) + "\n", "application/vnd.citationstyles.csl+json"),
}


async def references(visit: Visit, article_id: str) -> dict[str, str]:
    """The reference to an article in each of the styles, by the name of the style."""
    item = await _item(visit, article_id)
    return {style: set_text(item, style) for style in STYLES} if item else {}


async def _item(visit: Visit, article_id: str) -> dict[str, Any] | None:
    article = await visit.row(ARTICLE, id=article_id)
    if article is None:
        return None
    people = await visit.rows(PEOPLE, id=article_id)
    address = visit.datasette.absolute_url(visit.request, visit.article(article_id))
    return csl_item(article, _authors(people), str(address))


def _authors(people: Iterable[Mapping[str, Any]]) -> list[str]:
    return [person["name"] for person in people if is_author(person["role"])]


async def reference_file(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    article_id = decoded(request.url_vars["id"])
    item = await _item(visit, article_id)
    if item is None:
        raise NotFound(f"There is no article {article_id[:200]}")
    form = request.url_vars["form"]
    write, kind = FILES[form]
    headers = {"content-disposition": f'attachment; filename="reference.{form}"'}
    return Response(write(item), headers=headers, content_type=f"{kind}; charset=utf-8")


ROUTES = [(rf"article/(?P<id>[^/]+)/cite\.(?P<form>{'|'.join(FILES)})", reference_file)]
