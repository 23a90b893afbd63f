"""The command that loads transcripts into an archive, and what it says when it has."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from loader.loading import Report, load, load_shelf, preview
from loader.progress import progress_bars
from loader.terminal import sentences
from loader.work import default_workers

WORDS = ("added", "changed", "renamed", "unchanged", "removed")  # what happens to files
# New objects after which rings of them are looked for. After each 700 the rows of an archive were gone through time and
# again: a twelfth of the time that one more file takes.
GARBAGE = 50_000
F = TypeVar("F", bound=Callable[..., Any])


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


@click.command("load")
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
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

    Loading again changes nothing but what has changed in the files; one that has its size and times still is not read.
    A file that was renamed or moved stays the same transcript; one that was deleted stays in the archive, unless
    --prune is given. Exit code 1 if a file could not be loaded; the others are.

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
        say_loaded(archive, report)
        return
    if dry_run:
        with sentences():
            _say_before(archive, preview(archive, paths, catalog, year, corrections, name, prune))
        return
    gc.set_threshold(GARBAGE)
    with sentences(), progress_bars() as bars:
        report = load(
            archive, paths, catalog, year, workers, bars.loading, corrections, name, dictionary, not no_words,
            bars.counting, not no_reprints, bars.finding, bars.telling, prune,
        )  # fmt: skip
    say_loaded(archive, report)


def say_loaded(archive: Path, report: Report) -> None:
    """What a load did to files; exit code 1 where one was not loaded."""
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
    if read := len(report.unchanged) - report.by_looks:
        counts.append(f"{read:,} of the unchanged read, since their size or times are new or too recent")
    click.echo(f"{archive}: {', '.join(counts)}, if loaded now. Nothing was written.")
