"""CSV that a spreadsheet opens as it was meant: lines of RFC 4180, and cells that are text and not formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
"""Before a CSV it tells Excel that the text is UTF-8."""

# A spreadsheet computes a cell that begins so, and a formula can read the other cells and send them away.
# (OWASP, “CSV injection”.)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV, each ended by CR LF. None is an empty cell; numbers stand as they are.

    A text that begins with `= + - @`, a tab or a return gets an apostrophe before it, which spreadsheets read as
    “this is text”.
    """
    out = io.StringIO()
    csv.writer(out).writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
