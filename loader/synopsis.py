"""The places of a story made ready to be read: as one text with all readings, and in columns, a witness in each.

Nothing is chosen silently: where printings differ the reader sees all readings with the sigla of those who print them,
the most frequent first; a place of a kind that the reader does not want marked shows its first reading alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from loader.apparatus import Place
from loader.parallel import Placed, blocks

PARAGRAPH = "paragraph"
"""The kind of a place where only some witnesses begin a paragraph: no variant of `variants.KINDS`, but one can look."""


class Group(NamedTuple):
    """One reading and the sigla of those who print it; an empty `text`: they have nothing here."""

    text: str
    sigla: tuple[str, ...]


class Run(NamedTuple):
    """A stretch of a block. `number` of the variant, None where nothing is to be marked; then `groups` has one.

    `kind` as in `variants.KINDS`, or PARAGRAPH with the sigla of those who begin one here.
    """

    kind: str
    role: str
    groups: tuple[Group, ...]
    number: int | None = None
    reason: str = ""
    moved: bool = False


class Block(NamedTuple):
    role: str
    runs: tuple[Run, ...]


class Piece(NamedTuple):
    """A stretch of one witness in a column: `kind` and `number` of the variant it is a reading of.

    `begins`: a paragraph of this witness begins with it, inside the block.
    """

    text: str
    role: str
    kind: str = ""
    number: int | None = None
    begins: bool = False


class Row(NamedTuple):
    """A block in columns: for each witness, in the order asked for, its pieces; none: it lacks the block."""

    role: str
    cells: tuple[tuple[Piece, ...], ...]


def one_text(
    places: Sequence[Place], numbers: Mapping[int, int], sigla: Mapping[str, str], kinds: Collection[str]
) -> list[Block]:
    """The story as one text. `numbers`: of variants, by their index in `places`; `kinds`: those to mark."""
    found = []
    for block in blocks(places):
        runs: list[Run] = []
        for placed in block:
            _add(runs, _runs(placed, numbers.get(placed.number), sigla, kinds))
        if any(group.text for run in runs for group in run.groups):
            found.append(Block(block[0].place.role, tuple(runs)))
    return found


def _runs(placed: Placed, number: int | None, sigla: Mapping[str, str], kinds: Collection[str]) -> list[Run]:
    place = placed.place
    marked = place.kind in kinds and number is not None
    begins = _beginnings(placed, sigla) if PARAGRAPH in kinds and not marked else {}
    groups = grouped(place, sigla)
    if marked:
        moved = any(reading.moved for reading in place.readings)
        return [Run(place.kind, place.role, groups, number, place.reason, moved)]
    text = groups[0].text
    runs = []
    done = 0
    for offset in sorted(begins):
        if offset > len(text):  # of a reading that is longer than the one shown
            break
        runs += [_plain(text[done:offset], place.role), Run(PARAGRAPH, place.role, (Group("", begins[offset]),))]
        done = offset
    return [*runs, _plain(text[done:], place.role)]


def _plain(text: str, role: str) -> Run:
    return Run("", role, (Group(text, ()),))


def grouped(place: Place, sigla: Mapping[str, str]) -> tuple[Group, ...]:
    """The different readings of a place, those of most witnesses first, one that is nothing last among equals."""
    by_text: dict[str, list[str]] = {}
    for reading in place.readings:
        by_text.setdefault(reading.text, []).append(sigla[reading.witness])
    order = sorted(by_text.items(), key=lambda one: (-len(one[1]), not one[0]))
    return tuple(Group(text, tuple(sorted(those, key=lambda one: (len(one), one)))) for text, those in order)


def _beginnings(placed: Placed, sigla: Mapping[str, str]) -> dict[int, tuple[str, ...]]:
    at: dict[int, list[str]] = {}
    for witness, offsets in placed.begins.items():
        for offset in offsets:
            at.setdefault(offset, []).append(sigla[witness])
    return {offset: tuple(sorted(those, key=lambda one: (len(one), one))) for offset, those in at.items()}


def _add(runs: list[Run], more: Sequence[Run]) -> None:
    """Runs behind others; text that is not marked is joined."""
    for run in more:
        last = runs[-1] if runs else None
        if last and not last.kind and not run.kind and last.role == run.role:
            runs[-1] = _plain(last.groups[0].text + run.groups[0].text, run.role)
        elif run.kind or run.groups[0].text:
            runs.append(run)


def columns(
    places: Sequence[Place], numbers: Mapping[int, int], witnesses: Sequence[str], kinds: Collection[str]
) -> list[Row]:
    """The story in columns, for the witnesses with these ids in this order; blocks that none of them has are left out.

    What a witness prints in another order than the others stands where most have it.
    """
    found = []
    for block in blocks(places):
        cells = tuple(_cell(block, numbers, witness, kinds) for witness in witnesses)
        if any(cells):
            found.append(Row(block[0].place.role, cells))
    return found


def _cell(
    block: Sequence[Placed], numbers: Mapping[int, int], witness: str, kinds: Collection[str]
) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for placed in block:
        place = placed.place
        reading = next((one for one in place.readings if one.witness == witness), None)
        if reading is None or not reading.text:
            continue
        number = numbers.get(placed.number) if place.kind in kinds else None
        kind = place.kind if number is not None else ""
        cuts = [0, *(at for at in placed.begins.get(witness, ()) if at), len(reading.text)]
        for first, (start, end) in enumerate(zip(cuts, cuts[1:], strict=False)):
            begins = bool(pieces) and (first > 0 or 0 in placed.begins.get(witness, ()))
            last = pieces[-1] if pieces else None
            if last and not begins and not kind and not last.kind and last.role == place.role:
                pieces[-1] = last._replace(text=last.text + reading.text[start:end])
            else:
                pieces.append(Piece(reading.text[start:end], place.role, kind, number, begins))
    return tuple(pieces)
