"""How a line is worded, by itself: as a headline, a crosshead, a deck or a sentence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.excerpts import excerpts
from loader.headlinese import (
    CLASSES,
    LONGEST,
    NOT_ASKED,
    READ,
    ROLES,
    Diction,
    grams,
    headlinese,
    load_diction,
    odds,
    worded_features,
)

texts = st.lists(
    st.text(alphabet="大桥通车了，市民。今天A1２é國", min_size=1, max_size=2 * LONGEST), min_size=1, max_size=6
)


KNOWN = {int(gram): number for number, gram in enumerate(load_diction().grams)}


def one_by_one(text: str, diction: Diction) -> np.ndarray:
    """The odds of a text as they are defined: the sum of what its grams weigh, and the bias."""
    rows = [KNOWN.get(int(gram), len(diction.grams)) for gram in grams(excerpts([text]).codes)]
    return diction.weights[rows].sum(axis=0) + diction.bias


@given(texts)
def test_the_odds_of_many_lines_are_those_of_each(lines: list[str]):
    found = odds(excerpts(lines), range(len(lines)), load_diction())
    for line, told in zip(lines, found, strict=True):
        assert told == pytest.approx(one_by_one(line, load_diction()), abs=1e-3)


@given(texts)
def test_only_lines_are_asked(lines: list[str]):
    for line, worded in zip(lines, headlinese(excerpts(lines)), strict=True):
        assert (worded == NOT_ASKED) == (not 1 < len(line) <= LONGEST)
        assert len(worded_features(worded)) == (0 if worded == NOT_ASKED else len(ROLES) - 1)
        assert all(1 <= one <= len(bounds) + 1 for one, bounds in zip(worded, CLASSES, strict=True) if one)


def test_the_edges_of_a_line_are_grams_and_what_is_far_from_its_beginning_is_none():
    assert len(grams(excerpts(["大桥"]).codes)) == 2 + 3
    long = excerpts(["大" * READ + "桥"]).codes
    assert np.array_equal(grams(long), grams(excerpts(["大" * READ]).codes))


# Lines of invented papers, not among those that it is learnt from.
@pytest.mark.parametrize(
    ("headline", "crosshead"),
    [
        ("霁川市昨日召开春季防汛工作会议", "守住每一段堤"),
        ("望津大桥月底通车 两岸车程缩短半小时", "为什么要重建"),
        ("麓阳警方破获一起电信诈骗案", "案情回顾"),
    ],
)
def test_a_headline_names_who_did_what_and_a_crosshead_a_matter(headline: str, crosshead: str):
    (one, _, _), (other, _, _) = headlinese(excerpts([headline, crosshead]))
    assert one < other


def test_both_scripts_are_worded_alike():
    assert headlinese(excerpts(["望津大橋月底通車"])) == headlinese(excerpts(["望津大桥月底通车"]))
