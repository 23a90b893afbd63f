"""How long a reader waits for a page of results: random phrases over HTTP, from a real Datasette.

    python -m bench.search_page /tmp/xwlb.db                    300 phrases of 1 to 8 Han characters
    python -m bench.search_page /tmp/xwlb.db --phrases 1000 --seed 7

Phrases are drawn from the paragraphs, so that each is found; a third of the requests narrow by a year, a third ask for
the newest first. One request at a time, on a connection that stays open, after a few to warm up. Milliseconds. Below
the time on the wall stands what the server used of the processors for a page, which does not count what else the
machine does; two of its threads work at once, so that on an idle machine the wall shows less.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

HAN = re.compile(r"[一-鿿]{8,}")
KINDS: dict[str, list[tuple[str, str]]] = {"plain": [], "newest": [("order", "newest")], "year": [("month", "")]}


def draw_phrases(archive: Path, number: int, seed: int) -> list[tuple[str, str]]:
    """Phrases with a year in which each of them is printed."""
    chance = random.Random(seed)
    conn = sqlite3.connect(archive)
    last = conn.execute("SELECT max(id) FROM paragraphs").fetchone()[0]
    phrases = []
    while len(phrases) < number:
        sql = "SELECT text, substr(coalesce(month, '-'), 1, 4) FROM paragraphs WHERE id >= ? ORDER BY id LIMIT 1"
        text, year = conn.execute(sql, [chance.randint(1, last)]).fetchone()
        if runs := HAN.findall(text):
            run = chance.choice(runs)
            length = chance.randint(1, 8)
            start = chance.randint(0, len(run) - length)
            phrases.append((run[start : start + length], year))
    conn.close()
    return phrases


def serve(archive: Path) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", str(archive), "--port", str(port)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), port


def processor_seconds(process: int) -> float:
    """What all threads of a process have used of the processors (Linux)."""
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def quantiles(milliseconds: list[float]) -> str:
    ordered = sorted(milliseconds)
    return (
        f"p50 {statistics.median(ordered):7.1f}   p95 {ordered[int(len(ordered) * 0.95)]:7.1f}   max {ordered[-1]:7.1f}"
    )


def measure(archive: Path, number: int, seed: int) -> None:
    phrases = draw_phrases(archive, number, seed)
    server, port = serve(archive)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for phrase, _ in phrases[:5]:
            _ask(connection, archive, phrase, [])
        taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
        used: list[float] = []
        for turn, (phrase, year) in enumerate(phrases):
            kind = list(KINDS)[turn % len(KINDS)]
            arguments = [(name, value or year) for name, value in KINDS[kind]]
            before, begin = processor_seconds(server.pid), time.perf_counter()
            _ask(connection, archive, phrase, arguments)
            taken[kind].append((time.perf_counter() - begin) * 1_000)
            used.append((processor_seconds(server.pid) - before) * 1_000)
    finally:
        server.terminate()
        server.wait()
    for kind, times in taken.items():
        print(f"{kind:8} {quantiles(times)}")
    print(f"{'all':8} {quantiles([one for times in taken.values() for one in times])}")
    print(f"{'used':8} {quantiles(used)}")


def _ask(connection: http.client.HTTPConnection, archive: Path, phrase: str, arguments: list[tuple[str, str]]) -> None:
    connection.request("GET", f"/{archive.stem}/-/search?{urlencode([('q', phrase), *arguments])}")
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200 or b'class="hits"' not in body:
        raise SystemExit(f"{phrase}: status {answer.status}, and no result on the page")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--phrases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    measure(given.archive, given.phrases, given.seed)
