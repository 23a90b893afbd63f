"""Front matter: what a transcriber states of a page at the top of its own file, between two lines of `---`.

```
---
报纸: 扬子晚报
日期: 2020-02-13
版次: 1
---
```
Simple `key: value` lines are read and nothing else of YAML; lists and keys that are not known stay lines of the file
and mean nothing. A `---` that opens no such block, or states nothing known, is text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from loader.errors import UnreadableTranscript
from loader.model import Transcript

RULE = "front-matter"
KEYS = {
    "outlet": "outlet", "newspaper": "outlet", "paper": "outlet", "报纸": "outlet", "报名": "outlet", "報紙": "outlet",
    "date": "date", "日期": "date", "出版日期": "date",
    "page": "page", "版次": "page", "版面": "page", "版": "page",
    "source": "source", "来源": "source", "來源": "source",
}  # fmt: skip
LONGEST = 60  # lines: a block that is not closed by then is no front matter
FENCE = re.compile(r"-{3,}\s*")
CLOSE = re.compile(r"(?:-{3,}|\.{3})\s*")
ENTRY = re.compile(r"(?P<key>[^\W\d][\w -]{0,30})\s*[:：](?:\s+|(?<=：)|$)(?P<value>.*)")
OTHER = re.compile(r"\s*(?:#.*)?|\s+\S.*|-\s.*")  # blank, a comment, the rest of an entry, a list
DAY = re.compile(
    r"(?P<year>\d{4})\s*(?P<mark>[-/.年])\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?(?:[T\s].*)?"
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The lines it takes, counted from the top (0: there is none), and what it states: `outlet`, `date` (ISO), `page`
    and `source`, each with the number of its line."""

    lines: int = 0
    stated: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """What is stated of `outlet`, `date`, `page` or `source`."""
        return self.stated[name][0] if name in self.stated else None


def read_front_matter(transcript: Transcript) -> FrontMatter:
    """The front matter of a transcript. Raises `UnreadableTranscript` for a date that is no day, and for a key that
    stands twice with two values."""
    found = _entries(transcript.text)
    if found is None:
        return FrontMatter()
    lines, entries = found
    stated: dict[str, tuple[str, int]] = {}
    for name, value, number in entries:
        where = f"{transcript.path}, line {number}"
        value = _day(where, value) if name == "date" else value
        if name in stated and stated[name][0] != value:
            raise UnreadableTranscript(
                f"{where}: the front matter has {name} already, in line {stated[name][1]}. Keep one of the two."
            )
        stated.setdefault(name, (value, number))
    return FrontMatter(lines, stated)


def _entries(text: str) -> tuple[int, list[tuple[str, str, int]]] | None:
    """How many lines it takes, and the entries with known keys: name, value, line. None where there is none."""
    head = text.lstrip()
    if not head.startswith("---"):
        return None
    first = text[: len(text) - len(head)].count("\n") + 1
    lines = head.split("\n", LONGEST + 1)[: LONGEST + 1]
    if not FENCE.fullmatch(lines[0]):
        return None
    entries: list[tuple[str, str, int]] = []
    for number, line in enumerate(lines[1:], first + 1):
        if CLOSE.fullmatch(line):
            return (number, entries) if entries else None
        entry = ENTRY.fullmatch(line.rstrip())
        if entry and (name := KEYS.get(entry["key"].strip().lower())):
            if value := _plain(entry["value"]):
                entries.append((name, value, number))
        elif not entry and not OTHER.fullmatch(line):
            return None
    return None


def _plain(value: str) -> str:
    """A value without quotation marks and without a comment behind it."""
    value = value.strip()
    if quoted := re.match(r"(['\"])(.*)\1\s*(?:#.*)?$", value):
        return quoted[2].strip()
    return "" if value.startswith("#") else re.split(r"\s#", value, maxsplit=1)[0].strip()


def _day(where: str, value: str) -> str:
    found = DAY.fullmatch(value)
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        pass
    raise UnreadableTranscript(
        f"{where}: date {value!r} is no day. Write year-month-day, as in 2020-02-13, or delete the line."
    )
