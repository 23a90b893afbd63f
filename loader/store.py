"""Pages into an archive: a transcript's own rows replaced as a whole, many transcripts in one transaction."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice
from sqlite3 import OperationalError
from typing import Any, NamedTuple

from loader.archive import begin_writing
from loader.conventions import Conventions
from loader.database import Database, data_version
from loader.errors import BadArchive
from loader.indexing import Indexing
from loader.memory import give_back
from loader.model import Page, Statement
from loader.rows import Entries, numbers_needed, page_entries, page_rows, transcript_row
from loader.schema import FULL_TEXT, IDS_PER_NUMBER
from loader.sources import Looks
from loader.units import FOLDING_VERSION

# A transaction holds this many characters of transcripts. With one page each, writing takes a fifth longer, and
# four times as many bring no more (1,423 pages of 8,500 characters). A killed load does at most this much again, about
# three seconds.
TRANSACTION_CHARACTERS = 2_000_000


# Rows of one statement. Every statement on a table whose triggers write to an index opens that index anew, whether they
# fire or not, which takes longer than the row: 16 together take half the time of 16 alone, 32 hardly less.
TOGETHER = 16


class Known(NamedTuple):
    """A transcript that is in the archive. `digest` names the input its rows follow from (`loading.input_digest`);
    `looks` is how its file looked when it was last read, None where that proved nothing."""

    id: str
    number: int
    path: str
    sha256: str
    digest: str
    looks: Looks | None = None


def read_known(db: Database) -> dict[str, Known]:
    """Transcripts of an archive by id."""
    rows = db.execute(
        """SELECT id, number, path, sha256, input_sha256, size, mtime_ns, ctime_ns, inode
           FROM transcripts LEFT JOIN files_seen ON transcript_id = id"""
    )
    return {row[0]: Known._make([*row[:5], None if row[5] is None else Looks._make(row[5:])]) for row in rows}


class Store:
    """Writes pages into an open archive. Ids and numbers of transcripts that are there already are kept, but for the
    number of one that has outgrown it (see `schema`).

    What `save` was given is in the archive after `commit` or `finish`; readers see a transcript whole or not at all.
    """

    def __init__(self, db: Database, conventions: Conventions) -> None:
        self.db = db
        self.conventions = conventions
        self._version = data_version(self.db)
        self.known = read_known(db)
        self._numbers = sorted(known.number for known in self.known.values())
        self._next_number = 1 + self._last_number()
        self._seen: dict[str, Looks] = {}  # that nothing has been written of yet
        self._waiting = 0
        self._written = self._removed = False
        self._indexing: Indexing | None = None  # of the transaction that is open
        self._characters = 0  # of the transcripts that were saved

    def _last_number(self) -> int:
        """The last number that any row was numbered with, 0 in an empty archive."""
        numbered = (("articles", "number"), ("paragraphs", "id"), ("evidence", "id"), ("flags", "id"))
        ids = [self.db.execute(f"SELECT max({key}) FROM {table}").fetchone()[0] or 0 for table, key in numbered]
        return max(max(ids) // IDS_PER_NUMBER, *self._numbers[-1:], 0)

    def _number(self, known: Known | None, needed: int) -> int:
        """The number of a transcript that needs so many: the one it has while the numbers after it are free."""
        if known is None:
            return self._next_number
        at = bisect_right(self._numbers, known.number)
        if needed > 1 and at < len(self._numbers) and known.number + needed > self._numbers[at]:
            return self._next_number
        return known.number

    def _renumber(self, old: int | None, new: int | None) -> None:
        """Note that a transcript has one number no more, and another now."""
        if old == new:
            return
        if old is not None:
            del self._numbers[bisect_left(self._numbers, old)]
        if new is not None:
            insort(self._numbers, new)

    def text_of(self, id: str) -> str:
        """The text the archive has for a transcript it knows."""
        return str(self.db.execute("SELECT text FROM transcripts WHERE id = ?", [id]).fetchone()[0])

    def notes_of(self, id: str, kind: str) -> list[str]:
        """The notes of a transcript's flags of one kind."""
        found = self.db.execute("SELECT note FROM flags WHERE transcript_id = ? AND kind = ? ORDER BY id", [id, kind])
        return [str(note) for (note,) in found]

    def note(self, id: str, looks: Looks) -> None:
        """Have it written at the end how the file of a transcript looks that is as it was."""
        self._seen[id] = looks

    def save(
        self,
        page: Page,
        digest: str,
        statement: Statement | None = None,
        looks: Looks | None = None,
        entries: Entries | None = None,
    ) -> None:
        """Write a page in place of what the transcript of this id had before; `looks`: of its file, before it was read;
        `entries`: those of the page in the indexes, where they are known already.

        All of it or, where this raises, nothing. Raises `BadArchive` when another program changes transcripts during
        this load.
        """
        transcript = page.transcript
        known = self.known.get(transcript.id)
        needed = numbers_needed(page)
        number = self._number(known, needed)
        indexing = self._begin()
        if known:
            indexing.write()  # the page may have been saved in this transaction
        with self.db.atomic():  # a savepoint: a page that fails leaves the others of its transaction
            if known:
                self.db.execute("DELETE FROM transcripts WHERE id = ?", [transcript.id])
            self._insert_outlet(page.outlet)
            self._insert("transcripts", [transcript_row(page, number, digest, statement)])
            for table, rows in page_rows(page, number).items():
                self._insert(table, rows)
            if looks:
                self._insert_looks({transcript.id: looks})
        if entries is None or entries.folding != FOLDING_VERSION:
            entries = page_entries(page)
        indexing.add(number * IDS_PER_NUMBER + 1, entries)
        self._next_number = max(self._next_number, number + needed)
        self._renumber(known.number if known else None, number)
        self.known[transcript.id] = Known(transcript.id, number, transcript.path, transcript.sha256, digest, looks)
        self._waiting += len(transcript.text)
        self._characters += len(transcript.text)
        if self._waiting >= TRANSACTION_CHARACTERS:
            self.commit()

    def remove(self, id: str) -> None:
        """Take a transcript out, with everything of its own."""
        self._begin().write()
        self.db.execute("DELETE FROM transcripts WHERE id = ?", [id])
        self._removed = True
        if known := self.known.pop(id, None):
            self._renumber(known.number, None)

    def commit(self) -> None:
        """Make what was saved so far lasting and visible to others."""
        if self._indexing and self.db.conn.in_transaction:
            self._indexing.close()
            # Nobody's paper any more: the last of its pages was given to another outlet, or deleted.
            self.db.execute(
                "DELETE FROM outlets WHERE NOT EXISTS (SELECT 1 FROM transcripts WHERE outlet_id = outlets.id)"
            )
            self.db.execute("COMMIT")
            give_back()
        self._indexing = None
        self._waiting = 0

    def finish(self) -> None:
        """Commit, and refresh the statistics that facets and search rely on.

        After a load of as much as there was before, the indexes are put in one piece: full-text ones are 7 % smaller
        then, others 12 %, for a fiftieth of the time of the load.
        """
        self.commit()
        self._write_seen()
        if self._characters or self._removed:
            (characters,) = self.db.execute("SELECT sum(characters) FROM transcripts").fetchone()
            if 2 * self._characters >= (characters or 0):
                for table in FULL_TEXT:
                    self.db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
                self.db.execute("REINDEX")
                give_back()
            self.db.execute("PRAGMA analysis_limit = 1000")
            self.db.execute("ANALYZE")

    def _write_seen(self) -> None:
        """How files look is a convenience of the next load: an archive that may not be written now does without."""
        if not self._seen:
            return
        with suppress(OperationalError):
            if not self._written:
                begin_writing(self.db)
                self._written = True
            with self.db.atomic():
                there = self._seen.keys() & read_known(self.db).keys()
                self._insert_looks({id: looks for id, looks in self._seen.items() if id in there})
        self._seen = {}

    def _insert_looks(self, seen: dict[str, Looks]) -> None:
        self.db.conn.executemany(
            "INSERT OR REPLACE INTO files_seen (transcript_id, size, mtime_ns, ctime_ns, inode) VALUES (?, ?, ?, ?, ?)",
            [(id, *looks) for id, looks in sorted(seen.items())],
        )

    def _begin(self) -> Indexing:
        """The transaction that is open, or a new one."""
        if self._indexing and self.db.conn.in_transaction:
            return self._indexing
        if not self._written:
            begin_writing(self.db)
            self._written = True
        self.db.execute("BEGIN IMMEDIATE")
        version = data_version(self.db)
        if version != self._version and _rows_of(read_known(self.db)) != _rows_of(self.known):
            self.db.execute("ROLLBACK")
            raise BadArchive(
                "another program changed transcripts in the archive during this load. What both have loaded is kept; "
                "load again to finish."
            )
        self._version = version
        self._indexing = Indexing(self.db)
        return self._indexing

    def _insert_outlet(self, name: str | None) -> None:
        if name:
            outlet = self.conventions.outlets.get(name)
            self.db.execute(
                """INSERT INTO outlets (id, name, place) VALUES (?, ?, ?)
                   ON CONFLICT (id) DO UPDATE SET name = excluded.name, place = excluded.place""",
                [name, name, outlet.place if outlet else None],
            )

    def _insert(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        waiting = iter(rows)
        some = list(islice(waiting, TOGETHER))
        if not some:
            return
        columns = ", ".join(f'"{name}"' for name in some[0])
        marks = f"({', '.join('?' for _ in some[0])})"
        insert = f"INSERT INTO {table} ({columns}) VALUES "
        last: list[dict[str, Any]] = []

        def together() -> Iterator[tuple[Any, ...]]:
            """The cells of so many rows at a time; every row of a table has the same columns in one order."""
            group = some
            while len(group) == TOGETHER:
                yield tuple(chain.from_iterable(row.values() for row in group))
                group = list(islice(waiting, TOGETHER))
            last.extend(group)

        self.db.conn.executemany(insert + ", ".join([marks] * TOGETHER), together())
        self.db.conn.executemany(insert + marks, [tuple(row.values()) for row in last])


def _rows_of(known: Mapping[str, Known]) -> dict[str, Known]:
    """Transcripts without the looks of their files, which another load may note meanwhile."""
    return {id: one._replace(looks=None) for id, one in known.items()}
