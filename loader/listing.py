"""A split page for people to look at: what `baolan split` prints in a terminal."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from loader.corrections import RULE
from loader.model import Evidence, Line, Page
from loader.page_objects import LINKS, evidence_by_article, evidence_of_line
from loader.rows import article_ids, heading_text
from loader.terminal_columns import cut, padded
from loader.why import Why

INDENT = " " * 7
LEAST_TEXT = 20  # columns of a line's text that are shown on the narrowest terminal
VOICES = 8  # features named on each side
Style = Callable[[str, str], str]


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
        self.proofs = evidence_by_article(page)
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
        for proof in evidence_of_line(self.page, line):
            yield self._say(self._proof(proof), "link")
        if not found:
            yield self.style("the model was not asked: the rule alone says so", "faint")
        for why in found:
            yield ""
            yield from self._block(why)

    def _block(self, why: Why) -> Iterator[str]:
        own = why.margin - why.context - why.neighbours
        yield f"{self.style(why.chosen, 'title')} leads {self.style(why.other, 'title')} by {why.margin:.2f}"
        yield f"  {own:+8.2f}  by what stands in the line and around it"
        yield f"  {why.context:+8.2f}  by the lines around it all together"
        yield f"  {why.neighbours:+8.2f}  by the tags of the lines around it"
        pro = [voice for voice in why.voices if voice.swing > 0][:VOICES]
        con = [voice for voice in why.voices if voice.swing < 0][:VOICES]
        for side, voices in (("for", pro), ("against", con)):
            if voices:
                said = f"{side} {why.chosen}"
                yield self.style(f"{said:<36}{why.chosen:>14}{why.other:>14}", "faint")
            for voice in voices:
                yield f"  {padded(voice.feature + ':', 34)}{voice.chosen:>+14.2f}{voice.other:>+14.2f}"
        for match in why.conventions:
            yield self._say(f"rule {match.rule} matches as {match.scope}: {match.role}", "link")
        if not why.conventions:
            yield self.style("no rule matches", "faint")


def _basis(basis: str | None) -> str:
    return f" ({basis})" if basis else ""


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
