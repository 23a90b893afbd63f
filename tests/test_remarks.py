"""What transcribers write of a page and no paper prints: places, numbers of articles, lines drawn between them."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_splitting import split

from loader.errors import BadConventions
from loader.markup import printed_blocks
from loader.model import Transcript
from loader.remarks import load_remarks

REPORTS = (
    (
        "老卢上岸了",
        "撑了四十年渡船的老卢昨天上岸。早上六点，他照例去江边看水，回来把船桨擦了三遍，送给了镇里的陈列室。",
    ),
    (
        "集市今起改时间",
        "从今天起，江北集市改在清晨四点开门，菜贩不用再在门外等，市场还腾出一排摊位给农户，不收摊位费。",
    ),
    ("大桥主体完工", "清河大桥主体昨天完工，工人开始铺装桥面。预计五月通车，届时从江北到江南开车只要四分钟。"),
)


def headlines(page: str) -> list[str]:
    return [" ".join(heading.block.text for heading in article.headings) for article in split(page).articles]


@pytest.mark.parametrize(
    "remarks",
    [
        ("[头条]", "[左下]", "[右下]"),
        ("【头版头条】", "【二条】", "【右下角小消息】"),
        ("## 文章1", "## 文章2", "## 文章3"),
        ("文章一", "文章二", "文章三"),
        ("[Top left]", "[Middle column]", "[Bottom right]"),
        ("-----", "-----", "-----"),
        ("* * *", "* * *", "* * *"),
    ],
)
def test_what_the_transcriber_says_of_a_place_begins_an_article_and_is_not_printed(remarks: tuple[str, ...]) -> None:
    page = "\n".join(
        f"{remark}\n{headline}\n{text}\n" for remark, (headline, text) in zip(remarks, REPORTS, strict=True)
    )
    assert headlines(page) == [headline for headline, _ in REPORTS]
    assert all(line.article is None for line in split(page).lines[::3])


@pytest.mark.parametrize("number", ["Article {}: ", "文章{}：", "稿件 {}. ：", "[Story #{}]: "])
def test_what_stands_behind_the_number_of_an_article_is_its_headline(number: str) -> None:
    page = "\n".join(f"{number.format(n)}{headline}\n{text}\n" for n, (headline, text) in enumerate(REPORTS, 1))
    assert headlines(page) == [headline for headline, _ in REPORTS]


@pytest.mark.parametrize("number", ["{:03} ", "L{}: ", "{}|", "{:04}. ", "[{}] "])
def test_numbers_of_lines_are_not_printed(number: str) -> None:
    lines = [line for report in REPORTS for line in report]
    text = "\n".join(number.format(n) + line for n, line in enumerate(lines * 40, 1))
    blocks = printed_blocks(Transcript("page", "page.txt", "", "utf-8", False, "lf", text))
    assert [block.text for block in blocks] == lines * 40
    assert all(text[piece.start : piece.end] == block.text for block in blocks for piece in block.pieces)


def test_numbers_of_items_are_printed() -> None:
    page = split("\n".join(f"{n}. {text}" for n, (_, text) in enumerate(REPORTS * 2, 1)))
    assert page.articles[0].paragraphs[0].text.startswith("1. ")


def test_what_a_model_says_around_a_page_is_not_printed() -> None:
    (headline, text), *_ = REPORTS
    page = split(
        f"好的，以下是图片中的文字内容：\n\n{headline}\n\n{text}\n\n以上为本页全部内容。如需进一步帮助，请告诉我。"
    )
    assert [line.role for line in page.lines] == ["markup", "headline", "body", "markup"]
    assert split("以下是获奖名单：\n林平\n周远").lines[0].role != "markup"


def test_a_place_that_cannot_be_read_cuts_no_article() -> None:
    (headline, first), (_, second), _ = REPORTS
    page = split(f"{headline}\n{first}\n（此处字迹不清）\n{second}\n")
    assert [line.role for line in page.lines] == ["headline", "body", "markup", "body"]
    assert len(page.articles) == 1


def test_what_stands_below_the_word_picture_in_brackets_is_a_caption() -> None:
    page = split(f"{REPORTS[0][0]}\n{REPORTS[0][1]}\n[图片说明]\n老卢在江边看水，身后是他撑了四十年的渡船。\n")
    assert [line.role for line in page.lines] == ["headline", "body", "markup", "caption"]


@pytest.mark.parametrize(("lines", "opened"), [(1, 0), (2, 2)])
def test_lines_are_drawn_between_articles_where_there_are_several(lines: int, opened: int) -> None:
    text = "老卢上岸了\n" + "-----\n镇里的人来看他。\n" * lines
    blocks = printed_blocks(Transcript("page", "page.txt", "", "utf-8", False, "lf", text))
    assert sum(block.opens for block in blocks) == opened


def test_a_remark_that_fails_its_examples_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "inputs.toml"
    file.write_text("[[remark]]\nname = 'here'\npattern = '此处'\nyes = ['［此处］']\nno = ['[此处]']\n", "utf-8")
    with pytest.raises(BadConventions, match="fails its no example"):
        load_remarks(file)
