"""The concordance: one line for each place where a plain search finds the words, on the page, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import random
import re
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from conftest import Site
from test_plugin import HOSTILE

from loader.archive import read_archive
from loader.citation import gb_t_7714
from loader.collation import pinyin_key
from loader.concordance import find_hits, kwic, sort_lines, wanted_phrases
from loader.filters import Filters
from loader.normalize import fold
from loader.occurrences import read_lines, with_sources


def found(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in find_hits(text, wanted_phrases(query))]


def csv_rows(site: Site, **asked: object) -> list[dict[str, str]]:
    text = site.get("/archive/-/concordance.csv", **asked).text
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def json_lines(site: Site, **asked: object) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = site.get("/archive/-/concordance.json", **asked).json()["lines"]
    return lines


# ---- hits in a text --------------------------------------------------------------------------------------------------


def test_a_phrase_is_counted_as_find_counts_it() -> None:
    assert found("疫情疫情，疫情", "疫情") == ["疫情", "疫情", "疫情"]
    assert found("哈哈哈哈哈", "哈哈") == ["哈哈", "哈哈"]
    assert found("CT 和 CCTV 的 CT", "ct") == ["CT", "CT"]


def test_what_is_cut_out_is_as_printed() -> None:
    assert found("本报 2 月 12 日讯：應收盡收", "2月12日") == ["2 月 12 日"]
    assert found("本报 2 月 12 日讯：應收盡收", "应收尽收") == ["應收盡收"]
    assert found("㎏和㎡", "㎡") == ["㎡"]


def test_phrases_that_touch_are_one_hit() -> None:
    assert found("做好疫情防控，防控疫情", "疫情 防控") == ["疫情防控", "防控疫情"]
    assert found("做好疫情的防控", "疫情 防控") == ["疫情", "防控"]
    assert found("做好疫情防控", "疫情 -防控") == ["疫情"]


def test_context_ends_where_the_paragraph_ends() -> None:
    (line,) = kwic("一二三四五疫情六七", wanted_phrases("疫情"), 3)
    assert line == ("三四五", "疫情", "六七", 5, 7)


def test_context_sorts_by_pinyin_with_punctuation_first() -> None:
    words = ["中国", "，", "阿", "8", "重", "女", "努", "b", "啊", "陳", "陈"]
    expected = ["，", "8", "b", "阿", "啊", "陳", "陈", "努", "女", "中国", "重"]
    assert expected == sorted(words, key=lambda word: pinyin_key(fold(word)))


def test_text_before_the_hit_is_compared_from_the_hit_outwards() -> None:
    lines = [{"before": before} for before in ("大中", "小啊", "安中", "")]
    assert [line["before"] for line in sort_lines(lines, "before")] == ["", "小啊", "安中", "大中"]


# ---- every place, and no other ---------------------------------------------------------------------------------------


def test_there_are_as_many_lines_as_a_plain_search_finds(archive: Path) -> None:
    conn = read_archive(archive).conn
    texts = [text for (text,) in conn.execute("SELECT text FROM paragraphs ORDER BY id")]
    folded = [fold(text) for text in texts]
    chance = random.Random(4)
    phrases = ["疫情防控", "病亡率", "死亡率", "的", "，", "……", "。”"]
    while len(phrases) < 300:
        text = chance.choice(folded)
        start = chance.randrange(len(text))
        phrase = text[start : start + chance.randint(1, 6)]
        if re.fullmatch(r"[㐀-鿿](?:.*[㐀-鿿])?", phrase) and '"' not in phrase:
            phrases.append(phrase)
    for phrase in phrases:
        expected = sum(text.count(fold(phrase)) for text in folded)
        lines = list(read_lines(conn, f'"{phrase}"', Filters(), 5))
        assert (phrase, expected) == (phrase, len(lines))
        assert {fold(phrase)} >= {fold(line["hit"]) for line in lines}


def test_a_line_says_where_its_hit_stands_in_the_transcript(archive: Path) -> None:
    conn = read_archive(archive).conn
    lines = with_sources(conn, list(read_lines(conn, "疫情防控", Filters(), 10)))
    assert len(lines) == 154
    for line in lines:
        (source,) = conn.execute(
            "SELECT substr(t.text, :start + 1, :length) FROM transcripts t JOIN articles a ON a.transcript_id = t.id"
            " WHERE a.id = :article",
            {"start": line["start"], "length": line["end"] - line["start"], "article": line["article_id"]},
        ).fetchone()
        assert re.sub(r"\s", "", source) == "疫情防控"


# ---- the page and its files ------------------------------------------------------------------------------------------


def test_the_wire_story_of_12_february_differs_in_one_word(site: Site) -> None:
    rows = csv_rows(site, q="降低感染率和病亡率 OR 降低感染率和死亡率")
    assert sorted(row["hit"] for row in rows) == ["降低感染率和死亡率", "降低感染率和病亡率", "降低感染率和病亡率"]
    assert {"2020-02-13"} == {row["date"] for row in rows}
    assert [row["outlet"] for row in rows if row["hit"].endswith("死亡率")] == ["宁波日报"]


def test_the_page_shows_marks_and_leads_to_the_paragraph(site: Site) -> None:
    page = site.get("/archive/-/concordance", q="死亡率", lang="zh").text
    assert page.count("<mark>死亡率</mark>") == 3
    assert f"/archive/-/article/001_383d5d314f355908-l003?q={quote('死亡率')}#p3" in page
    assert "3 处" in page


def test_pages_of_a_hundred_lines_hold_every_line_once(site: Site) -> None:
    pages = [site.get("/archive/-/concordance", q="疫情防控", offset=offset).text for offset in (0, 100, 200)]
    assert [page.count('<td class="hit"') for page in pages] == [100, 54, 0]
    assert 'rel="next"' in pages[0]
    assert 'rel="prev"' in pages[1]
    assert "mark>疫情防控" not in pages[2]


def test_lines_are_narrowed_to_an_outlet_and_days(site: Site) -> None:
    lines = json_lines(site, q="疫情防控", outlet="周口日报", to="2020-02-12", sort="date")
    assert {("周口日报", "2020-02-10")} == {(line["outlet"], line["date"]) for line in lines}
    everywhere = json_lines(site, q="疫情防控")
    months = json_lines(site, q="疫情防控", month="2020-02")
    unknown = json_lines(site, q="疫情防控", outlet="-")
    assert (len(everywhere), len(months)) == (154, 154)
    assert {None} == {line["outlet"] for line in unknown}


def test_what_cannot_be_read_is_said_and_narrows_nothing(site: Site) -> None:
    page = site.get(
        "/archive/-/concordance", **{"q": "米", "from": "昨天", "outlet": "不存在报", "sort": "x", "lang": "zh"}
    )
    assert page.status_code == 200
    assert "“昨天”不是日期" in page.text
    assert "没有“不存在报”这家报纸" in page.text
    assert "没有“x”这种次序" in page.text
    assert page.text.count("<mark>米</mark>") == 3


def test_the_citation_is_a_full_reference(site: Site) -> None:
    row = next(row for row in csv_rows(site, q="周商力量显担当") if row["outlet"] == "周口日报")
    assert row["citation"].startswith(
        "杜林波. 周商爱心捐赠逾四千万元[N/OL]. 周口日报, 2020-02-13. http://localhost/archive/-/article/"
    )


def test_a_citation_marks_what_was_inferred() -> None:
    article = {"headline": "开会", "outlet": "日报", "outlet_basis": "inferred", "date": "2020-02-13", "page": "1"}
    assert gb_t_7714({**article, "date_basis": "inferred"}, "http://x/") == (
        "开会[N/OL]. 日报〔推定〕, 2020-02-13〔推定〕(1). http://x/."
    )
    assert gb_t_7714(
        {**article, "outlet": None, "date": None, "date_basis": None, "page": None}, "u", list("甲乙丙丁")
    ) == ("甲, 乙, 丙, 等. 开会[N/OL]. 〔报纸未详〕, 〔日期未详〕. u.")


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_words_make_an_error_page(site: Site, typed: str) -> None:
    for address in ("concordance", "concordance.csv", "concordance.json"):
        assert site.status(f"/archive/-/{address}", f"q={quote(typed)}&sort={quote(typed[:50])}&width=%00") == 200


def test_text_of_a_page_cannot_become_markup_or_a_formula(tmp_path: Path, site: Site, copy_of: Any) -> None:
    text = "=1+1<script>alert(1)</script>惊人之语"
    path = copy_of("hostile.db", f"UPDATE paragraphs SET text = '{text}' WHERE id = (SELECT min(id) FROM paragraphs)")
    hostile = Site(path)
    page = hostile.get("/hostile/-/concordance", q="惊人之语", width=100).text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    row = next(csv.DictReader(io.StringIO(hostile.get("/hostile/-/concordance.csv", q="惊人之语", width=100).text[1:])))
    assert row["before"].startswith("'=1+1<script>")
    hostile.loop.close()


def test_without_a_mark_where_none_is_wanted(site: Site) -> None:
    assert site.get("/archive/-/concordance.csv", q="米", _bom=0).text.startswith("before,hit,after,")
    assert site.get("/archive/-/concordance.csv", q="米", _bom=1).text.startswith("\ufeffbefore")


def test_another_folding_is_refused_with_a_sentence(copy_of: Any) -> None:
    path = copy_of("old.db")
    conn = sqlite3.connect(path)
    conn.execute("UPDATE archive SET value = 'other' WHERE key = 'folding'")
    conn.commit()
    conn.close()
    old = Site(path)
    for address in ("concordance", "concordance.csv", "concordance.json"):
        answer = old.get(f"/old/-/{address}", q="疫情")
        assert (answer.status_code, "folding" in answer.text) == (400, True)
    old.loop.close()
