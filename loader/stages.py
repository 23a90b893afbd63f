"""Signs that two articles tell of two stages of one matter, or that the later prints the document of the first.

What is announced, drafted or said is told again when it has come about, in the same words. Which words say so is data
(`stages.toml`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from loader.events import reacts
from loader.shared import Stretch, Wording

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

SIGNS = Path(__file__).resolve().parent / "stages.toml"
FUTURE, DRAFT, DOCUMENT = "future", "draft", "document"
LEAD = 100  # characters in which an article says that it prints a document


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
    here = any(has_sign(FUTURE, one.text[at.start : at.end]) for at in stretches)
    return here != any(has_sign(FUTURE, other.text[at.other_start : at.other_end]) for at in stretches)


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


def prints_a_document(wording: Wording) -> bool:
    """Whether an article says that it prints a speech, a report or what somebody has written."""
    return has_sign(DOCUMENT, wording.text[:LEAD])
