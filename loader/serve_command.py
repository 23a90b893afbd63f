"""The command that serves archives, or the sample transcripts, with Datasette."""

from __future__ import annotations

from pathlib import Path

import click

from loader.archive import read_archive
from loader.errors import BaolanError
from loader.load_command import say_loaded
from loader.loading import load
from loader.progress import progress_bars
from loader.serving import free_port, serve
from loader.terminal import sentences


@click.command("serve")
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
