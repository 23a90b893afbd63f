"""The home page, the calendar and the board of a day, asked for as a visitor asks."""

from __future__ import annotations

import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from archives import front_page, rows, write_pages
from click.testing import CliRunner
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st

from loader import index
from loader.calendars import Shades, decade_rows, month_grid, year_rows
from loader.cli import cli
from loader.holdings import read_holdings

CHINESE = {"accept-language": "zh-CN"}
ENGLISH = {"accept-language": "en"}
DAYS = st.dates().map(str)


def holdings(archive: Path):  # type: ignore[no-untyped-def]
    conn = sqlite3.connect(archive)
    try:
        return read_holdings(conn)
    finally:
        conn.close()


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two papers over three years, one page a quarter, and a page without a day."""
    folder = tmp_path_factory.mktemp("papers")
    pages = {
        f"{outlet}/{year}-{month:02}-05/第{n}版.txt": front_page(year * 100 + month + n)
        for outlet in ("周口日报", "宁波日报")
        for year in (2018, 2019, 2021)
        for month in (1, 4)
        for n in (1, 2)
    }
    write_pages(folder, pages | {"page.txt": front_page(7)})
    archive = folder / "papers.db"
    result = CliRunner().invoke(cli, ["load", str(archive), str(folder), "--workers", "1"])
    assert result.exit_code == 0, result.output
    return archive


# ---- what is held ----------------------------------------------------------------------------------------------------


def test_an_archive_is_counted_by_day_and_outlet(archive: Path) -> None:
    held = holdings(archive)
    assert held.days == {"2020-02-04": 3, "2020-02-10": 4, "2020-02-13": 10}
    assert [(one.name, one.first, one.last, one.days, one.articles) for one in held.outlets] == [
        ("周口日报", "2020-02-10", "2020-02-13", 2, 11),
        ("辽宁日报", "2020-02-04", "2020-02-04", 1, 3),
        ("宁波日报", "2020-02-13", "2020-02-13", 1, 2),
        (None, "2020-02-13", "2020-02-13", 1, 1),
    ]
    assert (held.transcripts, held.articles, held.undated) == (5, 17, 0)
    assert [(held.characters,)] == rows(archive, "SELECT sum(characters) FROM articles")


def test_the_nearest_days_with_a_paper(archive: Path) -> None:
    held = holdings(archive)
    assert held.around("2020-02-10") == ("2020-02-04", "2020-02-13")
    assert held.around("2020-02-11") == ("2020-02-10", "2020-02-13")
    assert held.around("2020-02") == (None, None)
    assert held.around("2019") == (None, "2020-02-04")
    assert held.around("2020-03") == ("2020-02-13", None)


@given(st.dictionaries(DAYS, st.integers(0, 5_000), max_size=40))
def test_every_day_stands_once_in_the_calendar(days: dict[str, int]) -> None:
    shades = Shades(days.values())
    seen: dict[str, int] = {}
    for month in {day[:7] for day in days}:
        grid = month_grid(month, days, shades)
        assert all(len(week) == 7 for week in grid.weeks)
        cells = [cell for week in grid.weeks for cell in week if cell]
        assert [cell.number for cell in cells] == list(range(1, len(cells) + 1))
        seen |= {cell.period: cell.articles for cell in cells if cell.articles is not None}
    assert seen == days


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=50))
def test_more_articles_are_never_paler(numbers: list[int]) -> None:
    held = {str(n): number for n, number in enumerate(numbers)}
    shades = Shades(numbers)
    levels = sorted((number, shades.cell(name, 1, held).level) for name, number in held.items())
    assert [level for _, level in levels] == sorted(level for _, level in levels)
    assert all(1 <= level <= 4 for _, level in levels)


def test_years_and_decades_are_newest_first_and_show_their_gaps() -> None:
    rows_ = year_rows({"2018-12": 3, "2020-01": 4})
    assert [row.period for row in rows_] == ["2020", "2019", "2018"]
    assert [cell.articles for cell in rows_[1].cells] == [None] * 12
    assert [row.period for row in decade_rows({"1949": 1, "2020": 2})] == ["2020", "1940"]


# ---- pages -----------------------------------------------------------------------------------------------------------


def test_the_home_page_says_what_is_held(site: Site) -> None:
    page = site.get("/", headers=ENGLISH).text
    for said in ("3 outlets", "3 days", "17 articles", "19,268 characters", "How to cite", "Download"):
        assert said in page
    assert 'href="/archive/-/day/2020-02-13"' in page
    assert re.search(
        r'<th scope="row"><a href="/archive/articles\?outlet_id__exact=[^"]+" lang="zh">周口日报</a>', page
    )
    assert "报栏 baolan" not in page  # said in one language
    assert "3 家报纸" in site.get("/", headers=CHINESE).text


def test_the_home_page_counts_again_when_the_archive_has_changed(copy_of) -> None:  # type: ignore[no-untyped-def]
    path = copy_of("changing.db")
    site = Site(path)
    assert "17 articles" in site.get("/", headers=ENGLISH).text
    conn = sqlite3.connect(path)
    index.register(conn)
    conn.execute("DELETE FROM transcripts WHERE date = '2020-02-04'")
    conn.commit()
    conn.close()
    page = site.get("/", headers=ENGLISH).text
    assert "14 articles" in page
    assert "2 days" in page
    assert site.get("/changing/-/day/2020-02-04").status_code == 404


def test_several_archives_each_have_their_search_and_calendar(archive: Path, papers: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    shutil.copy(archive, older)
    conn = sqlite3.connect(older)
    conn.execute("PRAGMA user_version = 1")
    conn.close()
    page = Site(archive, papers, older).get("/", headers=ENGLISH).text
    assert 'action="/archive/-/search"' in page
    assert 'action="/papers/-/search"' in page
    assert len(re.findall(r'<input id="([^"]+)"', page)) == len(set(re.findall(r'<input id="([^"]+)"', page)))
    assert "another version" in page


def test_years_lead_to_months_and_months_to_days(papers: Path) -> None:
    site = Site(papers)
    page = site.get("/", headers=ENGLISH).text
    assert 'href="/papers/-/days/2019"' in page
    assert 'href="/papers/-/days/2018-04"' in page
    assert 'href="/papers/-/days/2018-05"' not in page
    assert "1 more transcript has no known day" in page
    year = site.get("/papers/-/days/2019", headers=ENGLISH).text
    assert year.count("<caption>") == 12
    assert 'href="/papers/-/day/2019-04-05"' in year
    assert 'rel="next" href="/papers/-/days/2021"' in year
    month = site.get("/papers/-/days/2019-04", headers=ENGLISH).text
    assert 'href="/papers/-/day/2019-04-05"' in month
    assert "周口日报" in month
    assert site.get("/papers/-/days").status_code == 200


def test_a_day_hangs_its_papers_side_by_side(site: Site, archive: Path) -> None:
    page = site.get("/archive/-/day/2020-02-13", headers=CHINESE).text
    assert re.findall(r'<section class="paper">\s*<h2[^>]*>([^<]+)', page) == ["周口日报", "宁波日报", "报纸未详"]
    expected = {id for (id,) in rows(archive, "SELECT id FROM articles WHERE date = '2020-02-13'")}
    assert set(re.findall(r'<h3><a href="/archive/-/article/([^"]+)"', page)) == expected
    assert 'rel="prev" href="/archive/-/day/2020-02-10"' in page
    assert 'rel="next"' not in page


def test_a_day_shows_its_pages_in_order(papers: Path) -> None:
    page = Site(papers).get("/papers/-/day/2019-04-05", headers=CHINESE).text
    assert re.findall(r"第 (\d) 版 · 看整版", page) == ["1", "2", "1", "2"]


def test_transcripts_without_a_day_are_listed(papers: Path, site: Site) -> None:
    page = Site(papers).get("/papers/-/day/undated", headers=ENGLISH).text
    assert 'href="/papers/-/page/page"' in page
    assert page.count("/papers/-/page/") == 1
    assert "Every transcript has a day" in site.get("/archive/-/day/undated", headers=ENGLISH).text
    assert site.get("/archive/-/day/undated?after=x").status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("day/2020-02-11", "2020-02-10"),
        ("day/2020-02-30", "Write a day as 2020-02-13"),
        ("day/%3Cscript%3Ealert(1)%3C~2Fscript%3E", "Write a day as 2020-02-13"),
        ("days/2020-13", "Write a year as 2020"),
        ("days/0000", "Write a year as 2020"),
        ("days/1999", "There is no paper"),
        ("days/1999-01", "There is no paper"),
    ],
)
def test_a_day_without_a_paper_leads_on(site: Site, asked: str, said: str) -> None:
    answer = site.get(f"/archive/-/{asked}", headers=ENGLISH)
    assert answer.status_code == 404
    assert said in answer.text
    assert "<script>alert" not in answer.text
    assert "/archive/-/days" in answer.text


def test_an_empty_archive_says_what_to_do(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "page.txt").write_text("一\n", encoding="utf-8")
    archive = tmp_path / "none.db"
    CliRunner().invoke(cli, ["load", str(archive), str(empty), "--workers", "1"])
    conn = sqlite3.connect(archive)
    index.register(conn)
    conn.execute("DELETE FROM transcripts")
    conn.commit()
    conn.close()
    site = Site(archive)
    assert "baolan load" in site.get("/", headers=ENGLISH).text
    assert site.get("/none/-/days").status_code == 200


# ---- every page ------------------------------------------------------------------------------------------------------

PAGES = ["/", "/archive/-/days", "/archive/-/days/2020", "/archive/-/days/2020-02", "/archive/-/day/2020-02-13"]


@pytest.mark.parametrize("address", PAGES)
def test_pages_have_title_description_language_and_a_policy(site: Site, address: str) -> None:
    for lang in ("zh-Hans", "en"):
        answer = site.get(f"{address}?lang={lang}")
        assert answer.status_code == 200
        assert f'<html lang="{lang}">' in answer.text
        for tag in ('<meta name="description" content="[^"]+"', '<meta property="og:title" content="[^"]+"'):
            assert re.search(tag, answer.text), tag
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "accept-language" in answer.headers["vary"].lower()
        assert not re.search(r"<script(?! src=)|\son\w+=|\sstyle=", answer.text)
        assert len(answer.content) < 150_000


def test_datasettes_own_pages_keep_their_scripts(site: Site) -> None:
    answer = site.get("/archive/articles")
    assert "content-security-policy" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_query_that_takes_too_long_says_what_to_narrow(copy_of) -> None:  # type: ignore[no-untyped-def]
    counting = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000)"
    slow = f"CREATE VIEW outlets AS {counting} SELECT 'a' AS id, 'b' AS name, NULL AS place FROM n WHERE x < 2"
    site = Site(copy_of("slow.db", "DROP TABLE outlets", slow), settings={"sql_time_limit_ms": 20})
    answer = site.get("/slow/-/day/2020-02-13", headers=ENGLISH)
    assert answer.status_code == 400
    assert "only one outlet" in answer.text


def test_a_day_of_many_pages_stays_a_page(copy_of) -> None:  # type: ignore[no-untyped-def]
    days = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)"
    long = "'" + "长" * 60 + "'"
    path = copy_of(
        "board.db",
        f"INSERT INTO transcripts {days} SELECT 't' || i, 100 + i, 'p' || i, NULL, NULL, '1999-01-01', 'catalog', i,"
        " '', '', '', '', 'utf-8', 0, 'lf', 1, '' FROM n",
        f"INSERT INTO articles {days} SELECT 't' || n.i || '-l' || m.i, n.i * 1000 + 900000 + m.i, 't' || n.i, m.i,"
        f" NULL, '1999-01-01', '1999-01', {long}, {long}, {long}, NULL, NULL, NULL, NULL, NULL, NULL, 1, 900"
        " FROM n, n m WHERE m.i <= 12",
    )
    answer = Site(path).get("/board/-/day/1999-01-01", headers=ENGLISH)
    assert len(answer.content) < 150_000
    assert "150 pages, 1,800 articles" in answer.text
    assert len(set(re.findall(r'href="/board/-/page/t(\d+)"', answer.text))) == 150
    assert answer.text.count("11 more articles") == 149


def test_a_site_of_one_archive_lists_its_tables_and_others_are_listed_by_datasette(
    archive: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    conn = sqlite3.connect(other)
    conn.execute("CREATE TABLE notes (text TEXT)")
    conn.close()
    alone, beside = Site(archive).get("/", headers=ENGLISH), Site(archive, other).get("/", headers=ENGLISH)
    assert 'href="/archive/evidence"' in alone.text
    assert 'href="/other/notes"' in beside.text
    for answer in (alone, beside):
        assert "3 outlets" in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert Site(archive).get("/.json").status_code == 200


def test_what_the_owner_says_of_the_site_wins(archive: Path) -> None:
    site = Site(archive, metadata={"title": "老报纸", "description": "馆藏", "license": "CC0"})
    page = site.get("/", headers=ENGLISH).text
    assert '<h1 class="title">老报纸</h1>' in page
    assert "馆藏" in page
    assert "CC0" in page
