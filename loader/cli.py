"""The command line. Turns errors into sentences and exit codes."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

import click

from loader import __version__
from loader.archive import read_archive, told
from loader.check import problems
from loader.commands import concordance_command, count_command
from loader.conventions import load_conventions
from loader.errors import BaolanError
from loader.export_command import export_command
from loader.listing import page_table, why_table
from loader.loading import Report, left_out, load, load_shelf, preview
from loader.model import Page
from loader.page_objects import page_object, why_object
from loader.progress import progress_bars
from loader.publish_command import publish_command
from loader.reading import read_transcript
from loader.reprints_command import reprints_command
from loader.sayings import find_corrected, find_statements
from loader.serving import free_port, serve
from loader.sources import find_sources, passed_over
from loader.splitting import split_page
from loader.terminal import sentences
from loader.transcript_ids import make_ids
from loader.why import explain
from loader.word_check import recount_problems
from loader.work import default_workers

ARCHIVE = click.Path(path_type=Path)
TRANSCRIPTS = click.Path(path_type=Path)
COLOURS = {
    "kicker": "bright_yellow", "headline": "bright_yellow", "deck": "bright_yellow", "crosshead": "yellow",
    "byline": "cyan", "agency": "cyan", "dateline": "cyan", "signature": "cyan", "unplaced": "red",
    "furniture": "bright_black", "faint": "bright_black", "caption": "green", "note": "magenta", "link": "green",
    "warning": "bright_red",
}  # fmt: skip
PIPED = 120  # columns where there is no terminal
WORDS = ("added", "changed", "renamed", "unchanged", "removed")  # what happens to files
MANY = 100  # faults that `check` names
F = TypeVar("F", bound=Callable[..., Any])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="baolan")
def cli() -> None:
    """报栏 baolan: newspaper-page transcripts to one searchable archive, published with Datasette.

    \b
    Example: baolan load archive.db transcripts/
             baolan serve archive.db
    """
    for stream in (sys.stdout, sys.stderr):  # a console that is not UTF-8, or a file name that is not
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def catalog_options(function: F) -> F:
    """`--catalog`, `--corrections`, `--year` and `--name`, alike for every command that splits."""
    catalog = click.option(
        "--catalog",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="CSV that states outlet, date and page of files. Default: the catalog.csv beside the transcripts.",
    )
    year = click.option(
        "--year", type=click.IntRange(1800, 2200), help="Year of the papers, where neither catalog nor page says it."
    )
    corrections = click.option(
        "--corrections",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="CSV that corrects lines: their role, their article. Default: the corrections.csv beside the catalog.",
    )
    name = click.option("--name", help="Path that standard input (-) goes by. Default: stdin.txt.")
    return catalog(corrections(year(name(function))))


@cli.command("load")
@click.argument("archive", type=ARCHIVE)
@click.argument("paths", nargs=-1, required=True, type=TRANSCRIPTS)
@catalog_options
@click.option(
    "--dictionary",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Words to keep whole when words are counted, such as local names: a word a line. Kept in the archive until "
    "another is given; an empty file gives them up.",
)
@click.option("--no-words", is_flag=True, help="Do not count words now; the next load does.")
@click.option("--no-reprints", is_flag=True, help="Do not look for reprints now; the next load does.")
@click.option(
    "--prune",
    is_flag=True,
    help="Take transcripts out of the archive that are in none of PATHS, which must be folders.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be added, changed, renamed and removed; write nothing.")
@click.option("--workers", type=click.IntRange(1, 64), default=default_workers, help="Processes. Default: all cores.")
@click.option("--shelf", is_flag=True, help="ARCHIVE is a folder: make an archive for each outlet and year in it.")
@click.option("--dask", metavar="ADDRESS", help="With --shelf: read and split on this Dask cluster (tcp://host:8786).")
def load_command(
    archive: Path,
    paths: tuple[Path, ...],
    catalog: Path | None,
    corrections: Path | None,
    year: int | None,
    name: str | None,
    dictionary: Path | None,
    no_words: bool,
    no_reprints: bool,
    prune: bool,
    dry_run: bool,
    workers: int,
    shelf: bool,
    dask: str | None,
) -> None:
    """Load transcripts (files, folders, zips, - for standard input) into ARCHIVE, which is made if it is not there.

    Loading again changes nothing but what has changed in the files. A file that was renamed or moved stays the same
    transcript; one that was deleted stays in the archive, unless --prune is given. Exit code 1 if a file could not be
    loaded; the others are.

    \b
    Example: baolan load archive.db transcripts/
             baolan load papers/ transcripts/ --shelf
    """
    if shelf or dask:
        if prune or dry_run:
            raise click.UsageError(
                "--prune and --dry-run are for one archive; load each archive of the folder with it."
            )
        if dictionary:
            raise click.UsageError("--dictionary is for one archive; load each archive of the folder with it.")
        with sentences(), progress_bars() as bars:
            report = load_shelf(
                archive, paths, catalog, year, workers, bars.loading, corrections, name, not no_words,
                not no_reprints, dask,
            )  # fmt: skip
        _say(archive, report)
        return
    if dry_run:
        with sentences():
            _say_before(archive, preview(archive, paths, catalog, year, corrections, name, prune))
        return
    with sentences(), progress_bars() as bars:
        report = load(
            archive, paths, catalog, year, workers, bars.loading, corrections, name, dictionary, not no_words,
            bars.counting, not no_reprints, bars.finding, bars.telling, prune,
        )  # fmt: skip
    _say(archive, report)


def _say(archive: Path, report: Report) -> None:
    for sentence in report.notes:
        click.echo(f"Note: {sentence}", err=True)
    for sentence in report.failed:
        click.echo(f"Not loaded: {sentence}", err=True)
    counts = {word: len(getattr(report, word)) for word in WORDS}
    said = ", ".join(f"{count:,} {word}" for word, count in counts.items() if count) or "nothing loaded"
    click.echo(f"{archive}: {said}.")
    if report.failed:
        few = len(report.failed) == 1
        files = "One file was" if few else f"{len(report.failed):,} files were"
        click.echo(
            f"{files} not loaded; what was loaded before is kept. Mend {'it' if few else 'them'} and load again.",
            err=True,
        )
        sys.exit(1)


def _say_before(archive: Path, report: Report) -> None:
    """What a load would do, a line for each file that it would touch."""
    for sentence in report.notes:
        click.echo(f"Note: {sentence}", err=True)
    for word in ("added", "changed", "renamed", "removed"):
        for path in getattr(report, word):
            click.echo(f"{word}: {path}")
    counts = [f"{len(found):,} {word}" for word in WORDS if (found := getattr(report, word))]
    click.echo(f"{archive}: {', '.join(counts)}, if loaded now. Nothing was written.")


@cli.command("split")
@click.argument("paths", nargs=-1, required=True, type=TRANSCRIPTS)
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


@cli.command("serve")
@click.argument("archive", type=ARCHIVE, required=False)
@click.option("-h", "--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "-p", "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port; 0: any free one."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")
@click.argument("datasette_options", nargs=-1, type=click.UNPROCESSED)
def serve_command(
    archive: Path | None, host: str, port: int, open_browser: bool, datasette_options: tuple[str, ...]
) -> None:
    """Serve ARCHIVE with Datasette, or without one load seeds/ into archive.db and serve that.

    ARCHIVE can be a folder of archives (baolan load --shelf makes one): they are served together. What stands behind
    -- goes to Datasette as it is.

    \b
    Example: baolan serve archive.db --port 8002
             baolan serve archive.db -- --setting base_url /papers/
    """
    with sentences():
        if archive is None:
            archive = _seeds_archive()
        archives = _archives_in(archive) if archive.is_dir() else [archive]
        for one in archives:
            read_archive(one).close()
        port = free_port(host, port)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Open http://{shown}:{port}/ in a browser. Stop with Ctrl-C.")
    serve(archives, host, port, open_browser, datasette_options)


def _archives_in(folder: Path) -> list[Path]:
    """The archives of a folder, by name. Raises `BaolanError` where there is none."""
    found = sorted(path for path in folder.glob("*.db") if path.is_file())
    if not found:
        raise BaolanError(f"{folder}: no archive in this folder. Make some with: baolan load {folder} PAGES --shelf")
    return found


def _seeds_archive() -> Path:
    """`archive.db` in this folder, made of the sample transcripts of the checkout; refuses to touch any other."""
    seeds = next((place for place in (Path("seeds"), Path(__file__).parents[1] / "seeds") if place.is_dir()), None)
    if seeds is None:
        raise BaolanError("There is no seeds/ here to load. Say which archive: baolan serve ARCHIVE.db")
    archive = Path("archive.db")
    if archive.exists():
        db = read_archive(archive)
        strangers = [path for (path,) in db.execute("SELECT path FROM transcripts") if not (seeds / path).exists()]
        db.close()
        if strangers:
            raise BaolanError("archive.db holds other transcripts than seeds/. To serve it: baolan serve archive.db")
    with progress_bars() as bars:
        _say(archive, load(archive, [seeds], progress=bars.loading, counting=bars.counting))
    return archive


@cli.command("check")
@click.argument("archive", type=ARCHIVE)
@click.option("--words", is_flag=True, help="Count all words again too.")
def check_command(archive: Path, words: bool) -> None:
    """Prove that ARCHIVE is whole: sources, lines, paragraphs, ids, index. Exit code 1 and the rows if it is not.

    \b
    Example: baolan check archive.db
    """
    with sentences(), told(archive):
        db = read_archive(archive)
        faults = chain(problems(db.conn), recount_problems(db.conn) if words else ())
        found = list(islice(faults, MANY + 1))
        counts = {table: db.table(table).count for table in ("transcripts", "articles", "paragraphs")}
        db.close()
    for sentence in found[:MANY]:
        click.echo(f"{archive}: {sentence}", err=True)
    if found[MANY:]:
        click.echo("… and more.", err=True)
    if found:
        click.echo("To repair: load the transcripts into a new archive, or put back a copy.", err=True)
        sys.exit(1)
    said = ", ".join(f"{count:,} {table}" for table, count in counts.items())
    click.echo(f"{archive}: whole. {said}; the index agrees with them.")


cli.add_command(concordance_command)
cli.add_command(count_command)
cli.add_command(publish_command)
cli.add_command(export_command)
cli.add_command(reprints_command)
