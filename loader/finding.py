"""The stories that an archive keeps (`story_tables`): brought up to date by `find_stories`.

What is found must be what finding everything anew would find, whatever was loaded in which order; so it follows from
the articles alone, in the order of their dates (`printed_articles.Order`). Pairs are brought up to date first
(`pairing`). Stories are joined anew among the articles that reprints connect, and collated anew where a witness or its
part has changed.

Reading and comparing hold no lock. Pairs and prints are written in one transaction, then stories, some in each; an
article stays in `stale_articles` until its stories are written, so that a run that was killed is taken up by the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from loader.archive import begin_writing
from loader.database import Database, data_version
from loader.errors import BadArchive
from loader.grouping import Group, joining
from loader.memory import give_back
from loader.pairing import Progress, Search
from loader.printed_articles import Order, Reader, read_printed
from loader.ruling import rules
from loader.stories import Story
from loader.telling import Told, name_stories, tell

# Readings and other rows that one transaction writes: under a second.
TRANSACTION = 20_000
# Characters of articles in stories below which starting processes takes longer than they save.
WORTH_WORKERS = 1_000_000
COLUMNS = {"stories": 8, "witnesses": 14, "witness_spans": 4, "variants": 9, "readings": 6}


# Who found the stories, where it was not this program (`archive.key` KEY): passim. And by which rules (RULES).
KEY = "stories"
OTHERS = "passim"
RULES = "story rules"
ANEW = "this version of baolan tells stories by other rules than the one before, so all of them are found anew."


class Found(NamedTuple):
    """How many articles were looked at, and how many stories were written and taken away. `anew`: all articles were,
    because the stories that were there had been found by other rules."""

    articles: int = 0
    written: int = 0
    removed: int = 0
    anew: bool = False


def find_stories(
    db: Database,
    everything: bool = False,
    finding: Progress = lambda done, total: None,
    telling: Progress = lambda done, total: None,
    workers: int = 1,
) -> Found:
    """Find and collate the stories of articles that are new or have changed; `everything`: of all articles, as where
    the archive's stories are `outdated`.

    Stories that were taken from elsewhere stay until `everything` is asked for. `finding` is told characters of the
    articles compared and of all to be compared, `telling` those of articles whose stories are written. `workers`:
    processes that compare and collate, where there is much of it. Raises `BadArchive` where another program writes
    meanwhile.
    """
    if _said(db, KEY) and not everything:
        return Found()
    anew = outdated(db)
    everything = everything or anew
    if not everything and db.execute("SELECT 1 FROM stale_articles LIMIT 1").fetchone() is None:
        return Found()  # not a byte of the archive is to change
    begin_writing(db)
    version = data_version(db)
    order = Order(db.conn)
    asked = "SELECT article_id FROM stale_articles"
    if everything:
        asked += " UNION SELECT id FROM articles UNION SELECT article_id FROM article_prints"
    stale = {order.same(id) for (id,) in db.execute(asked)}
    if not stale:
        return Found()
    reader = Reader(db.conn, order)
    many, groups = _pairs(db, version, reader, stale, finding, workers)
    give_back()
    written, removed = _tell_all(db, version, order, stale, groups, telling, workers)
    for table in ("stories", "witnesses", "variants", "readings", "article_pairs"):
        db.execute(f"ANALYZE {table}")
    return Found(many, written, removed, anew)


def outdated(db: Database) -> bool:
    """Whether this program found the archive's stories by other rules than it has now."""
    if _said(db, KEY) or _said(db, RULES) == rules():
        return False
    return db.execute("SELECT 1 FROM article_prints LIMIT 1").fetchone() is not None


def _pairs(
    db: Database, version: int, reader: Reader, stale: set[str], progress: Progress, workers: int
) -> tuple[int, list[list[int]]]:
    """Bring pairs up to date: how many articles were looked at, and the groups whose stories are to be joined again.

    All prints and pairs are in memory meanwhile, and not when stories are told."""
    search = Search(db, reader, stale)
    give_back()
    search.compare(progress, workers)
    with _writing(db, version):
        _say(db, KEY, None)
        _say(db, RULES, rules())
        search.write()
    return len(search.asked), search.groups


def keep_stories(db: Database, order: Order, stories: Sequence[Story], by: str, telling: Progress) -> None:
    """Put stories that somebody else has found in place of all; loads look for none from then on.

    All articles are then noted as to be looked at, which is done if this is cut short, or when all are asked for.
    """
    version = data_version(db)
    with _writing(db, version):
        _say(db, KEY, None)
        db.execute("DELETE FROM stories")
        db.execute("INSERT OR IGNORE INTO stale_articles SELECT id FROM articles")
    ids = order.ids
    printed = {
        witness.number: read_printed(db.conn, ids[witness.number]) for story in stories for witness in story.witnesses
    }
    batch = _Batch()
    for done, (story, name) in enumerate(zip(stories, name_stories(stories, ids, printed), strict=True), 1):
        batch.add((), (), [tell(story, name, ids, printed)])
        if batch.rows >= TRANSACTION:
            with _writing(db, version):
                batch.write(db)
            batch = _Batch()
        telling(done, len(stories))
    with _writing(db, version):
        batch.write(db)
        _say(db, KEY, by)


def _said(db: Database, key: str) -> str | None:
    row = db.execute("SELECT value FROM archive WHERE key = ?", [key]).fetchone()
    return row[0] if row else None


def _say(db: Database, key: str, value: str | None) -> None:
    if value != _said(db, key):
        db.execute("DELETE FROM archive WHERE key = ?", [key])
        if value:
            db.execute("INSERT INTO archive (key, value) VALUES (?, ?)", [key, value])


class _writing:
    """A transaction that nobody else has written before."""

    def __init__(self, db: Database, version: int) -> None:
        self.db, self.version = db, version

    def __enter__(self) -> None:
        self.db.execute("BEGIN IMMEDIATE")
        if data_version(self.db) != self.version:
            self.db.execute("ROLLBACK")
            raise BadArchive(
                "another program changed the archive while reprints were looked for. What both have written is kept; "
                "run baolan reprints to finish."
            )

    def __exit__(self, kind: object, *_: object) -> None:
        self.db.execute("ROLLBACK" if kind else "COMMIT")


# ---- stories ---------------------------------------------------------------------------------------------------------


class _Batch:
    """What one transaction changes."""

    def __init__(self) -> None:
        self.members: list[str] = []
        self.removed: list[str] = []
        self.told: list[Told] = []
        self.rows = 0

    def add(self, members: Iterable[str], removed: Iterable[str], told: Sequence[Told]) -> None:
        self.members += members
        self.removed += removed
        self.told += told
        self.rows += sum(len(rows) for story in told for rows in story)

    def write(self, db: Database) -> None:
        db.conn.executemany("DELETE FROM stories WHERE id = ?", [(id,) for id in self.removed])
        for table, columns in COLUMNS.items():
            marks = ", ".join("?" * columns)
            for story in self.told:
                db.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", getattr(story, table))
        db.conn.executemany("DELETE FROM stale_articles WHERE article_id = ?", [(id,) for id in self.members])


def _tell_all(
    db: Database,
    version: int,
    order: Order,
    stale: set[str],
    groups: Sequence[Sequence[int]],
    progress: Progress,
    workers: int,
) -> tuple[int, int]:
    """Write the stories of each group. How many were written, and how many stand no more."""
    size = order.characters.__getitem__
    total, done, written, removed = sum(size(rank) for group in groups for rank in group), 0, 0, 0

    def asked() -> Iterator[Group]:
        for group in groups:
            ids = [order.ids[rank] for rank in group]
            yield Group(ids, stale.intersection(ids), sum(map(size, group)))

    batch = _Batch()
    with joining(db, workers if total >= WORTH_WORKERS else 1) as join:
        for number, (group, (old, told)) in enumerate(join(asked()), 1):
            batch.add(group.ids, old, told)
            written += len(told)
            removed += len(set(old) - {story.stories[0][0] for story in told})
            done += group.characters
            if batch.rows >= TRANSACTION or number == len(groups):
                with _writing(db, version):
                    batch.write(db)
                batch = _Batch()
            progress(done, total)
    return written, removed
