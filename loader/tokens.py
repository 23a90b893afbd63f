"""Passages as what is aligned: folded characters, and words of letters and digits, each with its place in print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from loader.apparatus import Passage, Witness
from loader.normalize import even, fold_with_map, is_word
from loader.words import segment

_SENTENCE_ENDS = frozenset("。!?;")


class Token(NamedTuple):
    """A folded unit at `start`..`end` of a passage; all white space belongs to a token."""

    unit: str
    role: str
    passage: int
    start: int
    end: int
    begins_word: bool


def tokenize(witness: Witness) -> Iterator[Token]:
    for number, passage in enumerate(witness.passages):
        units = list(_units(passage))
        words = set()
        at = 0
        for word in segment(even(passage.text)):
            words.add(at)
            at += len(word)
        for (unit, start), end in zip(units, [*(start for _, start in units), len(passage.text)][1:], strict=True):
            yield Token(unit, _role(passage, start), number, start, end, start in words or start == 0)


def _units(passage: Passage) -> Iterator[tuple[str, int]]:
    """Folded characters and words of letters, each with its place; the first place is 0."""
    folded, starts, _ = fold_with_map(passage.text)
    found: list[tuple[str, int]] = []
    for place, (character, start) in enumerate(zip(folded, starts, strict=True)):
        inside = place > 0 and is_word(character) and is_word(folded[place - 1])
        if found and (start == starts[place - 1] or (inside and _role(passage, start) == _role(passage, found[-1][1]))):
            found[-1] = (found[-1][0] + character, found[-1][1])
        elif character != " ":
            found.append((character, start))
    if passage.text and not found:
        found = [("", 0)]
    for place, (unit, start) in enumerate(found):
        yield unit, start if place else 0


def _role(passage: Passage, at: int) -> str:
    return next((role for start, end, role in passage.marks if start <= at < end), passage.role)


def sentence_starts(text: Sequence[Token]) -> frozenset[int]:
    return frozenset(
        at
        for at, token in enumerate(text)
        if token.start == 0 or (at and (text[at - 1].unit in _SENTENCE_ENDS or text[at - 1].role != token.role))
    )
