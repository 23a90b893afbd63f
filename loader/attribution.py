"""Whom a printing names as the source of its text, in which form, and where it says so.

The forms are those by which studies of news agencies tell credited copy from uncredited (e.g. J. Lewis, A. Williams and
B. Franklin, “A compromised fourth estate?”, Journalism Studies 9, 2008): a paper may print the agency's whole dateline,
its name, a 据 before it, its own name, or nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from loader.apparatus import Passage, Span
from loader.characters import even
from loader.model import Article

FORMS = ("dateline", "agency", "according", "own", "none")
"""`dateline`: with place or day (新华社北京2月12日电). `agency`: its name alone (新华社电). `according`: 据 and
the name (（据新华社）). `own`: the paper speaks for itself (本报讯). `none`: nothing is printed."""
HEAD = 3  # paragraphs in which a report's head is looked for, as in `identify`
TAIL = 60  # code points at the end of a paragraph in which an agency is
_BRACKETS = dict(zip("（([【〔［", "）)]】〕］", strict=True))
_IN_BRACKETS = re.compile(r"[（(\[【〔［][^（(\[【〔［）)\]】〕］。]{2,40}[）)\]】〕］]")


class Attribution(NamedTuple):
    """`form` is one of `FORMS`, `text` is as printed. `span`: where in the paragraphs; None: on a line of its own."""

    form: str
    text: str | None = None
    agency: str | None = None
    span: Span | None = None


def find_attribution(article: Article) -> Attribution:
    """The attribution of an article: its dateline, or else the agency at its end."""
    if article.dateline:
        span = _find_dateline(article)
        return Attribution(_form(article.dateline, article.agency), article.dateline, article.agency, span)
    if article.agency:
        span = _find_agency(article)
        text = article.paragraphs[span.passage].text[span.start : span.end] if span else article.agency
        return Attribution(_form(text, article.agency), text, article.agency, span)
    return Attribution("none")


def passages(article: Article) -> tuple[Passage, ...]:
    """The paragraphs of an article as what is collated, with its dateline (and the names behind it) and an agency at
    the end marked."""
    marks: dict[int, list[tuple[int, int, str]]] = {}
    head, tail = _find_dateline(article), _find_agency(article)
    if head:
        text = article.paragraphs[head.passage].text
        start, end = head.start, head.end
        if start and text[start - 1] in _BRACKETS:
            start, end = start - 1, end + text[end : end + 1].count(_BRACKETS[text[start - 1]])
        behind = len(text) - len(text[end:].lstrip())
        if article.byline and (names := _IN_BRACKETS.match(text, behind)) and article.byline in names[0]:
            end = names.end()
        marks[head.passage] = [(0 if start <= 2 else start, end, "dateline")]
    if tail and not (head and head.passage == tail.passage and tail.start < end):
        marks.setdefault(tail.passage, []).append((tail.start, tail.end, "agency"))
    return tuple(
        Passage(
            paragraph.role,
            paragraph.text,
            tuple(marks.get(number, ())),
            tuple(piece.offset for piece in paragraph.pieces[1:]),
        )
        for number, paragraph in enumerate(article.paragraphs)
    )


def _form(text: str, agency: str | None) -> str:
    plain = even(text).lstrip("".join(_BRACKETS) + " \u3000")
    if not agency:
        return "own"
    if plain.startswith(("据", "均据", "综合", "来源")):
        return "according"
    rest = plain[plain.find(even(agency)) + len(even(agency)) :]
    return "dateline" if re.search(r"日|\d|[\u4e00-\u9fff]{2}\s*[电讯]", rest) else "agency"


def _find_dateline(article: Article) -> Span | None:
    if article.dateline:
        for number, paragraph in enumerate(article.paragraphs[:HEAD]):
            at = paragraph.text.find(article.dateline, 0, 120)
            if at >= 0:
                return Span(number, at, at + len(article.dateline))
    return None


def _find_agency(article: Article) -> Span | None:
    """The agency in brackets at the end of one of the last two paragraphs, or an editor's mark before their end."""
    if article.agency:
        for number in range(len(article.paragraphs) - 1, max(-1, len(article.paragraphs) - 3), -1):
            text = article.paragraphs[number].text
            for found in _IN_BRACKETS.finditer(text, max(0, len(text) - TAIL)):
                if even(article.agency) in even(found[0]):
                    return Span(number, *found.span())
    return None
