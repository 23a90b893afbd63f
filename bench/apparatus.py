"""Compare collations with apparatuses made by hand: what was missed, what is too much, what is of another kind.

    python -m bench.apparatus tests/apparatus

A file has a title, the printings and the places. A printing begins with `-- ` and its id, a character; each further
line is a paragraph: `# ` a crosshead; {a dateline} and {{an agency}} are marked; / where a printed line ends. A place
is `kind | reading = ids | reading = ids …`; `*` behind an id says that it has the reading in another order. Places of
width are not listed; what goes on from the place before is listed once.
"""

from __future__ import annotations

import argparse
from collections import Counter
from os.path import commonprefix
from pathlib import Path
from typing import NamedTuple

from loader.collate import Passage, Place, Witness, collate, variants

Row = tuple[str, tuple[str, ...]]
"""The kind of a place and what each witness has, with * where it is moved."""


class Score(NamedTuple):
    """How many places there are by hand and are found; how many are the same in kind and difference, how many of these
    to the word; how many are found in another kind than by hand."""

    by_hand: int
    found: int
    right: int
    to_the_word: int
    other_kind: int


def read_file(path: Path) -> tuple[list[Witness], list[Row]]:
    title, *parts = path.read_text(encoding="utf-8").split("\n-- ")
    assert title, path
    *printings, places = (part.strip("\n").split("\n") for part in parts)
    witnesses = [Witness(id, tuple(map(_passage, lines))) for id, *lines in printings]
    ids = [witness.id for witness in witnesses]
    return witnesses, [_row(line, ids) for line in places[1:]]


def _passage(line: str) -> Passage:
    role, line = ("crosshead", line[2:]) if line.startswith("# ") else ("body", line)
    text, marks, ends = "", [], []
    opened, mark = 0, "dateline"
    for character in line.replace("{{", "<").replace("}}", ">"):
        if character in "{<":
            opened, mark = len(text), "agency" if character == "<" else "dateline"
        elif character in "}>":
            marks.append((opened, len(text), mark))
        elif character == "/":
            ends.append(len(text))
        else:
            text += character
    return Passage(role, text, tuple(marks), tuple(ends))


def _row(line: str, ids: list[str]) -> Row:
    kind, *readings = line.split(" | ")
    has: dict[str, str] = {}
    for reading in readings:
        text, _, who = reading.rpartition("= ")
        who = who.replace("*", "\N{COMBINING ASTERISK ABOVE}")
        for id, following in zip(who, who[1:] + " ", strict=True):
            if id in ids:
                has[id] = text.strip() + "*" * (following == "\N{COMBINING ASTERISK ABOVE}")
    return kind, tuple(has[id] for id in ids)


def rows(places: list[Place]) -> list[Row]:
    return [
        (place.kind, tuple(one.text.strip() + "*" * one.moved for one in place.readings))
        for place in places
        if not place.continues
    ]


def difference(row: Row) -> Row:
    """A place without what all readings begin and end with: where words are cut is another question."""
    kind, readings = row
    bare = [text.rstrip("*") for text in readings]
    head = len(commonprefix(bare))
    tail = min(len(commonprefix([text[::-1] for text in bare])), min(map(len, bare)) - head)
    inner = (text[head : len(text) - tail] for text in bare)
    return kind, tuple(
        text + "*" * printed.endswith("*") for text, printed in zip(inner, readings, strict=True)
    ) if kind != "transposition" else readings


def score(by_hand: list[Row], found: list[Row]) -> Score:
    expected, got = map(difference, by_hand), map(difference, found)
    right = Counter(expected) & Counter(got)
    other_kind = Counter(one[1] for one in map(difference, by_hand)) & Counter(one[1] for one in map(difference, found))
    exact = (Counter(by_hand) & Counter(found)).total()
    return Score(len(by_hand), len(found), right.total(), exact, other_kind.total() - right.total())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    scores = []
    for path in sorted(parser.parse_args().folder.glob("*.txt")):
        witnesses, by_hand = read_file(path)
        found = rows(variants(collate(witnesses)))
        scores.append(score(by_hand, found))
        print(path.name, *scores[-1])
        expected, got = Counter(map(difference, by_hand)), Counter(map(difference, found))
        for sign, these in (("missed", expected - got), ("found", got - expected)):
            for kind, readings in these:
                print(f"    {sign}: {kind} | {' | '.join(readings)}")
    total = Score(*map(sum, zip(*scores, strict=True)))
    print(
        f"{total.by_hand} places by hand, {total.found} found: {total.right} right ({total.to_the_word} to the word), "
        f"{total.other_kind} of another kind, {total.by_hand - total.right - total.other_kind} missed, "
        f"{total.found - total.right - total.other_kind} too many"
    )


if __name__ == "__main__":
    main()
