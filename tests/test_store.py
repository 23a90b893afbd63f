"""The archive keeps whole whoever writes to it, is killed at any moment, and can be read meanwhile."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from archives import dump, front_page, rows, write_pages
from sqlite_utils import Database
from test_loading import faults

from loader import index
from loader.archive import close_archive, open_archive
from loader.finding import find_stories
from loader.loading import load
from loader.schema import FULL_TEXT

BAOLAN = [sys.executable, "-c", "from loader.cli import cli; cli()"]
KILLS = int(os.environ.get("BAOLAN_KILLS", "6"))
PAGES = int(os.environ.get("BAOLAN_PAGES", "200"))


# ---- other people's SQL ----------------------------------------------------------------------------------------------


def test_a_transcript_deleted_with_sqlite_utils_takes_everything_of_its_own_along(copy_of, archive: Path) -> None:
    copy = copy_of("a.db")
    (id, number) = rows(copy, "SELECT id, number FROM transcripts ORDER BY number")[1]
    command = [sys.executable, "-m", "sqlite_utils", str(copy), f"delete from transcripts where id = '{id}'"]
    subprocess.run(command, check=True, capture_output=True)
    assert faults(copy) == []
    noted = ("stale_articles", "article_prints", "article_pairs")  # until the next load looks for reprints again
    assert [row for row in dump(copy).split("\n") if str(id) in row and not row.startswith(noted)] == []
    db = open_archive(copy)
    find_stories(db)
    close_archive(db)
    assert [row for row in dump(copy).split("\n") if str(id) in row] == []
    for table, key in {"articles": "number", "paragraphs": "id", "evidence": "id", "flags": "id"}.items():
        assert rows(copy, f"SELECT {key} FROM {table} WHERE {key} / 1000 = ?", number) == []
    assert len(rows(copy, "SELECT * FROM transcripts")) == len(rows(archive, "SELECT * FROM transcripts")) - 1


def test_a_paragraph_replaced_with_sqlite_utils_is_found_by_its_new_words_only(copy_of) -> None:
    copy = copy_of("a.db")
    db = Database(copy)
    (row,) = db.query("SELECT * FROM paragraphs WHERE text LIKE '%治愈率%' LIMIT 1")
    db.table("paragraphs").insert({**row, "text": "恐龙"}, pk="id", replace=True)
    db.table("paragraphs").upsert({**row, "text": "恐龙化石"}, pk="id")
    db.close()
    assert rows(copy, "SELECT rowid FROM paragraphs_fts WHERE paragraphs_fts MATCH '\"恐龙 龙化 化石\"'") == [
        (row["id"],)
    ]
    assert [sentence for sentence in faults(copy) if "paragraphs_fts" in sentence or "the index" in sentence] == []


def test_plain_sqlite_reads_every_table_and_searches_by_character(copy_of) -> None:
    copy = copy_of("a.db")
    for (table,) in rows(copy, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"):
        rows(copy, f'SELECT * FROM "{table}"')
    hits = rows(copy, "SELECT rowid FROM paragraphs_fts WHERE paragraphs_fts MATCH '\"疫情\"' ORDER BY rowid")
    assert hits == rows(copy, "SELECT id FROM paragraphs WHERE replace(text, ' ', '') LIKE '%疫情%' ORDER BY id")
    assert hits


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM transcripts WHERE number = 1",
        "DELETE FROM articles WHERE id IN (SELECT article_id FROM paragraphs)",
        "DELETE FROM paragraphs WHERE id = 1001",
        "UPDATE paragraphs SET text = text || '。' WHERE id = 1001",
        "UPDATE paragraphs SET id = 7 WHERE id = 1001",
        "INSERT OR REPLACE INTO paragraphs SELECT * FROM paragraphs WHERE id = 1001",
        "INSERT INTO paragraphs (id, article_id, position, role, text) SELECT 7, id, 9, 'body', '' FROM articles",
        "UPDATE articles SET headline = '恐龙' WHERE number = 1001",
        "UPDATE articles SET number = 7 WHERE number = 1001",
        "INSERT OR REPLACE INTO articles SELECT * FROM articles WHERE number = 1001",
    ],
)
def test_plain_sqlite_cannot_part_the_index_from_the_paragraphs(copy_of, statement: str) -> None:
    copy = copy_of("a.db")
    before = dump(copy)
    with pytest.raises(sqlite3.OperationalError, match="no such function: baolan_(pairs|by_row)"):
        rows(copy, statement)
    assert dump(copy) == before


def test_an_archive_of_another_folding_takes_no_word_of_ours(copy_of) -> None:
    copy = copy_of("a.db", "UPDATE archive SET value = 'older' WHERE key = 'folding'")
    conn = sqlite3.connect(copy)
    index.register(conn)
    with pytest.raises(sqlite3.OperationalError, match="no such function: baolan_(pairs|by_row)"):
        conn.execute("DELETE FROM paragraphs")
    conn.close()


def test_datasette_and_sqlite_utils_find_the_index(archive: Path) -> None:
    assert 'content="paragraphs"' in FULL_TEXT["paragraphs_fts"]
    db = Database(archive)
    assert db.table("paragraphs").detect_fts() == "paragraphs_fts"
    db.close()


def test_an_archive_whose_pages_outgrow_their_numbers_is_whole(tmp_path: Path) -> None:
    def long(paragraphs: int) -> str:
        lines = [f"本报讯（记者 李凤霞）第{n}号消息，疫情防控不松劲。" for n in range(paragraphs)]
        return "周口召开会议\n\n" + "\n".join(lines) + "\n"

    papers = write_pages(tmp_path / "papers", {"01.txt": long(2), "02.txt": long(2_100), "03.txt": long(2)})
    archive = tmp_path / "a.db"
    load(archive, [papers])
    assert rows(archive, "SELECT id, number FROM transcripts ORDER BY id") == [("01", 1), ("02", 2), ("03", 5)]
    assert faults(archive) == []
    write_pages(papers, {"01.txt": long(1_100)})
    load(archive, [papers])
    assert rows(archive, "SELECT id, number FROM transcripts ORDER BY id") == [("01", 6), ("02", 2), ("03", 5)]
    write_pages(papers, {"02.txt": long(2_200), "01.txt": long(5_000), "04.txt": long(2)})
    load(archive, [papers])
    found = rows(archive, "SELECT id, number FROM transcripts ORDER BY id")
    assert found == [("01", 6), ("02", 2), ("03", 5), ("04", 12)]
    assert faults(archive) == []


def test_an_archive_at_rest_is_one_file(tmp_path: Path) -> None:
    load(tmp_path / "a.db", [write_pages(tmp_path / "papers", {"01.txt": front_page(1)})])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.db", "papers"]
    assert rows(tmp_path / "a.db", "PRAGMA journal_mode") == [("delete",)]


# ---- killed ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    return write_pages(folder, {f"{page // 8:02}/{page:03}.txt": front_page(page) for page in range(PAGES)})


@pytest.fixture(scope="session")
def undisturbed(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, float]:
    """The dump of an archive whose load nobody killed, and the seconds it took."""
    archive = tmp_path_factory.mktemp("undisturbed") / "a.db"
    begun = time.monotonic()
    subprocess.run([*BAOLAN, "load", str(archive), str(papers)], check=True, capture_output=True)
    return dump(archive), time.monotonic() - begun


def test_a_load_that_is_killed_at_any_moment_leaves_a_whole_archive_and_the_next_one_finishes(
    papers: Path, undisturbed: tuple[str, float], tmp_path: Path
) -> None:
    expected, seconds = undisturbed
    chance = random.Random(20200212)
    archive = tmp_path / "a.db"
    loaded = []
    for _ in range(KILLS):
        load_and_kill(archive, papers, chance.uniform(0.2, 1) * seconds)
        if archive.exists() and archive.stat().st_size and rows(archive, "SELECT 1 FROM sqlite_master LIMIT 1"):
            assert faults(archive) == []
            loaded.append(rows(archive, "SELECT count(*) FROM transcripts")[0][0])
        if loaded and loaded[-1] == PAGES:
            for file in tmp_path.glob("a.db*"):
                file.unlink()
    load(archive, [papers])
    assert dump(archive) == expected
    assert any(loaded), "every load was killed before its first transaction"


def load_and_kill(archive: Path, papers: Path, seconds: float) -> None:
    small = "import loader.store as s, sys; s.TRANSACTION_CHARACTERS = 5000; from loader.cli import cli; cli()"
    process = subprocess.Popen(
        [sys.executable, "-c", small, "load", str(archive), str(papers)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def test_an_archive_whose_making_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": front_page(1)})
    conn = sqlite3.connect(tmp_path / "a.db")
    conn.execute("PRAGMA journal_mode = wal")
    conn.close()
    assert load(tmp_path / "a.db", [papers]).added == ["01.txt"]
    (tmp_path / "b.db").touch()
    assert load(tmp_path / "b.db", [papers]).added == ["01.txt"]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_the_workers_of_a_killed_load_end_with_it(papers: Path, tmp_path: Path) -> None:
    small = (
        "import loader.loading as l\n"
        "if __name__ == '__main__':\n"
        "    l.WORTH_WORKERS = 0\n"
        "    from pathlib import Path\n"
        f"    l.load(Path({str(tmp_path / 'a.db')!r}), [Path({str(papers)!r})], workers=2,\n"
        "        progress=lambda done, total: print(done, flush=True))\n"
    )
    (tmp_path / "run.py").write_text(small)
    process = subprocess.Popen([sys.executable, str(tmp_path / "run.py")], stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) >= 2
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 10
    while (left := [pid for pid in children if is_running(pid)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


def is_running(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# ---- read meanwhile --------------------------------------------------------------------------------------------------

READER = """
import json, sqlite3, sys
articles = json.loads(sys.argv[2])
seen = 0
try:
    while True:
        conn = sqlite3.connect(sys.argv[1])
        for _ in range(20):
            conn.execute('SELECT count(*) FROM paragraphs_fts WHERE paragraphs_fts MATCH \\'疫情\\'').fetchone()
            half = conn.execute('''SELECT t.id FROM transcripts t WHERE (SELECT count(*) FROM lines WHERE
                transcript_id = t.id) <> (SELECT sum(role <> '') FROM lines WHERE transcript_id = t.id)
                OR NOT EXISTS (SELECT 1 FROM lines WHERE transcript_id = t.id)''').fetchall()
            counts = conn.execute('''SELECT id, (SELECT count(*) FROM articles WHERE transcript_id = t.id)
                FROM transcripts t''').fetchall()
            half += [row for row in counts if row[1] != articles[row[0]]]
            if half:
                print('half', half, flush=True)
            if not seen:
                print('reading', flush=True)
            seen += 1
        conn.close()
except BaseException as error:
    print(type(error).__name__, error, flush=True)
"""


def test_a_reader_never_meets_an_error_or_half_a_transcript(papers: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    first = write_pages(tmp_path / "first", {"zz.txt": front_page(9999)})
    load(tmp_path / "whole.db", [first, papers])
    articles = dict(rows(tmp_path / "whole.db", "SELECT transcript_id, count(*) FROM articles GROUP BY transcript_id"))
    load(archive, [first])
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(archive), json.dumps(articles)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert reader.stdout
    assert reader.stdout.readline() == "reading\n"
    for _ in range(3):
        load_and_kill(archive, papers, 60)
        load(archive, [first])
    reader.send_signal(signal.SIGINT)
    said = reader.stdout.read()
    reader.wait()
    reader.stdout.close()
    assert said == "KeyboardInterrupt \n"
    assert rows(archive, "SELECT count(*) FROM transcripts") == [(PAGES + 1,)]


def test_an_archive_can_be_read_while_somebody_else_has_it_open(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    pages = write_pages(tmp_path / "papers", {"01.txt": front_page(1)})
    load(archive, [pages])
    conn = sqlite3.connect(archive)
    conn.execute("BEGIN")
    assert conn.execute("SELECT count(*) FROM transcripts").fetchone() == (1,)
    conn.rollback()
    load(archive, [write_pages(tmp_path / "papers", {"02.txt": front_page(2)})])
    assert conn.execute("SELECT count(*) FROM transcripts").fetchone() == (2,)
    conn.close()
    shutil.copy(archive, tmp_path / "copy.db")
    assert faults(tmp_path / "copy.db") == []
