"""All articles of an archive as JSON Lines, as `baolan export` writes them, sent as they are read."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import AsgiStream  # type: ignore[import-untyped]

from loader.article_lines import article_lines
from loader.visit import open_visit


async def articles_jsonl(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """Every article, in no more than a batch of memory; each batch is read on a thread, and others are answered."""
    visit = await open_visit(datasette, request, archives)

    async def write(writer: Any) -> None:
        lines, last = await visit.db.execute_fn(article_lines)
        while last is not None:
            await writer.write(lines)
            lines, last = await visit.db.execute_fn(lambda conn, after=last: article_lines(conn, after))

    headers = {"content-disposition": 'attachment; filename="articles.jsonl"'}
    return AsgiStream(write, headers=headers, content_type="application/x-ndjson; charset=utf-8")


ROUTES = [(r"articles\.jsonl", articles_jsonl)]
