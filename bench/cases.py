"""Cases: pasted pages and how they are read (`tests/cases/*.txt`), for the tests and for training."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench.gold import Row, printed_size

FOLDER = Path(__file__).resolve().parents[1] / "tests/cases"
EXPECTED = re.compile(r"(?P<role>[a-z-]+)(?: (?P<article>\d+)(?:\.(?P<paragraph>\d+))?)? \| (?P<line>.*)")


class PageCase(NamedTuple):
    """A page and its reading: `expected` has a row `role article.paragraph | line` for every non-blank line."""

    title: str
    page: str
    expected: list[str]

    def gold(self) -> list[Row]:
        """The reading as gold rows. Raises `ValueError` where a row is malformed or repeats its line wrongly."""
        numbered = [(number, line) for number, line in enumerate(self.page.split("\n"), 1) if line.strip()]
        rows = []
        for (number, line), row in zip(numbered, self.expected, strict=True):
            found = EXPECTED.fullmatch(row)
            if not found or found["line"] != line:
                raise ValueError(f"case {self.title!r}: line {number} reads {line!r}, but its row is {row!r}")
            article, paragraph = (int(found[name]) if found[name] else None for name in ("article", "paragraph"))
            rows.append(Row(number, found["role"], article, paragraph, printed_size(line)))
        return rows


def read_cases(folder: Path = FOLDER) -> Iterator[PageCase]:
    """All cases of a folder, by file."""
    for file in sorted(folder.glob("*.txt")):
        for case in file.read_text(encoding="utf-8").split("\n## ")[1:]:
            title, rest = case.split("\n", 1)
            page, expected = rest.split("\n>>\n")
            yield PageCase(title, page, [row for row in expected.split("\n") if row.strip()])
