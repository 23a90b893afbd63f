"""An apparatus: the witnesses of one story, the places where they differ, and what each of them prints there.

The form is the positive apparatus of a critical edition: of each place every witness's reading, none of them the base
(Text Encoding Initiative, “P5: Guidelines for Electronic Text Encoding and Interchange”, chapter 13, parallel
segmentation).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple


class Passage(NamedTuple):
    """A paragraph: `text` as printed; `marks` are spans of it with a role of their own (start, end, role);
    `line_ends` are the places in it where a line of the page ends."""

    role: str
    text: str
    marks: tuple[tuple[int, int, str], ...] = ()
    line_ends: tuple[int, ...] = ()


class Witness(NamedTuple):
    """One printing of a story."""

    id: str
    passages: tuple[Passage, ...]


class Span(NamedTuple):
    """`start`..`end` (half-open, code points) of the text of the passage with this number."""

    passage: int
    start: int
    end: int


class Reading(NamedTuple):
    """What one witness prints at a place. No span: it has nothing there. `moved`: it has it in another order."""

    witness: str
    text: str
    spans: tuple[Span, ...]
    moved: bool = False


class Place(NamedTuple):
    """A place in all witnesses, whose readings stand in the order of their ids. `kind`: "" where all agree.

    `reason` is why an error is suspected. `continues`: the lacking or moved passage goes on from the place before.
    """

    role: str
    kind: str
    reason: str
    readings: tuple[Reading, ...]
    continues: bool = False


def variants(places: Sequence[Place]) -> list[Place]:
    """The places where witnesses differ in more than width and white space."""
    return [place for place in places if place.kind not in {"", "width"}]


def place_counts(places: Sequence[Place]) -> dict[str, int]:
    """How many places there are of each kind; a passage that goes on is counted once."""
    return dict(sorted(Counter(place.kind for place in places if place.kind and not place.continues).items()))
