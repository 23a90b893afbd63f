"""What makes splitting quick must not change what is seen of a line."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.characters import even
from loader.cohesion import affinities
from loader.conventions import HOW, SCOPES
from loader.excerpts import excerpts
from loader.joins import COMMON, FIRST_HAN, KNOWN, NO_PAIR, ON_PAGE, UNKNOWN, joins, pair_codes, read_on
from loader.outlet_files import load_conventions
from loader.prefilter import Prefilter
from loader.recognise import ASKED, HEAD, LONGEST, TAIL, recognise
from loader.shapes import Measure, set_width, unclosed, unopened, width
from loader.signs import SIGNS
from loader.sizes import sizes

SEEDS = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))]
# Pieces of lines, so that signs stand at the start and at the end of a text too.
PIECES = sorted(
    {even(line[at : at + 12].strip()) for page in SEEDS for line in page.split("\n") for at in range(0, 60)}
)
RULES = load_conventions().rules


EXAMPLES = [text for rule in RULES for text in (*rule.yes, *rule.no)]
ASTRAL = ["\U0001d7d0月𝟏𝟐日，本报讯（记者\U00020b9f林平）", "\U00020000", "责编\U0001f4f0：林平"]


def test_a_sign_is_found_wherever_its_pattern_matches():
    texts = [text for text in (*PIECES, *EXAMPLES, *ASTRAL) if text and len(text) <= 120]
    found = recognise(texts, load_conventions()).signs
    for text, names in zip(texts, found, strict=True):
        assert names == [name for name, pattern in SIGNS if pattern.search(even(text))], text


def test_the_first_rule_that_matches_is_found():
    conventions = load_conventions()
    for text in (*PIECES[:2000], *EXAMPLES):
        for scope in SCOPES:
            found = conventions.first(scope, text)
            first = next((rule for rule in conventions.scoped[scope] if rule.match(even(text))), None)
            assert (found[0] if found else None) is first, (scope, text)


def test_a_page_is_recognised_as_each_of_its_lines_is():
    conventions = load_conventions()
    long = ["本报讯（记者 林平）" + "稻子熟了。" * 80 + "（记者 周远）②3", "开" * 261 + "（据新华社）"]
    texts = [text for text in (*PIECES[:2000], *EXAMPLES, *ASTRAL, *long) if text]
    seen = recognise(texts, conventions)
    for at, text in enumerate(texts):
        for scope in ASKED:
            asked = {"head": text[:HEAD], "tail": text[-TAIL:]}.get(scope, text)
            rules = conventions.scoped[scope] if len(asked) <= LONGEST[scope] else ()
            first = next((rule for rule in rules if rule.match(even(asked))), None)
            found = getattr(seen, scope)[at]
            assert (found[0] if found else None) is first, (scope, text)


PATTERN_PARTS = [
    "本报", "[讯电]", r"\d{1,3}", r"\s?", "(?:记者|通讯员)", "[^。，]{2,4}", "(?<=者)", "(?!稻)", "(?=.*版)", ".*",
    "(?P<a>林|周.)", "(?:版|页)?", "[一-三]+?", "(?:[（(]|^)", "$", r"\w", r"\D", "(?P<b>稻)(?P=b)?",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PATTERN_PARTS), min_size=1, max_size=5, unique=True),
    st.sampled_from(["", "|讯", "|(?:林|平)电"]),
    st.lists(
        st.text("本报讯电12記者通讯员林周平版页一二稻。，（( ３\U00020b9f", min_size=1, max_size=12),
        min_size=1,
        max_size=8,
    ),
)
@settings(max_examples=100, deadline=None)
def test_no_text_that_a_pattern_matches_is_passed_over(parts: list[str], other: str, texts: list[str]):
    pattern = re.compile("".join(parts) + other)
    asked = {"whole": pattern.fullmatch, "start": pattern.match, "anywhere": pattern.search}
    seen = excerpts(texts)
    for how, match in asked.items():
        candidates = set(Prefilter([(pattern.pattern, how)]).candidates(seen)[0].tolist())
        assert {at for at, text in enumerate(texts) if match(even(text))} <= candidates


def test_few_lines_are_left_for_rules_to_try():
    lines = [line.strip() for page in SEEDS for line in page.split("\n") if line.strip()]
    rules = [rule for scope in ASKED for rule in load_conventions().scoped[scope]]
    left, _ = Prefilter([(rule.stated, HOW[rule.scope]) for rule in rules]).candidates(excerpts(lines))
    assert len(left) < 3 * len(lines)


def test_lines_are_measured_as_each_by_itself():
    page = Measure(20.0, 0.5, frozenset())
    texts = [
        text
        for text in (*PIECES[:500], *EXAMPLES, "ＡＢ１２，a、b。", "、，,。" * 90, "x" * 300, "字" * 450, *ASTRAL)
        if text
    ]
    for text, size in zip(texts, sizes(texts, excerpts(texts), page), strict=True):
        assert size.wide == (width(text) if len(text) <= 400 else 400)
        assert (size.stops, size.commas) == (text.count("。"), text.count("，") + text.count(","))
        assert size.pauses == text.count("、", 0, 200)
        if len(text) <= 120:
            assert size.digits == sum(map(str.isdigit, even(text)))
            shares = sum(set_width(text, 0.5) - 20.0 > bound for bound in (-8, -3, -1, 1, 3))
            assert size.fill == (shares if size.wide < 100 else None)


def test_a_line_is_like_the_text_that_shares_its_words():
    texts = ["春耕生产全面展开", "全市春耕生产现场会昨天在城关镇召开，各县区负责人参加。", "图书馆新馆开放",
             "市图书馆新馆昨天正式向读者开放，首日接待读者三千余人。"]  # fmt: skip
    like = affinities(texts, [True, False, True, False])
    wording = ["cohere-1", "cohere-far-1", "like-up0", "like-down3", "like4", "like4|cohere-1", "like4|cohere-far-1"]
    assert like[0] == [*wording, "tie-1", "tie-far-1", "join-below1"]
    assert like[2][2:4] == ["like-up0", "like-down3"]


@pytest.mark.parametrize(
    ("above", "below", "printed", "kind"),
    [
        ("民众一边看，跑路逐", "渐变成走路", "", KNOWN),
        ("苏州是由韩国普", "光集团于去年", "", UNKNOWN),
        ("苏州是由韩国普", "光集团于去年", "普光集团旗下", ON_PAGE),
        ("民眾說，跑路逐", "漸變成走路", "", KNOWN),  # in either script
        ("昨天晚上，记", "者在桥上看见", "", COMMON),
        ("他说：", "大桥通车了", "", NO_PAIR),
        ("今年第1", "2期", "", NO_PAIR),
    ],
)
def test_two_lines_read_on_where_their_edges_make_a_word(above: str, below: str, printed: str, kind: int):
    assert read_on(above, below, printed) == kind
    pairs = np.array([[ord(one) - FIRST_HAN] for one in printed[:2] or "一一"])
    assert joins(excerpts([above, below]), pair_codes(*pairs)) == [(NO_PAIR, kind), (kind, NO_PAIR)]


def test_a_title_that_is_cut_is_open_above_and_closed_below():
    assert unclosed("业内人士告诉《第一") == {("《", "》")} == unopened("财经日报》记者，这里的煤越来越少。")
    assert unclosed("“一分钱”和《一元钱》") == set() == unopened("他说：“好。”")


def test_hard_wrapped_prose_coheres_as_prose_of_one_line_does():
    one = "市图书馆新馆昨天正式向读者开放，首日接待读者三千余人，读者说图书馆离家近了。"
    other = "全市春耕生产现场会昨天在城关镇召开，各县区负责人参加，春耕生产全面展开了。"
    for size in (10, 40):
        pages = [[one, other, one], [text[at : at + size] for text in (one, other, one) for at in range(0, 40, size)]]
        gaps = []
        for lines in pages:
            gaps.append([features[0] for features in affinities(lines, [False] * len(lines))])
        per = len(gaps[1]) // 3
        assert gaps[0][1] == gaps[1][per]


def test_excerpts_have_every_character_made_even() -> None:
    basic = (chr(code) for code in range(1, 0xFFFF))
    every = "".join(character for character in basic if even(character) <= "\uffff")  # others have no code of their own
    texts = [every[at : at + 200] for at in range(0, len(every), 200)]
    assert "".join(map(chr, excerpts(texts).codes)) == even(every)
