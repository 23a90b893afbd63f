"""The facets beside a page of results: every value with its number of hits, and the question that it leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from loader.asked import UNKNOWN, Asked
from loader.hit_counts import Facets
from loader.messages import Words

VALUES_SHOWN = 8
MAX_VALUES = 200
# More months than this stand under their years.
MANY_MONTHS = 12


class Value(NamedTuple):
    """A value of a facet. `asked`: the question with it, or without it where it is chosen. `parts`: the months of a
    year. `chinese`: whether the label is a name out of the archive, whatever the language of the page."""

    label: str
    chinese: bool
    hits: int
    chosen: bool
    asked: Asked
    parts: Sequence[Value] = ()


class Facet(NamedTuple):
    """`values` are shown at once, `more` on demand; `left` values are not listed."""

    title: str
    values: Sequence[Value]
    more: Sequence[Value]
    left: int


class Chosen(NamedTuple):
    """What narrows the question, with the question without it."""

    title: str
    label: str
    chinese: bool
    asked: Asked


def facets_shown(asked: Asked, counted: Facets, names: Mapping[str, str], t: Words) -> list[Facet]:
    """The facets that have something to choose. `names`: outlets by id."""
    shown = [
        _facet(t("facet-outlet"), _values(asked, "outlet", counted.outlets, names, t)),
        _facet(t("facet-month"), _dates(asked, counted.months, t)),
        _facet(t("facet-agency"), _values(asked, "agency", counted.agencies, names, t)),
        _facet(t("facet-role"), _values(asked, "role", counted.roles, names, t)),
    ]
    return [facet for facet in shown if len(facet.values) > 1 or any(value.chosen for value in facet.values)]


def chosen_shown(asked: Asked, names: Mapping[str, str], t: Words) -> list[Chosen]:
    """Everything that narrows the question."""
    titles = {
        "outlet": t("facet-outlet"),
        "month": t("facet-month"),
        "agency": t("facet-agency"),
        "role": t("facet-role"),
    }
    shown = [
        Chosen(titles[facet], *_label(facet, value, names, t), asked.toggled(facet, value))
        for facet, values in asked.chosen.items()
        for value in values
    ]
    first = asked.first_page()
    if asked.date_from:
        shown.append(Chosen(t("date-from"), asked.date_from, False, first._replace(date_from=None)))
    if asked.date_to:
        shown.append(Chosen(t("date-to"), asked.date_to, False, first._replace(date_to=None)))
    return shown


def _facet(title: str, values: list[Value]) -> Facet:
    at_once = [value for n, value in enumerate(values) if n < VALUES_SHOWN or value.chosen]
    rest = [value for n, value in enumerate(values) if not (n < VALUES_SHOWN or value.chosen)]
    if len(rest) == 1:  # a link that opens one line is longer than the line
        at_once, rest = values, []
    return Facet(title, at_once, rest[:MAX_VALUES], max(len(rest) - MAX_VALUES, 0))


def _values(
    asked: Asked, facet: str, counted: Sequence[tuple[str | None, int]], names: Mapping[str, str], t: Words
) -> list[Value]:
    values = [_value(asked, facet, UNKNOWN if value is None else value, hits, names, t) for value, hits in counted]
    return sorted(values, key=lambda value: (-value.hits, value.label))


def _value(asked: Asked, facet: str, value: str, hits: int, names: Mapping[str, str], t: Words) -> Value:
    label, chinese = _label(facet, value, names, t)
    return Value(label, chinese, hits, value in asked.chosen.get(facet, ()), asked.toggled(facet, value))


def _dates(asked: Asked, counted: Sequence[tuple[str | None, int]], t: Words) -> list[Value]:
    """Months from the first to the last; many of them under their years. What has no date stands last."""
    months = [_value(asked, "month", month, hits, {}, t) for month, hits in sorted(_dated(counted))]
    undated = [_value(asked, "month", UNKNOWN, hits, {}, t) for month, hits in counted if month is None]
    if len(months) <= MANY_MONTHS:
        return [*months, *undated]
    under: dict[str, list[Value]] = {}
    for (month, _), value in zip(sorted(_dated(counted)), months, strict=True):
        under.setdefault(month[:4], []).append(value)
    years = [
        _value(asked, "month", year, sum(value.hits for value in parts), {}, t)._replace(parts=parts)
        for year, parts in under.items()
    ]
    return [*years, *undated]


def _dated(counted: Sequence[tuple[str | None, int]]) -> list[tuple[str, int]]:
    return [(month, hits) for month, hits in counted if month is not None]


def _label(facet: str, value: str, names: Mapping[str, str], t: Words) -> tuple[str, bool]:
    if value == UNKNOWN:
        if facet == "outlet":
            return t("unknown-outlet"), False
        return (t("unknown-date") if facet == "month" else t("no-agency")), False
    if facet == "outlet":
        return names.get(value, value), True
    if facet == "role":
        return t.label("role", value), False
    return (t.month(value), False) if facet == "month" else (value, True)
