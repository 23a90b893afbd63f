"""One folding for both sides of search: two printings of the same words become the same string.

`fold` folds each character (`characters`), then leaves white space only where it parts words. It is context-free:
`fold(a + b) == fold(a) + fold(b)` wherever the cut stands beside a Han character, because people search for arbitrary
substrings. `fold_with_map` says as well where in the text each folded character came from; `units` spells a folded
string for the index.

Offsets are code points, ranges half-open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.characters import FOLD, digits, in_one_run, letters


class Folded(NamedTuple):
    """Folded text; its character `i` came from source code points `starts[i]`..`ends[i]`.

    Both lists never decrease. What no range covers is white space that folding removed, or invisible.
    A ligature's characters share one range; a letter and its combining marks have one range together.
    A space that nothing prints, such as that between ① and ②, has an empty range.
    """

    text: str
    starts: list[int]
    ends: list[int]


_SPACES = re.compile("  +")
BETWEEN = "\ufdd0"  # no character, and folding lets it stand: nothing is composed or joined across it


@cache
def _loose_space() -> re.Pattern[str]:
    """A space that separates no two words and no two numbers."""
    letter, digit = (re.escape("".join(sorted(several))) for several in (letters(), digits()))
    # The space comes first, so that `re` looks for spaces and not at every character whether one follows.
    return re.compile(f" (?:(?<=[{letter}] )(?![{letter}])|(?<=[{digit}] )(?![{digit}])|(?<![{letter}{digit}] ))")


def _squeeze(text: str) -> str:
    if " " not in text:
        return text
    return _loose_space().sub("", _SPACES.sub(" ", text))


def fold(text: str) -> str:
    """The one form in which text is indexed and asked for.

    White space is left only between two words of letters and between two numbers (one space): tokens cannot tell more,
    `2 月 12 日`, `2月12日` and `２月１２日` are one date, and `100 km`, `100km` and `100㎞` are one length.
    """
    folded = _fold_step(text)
    while not _is_composed(folded):  # a combining mark stood behind white space that is gone
        folded = _fold_step(folded)
    return folded


def fold_all(texts: Sequence[str]) -> list[str]:
    """`fold` of each text, of many at once five times as fast."""
    folded = fold(BETWEEN.join(texts)).split(BETWEEN)
    return folded if len(folded) == len(texts) else [fold(text) for text in texts]


# What characters of the basic plane fold to where that is one such character; `_SEVERAL`, which is none, where it is
# not, or not known yet.
_SEVERAL = 0xFFFF
_ONE: NDArray[np.uint16] = np.full(0x10000, _SEVERAL, dtype="<u2")
_LONG = 64  # characters: from here on an array is quicker than `translate`
_MANY = 6  # and where one character in so many folds to several, `translate` is


def _fold_characters(text: str) -> str:
    """`text.translate(FOLD)`."""
    if len(text) < _LONG:
        return text.translate(FOLD)
    codes, folded, several = _one_by_one(text)
    if not len(several):
        return folded.tobytes().decode("utf-16-le")
    if len(codes) > len(text) or _MANY * len(several) > len(text):
        return text.translate(FOLD)
    one_to_one = folded.tobytes().decode("utf-16-le")
    pieces: list[str] = []
    at = 0
    for place in several.tolist():
        pieces += (one_to_one[at:place], FOLD[codes[place]])
        at = place + 1
    return "".join((*pieces, one_to_one[at:]))


def _one_by_one(text: str) -> tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.intp]]:
    """The codes of a text, what each folds to, and the places of those that fold to several characters, or to none."""
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")  # halves of pairs are never known
    folded: NDArray[np.uint16] = _ONE[codes]
    (several,) = np.nonzero(folded == _SEVERAL)
    if len(several):
        for code in set(codes[several].tolist()):
            to = FOLD[code]
            if len(to) == 1 and to < "\uffff" and not 0xD800 <= code < 0xE000:
                _ONE[code] = ord(to)
        folded[several] = _ONE[codes[several]]
        several = several[folded[several] == _SEVERAL]
    return codes, folded, several


def _fold_step(text: str) -> str:
    folded = _fold_characters(text)
    if not _is_composed(folded):  # e + U+0301, ｶ + ﾞ, 한 typed as three letters
        folded = unicodedata.normalize("NFC", folded).translate(FOLD)
    return _squeeze(folded)


def _is_composed(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)


def fold_with_map(text: str) -> Folded:
    """`fold`, with the place in `text` that each folded character came from."""
    places = list(range(len(text) + 1))
    source = Folded(text, places[:-1], places[1:])
    _, one_by_one, several = _one_by_one(text)
    if len(several):
        folded = _mapped_step(source)
    else:  # as nearly every text of a newspaper does: a fifth of the time
        source = source._replace(text=one_by_one.tobytes().decode("utf-16-le"))
        folded = _mapped_squeeze(source if _is_composed(source.text) else _mapped_translate(_mapped_compose(source)))
    while not _is_composed(folded.text):
        folded = _mapped_step(folded)
    return folded


def _mapped_step(source: Folded) -> Folded:
    folded = _mapped_translate(source)
    if not _is_composed(folded.text):
        folded = _mapped_translate(_mapped_compose(folded))
    return _mapped_squeeze(folded)


def _mapped_translate(source: Folded) -> Folded:
    table = FOLD
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for character, start, end in zip(*source, strict=True):
        folded = table[ord(character)]
        if not folded:
            if ends and ends[-1] == start:  # a variation selector belongs to the character it follows
                ends[-1] = end
            continue
        for one in folded:
            out.append(one)
            starts.append(start)
            ends.append(end)
    return Folded("".join(out), starts, ends)


def _mapped_squeeze(source: Folded) -> Folded:
    if " " not in source.text:
        return source
    out = Folded("", [], [])
    kept: list[str] = []
    space = False
    for character, start, end in zip(*source, strict=True):
        if character == " ":
            space = True
            continue
        if space and kept and in_one_run(kept[-1], character):
            kept.append(" ")
            inside = start < out.ends[-1]  # ﷺ is four words
            out.starts.append(start if inside else out.ends[-1])
            out.ends.append(end if inside else start)
        space = False
        kept.append(character)
        out.starts.append(start)
        out.ends.append(end)
    return Folded("".join(kept), out.starts, out.ends)


def _mapped_compose(source: Folded) -> Folded:
    """NFC, base by base with its marks, so that each result keeps the place of the whole."""
    text, starts, ends = source
    out = Folded("", [], [])
    pieces: list[str] = []
    first = 0
    for next_first in range(1, len(text) + 1):
        if next_first < len(text) and _may_join(text[next_first]):
            continue
        cluster = text[first:next_first]
        composed = unicodedata.normalize("NFC", cluster)
        pieces.append(composed)
        if composed == cluster:
            out.starts.extend(starts[first:next_first])
            out.ends.extend(ends[first:next_first])
        else:
            out.starts.extend([starts[first]] * len(composed))
            out.ends.extend([ends[next_first - 1]] * len(composed))
        first = next_first
    return Folded("".join(pieces), out.starts, out.ends)


def _may_join(character: str) -> bool:
    """Whether NFC may melt this character into the one before: marks, and jamo that close a syllable."""
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


def run_end(folded: str, end: int) -> int:
    """Where the word or number ends that `folded[end - 1]` is part of; `end` itself where it is none."""
    while end < len(folded) and in_one_run(folded[end - 1], folded[end]):
        end += 1
    return end


def stands_free(folded: str, start: int, end: int) -> bool:
    """Whether `folded[start:end]`, which must not be empty, cuts no word and no number at its edges."""
    cut_before = start > 0 and in_one_run(folded[start - 1], folded[start])
    cut_after = end < len(folded) and in_one_run(folded[end - 1], folded[end])
    return not (cut_before or cut_after)
