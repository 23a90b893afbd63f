"""The pages of words, asked as a visitor asks them, on both Datasettes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Site
from test_plugin import HOSTILE

from loader.keyness import log_likelihood
from loader.messages import MESSAGES

ARTICLE = "000_24d63ac31d6e8ebf-l088"
PAGES = ("words", "compare", "collocations")
BOTH = {"a": "周口日报", "b": "辽宁日报"}


def words_of(page: str) -> list[str]:
    return re.findall(r'<th scope="row" lang="zh"><a href="[^"]+">([^<]+)</a>', page)


def table(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_word_list_of_the_archive_begins_with_what_the_pages_are_about(site: Site) -> None:
    found = words_of(site.get("/archive/-/words").text)
    assert found[:3] == ["疫情", "防控", "工作"] or found[:3] == ["防控", "疫情", "工作"]
    assert not {"我们", "按照", "及时", "万元", "2020"} & set(found)
    assert len(found) == 100


def test_the_words_of_an_outlet_are_those_that_mark_it_and_lead_to_their_search(site: Site) -> None:
    page = site.get("/archive/-/words", outlet="周口日报", lang="zh").text
    assert words_of(page)[:4] == ["中医药", "全市", "市政府", "丁福浩"]
    assert MESSAGES["words-of-side"][0].format(name="周口日报") in page
    address = re.search(r'href="([^"]+)">中医药</a>', page)
    assert address
    result = site.get(address[1].replace("&amp;", "&"))
    assert result.status_code == 200
    assert "<mark>中医药</mark>" in result.text


def test_the_words_of_an_article(site: Site) -> None:
    assert f"/archive/-/words?article={ARTICLE}" in site.get(f"/archive/-/article/{ARTICLE}").text
    page = site.get("/archive/-/words", article=ARTICLE, lang="en").text
    assert words_of(page)[:3] == ["项目", "到位", "建设"]
    assert "in one article" in page


def test_two_sides_are_compared_in_both_directions_with_what_can_be_reckoned_by_hand(site: Site) -> None:
    page = site.get("/archive/-/compare", **BOTH).text
    assert page.count("<h2>") == 2
    answer = site.get("/archive/-/compare.json", **BOTH).json()
    first = answer["words"][0]
    assert (first["more_in"], first["word"], first["count"], first["count_other"]) == ("a", "中医药", 24, 0)
    sizes = answer["a"]["words"], answer["b"]["words"]
    assert first["log_likelihood"] == pytest.approx(log_likelihood(24, 0, *sizes), abs=0.01)
    assert {"a", "b"} == {one["more_in"] for one in answer["words"]}
    swapped = site.get("/archive/-/compare.json", a=BOTH["b"], b=BOTH["a"]).json()
    assert [one["word"] for one in answer["words"] if one["more_in"] == "a"] == [
        one["word"] for one in swapped["words"] if one["more_in"] == "b"
    ]


def test_the_canned_query_says_the_same_as_the_page(site: Site) -> None:
    page = site.get("/archive/-/compare.json", **BOTH).json()
    query = site.get("/archive/keyness.json", outlet_a=BOTH["a"], outlet_b=BOTH["b"], _shape="array").json()
    expected = [(one["word"], one["log_likelihood"]) for one in page["words"] if one["more_in"] == "a"]
    assert sorted(expected) == sorted((one["word"], one["g2"]) for one in query)
    words = site.get("/archive/word-list.json", outlet="周口日报", _shape="array").json()
    counts = site.get("/archive/-/words.json", outlet="周口日报", sort="count").json()["words"]
    assert [(one["word"], one["count"]) for one in counts][:50] == [(one["word"], one["count"]) for one in words][:50]


def test_collocations_stand_left_and_right_of_the_hits(site: Site) -> None:
    answer = site.get("/archive/-/collocations.json", q="企业", window=5).json()
    first = answer["words"][0]
    assert (first["word"], first["count"], first["left"], first["right"]) == ("复工", 23, 1, 22)
    assert (answer["hits"], answer["paragraphs_read"], answer["paragraphs_found"]) == (52, 27, 27)
    narrow = site.get("/archive/-/collocations.json", q="企业", window=1).json()
    assert len(narrow["words"]) < len(answer["words"])
    assert words_of(site.get("/archive/-/collocations", q="企业").text)[0] == "复工"
    assert site.get("/archive/-/collocations.json", q="企业 -复工", outlet="周口日报").json()["words"]


def test_where_only_the_newest_hits_are_read_the_page_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loader.vocabulary.MAX_HITS", 10)
    assert "only the newest 10 read" in site.get("/archive/-/collocations", q="疫情", lang="en").text


@pytest.mark.parametrize("page", PAGES)
def test_each_list_is_also_a_csv_for_spreadsheets_and_json(site: Site, page: str) -> None:
    asked = {"outlet": "周口日报", "q": "疫情", "a": "周口日报"}
    marked = site.get(f"/archive/-/{page}.csv", **asked)
    assert marked.content.startswith(b"\xef\xbb\xbf")
    plain = site.get(f"/archive/-/{page}.csv", **asked, _bom=0)
    assert not plain.content.startswith(b"\xef\xbb\xbf")
    rows = table(marked)
    listed = site.get(f"/archive/-/{page}.json", **asked).json()["words"]
    assert [row["word"] for row in rows] == [one["word"] for one in listed]
    assert len(rows) > 20


BAD: list[dict[str, object]] = [
    {"outlet": "没有这家报", "from": "2020-13", "to": "x", "sort": "<b>", "least": "-3", "article": "none", "a": "\0"},
    {"window": "999999999999", "q": '"', "by": "x", "least": "0"},
    {"q": "-疫情", "a": "周口日报", "b": "周口日报", "article": "%00"},
    {"outlet": "-", "a": "-", "b_from": "2020-02", "month": "-", "q": "OR"},
    {"from": "2020-02", "to": "-", "a_from": "2020-02", "a_to": "2020-02", "least": "10"},
    *({"q": typed, "outlet": typed, "a": typed, "article": typed} for typed in HOSTILE if len(typed) < 200),
    {"q": "疫" * 6_000},
]


@pytest.mark.parametrize("asked", BAD)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("suffix", ["", ".csv", ".json"])
def test_whatever_is_asked_there_is_an_answer(site: Site, page: str, suffix: str, asked: dict[str, object]) -> None:
    answer = site.get(f"/archive/-/{page}{suffix}", **asked)
    assert answer.status_code == 200, answer.text[:300]
    assert "<b>x" not in answer.text
    assert "<script>alert" not in answer.text or suffix
    assert "sort-<b>" not in answer.text


def test_a_cell_that_is_being_recounted_is_said_to_be_left_out(copy_of: Callable[..., Path]) -> None:
    site = Site(copy_of("stale.db", "UPDATE paragraphs SET text = text || '春耕' WHERE outlet_id = '周口日报'"))
    page = site.get("/stale/-/words", lang="en").text
    assert "is being recounted" in page
    assert "中医药" not in words_of(page)
    assert "no words to compare" in site.get("/stale/-/compare", a="周口日报", lang="en").text
    assert site.get("/stale/-/words", article=ARTICLE).status_code == 200


def test_an_archive_that_was_never_counted_says_how_to(copy_of: Callable[..., Path]) -> None:
    site = Site(copy_of("raw.db", "UPDATE paragraphs SET text = text"))
    assert "have not been counted" in site.get("/raw/-/words", lang="en").text
    assert site.get("/raw/-/collocations", q="疫情").status_code == 200


def test_what_is_printed_is_escaped(copy_of: Callable[..., Path]) -> None:
    evil = "<img src=x>"
    path = copy_of("evil.db", "PRAGMA foreign_keys = off", f"UPDATE word_totals SET outlet_id = '{evil}'||cell",
                   f"UPDATE cell_counts SET word = '{evil}' WHERE word = '疫情'",
                   f"UPDATE words SET word = '{evil}' WHERE word = '疫情'",
                   f"UPDATE articles SET headline = '{evil}'")  # fmt: skip
    site = Site(path)
    for address in ("words", "words?outlet=<img src=x>1001", f"words?article={ARTICLE}", "collocations?q=<img src=x>",
                    "compare?a=<img src=x>1001"):  # fmt: skip
        assert "<img" not in site.get(f"/evil/-/{address}").text


def test_who_may_not_see_the_counts_may_not_read_the_pages(archive: Path) -> None:
    site = Site(archive, metadata={"databases": {"archive": {"tables": {"word_totals": {"allow": False}}}}})
    for page in PAGES:
        assert site.get(f"/archive/-/{page}").status_code == 403
    assert site.get(f"/archive/-/article/{ARTICLE}").status_code == 200
