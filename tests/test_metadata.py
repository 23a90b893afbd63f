"""Everything an archive holds is described, in both languages, and the description reaches every archive."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Site
from datasette.utils import parse_metadata
from datasette.version import __version__

from loader.schema import FULL_TEXT, TABLES

METADATA = parse_metadata((Path(__file__).parent.parent / "metadata.yml").read_text(encoding="utf-8"))
ARCHIVE = METADATA["databases"]["archive"]
QUERIES: dict[str, Any] = ARCHIVE["queries"]
DESCRIBED: dict[str, Any] = ARCHIVE["tables"]
HAN = re.compile("[一-鿿]")
LATIN = re.compile("[A-Za-z]{3}")


def columns_of(archive: Path, table: str) -> list[str]:
    conn = sqlite3.connect(archive)
    columns = [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]
    conn.close()
    return columns


def in_both_languages(text: str) -> bool:
    return bool(HAN.search(text) and LATIN.search(text))


@pytest.mark.parametrize("table", [*TABLES, *FULL_TEXT])
def test_every_table_and_column_is_described(archive: Path, table: str) -> None:
    described = DESCRIBED[table]
    assert in_both_languages(described["description"])
    assert sorted(columns_of(archive, table)) == sorted(described["columns"])
    for column, description in described["columns"].items():
        assert HAN.search(description), (table, column)
        assert re.search("[A-Z][a-z]", description), (table, column)


def test_nothing_is_described_that_does_not_exist() -> None:
    assert set(DESCRIBED) == {*TABLES, *FULL_TEXT}


@pytest.mark.parametrize("table", [*TABLES, *FULL_TEXT])
def test_no_row_is_lost_between_the_pages_of_a_table(archive: Path, table: str) -> None:
    """Datasette goes on after the last row by its sort column, then by the primary key; SQLite puts rows that are equal
    in the first by rowid. So a table is sorted by a unique column, or has no rowid, or is not sorted."""
    sort = DESCRIBED[table].get("sort_desc") or DESCRIBED[table].get("sort")
    conn = sqlite3.connect(archive)
    (sql,) = conn.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
    unique = {
        tuple(column for _, _, column in conn.execute(f"PRAGMA index_info({name})"))
        for _, name, is_unique, *_ in conn.execute(f"PRAGMA index_list({table})")
        if is_unique
    }
    keys = tuple(row[1] for row in conn.execute(f"PRAGMA table_info({table})") if row[5])
    conn.close()
    assert sort is None or (sort,) in {keys, *unique} or "WITHOUT ROWID" in sql.upper()


@pytest.mark.parametrize("table", DESCRIBED)
def test_facets_labels_and_sort_orders_name_columns(archive: Path, table: str) -> None:
    described = DESCRIBED[table]
    named = [
        *described.get("facets", []),
        *(described[key] for key in ("sort", "sort_desc", "label_column") if key in described),
    ]
    assert set(named) <= set(columns_of(archive, table))
    assert "searchmode" not in described  # raw hands the visitor's words to FTS5 as they are


def test_articles_and_paragraphs_have_facets_by_outlet_and_month() -> None:
    assert DESCRIBED["articles"]["facets"] == ["outlet_id", "date", "month"]
    # A third facet over the hits of a common character takes longer than a page may.
    assert DESCRIBED["paragraphs"]["facets"] == ["outlet_id", "month"]


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_explains_itself_and_hides_its_sql(name: str) -> None:
    query = QUERIES[name]
    assert in_both_languages(query["title"])
    assert in_both_languages(query["description"])
    assert "1,000" in query["description"]  # Datasette cuts a query's CSV there without a word
    assert query["hide_sql"] is True
    assert set(query["params"]) == set(re.findall(r"(?<!:):(\w+)", query["sql"]))
    for parameter in query["params"]:
        assert re.search(rf"\b{parameter.split('_')[0]}", query["description"]), parameter


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_answers_as_page_json_and_csv(site: Site, name: str) -> None:
    assert site.get(f"/archive/{name}").status_code == 200
    assert site.get(f"/archive/{name}.json", _shape="array").status_code == 200
    assert site.get(f"/archive/{name}.csv").status_code == 200


def test_the_queries_tell_what_is_in_the_seeds(site: Site) -> None:
    days = site.get("/archive/articles-per-outlet-and-day.json", _shape="array").json()
    assert sum(row["articles"] for row in days) == 17
    assert [
        (row["date"], row["outlet"], row["articles"])
        for row in site.get("/archive/articles-per-outlet-and-day.json", outlet="周口日报", _shape="array").json()
        if row["date"] == "2020-02-10"
    ] == [("2020-02-10", "周口日报", 4)]
    signed = site.get("/archive/bylines.json", name="李凤霞", _shape="array").json()
    assert [(row["name"], row["role"], row["outlet"], row["articles"]) for row in signed] == [
        ("李凤霞", "首席记者", "周口日报", 3)
    ]
    kinds = {row["kind"] for row in site.get("/archive/not-placed.json", _shape="array").json()}
    assert {"torn", "english-word", "doubled"} <= kinds


def test_the_queries_tell_who_changed_what_in_the_seeds(site: Site) -> None:
    def answer(name: str, **asked: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = site.get(f"/archive/{name}.json", _shape="array", **asked).json()
        return found

    (story,) = answer("stories-by-printings")
    assert (story["printings"], story["title"]) == (3, "分析新冠肺炎疫情形势研究加强防控工作")
    assert answer("stories-by-printings", outlet="辽宁日报") == []
    assert [
        (row["kind"], row["reading"], row["others"]) for row in answer("what-each-paper-changed", outlet="宁波日报")
    ] == [
        ("dateline", "新华社电 ", "新华社北京 2 月 12 日电  | ∅"),
        ("substantive", "死亡率", "病亡率"),
    ]
    (so,) = answer("who-printed-this-reading", reading="死亡率", story=story["story_id"])
    assert (so["outlet"], so["printings_so"], so["printings"]) == ("宁波日报", 1, 3)
    assert answer("who-printed-this-reading") == []
    assert [(row["outlet"], row["later_printings"]) for row in answer("first-printing", outlet="周口日报")] == [
        ("周口日报", 0)
    ]
    assert "疫情防控的重点环节" in [row["crosshead"] for row in answer("crossheads-added")]
    named = {row["outlet"]: (row["dateline"], row["agency"], row["none"]) for row in answer("attribution-by-outlet")}
    assert named == {None: (0, 0, 1), "周口日报": (1, 0, 0), "宁波日报": (0, 1, 0)}
    (month,) = answer("counted-once", q="病亡率", by="month")
    assert (month["part"], month["printings"], month["texts"]) == ("2020-02", 2, 1)


def shown(site: Site, database: str) -> None:
    """What a visitor sees of a described archive."""
    assert DESCRIBED["articles"]["description"] in site.get(f"/{database}/articles").text
    assert DESCRIBED["articles"]["columns"]["kicker"] in site.get(f"/{database}/articles").text
    assert "facet-results" in site.get(f"/{database}/articles").text
    for name, query in QUERIES.items():
        page = site.get(f"/{database}/{name}")
        assert page.status_code == 200
        assert query["title"] in page.text
        assert 'id="sql-editor"' not in page.text
        assert 'id="sql-query"' not in page.text
    assert "paragraphs_fts_data" not in site.get(f"/{database}").text.split("hidden")[0]


def test_an_archive_of_any_name_is_described(copy_of: Callable[..., Path]) -> None:
    shown(Site(copy_of("zhoukou.db")), "zhoukou")


def test_two_archives_are_both_described(copy_of: Callable[..., Path]) -> None:
    site = Site(copy_of("one.db"), copy_of("two.db"))
    shown(site, "one")
    shown(site, "two")


def test_the_file_may_also_be_given_to_datasette(archive: Path) -> None:
    shown(Site(archive, metadata=METADATA), "archive")
    if not __version__.startswith("0."):
        shown(Site(archive, metadata=METADATA, config=METADATA), "archive")


def test_what_the_owner_of_a_site_says_wins(copy_of: Callable[..., Path]) -> None:
    said = {
        "title": "周口报刊",
        "databases": {
            "mine": {
                "description": "My pages",
                "tables": {
                    "articles": {"description": "My articles", "sort": "headline", "columns": {"kicker": "My kicker"}}
                },
            }
        },
    }
    site = Site(copy_of("mine.db"), metadata=said)
    assert "周口报刊" in site.get("/").text
    assert "My pages" in site.get("/mine").text
    page = site.get("/mine/articles").text
    assert "My articles" in page
    assert "My kicker" in page
    assert DESCRIBED["articles"]["columns"]["deck"] in page
    assert "sorted by headline" in page


def test_other_databases_are_not_described(archive: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    conn = sqlite3.connect(other)
    conn.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, kicker TEXT)")
    conn.close()
    site = Site(archive, other)
    page = site.get("/other/articles").text
    assert DESCRIBED["articles"]["description"] not in page
    assert METADATA["license"] not in page
    assert site.get("/other/search").status_code == 404
