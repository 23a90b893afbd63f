"""Pinyin in place of characters: what of this archive can be read so, exactly counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import write_pages
from test_nearest import opened

from loader.hit_counts import count
from loader.loading import load
from loader.pinyin import Read, readings
from loader.sounds import character_readings, read_typed, sound_alike

PAGE = """西安推动绿色发展

本报讯（记者 李凤霞）西安市周至县先后推进绿色发展，疫情防控不松劲，绿色发展在西安。
中国人民银行西安分行行长说，要先行一步，重庆也是重点。
县里的疫情防控点昼夜不停，群众到银行取钱。
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("page")
    load(folder / "page.db", [write_pages(folder / "pages", {"xian.txt": PAGE})], workers=1)
    conn = opened(folder / "page.db")
    yield conn
    conn.close()


@pytest.fixture(scope="module")
def seeds(archive: Path) -> Iterator[sqlite3.Connection]:
    conn = opened(archive)
    yield conn
    conn.close()


@pytest.mark.parametrize(
    "typed", ["yiqing", "yi qing", "yi'qing", "yi’qing", "yi4qing2", "yìqíng", "YiQing", "ｙｉｑｉｎｇ"]
)
def test_a_word_is_found_however_its_pinyin_is_typed(typed: str, seeds: sqlite3.Connection) -> None:
    found = readings(seeds, typed)
    assert [Read("疫情", count(seeds, "疫情").hits)] == found.found
    assert (found.pinyin, found.initials, found.complete, found.counted) == (True, False, True, True)


@pytest.mark.parametrize(
    ("typed", "initials"), [("yqfk", True), ("yiqingfangkong", False), ("yi qing fang kong", False)]
)
def test_a_phrase_of_two_words_is_found(typed: str, initials: bool, seeds: sqlite3.Connection) -> None:
    found = readings(seeds, typed)
    assert Read("疫情防控", count(seeds, "疫情防控").hits) == found.found[0]
    assert initials == found.initials


@pytest.mark.parametrize("typed", ["lüse", "lvse", "lu:se", "lǜsè", "lv4se4", "ls"])
def test_u_with_two_dots_is_typed_in_every_way(typed: str, page: sqlite3.Connection) -> None:
    assert Read("绿色", 1) in readings(page, typed).found


def test_xian_is_one_syllable_or_two(page: sqlite3.Connection) -> None:
    assert {Read("县", 2), Read("先", 2), Read("西安", 2)} == set(readings(page, "xian").found)
    assert [Read("西安", 2)] == readings(page, "xi'an").found
    assert [Read("西安", 2)] == readings(page, "xi1an1").found
    assert [Read("西安", 2)] == readings(page, "xīān").found
    assert {Read("先", 2), Read("西安", 2)} == set(readings(page, "xian1").found)  # xi is told no tone
    assert [Read("县", 2)] == readings(page, "xian4").found
    assert {Read("先", 2), Read("西安", 2)} == set(readings(page, "xiān").found)


def test_zh_is_one_letter_or_two_among_initials(page: sqlite3.Connection) -> None:
    for typed in ("zgrmyh", "zhgrmyh"):
        assert Read("中国人民银行", 1) in readings(page, typed).found


def test_a_word_is_read_as_its_phrase_says(page: sqlite3.Connection) -> None:
    assert Read("重庆", 1) in readings(page, "chongqing").found
    assert readings(page, "zhongqing").found == []
    assert Read("银行", 2) in readings(page, "yinhang").found
    assert readings(page, "yinxing").found == []


def test_the_query_is_any_of_what_was_found(page: sqlite3.Connection) -> None:
    found = readings(page, "xian")
    assert " OR ".join(one.phrase for one in found.found) == found.query
    assert [one.paragraphs for one in found.found] == [count(page, one.phrase).hits for one in found.found]
    held = sum(
        any(one in text for one in ("县", "先", "西安")) for (text,) in page.execute("SELECT text FROM paragraphs")
    )
    assert held == count(page, found.query).hits


@pytest.mark.parametrize(
    "typed",
    ["", "疫情", "9", "a" * 61, "yi9", "4yi", "\0", "😀", "yi qing!", "'", "yi " * 3_000, "uuu", "x" * 10_000],
)
def test_what_is_no_pinyin_is_said_to_be_none(typed: str, seeds: sqlite3.Connection) -> None:
    found = readings(seeds, typed)
    assert found[:3] == ([], "", False)


def test_many_readings_are_cut_and_said_to_be(seeds: sqlite3.Connection) -> None:
    found = readings(seeds, "shi")
    assert len(found.found) == 20
    assert not found.complete
    assert found.found == sorted(found.found, key=lambda one: (-one.paragraphs, one.phrase))


def test_an_archive_whose_words_are_not_counted_says_so(tmp_path: Path) -> None:
    archive = tmp_path / "page.db"
    load(archive, [write_pages(tmp_path / "pages", {"xian.txt": PAGE})], workers=1)
    conn = sqlite3.connect(archive)
    conn.execute("DELETE FROM words")
    conn.commit()
    conn.close()
    conn = opened(archive)
    found = readings(conn, "yiqing")
    conn.close()
    assert (found.found, found.counted) == ([], False)


def test_characters_have_the_readings_that_are_in_use() -> None:
    assert character_readings("重")[:2] == (("zhong", 4), ("chong", 2))
    assert character_readings("声") == (("sheng", 1),)  # dictionaries give it qìng, too
    assert sound_alike("情", "清")
    assert not sound_alike("情", "声")
    assert read_typed("hello") == ("hello", frozenset(), {}, True)


def test_what_is_no_pinyin_is_told_at_once_however_long_it_is() -> None:
    """Found by bench.fuzz: a digit that is no tone, behind many letters, took the search page minutes."""
    assert read_typed("http://a.b/" * 10 + "9") is None
    assert read_typed("上" * 90 + "#12") is None
    assert read_typed("yiqing" + "9") is None
    assert read_typed("yi4qing2") is not None
