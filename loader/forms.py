"""What a browser posts: fields, and files beside them. Datasette 0.65 reads no files, so both are read here.

Nor can it check the token of a form with a file: asgi-csrf 0.11 fails with python-multipart 0.0.13 and later. So the
plugin asks it to leave such forms alone (`needs_own_check`), and the same token is checked here. Datasette 1.0 has no
token; it looks at where a request comes from, before any of this.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from importlib.util import find_spec
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from datasette.utils import MultiParams  # type: ignore[import-untyped]
from datasette.utils.asgi import Forbidden  # type: ignore[import-untyped]

from loader.errors import BadTerms

TOKEN = "csrftoken"
COOKIE = "ds_csrftoken"
MULTIPART = "multipart/form-data"
MAX_POSTED = 2_000_000  # bytes; 10,000 terms take some 200 KB


# Datasette up to 0.65; 1.0 depends on it no more, though it may be installed.
COOKIE_TOKENS = not find_spec("datasette.csrf")


class Posted(NamedTuple):
    """`fields` as Datasette has the arguments of an address; `files` (name, bytes) by field, without empty ones."""

    fields: Any
    files: dict[str, tuple[str, bytes]]


def needs_own_check(scope: Mapping[str, Any]) -> bool:
    """Whether this is a form of ours with files."""
    kind = dict(scope.get("headers") or ()).get(b"content-type", b"")
    return str(scope.get("path", "")).endswith("/-/batch") and kind.lower().startswith(MULTIPART.encode())


async def read_posted(request: Any) -> Posted:
    """The fields and files of a form. Raises `BadTerms` for more than `MAX_POSTED` bytes, `Forbidden` for a form with
    files that comes from another site."""
    kind = request.headers.get("content-type", "")
    body = await _body(request)
    if not kind.lower().startswith(MULTIPART):
        return Posted(MultiParams(parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)), {})
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + body)
    fields: dict[str, list[str]] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(data, bytes):
            continue
        if part.get_filename() is None:
            fields.setdefault(name, []).append(data.decode("utf-8", "replace"))
        elif data:
            files[name] = (str(part.get_filename()), data)
    if _wants_token(request) and not _same(request.cookies.get(COOKIE, ""), fields.get(TOKEN, [""])[0]):
        raise Forbidden("The form did not come from this site. Open the page again.")
    return Posted(MultiParams(fields), files)


def _wants_token(request: Any) -> bool:
    """As asgi-csrf has it: of everyone who sends cookies. Datasette 1.0 gives out no token to compare with."""
    return "cookie" in request.headers and COOKIE_TOKENS


def _same(cookie: str, field: str) -> bool:
    return bool(cookie) and secrets.compare_digest(cookie.encode(), field.encode())


async def _body(request: Any) -> bytes:
    body = b""
    more = True
    while more:
        message = await request.receive()
        body += message.get("body", b"")
        if len(body) > MAX_POSTED:
            raise BadTerms("list-too-large")
        more = message.get("more_body", False)
    return body
