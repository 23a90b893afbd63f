"""How often phrases were printed over time and in each outlet, beside all that was printed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, NamedTuple

from loader.filters import Filters
from loader.periods import LENGTHS, calendar, choose_unit, is_day
from loader.spread import By, Cell, First, Printed, Spread, cell_order, first_hit, outlet_names, printed, spread

MEASURES = ("share", "articles", "rate", "paragraphs")
"""Articles per 100, articles, paragraphs per 10,000 characters, paragraphs."""
MOST_PERIODS = 400
SECONDS = 1.8  # for all phrases; those not counted by then are named
COLUMNS = (
    "phrase", "by", "outlet", "period", "articles", "paragraphs", "printed_articles", "printed_characters",
    "articles_per_100", "paragraphs_per_10000_characters",
)  # fmt: skip


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

    @property
    def counted(self) -> list[Phrase]:
        """The phrases that there was time for."""
        return [phrase for phrase in self.phrases if phrase.by_period is not None]

    @property
    def by_size(self) -> list[str | None]:
        """Outlets, those that printed most first, the unknown one last."""
        return sorted(self.by_outlet, key=lambda id: (id is None, -self.by_outlet[id].articles, id or ""))


def find_trends(conn: sqlite3.Connection, typed: Sequence[str], asked_unit: str, filters: Filters) -> Found:
    """Counts phrases by `asked_unit`, or by what suits the archive where it is ''. Takes the progress handler of the
    connection for itself."""
    end = monotonic() + SECONDS
    days = sorted(day for _, day in printed(conn, By(False, LENGTHS["day"]), filters) if day and is_day(day))
    if not days:
        return Found(asked_unit, False, [], {}, {}, {}, [])
    wanted = asked_unit or choose_unit(days[0], days[-1])
    unit, periods = calendar(wanted, days[0], days[-1], MOST_PERIODS)
    by = By(True, LENGTHS[unit])
    everything = printed(conn, by, filters)
    phrases = []
    for phrase in typed:
        try:
            conn.set_progress_handler(lambda: monotonic() > end, 1_000)
            cells, first = spread(conn, phrase, by, filters), first_hit(conn, phrase, filters)
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            phrases.append(Phrase(phrase, None, {}, None))
            continue
        finally:
            conn.set_progress_handler(None, 0)
        phrases.append(Phrase(phrase, _sums(cells, 1, Spread()), _sums(cells, 0, Spread()), first))
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


def trend_rows(found: Found) -> Iterable[dict[str, Any]]:
    """Rows with `COLUMNS`: every phrase by period, then by outlet. A phrase that was not counted has none."""
    for phrase in found.counted:
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
