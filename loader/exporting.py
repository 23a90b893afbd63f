"""Ready-made files of an archive, for a spreadsheet, for programs, for reference managers, with what they are.

Every file is written as its rows are read, so memory does not grow with the archive, under another name until it is
whole; the folder also gets a README and the SHA-256 sums of its files (`sha256sum -c SHA256SUMS`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import IO, Any, NamedTuple

from loader.archive import read_archive, told
from loader.article_lines import all_article_lines
from loader.citation import is_author
from loader.errors import BaolanError
from loader.metadata import archive_description
from loader.passim import write_documents
from loader.references import bibtex, csl_item
from loader.spreadsheet import BOM, csv_lines

BATCH = 5_000  # rows that are read at a time
FORMATS = ("csv", "jsonl", "parquet", "bibtex", "csl", "passim")
NEEDS_PYARROW = "Parquet needs the package pyarrow. Install it with: pip install 'baolan[parquet]'"
README = "README.txt"
SUMS = "SHA256SUMS"


class Sheet(NamedTuple):
    """A table that is exported: its name, the query for its rows, and the tables whose columns it takes."""

    name: str
    sql: str
    tables: tuple[str, ...]


SHEETS = (
    Sheet(
        "articles",
        """SELECT a.id, a.date, t.date_basis, o.name AS outlet, t.outlet_basis, a.page, a.position, a.kicker,
            a.headline, a.deck, a.byline, a.dateline, a.agency, a.place, a.event_date, a.characters, a.transcript_id,
            a.first_line,
            (SELECT group_concat(text, char(10)) FROM
                (SELECT text FROM paragraphs p WHERE p.article_id = a.id ORDER BY p.position)) AS text
        FROM articles a JOIN transcripts t ON t.id = a.transcript_id LEFT JOIN outlets o ON o.id = a.outlet_id
        ORDER BY a.number""",
        ("articles", "transcripts"),
    ),
    Sheet(
        "paragraphs",
        """SELECT p.id, p.date, o.name AS outlet, a.headline, p.article_id, p.position, p.role, p.text
        FROM paragraphs p JOIN articles a ON a.id = p.article_id LEFT JOIN outlets o ON o.id = p.outlet_id
        ORDER BY p.id""",
        ("paragraphs", "articles"),
    ),
    Sheet(
        "people",
        """SELECT p.name, p.role, a.date, o.name AS outlet, a.headline, p.article_id, p.position
        FROM people p JOIN articles a ON a.id = p.article_id LEFT JOIN outlets o ON o.id = a.outlet_id
        ORDER BY a.number, p.position""",
        ("people", "articles"),
    ),
    Sheet(
        "transcripts",
        """SELECT t.id, t.path, t.date, t.date_basis, o.name AS outlet, t.outlet_basis, t.page, t.source, t.note,
            t.characters, t.encoding, t.sha256
        FROM transcripts t LEFT JOIN outlets o ON o.id = t.outlet_id ORDER BY t.number""",
        ("transcripts",),
    ),
    Sheet(
        "stories",
        """SELECT s.id AS story_id, s.title, s.printings, w.siglum, a.date, o.name AS outlet, a.headline, w.label,
            w.coverage, w.attribution, w.article_id
        FROM stories s JOIN witnesses w ON w.story_id = s.id JOIN articles a ON a.id = w.article_id
        LEFT JOIN outlets o ON o.id = a.outlet_id ORDER BY s.id, w.position""",
        ("witnesses", "stories", "articles"),
    ),
)
"""What becomes a CSV file each; the first two also Parquet."""
REFERENCES = """
    SELECT a.id, a.headline, a.date, coalesce(a.page, t.page) AS page, o.name AS outlet, t.outlet_basis, t.date_basis,
        p.name, p.role
    FROM articles a JOIN transcripts t ON t.id = a.transcript_id LEFT JOIN outlets o ON o.id = a.outlet_id
    LEFT JOIN people p ON p.article_id = a.id ORDER BY a.number, p.position"""


def export(
    archive: Path,
    folder: Path,
    formats: Sequence[str] = FORMATS,
    site: str = "",
    progress: Callable[[str], None] = lambda name: None,
) -> list[Path]:
    """Write files of these FORMATS into `folder`, which is made; those of an earlier export are replaced.

    `site` is the address of the archive's pages, for references (`https://example.org/archive`). `progress` is told the
    name of each file before it is written. Raises `BadArchive` where the archive cannot be read and `BaolanError`
    where nothing can be written there, or Parquet without pyarrow.
    """
    if "parquet" in formats:
        _require_pyarrow()
    db = read_archive(archive)
    try:
        with told(archive), _sentence(folder):
            folder.mkdir(parents=True, exist_ok=True)
            db.conn.execute("BEGIN")  # all files of one state of the archive
            files = _files(db.conn, formats, site.rstrip("/"))
            written = [_write(folder, name, write, progress) for name, write in files]
            about = _about(db.conn, archive, [path.name for path in written])
            written.append(_write(folder, README, lambda file: file.write(about.encode()), progress))
            sums = "".join(f"{_digest(path)}  {path.name}\n" for path in written)
            written.append(_write(folder, SUMS, lambda file: file.write(sums.encode()), progress))
    finally:
        db.close()
    return written


Write = Callable[[IO[bytes]], object]


def _files(conn: sqlite3.Connection, formats: Sequence[str], site: str) -> Iterator[tuple[str, Write]]:
    for sheet in SHEETS:
        if "csv" in formats:
            yield f"{sheet.name}.csv", partial(_csv, conn, sheet)
    if "jsonl" in formats:
        yield "articles.jsonl", partial(_jsonl, conn)
    for sheet in SHEETS[:2]:
        if "parquet" in formats:
            yield f"{sheet.name}.parquet", partial(_parquet, conn, sheet)
    if "bibtex" in formats:
        yield "references.bib", partial(_bibtex, conn, site)
    if "csl" in formats:
        yield "references.json", partial(_csl, conn, site)
    if "passim" in formats:
        yield "passim.json", partial(write_documents, conn)


def _write(folder: Path, name: str, write: Write, progress: Callable[[str], None]) -> Path:
    progress(name)
    path, part = folder / name, folder / f".{name}.part"
    try:
        with part.open("wb") as file:
            write(file)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


@contextmanager
def _sentence(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise BaolanError(f"{folder}: cannot be written ({why}). Choose another folder, or make room.") from error


# ---- formats ---------------------------------------------------------------------------------------------------------


def _batches(conn: sqlite3.Connection, sql: str) -> Iterator[tuple[list[str], list[tuple[Any, ...]]]]:
    """Rows with the names of their columns, so many at a time; at least once."""
    cursor = conn.execute(sql)
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchmany(BATCH)
    yield names, rows
    while rows := cursor.fetchmany(BATCH):
        yield names, rows


def _csv(conn: sqlite3.Connection, sheet: Sheet, file: IO[bytes]) -> None:
    for number, (names, rows) in enumerate(_batches(conn, sheet.sql)):
        if number == 0:
            file.write((BOM + csv_lines([names])).encode())
        file.write(csv_lines(rows).encode())


def _jsonl(conn: sqlite3.Connection, file: IO[bytes]) -> None:
    for lines in all_article_lines(conn):
        file.write(lines.encode())


def _require_pyarrow() -> None:
    try:
        import pyarrow  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: F401
    except ImportError as error:
        raise BaolanError(NEEDS_PYARROW) from error


def _parquet(conn: sqlite3.Connection, sheet: Sheet, file: IO[bytes]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq  # type: ignore[import-not-found,import-untyped,unused-ignore]

    writer = None
    for names, rows in _batches(conn, sheet.sql):
        whole = {"id": pa.int64()} if sheet.name == "paragraphs" else {}
        whole |= dict.fromkeys(("position", "characters", "first_line"), pa.int64())
        schema = pa.schema([(name, whole.get(name, pa.string())) for name in names])
        columns = list(zip(*rows, strict=True)) or [()] * len(names)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
        writer = writer or pq.ParquetWriter(file, schema, compression="zstd")
        writer.write_table(pa.table(arrays, schema=schema))
    if writer:
        writer.close()


def _items(conn: sqlite3.Connection, site: str) -> Iterator[dict[str, Any]]:
    cursor = conn.execute(REFERENCES)
    names = [column[0] for column in cursor.description]
    rows = (dict(zip(names, row, strict=True)) for row in cursor)
    for id, group in groupby(rows, key=lambda row: row["id"]):
        people = list(group)
        authors = [one["name"] for one in people if one["name"] and is_author(one["role"])]
        item = csl_item(people[0], authors, f"{site}/-/article/{id}")
        if not site:
            del item["URL"]
        yield item


def _bibtex(conn: sqlite3.Connection, site: str, file: IO[bytes]) -> None:
    for item in _items(conn, site):
        file.write(f"{bibtex(item)}\n".encode())


def _csl(conn: sqlite3.Connection, site: str, file: IO[bytes]) -> None:
    for number, item in enumerate(_items(conn, site)):
        file.write((",\n" if number else "[\n").encode() + json.dumps(item, ensure_ascii=False).encode())
    file.write(b"\n]\n")


# ---- what the files are ----------------------------------------------------------------------------------------------


def _about(conn: sqlite3.Connection, archive: Path, names: Sequence[str]) -> str:
    described = archive_description({})["tables"]
    articles, paragraphs = (
        conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("articles", "paragraphs")
    )
    lines = [
        f"{archive.name}: {articles:,} articles, {paragraphs:,} paragraphs.",
        f"Exported by baolan on {datetime.now(timezone.utc):%Y-%m-%d}. 由 baolan 导出。",
        "",
        "All text is UTF-8. CSV files open in Excel as they are; a text that begins with = + - @ has an apostrophe",
        "before it, so that no spreadsheet computes it. Excel cuts a cell at 32,767 characters. Dates are ISO; empty:",
        "not known.",
        "文字为 UTF-8；CSV 可直接用 Excel 打开，以 = + - @ 开头的文字前加了撇号，以免被当作公式；空格表示未详。",
        "",
        f"Files 文件: {', '.join(names)}; {SUMS} proves that they are whole (sha256sum -c {SUMS}).",
        "articles.jsonl: an article a line, with its paragraphs and people. 一行一篇，内含各段与署名。",
    ]
    for sheet in SHEETS:
        if not any(name.startswith(f"{sheet.name}.") for name in names):
            continue
        lines += ["", f"{sheet.name}: {described.get(sheet.name, {}).get('description', '')}".rstrip(": ")]
        columns = [column[0] for column in conn.execute(f"SELECT * FROM ({sheet.sql}) LIMIT 0").description]
        for column in columns:
            said = [described[table].get("columns", {}).get(column) for table in sheet.tables if table in described]
            meaning = next((one for one in said if one), SAID.get(column, ""))
            lines.append(f"  {column}: {' '.join(meaning.split())}" if meaning else f"  {column}")
    return "\n".join(lines) + "\n"


SAID = {
    "outlet": "报名，不知则空 Name of the newspaper; empty when unknown",
    "text": "全篇各段，一段一行 All paragraphs, one a line",
    "story_id": "同稿编号 The story",
}


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
