"""Keyness and collocation, against figures worked by hand (and, for logDice, the properties its author states)."""

from __future__ import annotations

from math import isclose, log

import pytest

from loader.collocation import Windows, beside, collocates, log_dice, t_score, windows
from loader.keyness import bic, grade, keywords, log_likelihood, log_ratio, percent_difference


def near(expected: float, found: float) -> bool:
    return isclose(expected, found, abs_tol=1e-4)


def test_log_likelihood_by_hand() -> None:
    # 10 of 1,000 words against 5 of 1,000: 7.5 are expected on each side.
    # 2 (10 ln(10/7.5) + 5 ln(5/7.5)) = 2 (2.876821 - 2.027326)
    assert near(1.698990, log_likelihood(10, 5, 1000, 1000))
    # 20 of 2,000 against none of 8,000: 4 and 16 expected; 2 * 20 ln 5
    assert near(64.377516, log_likelihood(20, 0, 2000, 8000))
    assert log_likelihood(3, 3, 100, 100) == 0
    assert log_likelihood(0, 0, 100, 100) == 0
    assert log_likelihood(5, 0, 100, 0) == 0


def test_which_side_is_first_does_not_matter_to_log_likelihood() -> None:
    assert near(log_likelihood(12, 3, 900, 400), log_likelihood(3, 12, 400, 900))


def test_bic_takes_away_the_logarithm_of_the_words() -> None:
    assert near(1.698990 - log(2000), bic(1.698990, 2000))
    assert [grade(value) for value in (12, 10, 3, 1, 0, -5)] == [
        "very-strong", "strong", "positive", "weak", "none", "none",
    ]  # fmt: skip


def test_effect_sizes_by_hand() -> None:
    assert log_ratio(10, 5, 1000, 1000) == 1
    assert log_ratio(5, 10, 1000, 1000) == -1
    assert log_ratio(8, 0, 1000, 2000) == 5  # half an occurrence in 2,000: 32 times as rare
    assert near(100, percent_difference(10, 5, 1000, 1000))
    assert near(-50, percent_difference(5, 10, 1000, 1000))


def test_keywords_are_those_of_one_side_and_of_enough_articles() -> None:
    a = {"疫情": (30, 6), "防控": (12, 5), "老李": (40, 1), "春耕": (2, 2)}
    b = {"疫情": (10, 4), "防控": (30, 9), "春耕": (20, 5)}
    assert [one.word for one in keywords(a, b, 1000, 1000)] == ["老李", "疫情"]
    (found,) = keywords(a, b, 1000, 1000, articles=2)
    assert (found.word, found.count_a, found.count_b, found.rate_a, found.rate_b) == ("疫情", 30, 10, 300, 100)
    assert (found.articles_a, found.articles_b) == (6, 4)
    assert near(10.464963, found.g2)  # 2 (30 ln 1.5 + 10 ln 0.5)
    assert found.grade == "positive"
    assert [one.word for one in keywords(b, a, 1000, 1000)] == ["春耕", "防控"]


def test_words_without_evidence_do_not_lead_the_list_by_ratio() -> None:
    a = {"疫情": (60, 6), "独见": (1, 1)}
    assert [one.word for one in keywords(a, {"疫情": (10, 4)}, 1000, 1000, sort="ratio")] == ["疫情"]
    assert keywords(a, {}, 1000, 0) == []


def test_log_dice_is_14_at_most_and_one_less_is_half() -> None:
    assert log_dice(50, 50, 50) == 14
    assert log_dice(25, 50, 50) == 13
    assert log_dice(1, 16384, 16384) == 0
    assert log_dice(0, 5, 5) == float("-inf")


def test_t_score_by_hand() -> None:
    assert near(2.5, t_score(25, 12.5))
    assert t_score(0, 3) == 0


def words_of(text: str) -> list[tuple[str, int]]:
    found, at = [], 0
    for word in text.split("/"):
        found.append((word, at))
        at += len(word)
    return found


@pytest.mark.parametrize(
    ("expected", "text", "hits", "window"),
    [
        ("加强< 工作>", "全市/加强/疫情/防控/工作/部署", [(4, 8)], 1),
        ("全市< 加强< 工作> 部署>", "全市/加强/疫情/防控/工作/部署", [(4, 8)], 5),
        ("全市< 防控>", "全市/疫情/防控", [(3, 4)], 2),
        ("一> 二> 三<", "疫/一/二/三/疫", [(0, 1), (4, 5)], 3),
        ("", "疫情", [(0, 2)], 3),
    ],
)
def test_words_stand_left_or_right_of_the_nearest_hit(
    expected: str, text: str, hits: list[tuple[int, int]], window: int
) -> None:
    found = beside(words_of(text), hits, window)
    assert expected == " ".join(f"{word}{'<' if left else '>'}" for word, left in found)


def test_collocates_by_hand() -> None:
    page = [("l1", words_of("加强/疫情/防控"), [(2, 4)]), ("l2", words_of("全市/疫情/防控"), [(2, 4)])]
    found = windows(page, 2)
    assert found == Windows({"加强": 1, "全市": 1}, {"防控": 2}, {"加强": 1, "全市": 1, "防控": 2}, 2, 4)  # type: ignore[arg-type]
    (one,) = collocates(found, {"防控": (6, 3)}, 100)
    assert (one.word, one.times, one.left, one.right, one.total, one.articles) == ("防控", 2, 0, 2, 6, 2)
    assert one.log_dice == 13  # 14 + log2(2 * 2 / (2 + 6))
    assert near(log_likelihood(2, 4, 4, 96), one.g2)
    assert near((2 - 0.24) / 2**0.5, one.t_score)
    assert collocates(found, {"防控": (99, 3)}, 100) == []
