"""The page of results: what it reads for a question, and how its parts lead on to other questions."""

from __future__ import annotations

import json
import sqlite3
from asyncio import gather
from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup

from loader.analysis import why_nothing
from loader.asked import ORDERS, UNKNOWN, Asked, read_asked
from loader.cells import marked_snippet
from loader.exports import MAX_EXPORTED, search_csv, search_json
from loader.hit_counts import FACET_HITS, Facets, Total, count, facets
from loader.hits import Row, article_rows, paragraph_rows
from loader.index import check_folding
from loader.narrowing import chosen_shown, facets_shown
from loader.printings import group_printings
from loader.query import query_phrases
from loader.question import RANKED_HITS
from loader.search import HeadingResults, Results, search, search_headings, with_total
from loader.suggesting import PINYIN, WORDS, pinyin_context, suggest_json, suggestion_context
from loader.visit import MAX_QUERY, Visit, open_visit
from loader.words import content_words

# Hits that are read for a page and put together, and results on a page.
WINDOW = 100
PAGE = 20
# Articles found by their headings that stand above the first page.
HEADINGS_SHOWN = 3
SNIPPET = 110
EXAMPLES = 8


class Found(NamedTuple):
    """What an archive answers. `rows`: the hits of the window, `groups`: their places, printings of one text together.
    Where nothing is, `searched` is the number of paragraphs, `elsewhere` of those that match without the narrowing."""

    results: Results
    headings: HeadingResults
    rows: list[Row]
    groups: list[list[int]]
    articles: list[Row]
    searched: int
    elsewhere: Total | None


class Counted(NamedTuple):
    """The hits by outlet, month, agency and role, and the names of outlets by id."""

    facets: Facets
    names: dict[str, str]


async def search_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    as_pinyin = request.args.get("mode") == PINYIN
    visit = await open_visit(datasette, request, archives, WORDS if as_pinyin else ())
    asked = read_asked(request.args)
    context: dict[str, Any] = {"orders": ORDERS, "notes": asked.notes, "found": None}
    if as_pinyin and asked.typed:
        context |= await pinyin_context(visit, asked.typed)
        asked = asked._replace(typed=context["pinyin"]["query"])
        visit.query = asked.typed[:MAX_QUERY]
    context["asked"] = asked
    if not asked.typed:
        examples = await visit.db.execute_fn(lambda conn: _examples(conn, visit.db.name))
        return await visit.show("search.html", examples=examples, **context)
    found, counted = await gather(  # two threads: together they take as long as the slower one
        visit.db.execute_fn(lambda conn: _find(conn, asked, visit.db.name)),
        visit.db.execute_fn(lambda conn: _count(conn, asked, visit.db.name)),
    )
    phrases = query_phrases(asked.typed)
    if not found.results.total and not found.headings.total:
        context |= await suggestion_context(visit, asked.typed)
    context |= {
        "found": found,
        "phrases": phrases,
        "folded_phrases": any(phrase not in asked.typed for phrase in phrases),
        "why": why_nothing(asked.typed),
        "facets": facets_shown(asked, counted.facets, counted.names, visit.words),
        "facets_exact": counted.facets.exact,
        "chosen": chosen_shown(asked, counted.names, visit.words),
        "too_many": asked.order == "relevance" and not found.results.ranked and found.results.total > RANKED_HITS,
        "ranked_hits": f"{RANKED_HITS:,}",
        "facet_hits": f"{FACET_HITS:,}",
        "exported": f"{MAX_EXPORTED:,}" if max(found.results.total, found.headings.total) > MAX_EXPORTED else None,
        "table": _in_table(visit, asked),
    }
    shown = _show_headings(visit, asked, found) if asked.headings else _show_paragraphs(visit, asked, found)
    return await visit.show("search.html", **context, **shown)


# ---- reading ---------------------------------------------------------------------------------------------------------


def _find(conn: sqlite3.Connection, asked: Asked, name: str) -> Found:
    check_folding(conn, name)
    offset = asked.offset - asked.offset % WINDOW
    limit, heading_limit, heading_offset = WINDOW, HEADINGS_SHOWN, 0
    if asked.headings:
        limit, heading_limit, heading_offset = 1, WINDOW, offset
    results = search(conn, asked.typed, asked.filters, asked.order, limit, 0 if asked.headings else offset)
    results = with_total(conn, asked.typed, asked.filters, results)
    headings = HeadingResults([], 0, True, True)
    if not asked.filters.roles:  # a heading is none of these
        headings = search_headings(conn, asked.typed, asked.filters, heading_limit, heading_offset)
    rows = [] if asked.headings else paragraph_rows(conn, [hit.paragraph for hit in results.hits])
    searched, elsewhere = 0, None
    if not results.total and not headings.total:
        searched = conn.execute("SELECT count(*) FROM paragraphs").fetchone()[0]
        elsewhere = count(conn, asked.typed) if asked.narrowed else None
    return Found(
        results=results,
        headings=headings,
        rows=rows,
        groups=_put_together(conn, rows) if asked.grouped else [[place] for place in range(len(rows))],
        articles=article_rows(conn, [hit.article for hit in headings.hits]),
        searched=searched,
        elsewhere=elsewhere,
    )


def _put_together(conn: sqlite3.Connection, rows: list[Row]) -> list[list[int]]:
    """The hits of a window as results, each a list of places: hits in one story (`witnesses`) are one result, and so
    are printings of one text, which may stand in articles that are no story."""
    articles = json.dumps(sorted({row["article_id"] for row in rows}))
    told = "SELECT article_id, min(story_id) FROM witnesses"
    sql = f"{told} WHERE article_id IN (SELECT value FROM json_each(?)) GROUP BY 1"
    stories: dict[str, str] = dict(conn.execute(sql, [articles]))
    together: list[list[int]] = []
    of_story: dict[str, list[int]] = {}
    for group in group_printings([row["text"] for row in rows]):
        story = next((stories[article] for place in group if (article := rows[place]["article_id"]) in stories), None)
        if story in of_story:
            of_story[story] += group
            continue
        together.append(group)
        if story is not None:
            of_story[story] = group
    return together


def _count(conn: sqlite3.Connection, asked: Asked, name: str) -> Counted:
    check_folding(conn, name)
    counted = Facets([], [], [], [], True) if asked.headings else facets(conn, asked.typed, asked.filters)
    ids = sorted({*asked.chosen.get("outlet", ()), *(id for id, _ in counted.outlets if id)})[:1_000]
    places = ", ".join("?" * len(ids))
    names = conn.execute(f"SELECT id, name FROM outlets WHERE id IN ({places})", ids).fetchall()
    return Counted(counted, dict(names))


def _examples(conn: sqlite3.Connection, name: str) -> list[str]:
    """Words that many of the newest headlines of this archive share: something to begin with."""
    check_folding(conn, name)
    headlines = "SELECT headline FROM articles WHERE headline IS NOT NULL ORDER BY date DESC, id DESC LIMIT 300"
    counted = Counter(word for (line,) in conn.execute(headlines) for word in set(content_words(line)))
    return [word for word, _ in sorted(counted.items(), key=lambda pair: (-pair[1], -len(pair[0]), pair[0]))][:EXAMPLES]


# ---- showing ---------------------------------------------------------------------------------------------------------


def _show_paragraphs(visit: Visit, asked: Asked, found: Found) -> dict[str, Any]:
    """The results of this page: the groups `skip`..`skip + PAGE` of the window."""
    offset, skip = _place(asked, len(found.groups))
    results = []
    for group in found.groups[skip : skip + PAGE]:
        first, *others = (found.rows[place] for place in group)
        results.append(dict(_shown(visit, first), others=_by_article(visit, others), places=len(others)))
    headings = [] if offset or skip else [_shown_article(visit, row) for row in found.articles]
    folded = any(len(group) > 1 for group in found.groups)
    pages = _pages(asked, offset, skip, len(found.groups), found.results)
    return {"results": results, "headings": headings, "folded": folded, **pages}


def _by_article(visit: Visit, rows: list[Row]) -> list[Row]:
    """Articles with the links to their `paragraphs`, both in the order of the page of each and of its hits."""
    articles: dict[str, list[Row]] = {}
    for row in rows:
        articles.setdefault(row["article_id"], []).append(_linked(visit, row))
    return [
        several[0] | {"paragraphs": sorted(several, key=lambda row: int(row["position"]))}
        for several in articles.values()
    ]


def _show_headings(visit: Visit, asked: Asked, found: Found) -> dict[str, Any]:
    offset, skip = _place(asked, len(found.articles))
    results = [_shown_article(visit, row) for row in found.articles[skip : skip + PAGE]]
    pages = _pages(asked, offset, skip, len(found.articles), found.headings)
    return {"results": [], "headings": results, "folded": False, **pages}


def _place(asked: Asked, groups: int) -> tuple[int, int]:
    skip = max(groups - 1, 0) if asked.skip is None else asked.skip
    return asked.offset - asked.offset % WINDOW, skip - skip % PAGE


def _pages(asked: Asked, offset: int, skip: int, groups: int, found: Results | HeadingResults) -> dict[str, Any]:
    """The questions for the pages before and after, and where this page is."""
    before = after = None
    if skip:
        before = asked._replace(offset=offset, skip=skip - PAGE)
    elif offset:
        before = asked._replace(offset=offset - WINDOW, skip=None)
    if skip + PAGE < groups:
        after = asked._replace(offset=offset, skip=skip + PAGE)
    elif found.total > offset + WINDOW or (not found.exact and len(found.hits) == WINDOW):
        after = asked._replace(offset=offset + WINDOW, skip=0)
    beyond = bool(found.total) and skip >= groups and (offset or skip)
    return {
        "before": before,
        "after": after,
        "beyond": asked.first_page() if beyond else None,
        "first": skip + 1,
        "last": min(skip + PAGE, groups),
        "of": groups,
        "window": (f"{offset + 1:,}", f"{offset + len(found.hits):,}") if found.total > WINDOW else None,
    }


def _shown(visit: Visit, row: Row) -> Row:
    return _linked(visit, row) | {
        "title": visit.marked(row["headline"]) if row["headline"] else None,
        "snippet": marked_snippet(row["text"], visit.query, SNIPPET),
    }


def _linked(visit: Visit, row: Row) -> Row:
    return row | {"href": visit.article(row["article_id"], row["position"], query=visit.query)}


def _shown_article(visit: Visit, row: Row) -> Row:
    return row | {
        "href": visit.article(row["article_id"], query=visit.query),
        "title": visit.marked(row["headline"]) if row["headline"] else None,
        "kicker": _if_marked(visit.marked(row["kicker"])),
        "deck": _if_marked(visit.marked(row["deck"])),
    }


def _if_marked(text: Markup) -> Markup | None:
    return text if "<mark>" in text else None


def _in_table(visit: Visit, asked: Asked) -> str:
    """The same search in Datasette's table of paragraphs, narrowed as far as one address there can say it."""
    columns = {"outlet": "outlet_id", "month": "month", "role": "role"}
    narrowed: list[tuple[str, str]] = []
    for facet, column in columns.items():
        values = asked.chosen.get(facet, ())
        if len(values) == 1 and values[0] == UNKNOWN:
            narrowed.append((f"{column}__isnull", "1"))
        elif len(values) == 1:
            narrowed.append((f"{column}__startswith" if facet == "month" else f"{column}__exact", values[0]))
    narrowed += [("date__gte", asked.date_from)] if asked.date_from else []
    narrowed += [("date__lte", asked.date_to)] if asked.date_to else []
    return f"{visit.table('paragraphs')}?{urlencode([('_search', asked.typed), *narrowed])}"


ROUTES = [
    (r"search", search_page),
    (r"search\.csv", search_csv),
    (r"search\.json", search_json),
    (r"suggest\.json", suggest_json),
]
