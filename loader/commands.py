"""The commands that ask an archive: concordance and counts, as CSV for a spreadsheet or JSON for a program."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import click
from datasette.utils import tilde_encode  # type: ignore[import-untyped]

from loader.archive import read_archive, told
from loader.cells import address
from loader.citation import gb_t_7714
from loader.concordance import SORTS, sort_lines
from loader.errors import BadTerms, BaolanError
from loader.filters import Filters
from loader.messages import MESSAGES
from loader.occurrences import read_lines, with_sources
from loader.scope import read_scope
from loader.sources import MAX_BYTES
from loader.spreadsheet import BOM, csv_lines
from loader.term_counts import MEASURES, count_term, long_columns, long_rows, open_grid, wide_columns, wide_row
from loader.terminal import sentences
from loader.terms import Term, TermList, decode_terms, is_csv, read_terms, unreadable

LINES = 100_000
TERMS = 10_000
COLUMNS = (
    "before", "hit", "after", "outlet", "date", "headline", "role", "article_id", "paragraph", "start", "end",
    "citation",
)  # fmt: skip
OUTPUT = click.Path(dir_okay=False, path_type=Path)
Write = Callable[[str], None]


def scope_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--outlet`, `--from` and `--to`, alike for every command that asks."""
    outlet = click.option(
        "--outlet", multiple=True, help="Only this outlet (name or id; - for unknown). Can be repeated."
    )
    first = click.option("--from", "first", default="", help="First day, month or year: 2020-02-13, 2020-02, 2020.")
    last = click.option("--to", "last", default="", help="Last day, month or year, included.")
    return outlet(first(last(function)))


@click.command("concordance")
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("query")
@click.option("--sort", type=click.Choice(SORTS), default="newest", show_default=True, help="Order of the lines.")
@click.option("--width", type=click.IntRange(1, 1000), default=20, show_default=True, help="Characters on either side.")
@scope_options
@click.option("--limit", type=click.IntRange(1), default=LINES, show_default=True, help="Lines, the newest.")
@click.option("--site", default="", help="Address of the site, for the citations: https://example.org")
@click.option("-o", "--output", type=OUTPUT, help="File to write, with a byte order mark. Default: standard output.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object for each line, one a line.")
def concordance_command(
    archive: Path,
    query: str,
    sort: str,
    width: int,
    outlet: tuple[str, ...],
    first: str,
    last: str,
    limit: int,
    site: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Every place where QUERY stands in ARCHIVE, with the text before and after it and a reference, as CSV.

    QUERY is what you would type in the search box. Text that begins with = + - or @ gets an apostrophe, so that no
    spreadsheet takes it for a formula.

    \b
    Example: baolan concordance archive.db 疫情防控 --sort after -o lines.csv
    """
    with sentences(), _asking(archive, outlet, first, last) as (conn, filters):
        if why := unreadable(query):
            raise BadTerms(f"{query[:100]}: {MESSAGES[why][1]}")
        lines = list(islice(read_lines(conn, query, filters, width), limit + 1))
        cut = len(lines) > limit
        lines = with_sources(conn, sort_lines(lines[:limit], sort))
        with _written(output, mark=not as_json) as write:
            if not as_json:
                write(csv_lines([COLUMNS]))
            for line in lines:
                place = address(f"{site.rstrip('/')}/{tilde_encode(archive.stem)}/-/", "article",
                                tilde_encode(line["article_id"]), "", line["paragraph"])  # fmt: skip
                row = {**line, "citation": gb_t_7714(line, place, line["authors"])}
                cells = [row[column] for column in COLUMNS]
                write(_json(dict(zip(COLUMNS, cells, strict=True))) if as_json else csv_lines([cells]))
    if cut:
        click.echo(
            f"There are more: these are the newest {limit:,} lines. Raise --limit, or narrow the query.", err=True
        )


@click.command("count")
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("terms", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--by", default="outlet,month", show_default=True, help="outlet and day, month or year; or total.")
@click.option("--wide", is_flag=True, help="A row for each term, a column for each outlet and month.")
@click.option("--measure", type=click.Choice(MEASURES), default="hits", show_default=True, help="What --wide counts.")
@scope_options
@click.option("-o", "--output", type=OUTPUT, help="File to write, with a byte order mark. Default: standard output.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object for each row, one a line.")
def count_command(
    archive: Path,
    terms: Path,
    by: str,
    wide: bool,
    measure: str,
    outlet: tuple[str, ...],
    first: str,
    last: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Count every query of TERMS in ARCHIVE: articles, paragraphs and hits in each outlet and month, noughts too.

    TERMS is a .csv whose column term, query, 词 or 检索词 (or whose first column) has the queries; its other columns
    are carried over. Any other file, or - for standard input, has a query on each line. At most 10,000. A term that
    cannot be read is named and left out, the rest are counted, and the exit code is 1.

    \b
    Example: baolan count archive.db terms.csv -o counts.csv
             baolan count archive.db terms.txt --by year --wide
    """
    with sentences(), _asking(archive, outlet, first, last) as (conn, filters):
        listed = _read_list(terms)
        grid = open_grid(conn, by, filters)
        readable = [term for term in listed.terms if not unreadable(term.query)]
        columns = (wide_columns if wide else long_columns)(listed.carried, grid)
        with _written(output, mark=not as_json) as write, _progress(readable) as counted:
            if not as_json:
                write(csv_lines([columns]))
            for term in counted:
                counts = count_term(conn, term.query, grid, filters)
                rows = [wide_row(term, counts, grid, measure)] if wide else long_rows(term, counts, grid)
                write(
                    "".join(_json(dict(zip(columns, row, strict=True))) for row in rows) if as_json else csv_lines(rows)
                )
    for term in listed.terms:
        if why := unreadable(term.query):
            click.echo(f"Not counted: {terms}, line {term.line}: {term.query[:100]!r}. {MESSAGES[why][1]}", err=True)
    if len(readable) < len(listed.terms):
        sys.exit(1)


def _read_list(file: Path) -> TermList:
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1) if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise BadTerms(f"{file}: cannot be read ({error.strerror}). Check its path.") from error
    try:
        listed = read_terms(decode_terms(data), is_csv(file.name))
    except BadTerms as error:
        raise BadTerms(f"{file}: {error}") from error
    if not listed.terms:
        raise BadTerms(f"{file}: no term in it. Write one on each line.")
    if len(listed.terms) > TERMS:
        raise BadTerms(f"{file}: {len(listed.terms):,} terms; at most {TERMS:,} are counted at once. Divide the file.")
    return listed


@contextmanager
def _asking(
    archive: Path, outlets: tuple[str, ...], first: str, last: str
) -> Iterator[tuple[sqlite3.Connection, Filters]]:
    with told(archive):
        db = read_archive(archive)
        try:
            filters, misread = read_scope(db.conn, outlets, first, last)
            for one in misread:
                raise BaolanError(
                    f"{archive}: no outlet is called {one.value!r}. baolan serve shows which there are."
                    if one.what == "outlet"
                    else f"{one.value!r} is no date. Write 2020-02-13, 2020-02 or 2020."
                )
            yield db.conn, filters
        finally:
            db.close()


@contextmanager
def _written(output: Path | None, mark: bool) -> Iterator[Write]:
    """A place to write text to. A CSV file begins with a mark that tells Excel it is UTF-8; a pipe has none."""
    if output is None:
        out = sys.stdout.buffer
        yield lambda text: _put(out, text)
        return
    try:
        with output.open("wb") as file:
            _put(file, BOM if mark else "")
            yield lambda text: _put(file, text)
    except OSError as error:
        raise BaolanError(f"{output}: cannot be written ({error.strerror}). Choose another place with -o.") from error


def _put(file: BinaryIO, text: str) -> None:
    file.write(text.encode("utf-8", "backslashreplace"))


@contextmanager
def _progress(terms: list[Term]) -> Iterator[Iterable[Term]]:
    if not sys.stderr.isatty():
        yield terms
        return
    with click.progressbar(terms, label="counting", file=sys.stderr) as shown:
        yield shown


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"
