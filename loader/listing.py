"""A split page for people and programs to look at: what `baolan split` prints.

The JSON of a page, one object on one line; its shape only grows:

- `id`, `path`; `outlet`, `outlet_basis`, `date`, `date_basis`, `page`: as in the table `transcripts`, null if unknown
- `lines`: every non-blank line of the file, in order, each with
  `number` (from 1), `start`, `end` (code points of the decoded file, half-open), `role`, `rule`, `text` (verbatim),
  `article` (place in `articles`, from 0; null: furniture or folio), `paragraph` (place in the article's `paragraphs`,
  from 0; null: a heading or none)
- `articles`: each with
  `first_line`; `kicker`, `headline`, `deck` as in the archive; `headings` (`role`, `rule`, `line`, `text` of each
  heading line); `byline`, `dateline`, `agency`, `place`, `event_date`; `people` (`name`, `role`, `start`, `end`);
  `paragraphs` (`role`, `lines` (numbers), `text`, `spans` (`offset`, `length` in `text`; `start`, `end` as above));
  `page` of the issue, null if unknown
- `evidence`: `field`, `value`, `basis`, `quote`, `start`, `end`, `confidence`, `article` (from 0, or null)
- `flags`: `start`, `end`, `kind`, `note`
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from loader.model import HEADING_ROLES, Article, Line, Page
from loader.rows import heading_text

WIDTH = 40  # code points of a line that are shown


def page_object(page: Page) -> dict[str, Any]:
    """A page as JSON-ready values, in the shape described above."""
    text = page.transcript.text
    return {
        "id": page.transcript.id,
        "path": page.transcript.path,
        "outlet": page.outlet,
        "outlet_basis": page.outlet_basis,
        "date": page.date,
        "date_basis": page.date_basis,
        "page": page.page,
        "lines": [{**asdict(line), "text": text[line.start : line.end]} for line in page.lines],
        "articles": [_article_object(article) for article in page.articles],
        "evidence": [asdict(proof) for proof in page.evidence],
        "flags": [asdict(flag) for flag in page.flags],
    }


def _article_object(article: Article) -> dict[str, Any]:
    return {
        "first_line": article.first_line,
        **{role: heading_text(article, role) for role in HEADING_ROLES},
        "headings": [
            {"role": label.role, "rule": label.rule, "line": label.block.line, "text": label.block.text}
            for label in article.headings
        ],
        "byline": article.byline,
        "dateline": article.dateline,
        "agency": article.agency,
        "place": article.place,
        "event_date": article.event_date,
        "page": article.page,
        "people": [asdict(person) for person in article.people],
        "paragraphs": [
            {
                "role": paragraph.role,
                "lines": list(paragraph.lines),
                "text": paragraph.text,
                "spans": [piece._asdict() for piece in paragraph.pieces],
            }
            for paragraph in article.paragraphs
        ],
    }


def page_table(page: Page, style: Callable[[str, str], str]) -> str:
    """A page as lines of text: number, article.paragraph (from 1), role, rule, and the beginning of the line.

    `style` is given the words to show and the role they stand for, or `title`; it may colour them.
    """
    title = f"{page.transcript.id}  {page.outlet or 'outlet unknown'}  {page.date or 'date unknown'}"
    width = max((len(line.rule) for line in page.lines), default=0)
    rows = [style(title, "title"), *(_line(page, line, width, style) for line in page.lines)]
    for proof in page.evidence:
        where = "" if proof.start is None else f" at {proof.start}–{proof.end}"
        said = f"{proof.field}: {proof.value} ({proof.basis}, {proof.confidence}){where}: {proof.quote or ''}"
        rows.append("       " + said.replace("\n", " / "))
    return "\n".join(rows) + "\n"


def _line(page: Page, line: Line, width: int, style: Callable[[str, str], str]) -> str:
    place = "" if line.article is None else f"{line.article + 1}"
    place += "" if line.paragraph is None else f".{line.paragraph + 1}"
    text = page.transcript.text[line.start : line.end].strip()
    shown = text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
    role = style(f"{line.role:<10}", line.role if line.article is not None else "furniture")
    return f"{line.number:5}  {place:>6}  {role}  {line.rule:<{width}}  {shown}"
