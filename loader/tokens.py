"""Passages as what is aligned: folded characters, and words of letters and digits, each with its place in print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from loader.apparatus import Passage
from loader.characters import even, is_word
from loader.normalize import fold, fold_with_map
from loader.regions import CLAUSE, INSIDE, SENTENCE, WORD
from loader.variants import ATTRIBUTIONS
from loader.words import segment

APART = ATTRIBUTIONS | {"crosshead"}
CROSSHEAD = 40  # code points
_CLAUSE_ENDS = frozenset(",、:")
_SENTENCE_ENDS = frozenset("。!?;")
_CLOSING = frozenset("”’」』）)》〉】〕]")


class Token(NamedTuple):
    """A folded unit at `start`..`end` of a passage; all white space belongs to a token.

    `role` is that of the passage or the mark, but of all that is neither crosshead nor attribution it is `body`.
    `rank`: what begins with it, from INSIDE (nothing) to SENTENCE.
    """

    unit: str
    role: str
    start: int
    end: int
    rank: int


class Text:
    """One printing: its tokens, and the number of the passage each stands in."""

    def __init__(self, printed: Sequence[Passage], of_passage: Sequence[Sequence[Token]]) -> None:
        self.printed = printed
        self.tokens = [token for tokens in of_passage for token in tokens]
        self.passage = [number for number, tokens in enumerate(of_passage) for _ in tokens]

    def form(self, at: int) -> str:
        """A token as printed."""
        token = self.tokens[at]
        return self.printed[self.passage[at]].text[token.start : token.end]


def make_texts(printings: Sequence[Sequence[Passage]], whole: bool = False) -> list[Text]:
    """Printings as texts. `whole`: each passage is one token."""
    cut = _as_one if whole else _tokens
    # What one page sets as a crosshead may have been taken for a short paragraph on another.
    running = {
        fold(one.text)
        for printing in printings
        for one in printing
        if one.role not in APART and len(one.text) <= CROSSHEAD
    }
    known: dict[tuple[str, str, tuple[tuple[int, int, str], ...]], list[Token]] = {}
    texts = []
    for printing in printings:
        found = []
        for passage in printing:
            key = passage[:3]
            if key not in known:
                apart = passage.role in APART and fold(passage.text) not in running
                known[key] = cut(passage._replace(role=passage.role if apart else "body"))
            found.append(known[key])
        texts.append(Text(printing, found))
    return texts


def _as_one(passage: Passage) -> list[Token]:
    if not passage.text:
        return []
    return [Token(fold(passage.text), _role(passage, 0), 0, len(passage.text), SENTENCE)]


def _tokens(passage: Passage) -> list[Token]:
    units = list(_units(passage))
    words = set()
    at = 0
    for word in segment(even(passage.text)):
        words.add(at)
        at += len(word)
    tokens: list[Token] = []
    ended = SENTENCE  # what ended right before the token
    for (unit, start), end in zip(units, [*(start for _, start in units), len(passage.text)][1:], strict=True):
        role = _role(passage, start)
        closes = passage.text[start] in _CLOSING
        rank = WORD if start in words else INSIDE
        if not tokens or tokens[-1].role != role:
            rank = SENTENCE
        elif not closes:
            rank = max(rank, ended)
        tokens.append(Token(unit, role, start, end, rank))
        if unit in _SENTENCE_ENDS or unit in _CLAUSE_ENDS:
            ended = SENTENCE if unit in _SENTENCE_ENDS else CLAUSE
        elif not closes:
            ended = INSIDE
    return tokens


def _units(passage: Passage) -> list[tuple[str, int]]:
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
    return [(unit, start if place else 0) for place, (unit, start) in enumerate(found)]


def _role(passage: Passage, at: int) -> str:
    return next((role for start, end, role in passage.marks if start <= at < end), passage.role)
