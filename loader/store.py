"""Pages into rows: one transaction per batch, replacing a transcript's own rows only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from loader import index, schema
from loader.conventions import Conventions
from loader.errors import BadArchive
from loader.model import HEADING_ROLES, Article, Page, Paragraph, Statement
from loader.articles import HALF_SENTENCE
from loader.normalize import FOLDING_VERSION

WAIT_SECONDS = 30  # how long a write waits for another process that writes


def open_archive(path: Path, create: bool = False) -> Database:
    """Open an archive, or make an empty one where there is no file and `create` is set.

    Raises `BadArchive` for a missing folder or file, a database that is not ours, another schema or another folding.
    """
    if not path.parent.exists():
        raise BadArchive(f"{path}: there is no folder {path.parent}. Make it first, or choose another place.")
    new = not path.exists() or path.stat().st_size == 0
    if new and not create:
        raise BadArchive(f"{path}: no such archive. Make one with: baolan load {path} FOLDER")
    try:
        conn = sqlite3.connect(path, timeout=WAIT_SECONDS)
        conn.execute("PRAGMA foreign_keys = on")
        index.register(conn)
        db = Database(conn, execute_plugins=False)
        if new:
            _create(db)
        else:
            _accept(db, path)
    except sqlite3.DatabaseError as error:
        raise BadArchive(f"{path}: {_sentence(error)}") from error
    return db


def _sentence(error: sqlite3.DatabaseError) -> str:
    text = str(error)
    if "not a database" in text:
        return "not an SQLite database. Choose another file name."
    if "unable to open" in text:
        return "cannot be opened. Check that it is a file and that you may read and write it."
    if "readonly" in text:
        return "may not be written. Check its permissions, or choose another place."
    if "locked" in text:
        return "another program is writing to it. Wait until that has finished, then try again."
    return f"{text}. Run: baolan check"


def _create(db: Database) -> None:
    db.execute("PRAGMA journal_mode = wal")
    with db.atomic():
        schema.ensure_schema(db)
        db.table("archive").insert_all(
            [{"key": "folding", "value": FOLDING_VERSION}, {"key": "schema", "value": str(schema.SCHEMA_VERSION)}]
        )


def _accept(db: Database, path: Path) -> None:
    if not schema.is_archive(db.conn):
        raise BadArchive(f"{path}: a database, but not a baolan archive. Choose another file name; it was left as it is.")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version != schema.SCHEMA_VERSION:
        raise BadArchive(
            f"{path}: built with schema {version}, this version writes {schema.SCHEMA_VERSION}. "
            "Load the transcripts into a new archive; this one was left as it is."
        )
    index.check_folding(db.conn, str(path))


class Store:
    """Writes pages into an open archive. Ids and numbers of transcripts that are there already are kept."""

    def __init__(self, db: Database, conventions: Conventions) -> None:
        self.db = db
        self.conventions = conventions
        rows = db.execute("SELECT path, id, number, input_sha256 FROM transcripts")
        self.known = {path: (id, number, digest) for path, id, number, digest in rows}
        self.next_number = 1 + max((number for _, number, _ in self.known.values()), default=0)

    def id_of(self, path: str) -> str | None:
        """The id a path has in the archive."""
        return self.known[path][0] if path in self.known else None

    def is_current(self, path: str, digest: str) -> bool:
        """Whether the archive holds this path, split from exactly this input."""
        return path in self.known and self.known[path][2] == digest

    def save(self, page: Page, digest: str, statement: Statement | None = None) -> None:
        """Write a page in place of what its transcript had before. `digest` names all that the rows follow from."""
        transcript = page.transcript
        _, number, _ = self.known.get(transcript.path, (None, self.next_number, None))
        if number == self.next_number:
            self.next_number += 1
        with self.db.atomic():
            self.db.execute("DELETE FROM transcripts WHERE path = ?", [transcript.path])
            if page.outlet:
                outlet = self.conventions.outlets.get(page.outlet)
                row = {"id": page.outlet, "name": page.outlet, "place": outlet.place if outlet else None}
                self.db.table("outlets").upsert(row, pk="id")
            self._insert("transcripts", [_transcript_row(page, number, digest, statement)])
            for table, rows in page_rows(page, number).items():
                self._insert(table, rows)
        self.known[transcript.path] = (transcript.id, number, digest)

    def finish(self) -> None:
        """Remove outlets that no transcript has any more, and refresh the statistics facets and search rely on."""
        with self.db.atomic():
            self.db.execute("DELETE FROM outlets WHERE id NOT IN (SELECT outlet_id FROM transcripts WHERE outlet_id NOTNULL)")
        self.db.execute("PRAGMA analysis_limit = 1000")
        self.db.analyze()
        self.db.execute("PRAGMA wal_checkpoint(truncate)")

    def _insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        if rows:
            columns = ", ".join(f'"{name}"' for name in rows[0])
            marks = ", ".join(f":{name}" for name in rows[0])
            self.db.conn.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def _transcript_row(page: Page, number: int, digest: str, statement: Statement | None) -> dict[str, Any]:
    transcript = page.transcript
    return {
        "id": transcript.id,
        "number": number,
        "path": transcript.path,
        "outlet_id": page.outlet,
        "outlet_basis": page.outlet_basis,
        "date": page.date,
        "date_basis": page.date_basis,
        "page": page.page,
        "source": statement.source if statement else None,
        "note": statement.note if statement else None,
        "sha256": transcript.sha256,
        "input_sha256": digest,
        "encoding": transcript.encoding,
        "bom": int(transcript.bom),
        "line_ends": transcript.line_ends,
        "characters": len("".join(transcript.text.split())),
        "text": transcript.text,
    }


def page_rows(page: Page, number: int) -> dict[str, list[dict[str, Any]]]:
    """All rows of a page but its transcript's, by table, in an order that foreign keys allow.

    `number` is the transcript's; integer ids are made from it (see `schema`). Raises `BadArchive` where a page has more
    paragraphs than ids.
    """
    base = number * schema.IDS_PER_TRANSCRIPT
    ids = list(article_ids(page))
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("articles", "paragraphs", "paragraph_spans", "lines", "people", "evidence", "flags")
    }
    paragraph_id: dict[tuple[int, int], int] = {}
    counter = base
    for position, article in enumerate(page.articles):
        rows["articles"].append(_article_row(page, article, ids[position], position))
        for order, paragraph in enumerate(article.paragraphs):
            counter += 1
            paragraph_id[position, order] = counter
            rows["paragraphs"].append(_paragraph_row(page, paragraph, counter, ids[position], order))
            rows["paragraph_spans"].extend(
                {"paragraph_id": counter, "offset": p.offset, "length": p.length, "start": p.start, "end": p.end}
                for p in paragraph.pieces
            )
        rows["people"].extend(
            {"article_id": ids[position], "position": n, "name": p.name, "role": p.role, "start": p.start, "end": p.end}
            for n, p in enumerate(article.people, 1)
        )
    if max(counter - base, len(page.evidence), len(page.flags)) >= schema.IDS_PER_TRANSCRIPT:
        raise BadArchive(f"{page.transcript.path}: more than 999,999 paragraphs in one file. Cut it into several files.")
    rows["lines"] = [
        {
            "transcript_id": page.transcript.id,
            "number": line.number,
            "start": line.start,
            "end": line.end,
            "role": line.role,
            "rule": line.rule,
            "article_id": None if line.article is None else ids[line.article],
            "paragraph_id": None if line.article is None else paragraph_id.get((line.article, line.paragraph), None),  # type: ignore[arg-type]
        }
        for line in page.lines
    ]
    rows["evidence"] = [
        {
            "id": base + n,
            "transcript_id": page.transcript.id,
            "article_id": None if proof.article is None else ids[proof.article],
            "field": proof.field,
            "value": proof.value,
            "basis": proof.basis,
            "quote": proof.quote,
            "start": proof.start,
            "end": proof.end,
            "confidence": proof.confidence,
        }
        for n, proof in enumerate(page.evidence, 1)
    ]
    rows["flags"] = [
        {"id": base + n, "transcript_id": page.transcript.id, "start": f.start, "end": f.end, "kind": f.kind, "note": f.note}
        for n, f in enumerate(page.flags, 1)
    ]
    return rows


def article_ids(page: Page) -> Iterator[str]:
    """`<transcript>-l<first line, 3 digits or more>`; a second article on one line of HTML adds `-2`."""
    seen: dict[str, int] = {}
    for article in page.articles:
        id = f"{page.transcript.id}-l{article.first_line:03}"
        seen[id] = seen.get(id, 0) + 1
        yield id if seen[id] == 1 else f"{id}-{seen[id]}"


def heading_text(article: Article, role: str) -> str | None:
    """The kicker, headline or deck as one string: lines set apart are joined by a space, unless one sentence was
    broken into two lines."""
    text = ""
    for label in article.headings:
        if label.role == role:
            gap = "" if not text or HALF_SENTENCE.search(text) else " "
            text += gap + label.block.text
    return text or None


def _article_row(page: Page, article: Article, id: str, position: int) -> dict[str, Any]:
    return {
        "id": id,
        "transcript_id": page.transcript.id,
        "position": position + 1,
        "outlet_id": page.outlet,
        "date": page.date,
        "month": page.date[:7] if page.date else None,
        **{role: heading_text(article, role) for role in HEADING_ROLES},
        "byline": article.byline,
        "dateline": article.dateline,
        "agency": article.agency,
        "place": article.place,
        "event_date": article.event_date,
        "first_line": article.first_line,
        "characters": sum(len("".join(paragraph.text.split())) for paragraph in article.paragraphs),
    }


def _paragraph_row(page: Page, paragraph: Paragraph, id: int, article_id: str, order: int) -> dict[str, Any]:
    return {
        "id": id,
        "article_id": article_id,
        "position": order + 1,
        "role": paragraph.role,
        "text": paragraph.text,
        "outlet_id": page.outlet,
        "date": page.date,
        "month": page.date[:7] if page.date else None,
    }
