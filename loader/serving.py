"""Starts Datasette on an archive with the settings a public site needs."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from loader.errors import BaolanError

# A reader's query may take this long; facets over a large table need more than Datasette's 200 ms.
SETTINGS = {
    "sql_time_limit_ms": "3000",
    "facet_time_limit_ms": "1500",
    "facet_suggest_time_limit_ms": "50",
    "suggest_facets": "off",
    "default_page_size": "50",
}


def free_port(host: str, port: int) -> int:
    """The port to listen on: the one that was asked for, or for 0 any that is free.

    Raises `BaolanError` where nothing can listen there; Datasette would say so in a traceback.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if os.name == "posix":  # elsewhere this would allow a second listener
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return int(probe.getsockname()[1])
    except socket.gaierror as error:
        raise BaolanError(f"{host}: not an address of this machine. Leave out --host, or try 0.0.0.0.") from error
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BaolanError(f"Port {port} on {host} cannot be used ({why}). Choose another with --port.") from error


def arguments(
    archives: Sequence[Path], host: str, port: int, open_browser: bool, more: Sequence[str] = ()
) -> list[str]:
    """Datasette's command line for archives. Metadata and canned queries come from our plugin.

    `more` are options of Datasette's own; of a setting that stands twice the last one holds.
    """
    files = [word for archive in archives for word in _how_to_open(archive)]
    said = ["serve", *files, "--host", host, "--port", str(port)]
    for name, value in SETTINGS.items():
        said += ["--setting", name, value]
    return [*said, *(["--open"] if open_browser else []), *more]


def _how_to_open(archive: Path) -> list[str]:
    """Where its folder may not be written an archive cannot change either, and SQLite needs no locks beside it."""
    return [str(archive)] if os.access(archive.absolute().parent, os.W_OK) else ["--immutable", str(archive)]


def serve(archives: Sequence[Path], host: str, port: int, open_browser: bool, more: Sequence[str] = ()) -> None:
    """Become Datasette: signals and the exit code are its own. Does not return."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "datasette", *arguments(archives, host, port, open_browser, more)])
