"""The pairs of articles that an archive keeps (`article_pairs`), with the passages they share, brought up to date.

An article is looked at again where a print of it stands in more or in fewer articles than before; passages that two
articles share are found once and kept. Comparing holds no lock; `Search.write` is called in a transaction.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from sqlite_utils import Database

from loader.candidates import Kept, Prints
from loader.printed_articles import Order, Reader, read_article
from loader.reprints import REPRINT, weigh
from loader.shared import Stretch, Wording, shared_stretches

Progress = Callable[[int, int], None]
Key = tuple[int, int]


class _Row(NamedTuple):
    """A pair as the archive keeps it; `passages` are the numbers of its stretches, one after the other."""

    label: str
    score: float
    share: float
    passages: bytes


class Search:
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
                    self.new[other, number] = _Row(pair.label, pair.score, pair.share, packed(stretches))
            done += self.order.characters[number]
            progress(done, total)

    def _stretches(self, one: int, other: int) -> Sequence[Stretch]:
        """The passages of two articles; what two texts share does not change while they do not."""
        if one not in self.stale and other not in self.stale and (one, other) in self.old:
            return unpacked(self.old[one, other].passages)
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


def packed(stretches: Sequence[Stretch]) -> bytes:
    """Passages as `article_pairs.passages` keeps them: five numbers for each."""
    return array("i", [number for at in stretches for number in at[:5]]).tobytes()


def unpacked(passages: bytes) -> list[Stretch]:
    """The passages that `packed` wrote."""
    numbers = array("i")
    numbers.frombytes(passages)
    rows = zip(*(numbers[at::5] for at in range(5)), strict=True)
    return [
        Stretch(start, end, other_start, other_end, kept, kept / max(end - start, other_end - other_start))
        for start, end, other_start, other_end, kept in rows
    ]
