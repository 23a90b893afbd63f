"""The command line: what it says, where it says it, and its exit codes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from archives import dump, front_page, rows, write_pages
from click.testing import CliRunner, Result

from loader.blocks import label_blocks
from loader.cli import COMMANDS, cli
from loader.markup import printed_blocks
from loader.outlet_files import load_conventions
from loader.reading import read_transcript
from loader.serving import arguments
from loader.shapes import measure
from loader.sources import find_sources
from loader.terminal_columns import columns, cut
from loader.why import explain

SEEDS = Path(__file__).parent.parent / "seeds"
BAOLAN = [sys.executable, "-c", "from loader.cli import cli; cli(prog_name='baolan')"]


def baolan(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def sentence(result: Result, code: int = 1) -> str:
    """What a failed command says: no traceback, one exit code."""
    assert (result.exit_code, type(result.exception)) == (code, SystemExit), result.output
    return result.output


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write_pages(tmp_path / "papers", {"01.txt": front_page(1), "02.txt": front_page(2)})


# ---- what it says when all is well -----------------------------------------------------------------------------------


def test_load_says_what_became_of_the_files(tmp_path: Path, papers: Path) -> None:
    archive = tmp_path / "a.db"
    assert baolan("load", archive, papers).output == f"{archive}: 2 added.\n"
    (papers / "02.txt").rename(papers / "03.txt")
    write_pages(papers, {"01.txt": front_page(1) + "■\n", "04.txt": front_page(4)})
    result = baolan("load", archive, papers)
    assert (result.output, result.exit_code) == (f"{archive}: 1 added, 1 changed, 1 renamed.\n", 0)
    assert baolan("load", archive, papers).output == f"{archive}: 3 unchanged.\n"


def test_check_says_that_an_archive_is_whole(archive: Path) -> None:
    result = baolan("check", archive)
    assert re.fullmatch(r".*: whole\. 5 transcripts, \d+ articles, \d+ paragraphs; the index .*\n", result.output)


def test_check_names_the_damage_and_says_how_to_repair_it(copy_of) -> None:
    copy = copy_of("a.db", "UPDATE articles SET headline = '恐龙' WHERE headline NOTNULL")
    said = sentence(baolan("check", copy)).splitlines()
    assert said[0].startswith(f"{copy}: articles ")
    assert said[-1] == "To repair: load the transcripts into a new archive, or put back a copy."


def test_every_command_has_help_with_an_example() -> None:
    assert isinstance(cli, click.Group)
    for name in ["", *COMMANDS]:
        result = baolan(*name.split(), "--help")
        assert f"Example: baolan {name}".strip() in result.output


def test_output_is_plain_and_without_progress_when_piped(tmp_path: Path, papers: Path) -> None:
    loaded = subprocess.run([*BAOLAN, "load", tmp_path / "a.db", papers], capture_output=True, text=True)
    assert (loaded.stdout, loaded.stderr) == (f"{tmp_path / 'a.db'}: 2 added.\n", "")
    split = subprocess.run([*BAOLAN, "split", papers / "01.txt"], capture_output=True, text=True)
    assert "\x1b" not in split.stdout
    assert split.stderr == ""


def test_a_console_that_knows_no_chinese_is_no_obstacle(papers: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    split = subprocess.run([*BAOLAN, "split", papers], capture_output=True, env=environment)
    assert (split.returncode, split.stderr) == (0, b"")


# ---- split -----------------------------------------------------------------------------------------------------------


def test_split_prints_one_json_object_for_each_page(papers: Path) -> None:
    pages = [json.loads(line) for line in baolan("split", "--json", papers, "--year", 2020).output.splitlines()]
    assert [page["id"] for page in pages] == ["01", "02"]
    for page, file in zip(pages, sorted(papers.iterdir()), strict=True):
        text = file.read_text(encoding="utf-8")
        assert " ".join(page) == (
            "id path encoding outlet outlet_basis date date_basis page lines articles evidence flags"
        )
        assert " ".join(page["lines"][0]) == "number start end role rule article paragraph mark text"
        assert {line["mark"] for line in page["lines"]} <= set("APC")
        assert [line["text"] for line in page["lines"]] == [line for line in text.split("\n") if line]
        assert " ".join(page["articles"][0]) == (
            "id first_line kicker headline deck headings byline dateline agency place event_date page people "
            "paragraphs evidence"
        )
        assert [article["id"] for article in page["articles"]] == [
            f"{page['id']}-l{article['first_line']:03}" for article in page["articles"]
        ]
        for number, article in enumerate(page["articles"]):
            assert article["evidence"] == [proof for proof in page["evidence"] if proof["article"] == number]
        for paragraph in (paragraph for article in page["articles"] for paragraph in article["paragraphs"]):
            assert list(paragraph) == ["role", "lines", "text", "spans"]
            for span in paragraph["spans"]:
                printed = paragraph["text"][span["offset"] : span["offset"] + span["length"]]
                assert printed == text[span["start"] : span["end"]]


def test_split_shows_each_line_with_its_role_and_writes_nothing(papers: Path) -> None:
    before = sorted(papers.parent.rglob("*"))
    result = baolan("split", papers / "01.txt")
    assert re.search(r"^ +2 +1 +headline +\S+ +", result.output, re.M)
    assert sorted(papers.parent.rglob("*")) == before


def test_split_sets_articles_apart_and_says_what_was_made_of_each(papers: Path) -> None:
    table = baolan("split", papers / "01.txt", "--year", 2020).output
    head, *parts = table.split("\n\n")
    assert head.startswith("01  outlet unknown  ")
    assert [part.count("└ 01-l") for part in parts[:4]] == [1, 1, 1, 1]
    assert "byline: 记者 李凤霞  dateline: 本报讯" in parts[0]


def test_columns_are_counted_as_a_terminal_shows_them(papers: Path) -> None:
    assert [columns(text) for text in ("abc", "大桥", "，（", "“a”", "e\u0301")] == [3, 4, 4, 3, 1]
    assert [cut("清河大桥今日通车", width) for width in (16, 15, 14)] == [
        "清河大桥今日通车",
        "清河大桥今日通…",
        "清河大桥今日…",
    ]
    table = baolan("split", papers).output
    assert max(map(columns, table.split("\n"))) <= 120


def test_a_page_of_nothing_but_headlines_is_listed_at_once(tmp_path: Path) -> None:
    write_pages(tmp_path, {"01.txt": "清河大桥今日通车\n\n" * 8000})
    begun = time.process_time()
    assert baolan("split", tmp_path / "01.txt").exit_code == 0
    assert time.process_time() - begun < 5  # linear: looking again at all headings for each took 6 s more


# ---- why -------------------------------------------------------------------------------------------------------------


def test_why_names_the_tags_the_features_and_the_conventions(tmp_path: Path) -> None:
    write_pages(tmp_path, {"01.txt": front_page(1) + "\n（下转第四版）\n"})
    number = front_page(1).count("\n") + 2
    said = baolan("split", tmp_path / "01.txt", "--why", number).output
    assert said.startswith(f"01, line {number}: （下转第四版）\njump, mark P, rule jump-to, in 01-l")
    assert re.search(r"^jump/P leads \S+/\w by \d+\.\d\d$", said, re.M)
    assert re.search(r"^for jump/P +jump/P +\S+\n(?:  \S.*: +[+-]\d+\.\d\d +[+-]\d+\.\d\d\n)+", said, re.M)
    assert re.search(r"^against jump/P +jump/P +\S+$", said, re.M)
    assert "\nrule jump-to matches as line: jump\n" in said


def test_why_is_also_json(papers: Path) -> None:
    why = json.loads(baolan("split", papers / "01.txt", "--why", 2, "--json").output)
    assert " ".join(why) == "id line role rule mark article blocks evidence"
    assert (why["line"], why["role"], why["mark"], why["article"]) == (2, "headline", "A", "01-l002")
    (block,) = why["blocks"]
    assert " ".join(block) == "text chosen runner_up margin context neighbours features conventions"
    assert block["chosen"] == "headline/A"
    assert list(block["features"][0]) == ["feature", "chosen", "runner_up"]
    own = sum(one["chosen"] - one["runner_up"] for one in block["features"])
    assert own + block["context"] + block["neighbours"] == pytest.approx(block["margin"], abs=0.05)


def test_why_needs_one_file_and_a_line_that_is_there(papers: Path) -> None:
    assert "--why explains a line of one file, and these are 2. Name one file." in sentence(
        baolan("split", papers, "--why", 2)
    )
    assert "01.txt: line 1 is blank or not there; the last is" in sentence(
        baolan("split", papers / "01.txt", "--why", 1)
    )


def test_why_agrees_with_the_split_of_every_line() -> None:
    for source in find_sources([SEEDS]):
        transcript = read_transcript(source, "page")
        blocks = printed_blocks(transcript)
        labels = [label for label in label_blocks(blocks, measure(blocks), load_conventions()) if label.block.text]
        for label in labels[::7]:
            tags = [why.chosen for why in explain(transcript, label.block.line, load_conventions())]
            assert f"{label.role}/{label.mark}" in tags


def test_split_goes_on_after_a_bad_page(papers: Path) -> None:
    write_pages(papers, {"00.txt": ""})
    result = baolan("split", papers)
    assert "Not split: 00.txt: the file is empty." in sentence(result)
    assert "02  outlet unknown" in result.output


# ---- bad input -------------------------------------------------------------------------------------------------------


def test_one_bad_file_among_good_ones(tmp_path: Path, papers: Path) -> None:
    write_pages(papers, {"03.txt": ""})
    said = sentence(baolan("load", tmp_path / "a.db", papers))
    assert "Not loaded: 03.txt: the file is empty. Transcribe the page again, or leave it out.\n" in said
    assert f"{tmp_path / 'a.db'}: 2 added.\n" in said
    assert said.endswith("One file was not loaded; what was loaded before is kept. Mend it and load again.\n")


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ("nowhere: no such file or folder.", ["load", "a.db", "nowhere"]),
        ("empty: no transcripts here. They are files whose names end in .txt or .md.", ["load", "a.db", "empty"]),
        ("missing/a.db: there is no folder missing. Make it first", ["load", "missing/a.db", "papers"]),
        ("papers: a folder. The archive comes first and is a file", ["load", "papers", "a.db"]),
        ("text.db: not an SQLite database. Choose another file name", ["load", "text.db", "papers"]),
        ("other.db: a database, but not a baolan archive.", ["load", "other.db", "papers"]),
        ("folding.db: its index was built by folding older, this is", ["load", "folding.db", "papers"]),
        ("schema.db: built with schema 99, this version of baolan has", ["load", "schema.db", "papers"]),
        ("bad.csv: no column may be called 'paper'.", ["load", "a.db", "papers", "--catalog", "bad.csv"]),
        ("a.db: no such archive. Make one with: baolan load a.db FOLDER", ["check", "a.db"]),
        ("a.db: no such archive. Make one with: baolan load a.db FOLDER", ["serve", "a.db"]),
        ("zero.db: empty, nothing has been loaded yet. Do so with: baolan load zero.db FOLDER", ["check", "zero.db"]),
        ("zero.db: empty, nothing has been loaded yet.", ["serve", "zero.db"]),
        ("text.db: not an SQLite database.", ["check", "text.db"]),
        ("other.db: a database, but not a baolan archive.", ["serve", "other.db"]),
        ("papers: a folder. The archive comes first and is a file", ["check", "papers"]),
        ("There is no seeds/ here to load.", ["serve"]),
        ("nobody.invalid: not an address of this machine.", ["serve", "ours.db", "--host", "nobody.invalid"]),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence_and_changes_nothing(
    tmp_path: Path, papers: Path, copy_of, monkeypatch: pytest.MonkeyPatch, expected: str, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("loader.serve_command.__file__", str(tmp_path / "loader" / "serve_command.py"))
    Path("empty").mkdir()
    Path("zero.db").touch()
    Path("bad.csv").write_text("file,paper\n", encoding="utf-8")
    Path("text.db").write_text("市委召开会议", encoding="utf-8")
    copy_of("ours.db")
    copy_of("folding.db", "UPDATE archive SET value = 'older' WHERE key = 'folding'")
    copy_of("schema.db", "PRAGMA user_version = 99")
    rows(Path("other.db"), "CREATE TABLE shopping (item)")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    said = sentence(baolan(*words))
    assert expected in said
    assert said.count("\n") == 1
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "words", [["load", "a.db"], ["load"], ["check"], ["split"], ["print"], ["serve", "-p", "99999"]]
)
def test_wrong_usage_gets_exit_code_2(words: list[str]) -> None:
    assert "Usage: " in sentence(baolan(*words), 2)


def test_a_catalog_row_for_a_file_that_is_not_there_is_told_and_not_fatal(tmp_path: Path, papers: Path) -> None:
    write_pages(papers, {"catalog.csv": "file,outlet\n01.txt,宁波日报\n1.txt,宁波日报\n"})
    result = baolan("load", tmp_path / "a.db", papers)
    assert result.exit_code == 0
    assert f"Note: {papers / 'catalog.csv'}: no file is called 1.txt. Correct the column 'file', or" in result.output


def test_a_catalog_speaks_of_files_from_its_own_folder(tmp_path: Path) -> None:
    papers = write_pages(
        tmp_path / "papers", {"2020/01.txt": front_page(1), "catalog.csv": "file,outlet\n2020/01.txt,宁波日报\n"}
    )
    result = baolan("load", tmp_path / "a.db", papers / "2020", "--catalog", papers / "catalog.csv")
    assert (result.exit_code, rows(tmp_path / "a.db", "SELECT outlet_id FROM transcripts")) == (0, [("宁波日报",)])


def test_an_archive_somebody_else_is_writing_to(copy_of, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loader.archive.WAIT_SECONDS", 0.1)
    copy = copy_of("a.db")
    conn = sqlite3.connect(copy)
    conn.execute("BEGIN EXCLUSIVE")
    for words in (["load", copy, papers], ["check", copy]):
        assert f"{copy}: another program is writing to it. Wait until that has finished" in sentence(baolan(*words))
    conn.rollback()
    conn.close()
    assert baolan("load", copy, papers).exit_code == 0


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of POSIX")
def test_files_and_folders_that_may_not_be_read_or_written(tmp_path: Path, papers: Path, copy_of) -> None:
    copy = copy_of("a.db")
    (tmp_path / "readonly").mkdir()
    write_pages(tmp_path, {"closed.txt": front_page(3)})
    before = dump(copy)
    for path, mode in ((tmp_path / "closed.txt", 0), (tmp_path / "readonly", 0o555), (copy, 0o444)):
        path.chmod(mode)
    with nobody(tmp_path):
        said = sentence(baolan("load", tmp_path / "readonly" / "new.db", papers))
        assert "new.db: cannot be opened. Check that it is a file, and that you may write it and its folder." in said
        assert "a.db: may not be written. Check the permissions" in sentence(baolan("load", copy, papers))
        assert "closed.txt: cannot be read (Permission denied)" in sentence(baolan("split", tmp_path / "closed.txt"))
        assert baolan("check", copy).exit_code == 0
    assert dump(copy) == before


@contextmanager
def nobody(folder: Path) -> Iterator[None]:
    """As a user whom permissions bind: root is not."""
    if os.geteuid():
        yield
        return
    above = [place for place in (folder, *folder.parents) if place.stat().st_mode & 0o777 == 0o700]
    for place in above:
        place.chmod(0o711)
    folder.chmod(0o755)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        for place in above:
            place.chmod(0o700)


# ---- serve -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_and_ends_when_asked(archive: Path, end: int) -> None:
    process = subprocess.Popen(
        [*BAOLAN, "serve", archive, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout
    address = process.stdout.readline().split()[1]
    try:
        assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d+/", address)
        home = answer(address)
        assert "<html" in home
        with socket.create_connection(("127.0.0.1", int(address.rstrip("/").rpartition(":")[2]))) as taken:
            port = taken.getpeername()[1]
            said = sentence(baolan("serve", archive, "--port", port))
        assert f"Port {port} on 127.0.0.1 cannot be used (Address already in use). Choose another with --port." in said
    finally:
        process.send_signal(end)
        code = process.wait(10)
        process.stdout.close()
    assert code in (0, -end, 128 + end) or (end == signal.SIGINT and code == 1)  # Datasette 1.0 says "Aborted!"


def answer(address: str) -> str:
    for _ in range(200):
        try:
            with urllib.request.urlopen(address) as response:
                return str(response.read().decode())
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def test_serve_without_an_archive_does_not_touch_somebody_elses(
    tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    baolan("load", "archive.db", papers)
    before = Path("archive.db").read_bytes()
    assert "archive.db holds other transcripts than seeds/." in sentence(baolan("serve"))
    assert Path("archive.db").read_bytes() == before


def test_what_stands_behind_two_dashes_goes_to_datasette_and_holds() -> None:
    said = arguments([Path("archive.db")], "127.0.0.1", 8001, False, ("--setting", "sql_time_limit_ms", "9"))
    assert said[-3:] == ["--setting", "sql_time_limit_ms", "9"]
    assert said.index("sql_time_limit_ms") < len(said) - 2
