"""Whether two lines read on, by the pair of characters where they meet: 普 | 光集团 on a page that has 普光集团.

A column ends inside words, and readers mend that before they think of columns. Two characters go together if they stand
side by side elsewhere on the page, or do so often. What stands often is counted in the invented articles of
`tests/pages/train` and kept as `joins.txt` (`bench/train_roles.py`): a line of common pairs, one of those that are
known, one of characters that begin paragraphs more often than they stand inside, one of those that hardly ever do, and
one of everyday characters, which say nothing of what a text tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.characters import even
from loader.excerpts import Excerpts

JOINS = Path(__file__).parent / "joins.txt"
FIRST_HAN, HAN = 0x4E00, 0x5200  # as in `affinity.pairs`
NO_PAIR, UNKNOWN, ON_PAGE, KNOWN, COMMON = range(5)
Numbers = NDArray[np.int64]
Join = tuple[int, int]  # how a block goes together with the one above, and with the one below: NO_PAIR … COMMON


def joins(seen: Excerpts, on_page: Numbers) -> list[Join]:
    """How well the blocks of a page read on. `on_page`: the pairs of its texts (`pair_codes`), sorted."""
    codes = seen.codes.astype(np.int64) - FIRST_HAN
    first, last = codes[seen.starts[1:]], codes[seen.ends[:-1] - 1]
    pair = pair_codes(last, first)
    found = np.full(len(pair) + 2, NO_PAIR)
    inner = found[1:-1]
    inner[(first >= 0) & (first < HAN) & (last >= 0) & (last < HAN)] = UNKNOWN
    common, known = load_joins()[:2]
    for kind, pairs in ((ON_PAGE, on_page), (KNOWN, known), (COMMON, common)):
        inner[(inner > NO_PAIR) & among(pair, pairs)] = kind
    return list(zip(found[:-1].tolist(), found[1:].tolist(), strict=True))


def read_on(above: str, below: str, printed: str) -> int:
    """How well two texts read on, one below the other; `printed` is the text of the page."""
    pair = above[-1:] + below[:1]
    code = _codes(even(pair))
    if len(code) != 2 or (code < 0).any() or (code >= HAN).any():
        return NO_PAIR
    number = pair_codes(code[:1], code[1:])
    common, known = load_joins()[:2]
    for kind, pairs in ((COMMON, common), (KNOWN, known)):
        if among(number, pairs)[0]:
            return kind
    return ON_PAGE if pair in printed else UNKNOWN


def join_features(join: Join) -> list[str]:
    """What `joins` found of a block, as features of the sequence model."""
    above, below = join
    return [*([f"join{above}"] if above else []), *([f"join-below{below}"] if below else [])]


def pair_codes(first: Numbers, second: Numbers) -> Numbers:
    """Pairs of Han characters as numbers; of characters their code points less `FIRST_HAN`."""
    return first * HAN + second


def among(numbers: Numbers, among: Numbers) -> NDArray[np.bool_]:
    """Which of some numbers are among others, which are sorted."""
    if not len(among):
        return np.zeros(len(numbers), dtype=bool)
    found: NDArray[np.bool_] = among[np.minimum(np.searchsorted(among, numbers), len(among) - 1)] == numbers
    return found


def unique(numbers: Numbers) -> Numbers:
    """Sorted numbers, each once. `np.unique` takes several times as long."""
    is_new = np.ones(len(numbers), dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=is_new[1:])
    return numbers[is_new]


def are_common(codes: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Which characters of a text, as code points, make a common pair with the next one; the last one has none."""
    first, second, table = _common_table()
    found: NDArray[np.bool_] = table.take(first.take(codes[:-1]) + second.take(codes[1:]))
    return found


@cache
def _common_table() -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    """Common pairs as a table of the few hundred characters that begin one by the few hundred that end one: the place
    of a pair in it is the sum of what the first and the second array have for its characters."""
    above, below = np.divmod(load_joins().common, HAN)
    begin, end = np.unique(above), np.unique(below)
    first, second = np.zeros(1 << 16, dtype=np.int32), np.zeros(1 << 16, dtype=np.int32)
    first[begin + FIRST_HAN] = np.arange(1, len(begin) + 1) * (len(end) + 1)
    second[end + FIRST_HAN] = np.arange(1, len(end) + 1)
    table = np.zeros((len(begin) + 1) * (len(end) + 1), dtype=bool)
    table[first[above + FIRST_HAN] + second[below + FIRST_HAN]] = True
    return first, second, table


class Seen(NamedTuple):
    """What stands often: pairs as sorted numbers, and characters."""

    common: Numbers
    known: Numbers
    beginning: frozenset[str]
    inside: frozenset[str]
    everyday: frozenset[str]


@cache
def load_joins(path: Path = JOINS) -> Seen:
    """What a file of joins has."""
    common, known, *characters = path.read_text(encoding="utf-8").splitlines()
    return Seen(_numbers(common), _numbers(known), *map(frozenset, characters))


def _numbers(printed: str) -> Numbers:
    codes = _codes(printed)
    return np.sort(pair_codes(codes[::2], codes[1::2]))


def _codes(text: str) -> Numbers:
    return np.array([ord(character) for character in text], dtype=np.int64) - FIRST_HAN


def write_joins(lines: Iterable[Iterable[str]], path: Path = JOINS) -> None:
    """Write a file of joins."""
    path.write_text("".join("".join(sorted(line)) + "\n" for line in lines), encoding="utf-8")
    load_joins.cache_clear()
    _common_table.cache_clear()
