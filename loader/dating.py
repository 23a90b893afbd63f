"""Which outlet printed a page and on which day: stated, printed, or inferred, always with its evidence.

What the page does not say stays unknown; what disagrees with the catalog is kept as evidence beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from loader.characters import even
from loader.conventions import Conventions
from loader.dates import full_dates, lunar_dates, month_days
from loader.filenames import file_dates, file_outlets, file_pages
from loader.frontmatter import RULE as FRONT_MATTER
from loader.frontmatter import FrontMatter
from loader.identify import HEAD_LENGTH
from loader.model import Article, Evidence, Labelled, Statement, Transcript
from loader.printed import printed

YESTERDAY = re.compile(r"昨日|昨天|昨晚|昨晨")
# A day to come, or one long past, dates no paper: 定于3月20日, 去年2月.
NOT_NEWS = re.compile(r"(?:将|定于|拟于|预计|计划|去年|前年|当年|每年|有效期)[^。，；！？]{0,6}$")
SPACED = re.compile(r"(?:[\u4e00-\u9fff]\s{1,6}){3,5}[\u4e00-\u9fff]")  # 清 河 日 报
LONGEST_MASTHEAD = 50  # characters
TORN = frozenset({"slogan", "credits"})  # what the first half of a folio may be taken for
NEAR = 31  # days between a known date and one that events tell: further off, an event is history or a plan
FIRST_PARAGRAPHS = 3  # an event that dates the paper stands in the first paragraphs of its article


@dataclass(frozen=True, slots=True)
class Identity:
    """Outlet and date of a page with their basis (`catalog`, `printed`, `inferred`, None), and all evidence.

    `day` is the date where something else than the events told on the page says it, so that they can be dated by it.
    """

    outlet: str | None
    outlet_basis: str | None
    date: str | None
    date_basis: str | None
    year: int | None
    evidence: tuple[Evidence, ...]
    page: str | None = None
    day: str | None = None


def identify_page(
    transcript: Transcript,
    labels: Sequence[Labelled],
    articles: Sequence[Article],
    conventions: Conventions,
    statement: Statement | None,
    year: int | None,
    front: FrontMatter | None = None,
) -> Identity:
    """Outlet, publication date and page: the catalog first, then the file's front matter, then what is printed, then
    what follows from file name and text.

    `year` is what the person who loads the page knows (`--year`).
    """
    folio = [label for label in labels if label.role == "folio" and label.rule != FRONT_MATTER]
    heads = [label for label in labels if label.rule == FRONT_MATTER]
    outlets = [
        *_stated(statement, "outlet"),
        *_fronted(front, heads, "outlet", conventions),
        *_printed_outlets(folio, conventions),
        *file_outlets(transcript.path, conventions),
        *_reporting_outlets(articles, conventions),
    ]
    dates = [
        *_stated(statement, "date"),
        *_fronted(front, heads, "date", conventions),
        *(_printed_dates(folio) or _printed_dates(_torn_folio(labels))),
        *file_dates(transcript.path),
    ]
    pages = [*_stated(statement, "page"), *_fronted(front, heads, "page", conventions), *file_pages(transcript.path)]
    marks = list(_year_marks(articles, conventions))
    known = next((int(proof.value[:4]) for proof in dates), None) or year
    if len({mark.value for mark in marks}) == 1:  # what tells two years tells none
        known = known or int(marks[0].value)
    stated = dates[0].value if dates else None
    if known:
        inferred = _day_after_events(articles, known)
        dates.extend(proof for proof in inferred if not dates or _near(proof.value, dates[0].value))
    outlet, outlet_basis = (outlets[0].value, outlets[0].basis) if outlets else (None, None)
    day, day_basis = (dates[0].value, dates[0].basis) if dates else (None, None)
    page = pages[0].value if pages else None
    pages = pages if any(proof.quote for proof in pages) else []  # the catalog alone is no inference
    return Identity(outlet, outlet_basis, day, day_basis, known, (*outlets, *dates, *pages, *marks), page, stated)


def _stated(statement: Statement | None, name: str) -> list[Evidence]:
    value = getattr(statement, name) if statement else None
    note = statement.note if statement else None
    return [Evidence(name, value, "catalog", note, None, None, 1.0)] if value else []


def _torn_folio(labels: Sequence[Labelled]) -> list[Labelled]:
    """What stands right above a folio and was taken for other furniture: its line may have been wrapped inside a date
    (E-mail：…　2015年3月20日　星 | 期五　第3版)."""
    return [above for above, label in pairwise(labels) if label.role == "folio" and above.role in TORN]


def _printed_outlets(folio: Sequence[Labelled], conventions: Conventions) -> list[Evidence]:
    """The paper named in the folio lines; of several names (a paper and its supplement) the one named most."""
    named: list[Evidence] = []
    for label in folio:
        text = even(label.block.text)
        where, known = printed(label), list(conventions.paper.finditer(text))
        short = conventions.first("masthead", label.block.text) if len(text) <= LONGEST_MASTHEAD else None
        for found in known or filter(None, [short[1] if short else None]):
            if found.groupdict().get("outlet"):
                start, end = found.span("outlet")
                name = conventions.usual_outlet(text[start:end])
                named.append(Evidence("outlet", name, "printed", where.text[start:end], *where.span(start, end), 0.98))
        if not known and SPACED.fullmatch(text) and conventions.paper.fullmatch(closed := "".join(text.split())):
            name, span = conventions.usual_outlet(closed), where.span(0, len(text))
            named.append(Evidence("outlet", name, "printed", label.block.text, *span, 0.98))
    if not named:
        return []
    most = Counter(proof.value for proof in named).most_common(1)[0][0]
    return [next(proof for proof in named if proof.value == most)]


def _reporting_outlets(articles: Sequence[Article], conventions: Conventions) -> list[Evidence]:
    """湖北日报讯 at the head of a report: papers write so only of themselves. A page whose reports name several papers
    quotes them, so it must name one more often than any other."""
    named: list[Evidence] = []
    for index, article in enumerate(articles):
        for paragraph in article.paragraphs[:2]:
            head = conventions.first("head", paragraph.text[:HEAD_LENGTH])
            outlet = head[1].groupdict().get("outlet") if head else None
            if head and outlet:
                where = printed(paragraph)
                span = head[1].span("outlet")
                quote, name = where.text[slice(*span)], conventions.usual_outlet(outlet)
                named.append(Evidence("outlet", name, "inferred", quote, *where.span(*span), 0.8, index))
                break
    counted = Counter(proof.value for proof in named).most_common(2)
    if not counted or (len(counted) == 2 and counted[0][1] == counted[1][1]):
        return []
    return [next(proof for proof in named if proof.value == counted[0][0])]


def _printed_dates(folio: Sequence[Labelled]) -> list[Evidence]:
    for label in folio:
        for found in full_dates(label.block.text):
            if day := found.iso():
                where = printed(label)
                quote = where.text[found.start : found.end]
                return [Evidence("date", day, "printed", quote, *where.span(found.start, found.end), 0.98)]
    for label in folio:
        for day, start, end in lunar_dates(label.block.text):
            where = printed(label)
            return [Evidence("date", day, "printed", where.text[start:end], *where.span(start, end), 0.9)]
    return []


def _fronted(
    front: FrontMatter | None, heads: Sequence[Labelled], name: str, conventions: Conventions
) -> list[Evidence]:
    """What the file's own front matter states counts as a row of the catalog does."""
    if front is None or name not in front.stated:
        return []
    value, line = front.stated[name]
    block = next(label.block for label in heads if label.block.line == line)
    if name == "outlet":
        value = conventions.usual_outlet(value)
    return [Evidence(name, value, "catalog", block.text, block.start, block.end, 1.0)]


def _year_marks(articles: Sequence[Article], conventions: Conventions) -> Iterator[Evidence]:
    """What fixes the year: phrases that papers of only one year use of their time, each where it first stands."""
    left = list(conventions.years)
    every = even("\n".join(paragraph.text for article in articles for paragraph in article.paragraphs))
    words = [word for word in {mark.word for mark in left} if word in every]  # few for many marks
    for index, article in enumerate(articles if words else ()):
        for paragraph in article.paragraphs:
            plain = even(paragraph.text)
            stated = [word for word in words if word in plain]
            for mark in tuple(left) if stated else ():
                if mark.word in stated and (found := mark.search(plain)) and (year := mark.of(found)):
                    left.remove(mark)
                    where = printed(paragraph)
                    quote = where.text[slice(*found.span())]
                    yield Evidence("year", str(year), "inferred", quote, *where.span(*found.span()), 0.95, index)


def _day_after_events(articles: Sequence[Article], year: int) -> list[Evidence]:
    """The day after the latest event that first paragraphs date, because dailies print the day after; 昨日 on the page
    makes it surer. A weekly or an afternoon paper needs a catalog."""
    latest: tuple[str, int, str, tuple[int, int]] | None = None
    for index, article in enumerate(articles):
        bodies = [paragraph for paragraph in article.paragraphs if paragraph.role == "body"]
        for paragraph in bodies[:FIRST_PARAGRAPHS]:
            for found in month_days(paragraph.text[:400]):
                day = found.iso(year)
                if NOT_NEWS.search(even(paragraph.text[max(0, found.start - 10) : found.start])):
                    continue
                if day and day[:4] == str(year) and (latest is None or day > latest[0]):
                    where = printed(paragraph)
                    latest = (day, index, where.text[found.start : found.end], where.span(found.start, found.end))
    if latest is None:
        return []
    day, index, quote, (start, end) = latest
    said = any(YESTERDAY.search(paragraph.text) for article in articles for paragraph in article.paragraphs)
    after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    return [Evidence("date", after, "inferred", quote, start, end, 0.9 if said else 0.7, index)]


def _near(day: str, known: str) -> bool:
    """Whether a date told by events can be evidence beside one that is known."""
    return abs((date.fromisoformat(day) - date.fromisoformat(known)).days) <= NEAR
