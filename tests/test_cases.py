"""Splitting, case by case: `tests/cases/*.txt` says how a page is read, and this holds the splitter to it."""

from __future__ import annotations

from hashlib import sha256

import pytest

from bench.cases import PageCase, read_cases
from loader.model import Transcript
from loader.outlet_files import load_conventions
from loader.splitting import split_page


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


@pytest.mark.parametrize("case", [pytest.param(case, id=case.title) for case in read_cases()])
def test_a_page_is_read_as_its_case_says(case: PageCase) -> None:
    assert rows(case.page) == case.expected
    assert len(case.gold()) == len(case.expected)
