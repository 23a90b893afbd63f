"""One visitor of one archive: what they may see, in which language, and the addresses that lead on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlencode

from datasette.database import QueryInterrupted  # type: ignore[import-untyped]
from datasette.utils import tilde_decode, tilde_encode  # type: ignore[import-untyped]
from datasette.utils.asgi import Forbidden, NotFound, Response  # type: ignore[import-untyped]
from markupsafe import Markup

from loader.cells import address, mark, source_address
from loader.errors import BadArchive
from loader.messages import COOKIE, Words, choose_language
from loader.query import find_spans
from loader.schema import check_schema
from loader.security import page_headers
from loader.titles import set_title

VARY = "accept-language, cookie"
# Characters of a query that are marked (the search reads all of it): reading a query of 10,000 characters takes 10 ms,
# once for each cell or paragraph; of a longer phrase the beginning is marked. metadata.yml has the same number.
MAX_QUERY = 500
# Every table that our pages read.
READS = (
    "outlets",
    "transcripts",
    "articles",
    "paragraphs",
    "lines",
    "people",
    "evidence",
    "flags",
    "stories",
    "witnesses",
)


class Visit:
    """One request for one archive: who asks, in which language, and where its addresses begin."""

    def __init__(self, datasette: Any, request: Any, db: Any) -> None:
        self.datasette, self.request, self.db = datasette, request, db
        self.words = words_for(request)
        self.root = str(datasette.urls.database(db.name))
        self.query = (request.args.get("q") or "").replace("\0", "").strip()[:MAX_QUERY]

    async def may_read(self) -> bool:
        return await may_read(self.datasette, self.request.actor, self.db.name)

    async def rows(self, sql: str, **parameters: object) -> list[dict[str, Any]]:
        return [dict(row) for row in (await self.db.execute(sql, parameters)).rows]

    async def row(self, sql: str, **parameters: object) -> dict[str, Any] | None:
        found = await self.rows(sql, **parameters)
        return found[0] if found else None

    async def rows_in_time(self, sql: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows, or none when a very large archive needs longer than Datasette allows."""
        try:
            return await self.rows(sql, **parameters)
        except QueryInterrupted:
            return []

    def article(self, article_id: str, paragraph: int | None = None, query: str = "") -> str:
        return address(f"{self.root}/-/", "article", tilde_encode(article_id), query, paragraph)

    def part(self, article_id: str, paragraph: int) -> str:
        """A long article from one of its paragraphs on."""
        asked = {"q": self.query, "from": paragraph} if self.query else {"from": paragraph}
        return f"{self.article(article_id)}?{urlencode(asked)}#p{paragraph}"

    def page(self, transcript_id: str) -> str:
        return address(f"{self.root}/-/", "page", tilde_encode(transcript_id))

    def source(self, transcript_id: str, line: int | None = None, first: int = 1) -> str:
        return source_address(f"{self.root}/-/", tilde_encode(transcript_id), line, first)

    def view(self, name: str, arguments: Sequence[tuple[str, str]] = (), /, **more: str) -> str:
        """The address of one of our pages of this archive, such as `search`, with its arguments in order."""
        asked = [*arguments, *more.items()]
        return f"{self.root}/-/{name}" + (f"?{urlencode(asked)}" if asked else "")

    def everywhere(self) -> str:
        """The address of the search over all archives that are served."""
        return str(self.datasette.urls.path("/-/archives"))

    def story(self, story_id: str, arguments: Sequence[tuple[str, Any]] = (), file: str = "") -> str:
        """The address of a story, or of one of its files, such as `/tei.xml`."""
        return self.view(f"story/{tilde_encode(story_id)}{file}", arguments)

    def table(self, table: str, suffix: str = "", **arguments: object) -> str:
        asked = f"?{urlencode(arguments)}" if arguments else ""
        return f"{self.root}/{tilde_encode(table)}{suffix}{asked}"

    def record(self, table: str, key: str, suffix: str = "", **arguments: object) -> str:
        return self.table(f"{table}", f"/{tilde_encode(key)}{suffix}", **arguments)

    def other_language(self) -> str:
        asked = [(name, value) for name, value in _arguments(self.request) if name != "lang"]
        return f"?{urlencode([*asked, ('lang', self.words.other)])}"

    def marked(self, text: str | None) -> Markup:
        return mark(text or "", find_spans(text or "", self.query) if self.query else [])

    def title(self, text: str | None) -> Markup:
        """A heading with the words searched for marked, that breaks between words."""
        return set_title(text or "", find_spans(text or "", self.query) if self.query else [])

    def rule(self, name: str) -> str:
        return f"{self.root}/-/rule/{tilde_encode(name)}"

    def why(self, transcript_id: str, line: int) -> str:
        return f"{self.root}/-/why/{tilde_encode(transcript_id)}?line={line}"

    async def show(self, template: str, status: int = 200, **context: Any) -> Any:
        context.update(visit=self, t=self.words)
        html = await self.datasette.render_template(f"baolan/{template}", context, request=self.request)
        return Response.html(html, status=status, headers={"vary": VARY, **page_headers()})


def words_for(request: Any) -> Words:
    return Words(choose_language(request.args.get("lang"), request.cookies.get(COOKIE), request.headers))


def _arguments(request: Any) -> list[tuple[str, str]]:
    return [(name, value) for name in request.args for value in request.args.getlist(name)]


async def may_read(datasette: Any, actor: Any, database: str) -> bool:
    """Whether this visitor (None: one without a name) may see every table that our pages read."""
    try:
        await _ensure_may_view(datasette, actor, database, READS)
    except Forbidden:
        return False
    return True


async def _ensure_may_view(datasette: Any, actor: Any, database: str, tables: Sequence[str]) -> None:
    """Raises `Forbidden` unless this visitor may see all these tables.

    What holds for the whole database is asked once, not for each table: that is half the time of a short page.
    """
    if hasattr(datasette, "ensure_permissions"):  # Datasette 0.65
        said = [await datasette.permission_allowed(actor, "view-table", (database, one), None) for one in tables]
        if False in said:
            raise Forbidden("view-table")
        if None in said:
            await datasette.ensure_permissions(actor, [("view-database", database), "view-instance"])
        return
    from datasette.resources import TableResource  # type: ignore[import-untyped]

    # Only tables that its catalog knows are listed, which may not have been read yet; the others are asked for.
    found = await datasette.allowed_resources("view-table", actor, parent=database, limit=1_000)
    listed = {resource.child for resource in found.resources}
    for table in tables:
        if table not in listed:
            resource = TableResource(database=database, table=table)
            await datasette.ensure_permission(action="view-table", resource=resource, actor=actor)


async def open_visit(datasette: Any, request: Any, archives: frozenset[str], more: Sequence[str] = ()) -> Visit:
    """A visit to the archive the address names. Permission is asked before anything is read, also of `more` tables.

    Raises `BadArchive` where the archive has other tables than this version reads; `refusal` says so to the visitor.
    """
    route = decoded(request.url_vars["database"])
    try:
        db = datasette.get_database(route=route)
    except KeyError:
        raise NotFound(f"Database not found: {route}") from None
    await _ensure_may_view(datasette, request.actor, db.name, [*READS, *more])
    if db.name not in archives:
        raise NotFound(f"{db.name} is not a baolan archive")
    await db.execute_fn(lambda conn: check_schema(conn, db.name))
    return Visit(datasette, request, db)


async def refusal(datasette: Any, request: Any, error: BadArchive) -> Any:
    """What a page answers of an archive that another version built: as a page, as text or as JSON, like its address."""
    sentence = words_for(request)("other-version")
    return await _failed(datasette, request, f"{sentence} {error}", "refused.html", refused=str(error))


async def too_slow(datasette: Any, request: Any) -> Any:
    """What a page answers when SQLite was stopped by the site's limit: what to narrow."""
    words = words_for(request)
    return await _failed(datasette, request, " ".join([words("stopped-title"), words("stopped-days")]), "slow.html")


async def _failed(datasette: Any, request: Any, sentence: str, template: str, **context: Any) -> Any:
    visit = Visit(datasette, request, datasette.get_database(route=decoded(request.url_vars["database"])))
    kind = request.path.rpartition("/")[2].rpartition(".")[2]
    if kind == "json":
        body = json.dumps({"error": sentence}, ensure_ascii=False)
        return Response(body, status=400, content_type="application/json; charset=utf-8")
    if kind in ("csv", "svg"):
        return Response.text(f"{sentence}\n", status=400)
    return await visit.show(template, status=400, **context)


def decoded(part: str) -> str:
    """A part of an address, written as Datasette writes ids (`~E6`) or as a browser does (`%E6`)."""
    return unquote(part) if "%" in part else str(tilde_decode(part))
