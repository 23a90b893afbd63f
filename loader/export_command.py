"""The command that writes ready-made files of an archive."""

from __future__ import annotations

from pathlib import Path

import click

from loader.exporting import FORMATS, export
from loader.terminal import sentences


@click.command("export")
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    help="Only files of this format. Can be repeated. Default: all but parquet, which needs pyarrow, and passim.",
)
@click.option("--site", default="", help="Address of the archive's pages, for references: https://example.org/archive")
def export_command(archive: Path, folder: Path, formats: tuple[str, ...], site: str) -> None:
    """Write ARCHIVE as files into FOLDER: CSV for a spreadsheet, JSON Lines and Parquet for programs, references as
    BibTeX and CSL-JSON, with a README and checksums; or the articles as passim, which finds reprints, reads them.

    \b
    Example: baolan export archive.db files/
             baolan export archive.db files/ --format parquet
    """
    chosen = formats or tuple(one for one in FORMATS if one not in ("parquet", "passim"))
    with sentences():
        written = export(archive, folder, chosen, site, lambda name: click.echo(f"{name} …", err=True))
    size = sum(path.stat().st_size for path in written)
    click.echo(f"{folder}: {len(written)} files, {size / 1e6:,.1f} MB.")
