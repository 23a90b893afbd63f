"""What ends a command at any moment: signals, dying workers, power cuts, full disks. At length: `bench.kills`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from archives import faults, front_page, rows, write_pages

from loader import interrupts, publishing
from loader.archive import begin_writing
from loader.errors import BaolanError
from loader.loading import load
from loader.publishing import publish

KILLS = int(os.environ.get("BAOLAN_KILLS_ANYWHERE", "6"))


@pytest.mark.skipif(not Path("/proc").is_dir() or not hasattr(os, "fork"), reason="forks, and looks into /proc")
def test_whatever_ends_a_command_at_any_moment_the_archive_is_whole_and_the_next_one_finishes() -> None:
    script = (
        "import json; from bench.kills import SCENES, kills\n"
        f"done, found = kills({KILLS}, 20200212, scenes=[SCENES[0], SCENES[2], SCENES[5]])\n"
        "print(json.dumps([sum(done.values()), found]))"
    )
    root = str(Path(__file__).parent.parent)
    paths = os.pathsep.join([root, str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    said = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
        cwd=root,
    )
    assert f"[{KILLS}, []]" == said.stdout.strip(), said.stdout + said.stderr


def test_a_ctrl_c_that_is_lost_is_raised_again(capfd: pytest.CaptureFixture[str]) -> None:
    class Page:
        def __del__(self) -> None:  # what is raised here Python only prints
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.05)

    def lose() -> None:
        with interrupts.noted():
            page = Page()
            del page
            interrupts.check()
            raise AssertionError("went on")

    with pytest.raises(KeyboardInterrupt):
        lose()
    assert capfd.readouterr().err == ""
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    interrupts.check()


def test_a_transaction_that_ctrl_c_kept_from_beginning_is_put_away_in_silence(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from loader import interrupts; from loader.archive import open_archive\n"
        "db = open_archive(__import__('pathlib').Path(sys.argv[1]), create=True)\n"
        "try:\n"
        "    with interrupts.noted():\n"
        "        half = db.atomic(); half.__enter__(); db.close()\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
        "del half\n"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path / "a.db")], capture_output=True, text=True)
    assert (ended.stdout, ended.stderr) == ("interrupted\n", "")


def test_ctrl_c_ends_a_load_with_a_sentence_and_keeps_what_is_done(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {f"{page:03}.txt": front_page(page) for page in range(30)})
    script = (
        "import os, signal, sys; import loader.store as s; s.TRANSACTION_CHARACTERS = 1000\n"
        "insert = s.Store._insert; seen = []\n"
        "def interrupted(self, table, rows):\n"
        "    seen.append(table)\n"
        "    if len(seen) == 100: os.kill(os.getpid(), signal.SIGINT)\n"
        "    insert(self, table, rows)\n"
        "s.Store._insert = interrupted\n"
        "from loader.cli import cli; cli()\n"
    )
    archive = tmp_path / "a.db"
    ended = subprocess.run(
        [sys.executable, "-c", script, "load", str(archive), str(papers), "--workers", "1"],
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        130, "", "Interrupted. Nothing is half written; the same command goes on where this one stopped.\n",
    )  # fmt: skip
    assert faults(archive) == []
    (kept,) = rows(archive, "SELECT count(*) FROM transcripts")[0]
    assert isinstance(kept, int)
    assert 0 < kept < 30
    assert len(load(archive, [papers]).added) == 30 - kept


def test_a_full_disk_keeps_what_was_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "a.db"
    load(archive, [write_pages(tmp_path / "first", {"zz.txt": front_page(99)})])
    papers = write_pages(tmp_path / "papers", {f"{page:03}.txt": front_page(page) for page in range(30)})
    monkeypatch.setattr("loader.store.TRANSACTION_CHARACTERS", 1_000)

    def small(db: object) -> None:
        begin_writing(db)  # type: ignore[arg-type]
        (pages,) = db.execute("PRAGMA page_count").fetchone()  # type: ignore[attr-defined]
        db.execute(f"PRAGMA max_page_count = {pages + 40}")  # type: ignore[attr-defined]

    monkeypatch.setattr("loader.store.begin_writing", small)
    with pytest.raises(BaolanError, match=r"a\.db: the disk is full\. Make room, then load again"):
        load(archive, [papers])
    assert faults(archive) == []
    assert rows(archive, "SELECT 1 FROM transcripts WHERE id = 'zz'") == [(1,)]
    monkeypatch.setattr("loader.store.begin_writing", begin_writing)
    load(archive, [papers])
    assert rows(archive, "SELECT count(*) FROM transcripts") == [(31,)]
    assert faults(archive) == []


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files")
def test_a_file_that_may_not_grow_keeps_what_was_loaded(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    load(archive, [write_pages(tmp_path / "first", {"zz.txt": front_page(99)})])
    papers = write_pages(tmp_path / "papers", {f"{page:03}.txt": front_page(page) for page in range(30)})
    script = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({archive.stat().st_size + 100_000},) * 2)\n"
        "from loader.cli import cli; cli()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, "load", str(archive), str(papers), "--workers", "1"],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "disk" in ended.stderr
    assert faults(archive) == []
    load(archive, [papers])
    assert rows(archive, "SELECT count(*) FROM transcripts") == [(31,)]


def test_what_a_killed_publication_left_is_removed_and_what_another_is_writing_is_not(
    archive: Path, tmp_path: Path
) -> None:
    old, fresh, other = tmp_path / ".p.db.abc.part", tmp_path / ".p.db.def.part", tmp_path / ".p.db.txt"
    for file in (old, fresh, other):
        file.write_bytes(b"half")
    for file in (old, other):
        os.utime(file, (time.time() - publishing.ABANDONED - 5,) * 2)
    publish(archive, tmp_path / "p.db")
    assert sorted(file.name for file in tmp_path.iterdir()) == [".p.db.def.part", ".p.db.txt", "p.db"]
