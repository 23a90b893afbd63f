"""The counts of words that an archive keeps (`word_tables`), brought up to date.

Only cells whose paragraphs have changed are counted again, of those that have only gained some these alone, and only
counts that differ are written. A transaction holds whole cells: where counting is killed, the rest stays noted in
`stale_words` and the next load goes on with it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import groupby
from operator import add, itemgetter
from typing import NamedTuple

from loader.archive import begin_writing
from loader.database import Database, data_version
from loader.dictionary import Dictionary, Entry, dictionary_digest
from loader.memory import give_back
from loader.tally import Row, Tally, tally
from loader.word_cells import CELL, Bounds, Stale, adds_to_counted_articles, bounds_of, chunks, sizes_of, stale_cells
from loader.word_tables import KEPT
from loader.words import CONTENT, FUNCTION_WORDS, kind, segmenter, with_frequencies
from loader.workers import begin_worker, in_order, processes

# Raise this when what is counted as a word changes (`words.is_lexical`, `is_content`, `tally`).
RULES = "1"
# Characters of the cells that one transaction holds: some seconds' work. Below WORTH_WORKERS, starting processes takes
# longer than they save.
TRANSACTION = 4_000_000
WORTH_WORKERS = 2_000_000
AHEAD = 2  # chunks for each worker that wait, or whose counts do
BROKEN = "The pages are loaded; load again with --workers 1 to count the rest."

Progress = Callable[[int, int], None]
Count = Callable[[Iterable[list[Row]]], Iterator[Tally]]


def stored_dictionary(conn: sqlite3.Connection) -> Dictionary:
    """The user's dictionary that the archive was counted with, frequencies included."""
    return tuple(Entry(*row) for row in conn.execute("SELECT word, frequency, tag FROM dictionary ORDER BY word"))


def keep_dictionary(db: Database, dictionary: Dictionary) -> None:
    """Record a user's dictionary in the archive; another than before makes every count stale."""
    digest = dictionary_digest(dictionary)
    if _said(db.conn, "dictionary") == (digest if dictionary else None):
        return
    entries = with_frequencies(dictionary)
    begin_writing(db)
    with db.atomic():
        db.execute("DELETE FROM dictionary")
        db.conn.executemany("INSERT INTO dictionary (word, frequency, tag) VALUES (?, ?, ?)", entries)
        _say(db, "dictionary", digest if dictionary else None)


def count_words(db: Database, workers: int = 1, progress: Progress = lambda done, total: None) -> None:
    """Count every cell that is stale, and all if words are now told in another way than before.

    `progress` is told characters done and characters in all.
    """
    dictionary = stored_dictionary(db.conn)
    digest = _digest(dictionary)
    if _said(db.conn, "words") != digest:
        begin_writing(db)
        with db.atomic():
            _forget(db)
            _say(db, "words", digest)
    version = data_version(db)
    cells = stale_cells(db.conn)
    if not cells:
        return
    begin_writing(db)
    sizes, bounds = sizes_of(db.conn, cells), bounds_of(db.conn, cells)
    total, done = sum(sizes.values()), 0
    with _counter(dictionary, workers if total >= WORTH_WORKERS else 1) as pool:
        for batch in _batches(sizes):
            db.execute("BEGIN IMMEDIATE")
            with db.atomic():
                now = batch
                if data_version(db) != version:  # somebody else has written meanwhile
                    now = [stale for stale in stale_cells(db.conn) if stale[:2] in {one[:2] for one in batch}]
                    bounds |= bounds_of(db.conn, now)
                _write(db, _counted(db.conn, now, bounds, pool))
            db.execute("COMMIT")
            give_back()
            done += sum(map(sizes.__getitem__, batch))
            progress(done, total)
    db.execute("PRAGMA analysis_limit = 1000")
    for table in ("word_totals", "cell_counts", "words"):
        db.execute(f"ANALYZE {table}")


def _said(conn: sqlite3.Connection, key: str) -> str | None:
    row = conn.execute("SELECT value FROM archive WHERE key = ?", [key]).fetchone()
    return row[0] if row else None


def _say(db: Database, key: str, value: str | None) -> None:
    db.execute("DELETE FROM archive WHERE key = ?", [key])
    if value is not None:
        db.execute("INSERT INTO archive (key, value) VALUES (?, ?)", [key, value])


def _digest(dictionary: Dictionary) -> str:
    """A name for all that words are told by. Both engines cut alike, so that they have no part in it."""
    parts = (RULES.encode(), FUNCTION_WORDS.read_bytes(), dictionary_digest(dictionary).encode())
    return sha256(b"\0".join(parts)).hexdigest()[:16]


def _forget(db: Database) -> None:
    """Make every cell stale, without its old counts."""
    db.execute("INSERT INTO stale_words (outlet_id, month) SELECT outlet_id, month FROM word_totals")
    for statement in (
        "UPDATE stale_words SET cell = NULL, since = NULL",
        "DELETE FROM word_totals",
        "DELETE FROM cell_counts",
        "DELETE FROM words",
    ):
        db.execute(statement)


def _batches(sizes: dict[Stale, int]) -> Iterator[list[Stale]]:
    batch: list[Stale] = []
    held = 0
    for stale, size in sizes.items():
        batch.append(stale)
        held += size
        if held >= TRANSACTION:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


# ---- counting --------------------------------------------------------------------------------------------------------


@contextmanager
def _counter(dictionary: Dictionary, workers: int) -> Iterator[Count]:
    """A way to count paragraphs, some of an article after the other, in this process or in others."""
    if workers <= 1:
        cut = segmenter(dictionary)
        yield lambda several: (tally(rows, cut) for rows in several)
        return
    with processes(workers, _begin_worker, dictionary, next_step=BROKEN) as pool:
        yield lambda several: in_order(pool, _work, several, workers * AHEAD)


_DICTIONARY: Dictionary = ()


def _begin_worker(dictionary: Dictionary) -> None:
    global _DICTIONARY
    begin_worker()
    _DICTIONARY = dictionary


def _work(rows: list[Row]) -> Tally:
    return tally(rows, segmenter(_DICTIONARY))


class Cell(NamedTuple):
    """A cell that is counted, all of it or, where there are old totals, what has been added; its number now and its
    last paragraph (None: it has no paragraphs)."""

    stale: Stale
    number: int | None
    last: int | None


def _counted(
    conn: sqlite3.Connection, cells: Sequence[Stale], bounds: Mapping[tuple[str, str], Bounds], count: Count
) -> Iterator[tuple[Cell, Tally]]:
    """Cells with their counts; of all their paragraphs only a few chunks are in memory."""
    whose: deque[Cell] = deque()

    def parts() -> Iterator[list[Row]]:
        for stale in cells:
            cell, of_cell = _cell(conn, stale, bounds[stale[:2]])
            for chunk in of_cell:
                whose.append(cell)
                yield chunk

    told = ((whose.popleft(), part) for part in count(parts()))
    for cell, several in groupby(told, key=itemgetter(0)):
        total = Tally()
        for _, part in several:
            total.add(part)
        yield cell, total


def _cell(conn: sqlite3.Connection, stale: Stale, bounds: Bounds) -> tuple[Cell, Iterable[list[Row]]]:
    """A cell, and the paragraphs to be counted in chunks, at least one."""
    if stale.totals and adds_to_counted_articles(conn, stale, bounds):
        stale = stale._replace(since=None, totals=None)
        bounds = bounds_of(conn, [stale])[stale[:2]]
    asked = f"SELECT id, article_id FROM paragraphs WHERE id BETWEEN ? AND ? AND {CELL} ORDER BY id"
    ids = conn.execute(asked, [*bounds, *stale[:2]]).fetchall()
    if not ids:
        return Cell(stale, stale.cell, stale.totals[-1]) if stale.totals else Cell(stale, None, None), [[]]
    articles = [article for _, article in ids]
    # Articles stand together by id, unless somebody has written paragraphs by hand; to sort all text takes long.
    apart = len(set(articles)) < sum(1 for _ in groupby(articles))
    order = "article_id, id" if apart else "id"
    number = stale.cell if stale.totals else ids[0][0]
    return Cell(stale, number, ids[-1][0]), chunks(conn, stale[:2], bounds, order)


PUT = """INSERT INTO cell_counts (cell, word, count, articles) VALUES (?, ?, ?, ?)
    ON CONFLICT (cell, word) DO UPDATE"""


# ---- writing ---------------------------------------------------------------------------------------------------------


def _write(db: Database, counted: Iterable[tuple[Cell, Tally]]) -> None:
    counts: Counter[str] = Counter()
    articles: Counter[str] = Counter()

    def change(word: str, count: int, of: int) -> None:
        counts[word] += count
        articles[word] += of

    for (stale, cell, last), found in counted:
        counts.update(found.counts)
        articles.update(found.articles)
        rows = ((cell, word, count, found.articles[word]) for word, count in sorted(found.counts.items()))
        totals = (found.words, found.content_words, found.paragraphs, found.articles_counted, found.characters)
        if stale.totals:
            db.conn.executemany(
                f"{PUT} SET count = count + excluded.count, articles = articles + excluded.articles", rows
            )
            totals = tuple(map(add, totals, stale.totals))
        else:
            old = _take_old(db, stale, cell, change)
            for word, (count, of) in old.items():
                change(word, -count, -of)
            gone = sorted((cell, word) for word in old if word not in found.counts)
            db.conn.executemany("DELETE FROM cell_counts WHERE cell = ? AND word = ?", gone)
            put = [row for row in rows if old.get(row[1]) != row[2:]] if old else rows
            db.conn.executemany(f"{PUT} SET count = excluded.count, articles = excluded.articles", put)
        if cell is not None:
            db.execute(
                f"INSERT INTO word_totals (outlet_id, month, {KEPT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*stale[:2], cell, *totals, last],
            )
        db.execute("DELETE FROM stale_words WHERE outlet_id = ? AND month = ?", stale[:2])
    _change_vocabulary(db, counts, articles)


def _take_old(
    db: Database, stale: Stale, cell: int | None, change: Callable[[str, int, int], None]
) -> dict[str, tuple[int, int]]:
    """The counts that stand under the number of a cell and are its own. Others, also of another cell that once had
    this number, are taken away."""
    mine = (stale.outlet, stale.month)
    noted = db.execute("SELECT outlet_id, month, cell FROM stale_words WHERE cell IS NOT NULL").fetchall()
    others = {old for *of, old in noted if (tuple(of) == mine) != (old == cell)}
    for other in others:
        db.execute("UPDATE stale_words SET cell = NULL, since = NULL WHERE cell = ?", [other])
        for word, count, of in db.execute("SELECT word, count, articles FROM cell_counts WHERE cell = ?", [other]):
            change(word, -count, -of)
        db.execute("DELETE FROM cell_counts WHERE cell = ?", [other])
    rows = db.execute("SELECT word, count, articles FROM cell_counts WHERE cell = ?", [cell])
    return {word: (count, of) for word, count, of in rows}


def _change_vocabulary(db: Database, counts: Counter[str], articles: Counter[str]) -> None:
    changed = sorted(word for word in counts if counts[word] or articles[word])
    db.conn.executemany(
        """INSERT INTO words (word, count, articles, content) VALUES (?, ?, ?, ?)
           ON CONFLICT (word) DO UPDATE SET count = count + excluded.count, articles = articles + excluded.articles""",
        [(word, counts[word], articles[word], int(kind(word) == CONTENT)) for word in changed],
    )
    less = [(word,) for word in changed if counts[word] < 0]
    db.conn.executemany("DELETE FROM words WHERE word = ? AND count = 0", less)
