"""The pairs of articles that an archive keeps (`article_pairs`), with the passages they share, brought up to date.

Of the articles that have not changed those are asked again to which it can matter (`asking`); passages that two
articles share are found once and kept, and so are the prints in them, so that what has become rarer or commoner is
weighed again without reading the articles. Comparing holds no lock; `Search.write` is called in a transaction.
"""

from __future__ import annotations

import marshal
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

import numpy as np

from loader.asking import Change, asked_again
from loader.candidates import AllPrints, Candidates, Kept, Prints, day_of
from loader.comparing import Row, Task, comparing
from loader.database import Database
from loader.printed_articles import HELD, UNDATED, Reader
from loader.reprints import REPRINT

Progress = Callable[[int, int], None]
Key = tuple[int, int]
IN_MEMORY = 1 << 22  # bytes
# Characters of articles to be compared below which starting processes takes longer than they save.
WORTH_WORKERS = 2_000_000
PRINT = np.dtype(np.uint32).itemsize
OF_ONE = "one = ?1 OR other = ?1"


class Spool:
    """Pairs in the order in which they came; more than a few thousand are in a file meanwhile, not in memory."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (is closed with what holds it)
        self._many = 0

    def append(self, key: Key, row: Row) -> None:
        written = marshal.dumps((key, tuple(row)))
        self._file.write(len(written).to_bytes(4, "big"))
        self._file.write(written)
        self._many += 1

    def __iter__(self) -> Iterator[tuple[Key, Row]]:
        self._file.seek(0)
        for _ in range(self._many):
            size = int.from_bytes(self._file.read(4), "big")
            key, row = marshal.loads(self._file.read(size))
            yield key, Row(*row)


class Asked(NamedTuple):
    """An article that is compared: its pairs with earlier ones as they were, and what it may share passages with."""

    number: int
    old: dict[int, Row]
    candidates: Candidates


class Search:
    """The pairs of articles that are new, have changed, or that this matters to. Articles go by their rank.

    `asked`: the articles that are compared with those before them.
    """

    def __init__(self, db: Database, reader: Reader, stale: set[str]) -> None:
        self.db, self.reader = db, reader
        self.order = order = reader.order
        self.stale = {order.rank[id] for id in stale if id in order.rank}
        self.ids = sorted(stale)
        self.kin = np.ones(len(order.ids), np.intp)
        was, self.prints = self._read(stale)
        every = len(self.stale) == len(order.ids)
        self.kept = Kept(self.prints, order.dates, shared_only=every)
        self.gone = sorted(self._all_pairs() if every else {row for id in self.ids for row in self._pairs(OF_ONE, id)})
        self.asked = self.stale if every else self._asked(was)
        self.removed: list[Key] = []
        self.changed = Spool()
        self.seeds: set[int] = set()  # articles with a reprint that was none before, is none now, or counts otherwise
        self.groups: list[list[int]] = []

    def _read(self, stale: set[str]) -> tuple[list[tuple[str, str | None, Prints]], AllPrints]:
        """The prints of articles as they were that have changed since, with id and date, and those of all as they are.

        There are tens of thousands, of which one page changes a few: so they stay the bytes that they are read as.
        """
        was, numbers, sizes, stored = [], [], [], bytearray()
        rank_of = self.order.rank
        for id, kin, prints in self.db.execute("SELECT article_id, kin, prints FROM article_prints"):
            if id in stale:
                (date,) = self.db.execute("SELECT date FROM article_prints WHERE article_id = ?", [id]).fetchone()
                was.append((id, date, np.frombuffer(prints, np.uint32)))
            elif (rank := rank_of.get(id)) is not None:
                numbers.append(rank)
                sizes.append(len(prints) // PRINT)
                stored += prints
                self.kin[rank] = kin
        fresh = sorted(self.stale)
        numbers += fresh
        for its in self.reader.prints(fresh):
            sizes.append(len(its))
            stored += its.tobytes()
        return was, AllPrints(numbers, sizes, np.frombuffer(stored, np.uint32))

    def _asked(self, was: Sequence[tuple[str, str | None, Prints]]) -> set[int]:
        """The articles that are compared, where not all are. `was`: those that have changed, as they were."""
        order = self.order
        changes = [Change(self._place(date, id), day_of(date), prints, False) for id, date, prints in was]
        changes += [Change(rank, day_of(order.dates[rank]), self.prints[rank], True) for rank in sorted(self.stale)]
        compared = {order.rank[other] for _, other, _ in self.gone if other in order.rank}
        return asked_again(self.kept, self.prints, self.kin, changes, compared)

    def _place(self, date: str | None, id: str) -> float:
        """Where an article of another time stood among those of now."""
        return bisect_left(range(len(self.order.ids)), (date or UNDATED, id), key=self.order.key) - 0.5

    def compare(self, progress: Progress, workers: int = 1) -> None:
        """Find the pairs of all that are asked for, in `workers` processes where that is worth while."""
        total, done = sum(map(self.order.characters.__getitem__, self.asked)), 0
        batches: deque[list[Asked]] = deque()

        def tasks() -> Iterator[Task]:
            for batch in self._batches():
                batches.append(batch)
                yield self._task(batch)

        with comparing(self.db, self.reader, workers if total >= WORTH_WORKERS else 1) as compare:
            for rows in compare(tasks()):
                for (number, old, candidates), its in zip(batches.popleft(), rows, strict=True):
                    self._note(number, old, dict(zip(candidates.numbers, its, strict=True)))
                    done += self.order.characters[number]
                progress(done, total)

    def _task(self, batch: Sequence[Asked]) -> Task:
        ranks = {rank for number, _, candidates in batch for rank in (number, *candidates.numbers)}
        ids = {rank: self.order.ids[rank] for rank in ranks}
        asked = [
            (number, [(other, old.get(other)) for other in candidates.numbers], candidates.rarity)
            for number, old, candidates in batch
        ]
        return Task(ids, asked)

    def _batches(self) -> Iterator[list[Asked]]:
        """The articles that are asked for, with their pairs as they were and their candidates, and so many together
        that the articles to be compared can all be held."""
        batch: list[Asked] = []
        many = 0
        for number in sorted(self.asked):
            candidates = self.kept.candidates(number, self.prints[number], before=True)
            self.kin[number] = candidates.kin
            batch.append(Asked(number, self._old(number), candidates))
            many += 1 + len(candidates.numbers)
            if many >= HELD // 4:
                yield batch
                batch, many = [], 0
        if batch:
            yield batch

    def _pairs(self, where: str, id: str) -> Iterator[tuple[str, str, str]]:
        """The pairs of an article: which, and their labels."""
        return iter(self.db.execute(f"SELECT one, other, label FROM article_pairs WHERE {where}", [id]))

    def _all_pairs(self) -> Iterator[tuple[str, str, str]]:
        return iter(self.db.execute("SELECT one, other, label FROM article_pairs"))

    def _note(self, number: int, old: dict[int, Row], new: dict[int, Row]) -> None:
        """Keep what has changed in the pairs of an article with those before it."""
        self.removed += [(other, number) for other in old.keys() - new.keys()]
        for other in sorted(old.keys() | new.keys()):
            was, row = old.get(other), new.get(other)
            if row != was and any(one is not None and one.label == REPRINT for one in (was, row)):
                self.seeds |= {other, number}
            if row is not None and row != was:
                self.changed.append((other, number), row)

    def _old(self, number: int) -> dict[int, Row]:
        """The pairs of an article with earlier ones, if neither has changed, by the earlier one."""
        if number in self.stale:
            return {}
        rows = self.db.execute(
            "SELECT one, label, score, share, passages, prints FROM article_pairs WHERE other = ?",
            [self.order.ids[number]],
        )
        ranked = ((self.order.rank.get(one), row) for one, *row in rows)
        return {rank: Row(*row) for rank, row in ranked if rank is not None and rank not in self.stale}

    def write(self) -> None:
        """Prints and pairs as they are now; stale is then whoever is in a story that has to be joined again."""
        ids, conn = self.order.ids, self.db.conn
        conn.executemany("DELETE FROM article_prints WHERE article_id = ?", [(id,) for id in self.ids])
        conn.executemany(
            "INSERT INTO article_prints (article_id, date, kin, prints) VALUES (?, ?, ?, ?)",
            [(ids[rank], self.order.dates[rank], int(self.kin[rank]), self.prints[rank].tobytes())
             for rank in sorted(self.stale)],
        )  # fmt: skip
        conn.executemany(
            "UPDATE article_prints SET kin = ?1 WHERE article_id = ?2 AND kin != ?1",
            [(int(self.kin[rank]), ids[rank]) for rank in sorted(self.asked - self.stale)],
        )
        removed = [(ids[one], ids[other]) for one, other in self.removed]
        conn.executemany(
            "DELETE FROM article_pairs WHERE one = ? AND other = ?",
            sorted([*removed, *((one, other) for one, other, _ in self.gone)]),
        )
        conn.executemany(
            """INSERT OR REPLACE INTO article_pairs (one, other, label, score, share, passages, prints)
               VALUES (?, ?, ?, ?, ?, ?, ?)""",
            ((ids[one], ids[other], *row) for (one, other), row in self.changed),
        )
        self.groups = self._groups(self._seeds())
        self.db.execute("DELETE FROM stale_articles")
        conn.executemany(
            "INSERT INTO stale_articles (article_id) VALUES (?)",
            [(ids[rank],) for rank in sorted(rank for group in self.groups for rank in group)],
        )

    def _seeds(self) -> set[int]:
        """The articles whose stories are to be joined again."""
        rank = self.order.rank
        lost = {id for one, other, label in self.gone if label == REPRINT for id in (one, other)}
        return self.stale | self.seeds | {rank[id] for id in lost if id in rank}

    def _groups(self, seeds: set[int]) -> list[list[int]]:
        """All that reprints connect with the seeds, and seeds that are in a story no more."""
        seen: set[int] = set()
        groups = []
        for seed in sorted(seeds):
            if seed in seen:
                continue
            seen.add(seed)
            group = [seed]
            for member in group:
                new = [other for other in self._beside(member) if other not in seen]
                seen.update(new)
                group += dict.fromkeys(new)
            if len(group) > 1 or self._is_told(seed):
                groups.append(sorted(group))
        return groups

    def _beside(self, number: int) -> list[int]:
        """The articles that an article is a reprint of, or they of it."""
        found = []
        for one, other, label in self._pairs(OF_ONE, id := self.order.ids[number]):
            if label == REPRINT:
                found.append(self.order.rank[other if one == id else one])
        return sorted(found)

    def _is_told(self, number: int) -> bool:
        """Whether an article is in a story as the archive has them."""
        asked = "SELECT 1 FROM witnesses WHERE article_id = ? LIMIT 1"
        return self.db.execute(asked, [self.order.ids[number]]).fetchone() is not None
