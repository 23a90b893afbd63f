"""The command that proves an archive."""

from __future__ import annotations

import sys
from itertools import chain, islice
from pathlib import Path

import click

from loader.archive import read_archive, told
from loader.check import problems
from loader.terminal import sentences
from loader.word_check import recount_problems

MANY = 100  # faults that are named


@click.command("check")
@click.argument("archive", type=click.Path(path_type=Path))
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
        tables = ("transcripts", "articles", "paragraphs")
        counts = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
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
