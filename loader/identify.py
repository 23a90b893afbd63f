"""Who wrote an article, when and where it happened, which outlet printed the page and on which day.

Everything inferred carries its evidence: the words it rests on, where they stand, and how far to trust them. What
the page does not say stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from loader.conventions import Conventions
from loader.model import Article, Evidence, Labelled, Paragraph, Person, Piece, Statement, Transcript

EVENT_DATE = re.compile(r"(?<!\d)(?:(?P<year>20\d\d|19\d\d)\s?年\s?)?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日")
YESTERDAY = re.compile(r"(?:记者|本报讯)?(?:昨日|昨天|昨晚)")
SEPARATORS = re.compile(r"[、，,;；/\s\u3000]+")
HEAD_LENGTH = 120  # characters of a first paragraph in which a report's head can stand
PRINTED_DATE_RULES = frozenset({"date-line"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where printed text stands in the source, for turning a match into a span."""

    text: str
    pieces: tuple[Piece, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source span of printed `start`..`end` (half-open, code points)."""
        return self._source(start), self._source(end - 1) + 1 if end > start else self._source(start)

    def _source(self, offset: int) -> int:
        for piece in reversed(self.pieces):
            if piece.offset <= offset:
                inside = offset - piece.offset
                return piece.start + min(inside, piece.end - piece.start - 1)
        return self.pieces[0].start


def place_of(label: Labelled | Paragraph) -> Place:
    """The printed text of a block or paragraph with its way back to the source."""
    if isinstance(label, Paragraph):
        return Place(label.text, label.pieces)
    return Place(label.block.text, label.block.pieces)


def identify_article(article: Article, asides: Sequence[Labelled], conventions: Conventions) -> Article:
    """Fill in byline, people, dateline, agency and place from the head of the first paragraph, from lines that are
    nothing else (`asides`: bylines and agencies on their own), and from the tail of the last paragraph."""
    found: dict[str, tuple[str, Place, tuple[int, int]]] = {}
    month_day: tuple[int, int] | None = None
    bodies = [paragraph for paragraph in article.paragraphs if paragraph.role == "body"]
    if bodies:
        month_day = _read_head(bodies[0], conventions, found)
    for label in asides:
        if label.role in {"byline", "agency"}:
            _read_aside(label, conventions, found)
    if bodies:
        _read_tail(bodies[-1], conventions, found)
    values = {name: value for name, (value, _, _) in found.items()}
    people: tuple[Person, ...] = ()
    if "byline" in found:
        text, where, (start, _) = found["byline"]
        people = tuple(_people(text, where, start, conventions))
    return replace(
        article,
        byline=values.get("byline"),
        dateline=values.get("dateline"),
        agency=values.get("agency"),
        place=values.get("place"),
        event_date=f"{month_day[0]:02}-{month_day[1]:02}" if month_day else None,
        people=people,
    )


def _take(
    found: dict[str, tuple[str, Place, tuple[int, int]]], place: Place, match: re.Match[str], shift: int = 0
) -> None:
    for name, value in match.groupdict().items():
        if value and name not in found:
            start, end = match.span(name)
            found[name] = (value.strip(), place, (start + shift, end + shift))


def _read_head(
    paragraph: Paragraph, conventions: Conventions, found: dict[str, tuple[str, Place, tuple[int, int]]]
) -> tuple[int, int] | None:
    """Read a report's head; also the first month and day of the paragraph."""
    place = place_of(paragraph)
    if head := conventions.first("head", paragraph.text[:HEAD_LENGTH]):
        _take(found, place, head[1])
    for event in EVENT_DATE.finditer(paragraph.text):
        if month_day := _month_day(event):
            return month_day
    return None


def _read_aside(
    label: Labelled, conventions: Conventions, found: dict[str, tuple[str, Place, tuple[int, int]]]
) -> None:
    place = place_of(label)
    match = conventions.first("line", label.block.text)
    if match and match[0].role == label.role:
        _take(found, place, match[1])
    elif label.role == "byline":
        found.setdefault("byline", (label.block.text, place, (0, len(label.block.text))))


def _read_tail(
    paragraph: Paragraph, conventions: Conventions, found: dict[str, tuple[str, Place, tuple[int, int]]]
) -> None:
    cut = max(0, len(paragraph.text) - 60)
    if tail := conventions.first("tail", paragraph.text[cut:]):
        _take(found, place_of(paragraph), tail[1], cut)


def _month_day(match: re.Match[str]) -> tuple[int, int] | None:
    month, day = int(match["month"]), int(match["day"])
    return (month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _people(text: str, place: Place, shift: int, conventions: Conventions) -> Iterator[Person]:
    """Names of a byline with the role that stands before them. A name set apart (王　艳) is put together."""
    roles = "|".join(map(re.escape, sorted(conventions.person_roles, key=len, reverse=True)))
    parts = list(re.finditer(rf"({roles})[:：]?\s?", text))
    bounds: list[tuple[int, int, str | None]] = [(0, parts[0].start(), None)] if parts and parts[0].start() else []
    bounds += [
        (part.end(), parts[i + 1].start() if i + 1 < len(parts) else len(text), part[1]) for i, part in enumerate(parts)
    ]
    for start, end, role in bounds or [(0, len(text), None)]:
        for name, at, to in _names(text, start, end):
            if role is None and parts:
                continue  # 本报、新华社 before the first role are no names
            source = place.span(shift + at, shift + to)
            yield Person(name, _usual_role(role), *source)


def _names(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    at = start
    chunks: list[tuple[str, int, int]] = []
    for gap in [*SEPARATORS.finditer(text, start, end), None]:
        to = gap.start() if gap else end
        if to > at:
            chunks.append((text[at:to], at, to))
        at = gap.end() if gap else end
    index = 0
    while index < len(chunks):
        name, at, to = chunks[index]
        if len(name) == 1 and index + 1 < len(chunks) and len(chunks[index + 1][0]) == 1:
            name, to = name + chunks[index + 1][0], chunks[index + 1][2]
            index += 1
        index += 1
        name = name.strip("（）()文图/ ")
        if 2 <= len(name) <= 12 and not name.endswith("报道") or 2 <= len(name.removesuffix("报道")) <= 4:
            yield name.removesuffix("报道"), at, to


def _usual_role(role: str | None) -> str | None:
    return {"本报记者": "记者", "新华社记者": "记者"}.get(role or "", role)


# ---- the page ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Identity:
    """Outlet and date of a page with their basis (`catalog`, `printed`, `inferred`, None), and all evidence."""

    outlet: str | None
    outlet_basis: str | None
    date: str | None
    date_basis: str | None
    year: int | None
    evidence: tuple[Evidence, ...]


def identify_page(
    transcript: Transcript,
    labels: Sequence[Labelled],
    articles: Sequence[Article],
    conventions: Conventions,
    statement: Statement | None,
    year: int | None,
) -> Identity:
    """Outlet and publication date: the catalog first, then what is printed, then what follows from the text.

    `year` is what the person who loads the page knows (`--year`). What disagrees with the catalog is kept as evidence.
    """
    outlets = [
        *_stated(statement, "outlet"),
        *_printed_outlets(labels, conventions),
        *_inferred_outlets(articles, conventions),
    ]
    dates = [*_stated(statement, "date"), *_printed_dates(labels)]
    year_mark = _year(transcript, articles, conventions)
    known_year = (
        next((int(proof.value[:4]) for proof in dates), None) or year or (int(year_mark.value) if year_mark else None)
    )
    if known_year:
        dates.extend(_inferred_dates(articles, known_year, year_mark))
    outlet, outlet_basis = (outlets[0].value, outlets[0].basis) if outlets else (None, None)
    day, day_basis = (dates[0].value, dates[0].basis) if dates else (None, None)
    extra = [year_mark] if year_mark else []
    return Identity(outlet, outlet_basis, day, day_basis, known_year, (*outlets, *dates, *extra))


def _stated(statement: Statement | None, name: str) -> list[Evidence]:
    value = getattr(statement, name) if statement else None
    note = statement.note if statement else None
    return [Evidence(name, value, "catalog", note, None, None, 1.0)] if value else []


def _printed_outlets(labels: Sequence[Labelled], conventions: Conventions) -> list[Evidence]:
    for label in labels:
        if label.role == "folio" and (found := conventions.first("line", label.block.text)):
            if outlet := found[1].groupdict().get("outlet"):
                start, end = place_of(label).span(*found[1].span("outlet"))
                return [Evidence("outlet", _usual_name(outlet, conventions), "printed", outlet, start, end, 0.98)]
    return []


def _inferred_outlets(articles: Sequence[Article], conventions: Conventions) -> list[Evidence]:
    """湖北日报讯 at the head of a report: papers write so only of themselves."""
    for index, article in enumerate(articles):
        for paragraph in article.paragraphs[:1]:
            found = conventions.first("head", paragraph.text[:HEAD_LENGTH])
            outlet = found[1].groupdict().get("outlet") if found else None
            if found and outlet:
                start, end = place_of(paragraph).span(*found[1].span("outlet"))
                name = _usual_name(outlet, conventions)
                return [Evidence("outlet", name, "inferred", outlet, start, end, 0.8, index)]
    return []


def _usual_name(printed: str, conventions: Conventions) -> str:
    for outlet in conventions.outlets.values():
        if printed == outlet.name or printed in outlet.aliases:
            return outlet.name
    return printed


def _printed_dates(labels: Sequence[Labelled]) -> list[Evidence]:
    for label in labels:
        if label.rule in PRINTED_DATE_RULES and (found := EVENT_DATE.search(label.block.text)) and found["year"]:
            if day := _iso(int(found["year"]), found):
                start, end = place_of(label).span(*found.span())
                return [Evidence("date", day, "printed", found[0], start, end, 0.98)]
    return []


def _year(transcript: Transcript, articles: Sequence[Article], conventions: Conventions) -> Evidence | None:
    for mark in conventions.years:
        for index, article in enumerate(articles):
            for paragraph in article.paragraphs:
                if found := mark.pattern.search(paragraph.text):
                    start, end = place_of(paragraph).span(*found.span())
                    return Evidence("year", str(mark.year), "inferred", found[0], start, end, 0.95, index)
    return None


def _inferred_dates(articles: Sequence[Article], year: int, year_mark: Evidence | None) -> list[Evidence]:
    """The day after the latest event that a first paragraph dates, because dailies print the day after; the words
    昨日, 昨天 on the page make it surer. A weekly or an afternoon paper needs a catalog."""
    events: list[tuple[str, int, tuple[int, int], str]] = []
    for index, article in enumerate(articles):
        for paragraph in [paragraph for paragraph in article.paragraphs if paragraph.role == "body"][:3]:
            for found in EVENT_DATE.finditer(paragraph.text[:400]):
                stated = int(found["year"]) if found["year"] else year
                if (day := _iso(stated, found)) and stated == year:
                    events.append((day, index, place_of(paragraph).span(*found.span()), found[0]))
    if not events:
        return []
    latest = max(day for day, *_ in events)
    _, index, (start, end), quote = next(event for event in events if event[0] == latest)
    said = any(YESTERDAY.search(paragraph.text) for article in articles for paragraph in article.paragraphs)
    day_after = (date.fromisoformat(latest) + timedelta(days=1)).isoformat()
    return [Evidence("date", day_after, "inferred", quote, start, end, 0.9 if said else 0.7, index)]


def _iso(year: int, match: re.Match[str]) -> str | None:
    try:
        return date(year, int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return None


def with_year(article: Article, year: int | None) -> Article:
    """An article's event date as ISO, where the year is known; otherwise unknown."""
    if article.event_date is None:
        return article
    try:
        day = date.fromisoformat(f"{year}-{article.event_date}").isoformat() if year else None
    except ValueError:
        day = None
    return replace(article, event_date=day)
