"""passim, for collections beyond one machine: its input made of an archive, and its clusters taken back as stories.

The formats are those of passim 2 (D. A. Smith, https://github.com/dasmiq/passim): documents as JSON Lines (`id`,
`series`, `date`, `text`), passages as JSON Lines in the folder `out.json` (`cluster`, `id`, `begin`, `end`: code points
of the document's text, half-open). Chinese is written without spaces, so passim is to be run with `--floating-ngrams`.
"""

from __future__ import annotations

import bz2
import gzip
import json
import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import IO, Any, NamedTuple

from loader.archive import begin_writing
from loader.database import Database
from loader.errors import BaolanError
from loader.finding import OTHERS, keep_stories
from loader.printed_articles import Order, Reader
from loader.shared import SHORTEST, Span
from loader.stories import Story, story_of

GAP = "\n"  # between paragraphs of a document
DOCUMENTS = """
    SELECT a.id, coalesce(o.name, ''), coalesce(a.date, ''),
        coalesce((SELECT group_concat(text, char(10)) FROM
            (SELECT text FROM paragraphs p WHERE p.article_id = a.id ORDER BY p.id)), '')
    FROM articles a LEFT JOIN outlets o ON o.id = a.outlet_id ORDER BY a.number"""
OPENERS: dict[str, Callable[[Path], IO[bytes]]] = {".gz": gzip.open, ".bz2": bz2.open}  # type: ignore[dict-item]


class Taken(NamedTuple):
    """What became of clusters: stories written, passages of articles that the archive does not have, and clusters that
    are no story here, because fewer than two articles have enough of their text."""

    stories: int
    strangers: int
    dropped: int


def write_documents(conn: sqlite3.Connection, file: IO[bytes]) -> None:
    """Every article as a document; `series` is the outlet's name, and the paragraphs stand on lines of their own."""
    for id, series, date, text in conn.execute(DOCUMENTS):
        document = {"id": id, "series": series, "date": date, "text": text}
        file.write(json.dumps(document, ensure_ascii=False).encode() + b"\n")


def take_clusters(db: Database, output: Path, telling: Callable[[int, int], None] = lambda done, total: None) -> Taken:
    """Put the clusters of a run of passim in place of all stories of an archive.

    `output` is passim's output folder, its `out.json`, or one file of it. Raises `BaolanError` where it has no
    clusters. From then on loads look for no reprints; `find_stories` of everything does again.
    """
    order = Order(db.conn)
    reader = Reader(db.conn, order)
    clusters: defaultdict[str, defaultdict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    strangers = 0
    for cluster, id, begin, end in read_passages(output):
        if id in order.rank:
            clusters[cluster][order.rank[id]].append((begin, end))
        else:
            strangers += 1
    if not clusters:
        which = "of articles of this archive" if strangers else "with cluster, id, begin and end"
        raise BaolanError(f"{output}: no passages {which}. Name the output folder of passim, which has an out.json.")
    stories = sorted(
        (story for passages in clusters.values() if (story := _story(reader, passages))),
        key=lambda story: sorted(witness.number for witness in story.witnesses),
    )
    begin_writing(db)
    keep_stories(db, order, stories, OTHERS, telling)
    return Taken(len(stories), strangers, len(clusters) - len(stories))


def read_passages(output: Path) -> Iterator[tuple[str, str, int, int]]:
    """Cluster, document, begin and end of every passage."""
    for path in _files(output):
        with OPENERS.get(path.suffix, _open)(path) as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    row: Any = json.loads(line)
                    yield str(row["cluster"]), str(row["id"]), int(row["begin"]), int(row["end"])
                except (ValueError, KeyError, TypeError) as error:
                    raise BaolanError(
                        f"{path}, line {number}: no passage of passim ({error!r}). Name the output folder of a run of "
                        "passim 2 with JSON output and without --docwise or --linewise."
                    ) from error


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


def _files(output: Path) -> list[Path]:
    folder = output / "out.json" if (output / "out.json").exists() else output
    if folder.is_file():
        return [folder]
    found = sorted(path for path in folder.glob("*.json*") if path.is_file() and not path.name.startswith((".", "_")))
    if not found:
        raise BaolanError(f"{output}: no out.json of passim. Name its output folder (Parquet is not read).")
    return found


def _story(reader: Reader, passages: dict[int, list[tuple[int, int]]]) -> Story | None:
    places = {}
    for rank, ranges in sorted(passages.items()):
        spans = [span for begin, end in ranges for span in _spans(reader, rank, begin, end)]
        held = reader.wording(rank).places(spans)
        if held.bit_count() >= SHORTEST:
            places[rank] = held
    return story_of(places, reader.wording) if len(places) > 1 else None


def _spans(reader: Reader, rank: int, begin: int, end: int) -> Iterator[Span]:
    """A range of a document as places in its paragraphs."""
    sizes = [len(paragraph.text) for paragraph in reader.wording(rank).article.paragraphs]
    firsts = [0, *accumulate(size + len(GAP) for size in sizes)]
    for number in range(max(bisect_right(firsts, begin) - 1, 0), len(sizes)):
        if firsts[number] >= end:
            break
        span = Span(number, max(begin - firsts[number], 0), min(end - firsts[number], sizes[number]))
        if span.start < span.end:
            yield span
