"""The command line: its commands together, each imported when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from loader import __version__


def _check() -> click.Command:
    from loader.check_command import check_command

    return check_command


def _concordance() -> click.Command:
    from loader.commands import concordance_command

    return concordance_command


def _count() -> click.Command:
    from loader.commands import count_command

    return count_command


def _export() -> click.Command:
    from loader.export_command import export_command

    return export_command


def _load() -> click.Command:
    from loader.load_command import load_command

    return load_command


def _publish() -> click.Command:
    from loader.publish_command import publish_command

    return publish_command


def _reprints() -> click.Command:
    from loader.reprints_command import reprints_command

    return reprints_command


def _serve() -> click.Command:
    from loader.serve_command import serve_command

    return serve_command


def _split() -> click.Command:
    from loader.split_command import split_command

    return split_command


COMMANDS: dict[str, Callable[[], click.Command]] = {
    "check": _check,
    "concordance": _concordance,
    "count": _count,
    "export": _export,
    "load": _load,
    "publish": _publish,
    "reprints": _reprints,
    "serve": _serve,
    "split": _split,
}


class Commands(click.Group):
    """A group whose commands are imported one by one: what serves or searches need not wait for what splits."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        return COMMANDS[name]() if name in COMMANDS else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
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
