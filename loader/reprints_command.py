"""`baolan reprints`: find the stories of an archive and collate their witnesses."""

from __future__ import annotations

from pathlib import Path

import click

from loader.archive import close_archive, open_archive, told
from loader.finding import ANEW, find_stories, outdated
from loader.passim import take_clusters
from loader.progress import progress_bars
from loader.terminal import sentences
from loader.work import default_workers


@click.command("reprints")
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Look at all articles anew, not only at what has changed.")
@click.option(
    "--from-passim",
    "output",
    type=click.Path(exists=True, path_type=Path),
    help="Take the clusters of this output folder of passim as stories instead, until --all.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=default_workers, help="Processes. Default: all cores.")
def reprints_command(archive: Path, everything: bool, output: Path | None, workers: int) -> None:
    """Find the stories of ARCHIVE (texts that were printed several times) and what each printing changed.

    A load does so at its end, unless it is told --no-reprints. What is found does not depend on the order of loads;
    --all gives the same again.

    \b
    Example: baolan reprints archive.db
             baolan export archive.db files/ --format passim
             passim --floating-ngrams files/passim.json found/
             baolan reprints archive.db --from-passim found/
    """
    with sentences(), told(archive):
        db = open_archive(archive)
        try:
            with progress_bars() as bars:
                if output:
                    taken = take_clusters(db, output, bars.telling)
                    changed = f"{taken.stories:,} taken from passim"
                    if taken.dropped:
                        changed += f", {taken.dropped:,} clusters left out (fewer than two articles with enough text)"
                    if taken.strangers:
                        click.echo(f"Note: {taken.strangers:,} passages of articles that are not here.", err=True)
                else:
                    if outdated(db):
                        click.echo(f"Note: {ANEW}", err=True)
                    found = find_stories(db, everything, bars.finding, bars.telling, workers)
                    changed = f"{found.written:,} written, {found.removed:,} taken away"
                    if not found.articles:
                        changed = "nothing to look at"
            stories, witnesses = db.execute("SELECT count(*), coalesce(sum(printings), 0) FROM stories").fetchone()
        finally:
            close_archive(db)
    click.echo(f"{archive}: {stories:,} stories of {witnesses:,} printings; {changed}.")
