"""The five seed pages as an archive, and a Datasette that serves it, by the code that everyone runs."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlencode

import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from hypothesis import settings

from loader import index
from loader.cli import cli

SEEDS = Path(__file__).parent.parent / "seeds"

# The same examples each time, so that what passed passes; BAOLAN_RANDOM=1 looks for others.
settings.register_profile("fixed", derandomize=True)
settings.register_profile("random", derandomize=False)
settings.load_profile("random" if os.environ.get("BAOLAN_RANDOM") else "fixed")


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`archive.db` with the seeds, for reading only."""
    path = tmp_path_factory.mktemp("archive") / "archive.db"
    result = CliRunner().invoke(cli, ["load", str(path), str(SEEDS), "--workers", "1"])
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture
def copy_of(archive: Path, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the archive under another name, changed by SQL statements."""

    def copy(name: str, *statements: str) -> Path:
        path = tmp_path / name
        shutil.copy(archive, path)
        conn = sqlite3.connect(path)
        index.register(conn)
        for statement in statements:
            conn.execute(statement)
        conn.commit()
        conn.close()
        return path

    return copy


class Answer(NamedTuple):
    status: int
    kind: str
    text: str


class Site:
    """A Datasette and the event loop it lives in, so that tests need no `async`."""

    def __init__(self, *files: Path, **options: Any) -> None:
        self.loop = asyncio.new_event_loop()
        # A busy machine must not turn an answer into "took too long"; tests of the limit set their own.
        settings = {"sql_time_limit_ms": 20_000, **options.pop("settings", {})}
        self.datasette = Datasette([str(file) for file in files], settings=settings, **options)

    def get(self, path: str, headers: dict[str, str] | None = None, **arguments: object) -> Any:
        asked = ("&" if "?" in path else "?") + urlencode(arguments) if arguments else ""
        return self.loop.run_until_complete(self.datasette.client.get(path + asked, headers=headers))

    def status(self, path: str, query: str) -> int:
        """The status of an address of any length; the client stops at 65,536 characters."""
        return self.ask(path, query)[0]

    def ask(self, path: str, query: str = "", method: str = "GET", body: bytes = b"", kind: str = "") -> Answer:
        """A request as it stands, which no client has made tidy. Answered: status, type, and the text."""
        headers = [(b"host", b"localhost"), *([(b"content-type", kind.encode())] if kind else [])]
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": unquote(path),
            "raw_path": path.encode(), "query_string": query.encode(), "headers": headers,
        }  # fmt: skip
        said: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: Any) -> None:
            said.append(message)

        self.loop.run_until_complete(self.datasette.invoke_startup())
        self.loop.run_until_complete(self.datasette.app()(scope, receive, send))
        answered = {name.lower(): value.decode() for name, value in said[0]["headers"]}
        text = b"".join(message.get("body", b"") for message in said[1:]).decode("utf-8", "replace")
        return Answer(said[0]["status"], answered.get(b"content-type", ""), text)

    def sql(self, database: str, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        self.loop.run_until_complete(self.datasette.invoke_startup())
        result = self.loop.run_until_complete(self.datasette.get_database(database).execute(sql, parameters))
        return [tuple(row) for row in result.rows]


@pytest.fixture(scope="session")
def site(archive: Path) -> Iterator[Site]:
    made = Site(archive)
    yield made
    made.loop.close()


@pytest.fixture(scope="session")
def served(archive: Path) -> Iterator[str]:
    """A real server on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", str(archive), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(150):
        try:
            urllib.request.urlopen(address, timeout=5).read()
            break
        except OSError:
            time.sleep(0.2)
    yield address
    server.terminate()
    server.wait()
