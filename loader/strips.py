"""A page as strips: a block of headings, and pieces of text below it of which each may begin an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from loader.model import FURNITURE, HEADING_ROLES, REPORT_HEAD, Labelled
from loader.segments import AT_HEAD, Segment

# What it is worth to begin an article, as `arranging` counts: where the model saw a beginning, or a report opens; else
# by how much it rather saw none (`model.Labelled.lead`), between LOW and HIGH, and nowhere below LEAST_LEAD.
SEEN = 0.6
UNSEEN, SLOPE, LOW, HIGH, LEAST_LEAD = 0.4, 0.15, -1.5, 0.2, -10.0
MARKED, NOT_MARKED = 5.0, -2.0  # the lead of a block of which the model was not asked, by its mark


class Unit(NamedTuple):
    """A piece of text that may begin an article: blocks, as indices into the labels, and what a beginning is worth."""

    blocks: list[int]
    worth: float


class Strip(NamedTuple):
    """A block of headings, and the units of text below it, as half-open ranges."""

    lines: tuple[int, int]
    units: tuple[int, int]


def cut_strips(labels: Sequence[Labelled], segments: Sequence[Segment]) -> tuple[list[int], list[Unit], list[Strip]]:
    """The lines of headings of some segments, as indices into the labels, the units of their texts, and the strips that
    both make."""
    lines: list[int] = []
    units: list[Unit] = []
    strips: list[Strip] = []
    line = unit = 0
    above: int | None = None
    for part in segments:
        inside, first = set(_inside(labels, part)), part.first
        for index in sorted(part.headings + part.parts):
            if labels[index].role in HEADING_ROLES and index not in inside:
                if len(units) > unit:
                    strips.append(Strip((line, len(lines)), (unit, len(units))))
                    line, unit = len(lines), len(units)
                lines.append(index)
            else:
                worth = SEEN if index == first else _beginning(labels, above, index)
                if len(units) == 1 and _stand_at_the_top(labels, units[0].blocks):
                    worth = None
                if worth is not None or len(units) == unit:
                    units.append(Unit([], worth or 0.0))
                units[-1].blocks.append(index)
            above = index
    strips.append(Strip((line, len(lines)), (unit, len(units))))
    return lines, units, strips


def _stand_at_the_top(labels: Sequence[Labelled], blocks: Sequence[int]) -> bool:
    """Whether nothing stands above some blocks on the page, and they are no text yet: pictures, say, of the first."""
    is_top = all(label.role in FURNITURE for label in labels[: blocks[0]])
    return is_top and all(labels[index].role in AT_HEAD for index in blocks)


def _inside(labels: Sequence[Labelled], part: Segment) -> Iterator[int]:
    """The headings between texts of an article that has headings above it: the model took them for the article's own,
    or for less than headings."""
    if part.headings and part.parts and min(part.headings) < (top := min(part.parts)):
        foot = max(part.parts)
        for index in part.headings:
            if labels[index].mark != "A" and top < index < foot:
                yield index


def beginning(label: Labelled) -> float:
    """By how much an article rather begins at a block than not. Not against its mark, which a rule may have set."""
    if label.lead is None:
        return MARKED if label.mark == "A" else NOT_MARKED
    return max(label.lead, 0.0) if label.mark == "A" else min(label.lead, 0.0)


def _beginning(labels: Sequence[Labelled], above: int | None, index: int) -> float | None:
    """What it is worth to begin an article at a block that is no heading; None: none begins there."""
    label = labels[index]
    if label.rule == REPORT_HEAD or label.mark == "A":
        return SEEN
    if above is None or (lead := beginning(label)) < LEAST_LEAD:
        return None
    if labels[above].role == "jump" and labels[above].mark == "A":  # 上接第一版 opens what stands below it
        return None
    return max(LOW, min(HIGH, UNSEEN + SLOPE * lead))
