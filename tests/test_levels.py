"""What the levels of a page's Markdown headings say of its articles."""

from __future__ import annotations

import pytest

from loader.model import Page
from tests.test_splitting import split

LAMPS = (
    "昨晚七点，清河老街的路灯全部亮了。三百二十盏灯换成了暖光，巷子里的老人说，走夜路再不用打手电。",
    "灯是春天开始换的。施工队白天埋线，晚上收摊，没有挖断一根水管，街坊们给他们烧了一夏天的茶。",
)
QUESTION = "钱从哪里来"
BOATS = "渡口的三条木船今天上岸了。船工周大水把桨交给县文化馆，馆里打算把它们放在大厅，旁边挂上渡口的旧照片。"
MELONS = "镇上的西瓜今年提早十天开园。瓜农沈家福说，大棚里装了新的滴灌，一个瓜要比去年重两斤，价钱也高了一成。"


def heads(page: Page) -> list[str]:
    return [article.headings[0].block.text if article.headings else "" for article in page.articles]


@pytest.mark.parametrize("inner", [QUESTION, "全县明年再换两千盏", "老街的灯从来没有这么亮过"])
def test_a_line_without_a_mark_begins_no_article_where_headlines_are_marked(inner: str) -> None:
    page = split(
        f"# 老街换灯\n\n{LAMPS[0]}\n\n{inner}\n\n{LAMPS[1]}\n\n# 木船上岸\n\n{BOATS}\n\n# 西瓜提早开园\n\n{MELONS}\n"
    )
    assert heads(page) == ["老街换灯", "木船上岸", "西瓜提早开园"]


def test_the_one_heading_of_a_page_heads_all_of_it() -> None:
    page = split(f"# 老街换灯\n\n{LAMPS[0]}\n\n{QUESTION}\n\n{LAMPS[1]}\n")
    assert heads(page) == ["老街换灯"]
    assert {line.article for line in page.lines} == {0}


def test_the_name_of_the_paper_is_no_heading_of_its_articles() -> None:
    page = split(f"# 清河日报 2013年5月8日 第3版\n\n木船上岸\n\n{BOATS}\n\n西瓜提早开园\n\n{MELONS}\n")
    assert heads(page) == ["木船上岸", "西瓜提早开园"]


def test_a_marked_headline_that_is_printed_once_more_stays_the_headline() -> None:
    page = split(f"# 渡口的三条木船上岸\n\n渡口的三条木船上岸\n\n{BOATS}\n")
    assert heads(page) == ["渡口的三条木船上岸"]
    assert page.articles[0].first_line == 1


def test_what_a_page_is_signed_with_above_its_one_article_is_no_part_of_its_levels() -> None:
    text = f"## 老街换灯\n\n{LAMPS[0]}\n\n### {QUESTION}\n\n{LAMPS[1]}\n\n### 明年再换\n\n{BOATS}\n"
    assert heads(split(text)) == heads(split("责任编辑 王明　美编 李丽\n\n" + text)) == ["老街换灯"]
