"""A copy of an archive to be published: compact, checked, and put in place of the last one in a single step.

The copy is made beside its destination from one consistent state (SQLite's backup interface), so that loads go on
meanwhile; a copy that is cut short, or that does not prove whole, never takes the place of the one that is there.
"""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from loader import index, schema
from loader.archive import read_archive, require_file, told
from loader.check import problems
from loader.errors import BadArchive

STEPS = ("copy", "index", "statistics", "compact", "check")
"""What `publish` does, in order."""
PAGES = 4_096  # of a step of copying, between which progress is told
SHOWN = 3  # faults that are named
# Seconds since anything was written to a copy after which nobody is at work on it: to compact and to check 30,000 pages
# take minutes each.
ABANDONED = 3_600
PART = re.compile(r"\.part(-journal|-wal|-shm)?$")


def publish(
    archive: Path, destination: Path, progress: Callable[[str], None] = lambda step: None, check: bool = True
) -> tuple[int, int]:
    """Copy an archive to `destination`, which is replaced if it is an archive. Bytes before and after.

    `progress` is told each of STEPS as it begins. `check`: prove every invariant of the copy; without it only what
    SQLite itself can say. Raises `BadArchive` where the archive cannot be read, the copy is not whole, or the
    destination is no archive, is a folder, or is the archive itself; what stood there is then left as it was.
    """
    require_file(archive, create=False)
    _require_destination(archive, destination)
    before = archive.stat().st_size
    with _beside(destination) as copy:
        progress("copy")
        _copy(archive, copy)
        with told(destination):
            _compact(copy, progress)
            progress("check")
            _prove(copy, archive, check)
        after = copy.stat().st_size
        with told(destination), _sentence(destination):
            _put(copy, destination)
    return before, after


def _require_destination(archive: Path, destination: Path) -> None:
    if destination.is_dir():
        raise BadArchive(f"{destination}: a folder. Name the file of the copy: {destination / archive.name}")
    if not destination.absolute().parent.is_dir():
        raise BadArchive(f"{destination}: there is no folder {destination.parent}. Make it first.")
    if not destination.exists():
        return
    if archive.exists() and destination.samefile(archive):
        raise BadArchive(f"{destination}: the archive itself. Name another file for the copy.")
    if destination.stat().st_size:
        with told(destination):
            conn = sqlite3.connect(f"{destination.absolute().as_uri()}?mode=ro", uri=True)
            try:
                ours = schema.is_archive(conn)
            finally:
                conn.close()
        if not ours:
            raise BadArchive(f"{destination}: a database, but not a baolan archive; it was left as it is.")


@contextmanager
def _beside(destination: Path) -> Iterator[Path]:
    """A new file in the folder of the destination, gone afterwards unless it was moved."""
    with _sentence(destination):
        _sweep(destination)
        number, name = tempfile.mkstemp(
            prefix=f".{destination.name}.", suffix=".part", dir=destination.absolute().parent
        )
    os.close(number)
    copy = Path(name)
    try:
        yield copy
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            copy.with_name(copy.name + end).unlink(missing_ok=True)


def _sweep(destination: Path) -> None:
    """Remove copies that a publication left when it was killed."""
    before = time.time() - ABANDONED
    for file in destination.absolute().parent.iterdir():
        if file.name.startswith(f".{destination.name}.") and PART.search(file.name):
            if file.stat().st_mtime <= before:
                file.unlink(missing_ok=True)


@contextmanager
def _sentence(destination: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise BadArchive(f"{destination}: the copy cannot be put there ({why}). Choose another place.") from error


def _copy(archive: Path, copy: Path) -> None:
    source = read_archive(archive)
    target = sqlite3.connect(copy)
    try:
        with told(copy):
            target.execute("PRAGMA synchronous = off")  # a copy that is cut short is thrown away
            source.conn.backup(target, pages=PAGES)
    finally:
        target.close()
        source.close()


def _compact(copy: Path, progress: Callable[[str], None]) -> None:
    conn = sqlite3.connect(copy, isolation_level=None)
    try:
        conn.execute("PRAGMA journal_mode = delete")
        conn.execute("PRAGMA synchronous = off")
        index.register(conn)
        conn.execute("DELETE FROM files_seen")  # what the publisher's disk looks like is nobody's business
        progress("index")
        for name in schema.FULL_TEXT:
            conn.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")
        progress("statistics")
        conn.execute("PRAGMA analysis_limit = 0")
        conn.execute("ANALYZE")
        progress("compact")
        conn.execute("VACUUM")
    finally:
        conn.close()


def _prove(copy: Path, archive: Path, check: bool) -> None:
    db = read_archive(copy)
    try:
        if check:
            found = list(islice(problems(db.conn), SHOWN))
        else:
            found = [said for (said,) in db.execute("PRAGMA integrity_check(3)") if said != "ok"]
    finally:
        db.close()
    if found:
        raise BadArchive(
            f"{archive}: not whole, so nothing was published ({'; '.join(found)}). Run: baolan check {archive}"
        )


def _put(copy: Path, destination: Path) -> None:
    """Flushed to the disk before it gets its name, so that after a power cut one of the two archives is there."""
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    os.chmod(copy, 0o644)
    os.replace(copy, destination)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(destination.absolute().parent, os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
