"""Our stylesheets and script: where they stand, and as they are sent."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from datasette.utils.asgi import NotFound, Response  # type: ignore[import-untyped]

HERE = Path(__file__).resolve().parent
STYLES = ("analysis", "story")  # classes of pages that have a stylesheet of their own, after baolan.css
STATIC = {
    "baolan.js": "text/javascript; charset=utf-8",
    **dict.fromkeys(("baolan.css", *(f"{one}.css" for one in STYLES)), "text/css; charset=utf-8"),
}


async def send_static(request: Any) -> Any:
    name = request.url_vars["name"]
    if name not in STATIC:
        raise NotFound(f"No such file: {name}")
    return Response(_static_text(name), content_type=STATIC[name], headers={"cache-control": "max-age=86400"})


@cache
def _static_text(name: str) -> str:
    """A file as it is sent: a stylesheet without its comments and indents, which are an eighth of it."""
    text = (HERE / "static" / name).read_text(encoding="utf-8")
    if not name.endswith(".css"):
        return text
    text = re.sub(r"/\*.*?\*/|(?<=[{};,])\s+|\s+(?=[{}])", "", text, flags=re.S)
    return text.replace(": ", ":").replace(";}", "}").replace(" > ", ">")


def static_address(datasette: Any, name: str) -> str:
    return str(datasette.urls.path(f"/-/baolan/{name}?{_version(name)}"))


@cache
def _version(name: str) -> str:
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:8]
