"""The places of a story as blocks of text that stand side by side: paragraphs that begin in every witness.

What only some witnesses begin (one paper cuts a paragraph in three, another sets a crosshead into it) is in a block,
and each place says where its witnesses do so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from loader.apparatus import Place, Reading


class Placed(NamedTuple):
    """A place and, for each witness by its id, behind how many characters of its reading a paragraph begins.

    The beginning of a block is not told again. `number` counts the places of the story from 0.
    """

    place: Place
    number: int
    begins: Mapping[str, tuple[int, ...]]


def blocks(places: Sequence[Place]) -> list[list[Placed]]:
    """The places in blocks, each of which begins a paragraph in every witness that has any text left."""
    found: list[list[Placed]] = []
    within: dict[str, int] = {}  # the passage each witness is in
    for number, (place, coming) in enumerate(zip(places, _coming(places), strict=True)):
        begins = {reading.witness: _begins(reading, within) for reading in place.readings if reading.spans}
        if not found or all(passage != within.get(witness) for witness, passage in coming.items()):
            found.append([])
            begins = {witness: tuple(at for at in offsets if at) for witness, offsets in begins.items()}
        found[-1].append(Placed(place, number, {witness: offsets for witness, offsets in begins.items() if offsets}))
        within.update({reading.witness: reading.spans[-1].passage for reading in place.readings if reading.spans})
    return found


def _coming(places: Sequence[Place]) -> list[dict[str, int]]:
    """For each place the passage that each witness prints next, from this place on."""
    coming: dict[str, int] = {}
    found = []
    for place in reversed(places):
        coming = coming | {reading.witness: reading.spans[0].passage for reading in place.readings if reading.spans}
        found.append(coming)
    return found[::-1]


def _begins(reading: Reading, within: Mapping[str, int]) -> tuple[int, ...]:
    found = []
    before, offset = within.get(reading.witness), 0
    for span in reading.spans:
        if span.passage != before:
            found.append(offset)
        before = span.passage
        offset += span.end - span.start
    return tuple(found)
