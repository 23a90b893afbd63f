"""What goes on at the same time: two loads, readers by HTTP while pages are loaded, visitors who ask for too much."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from archives import faults, front_page, rows, write_pages

from loader.archive import close_archive, open_archive
from loader.loading import load

BAOLAN = [sys.executable, "-c", "from loader.cli import cli; cli()"]


@contextmanager
def serving(archive: Path, *more: str) -> Iterator[str]:
    """`baolan serve`, at the address that it says."""
    with tempfile.TemporaryFile() as log:  # a pipe would be full after some hundred requests
        server = subprocess.Popen(
            [*BAOLAN, "serve", str(archive), "--port", "0", *more], stdout=log, stderr=subprocess.STDOUT
        )
        try:
            address = ""
            for _ in range(600):
                log.seek(0)
                if found := re.search(rb"http://127\.0\.0\.1:[1-9]\d*", log.read()):
                    address = found[0].decode()
                    with suppress(OSError):
                        urlopen(address, timeout=60).close()
                        break
                time.sleep(0.1)
            yield address
        finally:
            server.terminate()
            server.wait()


def asked(address: str, **arguments: object) -> tuple[int, Any]:
    """Status and JSON of an address."""
    try:
        with urlopen(f"{address}?{urlencode(arguments)}", timeout=60) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        text = error.read()
        return error.code, json.loads(text) if text.startswith(b"{") else text


def test_two_loads_at_once_leave_a_whole_archive_and_the_next_one_finishes(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {f"{page:03}.txt": front_page(page) for page in range(60)})
    program = "import loader.store as s; s.TRANSACTION_CHARACTERS = 2000; from loader.cli import cli; cli()"
    command = [sys.executable, "-c", program, "load", str(tmp_path / "a.db"), str(papers), "--workers", "1"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [one.communicate() for one in both]
    for one, (_, error) in zip(both, said, strict=True):
        assert one.returncode in (0, 1)
        assert "Traceback" not in error
        if one.returncode:
            assert re.search("another program .*(load|run baolan reprints|try) again|to finish", error)
    assert 0 in [one.returncode for one in both]
    assert faults(tmp_path / "a.db") == []
    load(tmp_path / "a.db", [papers])
    load(tmp_path / "alone.db", [papers])
    assert rows(tmp_path / "a.db", "SELECT id, text FROM transcripts ORDER BY id") == rows(
        tmp_path / "alone.db", "SELECT id, text FROM transcripts ORDER BY id"
    )
    assert faults(tmp_path / "a.db") == []


def test_an_archive_that_several_programs_begin_at_the_same_moment_is_made_once(tmp_path: Path) -> None:
    for turn in range(10):
        together = Barrier(4)

        def begin(path: Path = tmp_path / f"{turn}.db", together: Barrier = together) -> list[str]:
            together.wait()
            db = open_archive(path, create=True)
            try:
                return [key for (key,) in db.execute("SELECT key FROM archive ORDER BY key")]
            finally:
                close_archive(db)

        with ThreadPoolExecutor(4) as programs:
            made = [programs.submit(begin) for _ in range(4)]
            assert [one.result() for one in made] == [["folding", "schema"]] * 4


def test_visitors_see_transcripts_whole_while_pages_are_loaded(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    load(archive, [write_pages(tmp_path / "first", {"zz.txt": front_page(99)})])
    pages = {f"{page:03}.txt": front_page(page) for page in range(80)}
    lines = {name[:3]: sum(bool(line.strip()) for line in text.split("\n")) for name, text in pages.items()}
    papers = write_pages(tmp_path / "papers", pages)
    program = "import loader.store as s; s.TRANSACTION_CHARACTERS = 1500; from loader.cli import cli; cli()"
    sql = """SELECT t.id, (SELECT count(*) FROM lines WHERE transcript_id = t.id) AS lines,
                (SELECT count(*) FROM paragraphs_fts WHERE paragraphs_fts MATCH '"号消息"') >= 0 AS found
             FROM transcripts t WHERE t.id != 'zz'"""
    seen: set[int] = set()
    with serving(archive) as address:
        loading = subprocess.Popen(
            [sys.executable, "-c", program, "load", str(archive), str(papers), "--workers", "1"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        while True:
            running = loading.poll() is None
            status, answer = asked(f"{address}/a.json", sql=sql, _shape="array")
            assert status == 200, answer
            assert [row for row in answer if row["lines"] != lines[row["id"]]] == []
            seen.add(len(answer))
            for page in ("/a/-/search?q=消息", "/a/-/stories", "/a/-/trends?q=消息", "/a/-/days"):
                with urlopen(address + page.replace("消息", "%E6%B6%88%E6%81%AF"), timeout=60) as found:
                    assert found.status == 200
            if not running:
                break
        assert loading.wait() == 0
        loading.communicate()
    assert max(seen) == 80
    assert faults(archive) == []


def test_a_visitor_gets_three_seconds_and_a_thousand_rows(archive: Path) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    many = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) select i from n"
    with serving(archive) as address:
        began = time.monotonic()
        assert asked(f"{address}/archive.json", sql=endless)[0] == 400
        assert 2.5 < time.monotonic() - began < 30
        status, answer = asked(f"{address}/archive.json", sql=many)
        assert (status, len(answer["rows"]), answer["truncated"]) == (200, 1000, True)
        for statement in ("delete from paragraphs", "pragma writable_schema = 1", "attach 'x.db' as x", "vacuum"):
            assert asked(f"{address}/archive.json", sql=statement)[0] in (400, 403)
    with serving(archive, "--", "--setting", "default_allow_sql", "off") as address:
        assert asked(f"{address}/archive.json", sql="select 1")[0] == 403
