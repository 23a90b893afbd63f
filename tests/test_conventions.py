"""Conventions are data: every entry proves itself, and a bad one says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_splitting import split

from loader.characters import even
from loader.conventions import FOLDER
from loader.errors import BadConventions
from loader.outlet_files import load_conventions

RULE = """
[[rule]]
name = "market-day"
role = "section"
pattern = '赶集日'
yes = ["赶集日"]
no = ["赶集日记"]
"""


def conventions_of(folder: Path, text: str) -> None:
    folder.joinpath("common.toml").write_text(text, encoding="utf-8")
    load_conventions(folder)


def test_every_rule_matches_its_yes_and_none_of_its_no() -> None:
    for rule in load_conventions().rules:
        assert [text for text in rule.yes if not rule.match(even(text))] == [], rule.name
        assert [text for text in rule.no if rule.match(even(text))] == [], rule.name


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.name for rule in load_conventions().rules]
    assert sorted(set(names)) == sorted(names)


def test_no_program_text_names_an_outlet() -> None:
    names = set(load_conventions().outlets)
    assert len(names) >= 3
    for file in FOLDER.parent.rglob("*.py"):
        code = file.read_text(encoding="utf-8").split('"""')
        named = {name for name in names for part in code[::2] if name in part}
        assert named == set(), file.name


def test_a_good_rule_is_accepted(tmp_path: Path) -> None:
    conventions_of(tmp_path, RULE)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("name = \"market-day\"", "name = \"\""), "common.toml: rule '' lacks name. Every rule states all five."),
        (("no = [\"赶集日记\"]", "no = []"), "common.toml: rule 'market-day' lacks no. Every rule states all five."),
        (("\"section\"", "\"ornament\""), "common.toml: rule 'market-day': role 'ornament' is none of "),
        (("[\"赶集日\"]", "[\"赶集\"]"), "common.toml: rule 'market-day' does not match its own yes example '赶集'."),
        (("[\"赶集日记\"]", "[\"赶集日\"]"), "common.toml: rule 'market-day' matches its own no example '赶集日'."),
        (("'赶集日'", "'赶集('"), "common.toml: 'market-day': bad pattern: "),
        (("'赶集日'", "'{weekdays}'"), "common.toml: 'market-day': bad pattern: 'weekdays'."),
        (("[[rule]]", "[[rule]"), "common.toml: not TOML: "),
        (("role =", "scope = \"page\"\nrole ="), "common.toml: rule 'market-day': scope 'page' is none of "),
    ],
)  # fmt: skip
def test_a_bad_rule_says_what_is_wrong(tmp_path: Path, change: tuple[str, str], sentence: str) -> None:
    with pytest.raises(BadConventions) as error:
        conventions_of(tmp_path, RULE.replace(*change))
    assert str(error.value).startswith(sentence)


def test_a_rule_says_what_stands_above_and_below_its_match() -> None:
    body = "本报讯 县里四位画家的作品昨天在霁川展出，观众从一早排到黄昏，展厅里没有一张空凳，门票只收两角。"
    more = "开幕那天请来了四位画家的老师。他说，三十年前教他们画第一笔的时候，用的是报纸和锅底灰，谁也没想到今天。"
    pictures = "图片：\n1、归航（林平）\n2、早市（周远）"
    page = split(f"画展昨日开幕\n（寒江）\n{body}\n{more}\n{pictures}\n\n渡口今日停航\n{body}")
    assert [line.role for line in page.lines] == [
        *("headline", "byline", "body", "body", "caption", "caption", "caption", "headline", "body"),
    ]


@pytest.mark.parametrize("key", ["above", "over_text"])
def test_what_a_rule_says_of_other_lines_must_be_a_role(tmp_path: Path, key: str) -> None:
    with pytest.raises(BadConventions, match=f"{key} 'title' is none of"):
        conventions_of(tmp_path, RULE + f'{key} = "title"\n')


def test_a_pattern_is_put_together_of_pieces_and_word_lists(tmp_path: Path) -> None:
    pieces = "[pieces]\nwhen = '{fairs}日?'\n[words]\nfairs = '赶集 庙会'\n"
    rule = RULE.replace("'赶集日'", "'{when}'").replace('yes = ["赶集日"]', 'yes = ["赶集日", "庙会"]')
    conventions_of(tmp_path, pieces + rule)
