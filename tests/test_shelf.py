"""A folder of archives, one for each outlet and year; and loading one on a cluster of processes."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from archives import dump, faults, front_page, rows, write_pages
from click.testing import CliRunner
from conftest import Site

from loader.cli import cli
from loader.shelf import archive_name

PAGES = {
    f"{outlet}/{day}/{page}.txt": front_page(seed)
    for seed, (outlet, day, page) in enumerate(
        (outlet, day, page)
        for outlet in ("霁川日报", "望津晚报")
        for day in ("2019-12-31", "2020-01-01")
        for page in (1, 2)
    )
}


def load(folder: Path, pages: Path, *options: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["load", str(folder), str(pages), "--shelf", "--workers", "1", *map(str, options)])
    return result.exit_code, result.output


def shelf_of(folder: Path) -> dict[str, str]:
    return {path.name: dump(path) for path in sorted(folder.glob("*.db"))}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages and the shelf that was loaded from them, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    write_pages(folder / "pages", PAGES)
    code, said = load(folder / "shelf", folder / "pages")
    assert (code, said) == (0, f"{folder / 'shelf'}: 8 added.\n")
    return folder


@pytest.fixture
def pages(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "pages", tmp_path / "pages"))


@pytest.fixture
def shelf(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "shelf", tmp_path / "shelf"))


def test_each_outlet_and_year_has_an_archive_and_each_is_whole(shelf: Path) -> None:
    assert sorted(os.listdir(shelf)) == [
        "望津晚报-2019.db", "望津晚报-2020.db", "霁川日报-2019.db", "霁川日报-2020.db",
    ]  # fmt: skip
    counts = {path.name: rows(path, "SELECT count(*) FROM transcripts")[0][0] for path in shelf.iterdir()}
    assert counts["霁川日报-2020.db"] == 2
    assert [fault for path in shelf.iterdir() for fault in faults(path)] == []


def test_loading_again_changes_nothing(shelf: Path, pages: Path) -> None:
    before = shelf_of(shelf)
    assert load(shelf, pages) == (0, f"{shelf}: 8 unchanged.\n")
    assert shelf_of(shelf) == before


def test_a_page_whose_paper_was_corrected_moves_and_stands_in_one_archive(shelf: Path, pages: Path) -> None:
    (pages / "catalog.csv").write_text(
        "file,outlet,date\n霁川日报/2020-01-01/1.txt,望津晚报,2021-03-04\n", encoding="utf-8"
    )
    assert load(shelf, pages) == (0, f"{shelf}: 1 changed, 7 unchanged.\n")
    homes = [
        path.name for path in shelf.iterdir() if rows(path, "SELECT 1 FROM transcripts WHERE path LIKE '%霁川%01/1%'")
    ]
    assert homes == ["望津晚报-2021.db"]
    assert [fault for path in shelf.iterdir() for fault in faults(path)] == []


def test_a_page_that_a_killed_load_left_in_two_archives_is_put_right(shelf: Path, pages: Path) -> None:
    before = shelf_of(shelf)
    kept = shelf / "kept"
    shutil.copy(shelf / "霁川日报-2019.db", kept)
    (pages / "catalog.csv").write_text(
        "file,outlet,date\n霁川日报/2019-12-31/1.txt,霁川日报,2020-01-01\n", encoding="utf-8"
    )
    load(shelf, pages)
    kept.replace(shelf / "霁川日报-2019.db")  # as if the load had been killed before the page was taken out
    (pages / "catalog.csv").unlink()
    assert load(shelf, pages)[0] == 0
    ids = [id for path in shelf.glob("*.db") for (id,) in rows(path, "SELECT id FROM transcripts")]
    assert len(ids) == len(set(ids)) == 8
    assert shelf_of(shelf).keys() == before.keys()
    assert [fault for path in shelf.iterdir() for fault in faults(path)] == []


def test_words_and_stories_that_a_load_left_undone_are_brought_up_to_date_by_the_next(
    pages: Path, shelf: Path, tmp_path: Path
) -> None:
    late = tmp_path / "late"
    load(late, pages, "--no-words", "--no-reprints")
    undone = [rows(path, "SELECT count(*) FROM stale_articles")[0][0] for path in late.glob("*.db")]
    assert all(undone)
    assert load(late, pages) == (0, f"{late}: 8 unchanged.\n")
    assert shelf_of(late) == shelf_of(shelf)


def test_a_paper_of_any_name_has_a_file() -> None:
    assert archive_name(None, None) == "unknown-undated.db"
    assert archive_name("../霁川 日报", "2020-02-13") == "霁川_日报-2020.db"
    assert "/" not in archive_name("a/b", "2020-01-01")
    assert len(archive_name("报" * 200, "2020-01-01").encode()) < 200


def test_a_cluster_that_is_not_there_is_a_sentence(
    tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loader.cluster.CONNECT_SECONDS", 1)
    code, said = load(tmp_path / "shelf", pages, "--dask", "tcp://127.0.0.1:9")
    assert (code, "no Dask scheduler answers there" in said) == (1, True), said


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, each a process of its own."""
    log = (tmp_path / "scheduler.log").open("wb")
    dask = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--port",
        "0",
        "--no-dashboard",
        "--host",
        "127.0.0.1",
    ]
    scheduler = subprocess.Popen(dask, stderr=log, stdout=log, cwd=tmp_path)
    address = ""
    for _ in range(200):
        found = re.search(r"tcp://127\.0\.0\.1:\d+", (tmp_path / "scheduler.log").read_text())
        if found:
            address = found[0]
            break
        time.sleep(0.1)
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        address,
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
    ]
    workers = [subprocess.Popen(worker, stderr=log, stdout=log, cwd=tmp_path) for _ in range(2)]
    for _ in range(200):
        if (tmp_path / "scheduler.log").read_text().count("Register worker") >= 2:
            break
        time.sleep(0.1)
    yield address, workers
    for process in [*workers, scheduler]:
        process.kill()
        process.wait()
    log.close()


def test_a_cluster_makes_the_same_archives_though_a_worker_is_killed(
    shelf: Path, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    pages = write_pages(
        tmp_path / "more", {**PAGES, **{f"霁川日报/2020-02-{n:02d}/1.txt": front_page(n, 25) for n in range(1, 13)}}
    )
    assert load(tmp_path / "here", pages, "--no-words", "--no-reprints")[0] == 0
    threading.Timer(1.5, lambda: workers[0].send_signal(signal.SIGKILL)).start()
    code, said = load(tmp_path / "there", pages, "--dask", address, "--no-words", "--no-reprints")
    assert code == 0, said
    workers[0].wait(10)
    assert shelf_of(tmp_path / "there") == shelf_of(tmp_path / "here")


def test_one_search_asks_all_archives_and_leads_on(shelf: Path) -> None:
    site = Site(*sorted(shelf.glob("*.db")))
    told = json.loads(site.get("/-/archives.json", q="疫情防控").text)
    expected = {
        path.stem: rows(path, "SELECT count(*) FROM paragraphs WHERE text LIKE '%疫情防控%'")[0][0]
        for path in shelf.glob("*.db")
    }
    assert {one["archive"]: one["total"] for one in told["archives"]} == expected
    page = site.get("/-/archives", q="疫情防控", lang="zh").text
    assert f"{len(expected)} 个库中共 {sum(expected.values())} 段" in page
    for address in re.findall(r'href="([^"]*/-/search\?q=[^"]*)"', page):
        assert site.get(address).status_code == 200
    assert 'action="/-/archives"' in site.get("/").text
    site.loop.close()


@pytest.mark.parametrize("typed", ["", '"', "OR", "\0", "，。", "<script>", "疫" * 3000])
def test_no_words_make_an_error_page_of_all_archives(shelf: Path, typed: str) -> None:
    site = Site(*sorted(shelf.glob("*.db")))
    for address in ("/-/archives", "/-/archives.json"):
        assert site.status(address, f"q={quote(typed)}") == 200
    assert "<script>alert" not in site.get("/-/archives", q=typed[:100] + "<script>alert(1)").text
    site.loop.close()


def test_a_folder_without_archives_is_not_served(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["serve", str(tmp_path)])
    assert (result.exit_code, "no archive in this folder" in result.output) == (1, True)
