"""Splitting, case by case: `tests/cases/*.txt` says how a page is read, and this holds the splitter to it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from loader.conventions import load_conventions
from loader.model import Transcript
from loader.splitting import split_page

CASES = Path(__file__).parent / "cases"


def cases() -> Iterator[tuple[str, str, list[str]]]:
    """Title, page and expected rows of every case."""
    for file in sorted(CASES.glob("*.txt")):
        for case in file.read_text(encoding="utf-8").split("\n## ")[1:]:
            title, rest = case.split("\n", 1)
            page, expected = rest.split("\n>>\n")
            yield title, page, [row for row in expected.split("\n") if row.strip()]


def rows(text: str) -> list[str]:
    """A page as the splitter reads it, in the notation of the cases."""
    transcript = Transcript("case", "case.txt", sha256(text.encode()).hexdigest(), "utf-8", False, "lf", text)
    page = split_page(transcript, load_conventions())
    found = []
    for line in page.lines:
        place = "" if line.article is None else f" {line.article + 1}"
        place += "" if line.paragraph is None else f".{line.paragraph + 1}"
        found.append(f"{line.role}{place} | {text[line.start : line.end]}")
    return found


@pytest.mark.parametrize(("page", "expected"), [pytest.param(p, e, id=t) for t, p, e in cases()])
def test_a_page_is_read_as_its_case_says(page: str, expected: list[str]) -> None:
    assert rows(page) == expected
