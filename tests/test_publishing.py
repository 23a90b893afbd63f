"""A copy to be published: whole or not at all."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import dump, faults
from click.testing import CliRunner

from loader.cli import cli


def publish(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["publish", *map(str, arguments)])
    return result.exit_code, result.output


def test_a_published_copy_has_all_that_the_archive_has_in_one_compact_file(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "public.db"
    code, said = publish(archive, copy)
    assert code == 0, said
    assert "public.db: published" in said
    assert dump(copy) == dump(archive)
    assert faults(copy) == []
    assert copy.stat().st_size <= archive.stat().st_size
    assert [path.name for path in tmp_path.iterdir()] == ["public.db"]
    conn = sqlite3.connect(copy)
    assert conn.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert conn.execute("SELECT count(*) > 5 FROM sqlite_stat1").fetchone() == (1,)
    conn.close()


def test_a_copy_replaces_the_one_before(copy_of: Callable[..., Path], tmp_path: Path) -> None:
    archive, copy = copy_of("a.db"), tmp_path / "public.db"
    assert publish(archive, copy)[0] == 0
    conn = sqlite3.connect(archive)
    conn.execute("UPDATE transcripts SET note = '新注'")
    conn.commit()
    conn.close()
    assert publish(archive, copy)[0] == 0
    assert dump(copy) == dump(archive)


def test_a_reader_of_the_last_copy_goes_on_reading_it(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "public.db"
    publish(archive, copy)
    reader = sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)
    first = reader.execute("SELECT count(*) FROM paragraphs").fetchone()
    publish(archive, copy)
    assert reader.execute("SELECT count(*) FROM paragraphs").fetchone() == first
    reader.close()


def test_an_archive_that_is_not_whole_is_not_published(copy_of: Callable[..., Path], tmp_path: Path) -> None:
    copy = tmp_path / "public.db"
    publish(copy_of("a.db"), copy)
    before = copy.read_bytes()
    code, said = publish(copy_of("b.db", "UPDATE transcripts SET characters = 1"), copy)
    assert code == 1
    assert "not whole, so nothing was published (transcripts" in said
    assert "Run: baolan check" in said
    assert copy.read_bytes() == before


@pytest.mark.parametrize(
    ("expected", "destination"),
    [
        ("the archive itself. Name another file", "a.db"),
        ("a folder. Name the file of the copy", "."),
        ("there is no folder", "no/where.db"),
        ("not a baolan archive; it was left as it is", "other.db"),
        ("not an SQLite database", "letter.txt"),
    ],
)
def test_a_destination_that_cannot_be_is_refused_and_left(
    expected: str, destination: str, copy_of: Callable[..., Path], tmp_path: Path
) -> None:
    archive = copy_of("a.db")
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE t (x)")
    other.close()
    (tmp_path / "letter.txt").write_text("编辑同志：\n" * 200, encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    code, said = publish(archive, tmp_path / destination)
    assert (code, expected in said) == (1, True), said
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_archive_that_is_not_there_is_named(tmp_path: Path) -> None:
    code, said = publish(tmp_path / "none.db", tmp_path / "public.db")
    assert (code, "no such archive" in said) == (1, True), said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_publication_that_is_killed_leaves_the_last_copy(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "public.db"
    publish(archive, copy)
    before = copy.read_bytes()
    command = [sys.executable, "-c", "from loader.cli import cli; cli()", "publish", str(archive), str(copy)]
    for wait in (0.9, 1.1, 1.3):
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(wait)
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert copy.read_bytes() == before or faults(copy) == []
