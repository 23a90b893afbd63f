"""A page as segments: runs of blocks that the model gives to one article, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from loader.model import FURNITURE, HEADING_ROLES, REPORT_HEAD, Evidence, Labelled
from loader.telegrams import is_below_telegrams

TEXT = frozenset({"body", "caption"})


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
        begins = label.mark == "A" and not _heads_byline(labels, segments, label)
        if begins or not segments or _reports_again(labels, segments[-1], label):
            segments.append(Segment())
        (segments[-1].headings if label.role in HEADING_ROLES else segments[-1].parts).append(index)
    return segments


def _heads_byline(labels: Sequence[Labelled], segments: Sequence[Segment], label: Labelled) -> bool:
    """Whether nothing but bylines stands above the first heading of a page: they are of what it heads."""
    first = segments[0] if len(segments) == 1 else None
    return (
        label.role in HEADING_ROLES
        and first is not None
        and not first.headings
        and all(labels[index].role == "byline" for index in first.parts)
    )


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
