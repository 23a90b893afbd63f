"""The command that makes a copy of an archive to be published."""

from __future__ import annotations

from pathlib import Path

import click

from loader.publishing import STEPS, publish
from loader.terminal import sentences

SAID = {
    "copy": "copying",
    "index": "putting the indexes in one piece",
    "statistics": "gathering statistics",
    "compact": "compacting",
    "check": "proving that it is whole",
}


@click.command("publish")
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("destination", type=click.Path(path_type=Path))
@click.option("--no-check", is_flag=True, help="Have only SQLite check the copy: quicker, proves less.")
def publish_command(archive: Path, destination: Path, no_check: bool) -> None:
    """Make a compact, checked copy of ARCHIVE at DESTINATION, to be served read-only.

    An archive that is there is replaced in one step, and only when the copy is whole. A server keeps the file it has
    open: restart it to serve the new one.

    \b
    Example: baolan publish archive.db /srv/baolan/archive.db
    """

    def told(step: str) -> None:
        click.echo(f"{STEPS.index(step) + 1}/{len(STEPS)} {SAID[step]} …", err=True)

    with sentences():
        before, after = publish(archive, destination, told, check=not no_check)
    click.echo(f"{destination}: published, {after / 1e6:,.1f} MB of {before / 1e6:,.1f} MB. Restart its server.")
