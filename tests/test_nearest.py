"""When nothing matches: slips of one character, and the paragraph a damaged sentence was taken from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest
from archives import write_pages
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loader import index
from loader.hit_counts import count
from loader.likeness import nearest_passage
from loader.loading import load
from loader.nearest import Suggestions, suggestions
from loader.normalize import fold
from loader.query import parse_query
from loader.requery import write_phrase, write_query

WIRE = "中共中央政治局常务委员会2月12日召开会议，听取中央应对新型冠状病毒感染肺炎疫情工作领导小组汇报"
PAGE = """周口召开疫情防控工作会议

本报讯（记者 李凤霞）全市要做好防控疫情的宣传，COVID-19患者应收尽收，各地各部门要协同作战。
西安和绿色发展，人民代表大会常务委员会昨日通过决议。
"""


def opened(archive: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)
    index.register(conn)
    return conn


@pytest.fixture(scope="module")
def seeds(archive: Path) -> Iterator[sqlite3.Connection]:
    conn = opened(archive)
    yield conn
    conn.close()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("page")
    load(folder / "page.db", [write_pages(folder / "pages", {"zhoukou.txt": PAGE})], workers=1)
    conn = opened(folder / "page.db")
    yield conn
    conn.close()


def offered(conn: sqlite3.Connection, typed: str) -> list[tuple[str, int]]:
    return [(spelling.query, spelling.paragraphs) for spelling in suggestions(conn, typed).spellings]


# ---- did you mean ----------------------------------------------------------------------------------------------------


def test_a_homophone_is_recognized_and_counted_exactly(seeds: sqlite3.Connection) -> None:
    held = sum("疫情防控" in fold(text) for (text,) in seeds.execute("SELECT text FROM paragraphs"))
    assert held > 50
    assert [("疫情防控", held)] == offered(seeds, "疫清防控")
    assert [("疫情", count(seeds, "疫情").hits)] == offered(seeds, "疫清")


@pytest.mark.parametrize(
    ("expected", "typed"),
    [
        ("应收尽收", "应收尽受"),  # one wrong
        ("应收尽收", "應收盡受"),  # the same in traditional characters
        ("疫情防控", "疫防控"),  # one missing
        ("疫情防控", "疫情防防控"),  # one too many
        ("疫情防控", "情疫防控"),  # two in the wrong order
        ("疫情防控 复工 -口罩", "疫清防控 复工 -口罩"),
        ("疫情防控 应收尽收", "疫清防控 应收尽受"),
        ("“四个意识”", "“四个意实”"),
    ],
)
def test_every_slip_of_one_character_is_mended(expected: str, typed: str, seeds: sqlite3.Connection) -> None:
    assert count(seeds, typed).hits == 0
    spellings = suggestions(seeds, typed).spellings
    assert fold(expected) == fold(spellings[0].query).replace('""', '"')
    assert all(spelling.paragraphs == count(seeds, spelling.query).hits > 0 for spelling in spellings)


@pytest.mark.parametrize(
    ("expected", "typed"),
    [
        (("防控疫情", 1), "防控疫清"),
        (("COVID-19", 1), "COVlD-19"),
        (("COVID", 1), "c0vid"),
        (("应收尽收 COVID", 1), "应收尽收 cvoid"),
        (("各地各部门", 1), "各的各部门"),
        (("人民代表大会常务委员会", 1), "人民代表大会长务委员会"),
        (("患者应收尽收，各地", 1), "患者应收尽收各地"),  # a comma left out
    ],
)
def test_slips_are_mended_as_the_page_prints_the_words(
    expected: tuple[str, int], typed: str, page: sqlite3.Connection
) -> None:
    assert expected == offered(page, typed)[0]


@pytest.mark.parametrize(
    "typed",
    [
        "", "疫", "疫情", "疫情防控 应收尽收", "火星猫狗鱼", "蛛蜓",
        "-疫清防控", "AND", "😀", "😀😀", "\0", "。，！？", "9999", '"', "(((",
    ],
)  # fmt: skip
def test_nothing_is_offered_for_what_matches_or_makes_no_sense(typed: str, seeds: sqlite3.Connection) -> None:
    assert suggestions(seeds, typed)[:2] == ([], [])


@pytest.mark.parametrize(
    "typed", ["疫" * 10_000, "一二三四五六七八九十" * 1_000, "x" * 10_000, "疫清 " * 3_000, "-" * 9_999]
)
def test_a_query_of_10_000_characters_is_answered(typed: str, seeds: sqlite3.Connection) -> None:
    started = perf_counter()
    found = suggestions(seeds, typed)
    assert perf_counter() - started < 5
    assert isinstance(found, Suggestions)
    assert len(found.spellings) <= 5
    assert len(found.nearest) <= 15


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet='疫清情防控应收尽 "-*ORN😀\0a1，“”(', max_size=14))
def test_any_query_is_answered_and_what_is_offered_matches(seeds: sqlite3.Connection, typed: str) -> None:
    for spelling in suggestions(seeds, typed).spellings:
        assert spelling.paragraphs == count(seeds, spelling.query).hits > 0


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='疫情 "-*ORNDAT😀a1，“”(.\n', max_size=16))
def test_a_query_written_again_asks_for_the_same(typed: str) -> None:
    terms = parse_query(typed)
    assert terms == parse_query(write_query(terms))


def test_a_phrase_that_looks_like_an_operator_is_quoted() -> None:
    written = [write_phrase(phrase) for phrase in ("疫情", "-疫情", "covid 19", '"四个"', "疫情*")]
    assert written == ["疫情", '"-疫情"', '"covid 19"', '"“四个”"', '"疫情*"']


# ---- the nearest passage ---------------------------------------------------------------------------------------------


def test_a_sentence_of_the_wire_copy_with_two_wrong_characters_finds_its_three_printings(
    seeds: sqlite3.Connection,
) -> None:
    typed = WIRE.replace("会议", "会义").replace("工作", "工做")
    printed = [(f"%{WIRE[:12]}%", f"%{WIRE[-20:]}%")]
    expected = [
        id
        for (id, text) in seeds.execute("SELECT id, text FROM paragraphs WHERE text LIKE ? AND text LIKE ?", printed[0])
        if fold(WIRE) in fold(text)
    ]
    found = suggestions(seeds, typed)
    assert len(expected) == 3
    assert sorted(expected) == sorted(near.paragraph for near in found.nearest[:3])
    for near in found.nearest[:3]:
        (text,) = seeds.execute("SELECT text FROM paragraphs WHERE id = ?", [near.paragraph]).fetchone()
        assert fold(WIRE) == fold(text[near.passage.start : near.passage.end])
        marked = [(text[start:end], asked) for start, end, asked in near.passage.differences]
        assert marked == [("议", "义"), ("作", "做")]
        assert near.passage.likeness == pytest.approx(1 - 2 / len(fold(WIRE)))


def test_what_is_nowhere_is_near_nothing(seeds: sqlite3.Connection) -> None:
    assert suggestions(seeds, "昨夜西风凋碧树，独上高楼，望尽天涯路").nearest == []
    assert suggestions(seeds, "😀" * 40).nearest == []


@pytest.mark.parametrize(
    ("expected", "asked", "text"),
    [
        (("疫情防控", [(2, 3, "清")]), "疫清防控", "做疫情防控"),
        (("疫情防控", [(3, 3, "的")]), "疫情的防控", "做疫情防控"),
        (("疫 情 防控", [(3, 4, "")]), "疫防控", "做疫 情 防控"),
        (("疫情防控", []), "疫情防控", "疫情防控"),
        (("應收盡收", [(3, 4, "受")]), "应收尽受", "應收盡收"),
    ],
)
def test_the_passage_and_what_differs_in_it_are_places_of_the_page(
    expected: tuple[str, list[tuple[int, int, str]]], asked: str, text: str
) -> None:
    passage = nearest_passage(asked, text)
    assert passage is not None
    assert expected == (text[passage.start : passage.end], [tuple(one) for one in passage.differences])


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet="疫情防控 ａé①，", min_size=1, max_size=12), st.text(alphabet="疫情防控 ａé①，2 月", max_size=30)
)
def test_a_passage_lies_in_its_text_and_its_differences_lie_in_it(asked: str, text: str) -> None:
    passage = nearest_passage(fold(asked), text)
    if passage:
        assert 0 <= passage.start < passage.end <= len(text)
        assert 0 <= passage.likeness <= 1
        places = [place for start, end, _ in passage.differences for place in (start, end)]
        assert places == sorted(places)
        assert all(passage.start <= place <= passage.end for place in places)
        assert passage.differences or fold(text[passage.start : passage.end]) == fold(asked)


def test_what_lacks_before_a_passage_stands_where_it_begins_though_a_space_is_before_it() -> None:
    passage = nearest_passage("éyéé", "2 y2y")
    assert passage is not None
    assert (passage.start, passage.differences[0].start, passage.differences[0].end) == (2, 2, 2)


def test_a_text_with_nothing_in_it_has_no_passage() -> None:
    assert nearest_passage("疫情", " \n") is None
    assert nearest_passage("", "疫情") is None
