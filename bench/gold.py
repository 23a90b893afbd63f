"""Gold files: a reader's own split of a page, line by line, as tab-separated text.

`<stem>.tsv` has one row for each non-blank line of a transcript (1-based numbers, lines end at `\\n` only):
`line`, `role`, `article` (ordinal by first appearance), `paragraph` (ordinal in its article, in reading order)
and `text` (the first 12 characters, a check). `<stem>.articles.tsv` says who and when, one row for each article;
`<stem>.page.tsv`, where there is one, has `key` and `value` rows for the page: outlet, date, habits of layout.
Lines that start with `#` at the head of a file are notes on doubtful readings.

Headings, lone bylines, agencies, datelines, end marks and jump lines belong to an article and to no paragraph.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

PARAGRAPH_ROLES = ("body", "crosshead", "caption", "signature", "note")
CHECKED = 12  # characters of a line that a gold row repeats


class GoldError(Exception):
    """A gold file and its transcript do not fit together."""


class Row(NamedTuple):
    """One line and where it was put; `size` counts its characters that are not white space."""

    line: int
    role: str
    article: int | None
    paragraph: int | None
    size: int


class Facts(NamedTuple):
    """Who and when of one article, as printed; empty where the page does not say."""

    article: int
    byline: str = ""
    people: tuple[str, ...] = ()
    agency: str = ""
    dateline: str = ""
    event_date: str | None = ""  # None: the gold file does not state it


def read_gold(path: Path, text: str) -> list[Row]:
    """Rows of a gold file, checked against the transcript `text`: every non-blank line once, words as annotated."""
    lines = text.split("\n")
    rows = []
    for record in read_table(path):
        number = int(record["line"])
        line = lines[number - 1].strip() if number <= len(lines) else ""
        if line[:CHECKED].strip() != record["text"].strip():
            raise GoldError(
                f"{path.name}: line {number} is annotated as {record['text']!r} but reads {line[:CHECKED]!r}"
            )
        rows.append(
            Row(number, record["role"], ordinal(record["article"]), ordinal(record["paragraph"]), printed_size(line))
        )
    printed = [number for number, line in enumerate(lines, 1) if line.strip()]
    if [row.line for row in rows] != printed:
        missing = sorted(set(printed) ^ {row.line for row in rows})
        raise GoldError(f"{path.name}: lines missing, repeated or out of order near {missing[:5]}")
    return rows


def read_facts(path: Path) -> list[Facts]:
    """Rows of an `.articles.tsv` file."""
    return [
        Facts(
            int(record["article"]),
            record["byline"],
            tuple(name for name in record["people"].split(";") if name),
            record["agency"],
            record["dateline"],
            record.get("event_date"),
        )
        for record in read_table(path)
    ]


def read_page_facts(path: Path) -> dict[str, str]:
    """The `key`, `value` rows of a `.page.tsv` file; empty if there is none."""
    return {record["key"]: record["value"] for record in read_table(path)} if path.exists() else {}


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """Records of a tab-separated file with a head row, after its `#` notes."""
    with path.open(encoding="utf-8", newline="") as file:
        printed = (line for line in file if not line.startswith("#"))
        yield from csv.DictReader(printed, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")


def ordinal(cell: str) -> int | None:
    return int(cell) if cell else None


def printed_size(line: str) -> int:
    return sum(not character.isspace() for character in line)


def write_table(path: Path, head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """A tab-separated file with a head row; None is an empty cell. Cells hold neither tabs nor line ends."""
    lines = ["\t".join(head)]
    lines += ["\t".join("" if cell is None else str(cell) for cell in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")
