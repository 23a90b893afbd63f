"""What each witness of a story did with its text: how much of it it prints, what it left out, added and moved.

The story's text is no printing of its own but what the witnesses have in common against their own: everything but what
at most half of them have (of two, what either has is the story's), crossheads and attributions. Sizes are in letters,
digits and Han characters.
"""

from __future__ import annotations

from collections import Counter
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
    measured = [_measure(place) for place in places]
    return tuple(_changes(measured, number) for number in range(len(places[0].readings)))


class _Measured(NamedTuple):
    """`own`: most have nothing there. `likes`: how many have each reading."""

    place: Place
    sizes: Mapping[str, int]
    likes: Mapping[str, int]
    own: bool


def _measure(place: Place) -> _Measured:
    likes = Counter(reading.text for reading in place.readings)
    few = 2 * sum(1 for reading in place.readings if reading.spans) <= len(place.readings) > 2
    return _Measured(place, {text: len(counted(text)) for text in likes}, likes, few or place.kind == "addition")


def _changes(measured: Sequence[_Measured], number: int) -> Changes:
    whole = has = reworded = 0
    lead = added = omitted = moved = crossheads = Amount()
    adding = leaving_out = moving = False  # what the witness did at the place before goes on
    for place, sizes, likes, own in measured:
        reading = place.readings[number]
        mine = sizes[reading.text]
        if place.kind == "crosshead" and mine:
            crossheads = crossheads.more(mine, False)
        if reading.moved:
            moved = moved.more(mine, moving)
        moving = reading.moved
        if place.kind in APART or own:
            if own and mine and place.kind not in {"crosshead", "dateline"}:
                added = added.more(mine, adding)
                lead = lead if has else lead.more(mine, adding)
                adding = True
            continue
        size = max(sizes.values())
        whole += size
        has += min(mine, size) if place.kind == "omission" else size * bool(reading.spans)
        if size and not reading.spans:
            omitted = omitted.more(size, leaving_out)
        leaving_out, adding = not reading.spans, adding and not reading.spans
        if place.kind in {"substantive", "orthographic"} and reading.spans:
            reworded += 2 * likes[reading.text] <= len(place.readings)
    return Changes(
        measured[0].place.readings[number].witness, has / whole if whole else 0.0,
        lead, added, omitted, moved, crossheads, reworded,
    )  # fmt: skip
