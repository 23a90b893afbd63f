"""Crossheads that are counted, and lines that open a part of an article."""

from __future__ import annotations

import pytest
from test_splitting import split

from loader.model import Block
from loader.numbered import counted, goes_on, has_number, headline_series, in_series, listed

HEAD = "县里怎样办夜校"
TEXTS = (
    "本报讯（记者 林平）清河县去年冬天办起二十三所夜校，六百个庄稼人在灯下认字、算账、学嫁接。记者日前走访了其中五所。",
    "教室是借来的。粮站的晒场棚、剧团的排练厅、码头的候船室，夜里都点上了灯，凳子由学员自己从家里扛来。",
    "教师也是请来的。中学的老师、农技站的技术员、供销社的会计轮流上课，一晚上两节，不拿钱，只吃一碗面。",
    "课本是自己编的。农技站把嫁接、育秧和配药写成二十四课，每课一张纸，学员拿回家贴在灶头上。",
)


def page(styles: tuple[str, str, str]) -> str:
    heads = [style.format(text) for style, text in zip(styles, ("教室从哪里来", "谁来上课", "学什么"), strict=True)]
    parts = [line for pair in zip(heads, TEXTS[1:], strict=True) for line in pair]
    return "\n\n".join([HEAD, TEXTS[0], *parts])


@pytest.mark.parametrize(
    "styles",
    [
        ("一、{}", "二、{}", "三、{}"),
        ("（一）{}", "（二）{}", "（三）{}"),
        ("第一，{}", "第二，{}", "第三，{}"),
        ("一、办学不讲排场——{}", "二、办学不怕费事——{}", "三、办学讲究实用——{}"),
    ],
)
def test_what_is_counted_divides_one_article(styles: tuple[str, str, str]) -> None:
    found = split(page(styles))
    assert len(found.articles) == 1
    assert [line.role for line in found.lines] == ["headline", "body"] + ["crosshead", "body"] * 3


def test_counted_lines_below_which_reports_begin_and_lists_say_nothing() -> None:
    lines = ("一、南山下了一场大雪", TEXTS[1], "二、渡口停航", TEXTS[2], "三、早稻开镰", TEXTS[3])
    blocks = [Block(number, 0, len(text), text, ()) for number, text in enumerate(lines, 1)]
    assert counted(blocks, [False] * 6) == [0, 2, 4]
    assert counted(blocks, [False, True] * 3) == []
    assert counted(blocks[::2], [False] * 3) == []


def test_what_goes_on_from_another_page_opens_one_article_with_the_report_below() -> None:
    below = "【本报消息】国庆长假期间，为了保持渡口畅通，清河县交通局连日派员巡查，共劝离二十七辆货车，没有发生事故。"
    more = "交通局呼吁市民出门留意天气，货车在江北粮站前面等候，夜里八点以后依次过江，不要在引桥上停车。"
    found = split("\n\n".join([TEXTS[1], TEXTS[2], "②5", "上接第一版", below, more]))
    jump = next(line for line in found.lines if line.role == "jump")
    assert {line.article for line in found.lines if line.number >= jump.number} == {jump.article}
    assert found.lines[0].article != jump.article


def test_the_kind_of_a_piece_belongs_to_its_headings() -> None:
    (article,) = split(f"社    论\n\n{HEAD}\n\n{TEXTS[1]}\n\n{TEXTS[2]}").articles
    assert [heading.role for heading in article.headings] == ["kicker", "headline"]


def test_counted_sentences_divide_an_article_where_a_longer_text_stands_below_each() -> None:
    found = split(page(("一、{}说来话长。", "二、{}大家出力。", "三、{}要看地方。")))
    assert len(found.articles) == 1
    assert [line.role for line in found.lines] == ["headline", "body"] + ["crosshead", "body"] * 3


def test_a_counted_crosshead_goes_on_in_narrow_lines_until_a_shorter_one() -> None:
    lines = ("一、夜校办在哪里，请谁来上", "课", "教室是借来的。粮站的晒场棚、", "剧团的排练厅、码头的候船室。")
    blocks = [Block(number, 0, len(text), text, ()) for number, text in enumerate(lines, 1)]
    assert goes_on(blocks, 0, 14.0) == range(1, 2)
    assert goes_on(blocks[:1] + blocks[2:], 0, 14.0) == range(0)  # a paragraph that is counted


def test_items_that_follow_one_another_are_a_list() -> None:
    lines = ("1.免收挂号费", "2.床位费减收一半", "3.药费按进价收取", "相关发布", "1.夜校开课", "2.渡口停航")
    blocks = [Block(number, 0, len(text), text, ()) for number, text in enumerate(lines, 1)]
    assert list(listed(blocks)) == [0, 1, 2]


def test_labels_in_series_come_again_with_another_number_or_end() -> None:
    lines = ("新热门1", TEXTS[1], "新热门2", TEXTS[2], "夜校·动态", TEXTS[3], "夜校· 前瞻", "热门人物", "第八版")
    blocks = [Block(number, 0, len(text), text, ()) for number, text in enumerate(lines, 1)]
    assert in_series(blocks) == [0, 2, 4, 6]


def test_labels_in_series_over_reports_are_kickers_and_over_parts_of_an_article_crossheads() -> None:
    reports = "\n".join(
        line
        for number, (head, text) in enumerate(
            zip(("网上逛商城", "手机买便宜的", "淘书成风"), TEXTS[1:], strict=True), 1
        )
        for line in (f"新热门{number}", head, f"本报讯（记者 林平）{text}")
    )
    found = split(reports)
    assert [line.role for line in found.lines] == ["kicker", "headline", "body"] * 3
    parts = "\n".join(
        line
        for number, (head, text) in enumerate(zip(("“离别”", "“悬念”", "“新生”"), TEXTS[1:], strict=True))
        for line in (f"关键词{'一二三'[number]}", head, text)
    )
    found = split("\n".join([HEAD, TEXTS[0], parts]))
    assert len(found.articles) == 1
    assert [line.role for line in found.lines][2:] == ["crosshead", "crosshead", "body"] * 3


def test_a_label_of_the_kind_of_a_piece_heads_what_stands_below_it_and_nothing_above() -> None:
    found = split("\n".join([TEXTS[0], TEXTS[1], "·相关链接·", "邻县怎样办夜校", TEXTS[2]]))
    assert [[heading.block.text for heading in article.headings] for article in found.articles] == [
        [],
        ["·相关链接·", "邻县怎样办夜校"],
    ]


def test_lines_that_begin_with_one_label_and_a_bar_head_articles() -> None:
    heads = ["渡口大火｜船工全部获救", "渡口大火｜镇里给每户送米", "渡口大火｜学校明天复课"]
    found = split("\n".join(line for pair in zip(heads, TEXTS, strict=False) for line in pair))
    assert [article.headings[0].block.text for article in found.articles] == heads
    lines = [*heads, "看点｜夜校", "夜校开课"]
    assert headline_series([Block(at, 0, 0, text, ()) for at, text in enumerate(lines)]) == [0, 1, 2]


def test_the_label_of_a_box_heads_a_part_of_the_report_above_it() -> None:
    for label, head in (("名词解释", ["什么是夜校"]), ("法官说法", []), ("·相关链接·", [])):
        found = split("\n".join([HEAD, TEXTS[0], TEXTS[1], label, *head, TEXTS[2]]))
        assert len(found.articles) == 1
        assert [line.role for line in found.lines] == [
            "headline",
            "body",
            "body",
            *["crosshead"] * (1 + len(head)),
            "body",
        ]


def test_a_short_line_below_a_signed_text_heads_another_one() -> None:
    lines = [HEAD, TEXTS[0], f"{TEXTS[1]}（记者 林平）", "学员从家里扛来凳子", TEXTS[2]]
    assert [line.role for line in split("\n".join(lines)).lines] == ["headline", "body", "body", "headline", "body"]


def test_a_label_in_series_has_a_number_or_an_end_whatever_stands_around_it() -> None:
    assert [has_number(label) for label in ("新热门1", "【新热门二】", "夜校·动态", "夜校•前瞻")] == [
        True,
        True,
        False,
        False,
    ]
