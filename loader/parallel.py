"""The places of a story as blocks of text that stand side by side: paragraphs that begin in every witness.

What only some witnesses begin (one paper cuts a paragraph in three, another sets a crosshead into it) is in a block,
and each place says where its witnesses do so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from loader.apparatus import Place, Reading


class Placed(NamedTuple):
    """A place, or a part of one where all agree, and for each witness by its id behind how many characters of its
    reading a paragraph begins; the beginning of a block is not told again. `number` is the place's among all, from 0.
    """

    place: Place
    number: int
    begins: Mapping[str, tuple[int, ...]]


def blocks(places: Sequence[Place]) -> list[list[Placed]]:
    """The places in blocks, each of which begins a paragraph in every witness that has any text left."""
    found: list[list[Placed]] = []
    within: dict[str, int] = {}  # the passage each witness is in
    parts = [(number, part) for number, place in enumerate(places) for part in _parts(place)]
    for (number, place), coming in zip(parts, _coming([part for _, part in parts]), strict=True):
        begins = {reading.witness: _begins(reading, within) for reading in place.readings if reading.spans}
        if not found or all(passage != within.get(witness) for witness, passage in coming.items()):
            found.append([])
            begins = {witness: tuple(at for at in offsets if at) for witness, offsets in begins.items()}
        found[-1].append(Placed(place, number, {witness: offsets for witness, offsets in begins.items() if offsets}))
        within.update({reading.witness: reading.spans[-1].passage for reading in place.readings if reading.spans})
    return found


def _parts(place: Place) -> list[Place]:
    """A place in which all agree, cut wherever a witness begins a paragraph; any other as it is."""
    if place.kind:
        return [place]
    cuts = {0, max(len(reading.text) for reading in place.readings)}
    for reading in place.readings:
        offset = 0
        for span in reading.spans:
            cuts.add(offset)
            offset += span.end - span.start
    edges = sorted(cuts)
    return [
        place._replace(readings=tuple(_part(reading, start, end) for reading in place.readings))
        for start, end in zip(edges, edges[1:], strict=False)
    ]


def _part(reading: Reading, start: int, end: int) -> Reading:
    """The characters `start`..`end` of a reading."""
    spans = []
    offset = 0
    for span in reading.spans:
        first, last = max(start - offset, 0), min(end - offset, span.end - span.start)
        if first < last:
            spans.append(span._replace(start=span.start + first, end=span.start + last))
        offset += span.end - span.start
    return reading._replace(text=reading.text[start:end], spans=tuple(spans))


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
