"""What a person states of the transcripts: the `catalog.csv` beside them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath

from .encodings import codec_name
from .errors import BadCatalog
from .model import Statement

NAME = "catalog.csv"
COLUMNS = ("file", "outlet", "date", "page", "source", "note", "encoding")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def find_catalog(paths: Sequence[Path]) -> Path | None:
    """The `catalog.csv` in the folders named, or beside the files named; None when there is none.

    Raises `BadCatalog` when there are several: which one holds would depend on the order of the paths.
    """
    folders = [path if path.is_dir() else path.parent for path in map(Path, paths)]
    found = {(folder / NAME).resolve(): folder / NAME for folder in folders if (folder / NAME).is_file()}
    if len(found) > 1:
        names = ", ".join(map(str, found.values()))
        raise BadCatalog(f"{names}: more than one catalog. Name the one that holds, or load the folders one by one.")
    return next(iter(found.values()), None)


def read_catalog(path: Path) -> dict[str, Statement]:
    """Statements by file, each a path relative to the catalog's folder, with `/`.

    The file is CSV in UTF-8 (with or without a mark) or GB18030, as Excel writes it in China. Empty cells are
    None. Raises `BadCatalog` for columns it does not know and cells it cannot understand.
    """
    rows = _rows(path)
    _, header = next(rows, (1, []))
    columns = _columns(path, header)
    statements: dict[str, Statement] = {}
    for number, row in rows:
        if not any(row):
            continue
        statement = _statement(path, number, columns, row)
        if statement.file in statements:
            raise BadCatalog(f"{path}, row {number}: {statement.file} has a row already. Keep one of the two.")
        statements[statement.file] = statement
    return statements


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows with their number as a spreadsheet shows it (the header is row 1), cells without outer white space."""
    number = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(_decode(path), newline=""), strict=True), 1):
            yield number, [cell.strip() for cell in row]
    except csv.Error as error:
        raise BadCatalog(f"{path}, row {number + 1}: not CSV ({error}). Save it again as CSV UTF-8.") from error


def _decode(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadCatalog(f"{path}: cannot be read ({error.strerror}). Check the path of the catalog.") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadCatalog(f"{path}: neither UTF-8 nor GB18030. Save it again as CSV UTF-8.")


def _columns(path: Path, header: list[str]) -> list[str]:
    columns = [name.lower() for name in header]
    allowed = ", ".join(COLUMNS)
    for name in columns:
        if name not in COLUMNS:
            raise BadCatalog(f"{path}: no column may be called {name!r}. Allowed are {allowed}.")
    if "file" not in columns:
        raise BadCatalog(f"{path}: no column is called 'file'. The first row names the columns: {allowed}.")
    if len(set(columns)) < len(columns):
        raise BadCatalog(f"{path}: a column stands twice in the first row. Keep one of each.")
    return columns


def _statement(path: Path, number: int, columns: list[str], row: list[str]) -> Statement:
    if any(row[len(columns) :]):
        raise BadCatalog(
            f"{path}, row {number}: more cells than columns ({len(row)}, not {len(columns)}). "
            "Put a cell that contains a comma in double quotes."
        )
    cells = {name: cell for name, cell in zip(columns, row, strict=False) if cell}
    where = f"{path}, row {number}"
    _check_date(where, cells.get("date"))
    _check_encoding(where, cells.get("encoding"))
    return Statement(**{**cells, "file": _key(where, cells.get("file"))})


def _key(where: str, file: str | None) -> str:
    if file is None:
        raise BadCatalog(f"{where}: the cell 'file' is empty. Name the transcript, relative to the catalog's folder.")
    if "\\" in file or ".." in PurePosixPath(file).parts or file.startswith("/") or PureWindowsPath(file).drive:
        raise BadCatalog(
            f"{where}: file {file!r} does not lead down from the catalog's folder. "
            "Write it relative to that folder, with '/', as in 2020-02-13/01.txt."
        )
    return str(PurePosixPath(file))


def _check_date(where: str, cell: str | None) -> None:
    try:
        valid = cell is None or bool(ISO_DATE.fullmatch(cell) and date.fromisoformat(cell))
    except ValueError:
        valid = False
    if not valid:
        raise BadCatalog(f"{where}: date {cell!r} is no day. Write year-month-day with zeros, as in 2020-02-13.")


def _check_encoding(where: str, cell: str | None) -> None:
    try:
        codec_name(cell or "utf-8")
    except LookupError as error:
        raise BadCatalog(f"{where}: {error}") from error
