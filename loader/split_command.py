"""The command that shows how pages are split, and why."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from loader.errors import BaolanError
from loader.listing import page_table, why_table
from loader.load_command import catalog_options
from loader.loading import left_out
from loader.model import Page
from loader.outlet_files import load_conventions
from loader.page_objects import page_object, why_object
from loader.reading import read_transcript
from loader.sayings import find_corrected, find_statements
from loader.sources import find_sources, passed_over
from loader.splitting import split_page
from loader.terminal import sentences
from loader.transcript_ids import make_ids
from loader.why import explain

COLOURS = {
    "kicker": "bright_yellow", "headline": "bright_yellow", "deck": "bright_yellow", "crosshead": "yellow",
    "byline": "cyan", "agency": "cyan", "dateline": "cyan", "signature": "cyan", "unplaced": "red",
    "furniture": "bright_black", "faint": "bright_black", "caption": "green", "note": "magenta", "link": "green",
    "warning": "bright_red",
}  # fmt: skip
PIPED = 120  # columns where there is no terminal


@click.command("split")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@catalog_options
@click.option("--json", "as_json", is_flag=True, help="A JSON object for each page, one a line.")
@click.option("--why", type=click.IntRange(1), metavar="LINE", help="Explain the role of one line of one file.")
def split_command(
    paths: tuple[Path, ...],
    catalog: Path | None,
    corrections: Path | None,
    year: int | None,
    name: str | None,
    as_json: bool,
    why: int | None,
) -> None:
    """Show how transcripts are split: each line with its article, role and rule. Writes nothing.

    \b
    Example: baolan split transcripts/page.txt
             baolan split transcripts/page.txt --why 12
             baolan split --json transcripts/ > pages.jsonl
             pdftotext page.pdf - | baolan split -
    """
    failed = False
    with sentences():
        sources = find_sources(paths, name)
        if why and len(sources) > 1:
            raise BaolanError(f"--why explains a line of one file, and these are {len(sources):,}. Name one file.")
        for note in passed_over(paths):
            click.echo(f"Note: {note}", err=True)
        statements = find_statements(paths, catalog)
        corrected = find_corrected(paths, statements.file, corrections)
        for source, id in zip(sources, make_ids(sources), strict=True):
            stated = statements.of(source)
            try:
                transcript = read_transcript(source, id, stated.encoding if stated else None)
                page = split_page(transcript, load_conventions(), stated, year, corrected.of(source) or ())
            except BaolanError as error:
                click.echo(f"Not split: {error}", err=True)
                failed = True
                continue
            for note in left_out(source, page, corrected.file):
                click.echo(f"Note: {note}", err=True)
            click.echo(_explained(page, why, as_json) if why else _shown(page, as_json))
    sys.exit(1 if failed else 0)


def _shown(page: Page, as_json: bool) -> str:
    return _json(page_object(page)) if as_json else page_table(page, _style, _columns())


def _explained(page: Page, number: int, as_json: bool) -> str:
    line = next((line for line in page.lines if line.number == number), None)
    if line is None:
        last = page.lines[-1].number
        raise BaolanError(f"{page.transcript.path}: line {number} is blank or not there; the last is {last}.")
    found = explain(page.transcript, number, load_conventions())
    return _json(why_object(page, line, found)) if as_json else why_table(page, line, found, _style, _columns())


def _json(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


def _columns() -> int:
    """Columns of the terminal; what is piped has 120, as a page of a report."""
    return shutil.get_terminal_size((PIPED, 0)).columns if sys.stdout.isatty() else PIPED


def _style(words: str, role: str) -> str:
    return click.style(words, bold=True) if role == "title" else click.style(words, fg=COLOURS.get(role))
