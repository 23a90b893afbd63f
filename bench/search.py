"""How exact, how fast and how large search is, beside a LIKE scan, a trigram index and tantivy.

    pip install tantivy                                          # else its column is left out
    python -m bench.search /tmp/corpus --times 10                a folder of transcripts, loaded first
    python -m bench.search /tmp/corpus --archive archive.db      loaded already
    python -m bench.search … --python OTHER/bin/python           also over HTTP by another Datasette
    python -m bench.search … --copies many.db                    the copies are made there, or were before

A corpus: any folder of some 30 MB of Chinese text, one file for each day or page (the broadcasts of Xinwen Lianbo, as
published on GitHub day by day, are one). A thousand strings are drawn from its text as printed, always the same: 500 of
1 to 8 Han characters, 300 words of jieba, 200 with letters, digits or marks. Each is asked of every engine in turn, so
that a machine that others use is as slow for one as for the next; read the ratios. LIKE is asked every tenth time. How
times grow with the text is told by asking the text and its copies side by side, five times each.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from operator import itemgetter
from pathlib import Path
from typing import Any

import jieba

from bench.engines import Engine, Like, Ours, Tantivy, Trigram, make_copies
from loader.characters import is_word
from loader.loading import load
from loader.normalize import fold, fold_with_map, stands_free
from loader.serving import free_port

SEED = 20200212
LIKE_EVERY = 10
ROUNDS = 5
Texts = list[tuple[int, str]]


def is_han(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def draw(texts: Texts, chance: random.Random) -> list[str]:
    """A thousand strings of the text as printed, none of which cuts a word of letters or a number."""
    drawn: list[str] = []
    while len(drawn) < 500:
        words = _piece(chance.choice(texts)[1], chance, 8)
        if words and all(map(is_han, words)):
            drawn.append(words)
    while len(drawn) < 800:
        words = chance.choice(list(jieba.cut(chance.choice(texts)[1])) or [""])
        if words and all(map(is_han, words)):
            drawn.append(words)
    while len(drawn) < 1_000:
        words = _piece(chance.choice(texts)[1], chance, 12)
        if words and any(map(is_han, words)) and not all(map(is_han, words)):
            drawn.append(words)
    return drawn


def _piece(text: str, chance: random.Random, longest: int) -> str:
    """Some characters of a text; nothing where they cut a word or a number, or have what a query reads as its own."""
    folded, starts, ends = fold_with_map(text)
    if not folded:
        return ""
    start = chance.randrange(len(folded))
    end = min(start + chance.randint(1, longest), len(folded))
    words = text[starts[start] : ends[end - 1]]
    return words if stands_free(folded, start, end) and fold(words) == folded[start:end] and '"' not in words else ""


class Truth:
    """Plain substring search over the folded text."""

    def __init__(self, texts: Texts) -> None:
        self.ids = [id for id, _ in texts]
        self.starts, at = [], 0
        for _, text in texts:
            self.starts.append(at)
            at += len(text) + 1
        self.text = "\n".join(text for _, text in texts)

    def holding(self, words: str) -> set[int]:
        found, at = set(), self.text.find(words)
        edges = is_word(words[0]) or is_word(words[-1])
        while at >= 0:
            if not edges or stands_free(self.text, at, at + len(words)):
                found.add(self.ids[bisect_right(self.starts, at) - 1])
            at = self.text.find(words, at + 1)
        return found


def show_growth(pairs: Sequence[tuple[Engine, Engine]], strings: Sequence[str]) -> None:
    """How p95 grows from each engine's text to its copies.

    Each string is asked of the text, then of the copies, of all engines in turn, and that `ROUNDS` times.
    """
    taken: dict[tuple[str, str, int], list[list[float]]] = defaultdict(list)
    for words in strings:
        times: dict[tuple[str, str, int], list[float]] = defaultdict(list)
        for _ in range(ROUNDS):
            for pair in pairs:
                for way in ("ranked", "newest"):
                    for size, engine in enumerate(pair):
                        begun = time.perf_counter()
                        getattr(engine, way)(words)
                        times[engine.name, way, size].append((time.perf_counter() - begun) * 1e3)
        for key, of_string in times.items():
            taken[key].append(of_string)
    print("\n### Growth of p95, side by side\n\n| asked | of each string | text, ms | copies, ms | times |")
    print("|---|---|---|---|---|")
    for name, way, _ in list(taken)[::2]:
        for title, told in (
            ("the first time", itemgetter(0)),
            (f"median of {ROUNDS}", statistics.median),
            ("least", min),
        ):
            less, more = (percentile([told(times) for times in taken[name, way, size]], 0.95) for size in (0, 1))
            print(f"| {name}, {way} | {title} | {less:.2f} | {more:.2f} | {more / less:.2f} |")


def timed(engines: Sequence[Engine], strings: Sequence[str], every: int) -> dict[tuple[str, str], list[float]]:
    """Milliseconds by engine and way, each string asked of all in turn."""
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number, words in enumerate(strings):
        for engine in engines:
            if engine.name == "LIKE" and number % every:
                continue
            for way, ask in (("ranked", engine.ranked), ("newest", engine.newest)):
                begun = time.perf_counter()
                ask(words)
                taken[engine.name, way].append((time.perf_counter() - begun) * 1e3)
    return taken


def percentile(values: Sequence[float], part: float) -> float:
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]


def edited(texts: Texts, times: int, chance: random.Random) -> Iterator[tuple[int, str]]:
    """So many copies of the paragraphs, one character in fifty of each replaced by another of the text."""
    signs = "".join(text for _, text in texts[:: max(len(texts) // 1_000, 1)])
    last = texts[-1][0] // 1_000 + 1
    for copy in range(times):
        for id, text in texts:
            letters = list(text)
            for _ in range(len(letters) // 50 if copy else 0):
                letters[chance.randrange(len(letters))] = chance.choice(signs)
            yield id + copy * last * 1_000, "".join(letters)


def sizes(conn: sqlite3.Connection) -> dict[str, float]:
    """Megabytes of the table paragraphs, its b-tree indexes and its full-text tables, by dbstat."""
    sql = "SELECT name, sum(pgsize) / 1e6 FROM dbstat WHERE name GLOB 'paragraphs*' GROUP BY 1"
    return dict(conn.execute(sql).fetchall())


def wait_for(address: str) -> None:
    for _ in range(120):
        with suppress(OSError):
            urllib.request.urlopen(address, timeout=20).read()
            return
        time.sleep(0.5)


def table_page(python: str, archive: Path, sign: str) -> str:
    """The stock table page of the commonest character: median milliseconds, and which facets it has."""
    port = free_port("127.0.0.1", 0)
    server = subprocess.Popen(
        [python, "-m", "datasette", "serve", str(archive), "-p", str(port), "--setting", "suggest_facets", "off"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        asked = f"_search={urllib.parse.quote(sign)}"
        address = f"http://127.0.0.1:{port}/{archive.stem}/paragraphs"
        wait_for(address)
        taken = []
        for _ in range(12):
            begun = time.perf_counter()
            urllib.request.urlopen(f"{address}?{asked}", timeout=20).read()
            taken.append((time.perf_counter() - begun) * 1e3)
        extra = "&_extra=facet_results"  # 1.0 says only what it is asked for
        said: dict[str, Any] = json.load(urllib.request.urlopen(f"{address}.json?{asked}{extra}", timeout=20))
        results = said["facet_results"]
        facets = ", ".join(sorted(results.get("results", results))) or "none"
        return f"{statistics.median(taken[2:]):.0f} ms; facets {facets}"
    finally:
        server.terminate()
        server.wait()


def show_times(title: str, taken: dict[tuple[str, str], list[float]]) -> None:
    print(f"\n### {title}\n\n| engine | ranked p50 | p95 | newest p50 | p95 |\n|---|---|---|---|---|")
    for name in dict.fromkeys(name for name, _ in taken):
        cells = [f"{percentile(taken[name, way], part):.2f}" for way in ("ranked", "newest") for part in (0.5, 0.95)]
        print(f"| {name} | {' | '.join(cells)} |")
    ours = {(way, part): percentile(taken["baolan", way], part) for way in ("ranked", "newest") for part in (0.5, 0.95)}
    for name in ("LIKE", "tantivy"):
        if (name, "ranked") in taken:
            ratios = [f"{value / percentile(taken[name, way], part):.3f}" for (way, part), value in ours.items()]
            print(f"| *baolan / {name}* | {' | '.join(ratios)} |")


def versions() -> str:
    found = []
    for name in ("baolan", "sqlite-utils", "datasette", "tantivy", "jieba"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}, {', '.join(found)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--archive", type=Path, help="of the corpus, loaded by this version")
    parser.add_argument("--times", type=int, default=0, help="also on so many edited copies of the paragraphs")
    parser.add_argument(
        "--python", action="append", default=[], help="of another environment with Datasette and baolan"
    )
    parser.add_argument("--copies", type=Path, help="where the copies are, or are to be made and kept")
    parser.add_argument("--work", type=Path, help="folder for what is built (default: a temporary one)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        run(options, Path(folder))


def run(options: argparse.Namespace, folder: Path) -> None:
    archive = options.archive or folder / "archive.db"
    if options.archive is None:
        load(archive, [options.corpus], workers=2)
    conn = sqlite3.connect(archive)
    conn.row_factory = sqlite3.Row
    rows = [dict(row) for row in conn.execute("SELECT * FROM paragraphs ORDER BY id")]
    texts = [(row["id"], fold(row["text"])) for row in rows]
    strings = draw([(row["id"], row["text"]) for row in rows], random.Random(SEED))
    print(f"{len(rows):,} paragraphs, {sum(len(text) for _, text in texts):,} characters. {versions()}")

    ours, truth = Ours(archive), Truth(texts)
    exact = sum(ours.every(words) == truth.holding(fold(words)) for words in strings)
    print(f"\nExact: {exact:,} of {len(strings):,} strings")

    trigram = Trigram(folder / "trigram.db", rows)
    own, other = sizes(conn), sizes(trigram.conn)
    print("\n| size, MB | baolan | trigram |\n|---|---|---|")
    for name in sorted({*own, *other}):
        print(f"| {name} | {own.get(name, 0):.1f} | {other.get(name, 0):.1f} |")
    print(f"| **all** | {sum(own.values()):.1f} | {sum(other.values()):.1f} |")
    print(f"| *ratio* | {sum(own.values()) / sum(other.values()):.3f} | |")

    engines: list[Engine] = [ours, Like(archive), trigram]
    with suppress(ImportError):
        engines.append(Tantivy(folder / "tantivy", texts))
    once = timed(engines, strings, LIKE_EVERY)
    show_times("Milliseconds", once)

    sign = Counter(sign for _, text in texts for sign in set(text) if is_han(sign)).most_common(1)[0][0]
    for python in [sys.executable, *options.python]:
        asked = [python, "-c", "import importlib.metadata as m; print(m.version('datasette'))"]
        name = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
        print(f"\nDatasette {name}, table page of {sign}: {table_page(python, archive, sign)}")

    if options.times:
        many = options.copies or folder / "many.db"
        if not many.exists():
            make_copies(many, edited(texts, options.times, random.Random(SEED)))
        ours_of_many = Ours(many)
        pairs: list[tuple[Engine, Engine]] = [(ours, ours_of_many)]
        if isinstance(engines[-1], Tantivy):
            copies = edited(texts, options.times, random.Random(SEED))
            pairs.append((engines[-1], Tantivy(folder / "many", copies)))
        more = timed([ours_of_many, Like(many), *[pair[1] for pair in pairs[1:]]], strings, 5 * LIKE_EVERY)
        show_times(f"Milliseconds at {options.times} times the text", more)
        for name in ("baolan", "tantivy"):
            for way in ("ranked", "newest"):
                if (name, way) in once:
                    grown = percentile(more[name, way], 0.95) / percentile(once[name, way], 0.95)
                    print(f"\np95, {name}, {way}, first table to this one: {grown:.2f} times")
        show_growth(pairs, strings)


if __name__ == "__main__":
    main()
