"""An archive that another version built: every page says so in a sentence, and none of them guesses."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Site
from test_plugin import ARTICLE, TRANSCRIPT

from loader.messages import MESSAGES
from loader.routes import PAGES

SEARCHING = [
    address.replace("\\", "")
    for module in PAGES
    for address, _ in module.ROUTES
    if "?P<" not in address
    and not address.startswith(("articles", "words", "compare", "days", "people", "feed", "stories"))
]
READING = [
    "people",
    "stories",
    "story/x",
    "feed.atom",
    "articles.jsonl",
    f"article/{ARTICLE}",
    f"page/{TRANSCRIPT}",
    "days",
    "days/2020",
    "day/2020-02-13",
    "day/undated",
]
COUNTING = ["words", "words.csv", "words.json", "compare", "compare.csv", "compare.json"]


@pytest.fixture(scope="module")
def older(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An archive of schema 2, which had no words."""
    path = tmp_path_factory.mktemp("older") / "older.db"
    shutil.copy(archive, path)
    conn = sqlite3.connect(path)
    conn.executescript("PRAGMA user_version = 2; DROP VIEW word_counts; DROP TABLE words; DROP TABLE word_totals;")
    conn.close()
    site = Site(path)
    yield site
    site.loop.close()


@pytest.mark.parametrize("address", [*SEARCHING, *READING, *COUNTING])
def test_an_archive_of_another_schema_is_refused_with_a_sentence(older: Site, address: str) -> None:
    answer = older.get(f"/older/-/{address}", q="疫情", terms="疫情", lang="en")
    assert answer.status_code == 400
    assert MESSAGES["other-version"][1] in answer.text
    assert "schema 2" in answer.text
    assert ".db" not in answer.text.replace("<!DOCTYPE", "")


@pytest.mark.parametrize("suffix", ["", ".json", ".csv"])
def test_the_stock_search_of_another_schema_fails_with_a_sentence(older: Site, suffix: str) -> None:
    answer = older.get(f"/older/paragraphs{suffix}", _search="疫情防控")
    assert answer.status_code == 400
    assert older.get("/older/paragraphs").status_code == 200
    assert older.get("/").status_code == 200


@pytest.mark.parametrize("address", SEARCHING)
def test_no_page_searches_an_index_of_another_folding(copy_of: Callable[..., Path], address: str) -> None:
    site = Site(copy_of("old.db", "UPDATE archive SET value = 'another' WHERE key = 'folding'"))
    answer = site.get(f"/old/-/{address}", q="疫情", terms="疫情", lang="en")
    assert (answer.status_code, MESSAGES["other-version"][1] in answer.text) == (400, True)
    assert site.get(f"/old/-/article/{ARTICLE}").status_code == 200
