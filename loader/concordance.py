"""Concordance: every place where a text holds the words asked for, with what stands before and after it (KWIC).

(H. P. Luhn, “Key word-in-context index for technical literature”, American Documentation 11, 1960.)
All spans are half-open ranges of code points of the text as printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from loader.characters import is_word
from loader.collation import pinyin_key
from loader.normalize import fold, fold_with_map, run_end, stands_free
from loader.query import parse_query

SORTS = ("after", "before", "hit", "outlet", "date", "newest")
"""What lines can be sorted by. `before` is read from the hit outwards; `date` is oldest first."""
SORTED_BY = 20  # code points of context that are compared; more never decide in practice, and cost time

_SINGLE: set[str] = set()
"""Characters met so far that fold to one character that is no white space."""


class Wanted(NamedTuple):
    """A folded phrase; a `prefix` reaches to the end of its word."""

    phrase: str
    prefix: bool


class Kwic(NamedTuple):
    """One hit at `start`..`end` of a text, and its context on either side."""

    before: str
    hit: str
    after: str
    start: int
    end: int


def wanted_phrases(query: str) -> list[Wanted]:
    """What a query asks for, without what it excludes, each once."""
    return list(dict.fromkeys(Wanted(term.phrase, term.prefix) for term in parse_query(query) if not term.excluded))


def find_hits(text: str, wanted: Sequence[Wanted]) -> list[tuple[int, int]]:
    """Where the text holds the phrases, in order.

    One phrase is a hit wherever plain search for the folded phrase in the folded text finds it, from left to right
    without overlap; two that touch are two hits. Hits of several phrases are one where they overlap or touch, as they
    are marked in the text.
    """
    folded = fold(text)
    found = [place for one in wanted for place in _places(folded, one)]
    if not found:
        return []
    if not _is_even(text, folded):
        folded, starts, ends = fold_with_map(text)
        found = [(starts[start], ends[end - 1]) for one in wanted for start, end in _places(folded, one)]
    return _joined(sorted(found)) if len(wanted) > 1 else found


def count_hits(text: str, wanted: Sequence[Wanted]) -> int:
    """How many hits `find_hits` finds; a phrase by itself needs no places."""
    if len(wanted) != 1:
        return len(find_hits(text, wanted))
    (one,) = wanted
    if one.prefix or is_word(one.phrase[0]) or is_word(one.phrase[-1]):
        return sum(1 for _ in _places(fold(text), one))
    return fold(text).count(one.phrase)


def _is_even(text: str, folded: str) -> bool:
    """Whether each character of the text is one of the folded text, so that places need no map."""
    if len(text) != len(folded):
        return False
    for character in set(text) - _SINGLE:
        one = fold(character)
        if len(one) != 1 or one.isspace():
            return False
        _SINGLE.add(character)
    return True


def _places(folded: str, wanted: Wanted) -> Iterator[tuple[int, int]]:
    start = folded.find(wanted.phrase)
    while start >= 0:
        end = start + len(wanted.phrase)
        if wanted.prefix:
            end = run_end(folded, end)
        free = stands_free(folded, start, end)
        if free:
            yield start, end
        start = folded.find(wanted.phrase, end if free else start + 1)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def kwic(text: str, wanted: Sequence[Wanted], width: int) -> Iterator[Kwic]:
    """The hits of a text with `width` code points of context on either side, fewer at its ends."""
    for start, end in find_hits(text, wanted):
        yield Kwic(text[max(start - width, 0) : start], text[start:end], text[end : end + width], start, end)


def sort_lines(lines: list[dict[str, Any]], by: str) -> list[dict[str, Any]]:
    """Lines with `before`, `hit`, `after`, `outlet` and `date`, sorted; those alike stay in the order they came in.

    Context is compared as folded, in pinyin order, so that 汉字 and 漢字 stand together. Unknown outlets and dates
    stand last. `newest` leaves the order as it is, which is that of `occurrences.read_lines`.
    """
    if by == "newest":
        return lines
    keys: dict[str, Callable[[dict[str, Any]], Any]] = {
        "after": lambda line: pinyin_key(fold(line["after"][:SORTED_BY])),
        "before": lambda line: pinyin_key(fold(line["before"][-SORTED_BY:])[::-1]),
        "hit": lambda line: pinyin_key(fold(line["hit"])),
        "outlet": lambda line: (line["outlet"] is None, pinyin_key(fold(line["outlet"] or ""))),
        "date": lambda line: (line["date"] is None, line["date"] or ""),
    }
    return sorted(lines, key=keys[by])
