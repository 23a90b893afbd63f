"""`baolan reprints`: find the stories of an archive and collate their witnesses."""

from __future__ import annotations

from pathlib import Path

import click

from loader.archive import close_archive, open_archive, told
from loader.finding import find_stories
from loader.progress import progress_bars
from loader.terminal import sentences


@click.command("reprints")
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Look at all articles anew, not only at what has changed.")
def reprints_command(archive: Path, everything: bool) -> None:
    """Find the stories of ARCHIVE (texts that were printed several times) and what each printing changed.

    A load does so at its end, unless it is told --no-reprints. What is found does not depend on the order of loads;
    --all gives the same again.

    \b
    Example: baolan reprints archive.db
    """
    with sentences(), told(archive):
        db = open_archive(archive)
        try:
            with progress_bars() as bars:
                found = find_stories(db, everything, bars.finding, bars.telling)
            stories, witnesses = db.execute("SELECT count(*), coalesce(sum(printings), 0) FROM stories").fetchone()
        finally:
            close_archive(db)
    changed = f"{found.written:,} written, {found.removed:,} taken away" if found.articles else "nothing to look at"
    click.echo(f"{archive}: {stories:,} stories of {witnesses:,} printings; {changed}.")
