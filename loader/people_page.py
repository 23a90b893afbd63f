"""Who signed what: all articles of one name, and the names that sign most."""

from __future__ import annotations

from typing import Any

from loader.visit import Visit, open_visit

LISTED = 200
LONGEST_NAME = 40  # characters; names of foreigners are written in Chinese characters too
ALIKE = 120

SIGNED = """
    SELECT p.article_id, p.role, a.headline, a.date, o.name AS outlet
    FROM people p JOIN articles a ON a.id = p.article_id LEFT JOIN outlets o ON o.id = a.outlet_id
    WHERE p.name = :name GROUP BY p.article_id ORDER BY a.date DESC, a.number LIMIT :limit OFFSET :after"""
CAPACITIES = """
    SELECT o.name AS outlet, p.role, count(DISTINCT p.article_id) AS articles
    FROM people p JOIN articles a ON a.id = p.article_id LEFT JOIN outlets o ON o.id = a.outlet_id
    WHERE p.name = :name GROUP BY a.outlet_id, p.role ORDER BY articles DESC, o.name, p.role LIMIT 12"""
MOST = """
    SELECT name, count(DISTINCT article_id) AS articles FROM people
    WHERE :part = '' OR instr(name, :part) GROUP BY name ORDER BY articles DESC, name LIMIT :limit"""


async def people_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    name = (request.args.get("name") or "").replace("\0", "").strip()[:LONGEST_NAME]
    asked = request.args.get("after") or ""
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    articles: list[dict[str, Any]] = []
    if name:
        articles = await visit.rows(SIGNED, name=name, limit=LISTED + 1, after=after)
    return await visit.show(
        "people.html",
        name=name,
        articles=articles[:LISTED],
        total=await _total(visit, name) if articles else 0,
        capacities=await visit.rows(CAPACITIES, name=name) if articles else [],
        alike=[] if articles else await _alike(visit, name),
        more=len(articles) > LISTED,
        after=after + LISTED,
    )


async def _total(visit: Visit, name: str) -> int:
    row = await visit.row("SELECT count(DISTINCT article_id) AS n FROM people WHERE name = :name", name=name)
    return int(row["n"]) if row else 0


async def _alike(visit: Visit, name: str) -> list[dict[str, Any]]:
    """The names that sign most, or those that hold what was typed (or its first character)."""
    for part in dict.fromkeys([name, name[:1]]):
        found = await visit.rows_in_time(MOST, part=part, limit=ALIKE)
        if found:
            return found
    return []


ROUTES = [(r"people", people_page)]
