"""Texts that go on after another article: the end of a column, typed below the end of the next article.

A text that stops in mid-sentence goes on somewhere. What speaks for a place is that a sentence goes on there (the
characters on both sides of the tear go together, a quotation is closed that was opened), that the text before it is
over, and that what follows has more words of the torn text than of the one it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import exp, log
from typing import NamedTuple

from loader.affinity import Affinity, pairs
from loader.bulleted import BULLETS
from loader.characters import even
from loader.joins import COMMON, KNOWN, NO_PAIR, ON_PAGE, UNKNOWN, load_joins, read_on
from loader.model import REPORT_HEAD, Labelled
from loader.segments import Link, Segment, far_link, text_of
from loader.shapes import TORN_START, finished, unclosed, unopened
from loader.strips import beginning

NEAR = 3  # the rest is looked for in so many segments below the torn text
REACH = 100  # segments above in which a text is looked for that stops in mid-sentence
CONTINUED = 0.6  # confidence of a link that rests on form alone
MOST = 200  # comparisons on one page; a page has a handful
MOST_LINES = 2000  # whose words are looked through for the two characters at a tear
SEEN = 400  # characters of a text that are compared
# Weights of a logistic regression over 1,184 places of 500 pages of invented articles (tests/pages/train), rounded. Of
# places with evidence EVEN every second one is right; a wrong link seldom costs an article that was right before.
LEAST = EVEN = 0.0
ANY = 1.3
READS_ON = {NO_PAIR: 0.0, UNKNOWN: -0.8, ON_PAGE: 0.4, KNOWN: 0.8, COMMON: 1.9}
CLOSED, TORN_WORD, INSIDE, BEGINNING = 1.1, 0.3, 0.6, -1.3  # a quotation is closed; how the rest begins
OWN, OTHER = 1.3, -1.9  # shares of the words of the rest in the torn text, and in the text above it
AFTER_END = 1.0  # the rest stands below what ends an article
# By how much an article rather begins there than not (`strips.beginning`), between these; and more where it may.
SEEN_TO_BEGIN, LOW, HIGH = 0.65, -8.0, 4.0
MAY_BEGIN, MAY = 0.8, -3.0
OVER = frozenset({"end-mark", "signature", "caption", "byline"})  # after these a text may be over
GOES_ON = "jump-to"  # and after this one is, here
# The least that a column has of a text, and how it ends where a sentence does not, and nobody signs (。报道／林平).
TORN_OFF = re.compile(r"(?s)(?=.{12}).*[^/／╱]{3}[\u4e00-\u9fff，、]")


class Rest(NamedTuple):
    """A torn text, the segment that has its rest, where in that one's parts the rest begins, and the evidence."""

    torn: Segment
    below: Segment
    place: int
    evidence: float

    @property
    def confidence(self) -> float:
        """The share of places with this evidence that are right."""
        return 1 / (1 + exp(EVEN - self.evidence))


def link_continuations(labels: list[Labelled], segments: Sequence[Segment]) -> list[Link]:
    """Give the rests of torn texts to them, and a text that begins as no sentence does to the nearest article above
    that stops in mid-sentence."""
    links: list[Link] = []
    for found in _rests(labels, segments):
        rest = found.below.parts[found.place :]
        if not rest:  # went along with the rest of another text, which stood above it
            continue
        found.below.parts = found.below.parts[: found.place]
        labels[rest[0]] = labels[rest[0]]._replace(mark="C")
        links.append((found.torn, far_link(labels, "continuation", rest, found.confidence)))
        found.torn.parts.extend(rest)
    for at, part in enumerate(segments):
        if part.headings or not part.parts:
            continue
        first = labels[part.parts[0]]
        if first.role != "body" or first.rule == REPORT_HEAD or not TORN_START.match(first.block.text):
            continue
        for earlier in reversed(segments[max(at - REACH, 0) : at]):
            body = next((index for index in reversed(earlier.parts) if labels[index].role == "body"), None)
            if body is not None and not finished(labels[body].block.text):
                links.append((earlier, far_link(labels, "continuation", part.parts, CONTINUED)))
                earlier.parts.extend(part.parts)
                part.parts = []
                break
    return links


def _rests(labels: Sequence[Labelled], segments: Sequence[Segment]) -> list[Rest]:
    """The rests of torn texts: each has at most one, and no place is given twice."""
    torn = [at for at, part in enumerate(segments) if _is_torn(labels, part)]
    if not torn:
        return []
    words = Affinity([text_of(labels, part.parts) for part in segments])
    printed = "\n".join(label.block.text for label in labels[:MOST_LINES])
    found: list[Rest] = []
    compared = 0
    taken: set[int] = set()
    for at in torn:
        best: Rest | None = None
        for below in segments[at + 1 : at + 1 + NEAR]:
            for place in _places(labels, below):
                if compared == MOST or below.parts[place] in taken:
                    continue
                compared += 1
                evidence = _evidence(labels, segments[at], below, place, words, printed)
                if evidence >= LEAST and (best is None or evidence > best.evidence):
                    best = Rest(segments[at], below, place, evidence)
        if best:
            taken.add(best.below.parts[best.place])
            found.append(best)
    return found


def _is_torn(labels: Sequence[Labelled], part: Segment) -> bool:
    """Whether a text ends in mid-sentence, and no line says that it goes on on another page."""
    last = labels[part.parts[-1]] if part.parts else None
    return last is not None and last.role == "body" and TORN_OFF.fullmatch(last.block.text) is not None


def _places(labels: Sequence[Labelled], part: Segment) -> Iterator[int]:
    """Where in the parts of a segment the rest of another text may begin."""
    for place, index in enumerate(part.parts):
        label = labels[index]
        if label.role != "body" or label.rule == REPORT_HEAD or label.block.text[0] in BULLETS:
            continue
        if place == 0:
            if not part.headings:
                yield place
            continue
        above = labels[part.parts[place - 1]]
        over = above.role in OVER or above.rule == GOES_ON
        if over or (above.role == "body" and finished(above.block.text)):
            yield place


def _evidence(
    labels: Sequence[Labelled], torn: Segment, below: Segment, place: int, words: Affinity, printed: str
) -> float:
    above, rest = labels[torn.parts[-1]].block.text, labels[below.parts[place]].block.text
    evidence = ANY + READS_ON[read_on(above, rest, printed)]
    lead = beginning(labels[below.parts[place]])
    evidence += SEEN_TO_BEGIN * max(LOW, min(HIGH, lead)) + (MAY_BEGIN if lead > MAY else 0.0)
    often, first = load_joins(), even(rest[0])
    if TORN_START.match(rest):
        evidence += TORN_WORD
    elif first in often.inside:
        evidence += INSIDE
    elif first in often.beginning:
        evidence += BEGINNING
    if unclosed(above) & unopened(rest):
        evidence += CLOSED
    if place and labels[below.parts[place - 1]].role != "body":
        evidence += AFTER_END
    found = pairs(text_of(labels, below.parts[place : place + SEEN])[:SEEN])
    own = pairs(text_of(labels, torn.parts[-SEEN:])[-SEEN:])
    before = below.headings[:SEEN] + below.parts[max(0, place - SEEN) : place]
    other = pairs(text_of(labels, before)[-SEEN:])
    weight = {pair: log((len(words.printed) + 1) / (len(words.places.get(pair, ())) + 0.5)) for pair in found}
    total = sum(weight.values())
    if total > 0:
        evidence += OWN * sum(weight[pair] for pair in sorted(found & own)) / total
        evidence += OTHER * sum(weight[pair] for pair in sorted(found & other)) / total
    return evidence
