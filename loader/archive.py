"""Opening and closing an archive: what makes a file one, and the sentence when it is none.

While it is loaded an archive is in WAL mode, so that people can go on reading; at rest it is one file without
companions, which can be copied, sent, and read from a folder nobody may write.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loader import index, schema
from loader.database import Database
from loader.errors import BadArchive
from loader.units import FOLDING_VERSION

WAIT_SECONDS = 30  # how long a write waits for another process that writes
SENTENCES = {
    "not a database": "not an SQLite database. Choose another file name; this file was left as it is.",
    "unable to open": "cannot be opened. Check that it is a file, and that you may write it and its folder.",
    "readonly": "may not be written. Check the permissions of the file and its folder, or choose another place.",
    "locked": "another program is writing to it. Wait until that has finished, then try again.",
    "full": "the disk is full. Make room, then load again; what was loaded before is kept.",
    "disk I/O": "the disk fails to read or write it. Check the disk; then load into a new archive on another one.",
    "malformed": "the file is damaged. Put back a copy, or load the transcripts into a new archive.",
}


def open_archive(path: Path, create: bool = False) -> Database:
    """Open an archive to write, or make one where there is no file, or an empty one, and `create` is set.

    Raises `BadArchive` for a missing folder or file, a database that is not ours, another schema or another folding.
    Close it with `close_archive`.
    """
    require_file(path, create)
    with told(path), _closed_on_error(sqlite3.connect(path, timeout=WAIT_SECONDS)) as conn:
        if create and schema.is_blank(conn):
            index.register(conn)
            conn.execute(f"PRAGMA page_size = {schema.PAGE_SIZE}")
            _create(_database(conn))
        _accept(conn, path)
        index.register(conn)
        return _database(conn)


def read_archive(path: Path) -> Database:
    """Open an archive that nothing will be written to, wherever it stands. Raises `BadArchive` as `open_archive`."""
    require_file(path, create=False)
    with told(path), _closed_on_error(_connect_to_read(path)) as conn:
        _accept(conn, path)
        index.register(conn)
        return _database(conn)


@contextmanager
def _closed_on_error(conn: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield conn
    except BaseException:
        conn.close()
        raise


def begin_writing(db: Database) -> None:
    """Let others go on reading while this connection writes."""
    db.execute("PRAGMA journal_mode = wal")
    db.execute("PRAGMA synchronous = normal")  # under WAL a power cut can undo the last commits, and break nothing


def close_archive(db: Database) -> bool:
    """Close an archive that was written, as one file without companions if nobody else has it open.

    True if so. Otherwise (somebody reads it) it stays in WAL mode; the next load tries again.
    """
    try:
        db.rollback()
        db.execute("PRAGMA busy_timeout = 0")
        return bool(db.execute("PRAGMA journal_mode = delete").fetchone()[0] == "delete")
    except sqlite3.DatabaseError:
        return False
    finally:
        db.close()


@contextmanager
def told(path: Path) -> Iterator[None]:
    """SQLite's errors as `BadArchive`, with the name of the archive and what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        said = str(error)
        sentence = next((sentence for part, sentence in SENTENCES.items() if part in said), None)
        raise BadArchive(f"{path}: {sentence or f'SQLite says: {said}. Run: baolan check {path}'}") from error


def require_file(path: Path, create: bool) -> None:
    """Raises `BadArchive` where no archive can be at `path`."""
    if path.is_dir():
        raise BadArchive(f"{path}: a folder. The archive comes first and is a file: archive.db, say.")
    if not path.parent.is_dir():
        raise BadArchive(f"{path}: there is no folder {path.parent}. Make it first, or choose another place.")
    if not create and not path.exists():
        raise BadArchive(f"{path}: no such archive. Make one with: baolan load {path} FOLDER")


def _database(conn: sqlite3.Connection) -> Database:
    conn.execute("PRAGMA foreign_keys = on")
    return Database(conn)


def _create(db: Database) -> None:
    """Lay the tables out, unless another program that was started at the same moment has done so meanwhile."""
    db.execute("BEGIN IMMEDIATE")
    with db.conn:
        if not schema.is_blank(db.conn):
            return
        schema.ensure_schema(db)
        said = [("folding", FOLDING_VERSION), ("schema", str(schema.SCHEMA_VERSION))]
        db.conn.executemany("INSERT INTO archive (key, value) VALUES (?, ?)", said)


def _accept(conn: sqlite3.Connection, path: Path) -> None:
    if schema.is_blank(conn):
        raise BadArchive(f"{path}: empty, nothing has been loaded yet. Do so with: baolan load {path} FOLDER")
    if not schema.is_archive(conn):
        raise BadArchive(
            f"{path}: a database, but not a baolan archive. Choose another file name; it was left as it is."
        )
    schema.check_schema(conn, str(path))
    index.check_folding(conn, str(path))


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """Read-only; without locks where the folder is read-only and the file alone is the whole archive."""
    address = path.absolute().as_uri()
    conn = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=WAIT_SECONDS)
    try:
        schema.is_blank(conn)
        return conn
    except sqlite3.OperationalError as error:
        conn.close()
        if "locked" in str(error):  # without locks we would read what another program has half written
            raise
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise BadArchive(
                f"{path}: a load was cut short, and its end cannot be read here. "
                f"Copy it with {log.name} to a folder that you may write."
            ) from None
        return sqlite3.connect(f"{address}?immutable=1", uri=True)
