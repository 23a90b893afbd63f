"""Transcripts whose lines say what they are, as people and models write them."""

from __future__ import annotations

import pytest
from test_splitting import split

from loader.fields import load_fields

BRACKETS = """【版面】2008年10月16日 清河早报 第7版 国内
【标题】奶粉下架首日 超市退货排长队
【副题】有市民凌晨四点赶来 商家称小票不全也可退
【作者】本报记者 林平 实习生 周远
【正文】昨日早上八点，人民商场北门外排起了五六十米的长队。
商场客服经理方明说，昨天一共退了两百多罐。
【标题】黄金周全省接待游客1900万人次
【正文】本报讯（记者 方亮）黄金周七天，全省共接待游客1900.6万人次。
"""
COLONS = """清河早报 2008年10月16日 星期四

**标题：** 奶粉下架首日 超市退货排长队
**副标题：** 有市民凌晨四点赶来 商家称小票不全也可退
**作者：** 本报记者 林平 实习生 周远
**正文：**
昨日早上八点，人民商场北门外排起了五六十米的长队。

商场客服经理方明说，昨天一共退了两百多罐。

**标题：** 黄金周全省接待游客1900万人次
**正文：**
本报讯（记者 方亮）黄金周七天，全省共接待游客1900.6万人次。
"""
ENGLISH = (
    COLONS.replace("副标题", "Subtitle").replace("标题", "Headline").replace("作者", "Byline").replace("正文", "Body")
)
SPACED = BRACKETS.replace("标题", " 标  题 ").replace("正文", " 正  文 ").replace("【作者】", "【 作  者 】")
NUMBERED = COLONS.replace("标题：** 奶粉", "标题一：** 奶粉").replace("标题：** 黄金", "标题二：** 黄金")
TRADITIONAL = BRACKETS.replace("标题", "標題").replace("副题", "副題")


@pytest.mark.parametrize("text", [BRACKETS, COLONS, ENGLISH, NUMBERED, SPACED, TRADITIONAL])
def test_what_the_transcriber_says_of_a_line_holds_and_is_not_printed(text: str) -> None:
    page = split(text)
    assert (page.outlet, page.date) == ("清河早报", "2008-10-16")
    queue, holiday = page.articles
    assert [(block.role, block.block.text) for block in queue.headings] == [
        ("headline", "奶粉下架首日 超市退货排长队"),
        ("deck", "有市民凌晨四点赶来 商家称小票不全也可退"),
    ]
    assert queue.byline == "本报记者 林平 实习生 周远"
    assert [paragraph.text for paragraph in queue.paragraphs] == [
        "昨日早上八点，人民商场北门外排起了五六十米的长队。",
        "商场客服经理方明说，昨天一共退了两百多罐。",
    ]
    assert [block.block.text for block in holiday.headings] == ["黄金周全省接待游客1900万人次"]
    assert holiday.byline == "记者 方亮"
    for paragraph in (*queue.paragraphs, *holiday.paragraphs):
        assert "".join(page.transcript.text[piece.start : piece.end] for piece in paragraph.pieces) == paragraph.text


def test_a_page_that_prints_such_words_once_prints_them() -> None:
    text = "清河大桥今日通车\n本报讯（记者 林平）清河大桥今日通车。\n标题：桥\n内容丰富的展览同日开幕。\n"
    page = split(text)
    printed = [paragraph.text for article in page.articles for paragraph in article.paragraphs]
    heads = [block.block.text for article in page.articles for block in article.headings]
    assert "标题：桥" in [*printed, *heads]


def test_fields_keep_their_examples() -> None:
    assert load_fields().match("副标题：全长八百米") == ("deck", 4)
    assert load_fields().match("【標題】 清河") == ("headline", 5)
