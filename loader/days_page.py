"""The calendar of an archive, and the board of one day: its front pages side by side, a column for each outlet."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from loader.calendars import Row, Shades, decade_rows, is_period, month_grid, year_rows
from loader.holdings import Holdings, holdings_of
from loader.periods import is_day
from loader.visit import Visit, decoded, open_visit

UNDATED = "undated"
MOST_YEARS = 30  # whose months fit on a page; of more, the years are listed by decade
# Bounds on the board of a day, so that it stays a page (150 KB). Of a day with more articles than FEW each page shows
# its first ones, as many as make some ENTRIES in all, and of each outlet's later pages one; the rest is a click away.
MOST_PAGES = 300
FEW, ENTRIES = 180, 100
LISTED = 200  # undated transcripts on a page
OPENINGS = 90  # articles of a day that are shown with their first words
OPENING = 70  # characters of those words
OUTLETS_A_DAY = 8

PAGES = """
    SELECT t.id, t.number, t.outlet_id, o.name AS outlet, t.outlet_basis, t.date, t.date_basis, t.page, t.characters,
        (SELECT count(*) FROM articles a WHERE a.transcript_id = t.id) AS articles
    FROM transcripts t LEFT JOIN outlets o ON o.id = t.outlet_id"""
OF_DAY = f"""{PAGES} WHERE t.date = :day ORDER BY o.name IS NULL, o.name, t.outlet_id,
    t.page IS NULL, length(t.page), t.page, t.number LIMIT :limit"""
WITHOUT_DAY = f"{PAGES} WHERE t.date IS NULL AND t.number > :after ORDER BY t.number LIMIT :limit"
ARTICLES = """
    SELECT id, transcript_id, position, page, kicker, headline, deck, byline, agency, characters
    FROM articles WHERE date = :day AND position <= :most ORDER BY transcript_id, position LIMIT :limit"""
FIRST_WORDS = """
    SELECT p.article_id, substr(p.text, 1, :length) AS text, min(p.position)
    FROM articles a JOIN paragraphs p ON p.article_id = a.id
    WHERE a.date = :day AND p.role = 'body' GROUP BY p.article_id LIMIT :limit"""
SAME_STORY = """
    SELECT w.article_id, s.id AS story, s.printings FROM articles a
    JOIN witnesses w ON w.article_id = a.id JOIN stories s ON s.id = w.story_id
    WHERE a.date = :day ORDER BY s.printings, s.id LIMIT :limit"""
LEADS = """
    SELECT a.transcript_id, coalesce(a.headline, a.kicker) AS headline FROM articles a
    WHERE a.position = 1 AND a.transcript_id IN ({places})"""
OF_MONTH = """
    SELECT a.date, a.outlet_id, o.name AS outlet, count(*) AS articles, min(a.number),
        coalesce(a.headline, a.kicker) AS headline
    FROM articles a LEFT JOIN outlets o ON o.id = a.outlet_id
    WHERE a.month = :month GROUP BY a.date, a.outlet_id ORDER BY a.date, o.name IS NULL, o.name"""


# ---- the calendar ----------------------------------------------------------------------------------------------------


async def days_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """The whole calendar: months by year, or years by decade."""
    visit = await open_visit(datasette, request, archives)
    holdings = await holdings_of(visit.db)
    return await visit.show("days.html", period="", held=holdings, rows=long_view(holdings), grids=[], listed=[])


async def period_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """A year as twelve months, or a month with a list of its days."""
    visit = await open_visit(datasette, request, archives)
    period = decoded(request.url_vars["period"])
    holdings = await holdings_of(visit.db)
    if not is_period(period):
        return await _no_day(visit, holdings, period, "not-a-period")
    days = holdings.days
    before, after = holdings.around(period)
    of_year = [f"{period}-{month:02}" for month in range(1, 13)] if len(period) == 4 else [period]
    printed = {day: articles for day, articles in days.items() if day.startswith(period)}
    shades = Shades(printed.values())
    return await visit.show(
        "days.html",
        status=200 if printed else 404,
        period=period,
        printed=bool(printed),
        held=holdings,
        rows=[],
        grids=[month_grid(month, printed, shades) for month in of_year],
        listed=await _listed(visit, period) if len(period) == 7 else [],
        before=before and before[: len(period)],
        after=after and after[: len(period)],
        outlets_a_day=OUTLETS_A_DAY,
    )


def long_view(holdings: Holdings) -> list[Row]:
    """Months by year where they fit on a page, else years by decade."""
    years = holdings.years()
    if not years:
        return []
    span = int(max(years)) - int(min(years)) + 1
    return year_rows(holdings.months()) if span <= MOST_YEARS else decade_rows(years)


async def _listed(visit: Visit, month: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """The days of a month, each with its outlets and their first headlines."""
    rows = await visit.rows(OF_MONTH, month=month)
    return [(day, list(outlets)) for day, outlets in groupby(rows, key=lambda row: row["date"])]


# ---- one day ---------------------------------------------------------------------------------------------------------


async def day_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    day = decoded(request.url_vars["day"])
    holdings = await holdings_of(visit.db)
    if day == UNDATED:
        return await _undated(visit, holdings)
    if not is_day(day):
        return await _no_day(visit, holdings, day, "not-a-day")
    pages = await visit.rows(OF_DAY, day=day, limit=MOST_PAGES)
    if not pages:
        return await _no_day(visit, holdings, day, "no-paper-that-day")
    total = holdings.days.get(day, 0)
    outlets = len({page["outlet_id"] for page in pages})
    most = total if total <= FEW else max(1, ENTRIES // outlets)
    articles = await visit.rows(ARTICLES, day=day, most=most, limit=MOST_PAGES * most)
    openings: dict[str, str] = {}
    if total <= OPENINGS:
        found = await visit.rows(FIRST_WORDS, day=day, length=OPENING + 1, limit=OPENINGS)
        openings = {row["article_id"]: shortened(row["text"]) for row in found}
    before, after = holdings.around(day)
    stories = {row["article_id"]: row for row in await visit.rows(SAME_STORY, day=day, limit=1_000)}
    return await visit.show(
        "day.html",
        stories=stories,
        day=day,
        columns=_columns(pages, articles, openings, all_of_later_pages=total <= FEW),
        articles=total,
        few=total <= FEW,  # the breaks between words are a fifth of a page
        cut_short=len(pages) == MOST_PAGES,
        before=before,
        after=after,
    )


def shortened(text: str) -> str:
    return text if len(text) <= OPENING else f"{text[:OPENING]}…"


def _columns(
    pages: list[dict[str, Any]],
    articles: list[dict[str, Any]],
    openings: dict[str, str],
    all_of_later_pages: bool,
) -> list[list[dict[str, Any]]]:
    """The pages of a day by outlet, each with the articles that are shown of it."""
    of_page: dict[str, list[dict[str, Any]]] = {page["id"]: [] for page in pages}
    for article in articles:
        of_page.get(article["transcript_id"], []).append(article | {"opening": openings.get(article["id"], "")})
    columns = [list(column) for _, column in groupby(pages, key=lambda page: page["outlet_id"])]
    for column in columns:
        for n, page in enumerate(column):
            shown = of_page[page["id"]]
            page["shown"] = shown if n == 0 or all_of_later_pages else shown[:1]
    return columns


async def _undated(visit: Visit, holdings: Holdings) -> Any:
    """Transcripts whose day nobody knows, in the order they were loaded."""
    asked = visit.request.args.get("after") or ""
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else 0
    pages = await visit.rows(WITHOUT_DAY, after=after, limit=LISTED + 1)
    shown = pages[:LISTED]
    places = ", ".join(f":id{n}" for n in range(len(shown)))
    ids = {f"id{n}": page["id"] for n, page in enumerate(shown)}
    leads = {row["transcript_id"]: row["headline"] for row in await visit.rows(LEADS.format(places=places), **ids)}
    return await visit.show(
        "undated.html",
        pages=[page | {"headline": leads.get(page["id"])} for page in shown],
        held=holdings,
        more=shown[-1]["number"] if len(pages) > LISTED else None,
        after=after,
    )


async def _no_day(visit: Visit, holdings: Holdings, asked: str, why: str) -> Any:
    """A 404 that leads to the nearest days with a paper."""
    before, after = holdings.around(asked) if why == "no-paper-that-day" else (None, None)
    days = list(holdings.days)
    near = [day for day in (before, after) if day] or days[-1:]
    return await visit.show("no_day.html", status=404, why=why, asked=asked[:40], near=near, held=holdings)


ROUTES = [
    (r"days", days_page),
    (r"days/(?P<period>[^/]+)", period_page),
    (r"day/(?P<day>[^/]+)", day_page),
]
