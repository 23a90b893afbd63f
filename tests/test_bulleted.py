"""Columns of briefs whose items begin with the same mark."""

from __future__ import annotations

import pytest
from test_splitting import split

ABOVE = """新桥镇一男子落水获救
两名外来工跳河救人后悄悄离开
晚报讯（记者 林平）前晚9点多，新桥镇古桥边一名中年男子翻进河里，路过的两名外来务工人员跳下河把人托上了岸。
昨天，落水者的妻子给本报打来电话，想找到这两位恩人。如果您认识他们，请拨打本报热线。
河边的市场内，摊主正给顾客装菜。 摄影 周小远
"""
ITEMS = """{0}市图书馆今起延长开放时间，晚间闭馆时间由8点改为9点。（周远）
{0}国道新桥段路面大修，8月20日起半幅封闭施工，工期45天。
（记者 方明）
{0}第七届龙舟赛报名昨日截止，共有41支队伍报名。
"""


@pytest.mark.parametrize("label", ["简明新闻", "简讯", "體壇快訊", "【一句话新闻】"])
@pytest.mark.parametrize("bullet", ["○", "● ", "■", "◆", "·"])
def test_items_below_the_label_of_a_column_are_an_article_of_their_own(label: str, bullet: str) -> None:
    page = split(ABOVE + label + "\n" + ITEMS.format(bullet))
    rescued, briefs = page.articles
    assert [paragraph.text[:4] for paragraph in rescued.paragraphs][-1] in ("昨天，落", "河边的市")
    assert [line.role for line in page.lines if line.article == 1] == ["headline", "body", "body", "byline", "body"]
    assert len(briefs.paragraphs) == 3


def test_a_text_that_was_torn_does_not_go_on_in_an_item_of_a_list() -> None:
    page = split(
        ABOVE.replace("河边的市场内，摊主正给顾客装菜。 摄影 周小远", "这两位恩人穿着工地的衣服，一位")
        + ITEMS.format("●")
    )
    (torn,) = [line for line in page.lines if page.transcript.text[line.start : line.end].startswith("这两位")]
    below = page.lines[torn.number :]
    assert all((line.article, line.paragraph) != (torn.article, torn.paragraph) for line in below)


def test_the_label_of_a_column_without_items_stays_a_label() -> None:
    page = split("简明新闻\n" + ABOVE)
    assert page.lines[0].role == "section"
