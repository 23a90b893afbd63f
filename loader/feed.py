"""The newest articles of an archive as an Atom feed (RFC 4287), for readers of feeds."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from loader.tei import writable
from loader.visit import Visit, open_visit

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50
BEGINNING = 300  # characters of the text that an entry shows
# Numbers rise with every load, and within one with the date.
NEWEST = """
    SELECT a.id, a.kicker, a.headline, a.date, o.name AS outlet,
        (SELECT substr(p.text, 1, :beginning) FROM paragraphs p WHERE p.article_id = a.id AND p.role = 'body'
            ORDER BY p.position LIMIT 1) AS text
    FROM articles a LEFT JOIN outlets o ON o.id = a.outlet_id ORDER BY a.number DESC LIMIT :limit"""
PEOPLE = "SELECT name FROM people WHERE article_id = :id ORDER BY position LIMIT 20"
UNDATED = "1970-01-01"  # a feed must say a day; the text says that it is unknown


async def feed_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    rows = await visit.rows(NEWEST, limit=ENTRIES, beginning=BEGINNING)
    register_namespace("", ATOM)
    feed = Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "zh"})
    here = _absolute(visit, visit.view("feed.atom"))
    _add(feed, "id", here)
    _add(feed, "title", f"{visit.words('site')} · {visit.db.name}")
    _add(feed, "updated", _moment(max((row["date"] or UNDATED for row in rows), default=UNDATED)))
    SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": here})
    SubElement(feed, f"{{{ATOM}}}link", {"href": _absolute(visit, str(visit.datasette.urls.instance()))})
    _add(SubElement(feed, f"{{{ATOM}}}author"), "name", visit.words("site"))
    for row in rows:
        await _entry(feed, visit, row)
    body = tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


async def _entry(feed: Element, visit: Visit, row: dict[str, Any]) -> None:
    entry = SubElement(feed, f"{{{ATOM}}}entry")
    address = _absolute(visit, visit.article(row["id"]))
    _add(entry, "id", address)
    _add(entry, "title", row["headline"] or row["kicker"] or visit.words("untitled"))
    _add(entry, "updated", _moment(row["date"] or UNDATED))
    SubElement(entry, f"{{{ATOM}}}link", {"href": address})
    people = await visit.rows(PEOPLE, id=row["id"])
    for name in [person["name"] for person in people] or [row["outlet"] or visit.words("unknown-outlet")]:
        _add(SubElement(entry, f"{{{ATOM}}}author"), "name", name)
    where = f"{row['outlet'] or visit.words('unknown-outlet')} {row['date'] or visit.words('unknown-date')}"
    _add(entry, "summary", f"{where}　{row['text'] or ''}")


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{ATOM}}}{name}").text = writable(text)


def _moment(date: str) -> str:
    return f"{date}T00:00:00Z"


def _absolute(visit: Visit, path: str) -> str:
    return str(visit.datasette.absolute_url(visit.request, path))


ROUTES = [(r"feed\.atom", feed_page)]
