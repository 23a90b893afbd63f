"""Headings that a transcriber typed after all texts, dealt out to them in the order of the page.

Texts without headings run into one another, and headings without texts say neither where one article's end nor whose
they are. Both are decided at once: as many texts as headings, where each shares most with what stands above it, and
where the sequence model saw beginnings (dynamic programming over texts and headings).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.affinity import pairs
from loader.model import REPORT_HEAD, Labelled
from loader.segments import Link, Segment, far_link
from loader.shapes import finished

MOST_UNITS, MOST_LINES, MOST_BLOCKS = 150, 30, 20  # of a block of headings, and blocks of headings of one page
MOST_OF_ONE = 4  # lines over one article
LEAST_LINES = 2
# What a beginning is worth, in shares of a heading: of a text where the model saw one, below an end mark, signature or
# jump, below a sentence's end; of headings where the model saw an article begin, and elsewhere.
SEEN, AFTER_END, AFTER_STOP = 0.6, 0.2, -0.1
NEW_HEADS, SAME_HEADS = 0.1, -0.1
LEAD = 1.0  # what a share of a heading's words in the first paragraph is worth: there it is told what it says
BARE = -0.2  # a text that gets no heading, a heading that gets no text
CLOSING = frozenset({"end-mark", "signature", "jump"})
Shares = NDArray[np.float64]


class Dealt(NamedTuple):
    """Headings and parts of one article, and the share of the headings' words that stand in it."""

    headings: list[int]
    parts: list[int]
    share: float


def deal_headings(labels: Sequence[Labelled], segments: list[Segment]) -> list[Link]:
    """Deal blocks of headings out to the texts without headings above them."""
    links: list[Link] = []
    for first, last, dealt in reversed(list(_dealt(labels, segments))):
        made = [Segment(one.headings, one.parts) for one in dealt]
        links += [
            (part, far_link(labels, "headings", one.headings, one.share))
            for part, one in zip(made, dealt, strict=True)
            if one.headings and one.parts
        ]
        segments[first:last] = made
    return links


def _dealt(labels: Sequence[Labelled], segments: Sequence[Segment]) -> Iterator[tuple[int, int, list[Dealt]]]:
    """For each block of headings below texts without any: the slice of the segments that it and the texts are, and the
    articles that they make."""
    found = 0
    for first, middle, last in _blocks(labels, segments):
        lines = [index for part in segments[middle:last] for index in part.headings]
        units = list(_units(labels, segments[first:middle]))
        if found < MOST_BLOCKS and LEAST_LINES <= len(lines) <= MOST_LINES and 2 <= len(units) <= MOST_UNITS:
            found += 1
            yield first, last, _deal(labels, units, lines)


def _blocks(labels: Sequence[Labelled], segments: Sequence[Segment]) -> Iterator[tuple[int, int, int]]:
    """Runs of segments that are texts without headings and then headings without a text: where the texts begin, where
    the headings begin, where they end."""
    at = 0
    while at < len(segments):
        first = at
        while at < len(segments) and not segments[at].headings and segments[at].parts:
            at += 1
        middle = at
        while at < len(segments) and segments[at].headings and not segments[at].parts:
            at += 1
        if first < middle < at:
            yield first, middle, at
        at = max(at, first + 1)


def _units(labels: Sequence[Labelled], segments: Sequence[Segment]) -> Iterator[tuple[list[int], float]]:
    """The parts of texts, cut wherever an article may begin, and what a beginning there is worth."""
    for part in segments:
        unit, worth = [part.parts[0]], SEEN
        for above, index in zip(part.parts, part.parts[1:], strict=False):
            label, before = labels[index], labels[above]
            if before.role == "jump" and before.mark == "A":  # 上接第一版 opens what stands below it
                unit.append(index)
                continue
            if label.role == "body" and label.mark != "C" and before.role in CLOSING:
                new = AFTER_END
            elif label.role == "body" and label.mark != "C" and before.role == "body" and finished(before.block.text):
                new = AFTER_STOP
            elif label.rule == REPORT_HEAD:
                new = SEEN
            else:
                unit.append(index)
                continue
            yield unit, worth
            unit, worth = [index], new
        yield unit, worth


def _deal(labels: Sequence[Labelled], units: Sequence[tuple[list[int], float]], lines: Sequence[int]) -> list[Dealt]:
    shares, held = _shares(labels, [unit for unit, _ in units], lines)
    total = np.zeros((len(units) + 1, len(lines) + 1))
    total[1:, 1:] = shares.cumsum(axis=0).cumsum(axis=1)
    lead = np.zeros((len(units), len(lines) + 1))
    lead[:, 1:] = held.cumsum(axis=1)
    begins = np.array([worth for _, worth in units])
    begins[0] = 0.0
    heads = [0.0, *(NEW_HEADS if labels[index].mark == "A" else SAME_HEADS for index in lines[1:])]
    best = np.full((len(units) + 1, len(lines) + 1), -np.inf)
    best[0, 0] = 0.0
    back: dict[tuple[int, int], tuple[int, int]] = {}
    for line in range(len(lines) + 1):
        for unit in range(len(units) + 1):
            for above in range(max(0, line - MOST_OF_ONE), line + 1):
                if unit:
                    share = total[unit, line] - total[:unit, line] - total[unit, above] + total[:unit, above]
                    share = share + LEAD * (lead[:unit, line] - lead[:unit, above])
                    worth = best[:unit, above] + share + begins[:unit] + (heads[above] if above < line else BARE)
                    come = int(worth.argmax())
                    if worth[come] > best[unit, line]:
                        best[unit, line], back[unit, line] = worth[come], (come, above)
            if line and best[unit, line - 1] + BARE > best[unit, line]:
                best[unit, line], back[unit, line] = best[unit, line - 1] + BARE, (unit, line - 1)
    dealt: list[Dealt] = []
    to = len(units), len(lines)
    while to != (0, 0):
        come_from = back[to]
        rows, columns = slice(come_from[0], to[0]), slice(come_from[1], to[1])
        parts = [index for unit, _ in units[rows] for index in unit]
        dealt.append(Dealt(list(lines[columns]), parts, float(shares[rows, columns].sum(axis=0).max(initial=0.0))))
        to = come_from
    return dealt[::-1]


def _shares(labels: Sequence[Labelled], units: Sequence[Sequence[int]], lines: Sequence[int]) -> tuple[Shares, Shares]:
    """For each unit and line the share of the line's words that stand there, rare words counting most: with a word that
    stands in several units shared out among them, and without."""
    texts = [pairs("\n".join(labels[index].block.text for index in unit)) for unit in units]
    heads = [pairs(labels[index].block.text) for index in lines]
    asked = set().union(*heads)
    places: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        for pair in text & asked:
            places.setdefault(pair, []).append(number)
    shares, held = np.zeros((len(units), len(lines))), np.zeros((len(units), len(lines)))
    for column, head in enumerate(heads):
        weights = {pair: log((len(units) + 1) / (len(places.get(pair, ())) + 0.5)) for pair in sorted(head)}
        whole = sum(weights.values())
        for pair, weight in weights.items():
            for number in places.get(pair, ()):
                shares[number, column] += weight / whole / len(places[pair])
                held[number, column] += weight / whole
    return shares, held
