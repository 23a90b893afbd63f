"""Boxes of contents above the articles that they name."""

from __future__ import annotations

import pytest
from test_splitting import split

from loader.contents import RULE, set_contents_apart
from loader.model import Block, Labelled

HEADLINES = ("清河大桥今日通车", "城东小学搬进新校舍", "今年早稻开始收割", "渡口老船工上岸")
BODY = (
    "本报讯（记者 林平）历时两年建成的清河大桥今日通车。桥长八百米，双向四车道。",
    "本报讯（记者 周远）城东小学六百名学生昨天搬进新校舍，操场比原来大了一倍。",
    "本报讯（记者 方明）清河镇八千亩早稻昨天开镰，收割机手从凌晨忙到天黑。",
    "本报讯（记者 林平）撑了四十年渡船的老卢昨天上岸，他把船桨送给了镇里的陈列室。",
)
ARTICLES = "\n".join(f"{headline}\n\n{body}\n" for headline, body in zip(HEADLINES, BODY, strict=True))
DIGEST = "新闻摘要\n\n本期主要内容：\n\n" + "".join(f"{n}.{one}；\n\n" for n, one in enumerate(HEADLINES, 1))


def roles(page: str) -> list[tuple[str, str]]:
    return [(line.role, line.rule) for line in split(page).lines]


def test_a_digest_is_furniture_and_its_articles_stay() -> None:
    page = split(DIGEST + "\n" + ARTICLES)
    assert [line.rule for line in page.lines[:6]] == [RULE] * 6
    assert [line.role for line in page.lines[:6]] == ["contents"] * 6
    assert [article.headings[0].block.text for article in page.articles] == list(HEADLINES)


def test_items_that_have_no_article_below_are_contents_too() -> None:
    more = DIGEST + "5.邻县下了一场雹子；\n\n6.省运会火炬传到清河。\n\n"
    assert [role for role, _ in roles(more + ARTICLES)][:8] == ["contents"] * 8


@pytest.mark.parametrize("named", [0, 2])
def test_briefs_whose_words_stand_nowhere_else_are_an_article(named: int) -> None:
    items = [*HEADLINES[:named], "邻县下了一场雹子，没有伤人", "省运会火炬传到清河", "县图书馆延长开放时间"]
    page = "简讯\n\n" + "".join(f"{n}.{one}。\n\n" for n, one in enumerate(items, 1)) + ARTICLES
    assert RULE not in {rule for _, rule in roles(page)}


def test_a_long_text_is_no_box() -> None:
    page = DIGEST + "我们走访了这四个地方，" + "看见的和听见的都记在这里，" * 10 + "请读者指正。\n\n" + ARTICLES
    assert RULE not in {rule for _, rule in roles(page)}


def test_ten_thousand_items_take_their_share_of_time() -> None:
    many = "".join(f"{n}.第{n}号渡口的老船工上岸\n\n" for n in range(10_000))
    assert len(split("摘要\n\n" + many + ARTICLES).lines) == 10_000 + 1 + 8


def test_what_repeats_a_headline_in_its_text_heads_no_article() -> None:
    first, *others = BODY
    again = f"{HEADLINES[0]} 两岸居民走上桥面"
    below = "".join(f"\n{headline}\n\n{body}\n" for headline, body in zip(HEADLINES[1:], others, strict=True))
    page = split(f"{DIGEST}\n{HEADLINES[0]}\n\n{first}\n\n{again}\n\n{first}\n{below}")
    heads = [line.number for line in page.lines if line.role == "headline" and line.rule == RULE]
    repeated = next(line for line in page.lines if page.transcript.text[line.start : line.end] == again)
    assert repeated.number not in heads


def test_links_above_the_article_that_one_of_them_leads_to_are_contents() -> None:
    lines = [
        ("kicker", "A", "县里怎样办夜校"), ("headline", "P", "清河大桥何时通车"), ("deck", "P", "渡口老船工上岸"),
        ("caption", "P", "夜校的灯"), ("headline", "P", "县里怎样办夜校"), ("body", "P", BODY[0]),
        ("headline", "A", "清河大桥何时通车"), ("body", "P", BODY[1]),
    ]  # fmt: skip
    labels = [
        Labelled(Block(number, 0, len(text), text, ()), role, "model", mark)
        for number, (role, mark, text) in enumerate(lines, 1)
    ]
    assert [(label.role, label.mark) for label in set_contents_apart(labels)] == [
        *[("contents", "P")] * 3,
        ("caption", "P"),
        ("headline", "A"),
        *[(label.role, label.mark) for label in labels[5:]],
    ]
