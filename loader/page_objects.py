"""A split page for programs: what `baolan split --json` prints.

The JSON of a page, one object on one line; its shape only grows:

- `id`, `path`, `encoding`; `outlet`, `outlet_basis`, `date`, `date_basis`, `page`: as in the table `transcripts`, null
  if unknown
- `lines`: every non-blank line of the file, in order, each with
  `number` (from 1), `start`, `end` (code points of the decoded file, half-open), `role`, `rule`, `text` (verbatim),
  `article` (place in `articles`, from 0; null: furniture or folio), `paragraph` (place in the article's `paragraphs`,
  from 0; null: a heading or none), `mark` (`A`: an article or a part of one starts here, `C`: goes on where the line
  above stopped, `P`: neither)
- `articles`: each with
  `id`, `first_line`; `kicker`, `headline`, `deck` as in the archive; `headings` (`role`, `rule`, `line`, `text` of each
  heading line); `byline`, `dateline`, `agency`, `place`, `event_date`; `people` (`name`, `role`, `start`, `end`);
  `paragraphs` (`role`, `lines` (numbers), `text`, `spans` (`offset`, `length` in `text`; `start`, `end` as above));
  `page` of the issue, null if unknown; `evidence` (those of `evidence` that speak of this article)
- `evidence`: `field`, `value`, `basis`, `quote`, `start`, `end`, `confidence`, `article` (from 0, or null)
- `flags`: `start`, `end`, `kind`, `note`; kind `correction`: one that was left out

With `--why LINE` one object: `id`, `line`, `role`, `rule`, `mark`, `article` (its id) as they are in the end; `blocks`
(one, but for a line of HTML), each with `text`, `chosen`, `runner_up` (tags `role/mark`), `margin`, `context`,
`neighbours`, `features` (`feature`, `chosen`, `runner_up`: weights, strongest difference first) and `conventions`
(`rule`, `scope`, `role`); `evidence` of the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from loader.model import HEADING_ROLES, Article, Evidence, Line, Page
from loader.rows import article_ids, heading_text
from loader.why import Why

# Evidence of what was put together or corrected, which a line of the listing cannot show.
LINKS = ("headings", "signature", "continuation", "role", "article")


def page_object(page: Page) -> dict[str, Any]:
    """A page as JSON-ready values, in the shape described above."""
    text = page.transcript.text
    proofs = evidence_by_article(page)
    return {
        "id": page.transcript.id,
        "path": page.transcript.path,
        "encoding": page.transcript.encoding,
        "outlet": page.outlet,
        "outlet_basis": page.outlet_basis,
        "date": page.date,
        "date_basis": page.date_basis,
        "page": page.page,
        "lines": [{**line._asdict(), "text": text[line.start : line.end]} for line in page.lines],
        "articles": [
            _article_object(article, id, proofs.get(number, []))
            for number, (article, id) in enumerate(zip(page.articles, article_ids(page), strict=True))
        ],
        "evidence": [proof._asdict() for proof in page.evidence],
        "flags": [flag._asdict() for flag in page.flags],
    }


def evidence_by_article(page: Page) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = {}
    for proof in page.evidence:
        if proof.article is not None:
            found.setdefault(proof.article, []).append(proof)
    return found


def _article_object(article: Article, id: str, proofs: Sequence[Evidence]) -> dict[str, Any]:
    return {
        "id": id,
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
        "people": [person._asdict() for person in article.people],
        "paragraphs": [
            {
                "role": paragraph.role,
                "lines": list(paragraph.lines),
                "text": paragraph.text,
                "spans": [piece._asdict() for piece in paragraph.pieces],
            }
            for paragraph in article.paragraphs
        ],
        "evidence": [proof._asdict() for proof in proofs],
    }


def why_object(page: Page, line: Line, found: Sequence[Why]) -> dict[str, Any]:
    """What made a line what it is, as JSON-ready values."""
    return {
        "id": page.transcript.id,
        "line": line.number,
        "role": line.role,
        "rule": line.rule,
        "mark": line.mark,
        "article": None if line.article is None else list(article_ids(page))[line.article],
        "blocks": [
            {
                "text": why.block.text,
                "chosen": why.chosen,
                "runner_up": why.other,
                "margin": why.margin,
                "context": why.context,
                "neighbours": why.neighbours,
                "features": [
                    {"feature": voice.feature, "chosen": voice.chosen, "runner_up": voice.other} for voice in why.voices
                ],
                "conventions": [asdict(match) for match in why.conventions],
            }
            for why in found
        ],
        "evidence": [proof._asdict() for proof in evidence_of_line(page, line)],
    }


def evidence_of_line(page: Page, line: Line) -> list[Evidence]:
    """The evidence of links and corrections that a line is part of."""
    return [
        proof
        for proof in page.evidence
        if proof.field in LINKS and proof.start is not None and proof.start < line.end and (proof.end or 0) > line.start
    ]
