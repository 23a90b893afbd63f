"""How often phrases were printed over time and in each outlet: as a page with a chart, as SVG, CSV and JSON."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, NamedTuple

from datasette.utils import sqlite_timelimit  # type: ignore[import-untyped]
from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from loader.analysis import Scope, csv_answer, json_answer, open_scope, why_nothing
from loader.chart import MOST, Series, Texts, line_chart
from loader.errors import BadArchive
from loader.periods import LENGTHS, calendar, choose_unit
from loader.scope import UNKNOWN
from loader.spread import By, Cell, First, Printed, Spread, cell_order, first_hit, outlet_names, printed, spread
from loader.visit import MAX_QUERY, Visit, open_visit

MEASURES = ("share", "articles", "rate", "paragraphs")
"""Articles per 100, articles, paragraphs per 10,000 characters, paragraphs."""
MOST_PERIODS = 400
MOST_OUTLETS = 100
SECONDS = 1.8  # for all phrases; those not counted by then are named
COLUMNS = (
    "phrase", "by", "outlet", "period", "articles", "paragraphs", "printed_articles", "printed_characters",
    "articles_per_100", "paragraphs_per_10000_characters",
)  # fmt: skip


class Asked(NamedTuple):
    """Phrases to be compared. `unit`: what the address asks for, '' for what suits the archive."""

    phrases: list[str]
    measure: str
    unit: str
    scope: Scope

    def arguments(self, **changed: str) -> list[tuple[str, str]]:
        said = {"show": self.measure if self.measure != MEASURES[0] else "", "by": self.unit, **changed}
        rest = [(name, value) for name, value in said.items() if value]
        return [("q", phrase) for phrase in self.phrases] + rest + self.scope.arguments


class Phrase(NamedTuple):
    """What was counted of a phrase; None: time ran out before it."""

    typed: str
    by_period: Mapping[str | None, Spread] | None
    by_outlet: Mapping[str | None, Spread]
    first: First | None


class Found(NamedTuple):
    """`printed` by period and by outlet; the calendar has every period between, also those without a paper.

    `unit` of the calendar, `shortened`: not the one asked for, because there are too many of those."""

    unit: str
    shortened: bool
    calendar: list[str]
    by_period: Mapping[str | None, Printed]
    by_outlet: Mapping[str | None, Printed]
    names: Mapping[str, str]
    phrases: list[Phrase]


async def trends_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    try:
        asked, found = await _answer(visit)
    except BadArchive as error:
        return await visit.show("refused.html", status=400, refused=str(error))
    shown = found is not None and bool(found.phrases)
    return await visit.show(
        "trends.html",
        asked=asked,
        scope=asked.scope,
        found=found if shown else None,
        chart=_chart(visit, asked, found) if found and shown else None,
        periods=_period_rows(visit, asked, found) if found and shown else [],
        outlets=_outlet_rows(visit, asked, found) if found and shown else [],
        most_outlets=MOST_OUTLETS,
        measures=MEASURES,
        units=list(reversed(LENGTHS)),
        most=MOST,
        late=[phrase.typed for phrase in found.phrases if phrase.by_period is None] if found else [],
        undated=_undated(found) if found else 0,
    )


async def _answer(visit: Visit) -> tuple[Asked, Found | None]:
    """The question, and its answer where there is something to count."""
    arguments = visit.request.args
    scope = await visit.db.execute_fn(lambda conn: open_scope(conn, visit, arguments))
    asked = _read(visit, arguments, scope)
    found = await visit.db.execute_fn(lambda conn: _find(conn, asked)) if asked.phrases else None
    return asked, found


def _read(visit: Visit, arguments: Any, scope: Scope) -> Asked:
    typed = [one.replace("\0", "").strip()[:MAX_QUERY] for one in arguments.getlist("q")]
    phrases = list(dict.fromkeys(one for one in typed if one))
    for phrase in phrases:
        if why := why_nothing(phrase):
            scope.notes.append(visit.words("phrase-left-out", value=phrase[:100], why=visit.words(why)))
    phrases = [phrase for phrase in phrases if not why_nothing(phrase)]
    if len(phrases) > MOST:
        scope.notes.append(visit.words("many-phrases", n=MOST))
    measure = (arguments.get("show") or MEASURES[0]).strip()
    unit = (arguments.get("by") or "").strip()
    for value, known in ((measure, MEASURES), (unit, ("", *LENGTHS))):
        if value not in known:
            scope.notes.append(visit.words("bad-value", value=value[:50]))
    return Asked(
        phrases[:MOST],
        measure if measure in MEASURES else MEASURES[0],
        unit if unit in LENGTHS else "",
        scope,
    )


def _find(conn: sqlite3.Connection, asked: Asked) -> Found | None:
    filters = asked.scope.filters
    end = monotonic() + SECONDS
    days = sorted(day for _, day in printed(conn, By(False, LENGTHS["day"]), filters) if day)
    if not days:
        return Found(asked.unit, False, [], {}, {}, {}, [])
    wanted = asked.unit or choose_unit(days[0], days[-1])
    unit, periods = calendar(wanted, days[0], days[-1], MOST_PERIODS)
    by = By(True, LENGTHS[unit])
    everything = printed(conn, by, filters)
    phrases = []
    for typed in asked.phrases:
        try:
            with sqlite_timelimit(conn, max(int((end - monotonic()) * 1000), 1)):
                cells, first = spread(conn, typed, by, filters), first_hit(conn, typed, filters)
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            phrases.append(Phrase(typed, None, {}, None))
            continue
        phrases.append(Phrase(typed, _sums(cells, 1, Spread()), _sums(cells, 0, Spread()), first))
    return Found(
        unit=unit,
        shortened=unit != wanted or len(periods) == MOST_PERIODS,
        calendar=periods,
        by_period=_sums(everything, 1, Printed()),
        by_outlet=_sums(everything, 0, Printed()),
        names=outlet_names(conn),
        phrases=phrases,
    )


def _sums(cells: Mapping[Cell, Any], of: int, nothing: Any) -> dict[str | None, Any]:
    """Cells added up by outlet (`of` 0) or by period (1)."""
    sums: dict[str | None, Any] = {}
    for cell, counted in cells.items():
        sums[cell[of]] = sums.get(cell[of], nothing).plus(counted)
    return sums


def measured(measure: str, counted: Spread, of: Printed) -> float | None:
    """A count, or its share of what was printed; None where nothing was printed."""
    if not of.articles:
        return None
    if measure in ("articles", "paragraphs"):
        return counted.articles if measure == "articles" else counted.paragraphs
    if measure == "share":
        return 100 * counted.articles / of.articles
    return 10_000 * counted.paragraphs / of.characters if of.characters else None


def _undated(found: Found) -> int:
    return sum(
        phrase.by_period[None].articles for phrase in found.phrases if phrase.by_period and None in phrase.by_period
    )


# ---- the page --------------------------------------------------------------------------------------------------------


def _counted(found: Found) -> list[Phrase]:
    return [phrase for phrase in found.phrases if phrase.by_period is not None]


def _value(asked: Asked, phrase: Phrase, found: Found, period: str | None) -> float | None:
    return measured(
        asked.measure, (phrase.by_period or {}).get(period, Spread()), found.by_period.get(period, Printed())
    )


def _chart(visit: Visit, asked: Asked, found: Found, linked: bool = True) -> Any:
    """`linked`: every point leads to the search of its period; not so in a chart that leaves the site."""
    words = visit.words
    series = [
        Series(
            phrase.typed,
            [_value(asked, phrase, found, period) for period in found.calendar],
            [_search(visit, asked, phrase.typed, period=period) for period in found.calendar] if linked else (),
        )
        for phrase in _counted(found)
    ]
    names = (words("list-comma")).join(f"“{one.name}”" for one in series)
    span = {"first": found.calendar[0], "last": found.calendar[-1]} if found.calendar else {"first": "", "last": ""}
    title = words("chart-title", names=names, measure=words(f"measure-{asked.measure}"))
    described = [words("chart-span", unit=words(f"unit-{found.unit}"), **span)]
    for one in series:
        known = [(value, period) for value, period in zip(one.values, found.calendar, strict=True) if value is not None]
        if known:
            value, period = max(known, key=lambda pair: pair[0])
            described.append(words("chart-most", name=one.name, period=period, value=f"{value:,.4g}"))
    texts = Texts(title, " ".join(described), words(f"measure-{asked.measure}"))
    return line_chart(found.calendar, series, texts)


def _search(visit: Visit, asked: Asked, typed: str, period: str | None = None, outlet: str | None = "") -> str:
    """The search for a phrase in one period or outlet of the question."""
    scope = asked.scope
    arguments = [pair for pair in scope.search_arguments if outlet == "" or pair[0] != "outlet"]
    if outlet != "":
        arguments.append(("outlet", outlet if outlet is not None else UNKNOWN))
    if period is None:
        return visit.view("search", [("q", typed), *arguments])
    days = [("date_from", period), ("date_to", period)] if len(period) == LENGTHS["day"] else [("month", period)]
    if len(period) == LENGTHS["day"]:
        arguments = [pair for pair in arguments if not pair[0].startswith("date_")]
    return visit.view("search", [("q", typed), *arguments, *days])


def _period_rows(visit: Visit, asked: Asked, found: Found) -> list[dict[str, Any]]:
    """Newest last, as the chart has it; each phrase with its value, None for a gap."""
    return [
        {
            "name": period,
            "printed": found.by_period.get(period, Printed()),
            "values": [
                (_value(asked, phrase, found, period), _search(visit, asked, phrase.typed, period=period))
                for phrase in _counted(found)
            ],
        }
        for period in found.calendar
    ]


def _outlet_rows(visit: Visit, asked: Asked, found: Found) -> list[dict[str, Any]]:
    return [
        {
            "name": found.names.get(outlet, outlet) if outlet else None,
            "printed": found.by_outlet[outlet],
            "values": [
                (
                    measured(asked.measure, phrase.by_outlet.get(outlet, Spread()), found.by_outlet[outlet]),
                    _search(visit, asked, phrase.typed, outlet=outlet),
                )
                for phrase in _counted(found)
            ],
        }
        for outlet in _by_size(found)[:MOST_OUTLETS]
    ]


def _by_size(found: Found) -> list[str | None]:
    return sorted(found.by_outlet, key=lambda id: (id is None, -found.by_outlet[id].articles, id or ""))


# ---- files -----------------------------------------------------------------------------------------------------------


async def trends_svg(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    try:
        asked, found = await _answer(visit)
    except BadArchive as error:
        return Response.text(f"{error}\n", status=400)
    if found is None or not found.phrases:
        return Response.text(f"{visit.words('nothing-to-draw')}\n", status=400)
    headers = {"content-disposition": 'attachment; filename="trends.svg"'}
    body = '<?xml version="1.0" encoding="UTF-8"?>\n' + _without_controls(_chart(visit, asked, found, linked=False))
    return Response(body, headers=headers, content_type="image/svg+xml; charset=utf-8")


def _without_controls(text: str) -> str:
    """XML has no place for these, escaped or not."""
    return "".join(
        one
        for one in text
        if one in "\n\t" or (one >= " " and one not in "\ufffe\uffff" and not "\ud800" <= one <= "\udfff")
    )


async def trends_csv(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """Every phrase by period and by outlet, periods without a paper left empty."""
    visit = await open_visit(datasette, request, archives)
    try:
        _, found = await _answer(visit)
    except BadArchive as error:
        return Response.text(f"{error}\n", status=400)
    rows = [list(row.values()) for row in _rows(found)] if found else []
    return csv_answer(request.args, "trends", [COLUMNS, *rows])


async def trends_json(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    try:
        asked, found = await _answer(visit)
    except BadArchive as error:
        return json_answer({"error": str(error)}, status=400)
    phrases = found.phrases if found else []
    return json_answer(
        {
            "phrases": [{"phrase": one.typed, "first": one.first._asdict() if one.first else None} for one in phrases],
            "not_counted": [one.typed for one in phrases if one.by_period is None],
            "unit": found.unit if found else None,
            "outlets": list(asked.scope.filters.outlets),
            "from": asked.scope.filters.date_from,
            "to": asked.scope.filters.date_to,
            "notes": asked.scope.notes,
            "rows": list(_rows(found)) if found else [],
        }
    )


def _rows(found: Found) -> Iterable[dict[str, Any]]:
    """Rows of the CSV. A phrase that was not counted has none."""
    for phrase in _counted(found):
        by_period = phrase.by_period or {}
        dated: Sequence[str | None] = [*found.calendar, *([None] if None in found.by_period else [])]
        for period in dated:
            yield _row(phrase, "period", None, period, by_period.get(period, Spread()), found.by_period.get(period))
        for outlet in sorted(found.by_outlet, key=lambda id: cell_order((id, ""))):
            name = found.names.get(outlet, outlet) if outlet else None
            yield _row(phrase, "outlet", name, None, phrase.by_outlet.get(outlet, Spread()), found.by_outlet[outlet])


def _row(
    phrase: Phrase, by: str, outlet: str | None, period: str | None, counted: Spread, of: Printed | None
) -> dict[str, Any]:
    if not of:
        values: list[object] = [None, None, 0, 0, None, None]
    else:
        rates = [measured("share", counted, of), measured("rate", counted, of)]
        rounded = [None if rate is None else round(rate, 4) for rate in rates]
        values = [counted.articles, counted.paragraphs, of.articles, of.characters, *rounded]
    return dict(zip(COLUMNS, [phrase.typed, by, outlet, period, *values], strict=True))


ROUTES = [
    (r"trends", trends_page),
    (r"trends\.svg", trends_svg),
    (r"trends\.csv", trends_csv),
    (r"trends\.json", trends_json),
]
