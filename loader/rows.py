"""A page as rows: what each table says of it, and under which ids. Pure; `store` writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from loader import schema, units
from loader.articles import HALF_SENTENCE
from loader.model import HEADING_ROLES, Article, Evidence, Flag, Line, Page, Paragraph, Statement


def transcript_row(page: Page, number: int, digest: str, statement: Statement | None) -> dict[str, Any]:
    transcript = page.transcript
    return {
        "id": transcript.id,
        "number": number,
        "path": transcript.path,
        "outlet_id": page.outlet,
        "outlet_basis": page.outlet_basis,
        "date": page.date,
        "date_basis": page.date_basis,
        "page": page.page,
        "source": (statement.source if statement else None) or page.source,
        "note": statement.note if statement else None,
        "sha256": transcript.sha256,
        "input_sha256": digest,
        "encoding": transcript.encoding,
        "bom": int(transcript.bom),
        "line_ends": transcript.line_ends,
        "characters": len("".join(transcript.text.split())),
        "text": transcript.text,
    }


def page_rows(page: Page, number: int) -> dict[str, Iterable[dict[str, Any]]]:
    """All rows of a page but its transcript's, by table, in an order that foreign keys allow. Each is made when it is
    asked for, once.

    `number` is the transcript's; integer ids are made from it (see `schema`).
    """
    base = number * schema.IDS_PER_NUMBER
    ids = list(article_ids(page))
    places = ((a, p) for a, article in enumerate(page.articles) for p in range(len(article.paragraphs)))
    paragraph_ids: dict[tuple[int | None, int | None], int] = {place: base + n for n, place in enumerate(places, 1)}
    articles = list(zip(ids, page.articles, strict=True))
    paragraphs = [paragraph for article in page.articles for paragraph in article.paragraphs]
    return {
        "articles": (_article_row(page, article, id, base + n, n) for n, (id, article) in enumerate(articles, 1)),
        "paragraphs": (
            _paragraph_row(page, paragraph, paragraph_ids[a, p], id, p + 1)
            for a, (id, article) in enumerate(articles)
            for p, paragraph in enumerate(article.paragraphs)
        ),
        "paragraph_spans": (row for n, one in enumerate(paragraphs, base + 1) for row in _span_rows(one, n)),
        "lines": (_line_row(page, line, ids, paragraph_ids) for line in page.lines),
        "people": (row for id, article in articles for row in _people_rows(article, id)),
        "evidence": (_evidence_row(page, proof, ids, base + n) for n, proof in enumerate(page.evidence, 1)),
        "flags": (_flag_row(page, flag, base + n) for n, flag in enumerate(page.flags, 1)),
    }


class Entries(NamedTuple):
    """What the full-text indexes hold of a page, by index: for each row of `page_rows` in their order the tokens of its
    columns. `folding` names the rules they were made by: those of another machine may be others."""

    folding: str
    tokens: dict[str, list[list[str]]]


def page_entries(page: Page) -> Entries:
    tokens = {
        "paragraphs_fts": [[_tokens(one.text)] for article in page.articles for one in article.paragraphs],
        "articles_fts": [[_tokens(heading_text(one, role)) for role in HEADING_ROLES] for one in page.articles],
    }
    return Entries(units.FOLDING_VERSION, tokens)


def _tokens(text: str | None) -> str:
    return " ".join(units.text_tokens(text))


def numbers_needed(page: Page) -> int:
    """How many consecutive numbers a page takes: what is numbered is its articles, paragraphs, evidence and flags."""
    paragraphs = sum(len(article.paragraphs) for article in page.articles)
    return schema.numbers_needed(max(paragraphs, len(page.articles), len(page.evidence), len(page.flags)))


def article_ids(page: Page) -> Iterator[str]:
    """`<transcript>-l<first line, 3 digits or more>`; a second article on one line of HTML adds `-2`."""
    seen: dict[str, int] = {}
    for article in page.articles:
        id = f"{page.transcript.id}-l{article.first_line:03}"
        seen[id] = seen.get(id, 0) + 1
        yield id if seen[id] == 1 else f"{id}-{seen[id]}"


def heading_text(article: Article, role: str) -> str | None:
    """The kicker, headline or deck as one string: lines set apart are joined by a space, unless one sentence was
    broken into two lines."""
    text = ""
    for label in article.headings:
        if label.role == role:
            gap = "" if not text or HALF_SENTENCE.search(text[-8:]) else " "
            text += gap + label.block.text
    return text or None


def _article_row(page: Page, article: Article, id: str, number: int, position: int) -> dict[str, Any]:
    return {
        "id": id,
        "number": number,
        "transcript_id": page.transcript.id,
        "position": position,
        "outlet_id": page.outlet,
        "date": page.date,
        "month": page.date[:7] if page.date else None,
        **{role: heading_text(article, role) for role in HEADING_ROLES},
        "byline": article.byline,
        "dateline": article.dateline,
        "agency": article.agency,
        "place": article.place,
        "event_date": article.event_date,
        "page": article.page,
        "first_line": article.first_line,
        "characters": sum(len("".join(paragraph.text.split())) for paragraph in article.paragraphs),
    }


def _paragraph_row(page: Page, paragraph: Paragraph, id: int, article_id: str, position: int) -> dict[str, Any]:
    return {
        "id": id,
        "article_id": article_id,
        "position": position,
        "role": paragraph.role,
        "text": paragraph.text,
        "outlet_id": page.outlet,
        "date": page.date,
        "month": page.date[:7] if page.date else None,
    }


def _span_rows(paragraph: Paragraph, id: int) -> Iterator[dict[str, Any]]:
    for piece in paragraph.pieces:
        yield {"paragraph_id": id, **piece._asdict()}


def _line_row(
    page: Page, line: Line, ids: list[str], paragraph_ids: dict[tuple[int | None, int | None], int]
) -> dict[str, Any]:
    return {
        "transcript_id": page.transcript.id,
        "number": line.number,
        "start": line.start,
        "end": line.end,
        "role": line.role,
        "rule": line.rule,
        "article_id": None if line.article is None else ids[line.article],
        "paragraph_id": paragraph_ids.get((line.article, line.paragraph)),
    }


def _people_rows(article: Article, id: str) -> Iterator[dict[str, Any]]:
    for position, person in enumerate(article.people, 1):
        yield {"article_id": id, "position": position, **person._asdict()}


def _evidence_row(page: Page, proof: Evidence, ids: list[str], id: int) -> dict[str, Any]:
    row = proof._asdict()
    article = row.pop("article")
    return {
        "id": id,
        "transcript_id": page.transcript.id,
        "article_id": None if article is None else ids[article],
        **row,
    }


def _flag_row(page: Page, flag: Flag, id: int) -> dict[str, Any]:
    return {"id": id, "transcript_id": page.transcript.id, **flag._asdict()}
