"""Time and memory of finding the stories of an archive, of many times its text, and of one transcript more.

    python -m bench.reprints archive.db --times 10

Of many times the text each copy has its own Han characters, exchanged at random but for those that a rule names (日 in
8日), so that it has as many reprints and formulas as the archive and few in common with another copy. With `--edited`
one character in fifty of each copy is changed instead: every article is then printed so many times, and only looking
for pairs is timed.
"""

from __future__ import annotations

import argparse
import ast
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.search import SEED
from loader import index, schema
from loader.archive import close_archive, open_archive
from loader.database import Database
from loader.finding import find_stories
from loader.normalize import fold
from loader.ruling import PACKAGE

# What these say of two articles follows from characters that they name.
RULES = ("apart", "events", "reprints", "slots")
KEPT = ("transcripts", "articles", "paragraphs", "paragraph_spans")


def measured(archive: Path, *options: str) -> tuple[float, float, str]:
    """Seconds of processor time and peak memory in MB of one run in a process of its own, and what it says."""
    command = [sys.executable, "-m", "bench.reprints", str(archive), "--run", *options]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    seconds, memory, words = said.split(maxsplit=2)
    return float(seconds), float(memory), words


def run(archive: Path, pairs_only: bool) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    db = open_archive(archive)
    begun = time.process_time()
    words = ""
    try:
        words = str(find_stories(db, telling=stop) if pairs_only else find_stories(db))
    except KeyboardInterrupt:
        words = "pairs only"
    seconds = time.process_time() - begun
    counts = [
        f"{db.execute(f'SELECT count(*) FROM {table}').fetchone()[0]:,} {table}"
        for table in ("articles", "article_pairs", "stories", "witnesses", "variants", "readings")
    ]
    close_archive(db)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.1f} {peak:.0f} {words}; {', '.join(counts)}")


def fresh(source: Path, target: Path) -> Path:
    """A copy of an archive whose stories are all to be found."""
    shutil.copy(source, target)
    conn = sqlite3.connect(target)
    index.register(conn)
    for table in ("stories", "article_pairs", "article_prints", "stale_articles"):
        conn.execute(f"DELETE FROM {table}")
    conn.execute("INSERT INTO stale_articles SELECT id FROM articles")
    conn.commit()
    conn.close()
    return target


def multiplied(source: Path, target: Path, times: int, edited: bool) -> Path:
    """An archive of so many copies of the articles, without indexes of words."""
    db = Database(sqlite3.connect(target))
    index.register(db.conn)
    db.execute("PRAGMA synchronous = off")
    with db.atomic():
        schema.ensure_schema(db)
        db.execute("INSERT INTO archive SELECT * FROM (VALUES ('schema', ?))", [str(schema.SCHEMA_VERSION)])
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {trigger}")
    db.execute("ATTACH ? AS source", [str(source)])
    db.execute("INSERT OR REPLACE INTO archive SELECT * FROM source.archive")
    db.execute("INSERT INTO outlets SELECT * FROM source.outlets")
    (last,) = db.execute("SELECT max(number) + 1 FROM source.transcripts").fetchone()
    signs = {sign for (text,) in db.execute("SELECT text FROM source.paragraphs") for sign in text}
    han = sorted(sign for sign in signs - named() if "\u4e00" <= sign <= "\u9fff" and fold(sign) == sign)
    for copy in range(times):
        changed = _edited(han, copy) if edited else _exchanged(han, copy)
        db.conn.create_function("changed", 1, changed)
        for name in KEPT:
            columns = [column for _, column, *_ in db.execute(f"PRAGMA table_info({name})")]
            values = ", ".join(_value(name, column) for column in columns)
            numbers = {"copy": copy, "shift": copy * last}
            db.execute(f"INSERT INTO {name} SELECT {values} FROM source.{name}", numbers)
    db.execute("INSERT INTO stale_articles SELECT id FROM articles")
    db.conn.commit()
    db.execute("DETACH source")
    with db.atomic():
        schema.ensure_schema(db)
    db.execute("ANALYZE")
    db.close()
    return target


def named() -> set[str]:
    """The characters in the rules' own strings; what docstrings and comments quote is none."""
    found: set[str] = set()
    for module in RULES:
        tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
        told = {id(line.value) for line in ast.walk(tree) if isinstance(line, ast.Expr)}
        for part in ast.walk(tree):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in told:
                found.update(part.value)
    return found


def _value(table: str, column: str) -> str:
    """What a copy has in a column: texts as they are changed, keys of its own; of transcripts no text."""
    if column == "text":
        return "changed(text)" if table == "paragraphs" else "''"
    if column in ("path", "transcript_id", "article_id") or (column == "id" and table != "paragraphs"):
        return f"{column} || '~' || :copy"
    if column == "number" and table == "transcripts":
        return "number + :shift"
    if column in ("id", "paragraph_id", "number"):
        return f"{column} + :shift * {schema.IDS_PER_NUMBER}"
    return f'"{column}"'


def _exchanged(han: list[str], copy: int) -> Callable[[str], str]:
    other = random.Random(SEED + copy).sample(han, len(han)) if copy else han
    table = dict(zip(map(ord, han), other, strict=True))
    return lambda text: text.translate(table)


def _edited(han: list[str], copy: int) -> Callable[[str], str]:
    chance = random.Random(SEED + copy)

    def changed(text: str) -> str:
        letters = list(text)
        for _ in range(len(letters) // 50 if copy else 0):
            letters[chance.randrange(len(letters))] = chance.choice(han)
        return "".join(letters)

    return changed


def one_more(archive: Path) -> None:
    """Make the articles of one transcript stale, as if it had been loaded again."""
    db = open_archive(archive)
    with db.conn:
        (id,) = db.execute(
            "SELECT id FROM transcripts WHERE number = (SELECT max(number) / 2 FROM transcripts)"
        ).fetchone()
        db.execute("UPDATE articles SET position = position WHERE transcript_id = ?", [id])
    close_archive(db)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--times", type=int, default=0)
    parser.add_argument("--edited", action="store_true")
    parser.add_argument("--work", type=Path, help="folder for what is built (default: a temporary one)")
    parser.add_argument("--run", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--pairs", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        run(options.archive, options.pairs)
    else:
        measure(options)


def measure(options: argparse.Namespace) -> None:
    pairs = ["--pairs"] if options.edited else []
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        once = fresh(options.archive, Path(folder) / "once.db")
        seconds, memory, words = measured(once, *pairs)
        print(f"once: {seconds:.1f} s, {memory:.0f} MB; {words}", flush=True)
        if not pairs:
            one_more(once)
            print("one transcript more: {:.1f} s, {:.0f} MB; {}".format(*measured(once)), flush=True)
        if options.times:
            many = multiplied(options.archive, Path(folder) / "many.db", options.times, options.edited)
            more, memory, words = measured(many, *pairs)
            print(
                f"{options.times} times: {more:.1f} s ({more / seconds:.1f} times), {memory:.0f} MB; {words}",
                flush=True,
            )
            if not pairs:
                one_more(many)
                print("one transcript more: {:.1f} s, {:.0f} MB; {}".format(*measured(many)))


if __name__ == "__main__":
    main()
