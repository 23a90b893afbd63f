"""One transcript: as the page of a paper (`page/<id>`), and as it was typed, line by line (`?source=1`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from loader.cells import LINES_A_PAGE
from loader.days_page import OF_DAY
from loader.holdings import holdings_of
from loader.pages import CONTENTS, LINES, MAX_ARTICLES, MAX_PARAGRAPHS, TRANSCRIPT, flags_of, missing, with_text
from loader.periods import is_day
from loader.visit import Visit, decoded, open_visit

# A page is to stay below 150 KB: a character of Chinese is 3 bytes, a row of the source about 450 and its text.
SET_CHARACTERS = 30_000  # of articles whose text is shown; of those behind only the headings
SOURCE_BYTES, ROW_BYTES = 125_000, 450
LEAST_LARGE, MOST_BRIEF = 800, 150  # characters of an article
PAGES_A_DAY = 40
FURNITURE = 200  # lines outside of articles that are shown

EVIDENCE = """
    SELECT e.*,
        (SELECT max(l.number) FROM lines l WHERE l.transcript_id = e.transcript_id AND l.start <= e.start) AS line,
        (SELECT max(l.number) FROM lines l WHERE l.transcript_id = e.transcript_id AND l.start < e."end") AS last_line
    FROM evidence e WHERE e.transcript_id = :id ORDER BY e.id LIMIT 1000"""
OF_PAGE = ("outlet", "date", "year", "page")
# What says that lines apart on the page belong together, or that a person said so (as in `page_objects.LINKS`).
LINKS = ("headings", "signature", "continuation", "role", "article")


async def transcript_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    transcript_id = decoded(request.url_vars["id"])
    transcript = await visit.row(TRANSCRIPT, id=transcript_id)
    if transcript is None:
        return await missing(visit, "transcript", transcript_id)
    evidence = await visit.rows(EVIDENCE, id=transcript_id)
    links = [proof for proof in evidence if proof["field"] in LINKS and proof["line"]]
    context = {
        "transcript": transcript,
        "evidence": [
            proof | ({"quote": None} if proof["quote"] == transcript["note"] else {})
            for proof in evidence
            if proof["field"] in OF_PAGE or (proof["article_id"] is None and proof["field"] not in LINKS)
        ],
        "contents": await visit.rows(CONTENTS, transcript=transcript_id, limit=MAX_ARTICLES),
        "flags": await flags_of(visit, transcript),
        **await _around(visit, transcript),
    }
    if request.args.get("source"):
        return await _source(visit, transcript, context, links)
    return await _front(visit, transcript, context, links)


async def _around(visit: Visit, transcript: dict[str, Any]) -> dict[str, Any]:
    """The other pages of the day, and the days before and after."""
    day = transcript["date"]
    if not day or not is_day(day):
        return {"beside": [], "before": None, "after": None, "earlier": None, "later": None}
    beside = await visit.rows(OF_DAY, day=day, limit=PAGES_A_DAY)
    here = next((n for n, page in enumerate(beside) if page["id"] == transcript["id"]), 0)
    earlier, later = (await holdings_of(visit.db)).around(day)
    return {
        "beside": beside if len(beside) > 1 else [],
        "before": beside[here - 1] if here else None,
        "after": beside[here + 1] if here + 1 < len(beside) else None,
        "earlier": earlier,
        "later": later,
    }


# ---- as a page of a paper --------------------------------------------------------------------------------------------


async def _front(visit: Visit, transcript: dict[str, Any], context: dict[str, Any], links: list[dict[str, Any]]) -> Any:
    paragraphs = await visit.rows(
        "SELECT p.* FROM paragraphs p JOIN articles a ON a.id = p.article_id WHERE a.transcript_id = :id"
        " ORDER BY a.position, p.position LIMIT :limit",
        id=transcript["id"],
        limit=MAX_PARAGRAPHS,
    )
    outside = await visit.rows(
        LINES.format(where="AND l.article_id IS NULL"), transcript=transcript["id"], first=1, limit=FURNITURE
    )
    articles, full = _set(context["contents"])
    of_article = {article["id"]: article for article in articles}
    for paragraph in paragraphs:
        article = of_article.get(paragraph["article_id"])
        if article and article["set"]:
            article["paragraphs"].append(paragraph | {"marked": visit.marked(paragraph["text"])})
    for article in articles:  # a byline in the text, behind 本报讯 or the last sentence, is shown there
        text = "".join(paragraph["text"] for paragraph in article["paragraphs"])
        article["signed"] = article["byline"] and article["byline"] not in text
    for link in links:
        if link["article_id"] in of_article:
            of_article[link["article_id"]]["links"].append(link)
    outside = with_text(outside, transcript["text"])
    return await visit.show(
        "page.html",
        articles=articles,
        full=full,
        unplaced=[line for line in outside if line["role"] == "unplaced"],
        furniture=[line for line in outside if line["role"] not in ("unplaced", "markup")],
        cut_short=len(paragraphs) == MAX_PARAGRAPHS or len(articles) == MAX_ARTICLES or len(outside) == FURNITURE,
        **context,
    )


def _set(contents: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], bool]:
    """How each article is set: `lead`, `large`, `plain` or `brief`, and whether its text is shown; whether all are."""
    shown: list[dict[str, Any]] = []
    used = 0
    page = None
    for article in contents:
        used += article["characters"]
        size = "lead" if not shown else "large" if article["characters"] >= LEAST_LARGE else "plain"
        size = "brief" if shown and article["characters"] <= MOST_BRIEF else size
        turn = article["page"] if article["page"] != page else None
        page = article["page"]
        set_here = used <= SET_CHARACTERS or not shown
        shown.append(article | {"paragraphs": [], "links": [], "size": size, "set": set_here, "turn": turn})
    return shown, all(article["set"] for article in shown)


# ---- as it was typed -------------------------------------------------------------------------------------------------


async def _source(
    visit: Visit, transcript: dict[str, Any], context: dict[str, Any], links: list[dict[str, Any]]
) -> Any:
    """Every line with its role, the rule that said so, and where it went."""
    asked = visit.request.args.get("first") or ""
    first = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    found = await visit.rows(LINES.format(where=""), transcript=transcript["id"], first=first, limit=LINES_A_PAGE + 1)
    lines = _fitting(with_text(found[:LINES_A_PAGE], transcript["text"]))
    for line in lines:
        line["flags"] = [flag for flag in context["flags"] if flag["line"] == line["number"]]
        line["links"] = [link for link in links if link["line"] == line["number"]]
    following = found[len(lines)]["number"] if len(found) > len(lines) else None
    last = await visit.row("SELECT max(number) AS number FROM lines WHERE transcript_id = :id", id=transcript["id"])
    return await visit.show(
        "source.html",
        lines=lines,
        first=first,
        following=following,
        last=last["number"] if last else None,
        misread=bool(asked) and (first != int(asked) if asked.isdigit() else True),
        **context,
    )


def _fitting(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many lines as a page may hold, at least one."""
    used = 0
    for n, line in enumerate(lines):
        used += ROW_BYTES + 3 * len(line["text"])
        if used > SOURCE_BYTES and n:
            return lines[:n]
    return lines


ROUTES = [(r"page/(?P<id>[^/]+)", transcript_page)]
