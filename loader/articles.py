"""Which blocks make an article: the walk down the page, then the links over a distance.

The walk follows the file: headings open an article, a report's head (本报讯, 新华社…电) opens one even without
headings, an end mark, an agency or a byline closes it. What the page has torn apart (headlines standing after their
body, a signature far from its letter) is then linked by shared names and words, and every such link leaves evidence.
The order of the source is never rewritten; an article's parts are indices into the labelled blocks.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from loader.blocks import FURNITURE, Measure, heading_runs, measure, width
from loader.conventions import Conventions
from loader.model import Evidence, Labelled

CLOSES = frozenset({"end-mark", "agency"})
ONE_LINE_CROSSHEAD = 18  # full-width characters; crossheads of the seeds have 8 to 20, set in one line
# A heading is moved to a distant article only when that article shares this share of its weighted character pairs
# more than the near one does. On the seeds: right 0.50, wrong at most 0.13. Re-run bench/score_split.py.
LINK_MARGIN = 0.2


@dataclass(slots=True)
class Draft:
    """An article while it is being gathered; indices into the labelled blocks, in the order they were met."""

    headings: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    reported: bool = False  # its first paragraph has a report's head
    closed: bool = False
    letter: bool = False

    @property
    def first(self) -> int:
        return min(self.headings + self.parts)


@dataclass(frozen=True, slots=True)
class Group:
    """An article as indices into `labels`: headings in reading order, and everything else in source order."""

    headings: tuple[int, ...]
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """All articles of a page in source order, the labels with their final roles, and the evidence of far links."""

    labels: tuple[Labelled, ...]
    groups: tuple[Group, ...]
    evidence: tuple[Evidence, ...]


def group_articles(labels: Sequence[Labelled], conventions: Conventions) -> Grouping:
    """Group labelled blocks into articles."""
    page = measure([label.block for label in labels])
    walk = _Walk(list(labels), conventions, page)
    walk.run()
    links = _link_headings(walk) + _link_signatures(walk)
    drafts = sorted((draft for draft in walk.drafts if draft.parts or draft.headings), key=lambda draft: draft.first)
    for draft in drafts:
        _name_headings(walk.labels, draft.headings, conventions)
    order = {id(draft): index for index, draft in enumerate(drafts)}
    evidence = tuple(replace(proof, article=order[id(draft)]) for draft, proof in links)
    groups = tuple(Group(tuple(draft.headings), tuple(sorted(draft.parts))) for draft in drafts)
    return Grouping(tuple(walk.labels), groups, evidence)


class _Walk:
    """One pass down the page."""

    def __init__(self, labels: list[Labelled], conventions: Conventions, page: Measure) -> None:
        self.labels = labels
        self.conventions = conventions
        self.page = page
        self.drafts: list[Draft] = []
        self.current: Draft | None = None
        self.pending: list[int] = []  # what stands before an article and belongs to it (an editor's note)
        self.strays: list[int] = []  # signatures that belong to no article near them
        self.article_level = _article_level(labels)

    def run(self) -> None:
        starts = dict(heading_runs(self.labels))
        index = 0
        while index < len(self.labels):
            if index in starts:
                self._headings(index, starts[index])
                index = starts[index]
            else:
                self._part(index)
                index += 1
        for index in self.pending:
            self._attach(index)

    def _headings(self, start: int, end: int) -> None:
        run = [index for index in range(start, end) if self.labels[index].role == "headline"]
        run = self._without_sections(run)
        below = self._next_text(end)
        if self._is_crosshead(run, below):
            for index in run:
                self._relabel(index, "crosshead", f"{self.labels[index].rule}, inside an article")
                self._attach(index)
            if run and self.current:
                self.current.closed = False  # a sidebar under its own crosshead goes on after the byline
            return
        if not run:
            return
        self._open()
        assert self.current is not None
        self.current.headings.extend(run)
        self.current.letter = any(self.conventions.letters.search(self.labels[index].block.text) for index in run)

    def _without_sections(self, run: list[int]) -> list[int]:
        """Drop the labels of sections: Markdown headings above the level at which this page heads its articles."""
        kept = []
        for index in run:
            level = self.labels[index].block.level
            if level and self.article_level and level < self.article_level and index != run[-1]:
                self._relabel(index, "section", f"markdown-h{level}, above the headlines")
            else:
                kept.append(index)
        return kept

    def _is_crosshead(self, run: list[int], below: int | None) -> bool:
        current = self.current
        if not run or current is None or not current.parts:
            return False
        first = self.labels[run[0]]
        if first.block.level:
            return first.block.level > (self.article_level or 2)
        if current.closed:
            return False
        if below is None or self.labels[below].role != "body" or self.labels[below].rule == "report-head":
            return False
        if first.rule == "letter-headline" or len(run) > 1:
            return False
        if self.page.wrap and not self.labels[below].block.after_blank:
            return True  # 2020 web pages set the crosshead right above its paragraph
        return width(first.block.text) <= ONE_LINE_CROSSHEAD

    def _part(self, index: int) -> None:
        label = self.labels[index]
        if label.role in FURNITURE:
            return
        if label.role == "note" and (self.current is None or self.current.closed):
            self.pending.append(index)
        elif label.role == "signature" and not self._takes_signature():
            self.strays.append(index)
        elif label.role == "body" and self._opens(label):
            self._open()
            self._attach(index)
        else:
            self._attach(index)
        self._close_after(index)

    def _opens(self, label: Labelled) -> bool:
        """Whether this paragraph begins an article that has no headings above it."""
        current = self.current
        if current is None or current.closed:
            return True
        has_body = any(self.labels[index].role == "body" for index in current.parts)
        return label.rule == "report-head" and has_body

    def _takes_signature(self) -> bool:
        return self.current is not None and not self.current.closed and bool(self.current.parts)

    def _close_after(self, index: int) -> None:
        label = self.labels[index]
        if self.current is None or label.role not in {"body", "byline", "agency", "end-mark", "signature"}:
            return
        if label.role == "body":
            if label.rule == "report-head":
                self.current.reported = True
            found = self.conventions.first("tail", label.block.text[-60:])
            self.current.closed = found is not None
        elif label.role == "byline":
            self.current.closed = any(self.labels[part].role == "body" for part in self.current.parts)
        elif label.role in CLOSES:
            self.current.closed = True

    def _open(self) -> None:
        self.current = Draft(parts=self.pending)
        self.pending = []
        self.drafts.append(self.current)

    def _attach(self, index: int) -> None:
        if self.current is None:
            self._open()
        assert self.current is not None
        self.current.parts.append(index)

    def _relabel(self, index: int, role: str, rule: str) -> None:
        self.labels[index] = replace(self.labels[index], role=role, rule=rule)

    def _next_text(self, index: int) -> int | None:
        while index < len(self.labels):
            if self.labels[index].block.text and self.labels[index].role not in FURNITURE:
                return index
            index += 1
        return None


def _article_level(labels: Sequence[Labelled]) -> int | None:
    """The Markdown level at which a page heads its articles, where it uses one level often (three times or more)."""
    counts = Counter(label.block.level for label in labels if label.block.level)
    often = [level for level, count in counts.items() if count >= 3]
    return min(often) if often else None


# ---- links over a distance ---------------------------------------------------------------------------------------


def pairs(text: str) -> set[str]:
    """Overlapping pairs of Han characters: names and words without deciding where words end."""
    return {
        text[i : i + 2]
        for i in range(len(text) - 1)
        if "\u4e00" <= text[i] <= "\u9fff" and "\u4e00" <= text[i + 1] <= "\u9fff"
    }


class Affinity:
    """How strongly a heading belongs to an article: the share of its character pairs that the article also has, each
    pair weighted by how few articles of the page have it (inverse document frequency, Spärck Jones 1972)."""

    def __init__(self, bodies: Sequence[str]) -> None:
        self.bodies = [pairs(body) for body in bodies]
        self.frequency = Counter(pair for body in self.bodies for pair in body)

    def weight(self, pair: str) -> float:
        return math.log((len(self.bodies) + 1) / (self.frequency[pair] + 0.5))

    def gain(self, text: str, far: int, near: int) -> float:
        """Weighted pairs of `text` in article `far` less those in article `near`, as a share of all (-1 to 1)."""
        found = pairs(text)
        total = sum(self.weight(pair) for pair in found)
        if total <= 0:
            return 0.0
        score = sum(self.weight(p) * ((p in self.bodies[far]) - (p in self.bodies[near])) for p in found)
        return score / total


def _text_of(walk: _Walk, indices: Sequence[int]) -> str:
    return "\n".join(walk.labels[index].block.text for index in indices)


def _link_headings(walk: _Walk) -> list[tuple[Draft, Evidence]]:
    """Give headless articles the leading headings of a block that belong to them and not to the article below."""
    links: list[tuple[Draft, Evidence]] = []
    for far_draft in [draft for draft in walk.drafts if not draft.headings and draft.parts]:
        affinity = Affinity([_text_of(walk, draft.parts) for draft in walk.drafts])
        far = walk.drafts.index(far_draft)
        best: tuple[float, int, Draft] | None = None
        for near, draft in enumerate(walk.drafts):
            if near == far or not draft.headings:
                continue
            cut, gain = _best_prefix(walk, draft, affinity, far, near)
            if cut and gain >= LINK_MARGIN and (best is None or gain > best[0]):
                best = (gain, cut, draft)
        if best:
            gain, cut, draft = best
            moved, draft.headings = draft.headings[:cut], draft.headings[cut:]
            far_draft.headings = moved
            links.append((far_draft, _far_link(walk, "headings", moved, gain)))
    walk.drafts = [draft for draft in walk.drafts if draft.headings or draft.parts]
    return links


def _best_prefix(walk: _Walk, draft: Draft, affinity: Affinity, far: int, near: int) -> tuple[int, float]:
    """How many leading headings of `draft` to move, and the mean gain of those; all of them only if it has no body."""
    limit = len(draft.headings) - (1 if draft.parts else 0)
    gains = [affinity.gain(walk.labels[index].block.text, far, near) for index in draft.headings[:limit]]
    best, total, score = 0, 0.0, 0.0
    for count, gain in enumerate(gains, 1):
        total += gain
        if total > score:
            best, score = count, total
    return best, (score / best if best else 0.0)


def _link_signatures(walk: _Walk) -> list[tuple[Draft, Evidence]]:
    """Give a signature that stands alone to the letter of the page that has none."""
    links: list[tuple[Draft, Evidence]] = []
    letters = [
        draft
        for draft in walk.drafts
        if draft.letter and not any(walk.labels[index].role == "signature" for index in draft.parts)
        and not any(walk.labels[index].rule == "report-head" for index in draft.parts)
    ]  # fmt: skip
    if len(letters) == 1 and walk.strays:
        letters[0].parts.extend(walk.strays)
        links.append((letters[0], _far_link(walk, "signature", walk.strays, 0.8)))
        return links
    for index in walk.strays:
        label = walk.labels[index]
        walk.labels[index] = replace(label, role="unplaced", rule=f"{label.rule}, no letter to sign")
    return links


def _far_link(walk: _Walk, name: str, moved: Sequence[int], confidence: float) -> Evidence:
    blocks = [walk.labels[index].block for index in moved]
    text = "\n".join(block.text for block in blocks)
    start, end = blocks[0].start, blocks[-1].end
    return Evidence(name, text, "inferred", None, start, end, round(min(confidence, 1.0), 3))


# ---- kicker, headline, deck --------------------------------------------------------------------------------------

# A heading that ends so is the first half of a sentence set in two lines (省疫情防控指挥部督导组 / 莅周督导…召开).
HALF_SENTENCE = re.compile(r"(?:[组部委局院厅队团]|公司|中心|办公室|委员会)$")


def _name_headings(labels: list[Labelled], run: Sequence[int], conventions: Conventions) -> None:
    """Tell kicker 引题, headline 主题 and deck 副题 apart within one article's headings, in place."""
    lines = [labels[index] for index in run]
    if not lines or any(label.rule == "letter-headline" for label in lines):
        return
    roles = _heading_roles([label.block.text for label in lines], conventions)
    for index, (role, rule) in zip(run, roles, strict=True):
        labels[index] = replace(
            labels[index], role=role, rule=f"{labels[index].rule}, {rule}" if rule else labels[index].rule
        )


def _heading_roles(texts: Sequence[str], conventions: Conventions) -> list[tuple[str, str]]:
    """Roles of a headline block's lines. What a line's own words say comes first, then the usual order of three:
    kicker, headline, deck; of two: headline, deck. Lines of one length set one below the other are one headline."""
    named = [found[0] if (found := conventions.first("heading", text)) else None for text in texts]
    roles: list[tuple[str, str] | None] = [(rule.role, rule.name) if rule else None for rule in named]
    if len(texts) == 1:
        return [("headline", "")]
    if roles[0] and roles[0][0] == "deck":
        roles[0] = None
    free = [index for index, role in enumerate(roles) if role is None]
    if not free:
        free = [next((index for index, rule in enumerate(named) if rule and rule.role != "kicker"), len(texts) - 1)]
    if len(free) == 2 and free[1] == free[0] + 1 and HALF_SENTENCE.search(texts[free[0]]):
        parts = [("headline", "one sentence in two lines")] * 2
    elif len(free) >= 2 and len({len(texts[index]) for index in free}) == 1 and free[-1] - free[0] == len(free) - 1:
        parts = [("headline", "lines of one length")] * len(free)
    elif len(free) == 1:
        parts = [("headline", "the line left")]
    elif free[0] == 0 and (len(texts) >= 3):
        parts = [("kicker", "first of three"), ("headline", "second of three")] + [("deck", "after the headline")] * (
            len(free) - 2
        )
    else:
        parts = [("headline", "first of two")] + [("deck", "after the headline")] * (len(free) - 1)
    for index, part in zip(free, parts, strict=True):
        roles[index] = part
    return [role or ("headline", "") for role in roles]
