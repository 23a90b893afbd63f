"""Trends: how often phrases were printed, by period and by outlet, drawn with gaps where there is no paper."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from conftest import Site
from test_plugin import HOSTILE

from loader.chart import Series, Texts, figure, line_chart, scale
from loader.periods import calendar, choose_unit
from loader.scope import read_day

SVG = "{http://www.w3.org/2000/svg}"
TEXTS = Texts("标题", "说明", "篇数")


def rows(site: Site, **asked: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(site.get("/archive/-/trends.csv", _bom=0, **asked).text)))


# ---- periods ---------------------------------------------------------------------------------------------------------


def test_an_archive_is_counted_in_steps_that_suit_it() -> None:
    assert choose_unit("2020-02-04", "2020-02-13") == "day"
    assert choose_unit("2020-01-01", "2020-04-01") == "day"
    assert choose_unit("2020-01-01", "2020-04-02") == "month"
    assert choose_unit("1946-05-15", "1961-12-31") == "month"
    assert choose_unit("1946-05-15", "1962-01-01") == "year"


def test_a_calendar_has_every_period_between() -> None:
    assert calendar("day", "2020-02-28", "2020-03-01", 400) == ("day", ["2020-02-28", "2020-02-29", "2020-03-01"])
    assert calendar("month", "1949-12-31", "1950-02-01", 400) == ("month", ["1949-12", "1950-01", "1950-02"])
    assert calendar("day", "1949-10-01", "1950-01-01", 4) == ("month", ["1949-10", "1949-11", "1949-12", "1950-01"])
    assert calendar("day", "0001-01-01", "2020-01-01", 3) == ("year", ["2018", "2019", "2020"])


def test_a_month_or_a_year_stands_for_its_first_or_last_day() -> None:
    assert (read_day("2020-02", False), read_day("2020-02", True)) == ("2020-02-01", "2020-02-29")
    assert (read_day("1949", False), read_day("1949", True)) == ("1949-01-01", "1949-12-31")
    assert (read_day("2020-2-3", False), read_day("2020-02-30", True), read_day("2020-13", True)) == (
        "2020-02-03",
        None,
        None,
    )


# ---- the chart -------------------------------------------------------------------------------------------------------


def test_a_period_without_a_paper_breaks_the_line() -> None:
    chart = ElementTree.fromstring(line_chart(["1", "2", "3", "4"], [Series("疫情", [1, None, 3, 2])], TEXTS))
    (line,) = (path.attrib["d"] for path in chart.iter(f"{SVG}path") if path.attrib.get("stroke-width") == "1.8")
    assert re.findall("[ML]", line) == ["M", "M", "L"]
    titles = [title.text for title in chart.iter(f"{SVG}title")]
    assert titles[:4] == ["标题", "疫情", "疫情 · 1 · 1", "疫情 · 3 · 3"]


def test_lines_differ_in_more_than_colour() -> None:
    series = [Series(f"词{n}", [n]) for n in range(8)]
    chart = str(line_chart(["1"], series, TEXTS))
    kinds = re.findall(r'<g class="s\d" stroke="[^"]+" fill="([^"]+)" stroke-width="1.6"><path d="[^"]*" fill="none" '
                       r'stroke-width="1.8"(?: stroke-dasharray="([^"]+)")?/>.*?</title>(<\w+)', chart)  # fmt: skip
    assert len({(fill == "#fffdf8", shape, dash) for fill, dash, shape in kinds}) == 8
    assert all(f">词{n}</text>" in chart for n in range(8))


def test_names_at_the_ends_of_lines_stand_apart() -> None:
    chart = ElementTree.fromstring(line_chart(["1"], [Series(f"词{n}", [0]) for n in range(8)], TEXTS))
    places = [float(text.attrib["y"]) for text in chart.iter(f"{SVG}text") if "".join(text.itertext()).startswith("词")]
    assert len(places) == 8
    assert min(b - a for a, b in zip(sorted(places), sorted(places)[1:], strict=False)) >= 16.9


def test_names_are_text_and_never_markup() -> None:
    chart = ElementTree.fromstring(line_chart(["<b>"], [Series('{0}"><script>', [1.5], ['/x"><b>'])], TEXTS))
    assert not [element for element in chart.iter() if "script" in element.tag]
    assert '{0}"><script> · <b> · 1.50' in [title.text for title in chart.iter(f"{SVG}title")]


def test_the_axis_begins_at_nought_and_ends_at_a_round_number() -> None:
    assert [scale(largest) for largest in (0, 1, 7, 98, 100)] == [(1, 1), (1, 0.2), (8, 2), (100, 20), (100, 20)]
    assert [figure(value) for value in (0, 12, 1234, 12.345, 0.012345)] == ["0", "12", "1,234", "12.3", "0.0123"]


# ---- the page and its files ------------------------------------------------------------------------------------------


def test_counts_by_day_with_gaps_between(site: Site) -> None:
    found = {row["period"]: row for row in rows(site, q="死亡率") if row["by"] == "period"}
    assert list(found) == [f"2020-02-{day:02}" for day in range(4, 14)]
    counts = {day: (row["articles"], row["printed_articles"], row["articles_per_100"]) for day, row in found.items()}
    assert counts["2020-02-04"] == ("0", "3", "0.0")
    assert counts["2020-02-05"] == ("", "0", "")
    assert counts["2020-02-10"] == ("1", "4", "25.0")
    assert counts["2020-02-13"] == ("2", "10", "20.0")


def test_counts_by_outlet(site: Site) -> None:
    found = {row["outlet"]: row["articles"] for row in rows(site, q="死亡率") if row["by"] == "outlet"}
    assert found == {"宁波日报": "1", "辽宁日报": "0", "周口日报": "2", "": "0"}


def test_a_first_appearance_leads_to_its_article(site: Site) -> None:
    (phrase,) = site.get("/archive/-/trends.json", q="死亡率").json()["phrases"]
    assert phrase["first"]["date"] == "2020-02-10"
    assert phrase["first"]["headline"] == "市疫情防控指挥部召开专项工作小组和专家组工作例会"
    page = site.get("/archive/-/trends", q="死亡率", lang="zh").text
    assert f"/archive/-/article/001_383d5d314f355908-l003?q={quote('死亡率')}#p3" in page


def test_every_point_leads_to_the_search_of_its_period(site: Site) -> None:
    page = site.get("/archive/-/trends", q="死亡率").text
    day = f"/archive/-/search?q={quote('死亡率')}&amp;date_from=2020-02-13&amp;date_to=2020-02-13"
    assert page.count(day) == 2  # the point and the row of the table
    month = site.get("/archive/-/trends?by=month", q="死亡率").text
    assert f"/archive/-/search?q={quote('死亡率')}&amp;month=2020-02" in month


def test_the_chart_has_its_table_and_can_be_saved(site: Site) -> None:
    asked = "/archive/-/trends{}?q=疫情防控&q=病亡率&show=paragraphs&lang=zh"
    page = site.get(asked.format("")).text
    assert "<svg" in page
    assert page.count('<table class="counts">') == 2
    answer = site.get(asked.format(".svg"))
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    svg = ElementTree.fromstring(answer.text)
    assert "“疫情防控”、“病亡率”：段数" in "".join(svg.itertext())
    assert not list(svg.iter(f"{SVG}a"))


def test_more_than_eight_phrases_are_refused_with_a_sentence(site: Site) -> None:
    page = site.get("/archive/-/trends?lang=zh&" + "&".join(f"q={word}" for word in "一二三四五六七八九")).text
    assert "一次至多比较 8 个词" in page
    assert page.count(">九<") == 0


def test_nothing_can_be_narrowed_away_without_a_word(site: Site) -> None:
    page = site.get("/archive/-/trends", **{"q": "疫情", "from": "1999", "to": "1999", "lang": "zh"}).text
    assert "没有标明日期的版面" in page
    assert site.get("/archive/-/trends.svg").status_code == 400
    assert site.get("/archive/-/trends.csv", q="疫情", **{"from": "1999", "to": "1999"}).status_code == 200


def test_a_date_that_is_no_day_is_left_out(copy_of: Callable[..., Path]) -> None:
    path = copy_of("odd.db", "UPDATE paragraphs SET date = '2020-02-31'", "UPDATE articles SET date = '2020'")
    odd = Site(path)
    assert "没有标明日期的版面" in odd.get("/odd/-/trends", q="疫情", lang="zh").text
    odd.loop.close()


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_words_make_an_error_page(site: Site, typed: str) -> None:
    for address in ("trends", "trends.csv", "trends.json"):
        assert site.status(f"/archive/-/{address}", f"q={quote(typed)}&by={quote(typed[:50])}&show=%00") == 200
    svg: Any = site.get("/archive/-/trends.svg", q=typed) if len(typed) < 1000 else None
    if svg is not None and svg.status_code == 200:
        ElementTree.fromstring(svg.content)
