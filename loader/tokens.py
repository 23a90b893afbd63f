"""Passages as what is aligned: folded characters, and words of letters and digits, each with its place in print."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from loader.apparatus import Passage
from loader.characters import even, word_characters
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

    def forms(self) -> list[str]:
        """Each token as printed."""
        texts = [passage.text for passage in self.printed]
        return [texts[at][start:end] for at, (_, _, start, end, _) in zip(self.passage, self.tokens, strict=True)]


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
    return [Token(fold(passage.text), _roles(passage)[0], 0, len(passage.text), SENTENCE)]


def _tokens(passage: Passage) -> list[Token]:
    text, roles = passage.text, _roles(passage)
    units = _units(passage, roles)
    words = set(accumulate(map(len, segment(even(text))), initial=0))
    tokens: list[Token] = []
    ended, last = SENTENCE, ""  # what ended right before the token, and in which role
    for (unit, start), end in zip(units, [*(start for _, start in units), len(text)][1:], strict=True):
        role = roles[start]
        closes = text[start] in _CLOSING
        rank = WORD if start in words else INSIDE
        if not tokens or last != role:
            rank = SENTENCE
        elif not closes and ended > rank:
            rank = ended
        last = role
        tokens.append(Token(unit, role, start, end, rank))
        if unit in _SENTENCE_ENDS or unit in _CLAUSE_ENDS:
            ended = SENTENCE if unit in _SENTENCE_ENDS else CLAUSE
        elif not closes:
            ended = INSIDE
    return tokens


def _units(passage: Passage, roles: Sequence[str]) -> list[tuple[str, int]]:
    """Folded characters and words of letters, each with its place; the first place is 0. `roles`: of each character."""
    folded, starts, _ = fold_with_map(passage.text)
    found: list[tuple[str, int]] = []
    of_words = word_characters()
    before, last = False, -1  # whether a word's character stands before, and its place in print
    for character, start in zip(folded, starts, strict=True):
        inside = character in of_words
        if found and (start == last or (inside and before and roles[start] == roles[found[-1][1]])):
            found[-1] = (found[-1][0] + character, found[-1][1])
        elif character != " ":
            found.append((character, start))
        before, last = inside, start
    if passage.text and not found:
        return [("", 0)]
    if found:
        found[0] = (found[0][0], 0)
    return found


def _roles(passage: Passage) -> list[str]:
    """The role of each printed character: of the first mark that has it, otherwise of the passage."""
    roles = [passage.role] * len(passage.text)
    for start, end, role in reversed(passage.marks):
        inside = range(len(roles))[start:end]
        roles[inside.start : inside.stop] = [role] * len(inside)
    return roles
