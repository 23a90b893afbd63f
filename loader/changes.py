"""What each witness of a story did with its text: how much of it it prints, what it left out, added and moved.

The story's text is no printing of its own but what the witnesses have in common against their own: everything but the
places of kind `addition` and `crosshead` and the attributions. Sizes are in letters, digits and Han characters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from loader.apparatus import Place
from loader.printings import counted

APART = frozenset({"addition", "crosshead", "dateline"})


class Amount(NamedTuple):
    """How many places, and how many characters in them."""

    places: int = 0
    characters: int = 0

    def more(self, characters: int, continues: bool) -> Amount:
        return Amount(self.places + (not continues), self.characters + characters)


class Changes(NamedTuple):
    """What one witness did. `coverage` is the share of the story's text that it prints, 0 to 1.

    `lead`: of `added`, what stands before anything of the story. `reworded`: the places of other words, numerals or
    characters where fewer than half of the witnesses read as it does. `moved`: what it prints in another order.
    Of two witnesses alone it is not known which changed the text: both are `reworded`, and what one has more is
    `omitted` by the other.
    """

    witness: str
    coverage: float
    lead: Amount
    added: Amount
    omitted: Amount
    moved: Amount
    crossheads: Amount
    reworded: int


def count_changes(places: Sequence[Place]) -> tuple[Changes, ...]:
    """For each witness, by id, what it did, told from the places of all of them."""
    if not places:
        return ()
    sizes = [{text: len(counted(text)) for text in {reading.text for reading in place.readings}} for place in places]
    return tuple(_changes(places, sizes, number) for number in range(len(places[0].readings)))


def _changes(places: Sequence[Place], sizes: Sequence[Mapping[str, int]], number: int) -> Changes:
    whole = has = reworded = 0
    lead = added = omitted = moved = crossheads = Amount()
    left_out = False
    for place, size_of in zip(places, sizes, strict=True):
        reading = place.readings[number]
        mine = size_of[reading.text]
        if place.kind == "crosshead" and mine:
            crossheads = crossheads.more(mine, False)
        if place.kind == "addition" and mine:
            added = added.more(mine, place.continues)
            lead = lead if has else lead.more(mine, place.continues)
        if reading.moved:
            moved = moved.more(mine, place.continues)
        if place.kind in APART or place.role == "crosshead":
            continue
        size = max(size_of.values())
        whole += size
        has += min(mine, size) if place.kind == "omission" else size * bool(reading.spans)
        if size and not reading.spans:
            omitted = omitted.more(size, place.continues and left_out)
        left_out = not reading.spans
        if place.kind in {"substantive", "orthographic"} and reading.spans:
            like = sum(1 for other in place.readings if other.text == reading.text)
            reworded += 2 * like <= len(place.readings)
    return Changes(
        places[0].readings[number].witness, has / whole if whole else 0.0,
        lead, added, omitted, moved, crossheads, reworded,
    )  # fmt: skip
