"""Pages composed for training: articles varied as other papers might print them, and habits that no scored page has."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # bench/ is not part of the installed package

from bench import gold, habits, heads, leads, make_pages, train_roles, variety  # noqa: E402
from loader.model import HEADING_ROLES  # noqa: E402

FURNITURE = make_pages.tomllib.loads(make_pages.FURNITURE.read_text("utf-8"))
ARTICLE = {
    "id": "quay",
    "date": "2012-05-03",
    "parts": [
        ["headline", "老码头改成露天书场"],
        ["body", "本报讯（记者 林平）昨晚，松澜老码头第一次亮起了灯。三百把竹椅坐满了人，后来的人站在台阶上。"],
        ["body", "说书人上台以前先鞠了三个躬。他说自己小时候就在这里听书。"],
    ],
}


def test_another_head_leaves_the_sentences_as_they_are():
    for seed in range(200):
        parts = leads.other_head(Random(seed), [list(part) for part in ARTICLE["parts"]])
        bodies = [text for role, text in parts if role == "body"]
        assert len(bodies) == 2
        assert "昨晚，松澜老码头第一次亮起了灯。三百把竹椅坐满了人，后来的人站在台阶上。" in bodies[0]
        assert bodies[1].startswith("说书人上台以前先鞠了三个躬。他说自己小时候就在这里听书。")
        assert not any("{" in text for _, text in parts)
        assert [role for role, _ in parts][0] == "headline"


@pytest.mark.parametrize(
    ("opening", "rest"),
    [
        ("本报讯（记者 林平）", "昨晚下雨"), ("【本報訊】", "昨晚下雨"), ("（清河28日讯）", "一辆罗里翻覆"),
        ("晚报讯 ", "昨晚下雨"), ("新华社松澜十一月八日电　", "在松澜机床厂"),
        ("本报石湾7月21日讯（记者 项东）", "洪水退去"),
    ],
)  # fmt: skip
def test_heads_are_told_from_the_text(opening: str, rest: str):
    found = leads.HEAD.match(opening + rest)
    assert found is not None
    assert found.end() == len(opening)


def test_text_without_a_head_has_none():
    assert leads.HEAD.match("昨晚，松澜老码头亮起了灯。") is None
    assert leads.HEAD.match("不少读者打来电话") is None


def test_bare_captions_are_sentences_of_the_article():
    for seed in range(50):
        parts = variety.bare_captions(Random(seed), [list(part) for part in ARTICLE["parts"]])
        captions = [text for role, text in parts if role == "caption"]
        assert captions
        assert all(any(text.lstrip("▲◀▼△图①：")[:8] in body for _, body in ARTICLE["parts"]) for text in captions)


LONG = [
    ["headline", "老渡口的最后一班船"],
    ["byline", "林平"],
    *(
        ["body", text]
        for text in (
            "渡船每天清早五点半开出，船上坐的是去对岸卖菜的人。渡船的票价二十年没有涨过。老卢收了船票，就去解缆绳。",
            "新桥通车以后，坐船的人一天比一天少。老卢的儿子劝他上岸，他摇摇头，说再等一等。渡口的石阶长了青苔。",
            "昨天下午四点，最后一班船靠了岸。老卢把船桨擦干，送给了镇里的陈列室。岸上来了许多人，都是坐过船的。",
        )
    ),
]


def test_words_over_the_parts_of_a_text_change_nothing_else():
    first = set()
    for seed in range(50):
        parts = heads.word_heads(Random(seed), [list(part) for part in LONG])
        words = [text for role, text in parts if role == "crosshead"]
        assert words
        assert len(set(words)) == len(words)
        assert all(2 <= len(word) <= 4 for word in words)
        assert [part for part in parts if part[0] != "crosshead"] == LONG
        first.add(parts[1][0])
    assert first == {"crosshead", "byline"}


def test_a_hint_repeats_sentences_of_the_text_below_a_name():
    for seed in range(20):
        parts = heads.hint(Random(seed), [list(part) for part in LONG])
        name, *notes = [text for role, text in parts if role == "note"]
        assert len(name) <= 8
        assert notes
        body = "".join(text for role, text in LONG if role == "body")
        assert all(sentence in body for text in notes for sentence in text.split("。") if sentence)
        assert [part for part in parts if part[0] != "note"] == LONG


def test_a_set_of_pictures_has_its_sentences_as_captions_and_none_twice():
    sizes = set()
    for seed in range(50):
        parts = heads.picture_set(Random(seed), [list(part) for part in LONG])
        captions = [text for role, text in parts if role == "caption"]
        sizes.add(len(captions))
        assert parts[0] == LONG[0]
        printed = "".join(text for _, text in parts)
        assert not any(
            printed.count(text) > 1 for role, body in LONG if role == "body" for text in body.split("。") if text
        )
        assert "{" not in printed
    assert len(sizes) > 2


def test_a_crosshead_is_broken_where_a_heading_may_be():
    parts = variety.broken_crossheads(Random(1), [["crosshead", "新桥通车以后 坐船的人少了"], ["crosshead", "告别"]])
    assert parts == [["crosshead", "新桥通车以后"], ["crosshead", "坐船的人少了"], ["crosshead", "告别"]]


def test_only_a_report_with_an_opening_loses_its_headings():
    assert [role for role, _ in variety.headless(Random(1), ARTICLE["parts"])] == ["body", "body"]
    plain = [["headline", "灯亮了"], ["body", "昨晚灯亮了。"]]
    assert variety.headless(Random(1), plain) == plain


def test_stray_spaces_change_nothing_else_and_are_the_same_again():
    text = "三百把竹椅坐满了人，后来的人站在台阶上。" * 20
    spaced = habits.stray_spaces(text)
    assert spaced != text
    assert spaced.replace(" ", "") == text
    assert spaced == habits.stray_spaces(text)


def test_a_web_edition_lists_the_headlines_of_its_page():
    made, _, rows = make_pages.make_page("web", [ARTICLE], FURNITURE, ["web"])
    contents = [text for _, role, _, _, text in rows if role == "contents"]
    assert any("老码头改成露天书场" in str(text) for text in contents)
    assert sum(unit.role == "folio" for unit in made.units) >= 3
    assert not any("{" in unit.text for unit in made.units)


def test_training_pages_are_annotated_line_by_line(tmp_path: Path):
    train_roles.compose(tmp_path, train_roles.SETS[0], 60)
    seen: set[str] = set()
    for path in sorted(path for path in tmp_path.iterdir() if path.suffix in (".txt", ".md")):
        rows = gold.read_gold(tmp_path / f"{path.stem}.tsv", path.read_text("utf-8"))
        seen |= {row.role for row in rows}
    assert {"note", "caption", "dateline", "byline", "contents", "jump", *HEADING_ROLES} <= seen
