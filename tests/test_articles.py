"""Which labelled lines make an article: headings that stand below their text find it."""

from __future__ import annotations

import time

from loader.articles import group_articles
from loader.model import Block, Labelled
from loader.outlet_files import load_conventions

BRIDGE = "清河大桥昨日通车。大桥长八百米，清河两岸的居民敲锣打鼓，走上桥面，看清河大桥的灯一盏一盏亮起来。"
LIBRARY = "市图书馆新馆昨天向读者开放。首日接待读者三千余人，馆员说，图书馆从今年起夜里也开放。"
WHEAT = "春耕现场会昨天在城关镇召开，各县区负责人下田看了麦苗，又看了三台新买的播种机。"


def grouped(*lines: tuple[str, str, str]) -> list[tuple[list[str], list[str]]]:
    """Headings and other lines of each article, of lines given as role, mark and text."""
    labels = []
    start = 0
    for number, (role, mark, text) in enumerate(lines, 1):
        labels.append(Labelled(Block(number, start, start + len(text), text, ()), role, "model", mark))
        start += len(text) + 1
    found = group_articles(labels, load_conventions())

    def texts(part: tuple[int, ...]) -> list[str]:
        return [labels[at].block.text for at in part]

    return [(texts(group.headings), texts(group.parts)) for group in found.groups]


def test_headings_below_their_texts_all_move_up():
    found = grouped(
        ("body", "A", BRIDGE), ("headline", "A", "清河大桥昨日通车"),
        ("body", "P", LIBRARY), ("headline", "A", "图书馆新馆向读者开放"),
    )  # fmt: skip
    assert found == [(["清河大桥昨日通车"], [BRIDGE]), (["图书馆新馆向读者开放"], [LIBRARY])]


def test_a_heading_stays_with_the_text_below_that_has_its_words():
    found = grouped(
        ("body", "A", WHEAT), ("headline", "A", "清河大桥昨日通车"), ("body", "P", BRIDGE),
    )  # fmt: skip
    assert found == [([], [WHEAT]), (["清河大桥昨日通车"], [BRIDGE])]


def test_a_torn_text_is_read_on_below_the_next_article():
    torn = "图书馆馆长说，新馆的阅览室有座位八百个，首日接待读"
    found = grouped(
        ("headline", "A", "图书馆新馆向读者开放"), ("body", "P", LIBRARY), ("body", "P", torn),
        ("headline", "A", "清河大桥昨日通车"), ("body", "P", BRIDGE), ("body", "P", "者三千余人，馆员都到了阅览室。"),
    )  # fmt: skip
    assert found == [
        (["图书馆新馆向读者开放"], [LIBRARY, torn, "者三千余人，馆员都到了阅览室。"]),
        (["清河大桥昨日通车"], [BRIDGE]),
    ]


def test_a_text_that_goes_on_on_another_page_takes_nothing():
    torn = "图书馆馆长说，新馆的阅览室有座位八百个，首日接待读"
    found = grouped(
        ("headline", "A", "图书馆新馆向读者开放"), ("body", "P", torn), ("jump", "P", "（下转第三版）"),
        ("headline", "A", "清河大桥昨日通车"), ("body", "P", BRIDGE), ("body", "P", "者三千余人，馆员都到了阅览室。"),
    )  # fmt: skip
    assert found[0] == (["图书馆新馆向读者开放"], [torn, "（下转第三版）"])


def test_the_words_of_the_text_above_keep_a_paragraph_there():
    torn = "图书馆馆长说，新馆的阅览室有座位八百个，首日接待读"
    last = "清河大桥八百米长，两岸居民走上桥面，看灯一盏一盏亮起来。"
    found = grouped(
        ("headline", "A", "图书馆新馆向读者开放"), ("body", "P", torn),
        ("headline", "A", "清河大桥昨日通车"), ("body", "P", BRIDGE), ("body", "P", last),
    )  # fmt: skip
    assert found[1] == (["清河大桥昨日通车"], [BRIDGE, last])


def test_a_line_that_says_where_a_text_comes_from_opens_the_text_below_it():
    found = grouped(
        ("body", "A", BRIDGE), ("end-mark", "P", "②5"), ("jump", "A", "上接第一版"), ("body", "P", LIBRARY),
        ("headline", "A", "清河大桥昨日通车"), ("headline", "A", "图书馆新馆向读者开放"),
    )  # fmt: skip
    assert found == [
        (["清河大桥昨日通车"], [BRIDGE, "②5"]),
        (["图书馆新馆向读者开放"], ["上接第一版", LIBRARY]),
    ]


def test_headings_below_all_texts_are_dealt_out_in_order_and_show_where_a_text_begins():
    heads = ["清河大桥昨日通车", "图书馆新馆向读者开放", "春耕现场会在城关镇召开"]
    found = grouped(
        ("body", "A", BRIDGE), ("body", "P", LIBRARY), ("body", "A", WHEAT),
        ("headline", "A", heads[0]), ("headline", "P", heads[1]), ("headline", "A", heads[2]),
    )  # fmt: skip
    assert found == [([heads[0]], [BRIDGE]), ([heads[1]], [LIBRARY]), ([heads[2]], [WHEAT])]


def test_two_headlines_side_by_side_go_up_and_down():
    found = grouped(
        ("headline", "A", "春耕现场会在城关镇召开"), ("body", "P", WHEAT), ("body", "P", LIBRARY),
        ("headline", "A", "图书馆新馆向读者开放"), ("headline", "A", "清河大桥昨日通车"), ("body", "P", BRIDGE),
    )  # fmt: skip
    assert found == [
        (["春耕现场会在城关镇召开"], [WHEAT]),
        (["图书馆新馆向读者开放"], [LIBRARY]),
        (["清河大桥昨日通车"], [BRIDGE]),
    ]


def test_a_heading_that_is_nobodys_stands_alone_and_joins_no_text():
    found = grouped(
        ("headline", "A", "清河大桥昨日通车"), ("body", "P", BRIDGE), ("headline", "A", "今日视点"),
        ("headline", "A", "图书馆新馆向读者开放"), ("body", "P", LIBRARY), ("headline", "A", "天气"),
    )  # fmt: skip
    assert (["清河大桥昨日通车"], [BRIDGE]) in found
    assert any(parts == [LIBRARY] and "图书馆新馆向读者开放" in heads for heads, parts in found)


def test_a_long_page_out_of_order_from_end_to_end_loses_nothing():
    lines = []
    for number in range(400):
        lines += [("body", "P", f"{BRIDGE}第{number}次。"), ("body", "P", f"{LIBRARY}第{number}次。")]
        lines += [("headline", "A", f"清河大桥第{number}次通车"), ("headline", "A", "图书馆新馆开放")] * 3
    found = grouped(*lines)
    assert sum(len(heads) + len(parts) for heads, parts in found) == len(lines)


def test_headlines_without_texts_stay_apart():
    found = grouped(
        ("headline", "A", "清河大桥昨日通车"), ("body", "P", BRIDGE), ("headline", "A", "清河大桥的灯"),
        ("headline", "A", "清河大桥的桥面"), ("headline", "A", "清河大桥的居民"), ("headline", "A", "图书馆新馆开放"),
        ("body", "P", LIBRARY), ("headline", "A", "各地春耕"), ("headline", "A", "天气"),
    )  # fmt: skip
    assert [heads for heads, parts in found if not parts] == [
        ["清河大桥的灯"], ["清河大桥的桥面"], ["各地春耕"], ["天气"],
    ]  # fmt: skip
    assert (["清河大桥昨日通车"], [BRIDGE]) in found  # what stands right above 图书馆新馆开放 may be its first line


def test_a_byline_that_stands_alone_ends_the_text_above():
    found = grouped(
        ("headline", "A", "清河大桥昨日通车"), ("body", "P", BRIDGE), ("byline", "A", "本报记者 林平"),
        ("headline", "A", "图书馆新馆向读者开放"), ("body", "P", LIBRARY),
    )  # fmt: skip
    assert found[0] == (["清河大桥昨日通车"], [BRIDGE, "本报记者 林平"])


def test_a_signature_below_a_text_that_is_signed_goes_up_to_the_one_that_is_not():
    found = grouped(
        ("headline", "A", "清河大桥昨日通车"), ("body", "P", BRIDGE),
        ("headline", "A", "图书馆新馆向读者开放"), ("body", "P", f"本报讯（记者 周远）{LIBRARY}"),
        ("signature", "A", "林平"), ("headline", "A", "春耕现场会在城关镇召开"), ("body", "P", WHEAT),
    )  # fmt: skip
    assert found[0] == (["清河大桥昨日通车"], [BRIDGE, "林平"])


def test_a_signature_goes_to_the_text_that_names_who_signs():
    found = grouped(
        ("headline", "A", "图书馆新馆向读者开放"), ("body", "P", LIBRARY),
        ("headline", "A", "清河大桥昨日通车"), ("body", "P", BRIDGE), ("signature", "A", "市图书馆馆员"),
    )  # fmt: skip
    assert found[0] == (["图书馆新馆向读者开放"], [LIBRARY, "市图书馆馆员"])


def test_a_signature_below_no_text_stays_alone():
    found = grouped(("signature", "A", "林平"), ("headline", "A", "清河大桥昨日通车"), ("body", "P", BRIDGE))
    assert found == [([], ["林平"]), (["清河大桥昨日通车"], [BRIDGE])]


def test_a_character_that_few_texts_have_and_a_sign_tell_whose_a_headline_is():
    soup = "堵在江白高速K117处的司机们，清晨闻到了粥香，附近村民用扁担挑着铁桶翻过护栏。"
    tea = "采茶女工在山上采摘新茶，今年开采比去年迟九天，十七万亩茶园陆续进入采摘期。"
    found = grouped(
        ("body", "A", soup), ("body", "A", tea),
        ("headline", "A", "一锅热粥，停在K117"), ("headline", "P", "春风吹绿采茶坡"),
    )  # fmt: skip
    assert found == [(["一锅热粥，停在K117"], [soup]), (["春风吹绿采茶坡"], [tea])]


def test_many_signatures_below_a_long_text_take_their_share_of_time():
    lines = [("headline", "A", "清河大桥昨日通车"), ("body", "P", BRIDGE * 500)]
    lines += [("signature", "A", f"清河镇第{number}村") for number in range(20_000)]
    start = time.process_time()
    assert len(grouped(*lines)) == 1
    assert time.process_time() - start < 5
