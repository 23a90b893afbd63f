"""Pages composed for training: articles varied as other papers might print them, and habits that no scored page has."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # bench/ is not part of the installed package

from bench import gold, habits, leads, make_pages, train_roles, variety  # noqa: E402
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
