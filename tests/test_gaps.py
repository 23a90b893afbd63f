"""Blank lines that stand between articles and not inside them."""

from __future__ import annotations

import pytest
from test_splitting import split

from loader.gaps import between_articles
from loader.markup import printed_blocks
from loader.model import Transcript
from loader.shapes import measure

REPORTS = (
    ("市长会见邻县客人", "市长叶海山今天在霁川宾馆会见了邻县客人，双方谈了修桥的事。", "会见以后，客人参观了老码头。"),
    ("县里办起气象站", "清河县气象站昨天启用，观测员每天三次抄表。", "站长说，以后看天不用再看云了。"),
    ("渡口老船工上岸", "撑了四十年渡船的老卢昨天上岸，他把船桨送给了陈列室。", "邻居们在岸上放了一挂鞭炮。"),
    ("早稻开镰", "清河镇八千亩早稻昨天开镰，收割机手从凌晨忙到天黑。", "天气预报说，后天有雨。"),
)
HEADLESS = "县政协会议昨天闭幕，委员们提了四十件提案。"


def page(between: str, inside: str) -> str:
    return between.join(inside.join(report) for report in REPORTS)


def starts(text: str) -> list[int]:
    blocks = list(printed_blocks(Transcript("page", "page.txt", "", "utf-8", False, "lf", text)))
    return between_articles([block for block in blocks if block.text], measure(blocks))


@pytest.mark.parametrize(("between", "inside"), [("\n\n", "\n"), ("\n\n\n", "\n\n"), ("\n\n\n\n", "\n")])
def test_the_larger_gaps_divide_articles(between: str, inside: str) -> None:
    text = page(between, inside)
    assert starts(text) == [3, 6, 9]
    assert [article.headings[0].block.text for article in split(text).articles] == [report[0] for report in REPORTS]


def test_a_brief_without_a_headline_is_an_article_where_gaps_divide_them() -> None:
    text = page("\n\n", "\n") + "\n\n" + HEADLESS
    assert [len(article.headings) for article in split(text).articles] == [1, 1, 1, 1, 0]


@pytest.mark.parametrize(("between", "inside"), [("\n\n", "\n\n"), ("\n", "\n")])
def test_gaps_everywhere_or_nowhere_say_nothing(between: str, inside: str) -> None:
    assert starts(page(between, inside)) == []


def test_gaps_between_paragraphs_that_are_hard_wrapped_are_none_between_articles() -> None:
    text = "清河镇八千亩早稻昨天开镰，收割机手从凌晨忙到天黑，仓库门前排起长队。" * 3
    wrapped = "\n".join(text[at : at + 17] for at in range(0, len(text), 17))
    assert starts("\n\n".join([wrapped] * 5)) == []


def test_gaps_below_texts_that_go_on_are_none_between_articles() -> None:
    torn = [(head, first + "他又说，船", "是老码头最后一条渡船。") for head, first, _ in REPORTS]
    assert starts("\n\n".join("\n".join(part) for part in zip(*torn, strict=True))) == []
