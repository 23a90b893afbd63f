"""How corrections change a page: which of them hold, the roles they give, the lines they move.

A correction holds as long as the line begins with the words it was written for. One that does not hold, or that asks
for what is not there, is left out and told as a flag of kind `correction`, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from loader.articles import Group, Grouping
from loader.corrections import RULE
from loader.model import FURNITURE, HEADING_ROLES, Block, Correction, Evidence, Flag, Labelled, Transcript
from loader.shapes import TORN_START, finished

LEAST = 4  # characters of a line that tell it from others; fewer only where the line has no more
GOES_ON = frozenset({"body", "caption", "note"})  # roles whose lines a person may have to join


# ---- what holds of a page --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Corrected:
    """The corrections of one page at work: those that hold by line, and what is to be told of the others."""

    transcript: Transcript
    by_line: dict[int, Correction]
    flags: list[Flag] = field(default_factory=list)
    spans: tuple[tuple[int, int], ...] = ()

    def tell(self, line: int, sentence: str) -> None:
        """Leave a correction out and flag it, at the last words above where there is no such line."""
        self.by_line.pop(line, None)
        above = [(start, end) for start, end in self.spans[:line] if start < end]
        start, end = above[-1] if above else (0, len(self.transcript.text))
        self.flags.append(Flag(start, end, RULE, f"line {line} {sentence}"))


def holding(corrections: Sequence[Correction], transcript: Transcript, blocks: Sequence[Block]) -> Corrected:
    """The corrections whose lines are there and read as they did; the others are told."""
    corrected = Corrected(transcript, {one.line: one for one in corrections})
    if not corrections:
        return corrected
    raws = transcript.text.split("\n")
    ends = list(accumulate(len(raw) + 1 for raw in raws))
    corrected.spans = tuple((end - 1 - len(raw), end - 1) for raw, end in zip(raws, ends, strict=True))
    printed: dict[int, str] = {}
    for block in blocks:
        printed[block.line] = printed.get(block.line, "") + block.text
    for one in corrections:
        raw = raws[one.line - 1].strip() if one.line <= len(raws) else ""
        shown = printed.get(one.line, "")
        if not shown:
            corrected.tell(one.line, f"prints nothing, so its correction ({one.text}) was left out")
        elif not (_reads(raw, one.text) or _reads(shown, one.text)):
            words = raw[: max(len(one.text), LEAST)]
            corrected.tell(one.line, f"reads {words}, not {one.text}, so its correction was left out")
    return corrected


def _reads(line: str, words: str) -> bool:
    """Whether a line begins as a person saw it: at least four characters of it or, if it is shorter, all of them. An
    ellipsis at the end may be one that `baolan split` put there."""
    for seen in (words, words.removesuffix("…")):
        if seen and line.startswith(seen) and (len(seen) >= LEAST or seen == line):
            return True
    return False


# ---- roles -----------------------------------------------------------------------------------------------------------


def correct_labels(labels: Sequence[Labelled], corrected: Corrected) -> tuple[Labelled, ...]:
    """Labels with the roles that a person gave, and marks that follow from them: where an article starts, and which
    lines of text go on where the line above stopped."""
    if not corrected.by_line:
        return tuple(labels)
    result = list(labels)
    shown = [index for index, label in enumerate(labels) if label.block.text]
    begun: set[int] = set()
    for place, index in enumerate(shown):
        one = corrected.by_line.get(labels[index].block.line)
        if one is None:
            continue
        above = result[shown[place - 1]] if place else None
        below = shown[place + 1] if place + 1 < len(shown) else None
        _give_role(result, index, one, above, below)
        if one.article == "new" and one.line not in begun:
            result[index] = result[index]._replace(mark="A")
            begun.add(one.line)
    return tuple(result)


def _give_role(labels: list[Labelled], index: int, one: Correction, above: Labelled | None, below: int | None) -> None:
    """Give the block at `index` its role and mark; `above` and `below` (an index) are its neighbours that print."""
    was = labels[index]
    role = one.role or was.role
    if one.article == "none" and role not in FURNITURE:
        role = "unplaced"
    if role == was.role:
        return
    label = was._replace(role=role, rule=RULE, mark=_mark(was, role, one, above))
    labels[index] = label
    if below is None:
        return
    follower = labels[below]
    heads = follower.role in HEADING_ROLES
    gone = role in FURNITURE and was.role not in HEADING_ROLES and follower.role not in FURNITURE
    if was.mark == "A" and label.mark != "A" and (gone or (heads and role not in HEADING_ROLES)):
        # What is left of a block of headings or of a text still starts its article.
        labels[below] = follower._replace(mark="A")
    elif role in HEADING_ROLES and heads and one.article is None:
        labels[below] = follower._replace(mark="P")  # and one that grew starts it higher up
    elif follower.role == role and follower.mark == "P" and _goes_on(label, follower):
        labels[below] = follower._replace(mark="C")
    elif follower.mark == "C" and (role in HEADING_ROLES or role == "crosshead"):
        labels[below] = follower._replace(mark="P")


def _mark(was: Labelled, role: str, one: Correction, above: Labelled | None) -> str:
    if role in HEADING_ROLES:
        leads = above is None or above.role not in HEADING_ROLES
        return "A" if leads and one.article is None else "P"
    if was.mark == "A" and was.role not in HEADING_ROLES and was.role not in FURNITURE and role not in FURNITURE:
        return "A"
    return "C" if above and above.role == role and _goes_on(above, was) else "P"


def _goes_on(above: Labelled, below: Labelled) -> bool:
    """Whether a line goes on where the one above, of the same role, stopped: in mid-sentence, and nothing says that a
    paragraph begins."""
    if above.role not in GOES_ON or finished(above.block.text):
        return False
    return not below.block.indent or TORN_START.match(below.block.text) is not None


# ---- articles --------------------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Draft:
    """An article while its lines are being moved."""

    headings: list[int]
    parts: list[int]

    @property
    def all(self) -> list[int]:
        return self.headings + self.parts

    def drop(self, indices: set[int]) -> None:
        self.headings = [index for index in self.headings if index not in indices]
        self.parts = [index for index in self.parts if index not in indices]


def correct_groups(grouping: Grouping, corrected: Corrected) -> Grouping:
    """Groups with the lines that a person moved, labels that say so, and the evidence of it."""
    if not corrected.by_line:
        return grouping
    labels = list(grouping.labels)
    drafts = [_Draft(list(group.headings), list(group.parts)) for group in grouping.groups]
    at: dict[int, list[int]] = {}
    for index, label in enumerate(labels):
        if label.block.text:
            at.setdefault(label.block.line, []).append(index)
    _leave_furniture(labels, at, corrected)
    _begin_new(drafts, at, corrected)
    moved = _move(labels, drafts, at, corrected)
    for line in corrected.by_line:
        for index in at[line]:
            labels[index] = labels[index]._replace(rule=RULE)
    drafts = sorted((draft for draft in drafts if draft.all), key=lambda draft: min(draft.all))
    place = {index: number for number, draft in enumerate(drafts) for index in draft.all}
    evidence = [*_links(grouping, place, moved), *_stated(corrected, labels, at, place)]
    groups = tuple(Group(tuple(draft.headings), tuple(sorted(draft.parts))) for draft in drafts)
    return Grouping(tuple(labels), groups, tuple(evidence))


def _leave_furniture(labels: Sequence[Labelled], at: Mapping[int, list[int]], corrected: Corrected) -> None:
    """A line of furniture can be put into an article only where a person says what it is there."""
    for line, one in list(corrected.by_line.items()):
        roles = {labels[index].role for index in at[line]}
        if one.article not in (None, "none") and roles <= FURNITURE:
            corrected.tell(line, f"is {roles.pop()}, so its correction was left out: state its role as well")


def _begin_new(drafts: list[_Draft], at: Mapping[int, list[int]], corrected: Corrected) -> None:
    """Cut an article in two where a person said that one begins but links have put more above."""
    for line, one in corrected.by_line.items():
        draft = next((draft for draft in drafts if at[line][0] in draft.all), None)
        if one.article == "new" and draft and min(draft.all) < at[line][0]:
            later = {index for index in draft.all if index >= at[line][0]}
            drafts.append(_Draft([i for i in draft.headings if i in later], [i for i in draft.parts if i in later]))
            draft.drop(later)


def _move(
    labels: Sequence[Labelled], drafts: list[_Draft], at: Mapping[int, list[int]], corrected: Corrected
) -> set[int]:
    """Put lines into the articles that a person named. Returns the indices that were moved."""
    home = {labels[index].block.line: draft for draft in reversed(drafts) for index in reversed(draft.all)}
    begins = {labels[min(draft.all)].block.line: draft for draft in reversed(drafts) if draft.all}
    moved: set[int] = set()
    for line, one in list(corrected.by_line.items()):
        if one.article is None or one.article == "new":
            continue
        target = None if one.article == "none" else begins.get(int(one.article)) or home.get(int(one.article))
        if target is None and one.article != "none":
            corrected.tell(
                line, f"stays: no article begins at line {one.article}, where its correction wants to put it"
            )
            if one.role:
                corrected.by_line[line] = replace(one, article=None)
            continue
        indices = {index for index in at[line] if target is None or labels[index].role not in FURNITURE}
        moved |= indices
        for draft in drafts:
            draft.drop(indices)
        if target:
            _take(labels, target, sorted(indices))
    return moved


def _take(labels: Sequence[Labelled], target: _Draft, indices: Sequence[int]) -> None:
    """Headings come in the order a reader wants them: kicker, headline, deck, and alike ones as they stand."""

    def order(index: int) -> tuple[int, int]:
        return HEADING_ROLES.index(labels[index].role), index

    for index in indices:
        if labels[index].role not in HEADING_ROLES:
            target.parts.append(index)
            continue
        place = next((n for n, other in enumerate(target.headings) if order(other) > order(index)), None)
        target.headings.insert(len(target.headings) if place is None else place, index)


def _links(grouping: Grouping, place: Mapping[int, int], moved: set[int]) -> list[Evidence]:
    """The evidence of links that still hold, at the new places of their articles."""
    by_start = {label.block.start: index for index, label in enumerate(grouping.labels) if label.block.text}
    kept = []
    for proof in grouping.evidence:
        index = by_start.get(proof.start) if proof.start is not None else None
        if index is not None and index not in moved and index in place:
            kept.append(proof._replace(article=place[index]))
    return kept


def _stated(
    corrected: Corrected, labels: Sequence[Labelled], at: Mapping[int, list[int]], place: Mapping[int, int]
) -> list[Evidence]:
    """What a person stated of a line, as evidence: where the line stands, and the note if there is one."""
    found = []
    for line, one in sorted(corrected.by_line.items()):
        first, last = labels[at[line][0]].block, labels[at[line][-1]].block
        article = next((place[index] for index in at[line] if index in place), None)
        for name, value in (("role", one.role), ("article", one.article)):
            if value:
                found.append(Evidence(name, value, "catalog", one.note, first.start, last.end, 1.0, article))
    return found
