"""How long a reader waits for each kind of page, how large pages are, and whether fifty readers at once see an error.

    python -m bench.site_pages archive.db
    python -m bench.site_pages archive.db --python OTHER/bin/python --readers 50 --seconds 60

A real Datasette, one process, as `baolan serve` starts it. One request at a time, on one connection that stays open,
after one of each kind to warm up; the pages are drawn of the archive, always the same. The table pages are Datasette's
own, of the commonest characters, with their facets. Bytes are of the largest page drawn, without styles and fonts.
Then so many readers, each of whom asks for another page as soon as the last has come.
"""

from __future__ import annotations

import argparse
import http.client
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from urllib.parse import quote
from urllib.request import urlopen

from loader.serving import free_port

GOALS = {"home": 150, "article": 80, "search": 150, "front page": 150, "story": 300, "table 国": 300, "table 的": 300}
DRAWN = 100
FAILED = b"timed out"  # what a table page says of a facet that was given up


def drawn(archive: Path, chance: Random) -> dict[str, list[str]]:
    """Addresses by kind of page."""
    conn = sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)

    def some(sql: str) -> list[str]:
        found = [quote(str(row[0])) for row in conn.execute(sql)]
        return chance.sample(found, min(DRAWN, len(found)))

    root = f"/{archive.stem}"
    addresses = {
        "home": ["/"] * 30,
        "article": [f"{root}/-/article/{id}" for id in some("SELECT id FROM articles ORDER BY id")],
        "search": [
            f"{root}/-/search?q={word}" for word in some("SELECT word FROM words WHERE content = 1 ORDER BY word")
        ],
        "front page": [f"{root}/-/page/{id}" for id in some("SELECT id FROM transcripts ORDER BY id")],
        "story": [f"{root}/-/story/{id}" for id in some("SELECT id FROM stories ORDER BY id")],
        **{f"table {sign}": [f"{root}/paragraphs?_search={quote(sign)}"] * 20 for sign in "国的"},
    }
    conn.close()
    return {kind: found for kind, found in addresses.items() if found}


def serve(python: str, archive: Path) -> tuple[subprocess.Popen[bytes], int]:
    """A server that answers."""
    port = free_port("127.0.0.1", 0)
    command = [python, "-c", "from loader.cli import cli; cli()", "serve", str(archive), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(120):
        with suppress(OSError):
            urlopen(f"http://127.0.0.1:{port}/", timeout=20).close()
            return server, port
        time.sleep(0.5)
    server.terminate()
    raise SystemExit("the server does not answer")


def wait(port: int, pages: dict[str, list[str]]) -> None:
    """Milliseconds and bytes of each kind, as rows of a table."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(address: str) -> tuple[float, bytes]:
        begun = time.perf_counter()
        connection.request("GET", address)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{address}: status {answer.status}")
        return (time.perf_counter() - begun) * 1_000, body

    for addresses in pages.values():
        ask(addresses[0])
    print("| page | goal | p50 | p95 | slowest | KB |\n|---|---|---|---|---|---|")
    for kind, addresses in pages.items():
        answers = [ask(address) for address in addresses]
        taken = sorted(time for time, _ in answers)
        largest = max(len(body) for _, body in answers) / 1_000
        given_up = ", a facet was given up" if any(FAILED in body for _, body in answers) else ""
        late = taken[int(len(taken) * 0.95)]
        print(
            f"| {kind}{given_up} | {GOALS[kind]} | {statistics.median(taken):.0f} | {late:.0f} | {taken[-1]:.0f} "
            f"| {largest:.0f} |"
        )


def crowd(port: int, pages: dict[str, list[str]], readers: int, seconds: float) -> None:
    """So many readers at once, and what they were refused."""
    kinds = [kind for kind in pages if not kind.startswith("table")]
    end = time.monotonic() + seconds
    taken: list[float] = []
    refused: list[str] = []

    def read(number: int) -> None:
        chance = Random(number)
        while time.monotonic() < end:
            address = chance.choice(pages[chance.choice(kinds)])
            begun = time.monotonic()
            try:
                urlopen(f"http://127.0.0.1:{port}{address}", timeout=60).read()
            except OSError as error:
                refused.append(f"{address}: {error}")
            taken.append(time.monotonic() - begun)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.sort()
    print(
        f"\n{readers} readers for {seconds:.0f} s: {len(taken):,} pages, {len(refused)} errors; "
        f"p50 {taken[len(taken) // 2]:.1f} s, p95 {taken[int(len(taken) * 0.95)]:.1f} s"
    )
    for one in refused[:10]:
        print(f"- {one}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--python", default=sys.executable, help="of an environment with Datasette and baolan")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    pages = drawn(options.archive, Random(7))
    server, port = serve(options.python, options.archive)
    try:
        wait(port, pages)
        if options.seconds:
            crowd(port, pages, options.readers, options.seconds)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
