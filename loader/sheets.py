"""CSV that people write beside their transcripts: found, decoded, its columns checked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from loader.errors import BaolanError
from loader.sources import MAX_BYTES
from loader.zips import exists, read_file


def find_sheet(folders: Sequence[Path], name: str, error: type[BaolanError]) -> Path | None:
    """The file of that name in some folders; None when there is none.

    Raises `error` when there are several: which one holds would depend on the order of the folders.
    """
    found = {(folder / name).resolve(): folder / name for folder in folders if exists(folder / name)}
    if len(found) > 1:
        names = ", ".join(map(str, found.values()))
        raise error(f"{names}: more than one {name}. Name the one that holds, or load the folders one by one.")
    return next(iter(found.values()), None)


def file_cell(where: str, cells: Mapping[str, str], folder: str, error: type[BaolanError]) -> str:
    """The cell `file` of a row, a path that leads down from `folder` (in words). Raises `error` if it does not."""
    file = cells.get("file")
    if file is None:
        raise error(f"{where}: the cell 'file' is empty. Name the transcript, relative to {folder}.")
    if "\\" in file or ".." in PurePosixPath(file).parts or file.startswith("/") or PureWindowsPath(file).drive:
        raise error(
            f"{where}: file {file!r} does not lead down from {folder}. "
            "Write it relative to that folder, with '/', as in 2020-02-13/01.txt."
        )
    return str(PurePosixPath(file))


class Sheet:
    """One CSV file in UTF-8 (with or without a mark) or GB18030, as Excel writes it in China.

    `columns` are those it may have, `needed` those it must; what cannot be understood raises `error` with the row.
    """

    def __init__(self, path: Path, columns: Sequence[str], needed: Sequence[str], error: type[BaolanError]) -> None:
        self.path = path
        self.columns = columns
        self.needed = needed
        self.error = error

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Rows with their number as a spreadsheet shows it (the header is row 1): the cells that are not empty, by
        column, without outer white space. Blank rows are passed over."""
        rows = self._raw()
        _, header = next(rows, (1, []))
        columns = self._header(header)
        for number, row in rows:
            if any(row[len(columns) :]):
                raise self.error(
                    f"{self.path}, row {number}: more cells than columns ({len(row)}, not {len(columns)}). "
                    "Put a cell that contains a comma in double quotes."
                )
            if any(row):
                yield number, {name: cell for name, cell in zip(columns, row, strict=False) if cell}

    def _raw(self) -> Iterator[tuple[int, list[str]]]:
        number = 0
        try:
            for number, row in enumerate(csv.reader(io.StringIO(self._decode(), newline=""), strict=True), 1):
                yield number, [cell.strip() for cell in row]
        except csv.Error as error:
            raise self.error(
                f"{self.path}, row {number + 1}: not CSV ({error}). Save it again as CSV UTF-8."
            ) from error

    def _decode(self) -> str:
        try:
            data = read_file(self.path, MAX_BYTES)
        except OSError as error:
            raise self.error(f"{self.path}: cannot be read ({error.strerror}). Check its path.") from error
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise self.error(f"{self.path}: neither UTF-8 nor GB18030. Save it again as CSV UTF-8.")

    def _header(self, header: Sequence[str]) -> list[str]:
        columns = [name.lower() for name in header]
        allowed = ", ".join(self.columns)
        for name in columns:
            if name not in self.columns:
                raise self.error(f"{self.path}: no column may be called {name!r}. Allowed are {allowed}.")
        for name in self.needed:
            if name not in columns:
                raise self.error(
                    f"{self.path}: no column is called {name!r}. The first row names the columns: {allowed}."
                )
        if len(set(columns)) < len(columns):
            raise self.error(f"{self.path}: a column stands twice in the first row. Keep one of each.")
        return columns
