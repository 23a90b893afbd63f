"""The `corrections.csv` beside the catalog: what a person corrects in a split.

A correction is keyed by file and line. It says what the line is (`role`), where it stands (`article`), or both; what a
page makes of it is `correcting`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from loader.errors import BadCorrections
from loader.model import FURNITURE, ROLES, Correction
from loader.sheets import Sheet, file_cell, find_sheet

NAME = "corrections.csv"
COLUMNS = ("file", "line", "text", "role", "article", "note")
RULE = "correction"
ARTICLE = re.compile(r"(?:.*-)?l?0*([1-9]\d*)")  # 55, 055, l055 or the whole id


def find_corrections(folders: Sequence[Path]) -> Path | None:
    """The `corrections.csv` in some folders; None when there is none. Raises `BadCorrections` for several."""
    return find_sheet(folders, NAME, BadCorrections)


def read_corrections(path: Path) -> dict[str, tuple[Correction, ...]]:
    """Corrections by file (a path relative to the folder of the CSV, with `/`), in the order of the lines.

    CSV in UTF-8 (with or without a mark) or GB18030, columns as in `COLUMNS`. Raises `BadCorrections` for columns it
    does not know and cells it cannot understand.
    """
    sheet = Sheet(path, COLUMNS, ("file", "line", "text"), BadCorrections)
    found: dict[str, dict[int, Correction]] = {}
    for number, cells in sheet.rows():
        where = f"{path}, row {number}"
        file = file_cell(where, cells, "the folder of the corrections", BadCorrections)
        correction = _correction(where, cells)
        of_file = found.setdefault(file, {})
        if correction.line in of_file:
            raise BadCorrections(f"{where}: {file}, line {correction.line} has a row already. Keep one of the two.")
        of_file[correction.line] = correction
    return {file: tuple(lines[number] for number in sorted(lines)) for file, lines in found.items()}


def _correction(where: str, cells: Mapping[str, str]) -> Correction:
    text, role = cells.get("text"), cells.get("role")
    if text is None:
        raise BadCorrections(f"{where}: the cell 'text' is empty. Copy the beginning of the line into it.")
    if role and (role not in ROLES or role in {"markup", "unplaced"}):
        allowed = ", ".join(name for name in ROLES if name not in {"markup", "unplaced"})
        raise BadCorrections(f"{where}: no role is called {role!r}. Roles are {allowed}.")
    article = _article(where, cells.get("article"))
    if not role and not article:
        raise BadCorrections(f"{where}: neither role nor article is stated. State one of them, or delete the row.")
    if role and article and (role in FURNITURE) != (article == "none"):
        stands = "stands in no article" if role in FURNITURE else "stands in an article"
        raise BadCorrections(f"{where}: a line of role {role} {stands}, so article {article!r} cannot be. Empty one.")
    return Correction(_line(where, cells.get("line")), text, role, article, cells.get("note"))


def _line(where: str, cell: str | None) -> int:
    if cell is None or not re.fullmatch(r"0*[1-9][0-9]{0,8}", cell):
        raise BadCorrections(f"{where}: line {cell or ''!r} is no line. Write its number as `baolan split` shows it.")
    return int(cell)


def _article(where: str, cell: str | None) -> str | None:
    if cell is None or cell in ("new", "none"):
        return cell
    if not (found := ARTICLE.fullmatch(cell)):
        raise BadCorrections(
            f"{where}: article {cell!r} is none. Write the line it begins at (55 for …-l055), new, or none."
        )
    return found[1]
