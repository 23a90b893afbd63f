"""Spaces between all characters, as programs write them that read images, and full stops typed as points."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.markup import printed_blocks
from loader.model import Page, Transcript
from loader.outlet_files import load_conventions
from loader.shapes import POINT
from loader.splitting import split_page

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
BETWEEN = re.compile("(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
SENTENCE = "新 华 社 北京 2 月 3 日 电 中 共 中 央 政 治 局 常 务 委 员 会 召 开 会 议 ， 听 取 汇 报 。"


def transcript(text: str) -> Transcript:
    return Transcript("01", "01.txt", "", "utf-8", False, "lf", text)


def printed(text: str) -> list[str]:
    return [block.text for block in printed_blocks(transcript(text))]


def read_alike(page: Page) -> list[tuple[int, str, int | None, int | None]]:
    return [(line.number, line.role, line.article, line.paragraph) for line in page.lines]


def test_spaces_between_all_characters_are_looked_through():
    assert printed(SENTENCE) == ["新华社北京2月3日电中共中央政治局常务委员会召开会议，听取汇报。"]


def test_a_name_set_wide_apart_on_a_page_that_is_not_keeps_its_space():
    text = "王 艳\n" + "中共中央政治局常务委员会召开会议，听取汇报。\n" * 20
    assert "王 艳" in printed(text)


def test_two_spaces_and_spaces_between_latin_words_are_the_papers_own():
    assert printed(SENTENCE + "\n众 志 成 城  共 克 时 艰\nT h e  N e w York Times 报 道")[1:] == [
        "众志成城  共克时艰",
        "T h e  N e w York Times报道",
    ]


@given(st.lists(st.text("中央A1 ，。<b>&amp;", max_size=12), min_size=1, max_size=6))
def test_what_is_left_leads_back_to_the_source(lines):
    text = "\n".join([SENTENCE, *lines])
    for block in printed_blocks(transcript(text)):
        whole = "".join(
            text[piece.start : piece.end]
            if piece.length == piece.end - piece.start
            else block.text[piece.offset : piece.offset + piece.length]
            for piece in block.pieces
        )
        assert whole == block.text
        assert all(one.end <= other.start for one, other in zip(block.pieces, block.pieces[1:], strict=False))


@pytest.mark.parametrize("share", [0.4, 1.0])
@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_a_page_with_spaces_between_its_characters_is_split_as_without(path, share):
    text, rng = path.read_text("utf-8"), Random(path.stem)
    spaced = BETWEEN.sub(lambda _: " " if rng.random() < share else "", text)
    expected = split_page(transcript(text), load_conventions())
    found = split_page(transcript(spaced), load_conventions())
    assert read_alike(found) == read_alike(expected)


def test_a_point_ends_a_sentence_also_before_an_end_mark_and_the_next_item():
    read = {"捐款用于防控.2.户名另行公布": "捐款用于防控。2.户名另行公布", "详情请来三楼.①6": "详情请来三楼。①6"}
    kept = ["三.五班", "一.春耕", "完成.2015年", "清河2.0版"]
    assert {text: POINT.sub("。", text) for text in (*read, *kept)} == read | {text: text for text in kept}


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_a_page_that_ends_its_sentences_with_points_is_split_as_with_full_stops(path):
    text = path.read_text("utf-8")
    expected = split_page(transcript(text), load_conventions())
    found = split_page(transcript(re.sub("(?<=[\u4e00-\u9fff])。", ".", text)), load_conventions())
    assert read_alike(found) == read_alike(expected)
    prose = [paragraph.text for article in found.articles for paragraph in article.paragraphs]
    assert any("." in text for text in prose)  # printed as they were typed
