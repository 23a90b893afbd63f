"""The scorer against hand-made splits whose figures were worked out on paper."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # bench/ is not part of the installed package

from bench import gold as gold_files  # noqa: E402
from bench import scoring  # noqa: E402
from bench.gold import PARAGRAPH_ROLES, Facts, GoldError, Row  # noqa: E402
from bench.score_split import fallen  # noqa: E402
from bench.scoring import Cubed, Ratio, Score  # noqa: E402

GOLD = [
    Row(1, "headline", 1, None, 4),
    Row(2, "body", 1, 1, 6),
    Row(3, "headline", 2, None, 4),
    Row(4, "body", 2, 1, 6),
    Row(5, "body", 2, 2, 10),
    Row(6, "slogan", None, None, 5),
]


def regrouped(articles: list[int | None]) -> list[Row]:
    return [row._replace(article=article) for row, article in zip(GOLD, articles, strict=True)]


def test_a_perfect_split_is_right_in_everything():
    # the numbers of articles are only names: a splitter may count from anywhere
    score = scoring.score_page(GOLD, regrouped([7, 7, 9, 9, 9, None]))
    assert score == Score(
        Cubed(30, 30, 30),
        Ratio(2, 2, 2),
        Ratio(2, 2, 2),
        Ratio(3, 3, 3),
        Counter({("body", "body"): 3, ("headline", "headline"): 2, ("slogan", "slogan"): 1}),
    )
    assert (score.cubed.f1, score.articles.f1, score.headings.f1, score.role_accuracy) == (1, 1, 1, 1)


def test_a_page_taken_for_one_article_loses_precision_only():
    score = scoring.score_page(GOLD, regrouped([1, 1, 1, 1, 1, None]))
    assert pytest.approx(500 / 900) == score.cubed.precision
    assert score.cubed.recall == 1
    assert pytest.approx(5 / 7) == score.cubed.f1
    assert Ratio(0, 1, 2) == score.articles
    assert Ratio(1, 2, 2) == score.headings  # the headline of the longer article stays right


def test_every_line_an_article_loses_recall_only():
    score = scoring.score_page(GOLD, regrouped([1, 2, 3, 4, 5, None]))
    assert score.cubed.precision == 1
    assert pytest.approx(12.8 / 30) == score.cubed.recall
    assert Ratio(0, 5, 2) == score.articles
    assert Ratio(0, 2, 2) == score.headings


def test_swapped_headlines_are_wrong_though_they_are_headlines():
    score = scoring.score_page(GOLD, regrouped([2, 1, 1, 2, 2, None]))
    assert pytest.approx(18.8 / 30) == score.cubed.precision == score.cubed.recall
    assert Ratio(0, 2, 2) == score.articles
    assert Ratio(0, 2, 2) == score.headings
    assert Ratio(3, 3, 3) == score.paragraphs


def test_a_slogan_drawn_into_an_article_costs_precision():
    score = scoring.score_page(GOLD, regrouped([1, 1, 2, 2, 2, 2]))
    assert pytest.approx(27 / 35) == score.cubed.precision
    assert score.cubed.recall == 1
    assert Ratio(1, 2, 2) == score.articles


def test_a_body_line_left_out_costs_recall():
    score = scoring.score_page(GOLD, regrouped([1, 1, 2, 2, None, None]))
    assert score.cubed.precision == 1
    assert pytest.approx((10 + 5 + 5) / 30) == score.cubed.recall  # line 5 alone: 10 * 10 / 20; 3 and 4: 10 * 10 / 20
    assert Ratio(2, 2, 3) == score.paragraphs


def test_a_paragraph_joined_too_far_is_two_paragraphs_lost():
    joined = [row._replace(paragraph=1) if row.line == 5 else row for row in GOLD]
    assert Ratio(1, 2, 3) == scoring.score_page(GOLD, joined).paragraphs


def test_a_headline_taken_for_body_is_a_heading_missed_and_a_paragraph_too_many():
    taken = [row._replace(role="body", paragraph=3) if row.line == 3 else row for row in GOLD]
    score = scoring.score_page(GOLD, taken)
    assert Ratio(1, 1, 2) == score.headings
    assert Ratio(3, 4, 3) == score.paragraphs
    assert score.roles["headline", "body"] == 1
    assert pytest.approx(5 / 6) == score.role_accuracy


def test_a_kicker_taken_for_a_deck_is_still_a_heading():
    taken = [row._replace(role="deck") if row.line == 3 else row for row in GOLD]
    assert Ratio(2, 2, 2) == scoring.score_page(GOLD, taken).headings


def test_who_and_when_count_for_the_article_they_stand_on():
    gold = [
        Facts(1, byline="首席记者 王小满", people=("王小满/首席记者",), dateline="本报讯", event_date="2020-02-12"),
        Facts(2, agency="新华社", dateline="新华社北京 2 月 12 日电"),
    ]
    said = [
        Facts(5, byline="（首席记者　王小满）", people=("王小满/记者",), event_date="2020-02-12"),
        Facts(6, agency="新华社", dateline="新华社北京2月12日电", event_date="2020-02-12"),
    ]
    split = regrouped([5, 5, 6, 6, 6, None])
    assert scoring.score_page(GOLD, split, gold, said).facts == {
        "byline": Ratio(1, 1, 1),
        "people": Ratio(0, 1, 1),
        "agency": Ratio(1, 1, 1),
        "dateline": Ratio(1, 1, 2),
        "event_date": Ratio(1, 2, 1),
    }


def test_an_invented_outlet_counts_against_precision():
    assert scoring.compare_page_facts({"outlet": "", "date": "2015-03-18"}, {"outlet": "青川日报", "date": None}) == {
        "outlet": Ratio(0, 1, 0),
        "date": Ratio(0, 0, 1),
    }


def test_pages_add_up_by_characters_and_not_by_page():
    one = scoring.score_page(GOLD, regrouped([1, 1, 2, 2, 2, None]))
    other = scoring.score_page(GOLD, regrouped([1, 1, 1, 1, 1, None]))
    assert Ratio(2, 3, 4) == (one + other).articles
    assert pytest.approx((30 + 500 / 30) / 60) == (one + other).cubed.precision
    assert (one + other).roles.total() == 12


def test_a_figure_below_its_floor_is_named():
    figures = {"b_cubed_f1": 0.97, "articles_exact": 1.0}
    assert fallen(figures, {"b_cubed_f1": 0.98, "articles_exact": 1.0}) == ["b_cubed_f1 is 0.9700, its floor is 0.9800"]


@pytest.mark.parametrize("gold", sorted((ROOT / "tests/gold").glob("*[0-9a-f].tsv")), ids=lambda path: path.stem[:3])
def test_the_annotation_names_every_line_of_its_seed_once(gold: Path):
    transcript = (ROOT / "seeds" / f"{gold.stem}.txt").read_text("utf-8")
    rows = gold_files.read_gold(gold, transcript)
    facts = gold_files.read_facts(gold.with_suffix(".articles.tsv"))
    assert [one.article for one in facts] == sorted({row.article for row in rows if row.article})
    first_seen = list(dict.fromkeys(row.article for row in rows if row.article))
    assert first_seen == sorted(first_seen)
    for row in rows:
        assert (row.paragraph is not None) == (row.role in PARAGRAPH_ROLES)


def test_the_seeds_hold_seventeen_articles():
    assert sum(len(gold_files.read_facts(path)) for path in (ROOT / "tests/gold").glob("*.articles.tsv")) == 17


def test_an_annotation_of_other_words_is_refused(tmp_path: Path):
    path = tmp_path / "page.tsv"
    path.write_text("line\trole\tarticle\tparagraph\ttext\n1\theadline\t1\t\t春耕开始\n", "utf-8")
    with pytest.raises(GoldError, match="line 1 is annotated as '春耕开始' but reads '秋收开始'"):
        gold_files.read_gold(path, "秋收开始\n")
    with pytest.raises(GoldError, match="missing"):
        gold_files.read_gold(path, "春耕开始\n\n昨日下雨。\n")
