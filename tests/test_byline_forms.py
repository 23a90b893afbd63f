"""Who wrote, in the forms of `byline_forms.toml`, each printed on a page with another article below it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from loader.characters import even
from loader.model import Page, Transcript
from loader.outlet_files import load_conventions
from loader.splitting import split_page

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = tomllib.loads(Path(__file__).with_name("byline_forms.toml").read_text("utf-8"))
NONE: dict[str, list[str]] = FILE.pop("none")
SIGNED: list[str] = FILE.pop("signed")["below"]
FORMS: dict[str, list[list[str]]] = FILE
HEADLINE = "全镇春耕备耕进展顺利"
TEXT = (
    "昨天上午，记者从望津镇农技站了解到，今年春耕备耕进展顺利，各类农资储备充足，价格平稳。",
    "据介绍，全镇已落实早稻种植面积三万亩，比去年增加两千亩，田间管理正在有序进行。",
    "镇里还组织农技员下到田间，帮助农户解决育秧中的难题，下一步将加大补贴力度。",
)
BELOW = (
    "新桥通车 两岸村民出行方便",
    "河上的新桥昨天正式通车，两岸村民结束了摆渡过河的历史。这座桥长二百米，总投资八百多万元。",
    "通车当天，附近几个村的村民早早来到桥头，敲锣打鼓庆祝。",
)
# The share of forms that are read as printed; those that are not are named when a test fails.
LEAST = {"head": 0.985, "above": 0.99, "below": 0.97, "tail": 0.99}


def split(place: str, form: str) -> Page:
    return split_page(Transcript("p", "p", "", "utf-8", False, "lf", printed(place, form)), load_conventions())


def printed(place: str, form: str) -> str:
    first, *inner, last = TEXT
    text = [form + first if place == "head" else first, *inner, last + form if place == "tail" else last]
    lines = [HEADLINE, *([form] if place == "above" else []), *text, *([form] if place == "below" else []), *BELOW]
    return "\n\n".join(lines) + "\n"


@pytest.mark.parametrize("place", list(FORMS))
def test_the_byline_is_read_as_printed(place: str):
    wrong = []
    for form, byline, *_ in FORMS[place]:
        page = split(place, form)
        found = page.articles[0].byline or ""
        if len(page.articles) != 2 or _tight(found) != _tight(byline):
            wrong.append((form, found, len(page.articles)))
    assert len(wrong) <= (1 - LEAST[place]) * len(FORMS[place]), wrong


@pytest.mark.parametrize("place", list(FORMS))
def test_the_byline_names_its_persons(place: str):
    wrong = []
    for form, _, *persons in FORMS[place]:
        found = " ".join(person.name for person in split(place, form).articles[0].people)
        if persons and found != persons[0]:
            wrong.append((form, found))
    assert wrong == []


@pytest.mark.parametrize("place", list(NONE))
def test_what_is_no_byline_is_not_read_as_one(place: str):
    found = {form: [article.byline for article in split(place, form).articles] for form in NONE[place]}
    assert {form: bylines for form, bylines in found.items() if any(bylines)} == {}


@pytest.mark.parametrize("form", SIGNED)
def test_a_reader_signs_a_letter(form: str):
    page = split("below", form)
    assert next(line.role for line in page.lines if line.number == 9) == "signature"
    assert [article.byline for article in page.articles] == [None, None]


def _tight(text: str) -> str:
    return "".join(even(text).split())
