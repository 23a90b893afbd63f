"""The command line: its commands together, and the one that serves."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from loader import __version__
from loader.archive import read_archive
from loader.check_command import check_command
from loader.commands import concordance_command, count_command
from loader.errors import BaolanError
from loader.export_command import export_command
from loader.load_command import load_command, say_loaded
from loader.loading import load
from loader.progress import progress_bars
from loader.publish_command import publish_command
from loader.reprints_command import reprints_command
from loader.serving import free_port, serve
from loader.split_command import split_command
from loader.terminal import sentences


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


@cli.command("serve")
@click.argument("archive", type=click.Path(path_type=Path), required=False)
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
        say_loaded(archive, load(archive, [seeds], progress=bars.loading, counting=bars.counting))
    return archive


cli.add_command(load_command)
cli.add_command(split_command)
cli.add_command(check_command)
cli.add_command(concordance_command)
cli.add_command(count_command)
cli.add_command(publish_command)
cli.add_command(export_command)
cli.add_command(reprints_command)
