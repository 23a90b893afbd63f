"""A split page for people and programs to look at: what `baolan split` prints.

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
(one, but for a line of HTML), each with `text`, `chosen`, `runner_up` (tags `role/mark`), `margin`, `neighbours`,
`features` (`feature`, `chosen`, `runner_up`: weights, strongest difference first) and `conventions` (`rule`, `scope`,
`role`); `evidence` of the line.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from loader.corrections import RULE
from loader.model import HEADING_ROLES, Article, Evidence, Line, Page
from loader.rows import article_ids, heading_text
from loader.why import Why

# Evidence of what was put together or corrected, which a line of the listing cannot show.
LINKS = ("headings", "signature", "continuation", "role", "article")
INDENT = " " * 7
LEAST_TEXT = 20  # columns of a line's text that are shown on the narrowest terminal
VOICES = 8  # features named on each side
Style = Callable[[str, str], str]


# ---- for programs ----------------------------------------------------------------------------------------------------


def page_object(page: Page) -> dict[str, Any]:
    """A page as JSON-ready values, in the shape described above."""
    text = page.transcript.text
    proofs = _by_article(page)
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


def _by_article(page: Page) -> dict[int, list[Evidence]]:
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
                "neighbours": why.neighbours,
                "features": [
                    {"feature": voice.feature, "chosen": voice.chosen, "runner_up": voice.other} for voice in why.voices
                ],
                "conventions": [asdict(match) for match in why.conventions],
            }
            for why in found
        ],
        "evidence": [proof._asdict() for proof in _proofs_of(page, line)],
    }


# ---- for people ------------------------------------------------------------------------------------------------------


def page_table(page: Page, style: Style, width: int) -> str:
    """A page as lines of text for a terminal of `width` columns: what is known of it, then every line with its number,
    article.paragraph (from 1), role and rule, and below the last line of each article what was made of it.

    `style` is given the words to show and the role they stand for, or `title`, `faint`, `link` or `warning`; it may
    colour them.
    """
    return "\n".join(_Table(page, style, width).rows()) + "\n"


def why_table(page: Page, line: Line, found: Sequence[Why], style: Style, width: int) -> str:
    """What made a line what it is, in words."""
    return "\n".join(_Table(page, style, width).why(line, found)) + "\n"


class _Table:
    """The rows of one page on one terminal."""

    def __init__(self, page: Page, style: Style, width: int) -> None:
        self.page = page
        self.style = style
        self.width = width
        self.ids = list(article_ids(page))
        self.proofs = _by_article(page)
        self.starts = [line.start for line in page.lines]
        self.rule_width = max((len(line.rule) for line in page.lines), default=0)

    def _say(self, text: str, role: str) -> str:
        return self.style(cut(text, self.width), role)

    def rows(self) -> Iterator[str]:
        lines = self.page.lines
        last = {line.article: line.number for line in lines}
        yield from self._head()
        for at, line in enumerate(lines):
            if at == 0 or line.article != lines[at - 1].article:
                yield ""
            yield self._line(line)
            if line.article is not None and last[line.article] == line.number:
                yield from self._article(line.article)
        if self.page.flags:
            yield ""
        for flag in self.page.flags:
            where = "" if flag.kind == "correction" else f"{self._where(flag.start, flag.end)}, "
            yield self._say(f"{INDENT}▲ {where}{flag.kind}: {flag.note}", "warning")

    def _head(self) -> Iterator[str]:
        page = self.page
        known = [f"{page.outlet or 'outlet unknown'}{_basis(page.outlet_basis)}"]
        known.append(f"{page.date or 'date unknown'}{_basis(page.date_basis)}")
        known += [f"page {page.page}"] if page.page else []
        known.append(f"{_count(len(page.articles), 'article')}, {_count(len(page.lines), 'line')}")
        yield self.style("  ".join([page.transcript.id, *known]), "title")
        for proof in page.evidence:
            if proof.field not in LINKS:
                yield self._say(INDENT + self._proof(proof), "faint")

    def _line(self, line: Line) -> str:
        place = "" if line.article is None else f"{line.article + 1}"
        place += "" if line.paragraph is None else f".{line.paragraph + 1}"
        before = f"{line.number:5}  {place:>6}  "
        role = self.style(f"{line.role:<10}", line.role if line.article is not None else "furniture")
        rule = self.style(f"{line.rule:<{self.rule_width}}", "warning" if line.rule == RULE else "faint")
        text = self.page.transcript.text[line.start : line.end].strip()
        left = self.width - len(before) - 14 - self.rule_width
        return f"{before}{role}  {rule}  {cut(text, max(left, LEAST_TEXT))}"

    def _article(self, number: int) -> Iterator[str]:
        """What was made of an article: id, headline, byline, and the evidence of what a link or a person moved."""
        article = self.page.articles[number]
        headings = (heading_text(article, role) for role in ("headline", "kicker", "deck"))
        headline = next((words for words in headings if words), "(no headline)")
        yield self._say(f"{INDENT}└ {self.ids[number]}  {headline}", "title")
        who = (article.byline, article.agency, article.dateline, article.event_date)
        named = zip(("byline", "agency", "dateline", "event date"), who, strict=True)
        if said := "  ".join(f"{name}: {value}" for name, value in named if value):
            yield self._say(f"{INDENT}  {said}", "byline")
        for proof in self.proofs.get(number, []):
            if proof.field in LINKS:
                yield self._say(f"{INDENT}  {self._proof(proof)}", "link")

    def _proof(self, proof: Evidence) -> str:
        """A piece of evidence in words: what, which lines, how sure."""
        sure = f"{proof.confidence:g}" if proof.confidence is not None else "unknown"
        where = "" if proof.start is None else f", {self._where(proof.start, proof.end or proof.start)}"
        value = proof.value.replace("\n", " / ")
        quote = f": {proof.quote}".replace("\n", " / ") if proof.quote else ""
        if proof.field not in LINKS:
            return f"{proof.field} {value} ({proof.basis}, {sure}){where}{quote}"
        if proof.basis == "catalog":
            return f"corrected{where}: {proof.field} {value}{quote}"
        return f"linked {proof.field}{where}, score {sure}: {value}"

    def _where(self, start: int, end: int) -> str:
        numbers = [self.page.lines[max(bisect_right(self.starts, at) - 1, 0)].number for at in (start, end - 1)]
        return f"line {numbers[0]}" if numbers[0] >= numbers[1] else f"lines {numbers[0]}–{numbers[1]}"

    def why(self, line: Line, found: Sequence[Why]) -> Iterator[str]:
        text = self.page.transcript.text[line.start : line.end].strip()
        yield self._say(f"{self.page.transcript.id}, line {line.number}: {text}", "title")
        where = "no article" if line.article is None else self.ids[line.article]
        yield f"{self.style(line.role, line.role)}, mark {line.mark}, rule {line.rule}, in {where}"
        for proof in _proofs_of(self.page, line):
            yield self._say(self._proof(proof), "link")
        if not found:
            yield self.style("the model was not asked: the rule alone says so", "faint")
        for why in found:
            yield ""
            yield from self._block(why)

    def _block(self, why: Why) -> Iterator[str]:
        own = why.margin - why.neighbours
        yield f"{self.style(why.chosen, 'title')} leads {self.style(why.other, 'title')} by {why.margin:.2f}"
        yield f"  {own:+8.2f}  by what stands in the line and around it"
        yield f"  {why.neighbours:+8.2f}  by the tags of the lines around it"
        pro = [voice for voice in why.voices if voice.swing > 0][:VOICES]
        con = [voice for voice in why.voices if voice.swing < 0][:VOICES]
        for side, voices in (("for", pro), ("against", con)):
            if voices:
                said = f"{side} {why.chosen}"
                yield self.style(f"{said:<36}{why.chosen:>14}{why.other:>14}", "faint")
            for voice in voices:
                yield f"  {_padded(voice.feature + ':', 34)}{voice.chosen:>+14.2f}{voice.other:>+14.2f}"
        for match in why.conventions:
            yield self._say(f"rule {match.rule} matches as {match.scope}: {match.role}", "link")
        if not why.conventions:
            yield self.style("no rule matches", "faint")


def _basis(basis: str | None) -> str:
    return f" ({basis})" if basis else ""


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _proofs_of(page: Page, line: Line) -> list[Evidence]:
    """The evidence of links and corrections that a line is part of."""
    return [
        proof
        for proof in page.evidence
        if proof.field in LINKS and proof.start is not None and proof.start < line.end and (proof.end or 0) > line.start
    ]


# ---- columns of a terminal -------------------------------------------------------------------------------------------


def columns(text: str) -> int:
    """How many columns a terminal gives to text: two to a Han character or a full-width mark (UAX 11), none to a
    combining one."""
    return len(text) if text.isascii() else sum(map(_column, text))


def _column(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def cut(text: str, width: int) -> str:
    """Text on one row of `width` columns, with an ellipsis where some is left out."""
    text = text.replace("\t", " ")
    used = 0
    for at, sign in enumerate(text):
        used += _column(sign)
        if used > width:
            return _fitting(text[:at], width - 1) + "…"
    return text


def _fitting(text: str, width: int) -> str:
    while text and columns(text) > width:
        text = text[:-1]
    return text


def _padded(text: str, width: int) -> str:
    text = cut(text, width)
    return text + " " * (width - columns(text))
