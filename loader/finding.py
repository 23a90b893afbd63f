"""The stories that an archive keeps (`story_tables`): brought up to date by `find_stories`.

What is found must be what finding everything anew would find, whatever was loaded in which order; so it follows from
the articles alone, in the order of their dates (`printed_articles.Order`). An article is looked at again where a print
of it stands in more or in fewer articles than before; passages that two articles share are found once and kept. Stories
are joined anew among the articles that reprints connect, and collated anew where a witness or its part has changed.

Reading and comparing hold no lock. Pairs and prints are written in one transaction, then stories, some in each; an
article stays in `stale_articles` until its stories are written, so that a run that was killed is taken up by the next.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sqlite_utils import Database

from loader.archive import begin_writing
from loader.candidates import Kept, Prints
from loader.errors import BadArchive
from loader.printed_articles import Order, Reader, read_article, read_printed
from loader.reprints import REPRINT, Pair, weigh
from loader.shared import Stretch, Wording, shared_stretches
from loader.stories import Story, join_pairs
from loader.telling import Outline, Told, name_stories, outline, tell

Progress = Callable[[int, int], None]
# Readings and other rows that one transaction writes: under a second.
TRANSACTION = 20_000
COLUMNS = {"stories": 8, "witnesses": 14, "witness_spans": 4, "variants": 9, "readings": 6}


# Who found the stories, where it was not this program (`archive.key` KEY): passim.
KEY = "stories"
OTHERS = "passim"


class Found(NamedTuple):
    """How many articles were looked at, and how many stories were written and taken away."""

    articles: int = 0
    written: int = 0
    removed: int = 0


def find_stories(
    db: Database,
    everything: bool = False,
    finding: Progress = lambda done, total: None,
    telling: Progress = lambda done, total: None,
) -> Found:
    """Find and collate the stories of articles that are new or have changed; `everything`: of all articles.

    Stories that were taken from elsewhere stay until `everything` is asked for. `finding` is told characters of the
    articles compared and of all to be compared, `telling` those of articles whose stories are written. Raises
    `BadArchive` where another program writes meanwhile.
    """
    if _said(db) and not everything:
        return Found()
    if not everything and db.execute("SELECT 1 FROM stale_articles LIMIT 1").fetchone() is None:
        return Found()  # not a byte of the archive is to change
    begin_writing(db)
    version = _data_version(db)
    stale = {id for (id,) in db.execute("SELECT article_id FROM stale_articles")}
    if everything:
        stale |= {id for (id,) in db.execute("SELECT id FROM articles UNION SELECT article_id FROM article_prints")}
    if not stale:
        return Found()
    order = Order(db.conn)
    search = _Search(db, order, stale)
    search.compare(finding)
    with _writing(db, version):
        _say(db, None)
        search.write()
    written, removed = _tell_all(db, version, order, stale, search.groups, telling)
    for table in ("stories", "witnesses", "variants", "readings", "article_pairs"):
        db.execute(f"ANALYZE {table}")
    return Found(len(search.asked), written, removed)


def keep_stories(db: Database, order: Order, stories: Sequence[Story], by: str, telling: Progress) -> None:
    """Put stories that somebody else has found in place of all; loads look for none from then on.

    All articles are then noted as to be looked at, which is done if this is cut short, or when all are asked for.
    """
    version = _data_version(db)
    with _writing(db, version):
        _say(db, None)
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
        _say(db, by)


def _said(db: Database) -> str | None:
    row = db.execute("SELECT value FROM archive WHERE key = ?", [KEY]).fetchone()
    return row[0] if row else None


def _say(db: Database, by: str | None) -> None:
    if by != _said(db):
        db.execute("DELETE FROM archive WHERE key = ?", [KEY])
        if by:
            db.execute("INSERT INTO archive (key, value) VALUES (?, ?)", [KEY, by])


def _data_version(db: Database) -> int:
    return int(db.execute("PRAGMA data_version").fetchone()[0])


class _writing:
    """A transaction that nobody else has written before."""

    def __init__(self, db: Database, version: int) -> None:
        self.db, self.version = db, version

    def __enter__(self) -> None:
        self.db.execute("BEGIN IMMEDIATE")
        if _data_version(self.db) != self.version:
            self.db.execute("ROLLBACK")
            raise BadArchive(
                "another program changed the archive while reprints were looked for. What both have written is kept; "
                "run baolan reprints to finish."
            )

    def __exit__(self, kind: object, *_: object) -> None:
        self.db.execute("ROLLBACK" if kind else "COMMIT")


# ---- pairs -----------------------------------------------------------------------------------------------------------

Key = tuple[int, int]


class _Row(NamedTuple):
    """A pair as the archive keeps it; `passages` are the numbers of its stretches, one after the other."""

    label: str
    score: float
    share: float
    passages: bytes


class _Search:
    """The pairs of articles that are new, have changed, or share prints with those. Articles go by their rank.

    `asked`: the articles that are compared with those before them.
    """

    def __init__(self, db: Database, order: Order, stale: set[str]) -> None:
        self.db, self.order = db, order
        self.reader = Reader(db.conn, order)
        self.stale = {order.rank[id] for id in stale if id in order.rank}
        self.prints: dict[int, Prints] = {}
        touched = [np.empty(0, np.uint32)]
        for id, stored in db.execute("SELECT article_id, prints FROM article_prints"):
            prints = np.frombuffer(stored, np.uint32)
            if id in stale:
                touched.append(prints)
            elif id in order.rank:
                self.prints[order.rank[id]] = prints
        for rank in sorted(self.stale):
            self.prints[rank] = Wording(read_article(db.conn, order.ids[rank])).prints
            touched.append(self.prints[rank])
        self.kept = Kept(self.prints.items(), dict(enumerate(order.dates)))
        self.asked = set(self.kept.holding(np.unique(np.concatenate(touched))))
        self.old: dict[Key, _Row] = {}
        self.gone: list[tuple[str, str, str]] = []
        self._read_old(stale)
        self.new: dict[Key, _Row] = {}
        self.groups: list[list[int]] = []

    def _read_old(self, stale: set[str]) -> None:
        """The pairs that are looked at again, and those of articles that are no more what they were."""
        rank = self.order.rank
        for one, other, *row in self.db.execute("SELECT one, other, label, score, share, passages FROM article_pairs"):
            if one in stale or other in stale:
                self.gone.append((one, other, row[0]))
            elif rank[other] in self.asked:
                self.old[rank[one], rank[other]] = _Row(*row)

    def compare(self, progress: Progress) -> None:
        read = self.reader.wording
        total, done = sum(map(self.order.characters.__getitem__, self.asked)), 0
        for number in sorted(self.asked):
            candidates = self.kept.candidates(number, self.prints[number], before=True)
            for other in candidates.numbers:
                stretches = self._stretches(other, number)
                if stretches:
                    pair = weigh(candidates.rarity, number, read(number), other, read(other), stretches)
                    self.new[other, number] = _Row(pair.label, pair.score, pair.share, _packed(stretches))
            done += self.order.characters[number]
            progress(done, total)

    def _stretches(self, one: int, other: int) -> Sequence[Stretch]:
        """The passages of two articles; what two texts share does not change while they do not."""
        if one not in self.stale and other not in self.stale and (one, other) in self.old:
            return _unpacked(self.old[one, other].passages)
        return shared_stretches(self.reader.wording(one), self.reader.wording(other))

    def write(self) -> None:
        """Prints and pairs as they are now; stale is then whoever is in a story that has to be joined again."""
        ids, conn = self.order.ids, self.db.conn
        self.db.execute("DELETE FROM article_prints WHERE article_id IN (SELECT article_id FROM stale_articles)")
        conn.executemany(
            "INSERT OR REPLACE INTO article_prints (article_id, prints) VALUES (?, ?)",
            [(ids[rank], self.prints[rank].tobytes()) for rank in sorted(self.stale)],
        )
        self.db.execute("DELETE FROM article_prints WHERE article_id NOT IN (SELECT id FROM articles)")
        removed = [(ids[one], ids[other]) for one, other in self.old.keys() - self.new.keys()]
        conn.executemany(
            "DELETE FROM article_pairs WHERE one = ? AND other = ?",
            sorted([*removed, *((one, other) for one, other, _ in self.gone)]),
        )
        changed = sorted(key for key, row in self.new.items() if self.old.get(key) != row)
        conn.executemany(
            """INSERT OR REPLACE INTO article_pairs (one, other, label, score, share, passages)
               VALUES (?, ?, ?, ?, ?, ?)""",
            [(ids[one], ids[other], *self.new[one, other]) for one, other in changed],
        )
        self.groups = self._groups(self._seeds())
        self.db.execute("DELETE FROM stale_articles")
        conn.executemany(
            "INSERT INTO stale_articles (article_id) VALUES (?)",
            [(ids[rank],) for rank in sorted(rank for group in self.groups for rank in group)],
        )

    def _seeds(self) -> set[int]:
        """The articles with a reprint that was not one before, or is none any more, or counts otherwise."""
        rank = self.order.rank
        seeds = set(self.stale)
        for one, other, label in self.gone:
            if label == REPRINT:
                seeds |= {rank[id] for id in (one, other) if id in rank}
        for key in self.old.keys() | self.new.keys():
            old, new = self.old.get(key), self.new.get(key)
            if old != new and any(row is not None and row.label == REPRINT for row in (old, new)):
                seeds |= set(key)
        return seeds

    def _groups(self, seeds: set[int]) -> list[list[int]]:
        """All that reprints connect with the seeds, and seeds that are in a story no more."""
        rank = self.order.rank
        beside: defaultdict[int, list[int]] = defaultdict(list)
        for one, other in self.db.execute("SELECT one, other FROM article_pairs WHERE label = ?", [REPRINT]):
            beside[rank[one]].append(rank[other])
            beside[rank[other]].append(rank[one])
        told = {rank[id] for (id,) in self.db.execute("SELECT DISTINCT article_id FROM witnesses")}
        seen: set[int] = set()
        groups = []
        for seed in sorted(seeds):
            if seed in seen:
                continue
            seen.add(seed)
            group = [seed]
            for member in group:
                new = [other for other in beside.get(member, ()) if other not in seen]
                seen.update(new)
                group += dict.fromkeys(new)
            if len(group) > 1 or seed in told:
                groups.append(sorted(group))
        return groups


def _packed(stretches: Sequence[Stretch]) -> bytes:
    return array("i", [number for at in stretches for number in at[:5]]).tobytes()


def _unpacked(passages: bytes) -> list[Stretch]:
    numbers = array("i")
    numbers.frombytes(passages)
    rows = zip(*(numbers[at::5] for at in range(5)), strict=True)
    return [
        Stretch(start, end, other_start, other_end, kept, kept / max(end - start, other_end - other_start))
        for start, end, other_start, other_end, kept in rows
    ]


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
    db: Database, version: int, order: Order, stale: set[str], groups: Sequence[Sequence[int]], progress: Progress
) -> tuple[int, int]:
    """Write the stories of each group. How many were written, and how many stand no more."""
    reader = Reader(db.conn, order)
    total, done, written, removed = sum(order.characters[rank] for group in groups for rank in group), 0, 0, 0
    batch = _Batch()
    for number, group in enumerate(groups, 1):
        old, told = _told(db, order, reader, stale, group)
        batch.add((order.ids[rank] for rank in group), old, told)
        written += len(told)
        removed += len(set(old) - {story.stories[0][0] for story in told})
        done += sum(map(order.characters.__getitem__, group))
        if batch.rows >= TRANSACTION or number == len(groups):
            with _writing(db, version):
                batch.write(db)
            batch = _Batch()
        progress(done, total)
    return written, removed


def _told(
    db: Database, order: Order, reader: Reader, stale: set[str], group: Sequence[int]
) -> tuple[list[str], list[Told]]:
    """The ids of stories of a group that are to be taken away, and the stories to be written."""
    ids = order.ids
    pairs = list(_reprints(db, order, group))
    stories = join_pairs(pairs, reader.wording)
    old = {
        story: _stored_outline(db, story)
        for rank in group
        for (story,) in db.execute("SELECT story_id FROM witnesses WHERE article_id = ?", [ids[rank]])
    }
    printed = {
        witness.number: read_printed(db.conn, ids[witness.number]) for story in stories for witness in story.witnesses
    }
    told = []
    for story, name in zip(stories, name_stories(stories, ids, printed), strict=True):
        fresh = any(ids[witness.number] in stale for witness in story.witnesses)
        if fresh or old.get(name.id) != outline(story, ids, printed):
            told.append(tell(story, name, ids, printed))
        else:
            del old[name.id]
    return sorted(old), told


def _reprints(db: Database, order: Order, group: Sequence[int]) -> Iterator[Pair]:
    for rank in group:
        rows = db.execute(
            "SELECT other, label, score, share, passages FROM article_pairs WHERE one = ? AND label = ? ORDER BY other",
            [order.ids[rank], REPRINT],
        )
        for other, label, score, share, passages in rows:
            yield Pair(rank, order.rank[other], label, score, share, tuple(_unpacked(passages)))


def _stored_outline(db: Database, story: str) -> Outline:
    """What a story is made of, as the archive has it."""
    witnesses = db.execute(
        "SELECT article_id, coverage, moved FROM witnesses WHERE story_id = ? ORDER BY article_id", [story]
    )
    spans = db.execute(
        """SELECT article_id, start, "end" FROM witness_spans WHERE story_id = ? ORDER BY article_id, start""", [story]
    )
    return Outline(tuple(witnesses), tuple(spans))
