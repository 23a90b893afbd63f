"""Cells of Datasette's tables, as a reader of newspapers wants them: marks, links to our pages, Chinese as Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup, escape

from loader.query import find_spans, snippet_pieces

HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
SNIPPET_MARK = re.compile("⟦([^⟦⟧]*)⟧")
# More than a printed page has (the longest seed: 128). Each adds about 450 bytes of HTML and its text, so fewer fit
# where they are long; but a page of a hundred such lines is no page of a paper.
LINES_A_PAGE = 200
SURELY = 100  # lines that the first part of a transcript holds
BEFORE = 3  # lines that are shown before the one that was asked for
# Where a reader must not take an empty cell for an empty name.
UNKNOWN = ("outlet", "outlet_id", "date")
LINKED = {"article_id": "article", "transcript_id": "page", "transcript": "page"}


def mark(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """`text` escaped, with its spans (half-open, in order, apart) in `<mark>`."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        at = end
    return Markup("").join([*pieces, escape(text[at:])])


def mark_snippet(snippet: str) -> Markup:
    """A snippet of `baolan_snippet`, escaped, with its ⟦…⟧ turned into `<mark>`."""
    return mark(
        SNIPPET_MARK.sub(r"\1", snippet),
        ((hit.start() - 2 * n, hit.end() - 2 * n - 2) for n, hit in enumerate(SNIPPET_MARK.finditer(snippet))),
    )


def marked_snippet(text: str, query: str, width: int) -> Markup:
    """The best `width` code points of a text, escaped, with the hits of a query in `<mark>`."""
    pieces = snippet_pieces(text, query, width)
    return Markup("").join(Markup("<mark>{}</mark>").format(piece) if hit else escape(piece) for piece, hit in pieces)


def address(base: str, kind: str, encoded: str, query: str = "", paragraph: object = None) -> str:
    """`base` is the address of the database with `/-/`; `encoded` the id as Datasette writes ids in addresses."""
    asked = f"?{urlencode({'q': query})}" if query else ""
    anchor = f"#p{paragraph}" if isinstance(paragraph, int) else ""
    return f"{base}{kind}/{encoded}{asked}{anchor}"


def source_address(base: str, encoded: str, line: int | None = None, first: int = 1) -> str:
    """A transcript line by line, at `line`; a long one is shown in parts, this part from line `first`."""
    if line and line > SURELY:  # the first part may end before it
        first = line - BEFORE
    asked = {"source": 1, "first": first} if first > 1 else {"source": 1}
    return f"{address(base, 'page', encoded)}?{urlencode(asked)}" + (f"#L{line}" if line else "")


def render(
    row: Mapping[str, Any],
    value: Any,
    column: str,
    table: str | None,
    base: str,
    encode: Callable[[str], str],
    query: str,
    limit: int,
) -> Markup | None:
    """A cell of one of our archives; None leaves it to Datasette.

    `value` is a dict with `value` and `label` where Datasette has followed a foreign key. `limit` is Datasette's
    setting for long cells, in characters; 0: none.
    """
    names = row.keys()
    key, label = (value["value"], value["label"]) if isinstance(value, dict) else (value, value)
    if key is None and column in UNKNOWN:
        return Markup('<span class="unknown" lang="zh">未详</span>')
    if key is None or key == "":
        return None
    if column == "headline" and table == "articles" and "id" in names:
        return _link(address(base, "article", encode(str(row["id"])), query), label)
    place = next((row[name] for name in ("paragraph", "position") if name in names), None)
    about_paragraph = table == "paragraphs" or (table is None and "paragraph" in names)
    paragraph = place if about_paragraph else None
    if column == "headline" and table is None and "article_id" in names:
        return _link(address(base, "article", encode(str(row["article_id"])), query, paragraph), label)
    if column == "path" and table == "transcripts" and "id" in names:
        return _link(address(base, "page", encode(str(row["id"]))), label)
    if column in LINKED:
        if LINKED[column] == "page":
            return _link(address(base, "page", encode(str(key))), label or key)
        return _link(address(base, "article", encode(str(key)), query, paragraph), label or key)
    if (
        column in ("line", "number")
        and table in (None, "lines")
        and "transcript_id" in names
        and isinstance(value, int)
    ):
        page = row["transcript_id"]
        page = page["value"] if isinstance(page, dict) else page
        return _link(source_address(base, encode(str(page)), value), value)
    if isinstance(value, dict) or not isinstance(value, str) or not HAN.search(value):
        return None
    if column == "snippet":
        return Markup('<span lang="zh">{}</span>').format(mark_snippet(value))
    cut = value if not limit or len(value) <= limit else f"{value[:limit]}…"
    spans = find_spans(cut, query) if query and table == "paragraphs" and column == "text" else []
    return Markup('<span lang="zh">{}</span>').format(mark(cut, spans))


def _link(href: str, label: object) -> Markup:
    lang = Markup(' lang="zh"') if HAN.search(str(label)) else ""
    return Markup('<a href="{}"{}>{}</a>').format(href, lang, label)
