"""A page as segments: runs of blocks that the model gives to one article, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from loader.model import FURNITURE, HEADING_ROLES, REPORT_HEAD, Evidence, Labelled
from loader.telegrams import is_below_telegrams

TEXT = frozenset({"body", "caption"})
AT_HEAD = frozenset({"byline", "caption", "jump", "note"})  # what may stand above a text without headings
GOES_ON_FROM = "jump-from"


@dataclass(slots=True)
class Segment:
    """Indices into the labels of a page: headings in reading order, and everything else of the run."""

    headings: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)

    @property
    def first(self) -> int:
        return min(self.headings + self.parts)

    def give(self, other: Segment) -> None:
        """Hand everything to another segment."""
        other.headings, other.parts = self.headings + other.headings, self.parts + other.parts
        self.headings, self.parts = [], []


Link = tuple[Segment, Evidence]  # what a segment was given over a distance


def segment(labels: Sequence[Labelled]) -> list[Segment]:
    """Cut a page where the model marks the start of an article, and where a second report begins."""
    segments: list[Segment] = []
    for index, label in enumerate(labels):
        if label.role in FURNITURE:
            continue
        begins = label.mark == "A" and not _goes_with_the_top(labels, segments, label)
        if begins or not segments or _reports_again(labels, segments[-1], label):
            segments.append(Segment([], _leading(labels, segments[-1]) if segments and label.role == "body" else []))
        (segments[-1].headings if label.role in HEADING_ROLES else segments[-1].parts).append(index)
    return segments


def _goes_with_the_top(labels: Sequence[Labelled], segments: Sequence[Segment], label: Labelled) -> bool:
    """Whether nothing stands above on the page but what stands at the head of a text: bylines above the first heading,
    or above the first text, which has no headings, also pictures and where it goes on from."""
    first = segments[0] if len(segments) == 1 else None
    if first is None or first.headings or not (label.role in HEADING_ROLES or label.role == "body"):
        return False
    at_head = {"byline"} if label.role in HEADING_ROLES else AT_HEAD
    return all(labels[index].role in at_head for index in first.parts)


def _leading(labels: Sequence[Labelled], current: Segment) -> list[int]:
    """The line that says from which page the text below goes on, at the end of a segment. It is taken out of that."""
    is_leading = current.parts and labels[current.parts[-1]].rule == GOES_ON_FROM
    return [current.parts.pop()] if is_leading else []


def _reports_again(labels: Sequence[Labelled], current: Segment, label: Labelled) -> bool:
    """本报讯 or 新华社…电 after a text has begun: another report. The model sees too few lines at a time to know.
    Telegrams below telegrams are one report."""
    if label.rule != REPORT_HEAD or not any(labels[index].role == "body" for index in current.parts):
        return False
    above = (labels[index].block for index in current.parts)
    return not is_below_telegrams(above, labels[current.parts[-1]].block, label.block)


def has_text(labels: Sequence[Labelled], part: Segment) -> bool:
    """Whether a segment has something to read below its headings."""
    return any(labels[index].role in TEXT for index in part.parts)


def text_of(labels: Sequence[Labelled], indices: Iterable[int]) -> str:
    """The printed text of some blocks, a line each."""
    return "\n".join(labels[index].block.text for index in indices)


def far_link(labels: Sequence[Labelled], name: str, moved: Sequence[int], confidence: float) -> Evidence:
    """The evidence of a link: the words that were linked and where they stand."""
    first, last = labels[min(moved)].block, labels[max(moved)].block
    return Evidence(
        name, text_of(labels, moved), "inferred", None, first.start, last.end, round(min(confidence, 1.0), 3)
    )
