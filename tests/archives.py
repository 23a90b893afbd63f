"""What the tests of archives share: made-up newspaper pages, and everything an archive holds."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

from loader.archive import read_archive
from loader.check import problems
from loader.schema import FULL_TEXT

PLACES = ("周口", "宁波", "沈阳", "大连", "锦州", "商水", "淮阳", "鄞州")
DEEDS = (
    "召开疫情防控工作会议",
    "企业有序复工复产",
    "春耕备耕全面展开",
    "慰问一线医护人员",
    "发布今日天气",
    "开通空中课堂",
)
WORDS = (
    "记者从会议上获悉，全市上下要把疫情防控作为当前最重要的工作来抓。",
    "截至 2 月 12 日 24 时，累计确诊 63 例，治愈出院 17 例。",
    "“再苦再累也值得！”一位社区干部说，CT 检查室昼夜不停。",
    "各地要统筹做好春耕生产，保障农资供应，确保种子、化肥到户。",
    "当天，首批 20 家企业通过验收，1.2 万名职工返回岗位。",
)


def front_page(seed: int, articles: int = 4) -> str:
    """A page of reports, the same for the same seed; every line ends in words of this page alone."""
    chance = random.Random(seed)
    lines = []
    for number in range(articles):
        place = chance.choice(PLACES)
        lines += ["", f"{place}{chance.choice(DEEDS)}", "", f"本报讯（记者 李凤霞）{place}第{seed}之{number}号消息。"]
        lines += [f"{chance.choice(WORDS)}此为第{seed}页第{line}段。" for line in range(chance.randint(1, 4))]
    return "\n".join(lines) + "\n"


def write_pages(folder: Path, pages: dict[str, str]) -> Path:
    """A folder of transcripts, by path and text."""
    for name, text in pages.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def dump(archive: Path) -> str:
    """All that is in an archive, but how files look on this machine: every row of every table, and every token of the
    indexes with its place."""
    conn = sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)
    for index in FULL_TEXT:
        conn.execute(f"CREATE VIRTUAL TABLE temp.{index}_tokens USING fts5vocab('main', '{index}', 'instance')")
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND sql NOT GLOB '*fts5*'"
    passed_over = ("files_seen", *FULL_TEXT)
    tables = [name for (name,) in conn.execute(names) if not name.startswith(passed_over)]
    parts = [*sorted(tables), *(f"temp.{index}_tokens" for index in FULL_TEXT)]
    rows = [f"{table}: {row!r}" for table in parts for row in sorted(map(repr, conn.execute(f"SELECT * FROM {table}")))]
    conn.close()
    return "\n".join(rows)


def rows(archive: Path, sql: str, *parameters: object) -> list[tuple[object, ...]]:
    """The answer of a plain SQLite connection that knows nothing of us."""
    conn = sqlite3.connect(archive)
    try:
        return conn.execute(sql, parameters).fetchall()
    finally:
        conn.close()


def faults(archive: Path) -> list[str]:
    """What `baolan check` finds wrong with an archive."""
    db = read_archive(archive)
    try:
        return list(problems(db.conn))
    finally:
        db.close()
