"""Signs that two articles tell of two stages of one matter, or that the later prints the document of the first.

What is announced, drafted or said is told again when it has come about, in the same words. Which words say so is data
(`stages.toml`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from loader.events import reacts
from loader.printings import counted
from loader.shared import Stretch, Wording, two_papers

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

SIGNS = Path(__file__).resolve().parent / "stages.toml"
FUTURE, DRAFT, DOCUMENT, EDITION = "future", "draft", "document", "edition"
# A passage may end before the 将 that one paper has put elsewhere in the sentence.
BESIDE = 10
LEAD = 100  # characters in which an article says that it prints a document, or which edition has come out
# A day of an event: not one from which, or until which, something is valid.
_DAY = re.compile(
    r"(?<![自从至\d])(?P<to_be>[将定拟][于在]?)?(?:(?P<year>\d{4})年|(?<![自从至年\d]))"
    r"(?P<month>1?\d)月(?P<day>[1-3]?\d)日(?!起|前|后|止|[之以][前后])"
)
# A title of so many characters is one document's.
TITLE = 12
_TITLE = re.compile("《([^《》]+)》")


@cache
def _signs() -> dict[str, re.Pattern[str]]:
    listed = tomllib.loads(SIGNS.read_text(encoding="utf-8"))
    return {name: re.compile(sign["pattern"]) for name, sign in listed.items()}


def has_sign(sign: str, text: str) -> bool:
    """Whether a text has the words of a sign (FUTURE, DRAFT, DOCUMENT)."""
    return _signs()[sign].search(text) is not None


def announced(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether one of two articles of different days says that something will be, in words by which the other says that
    it is: a visit announced (将出席) and begun (出席).

    Who tells how a speech was taken may begin to quote it behind a 将, and is left out.
    """
    if one.date is None or other.date is None or one.date == other.date:
        return False
    if reacts(max(one, other, key=lambda wording: wording.date or "")):
        return False
    mine = [(at.start, at.end) for at in stretches]
    its = [(at.other_start, at.other_end) for at in stretches]
    return (_to_be(one.text, mine, 0) and not _to_be(other.text, its, BESIDE)) or (
        _to_be(other.text, its, 0) and not _to_be(one.text, mine, BESIDE)
    )


def _to_be(text: str, places: Sequence[tuple[int, int]], beside: int) -> bool:
    """Whether these places of a text, or so many characters beside them, say that something will be."""
    return any(has_sign(FUTURE, text[max(0, start - beside) : end + beside]) for start, end in places)


def drafted(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether the earlier of two articles tells of a draft in words by which the later, that knows of no draft, tells
    what was passed: a law laid before a committee, and the law."""
    if one.date is None or other.date is None or one.date == other.date:
        return False
    if one.date < other.date:
        told = any(has_sign(DRAFT, one.text[at.start : at.end]) for at in stretches)
        return told and not has_sign(DRAFT, other.text)
    told = any(has_sign(DRAFT, other.text[at.other_start : at.other_end]) for at in stretches)
    return told and not has_sign(DRAFT, one.text)


def come_about(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether what two articles share names a day that is to come in the earlier and has come in the later, which does
    not speak of it as to come: a meeting that was resolved upon (于10月28日至31日召开), and held."""
    if one.date is None or other.date is None or one.date == other.date:
        return False
    here = "|".join(one.text[at.start : at.end] for at in stretches)
    there = "|".join(other.text[at.other_start : at.other_end] for at in stretches)
    (begin, earlier), (end, later) = sorted(((one.date, here), (other.date, there)))
    # where two papers stand a day apart, the day after has come for the later when the earlier was printed
    known = _day_after(begin) if two_papers(one, other) else begin
    to_come = {day for day, to_be in _days(earlier, begin) if (begin if to_be else known) < day <= end}
    return any(day in to_come and not to_be for day, to_be in _days(later, begin))


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(1)).isoformat()


def _days(text: str, printed: str) -> Iterator[tuple[str, bool]]:
    """The days of events in a text (ISO), and whether they are told as to come. A day without a year is of that of
    `printed`."""
    for found in _DAY.finditer(text):
        year = found["year"] or printed[:4]
        yield f"{year}-{int(found['month']):02}-{int(found['day']):02}", found["to_be"] is not None


def prints_a_document(wording: Wording) -> bool:
    """Whether an article says that it prints a speech, a report or what somebody has written."""
    return has_sign(DOCUMENT, wording.text[:LEAD])


def names_one_title(one: Wording, other: Wording) -> bool:
    """Whether the later article says that it prints a document, and opens with the title of one that the earlier names
    too: a report that was made to a meeting."""
    earlier, later = sorted((one, other), key=lambda wording: wording.date or "")
    if not prints_a_document(later):
        return False
    lead = next((text for role, text in later.article.paragraphs if role == "body"), "")
    titles = (counted(title) for title in _TITLE.findall(lead))
    return any(len(title) >= TITLE and title in earlier.text for title in titles)


def other_edition(one: Wording, other: Wording) -> bool:
    """Whether two articles of different days tell first of editions of a book in other languages."""
    if one.date == other.date:
        return False
    mine, its = (_signs()[EDITION].search(wording.text[:LEAD]) for wording in (one, other))
    return mine is not None and its is not None and mine[0] != its[0]
