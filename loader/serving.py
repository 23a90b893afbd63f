"""Starts Datasette on an archive with the settings a public site needs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# A reader's query may take this long; facets over a large table need more than Datasette's 200 ms.
SETTINGS = {
    "sql_time_limit_ms": "3000",
    "facet_time_limit_ms": "1500",
    "facet_suggest_time_limit_ms": "50",
    "suggest_facets": "off",
    "default_page_size": "50",
}


def arguments(archive: Path, host: str, port: int, open_browser: bool) -> list[str]:
    """Datasette's command line for an archive. Metadata and canned queries come from our plugin."""
    said = ["serve", str(archive), "--host", host, "--port", str(port)]
    for name, value in SETTINGS.items():
        said += ["--setting", name, value]
    return [*said, "--open"] if open_browser else said


def serve(archive: Path, host: str, port: int, open_browser: bool) -> None:
    """Become Datasette: signals and the exit code are its own. Does not return."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "datasette", *arguments(archive, host, port, open_browser)])
