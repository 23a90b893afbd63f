"""How often phrases were printed over time and in each outlet: as a page with a chart, as SVG, CSV and JSON."""

from __future__ import annotations

from typing import Any, NamedTuple

from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from loader.analysis import Scope, csv_answer, json_answer, open_scope, why_nothing
from loader.chart import MOST, Series, Texts, line_chart
from loader.periods import LENGTHS
from loader.scope import UNKNOWN
from loader.spread import Printed, Spread
from loader.trend_counts import COLUMNS, MEASURES, MOST_PERIODS, Found, Phrase, find_trends, measured, trend_rows
from loader.visit import MAX_QUERY, Visit, open_visit

MOST_OUTLETS = 100


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


async def trends_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    asked, found = await _answer(visit)
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
        most_periods=MOST_PERIODS,
        late=[phrase.typed for phrase in found.phrases if phrase.by_period is None] if found else [],
        undated=_undated(found) if found else 0,
    )


async def _answer(visit: Visit) -> tuple[Asked, Found | None]:
    """The question, and its answer where there is something to count."""
    arguments = visit.request.args
    scope = await visit.db.execute_fn(lambda conn: open_scope(conn, visit, arguments))
    asked = _read(visit, arguments, scope)
    found = (
        await visit.db.execute_fn(lambda conn: find_trends(conn, asked.phrases, asked.unit, asked.scope.filters))
        if asked.phrases
        else None
    )
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


def _undated(found: Found) -> int:
    return sum(
        phrase.by_period[None].articles for phrase in found.phrases if phrase.by_period and None in phrase.by_period
    )


# ---- the page --------------------------------------------------------------------------------------------------------


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
        for phrase in found.counted
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
                for phrase in found.counted
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
                for phrase in found.counted
            ],
        }
        for outlet in found.by_size[:MOST_OUTLETS]
    ]


# ---- files -----------------------------------------------------------------------------------------------------------


async def trends_svg(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    asked, found = await _answer(visit)
    if found is None or not found.phrases:
        return Response.text(visit.words("nothing-to-draw") + "\n", status=400)
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
    _, found = await _answer(visit)
    rows = [list(row.values()) for row in trend_rows(found)] if found else []
    return csv_answer(request.args, "trends", [COLUMNS, *rows])


async def trends_json(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives)
    asked, found = await _answer(visit)
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
            "rows": list(trend_rows(found)) if found else [],
        }
    )


ROUTES = [
    (r"trends", trends_page),
    (r"trends\.svg", trends_svg),
    (r"trends\.csv", trends_csv),
    (r"trends\.json", trends_json),
]
