"""Many archives in one folder, one for each outlet and year: how a collection too large for one file is kept.

A transcript stands in one archive of the shelf. Where its outlet or year becomes another (a catalog was corrected), it
is moved: written to its new archive first, then taken out of the old one; a load that is killed in between finds it in
both and takes it out of the old one when it is loaded again.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from sqlite3 import DatabaseError

from loader.archive import close_archive, open_archive, read_archive
from loader.conventions import Conventions
from loader.errors import BadArchive
from loader.model import Page, Statement
from loader.rows import Entries
from loader.sources import Looks
from loader.store import Known, Store, read_known

UNKNOWN, UNDATED = "unknown", "undated"
OPEN = 16  # archives that are open at a time: each has a cache and a transaction of its own
_UNSAFE = re.compile(r'[\s/\\:*?"<>|.\x00-\x1f-]+')
NAME_BYTES = 120


def archive_name(outlet: str | None, date: str | None) -> str:
    """The file of a page's outlet and year: 周口日报-2020.db, unknown-undated.db."""
    paper = _UNSAFE.sub("_", outlet or "").strip("_") or UNKNOWN
    while len(paper.encode()) > NAME_BYTES:
        paper = paper[:-1]
    return f"{paper}-{date[:4] if date else UNDATED}.db"


class Shelf:
    """The archives of a folder, opened as they are needed. Close it with `close`."""

    def __init__(self, folder: Path, conventions: Conventions) -> None:
        """Raises `BadArchive` where the folder cannot be made or one of its archives cannot be read."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadArchive(
                f"{folder}: no folder can be made there ({error.strerror}). Choose another name."
            ) from error
        self.folder = folder
        self.conventions = conventions
        self.homes: dict[str, list[str]] = {}  # transcript's id to the archives that have it
        self.known: dict[str, Known] = {}
        self._open: OrderedDict[str, Store] = OrderedDict()
        for path in self.archives():
            self._read_known(path)

    def archives(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("*.db") if path.is_file())

    def _read_known(self, path: Path) -> None:
        db = read_archive(path)
        try:
            for known in read_known(db).values():
                if known.id in self.homes:  # a load was killed while it was moved: to be split and put in place again
                    known = known._replace(digest="", looks=None)
                self.homes.setdefault(known.id, []).append(path.name)
                self.known[known.id] = known
        finally:
            db.close()

    def note(self, id: str, looks: Looks) -> None:
        self._store(self.homes[id][0]).note(id, looks)

    def save(
        self,
        page: Page,
        digest: str,
        statement: Statement | None = None,
        looks: Looks | None = None,
        entries: Entries | None = None,
    ) -> None:
        """Write a page into the archive of its outlet and year, and take it out of any other."""
        name = archive_name(page.outlet, page.date)
        store = self._store(name)
        store.save(page, digest, statement, looks, entries)
        id = page.transcript.id
        others = [other for other in self.homes.get(id, ()) if other != name]
        if others:
            store.commit()
            for other in others:
                self._remove(other, id)
        self.homes[id] = [name]
        self.known[id] = store.known[id]

    def _remove(self, name: str, id: str) -> None:
        store = self._store(name)
        store.remove(id)

    def text_of(self, id: str) -> str:
        return self._store(self.homes[id][0]).text_of(id)

    def notes_of(self, id: str, kind: str) -> list[str]:
        return self._store(self.homes[id][0]).notes_of(id, kind) if id in self.homes else []

    def _store(self, name: str) -> Store:
        if name in self._open:
            self._open.move_to_end(name)
            return self._open[name]
        while len(self._open) >= OPEN:
            _, oldest = self._open.popitem(last=False)
            _close(oldest)
        store = Store(open_archive(self.folder / name, create=True), self.conventions)
        self._open[name] = store
        return store

    def commit(self) -> None:
        for store in self._open.values():
            with suppress(DatabaseError):
                store.commit()

    def finish(self) -> None:
        self.close()

    def close(self) -> None:
        """Put away every archive that is open; those without a transcript are gone."""
        while self._open:
            name, store = self._open.popitem()
            empty = not store.known
            _close(store)
            if empty:
                (self.folder / name).unlink(missing_ok=True)


def _close(store: Store) -> None:
    try:
        store.finish()
    finally:
        close_archive(store.db)
