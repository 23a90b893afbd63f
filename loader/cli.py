"""The command line: click's and rich's only home. Turns errors into sentences and exit codes."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from loader import __version__
from loader.catalog import find_catalog, read_catalog
from loader.check import problems
from loader.conventions import load_conventions
from loader.errors import BaolanError
from loader.loading import Report, default_workers, load
from loader.model import Page
from loader.reading import find_sources, make_ids, read_transcript
from loader.splitting import split_page
from loader.store import open_archive

ARCHIVE = click.Path(dir_okay=False, path_type=Path)
TRANSCRIPTS = click.Path(path_type=Path)
COLOURS = {
    "kicker": "bright_yellow", "headline": "bright_yellow", "deck": "bright_yellow", "crosshead": "yellow",
    "byline": "cyan", "agency": "cyan", "dateline": "cyan", "signature": "cyan", "unplaced": "red",
}  # fmt: skip
FURNITURE_COLOUR = "bright_black"
F = TypeVar("F", bound=Callable[..., Any])


@contextmanager
def sentences() -> Iterator[None]:
    """Errors a user can do something about, as one sentence and exit code 1."""
    try:
        yield
    except BaolanError as error:
        raise click.ClickException(str(error)) from error


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="baolan")
def cli() -> None:
    """报栏 baolan: newspaper-page transcripts to one searchable archive, published with Datasette.

    Begin with: baolan load archive.db FOLDER, then: baolan serve archive.db
    """


def catalog_options(function: F) -> F:
    """`--catalog` and `--year`, alike for every command that splits."""
    catalog = click.option(
        "--catalog",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="CSV that states outlet, date and page of files. Default: the catalog.csv beside the transcripts.",
    )
    year = click.option(
        "--year", type=click.IntRange(1800, 2200), help="Year of the papers, where neither catalog nor page says it."
    )
    return catalog(year(function))


@cli.command("load")
@click.argument("archive", type=ARCHIVE)
@click.argument("paths", nargs=-1, required=True, type=TRANSCRIPTS)
@catalog_options
@click.option("--workers", type=click.IntRange(1, 64), default=default_workers, help="Processes. Default: all cores.")
def load_command(archive: Path, paths: tuple[Path, ...], catalog: Path | None, year: int | None, workers: int) -> None:
    """Load transcripts (files or folders) into ARCHIVE, which is made if it is not there.

    Loading again changes nothing but what has changed in the files.

    \b
    Example: baolan load archive.db transcripts/
    """
    with sentences(), _progress() as progress:
        report = load(archive, paths, catalog, year, workers, progress)
    _say(archive, report)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn("loading"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("loading", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _say(archive: Path, report: Report) -> None:
    for sentence in report.failed:
        click.echo(f"Not loaded: {sentence}", err=True)
    counts = [(len(report.added), "added"), (len(report.changed), "changed"), (len(report.unchanged), "unchanged")]
    said = ", ".join(f"{count:,} {word}" for count, word in counts if count) or "nothing"
    click.echo(f"{archive}: {said}.")
    if report.failed:
        click.echo(f"{len(report.failed):,} could not be loaded; what was loaded before is as it was.", err=True)
        sys.exit(1)


@cli.command("split")
@click.argument("paths", nargs=-1, required=True, type=TRANSCRIPTS)
@catalog_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each page, a line each.")
def split_command(paths: tuple[Path, ...], catalog: Path | None, year: int | None, as_json: bool) -> None:
    """Show how transcripts are split: each line with its article, role and rule. Writes nothing.

    \b
    Example: baolan split transcripts/page.txt
    """
    failed = False
    with sentences():
        sources = find_sources(paths)
        chosen = catalog or find_catalog(paths)
        statements = read_catalog(chosen) if chosen else {}
        for source, id in zip(sources, make_ids(sources), strict=True):
            stated = statements.get(source.path)
            try:
                transcript = read_transcript(source, id, stated.encoding if stated else None)
            except BaolanError as error:
                click.echo(f"Not split: {error}", err=True)
                failed = True
                continue
            page = split_page(transcript, load_conventions(), stated, year)
            click.echo(_as_json(page) if as_json else _as_table(page))
    sys.exit(1 if failed else 0)


def _as_table(page: Page) -> str:
    rows = [click.style(f"{page.transcript.id}  {page.outlet or 'outlet unknown'}  {page.date or 'date unknown'}", bold=True)]
    width = max((len(line.rule) for line in page.lines), default=0)
    for line in page.lines:
        place = "" if line.article is None else f"{line.article + 1}"
        place += "" if line.paragraph is None else f".{line.paragraph + 1}"
        colour = COLOURS.get(line.role, None if line.article is not None else FURNITURE_COLOUR)
        text = page.transcript.text[line.start : line.end].strip()
        shown = text if len(text) <= 40 else text[:39] + "…"
        rows.append(f"{line.number:5}  {place:>6}  {click.style(f'{line.role:<10}', fg=colour)}  {line.rule:<{width}}  {shown}")
    for proof in page.evidence:
        where = "" if proof.start is None else f" at {proof.start}–{proof.end}"
        value = proof.value.replace("\n", " / ")
        rows.append(f"       {proof.field}: {value} ({proof.basis}, {proof.confidence}){where}: {proof.quote or ''}")
    return "\n".join(rows) + "\n"


def _as_json(page: Page) -> str:
    text = page.transcript.text
    lines = [{**asdict(line), "text": text[line.start : line.end]} for line in page.lines]
    articles = [
        {
            "first_line": article.first_line,
            "headings": [{"role": label.role, "rule": label.rule, "text": label.block.text} for label in article.headings],
            "byline": article.byline,
            "dateline": article.dateline,
            "agency": article.agency,
            "event_date": article.event_date,
            "people": [asdict(person) for person in article.people],
            "paragraphs": [{"role": p.role, "lines": p.lines, "text": p.text} for p in article.paragraphs],
        }
        for article in page.articles
    ]
    whole = {
        "id": page.transcript.id,
        "path": page.transcript.path,
        "outlet": page.outlet,
        "outlet_basis": page.outlet_basis,
        "date": page.date,
        "date_basis": page.date_basis,
        "lines": lines,
        "articles": articles,
        "evidence": [asdict(proof) for proof in page.evidence],
        "flags": [asdict(flag) for flag in page.flags],
    }
    return json.dumps(whole, ensure_ascii=False)


@cli.command("serve")
@click.argument("archive", type=ARCHIVE, required=False)
@click.option("-h", "--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("-p", "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port; 0: any free one.")
@click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")
def serve_command(archive: Path | None, host: str, port: int, open_browser: bool) -> None:
    """Serve ARCHIVE with Datasette, or without one load seeds/ into archive.db and serve that.

    \b
    Example: baolan serve archive.db --port 8002
    """
    with sentences():
        if archive is None:
            archive = _seeds_archive()
        open_archive(archive).close()
        _require_free(host, port)
    from loader.serving import serve  # datasette takes a second to import

    click.echo(f"Open http://{host}:{port}/ in a browser. Stop with Ctrl-C.")
    serve(archive, host, port, open_browser)


def _seeds_archive() -> Path:
    """`archive.db` in this folder, made of the sample transcripts of the checkout; refuses to touch any other."""
    seeds = next((place for place in (Path("seeds"), Path(__file__).parents[1] / "seeds") if place.is_dir()), None)
    if seeds is None:
        raise BaolanError("There is no seeds/ here to load. Say which archive: baolan serve ARCHIVE.db")
    archive = Path("archive.db")
    if archive.exists():
        db = open_archive(archive)
        strangers = [path for (path,) in db.execute("SELECT path FROM transcripts") if not (seeds / path).exists()]
        db.close()
        if strangers:
            raise BaolanError("archive.db holds other transcripts than seeds/. To serve it: baolan serve archive.db")
    with _progress() as progress:
        _say(archive, load(archive, [seeds], progress=progress))
    return archive


def _require_free(host: str, port: int) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, UnicodeError) as error:
        raise BaolanError(
            f"Port {port} on {host} cannot be used ({getattr(error, 'strerror', None) or error}). Choose another with --port."
        ) from error


@cli.command("check")
@click.argument("archive", type=ARCHIVE)
def check_command(archive: Path) -> None:
    """Prove that ARCHIVE is whole: sources, lines, paragraphs, ids, index. Exit code 1 and the rows if it is not.

    \b
    Example: baolan check archive.db
    """
    with sentences():
        db = open_archive(archive)
    found = 0
    for found, sentence in enumerate(problems(db.conn), 1):
        click.echo(f"{archive}: {sentence}", err=True)
        if found >= 100:
            click.echo("… and perhaps more.", err=True)
            break
    if found:
        click.echo("To repair: load the transcripts into a new archive, or put back a copy.", err=True)
        sys.exit(1)
    counts = {table: db.table(table).count for table in ("transcripts", "articles", "paragraphs")}
    said = ", ".join(f"{count:,} {table}" for table, count in counts.items())
    click.echo(f"{archive}: whole. {said}; the index agrees with them.")
