"""How found stories are held against labelled pairs of articles: the labels as they are shipped, and articles that are
split otherwise than when they were read."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # bench/ is not part of the installed package

from bench.broadcasts import transcript  # noqa: E402
from bench.labels import FORMULAS, STORY, Labelled, as_now, located, read_labels  # noqa: E402
from bench.score_pairs import pairs_right, partitions_agree  # noqa: E402
from bench.scoring import Ratio  # noqa: E402

WIRE, EVENING, MORNING = "wire-l001", "evening-l003", "morning-l007"


def test_an_article_read_under_two_ids_is_one() -> None:
    labels = [
        Labelled(WIRE, EVENING, STORY),
        Labelled("wire-l003", EVENING, FORMULAS),  # read when the article began further down
        Labelled(WIRE, "wire-l003", FORMULAS),
        Labelled(MORNING, "wire-l003", FORMULAS),
    ]
    now = as_now(labels, {"wire-l003": WIRE, WIRE: WIRE, EVENING: EVENING})
    assert now == [Labelled(EVENING, WIRE, STORY), Labelled(MORNING, WIRE, FORMULAS)]
    found = {frozenset[object]((WIRE, EVENING))}
    assert pairs_right(now, found) == Ratio(1, 1, 1)
    assert partitions_agree(now, found).rand == 1.0


def test_a_story_that_another_file_knows_is_not_found_wrongly() -> None:
    labels = [Labelled(WIRE, EVENING, STORY), Labelled(MORNING, EVENING, FORMULAS)]
    found = {frozenset[object](pair) for pair in ((WIRE, EVENING), (WIRE, MORNING), (MORNING, EVENING))}
    assert partitions_agree(labels, found).rand < 1.0
    assert partitions_agree(labels, found, [Labelled(WIRE, MORNING, STORY), Labelled("noon", WIRE, STORY)]).rand == 1.0


def test_a_label_is_of_the_article_that_has_the_text_now(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    conn = sqlite3.connect(archive)
    conn.execute("CREATE TABLE articles (id, transcript_id, first_line, characters)")
    conn.execute("CREATE TABLE lines (transcript_id, number, article_id, paragraph_id)")
    articles = [
        (f"wire-l{line:03}", "wire", line, size) for line, size in ((1, 9), (4, 400), (12, 300), (20, 80), (22, 90))
    ]
    articles += [("wire-l024", "wire", 24, 200), ("wire-l026", "wire", 26, 500)]
    conn.executemany("INSERT INTO articles VALUES (?, ?, ?, ?)", articles)
    lines = [("wire", line, f"wire-l{first:03}", line) for line, first in ((1, 1), (4, 1), (9, 4), (12, 12), (22, 20))]
    lines += [("wire", 24, "wire-l024", None), ("wire", 26, "wire-l026", None), ("wire", 28, "wire-l026", 28)]
    lines += [("wire", 60, "wire-l024", 60)]
    conn.executemany("INSERT INTO lines VALUES (?, ?, ?, ?)", lines)
    conn.commit()
    conn.close()
    labels = [Labelled("wire-l001", "wire-l012", STORY), Labelled("wire-l009-2", "wire-l040", FORMULAS)]
    labels.append(Labelled("wire-l022-2", "wire-l024", STORY))
    assert located(archive, labels) == {
        "wire-l001": "wire-l004",  # its first line is a heading and no more
        "wire-l009-2": "wire-l004",
        "wire-l012": "wire-l012",
        "wire-l022-2": "wire-l022",  # it begins on the line on which another one ends
        "wire-l024": "wire-l026",  # of the other only the headline stands here, and its text far below
    }


def test_a_story_found_among_formulas_costs_precision() -> None:
    labels = [Labelled(WIRE, EVENING, STORY), Labelled(MORNING, WIRE, FORMULAS)]
    assert pairs_right(labels, {frozenset((WIRE, EVENING)), frozenset((WIRE, MORNING))}) == Ratio(1, 2, 1)


def test_no_pair_is_labelled_twice() -> None:
    labels = [
        label
        for name in ("pairs.csv", "pairs-dev.csv", "pairs-earlier.csv", "pairs-more.csv")
        for label in read_labels(ROOT / "tests/gold" / name, unclear=True)
    ]
    assert len({frozenset(label[:2]) for label in labels}) == len(labels)


def test_a_label_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text("one,other,label\na,b,maybe\n", encoding="utf-8")
    with pytest.raises(ValueError, match="maybe"):
        read_labels(file)


def test_a_broadcast_is_a_page_of_the_items_that_have_a_text() -> None:
    day = {
        "videoList": [
            {"video_detail": {"title": "《新闻联播》 20060509", "content": "<p>本期节目主要内容</p>"}},
            {
                "video_detail": {
                    "title": "[视频]江北大桥合龙",
                    "content": "<p>今天，江北大桥合龙。</p>\r\n<p>年底通车&amp;收费。</p>",
                }
            },
            {"video_title": "没有文稿的一条", "video_detail": None},
        ]
    }
    assert transcript("20060509", day) == (
        "# 新闻联播 (20060509)\n\n## 江北大桥合龙\n\n今天，江北大桥合龙。\n\n年底通车&收费。\n"
    )
    assert transcript("20060510", {}) is None
