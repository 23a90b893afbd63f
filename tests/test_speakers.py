"""Who speaks in turn with others heads no article and no part of one."""

from __future__ import annotations

from test_splitting import split

from loader.model import Block
from loader.speakers import FAR, speakers

ASKED = ("夜校是怎么办起来的？", "谁来上课？", "今年还办吗？")
TOLD = (
    "冬天没有农活，大家晚上闲着。粮站腾出一间屋子，中学的老师来上课，头一晚来了四十个人，凳子都不够坐。",
    "农技站的技术员讲嫁接，供销社的会计讲记账，一晚上两节，不拿钱，只吃一碗面。",
    "办。今年要添一门驾驶，镇上的车队借两辆旧车给我们。",
)


def blocks(*texts: str) -> list[Block]:
    return [Block(number, 0, len(text), text, ()) for number, text in enumerate(texts, 1)]


def interview() -> list[str]:
    return [line for asked, told in zip(ASKED, TOLD, strict=True) for line in (f"清河时报：{asked}", f"林小平：{told}")]


def test_two_who_speak_in_turn_are_found() -> None:
    assert speakers(blocks("夜校里的灯", *interview())) == [1, 2, 3, 4, 5, 6]


def test_a_label_that_comes_again_by_itself_speaks_with_nobody() -> None:
    assert speakers(blocks("时间：今晚七点", "镇上放电影。", "时间：明晚七点", "镇上唱戏。")) == []


def test_who_speaks_once_or_far_away_is_no_speaker() -> None:
    assert speakers(blocks("林小平：河水涨了。", "周远：桥没有事。", "林小平：那就好。")) == []
    apart = ["镇上下了一天的雨。"] * FAR
    assert speakers(blocks("甲：来了。", "甲：坐吧。", *apart, "乙：好的。", "乙：走了。")) == []


def test_a_question_in_an_interview_is_text() -> None:
    page = split("\n\n".join(["夜校里的灯", *interview()]))
    assert [line.role for line in page.lines] == ["headline"] + ["body"] * 6
    assert len(page.articles) == 1
