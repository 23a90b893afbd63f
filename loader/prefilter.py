"""Which of many patterns a text may match, told without matching: a pattern is read for what it cannot match without.

For each alternative of a pattern that is which characters a match begins and ends with, and sets of characters one of
which stands in it. All is looked up for all texts of a page at once, in arrays; of fifty patterns two
are left on average that `re` has to try. (Literal prefilters: R. Cox, “Regular expression matching in the wild”, 2010.)
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader import excerpts
from loader.excerpts import ANY_CODE, CODES, Excerpts, Numbers
from loader.kept import Arrays, kept

if sys.version_info >= (3, 11):
    from re import _parser as parser  # type: ignore[attr-defined]
else:
    import sre_parse as parser

Codes = int  # a set of characters: bit c says whether the character of code c is in
Part = tuple[Any, Any]  # of a pattern, as the standard library has parsed it
Parts = list[Part]

CODE = (Path(__file__), Path(excerpts.__file__))  # what the tables depend on besides patterns
EVERY: Codes = (1 << CODES) - 1
AT_ONCE = 1_000  # texts that are looked up together: a byte of memory for each and each alternative
MOST_ALTERNATIVES = 12  # that a pattern is taken apart into
MOST_REQUIRED = 3  # sets looked for of an alternative: 2 leave a tenth more to try, 4 as much
FEW = 2000  # characters of a set that are quicker gone through one by one than all of `CODES` at once
USELESS = 3000  # a set of so many characters tells nothing: most texts have one of them
# The rarer the characters of a set, the more it tells. Each of these counts as many: its share of newspaper text is
# above 0.4 %.
COMMON, COMMONNESS = "，、。“”的一国中大人在年了日有和会新全民业这产行市发地是为来不0123456789 ", 20


class Needs(NamedTuple):
    """What a match of a pattern, or of a part of one, has: `first` and `last` character, and `required` sets, of each
    of which a character stands in it. `empty`: whether it may be without any character; `closed`: whether it ends where
    the text ends."""

    first: Codes
    last: Codes
    required: tuple[Codes, ...]
    empty: bool
    closed: bool = False


NOTHING_KNOWN = Needs(EVERY, EVERY, (), True)
NO_CHARACTER = Needs(0, 0, (), True)  # what stands beside it is first or last


class Prefilter:
    """Patterns, each with how it is asked: `whole` (fullmatch), `start` (match) or `anywhere` (search)."""

    def __init__(self, patterns: Sequence[tuple[str, str]], source: Path | None = None) -> None:
        """`source`: the module or folder that they are of, for which the tables are kept (`kept`)."""
        made_from = [*map(Path.read_bytes, CODE), *(part.encode() for pattern in patterns for part in pattern)]
        tables = kept(source, made_from, lambda: _tables(patterns)) if source else _tables(patterns)
        self._pattern_of, self._need = tables["pattern_of"], tables["need"]
        self._kinds: NDArray[np.uint16] = tables["kinds"]
        self._first: NDArray[np.uint64] = tables["first"]
        self._last: NDArray[np.uint64] = tables["last"]
        self._required: NDArray[np.uint64] = tables["required"]

    def candidates(self, texts: Excerpts) -> tuple[Numbers, Numbers]:
        """The pairs of a text and a pattern that may match, by text, then by pattern: the numbers of the texts, and of
        the patterns. None that match are left out."""
        found: list[tuple[Numbers, Numbers]] = []
        for first in range(0, len(texts.starts), AT_ONCE):
            starts, ends = texts.starts[first : first + AT_ONCE], texts.ends[first : first + AT_ONCE]
            codes = texts.codes[starts[0] : ends[-1]]
            text, pattern = self._candidates(codes, starts - starts[0], ends - starts[0])
            found.append((text + first, pattern))
        if len(found) == 1:
            return found[0]
        return np.concatenate([text for text, _ in found]), np.concatenate([pattern for _, pattern in found])

    def _candidates(self, codes: NDArray[np.uint16], starts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
        kinds = self._kinds.take(codes)  # `take` copies rows in a quarter of the time that an index does
        edges = self._first.take(kinds[starts], axis=0) & self._last.take(kinds[ends - 1], axis=0)
        may = _unpacked(edges)[: len(self._pattern_of)]
        has = _unpacked(np.bitwise_or.reduceat(self._required.take(kinds, axis=0), starts, axis=0))
        for need in self._need:
            may &= has.take(need, axis=0)
        hit = np.flatnonzero(may.view(bool))  # of bytes it takes thirty times as long
        alternatives, at = np.divmod(hit, len(starts))
        found = at * len(self._pattern_of) + self._pattern_of[alternatives]
        found.sort()
        text, pattern = np.divmod(found[np.diff(found, prepend=-1) > 0], len(self._pattern_of))
        return text, pattern


def _tables(patterns: Sequence[tuple[str, str]]) -> Arrays:
    alternatives = [(number, how, needs) for number, (one, how) in enumerate(patterns) for needs in _alternatives(one)]
    numbers: dict[Codes, int] = {EVERY: 0}
    told = [[*_telling(needs.required), *[EVERY] * MOST_REQUIRED][:MOST_REQUIRED] for _, _, needs in alternatives]
    need = np.array([[numbers.setdefault(one, len(numbers)) for one in sets] for sets in told]).T
    firsts = [needs.first if how != "anywhere" else EVERY for _, how, needs in alternatives]
    lasts = [
        needs.last if how == "whole" or (how == "anywhere" and needs.closed) else EVERY
        for _, how, needs in alternatives
    ]
    kinds, (first, last, required) = _kinds(firsts, lasts, list(numbers))
    pattern_of = np.array([number for number, _, _ in alternatives])
    return {"pattern_of": pattern_of, "need": need, "kinds": kinds, "first": first, "last": last, "required": required}


def _kinds(*groups: Sequence[Codes]) -> tuple[NDArray[np.uint16], list[NDArray[np.uint64]]]:
    """For each code its kind, characters being of one kind that are in the same sets; and for each group of sets those
    that a kind is in, as bits of one or more words."""
    bits = {one: _bits(one) for sets in groups for one in dict.fromkeys(sets)}
    # Each set has a random number, and a code the sum of those of its sets (Zobrist 1970): that two kinds have the same
    # sum among 2 ** 64 is not to be expected.
    names = np.random.default_rng(1970).integers(1 << 64, size=len(bits), dtype=np.uint64)
    sums = np.zeros(CODES, dtype=np.uint64)
    for name, is_in in zip(names, bits.values(), strict=True):
        if np.count_nonzero(is_in.view(bool)) < FEW:
            sums[np.flatnonzero(is_in.view(bool))] += name
        else:
            sums += name * is_in
    _, places, kinds = np.unique(sums, return_index=True, return_inverse=True)
    tables = []
    for sets in groups:
        of_kinds = np.packbits([bits[one][places] for one in sets], axis=0, bitorder="little").T
        words = np.pad(of_kinds, ((0, 0), (0, -of_kinds.shape[1] % 8)))
        tables.append(np.ascontiguousarray(words).view(np.uint64))
    return kinds.astype(np.uint16), tables


def _bits(codes: Codes) -> NDArray[np.uint8]:
    """For each code whether it is in a set; that of all others is in each."""
    is_in = np.unpackbits(np.frombuffer(codes.to_bytes(CODES // 8, "little"), np.uint8), bitorder="little")
    is_in[ANY_CODE] = 1
    return is_in


def _unpacked(words: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """The bits of a row of words for each text as a row for each bit, a column for each text."""
    return np.ascontiguousarray(np.unpackbits(words.view(np.uint8), axis=1, bitorder="little").T)


# ---- what a pattern says ---------------------------------------------------------------------------------------------


def _alternatives(pattern: str) -> list[Needs]:
    """What each alternative needs. Of a pattern with flags nothing is known."""
    parsed = parser.parse(pattern)
    if parsed.state.flags != re.UNICODE:
        return [NOTHING_KNOWN]
    whole: list[Parts] = [parsed.data]
    done: list[Parts] = []
    while whole:
        parts = whole.pop(0)
        at, branches = next(((at, found) for at, part in enumerate(parts) if (found := _branches(part))), (0, []))
        if branches and len(done) + len(whole) + len(branches) <= MOST_ALTERNATIVES:
            whole = [*([*parts[:at], *branch, *parts[at + 1 :]] for branch in branches), *whole]
        else:
            done.append(parts)
    known: dict[int, Needs] = {}  # alternatives have most parts in common
    return [_of_sequence(parts, known) for parts in done]


def _branches(part: Part) -> list[Parts]:
    """What a part may be, where it is a choice or a group."""
    kind, said = part
    if str(kind) == "BRANCH":
        return [list(branch) for branch in said[1]]
    return [list(said[-1])] if str(kind) == "SUBPATTERN" else []


def _of_sequence(parts: Iterable[Part], known: dict[int, Needs]) -> Needs:
    """`known`: what parts need that were asked already, by their identity; the parts live as long."""
    needs = []
    for part in parts:
        if id(part) not in known:
            known[id(part)] = _of_part(str(part[0]), part[1], known)
        needs.append(known[id(part)])
    empty = all(one.empty for one in needs)
    # What may be empty can match beside any character.
    first = EVERY if empty else _edge([(one.first, one.empty) for one in needs])
    last = EVERY if empty else _edge([(one.last, one.empty) for one in reversed(needs)])
    required = tuple(one for part in needs for one in part.required)
    return Needs(first, last, required, empty, bool(needs) and needs[-1].closed)


def _edge(sets: Iterable[tuple[Codes, bool]]) -> Codes:
    """The characters at the edge of a sequence: of its parts up to one that has a character."""
    found = 0
    for codes, empty in sets:
        found |= codes
        if not empty:
            break
    return found


def _of_part(kind: str, said: Any, known: dict[int, Needs]) -> Needs:
    if kind in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
        codes = EVERY if kind == "ANY" else _set([(kind, said)] if kind != "IN" else said)
        return Needs(codes, codes, (codes,), False)
    if kind == "BRANCH":
        return _of_branches(said[1], known)
    if kind in ("SUBPATTERN", "ATOMIC_GROUP"):
        return _of_sequence(said[-1] if kind == "SUBPATTERN" else said, known)
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, _, parts = said
        one = _of_sequence(parts, known)
        return one._replace(closed=False) if least else one._replace(required=(), empty=True, closed=False)
    if kind == "ASSERT":  # looked at and not taken, but it stands in the text
        return NO_CHARACTER._replace(required=_of_sequence(said[1], known).required)
    if kind == "AT" and str(said) in ("AT_END", "AT_END_STRING"):
        return NO_CHARACTER._replace(closed=True, last=1 << ord("\n") if str(said) == "AT_END" else 0)
    return NO_CHARACTER if kind in ("ASSERT_NOT", "AT") else NOTHING_KNOWN


def _of_branches(branches: Iterable[Iterable[Part]], known: dict[int, Needs]) -> Needs:
    """Of several branches any may match: of each its most telling set, all together. Most are words, of a long list."""
    words: list[list[int]] = []
    needs = []
    for parts in map(list, branches):
        if parts and all(kind is parser.LITERAL for kind, _ in parts):
            words.append([min(said, ANY_CODE) for _, said in parts])
        else:
            needs.append(_of_sequence(parts, known))
    telling = [min(one.required, key=_commonness, default=EVERY) for one in needs]
    rare = {next((code for code in word if chr(code) not in COMMON), word[0]) for word in words}
    return Needs(
        _union([*(one.first for one in needs), _codes({word[0] for word in words})]),
        _union([*(one.last for one in needs), _codes({word[-1] for word in words})]),
        (_union([*telling, _codes(rare)]),),
        any(one.empty for one in needs),
        not words and all(one.closed for one in needs),
    )


def _codes(codes: Iterable[int]) -> Codes:
    bits = bytearray(CODES // 8)
    for code in codes:
        bits[code >> 3] |= 1 << (code & 7)
    return int.from_bytes(bits, "little")


def _union(sets: Iterable[Codes]) -> Codes:
    return reduce(or_, sets, 0)


def _set(items: Iterable[tuple[Any, Any]]) -> Codes:
    """The characters of a literal or a class in brackets; those beyond the basic plane are `ANY_CODE`."""
    codes, negated = 0, False
    for kind, said in items:
        name = str(kind)
        if name == "NEGATE":
            negated = True
        elif name in ("LITERAL", "NOT_LITERAL"):
            codes |= 1 << min(said, ANY_CODE)
            negated = negated or name == "NOT_LITERAL"
        elif name == "RANGE":
            codes |= (1 << min(said[1], ANY_CODE) + 1) - (1 << min(said[0], ANY_CODE))
        else:
            codes |= _category(str(said))
    return EVERY ^ codes if negated else codes


@cache
def _category(name: str) -> Codes:
    """A class such as that of digits; every character for one that is not known here."""
    letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}.get(name.removeprefix("CATEGORY_").removeprefix("NOT_"))
    if letter is None:
        return EVERY
    runs = re.finditer("\\" + letter + "+", "".join(map(chr, range(CODES))))
    codes = _union((1 << run.end()) - (1 << run.start()) for run in runs)
    return EVERY ^ codes if "NOT_" in name else codes


@cache
def _common() -> Codes:
    return _union(1 << ord(character) for character in COMMON)


def _commonness(codes: Codes) -> int:
    return codes.bit_count() + (COMMONNESS - 1) * (codes & _common()).bit_count()


def _telling(required: Iterable[Codes]) -> list[Codes]:
    """The sets that tell most, each once."""
    return sorted((one for one in dict.fromkeys(required) if _commonness(one) < USELESS), key=_commonness)[
        :MOST_REQUIRED
    ]
