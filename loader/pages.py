"""The reading pages: what they read from an archive. The templates say how it looks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from loader.cells import LINES_A_PAGE
from loader.model import HEADING_ROLES
from loader.references_page import references
from loader.story_page import stories_of
from loader.visit import Visit, decoded, open_visit

# Bounds on one page, far above a printed page (the longest seed has 112 lines); what is left out is said on the page.
MAX_ARTICLES = 500
MAX_PARAGRAPHS = 2000
MAX_LISTED = 50
# A page is to stay below 150 KB, of which a character takes 3 bytes; a long article is read in parts.
PART = 36_000
WITH_LINES = 12_000  # characters of an article whose source stands below it, on the same page
DESCRIPTION = 110  # characters that a link elsewhere shows

TRANSCRIPT = """
    SELECT t.*, o.name AS outlet, o.place AS outlet_place
    FROM transcripts t LEFT JOIN outlets o ON o.id = t.outlet_id WHERE t.id = :id"""
EVIDENCE = """
    SELECT e.*,
        (SELECT max(l.number) FROM lines l WHERE l.transcript_id = e.transcript_id AND l.start <= e.start) AS line
    FROM evidence e WHERE e.transcript_id = :transcript
        AND (e.field IN ('outlet', 'date', 'year', 'page') OR e.article_id IS NULL OR e.article_id = :article)
    ORDER BY e.id LIMIT 200"""
CONTENTS = "SELECT * FROM articles WHERE transcript_id = :transcript ORDER BY position LIMIT :limit"
LINES = """
    SELECT l.*, a.position AS article, p.position AS paragraph FROM lines l
    LEFT JOIN articles a ON a.id = l.article_id LEFT JOIN paragraphs p ON p.id = l.paragraph_id
    WHERE l.transcript_id = :transcript AND l.number >= :first {where} ORDER BY l.number LIMIT :limit"""


# ---- an article ------------------------------------------------------------------------------------------------------


async def article_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    article_id = decoded(request.url_vars["id"])
    article = await visit.row("SELECT * FROM articles WHERE id = :id", id=article_id)
    if article is None:
        return await missing(visit, "article", article_id)
    transcript = await visit.row(TRANSCRIPT, id=article["transcript_id"])
    assert transcript is not None  # a foreign key
    contents = await visit.rows(CONTENTS, transcript=transcript["id"], limit=MAX_ARTICLES)
    here = next((n for n, other in enumerate(contents) if other["id"] == article_id), 0)
    part, first, following_part = await _part(visit, article_id)
    brief = article["characters"] <= WITH_LINES
    lines = await _lines(visit, article, transcript) if brief else []
    people = await visit.rows("SELECT * FROM people WHERE article_id = :id ORDER BY position LIMIT 100", id=article_id)
    headings = {role: visit.marked(article[role]) for role in HEADING_ROLES if article[role]}
    marked = [*headings.values(), *(paragraph["marked"] for paragraph in part)]
    numbers = {line["number"] for line in lines}
    return await visit.show(
        "article.html",
        article=article,
        transcript=transcript,
        headings=headings,
        paragraphs=part,
        opening=next((one["text"][:DESCRIPTION] for one in part if one["role"] == "body"), ""),
        first_part=first,
        following_part=following_part,
        lines=lines,
        flags=[flag for flag in await flags_of(visit, transcript) if flag["line"] in numbers],
        people=people,
        evidence=await _evidence(visit, transcript, article_id),
        contents=contents,
        position=here + 1,
        previous=contents[here - 1] if here else None,
        following=contents[here + 1] if here + 1 < len(contents) else None,
        hits=sum(text.count("<mark>") for text in marked),
        cited=await references(visit, article_id),
        stories=await stories_of(visit, article_id),
    )


async def _part(visit: Visit, article_id: str) -> tuple[list[dict[str, Any]], bool, int | None]:
    """The paragraphs that are shown, whether they are the first, and the position of the one that follows them."""
    asked = visit.request.args.get("from") or ""
    start = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    found = await visit.rows(
        "SELECT * FROM paragraphs WHERE article_id = :id AND position >= :start ORDER BY position LIMIT :limit",
        id=article_id,
        start=start,
        limit=MAX_PARAGRAPHS + 1,
    )
    shown: list[dict[str, Any]] = []
    used = 0
    for paragraph in found[:MAX_PARAGRAPHS]:
        used += len(paragraph["text"]) + 80  # its number and its element
        if used > PART and shown:
            break
        shown.append(paragraph | {"marked": visit.marked(paragraph["text"])})
    return shown, start <= 1, found[len(shown)]["position"] if len(found) > len(shown) else None


async def _lines(visit: Visit, article: dict[str, Any], transcript: dict[str, Any]) -> list[dict[str, Any]]:
    found = await visit.rows(
        LINES.format(where="AND l.article_id = :id"),
        transcript=transcript["id"],
        first=1,
        id=article["id"],
        limit=LINES_A_PAGE,
    )
    return with_text(found, transcript["text"])


async def _evidence(visit: Visit, transcript: dict[str, Any], article_id: str | None) -> list[dict[str, Any]]:
    """Why the values of a page and of one article are what they are. The catalog's note is shown once, by itself."""
    evidence = await visit.rows(EVIDENCE, transcript=transcript["id"], article=article_id)
    return [dict(one, quote=None) if one["quote"] == transcript["note"] else one for one in evidence]


def with_text(lines: Iterable[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    return [dict(line, text=text[line["start"] : line["end"]]) for line in lines]


# ---- shared with the page of a whole transcript ----


async def flags_of(visit: Visit, transcript: dict[str, Any]) -> list[dict[str, Any]]:
    flags = await visit.rows(
        "SELECT f.*, (SELECT max(l.number) FROM lines l WHERE l.transcript_id = f.transcript_id AND l.start <= f.start)"
        " AS line FROM flags f WHERE f.transcript_id = :id ORDER BY f.start LIMIT 500",
        id=transcript["id"],
    )
    for flag in flags:
        end = min(flag["end"], flag["start"] + 80)
        flag["quote"] = transcript["text"][flag["start"] : end] + ("…" if end < flag["end"] else "")
    return flags


async def missing(visit: Visit, kind: str, asked: str) -> Any:
    """A 404 that helps: the articles of the page the id names, or pages whose id begins alike."""
    stem, _, _ = asked.rpartition("-l")
    near = await visit.rows(
        "SELECT id, headline, date FROM articles WHERE transcript_id IN (:asked, :stem) ORDER BY position LIMIT :limit",
        asked=asked,
        stem=stem,
        limit=MAX_LISTED,
    )
    head = asked[:8]
    pages = await visit.rows(
        "SELECT id, date FROM transcripts WHERE :head != '' AND substr(id, 1, length(:head)) = :head LIMIT 10",
        head=head,
    )
    return await visit.show("missing.html", status=404, kind=kind, asked=asked[:200], near=near, pages=pages)


ROUTES = [(r"article/(?P<id>[^/]+)", article_page)]
