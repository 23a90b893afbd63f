"""Stories in an archive: found at the end of a load, the same whatever was loaded when, and never out of date."""

from __future__ import annotations

import os
import random
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import faults, rows, write_pages
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from loader import finding
from loader.archive import close_archive, open_archive
from loader.cli import cli
from loader.comparing import Row
from loader.finding import ANEW, find_stories
from loader.loading import load
from loader.pairing import IN_MEMORY, Spool
from loader.printings import counted
from loader.ruling import deciding, rules
from loader.shared import COMPARED_ROLES, Article, Paragraph, Wording, made_of, prints_of
from loader.story_tables import TABLES

EXAMPLES = int(os.environ.get("BAOLAN_EXAMPLES", "6"))
WIRE = (
    "新华社霁川5月8日电 霁川大桥昨天合龙。大桥全长3270米，主跨886米，横跨霁江，由两家施工单位历时四年建成，"
    "比原定工期提前七个月。据设计人员介绍，江面常年多雾，浪高流急，主塔基础要在水下六十米处施工，国内没有先例可循。",
    "新华社望津5月8日电 望津早市今年起改在清晨四点开门。摊主老卢说，从前菜贩要在门外等到六点，夏天的叶菜都蔫了；"
    "如今天不亮就能卸货，价钱也便宜两成。市场还腾出东边一排摊位，专给进城卖自家菜的农户，不收一分钱摊位费。",
    "据新华社报道 麓阳图书馆新馆上周五试运行。新馆藏书一百二十万册，阅览座位三千个，读者凭身份证就能入馆，"
    "借书不用押金。馆长说，老馆不会拆除，修缮之后将改作地方文献馆，专门收藏县志、族谱和旧报纸。",
    "新华社霁川5月9日电 今年入春以来霁江上游降水偏少，三座水库蓄水只有常年的六成。水利部门决定从十五日起"
    "分三次向下游补水，优先保证沿江城镇饮水和早稻插秧，请沿岸居民不要下河游泳捕鱼。",
)
FORMULA = "会议要求，各级各部门要提高政治站位，压实工作责任，强化督促检查，确保各项工作落到实处、取得实效。"
OWN = "本报讯（记者 林小满）住在江北的市民连日来到江堤上看桥，一位老人说他年轻时撑过渡船，那时候过一趟江要看天色。"
TITLES = ("霁川大桥合龙", "望津早市四点开门", "麓阳图书馆试运行", "霁江开始补水")


def page(seed: int) -> str:
    """A page with some of the wire texts as papers print them: cut, changed, with a lead or formulas of their own."""
    chance = random.Random(seed)
    parts = []
    for number in chance.sample(range(len(WIRE)), chance.randint(1, 3)):
        text = WIRE[number]
        kind = chance.choice(("as sent", "as sent", "cut", "changed", "lead", "formula"))
        if kind == "cut":
            text = text[: len(text) // 2] + "。"
        if kind == "changed":
            at = chance.randrange(20, len(text) - 10)
            text = text[:at] + "又" + text[at + 1 :]
        parts += ["", TITLES[number], ""] + ([OWN] if kind == "lead" else []) + [text]
        parts += [FORMULA] if kind == "formula" else []
    return "\n".join(
        [*parts, "", f"{seed}号公告", "", f"本报讯 第{seed}号公告今天张贴，内容是{seed * 7}户居民停水。", ""]
    )


def stories(archive: Path) -> str:
    """All that an archive says of stories, row by row."""
    return "\n".join(
        f"{table}: {row!r}" for table in TABLES for row in sorted(map(repr, rows(archive, f"SELECT * FROM {table}")))
    )


def again(archive: Path, everything: bool = True) -> str:
    db = open_archive(archive)
    find_stories(db, everything)
    close_archive(db)
    return stories(archive)


WITNESSES = "SELECT siglum, substr(article_id, 1, 3), label, attribution_kind FROM witnesses ORDER BY position"
DIFFERENCES = """SELECT kind, group_concat(reading, '|') FROM (SELECT * FROM apparatus ORDER BY place, siglum)
    WHERE kind NOT IN ('width', 'crosshead', 'addition', 'punctuation') GROUP BY place ORDER BY place"""


def test_the_seeds_have_one_story_of_three_printings(archive: Path) -> None:
    assert (rows(archive, WITNESSES)) == [
        ("A", "000", "verbatim", "dateline"),
        ("B", "002", "verbatim", "agency"),
        ("C", "004", "adapted", "none"),
    ]
    assert rows(archive, "SELECT title, printings, first_date, last_date FROM stories") == [
        ("分析新冠肺炎疫情形势研究加强防控工作", 3, "2020-02-13", "2020-02-13")
    ]
    assert faults(archive) == []


def test_what_the_papers_changed_in_the_seeds(archive: Path) -> None:
    assert rows(archive, DIFFERENCES) == [
        ("dateline", "新华社北京 2 月 12 日电 |新华社电 |"),
        ("substantive", "病亡率|死亡率|病亡率"),
        ("substantive", "武汉|武汉|武汉市"),
        ("substantive", "复产|复产|达产"),
        ("substantive", "春耕|春耕|春种"),
        ("substantive", "复产|复产|生产"),
    ]
    assert rows(archive, "SELECT crossheads, lead FROM witnesses WHERE siglum = 'C'") == [(6, 166)]


def test_a_reading_stands_in_the_transcript_where_it_says(archive: Path) -> None:
    assert rows(
        archive,
        """SELECT substr(t.text, r.start + 1, r."end" - r.start) FROM apparatus r
           JOIN articles a ON a.id = r.article_id JOIN transcripts t ON t.id = a.transcript_id
           WHERE variant_id IN (SELECT variant_id FROM readings WHERE reading = '死亡率') ORDER BY siglum""",
    ) == [("病亡率",), ("死亡率",), ("病亡率",)]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.lists(st.integers(0, 11), min_size=1, max_size=4), min_size=1, max_size=4), st.data())
def test_stories_do_not_depend_on_the_order_of_loads(
    tmp_path_factory: pytest.TempPathFactory, loads: list[list[int]], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("loads")
    archive, pages = folder / "a.db", folder / "pages"
    for numbers in loads:
        write_pages(pages, {f"p{number}.txt": page(number) for number in numbers})
        load(archive, [pages], words=False)
        if data.draw(st.booleans(), "change a page"):
            write_pages(pages, {f"p{numbers[0]}.txt": page(numbers[0]).replace("，", "，又", 3)})
            load(archive, [pages], words=False)
        if data.draw(st.booleans(), "delete a page"):
            db = open_archive(archive)
            with db.conn:
                db.execute("DELETE FROM transcripts WHERE id = ?", [f"p{numbers[-1]}"])
            close_archive(db)
            (pages / f"p{numbers[-1]}.txt").unlink()
            again(archive, everything=False)
        assert faults(archive) == []
    incremental = stories(archive)
    assert again(archive) == incremental
    if list(pages.iterdir()):
        load(folder / "b.db", [pages], words=False)
        names = "SELECT id, title, printings, places FROM stories ORDER BY id"
        assert rows(folder / "b.db", names) == rows(archive, names)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    archive = tmp_path / "town.db"
    load(archive, [write_pages(tmp_path / "pages", {f"p{number}.txt": page(number) for number in range(8)})])
    return archive


def test_finding_again_changes_nothing(town: Path) -> None:
    before = stories(town)
    assert "witnesses" in before
    assert again(town, everything=False) == before
    assert again(town) == before


def test_no_reprints_puts_it_off(tmp_path: Path) -> None:
    pages = write_pages(tmp_path / "pages", {f"p{number}.txt": page(number) for number in range(4)})
    load(tmp_path / "a.db", [pages], reprints=False)
    assert rows(tmp_path / "a.db", "SELECT * FROM stories") == []
    assert faults(tmp_path / "a.db") == []
    load(tmp_path / "a.db", [pages])
    load(tmp_path / "b.db", [pages])
    assert stories(tmp_path / "a.db") == stories(tmp_path / "b.db") != ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE paragraphs SET text = text || '好' WHERE article_id = ?",
        "UPDATE articles SET date = '2006-05-09' WHERE id = ?",
        "DELETE FROM articles WHERE id = ?",
    ],
)
def test_who_changes_an_article_takes_its_stories_away(copy_of: Callable[..., Path], statement: str) -> None:
    copy = copy_of("a.db")
    (article,) = rows(copy, "SELECT article_id FROM witnesses WHERE siglum = 'B'")[0]
    db = open_archive(copy)
    with db.conn:
        db.execute(statement, [article])
    close_archive(db)
    for table in ("stories", "witnesses", "witness_spans", "variants", "readings"):
        assert rows(copy, f"SELECT count(*) FROM {table}") == [(0,)]
    assert rows(copy, "SELECT article_id FROM stale_articles") == [(article,)]
    again(copy, everything=False)
    assert rows(copy, "SELECT printings FROM stories") == [(2 if statement.startswith("DELETE") else 3,)]
    assert rows(copy, "SELECT * FROM stale_articles") == []


def test_a_run_that_was_stopped_is_taken_up_by_the_next(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = again(town)
    monkeypatch.setattr(finding, "TRANSACTION", 1)

    def stop(done: int, total: int) -> None:
        if done > total / 3:
            raise KeyboardInterrupt

    for stage in ("finding", "telling"):
        db = open_archive(town)
        db.execute("DELETE FROM article_pairs")
        db.execute("DELETE FROM stories")
        db.execute("INSERT INTO stale_articles SELECT id FROM articles")
        db.execute("COMMIT") if db.conn.in_transaction else None
        with pytest.raises(KeyboardInterrupt):
            find_stories(db, **{stage: stop})
        close_archive(db)
        assert faults(town) == []
        assert rows(town, "SELECT count(*) > 0 FROM stale_articles") == [(1,)]
        assert again(town, everything=False) == whole


def test_readers_see_whole_stories_while_they_are_found(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "TRANSACTION", 1)
    seen: set[int] = set()

    def look(done: int, total: int) -> None:
        conn = sqlite3.connect(town)
        seen.add(conn.execute("SELECT count(*) FROM stories").fetchone()[0])
        wrong = "SELECT count(*) FROM stories WHERE printings != (SELECT count(*) FROM witnesses WHERE story_id = id)"
        assert conn.execute(wrong).fetchone() == (0,)
        conn.close()

    db = open_archive(town)
    find_stories(db, everything=True, finding=look, telling=look)
    close_archive(db)
    assert 0 not in seen


@pytest.mark.parametrize(
    ("fault", "statement"),
    [
        ("printings and outlets are not", "UPDATE stories SET printings = printings + 1"),
        ("its dates are not", "UPDATE stories SET first_date = '1999-01-01'"),
        ("not the number of its variants", "DELETE FROM variants WHERE kind = 'substantive' AND place > 100"),
        ("in the order of dates", "UPDATE witnesses SET siglum = 'Z'"),
        ("nothing of the article belongs", "DELETE FROM witness_spans"),
        ("is no place in the article", 'UPDATE witness_spans SET "end" = 1000000 WHERE start < 100'),
        ("should be place", "UPDATE variants SET place = place + 1000 WHERE kind = 'dateline'"),
        ("is no kind", "UPDATE variants SET kind = 'other' WHERE kind = 'dateline'"),
        ("no witness prints anything", "DELETE FROM readings WHERE variant_id = (SELECT min(id) FROM variants)"),
        ("no witness of the story", "UPDATE readings SET article_id = 'x' WHERE reading = '死亡率'"),
        ("is not what is printed at", "UPDATE readings SET reading = '病亡率' WHERE reading = '死亡率'"),
        ("is not what is printed at", "UPDATE readings SET start = start + 1 WHERE reading = '死亡率'"),
        ("neither looked at", "DELETE FROM article_prints WHERE article_id = (SELECT min(id) FROM articles)"),
        ("there is no such article", "INSERT INTO article_prints VALUES ('x', NULL, 1, x'')"),
        ("should stand first", "UPDATE article_pairs SET one = other, other = one WHERE label = 'reprint'"),
    ],
)
def test_check_names_what_is_wrong(copy_of: Callable[..., Path], fault: str, statement: str) -> None:
    assert fault in "\n".join(faults(copy_of("a.db", statement)))


def test_pairs_that_wait_in_a_file_come_back_in_their_order() -> None:
    passages = (bytes([number % 7]) * 9_000 for number in range(600))
    pairs = [((at, at + 1), Row("reprint", at / 8, 0.5, one, b"")) for at, one in enumerate(passages)]
    spool = Spool()
    for key, row in pairs:
        spool.append(key, row)
    assert sum(len(row.passages) for _, row in pairs) > IN_MEMORY
    assert list(spool) == pairs


def test_stories_found_by_other_rules_are_found_anew(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages, found, before = town.parent / "pages", stories(town), town.read_bytes()
    assert load(town, [pages]).notes == []
    assert town.read_bytes() == before  # nothing to bring up to date

    with monkeypatch.context() as other:
        other.setattr("loader.finding.rules", lambda: "other rules")
        other.setattr("loader.reprints.LEAST_SCORE", 10**6)
        other.setattr("loader.reprints.BRIEF", 10**6)
        assert load(town, [pages]).notes == [ANEW]
        assert rows(town, "SELECT count(*) FROM stories") == [(0,)]
        assert load(town, [pages]).notes == []
    said = CliRunner().invoke(cli, ["reprints", str(town)])
    assert (said.exit_code, ANEW in said.stderr) == (0, True)
    assert stories(town) == found


def test_stories_from_elsewhere_stay_whatever_the_rules(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = open_archive(town)
    with db.conn:
        db.execute("INSERT INTO archive (key, value) VALUES ('stories', 'passim')")
    close_archive(db)
    monkeypatch.setattr("loader.finding.rules", lambda: "other rules")
    assert load(town, [town.parent / "pages"]).notes == []


def test_rules_are_all_that_stories_follow_from() -> None:
    assert {"reprints", "events", "slots", "candidates", "asking", "shared", "normalize", "collate", "variants"} <= set(
        deciding()
    )
    assert re.fullmatch("[0-9a-f]{16}", rules())


def test_several_processes_find_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_pages(tmp_path / "pages", {f"{seed:03}.txt": page(seed) for seed in range(12)})
    load(tmp_path / "one.db", [folder])
    monkeypatch.setattr("loader.pairing.WORTH_WORKERS", 0)
    monkeypatch.setattr("loader.finding.WORTH_WORKERS", 0)
    monkeypatch.setattr("loader.grouping.TASK", 500)
    monkeypatch.setattr("loader.pairing.HELD", 8)
    monkeypatch.setattr("loader.printed_articles.HELD", 3)
    load(tmp_path / "several.db", [folder], workers=2)
    assert "reprint" in stories(tmp_path / "one.db")
    assert stories(tmp_path / "several.db") == stories(tmp_path / "one.db")


def test_wordings_read_together_are_those_read_alone() -> None:
    articles = [
        Article(str(seed), None, None, tuple(Paragraph("body", text) for text in page(seed).split("\n")))
        for seed in range(9)
    ]
    articles += [Article("short", None, None, (Paragraph("body", "今日𠮷天晴。"), Paragraph("crosshead", "停水"))),
                 Article("none", None, None, ())]  # fmt: skip
    for article, (text, sizes, runs) in zip(articles, made_of(articles), strict=True):
        alone = Wording(article)
        compared = [counted(text) if role in COMPARED_ROLES else "" for role, text in article.paragraphs]
        assert (text, sizes) == ("".join(compared), list(map(len, compared)))
        assert (alone.text, alone.runs.tolist()) == (text, runs.tolist())
        assert prints_of(runs).tolist() == alone.prints.tolist()
