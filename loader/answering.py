"""What is done to every request and answer: the words searched for are noted, the language is remembered, CSV begins
with a byte order mark where one is asked for, and a page says what a browser may do with it."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qs

from loader.messages import COOKIE, known_language
from loader.security import EVERYWHERE, page_headers
from loader.visit import MAX_QUERY, VARY

BOM = "\ufeff".encode()
LONGEST_HEADER = 8_192
# In a request's scope: what its answer is to be told, and that our wrapper is around it.
OURS = "baolan"
# What the reader searched for in this request, so that cells can mark it (0.65 tells `render_cell` no request).
QUERY: ContextVar[str] = ContextVar("baolan_query", default="")


def wrap(app: Any) -> Any:
    """An ASGI application around Datasette's: `?_bom=1` puts a byte order mark before any CSV; `?lang=` is remembered;
    the words searched for are noted."""

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or OURS in scope:  # loaded twice: by entry point and from a plugins-dir
            await app(scope, receive, send)
            return
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        csv = scope["path"].endswith(".csv")
        words = next((asked[key][0] for key in ("_search", "_search_text", "q") if key in asked), "")[:MAX_QUERY]
        token = QUERY.set(words)
        try:
            notes: set[str] = set()
            await app({**_without_language(scope, asked), OURS: notes}, receive, _Sender(send, asked, csv, notes))
        finally:
            QUERY.reset(token)

    return wrapped


def _without_language(scope: Any, asked: dict[str, list[str]]) -> Any:
    """The request without `?lang=` where Datasette would filter a table by it, and find nothing without a word."""
    path = scope["path"]
    if "/-/" in path or path.endswith("/") or not known_language(asked.get("lang", [""])[0]):
        return scope
    kept = [pair for pair in scope["query_string"].split(b"&") if not pair.startswith(b"lang=")]
    return {**scope, "query_string": b"&".join(kept)}


class _Sender:
    """`send`, changed for what the address asks."""

    def __init__(self, send: Any, asked: dict[str, list[str]], csv: bool, notes: set[str]) -> None:
        self.send, self.notes = send, notes
        self.bom = csv and asked.get("_bom", ["0"])[0] not in ("0", "off", "false")
        self.language = known_language(asked.get("lang", [""])[0])

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            message = dict(message, headers=self._headers([tuple(pair) for pair in message.get("headers", [])]))
        elif self.bom and message["type"] == "http.response.body" and message.get("body"):
            message = dict(message, body=BOM + message["body"])
            self.bom = False
        await self.send(message)

    def _headers(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        # Datasette repeats the address in a header `link`, and no client takes one of a pasted article (90 KB).
        headers = [pair for pair in headers if len(pair[1]) <= LONGEST_HEADER or pair[0].lower() != b"link"]
        kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
        self.bom = self.bom and kind.startswith((b"text/csv", b"text/plain"))  # CSV shown in the browser is plain
        if self.bom:
            headers = [
                (name, str(int(value) + len(BOM)).encode() if name.lower() == b"content-length" else value)
                for name, value in headers
            ]
        if kind.startswith(b"text/html"):
            headers = self._guarded(headers)
        if self.language and kind.startswith(b"text/html"):
            cookie = f"{COOKIE}={self.language}; Path=/; Max-Age=31536000; SameSite=Lax"
            headers = [*headers, (b"set-cookie", cookie.encode())]
        return headers

    def _guarded(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """With what a browser may do here; what the page or another plugin has said stays."""
        said = {name.lower() for name, _ in headers}
        more = {"vary": VARY, **page_headers()} if "page" in self.notes else EVERYWHERE
        said.discard(b"vary")  # one header more narrows it further
        return [*headers, *((k.encode(), v.encode()) for k, v in more.items() if k.encode() not in said)]
