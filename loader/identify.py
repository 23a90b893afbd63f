"""Who wrote an article, when and where it happened, and by which agency: what its head, tail and lone lines print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from loader.bylines import people, photographer
from loader.conventions import Conventions
from loader.dates import month_days
from loader.model import Article, Labelled, Person
from loader.normalize import even
from loader.printed import Printed, printed

HEAD_LENGTH = 120  # characters of a paragraph in which a report's head can stand
TAIL_LENGTH = 60


@dataclass(slots=True)
class _Found:
    """Values with the text they stand in and their span there; the first one found of each stays."""

    values: dict[str, tuple[str, Printed, int]] = field(default_factory=dict)
    agency: str | None = None

    def take(self, where: Printed, match: re.Match[str], shift: int = 0) -> None:
        for group, value in match.groupdict().items():
            if not value:
                continue
            start, end = (at + shift for at in match.span(group))
            name = group.partition("_")[0]  # one pattern may have several places for a byline: byline_boxed
            if name == "agency":
                self.agency = self.agency or value  # as matched: the name is usual in any script
            else:
                self.values.setdefault(name, (where.text[start:end], where, start))

    def text(self, name: str) -> str | None:
        return self.values[name][0].strip() if name in self.values else None


def identify_article(article: Article, asides: Sequence[Labelled], conventions: Conventions) -> Article:
    """Fill in byline, people, dateline, agency, place and the month and day of the event.

    Looked at, in this order: the head of the first paragraphs (本报讯（…）, 新华社…电), lines that are nothing else
    (`asides`: bylines and agencies on their own), the tails of the last ones. `event_date` is `MM-DD` until the year
    is known (`pages.with_year`).
    """
    found = _Found()
    bodies = [paragraph for paragraph in article.paragraphs if paragraph.role == "body"]
    for paragraph in bodies[:2]:
        if head := conventions.first("head", paragraph.text[:HEAD_LENGTH]):
            found.take(printed(paragraph), head[1])
            break
    for label in asides:
        _read_aside(label, conventions, found)
    for paragraph in bodies[-1:-3:-1]:
        cut = max(0, len(paragraph.text) - TAIL_LENGTH)
        if tail := conventions.first("tail", paragraph.text[cut:]):
            found.take(printed(paragraph), tail[1], cut)
    event = next(iter(month_days(bodies[0].text)), None) if bodies else None
    return replace(
        article,
        byline=found.text("byline"),
        dateline=found.text("dateline"),
        agency=found.agency,
        place=found.text("place"),
        event_date=f"{event.month:02}-{event.day:02}" if event else None,
        people=_people(article, found, conventions),
    )


def _read_aside(label: Labelled, conventions: Conventions, found: _Found) -> None:
    if label.role not in {"byline", "agency", "dateline"}:
        return
    where = printed(label)
    match = conventions.first("line", label.block.text)
    if match and match[0].role == label.role:
        found.take(where, match[1])
    elif label.role == "byline" and "byline" not in found.values:
        bare = label.block.text.strip("（）() 　")
        found.values["byline"] = (bare, where, label.block.text.index(bare))
    elif label.role == "dateline" and (head := conventions.first("head", label.block.text)):
        found.take(where, head[1])


def _people(article: Article, found: _Found, conventions: Conventions) -> tuple[Person, ...]:
    named: list[Person] = []
    if "byline" in found.values:
        text, where, start = found.values["byline"]
        named.extend(people(text, where, start, conventions))
    for paragraph in article.paragraphs:
        if paragraph.role == "caption" and (taken := photographer(printed(paragraph), conventions)):
            named.append(taken)
    seen: dict[tuple[str, str | None], Person] = {}
    for person in named:
        seen.setdefault((person.name, even(person.role or "")), person)
    return tuple(seen.values())
