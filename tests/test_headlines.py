"""Headings that have no headline among them, and headlines that are cut."""

from __future__ import annotations

from loader.headlines import READS_ON, SUBTITLED, name_headlines
from loader.model import Block, Labelled


def test_a_kicker_without_a_headline_is_one():
    lines = (
        ("kicker", "A"),
        ("slogan", "P"),
        ("deck", "P"),
        ("body", "P"),
        ("kicker", "A"),
        ("headline", "P"),
        ("deck", "A"),
    )
    labels = [Labelled(Block(at, 0, 2, "稻田", ()), role, "model", mark) for at, (role, mark) in enumerate(lines)]
    named = [label.role for label in name_headlines(labels)]
    assert named == ["headline", "slogan", "deck", "body", "kicker", "headline", "headline"]


def named(*lines: tuple[str, str, str]) -> list[tuple[str, str]]:
    labels = [
        Labelled(Block(at, 0, len(text), text, ()), role, "model", mark) for at, (role, mark, text) in enumerate(lines)
    ]
    return [(label.role, label.rule) for label in name_headlines(labels)]


def test_both_halves_of_a_headline_whose_words_the_text_has_are_one():
    text = ("body", "P", "八角岭公路昨天上午发生多车追尾，交警说，追尾的都是货车，没有人受伤。")
    halves = ("kicker", "A", "八角岭公路多车追"), ("headline", "P", "尾后货车着火")
    assert named(*halves, text)[:2] == [("headline", READS_ON), ("headline", "model")]


def test_a_kicker_whose_end_goes_with_no_word_of_the_text_stays():
    text = ("body", "P", "八角岭公路昨天上午发生多车追尾，没有人受伤。")
    assert named(("kicker", "A", "交警部门要求"), ("headline", "P", "大力清理路面"), text)[0] == ("kicker", "model")
    assert named(("kicker", "A", "县长指出——"), ("headline", "P", "公路要修宽"), text)[0] == ("kicker", "model")


def test_what_begins_with_a_dash_is_a_deck_of_the_line_above():
    two = ("kicker", "A", "灯下的庄稼人"), ("headline", "P", "——南山夜校见闻")
    assert named(*two) == [("headline", SUBTITLED), ("deck", SUBTITLED)]
    three = ("kicker", "A", "新春走基层"), ("headline", "P", "灯下的庄稼人"), ("headline", "P", "——南山夜校见闻")
    assert named(*three)[0] == ("kicker", "model")
    quoted = ("kicker", "A", "县长指出——"), ("headline", "P", "——公路要修宽")
    assert named(*quoted) == [("kicker", "model"), ("headline", "model")]
