"""Counts of words: right after every load, absent as soon as somebody has changed a paragraph, never wrong."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import dump, faults, front_page, rows, write_pages
from click.testing import CliRunner

from loader import counting, index, word_cells
from loader.archive import open_archive, read_archive
from loader.cli import cli
from loader.loading import load
from loader.tally import tally
from loader.word_check import recount_problems, word_problems
from loader.words import segment

CATALOG = """file,outlet,date
a.txt,周口日报,2020-02-10
b.txt,周口日报,2020-03-01
c.txt,宁波日报,2020-02-11
d.txt,,
"""
TOTALS = "SELECT outlet_id, month FROM word_totals ORDER BY 1, 2"
STALE = "SELECT outlet_id, month FROM stale_words ORDER BY 1, 2"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    texts = {f"{name}.txt": front_page(number) for number, name in enumerate("abcd")}
    return write_pages(tmp_path / "pages", {**texts, "catalog.csv": CATALOG})


def recounted(archive: Path) -> list[str]:
    db = read_archive(archive)
    try:
        return [*word_problems(db.conn), *recount_problems(db.conn)]
    finally:
        db.close()


def change(archive: Path, *statements: str) -> None:
    conn = sqlite3.connect(archive)
    index.register(conn)
    for statement in statements:
        conn.execute(statement)
    conn.commit()
    conn.close()


def test_words_are_counted_with_the_articles_they_stand_in() -> None:
    found = tally([("l1", "疫情防控，疫情"), ("l1", "防控 2020 年的疫情"), ("l2", "疫情CT檢查")], segment)
    assert found.counts == {"疫情": 4, "防控": 2, "CT": 1, "检查": 1}
    assert (found.articles["疫情"], found.articles["防控"]) == (2, 1)
    assert (found.paragraphs, found.articles_counted, found.characters) == (3, 2, 23)
    assert found.words > found.content_words > 0


def test_a_load_counts_the_words_of_each_outlet_and_month(pages: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    load(archive, [pages])
    expected = [("", ""), ("周口日报", "2020-02"), ("周口日报", "2020-03"), ("宁波日报", "2020-02")]
    assert expected == rows(archive, TOTALS)
    assert rows(archive, STALE) == []
    text = "".join(str(text) for (text,) in rows(archive, "SELECT text FROM paragraphs WHERE month = '2020-03'"))
    march = rows(archive, "SELECT count FROM word_counts WHERE word = '疫情' AND month = '2020-03'")
    assert [(text.count("疫情"),)] == march
    assert rows(archive, "SELECT sum(count), max(articles) FROM words") > [(0, 0)]
    assert recounted(archive) == []


def test_loading_twice_or_with_several_processes_changes_nothing(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(tmp_path / "a.db", [pages])
    before = dump(tmp_path / "a.db")
    load(tmp_path / "a.db", [pages])
    assert before == dump(tmp_path / "a.db")
    monkeypatch.setattr(counting, "WORTH_WORKERS", 1)
    monkeypatch.setattr(counting, "TRANSACTION", 1)
    monkeypatch.setattr(word_cells, "CHUNK", 100)
    load(tmp_path / "b.db", [pages], workers=2)
    assert before == dump(tmp_path / "b.db")


def test_a_changed_page_counts_its_own_cell_anew(pages: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    load(archive, [pages])
    before = dump(archive)
    printed = (pages / "b.txt").read_text(encoding="utf-8")
    (pages / "b.txt").write_text(f"{printed}\n淮阳春耕\n\n本报讯 春耕春耕春耕，农机手下田。\n", encoding="utf-8")
    load(archive, [pages], words=False)
    assert rows(archive, STALE) == [("周口日报", "2020-03")]
    assert rows(archive, "SELECT count(*) FROM word_counts WHERE month = '2020-03'") == [(0,)]
    load(archive, [pages])
    assert rows(archive, "SELECT count FROM word_counts WHERE word = '农机手'") == [(1,)]
    assert recounted(archive) == []
    (pages / "b.txt").write_text(printed, encoding="utf-8")
    load(archive, [pages])
    assert dump(archive) == before


CHANGES = (
    "INSERT OR IGNORE INTO paragraphs (id, article_id, position, role, text, outlet_id, date, month)"
    " SELECT 900000 + {n}, article_id, 90 + {n}, 'body', '疫情治愈' || {n}, outlet_id, date, month FROM paragraphs"
    " WHERE id = (SELECT {end}(id) FROM paragraphs)",
    "INSERT OR IGNORE INTO paragraphs (id, article_id, position, role, text, outlet_id, date, month)"
    " SELECT id + 500, article_id, 90 + {n}, 'body', '春耕治愈' || {n}, '宁波日报', date, month FROM paragraphs"
    " WHERE id = (SELECT {end}(id) FROM paragraphs WHERE id % 1000 < 500)",
    "UPDATE paragraphs SET text = text || '春耕' || {n} WHERE id = (SELECT {end}(id) FROM paragraphs)",
    "UPDATE paragraphs SET outlet_id = '宁波日报' WHERE id = (SELECT {end}(id) FROM paragraphs)",
    "UPDATE paragraphs SET id = 950000 + {n} WHERE id = (SELECT {end}(id) FROM paragraphs)",
    "DELETE FROM paragraphs WHERE id = (SELECT {end}(id) FROM paragraphs)",
    "DELETE FROM articles WHERE number = (SELECT {end}(number) FROM articles)",
    "DELETE FROM transcripts WHERE number = (SELECT {end}(number) FROM transcripts)",
    "count",
    "load",
    "load",
)


@pytest.mark.parametrize("seed", range(int(os.environ.get("BAOLAN_EXAMPLES", "12"))))
def test_what_is_added_is_counted_as_all_would_be_counted_anew(seed: int, pages: Path, tmp_path: Path) -> None:
    archive, anew, chance = tmp_path / "a.db", tmp_path / "anew.db", random.Random(seed)
    load(archive, [pages], reprints=False)
    for n in range(12):
        step = chance.choice(CHANGES)
        if step == "load":
            catalog = (pages / "catalog.csv").read_text(encoding="utf-8")
            outlet, month = chance.choice(["周口日报", "宁波日报"]), chance.choice(["2020-02", "2020-03"])
            (pages / "catalog.csv").write_text(f"{catalog}n{n}.txt,{outlet},{month}-1{n % 10}\n", encoding="utf-8")
            (pages / f"n{n}.txt").write_text(front_page(10 + n), encoding="utf-8")
            load(archive, [pages], reprints=False, words=chance.random() < 0.7)
        elif step == "count":
            db = open_archive(archive)
            counting.count_words(db)
            db.close()
        else:
            change(archive, step.format(n=n, end=chance.choice(["min", "max"])))
        assert recounted(archive) == []
    db = open_archive(archive)
    counting.count_words(db)
    db.close()
    shutil.copyfile(archive, anew)
    db = open_archive(anew)
    with db.atomic():
        counting._forget(db)
    counting.count_words(db)
    db.close()
    assert dump(archive) == dump(anew)


@pytest.mark.parametrize(
    ("stale", "statement"),
    [
        ([("周口日报", "2020-03")], "UPDATE paragraphs SET text = '治愈治愈' WHERE month = '2020-03'"),
        ([("", ""), ("周口日报", "2020-02")], "UPDATE paragraphs SET outlet_id = NULL, month = NULL WHERE id = 1001"),
        ([("宁波日报", "2020-02")], "DELETE FROM transcripts WHERE id = 'c'"),
        ([("周口日报", "2020-02")], "REPLACE INTO paragraphs SELECT * FROM paragraphs WHERE id = 1001"),
        ([("周口日报", "2020-02")], "UPDATE OR FAIL paragraphs SET text = text || '。' WHERE month = '2020-02'"
         " AND outlet_id = '周口日报'"),
    ],
)  # fmt: skip
def test_whoever_writes_a_paragraph_takes_the_counts_away_until_the_next_load(
    pages: Path, tmp_path: Path, stale: list[tuple[str, str]], statement: str
) -> None:
    archive = tmp_path / "a.db"
    load(archive, [pages])
    change(archive, statement)
    assert stale == rows(archive, STALE)
    assert not set(stale) & set(rows(archive, TOTALS))
    assert recounted(archive) == []
    db = open_archive(archive)
    counting.count_words(db)
    db.close()
    assert rows(archive, STALE) == []
    assert recounted(archive) == []


def test_a_cell_that_takes_over_the_number_of_another(pages: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    load(archive, [pages])
    change(archive, "UPDATE paragraphs SET outlet_id = '宁波日报' WHERE id = 1001")
    db = open_archive(archive)
    counting.count_words(db)
    db.close()
    assert rows(archive, "SELECT cell FROM word_totals WHERE outlet_id = '宁波日报'") == [(1001,)]
    assert recounted(archive) == []


def test_counting_that_was_killed_goes_on_with_the_next_load(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(tmp_path / "whole.db", [pages])
    archive = tmp_path / "a.db"

    def killed(done: int, total: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(counting, "TRANSACTION", 1)
    with pytest.raises(KeyboardInterrupt):
        load(archive, [pages], counting=killed)
    assert len(rows(archive, STALE)) == 3
    assert recounted(archive) == []
    load(archive, [pages])
    assert dump(tmp_path / "whole.db") == dump(archive)


def test_a_dictionary_is_kept_until_another_is_given(pages: Path, tmp_path: Path) -> None:
    archive, names, none = tmp_path / "a.db", tmp_path / "names.txt", tmp_path / "none.txt"
    names.write_text("疫情防控\n", encoding="utf-8")
    none.write_text("# none\n", encoding="utf-8")
    load(archive, [pages])
    plain = dump(archive)
    load(archive, [pages], dictionary=names)
    (whole,) = rows(archive, "SELECT count FROM words WHERE word = '疫情防控'")
    assert whole > (3,)
    assert rows(archive, "SELECT word, frequency FROM dictionary") == [("疫情防控", 1)]
    before = dump(archive)
    load(archive, [pages])
    load(archive, [pages], dictionary=names)
    assert dump(archive) == before
    assert recounted(archive) == []
    load(archive, [pages], dictionary=none)
    assert dump(archive) == plain


def test_no_words_leaves_counting_to_the_next_load(pages: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    assert CliRunner().invoke(cli, ["load", str(archive), str(pages), "--no-words"]).exit_code == 0
    assert rows(archive, TOTALS) == []
    assert len(rows(archive, STALE)) == 4
    assert faults(archive) == []
    assert CliRunner().invoke(cli, ["load", str(archive), str(pages)]).exit_code == 0
    assert rows(archive, STALE) == []


def test_a_bad_dictionary_stops_a_load_before_it_begins(pages: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("的\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["load", str(tmp_path / "a.db"), str(pages), "--dictionary", str(names)])
    assert done.exit_code == 1
    assert "line 1" in done.output
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize(
    ("said", "statement"),
    [
        ("words 疫情: its count", "UPDATE words SET count = count + 1 WHERE word = '疫情'"),
        ("its numbers are not those", "UPDATE word_totals SET paragraphs = paragraphs + 1"),
        ("its numbers are not those", "UPDATE cell_counts SET count = count + 1 WHERE word = '疫情'"),
        ("neither counted nor noted", "DELETE FROM word_totals WHERE outlet_id = '周口日报'"),
        ("counts of a cell that is not there", "INSERT INTO cell_counts VALUES (7, '疫情', 1, 1)"),
        ("should be", "UPDATE word_totals SET characters = characters + 1"),
    ],
)
def test_wrong_counts_are_found(copy_of: Callable[..., Path], said: str, statement: str) -> None:
    found = recounted(copy_of("wrong.db", statement))
    assert any(said in sentence for sentence in found), found
