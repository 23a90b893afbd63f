"""Lists of queries that people write: a CSV, or plain lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from loader.errors import BadTerms
from loader.query import MAX_TERMS, NOTHING, match_expression, parse_query

HEADERS = ("term", "query", "词", "检索词", "q")
"""Names of the column with the queries; without one of them the first row is a query, and the first column."""
CSV_NAMES = (".csv", ".tsv")
MAX_QUERY = 500  # code points; what is longer would not be read whole


class Term(NamedTuple):
    """A query, the line of the file it stands in (from 1), and the cells beside it."""

    line: int
    query: str
    carried: tuple[str, ...] = ()


class TermList(NamedTuple):
    """Queries in the order of the file, and the names of the columns that are carried over."""

    terms: list[Term]
    carried: tuple[str, ...] = ()


def decode_terms(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with a mark (as spreadsheets save “Unicode text”) or GB18030. Raises `BadTerms`."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadTerms("neither UTF-8 nor GB18030. Save it again as CSV UTF-8.")


def is_csv(name: str) -> bool:
    return name.lower().endswith(CSV_NAMES)


def read_terms(text: str, as_csv: bool) -> TermList:
    """The queries of a list; blank ones are passed over. Raises `BadTerms` for what is not CSV.

    In plain lines everything is the query, quotes too. In a CSV cells may be parted by commas or tabs.
    """
    if not as_csv:
        lines = text.removeprefix("\ufeff").splitlines()
        return TermList([Term(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()])
    rows = list(_rows(text.removeprefix("\ufeff")))
    if not rows:
        return TermList([])
    header = [cell.lower() for cell in rows[0][1]]
    column = next((header.index(name) for name in HEADERS if name in header), None)
    width = max(len(row) for _, row in rows)
    names = [*rows[0][1], *([""] * width)] if column is not None else [""] * width
    others = [n for n in range(width) if n != (column or 0)]
    terms = [
        Term(line, row[column or 0], tuple(row[n] if n < len(row) else "" for n in others))
        for line, row in (rows[1:] if column is not None else rows)
        if len(row) > (column or 0) and row[column or 0]
    ]
    return TermList(terms, tuple(names[n] or f"column {n + 1}" for n in others))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",", strict=True)
    line = 1
    try:
        for row in reader:
            yield line, [cell.strip() for cell in row]
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadTerms(f"line {line}: not CSV ({error}). Save it again as CSV UTF-8.") from error


def unreadable(query: str) -> str | None:
    """Why a query would not be counted as it stands (a key of the messages); None where it would."""
    if "\0" in query or match_expression(query) == NOTHING:
        return "why-only-excluded" if parse_query(query) else "why-nothing-to-find"
    return "term-too-long" if len(query) > MAX_QUERY or len(query.split()) > MAX_TERMS else None
