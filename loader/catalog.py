"""What a person states of the transcripts: the `catalog.csv` beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from loader.sources import STDIN

from .encodings import codec_name
from .errors import BadCatalog
from .model import Statement
from .sheets import Sheet, file_cell, find_sheet
from .zips import find_member, is_zip

NAME = "catalog.csv"
COLUMNS = ("file", "outlet", "date", "page", "source", "note", "encoding")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def find_catalog(paths: Sequence[Path]) -> Path | None:
    """The `catalog.csv` in the folders and zip archives named, or beside the files named; None when there is none.

    Raises `BadCatalog` when there are several: which one holds would depend on the order of the paths.
    """
    named = [path for path in map(Path, paths) if path != STDIN]
    within = [file.parent for path in named if is_zip(path) and (file := find_member(path, NAME))]
    return find_sheet([*within, *(path if path.is_dir() else path.parent for path in named)], NAME, BadCatalog)


def read_catalog(path: Path) -> dict[str, Statement]:
    """Statements by file, each a path relative to the catalog's folder, with `/`.

    The file is CSV in UTF-8 (with or without a mark) or GB18030, as Excel writes it in China. Empty cells are
    None. Raises `BadCatalog` for columns it does not know and cells it cannot understand.
    """
    statements: dict[str, Statement] = {}
    for number, cells in Sheet(path, COLUMNS, ("file",), BadCatalog).rows():
        where = f"{path}, row {number}"
        statement = _statement(where, cells)
        if statement.file in statements:
            raise BadCatalog(f"{where}: {statement.file} has a row already. Keep one of the two.")
        statements[statement.file] = statement
    return statements


def _statement(where: str, cells: dict[str, str]) -> Statement:
    _check_date(where, cells.get("date"))
    _check_encoding(where, cells.get("encoding"))
    return Statement(**{**cells, "file": file_cell(where, cells, "the catalog's folder", BadCatalog)})


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
