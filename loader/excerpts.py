"""The texts of a page side by side as code points, so that questions are put to all of them at once, in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.characters import even, uneven

HEAD, TAIL = 200, 60  # of a text longer than both together, so much of its beginning and end is looked at
WHOLE = HEAD + TAIL
CODES = 0x10000
ANY_CODE = 0xFFFF  # stands for every character beyond the basic plane, and is no character itself
Numbers = NDArray[np.int64]


class Excerpts(NamedTuple):
    """Text i, made `even`, is `codes[starts[i]:ends[i]]`, of a long one head and tail. `narrow` counts
    the ASCII characters that are printed there. `odd`: some character is beyond the basic plane. `plain`: these parts
    are printed as they are made even."""

    codes: NDArray[np.uint16]
    starts: Numbers
    ends: Numbers
    narrow: Numbers
    odd: bool
    plain: bool


def excerpts(texts: Sequence[str]) -> Excerpts:
    """`texts` must not be none, and none of them empty."""
    parts = [text if len(text) <= WHOLE else text[:HEAD] + text[-TAIL:] for text in texts]
    full = _codes("".join(parts))
    sizes = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))
    ends = np.cumsum(sizes)
    starts = ends - sizes
    narrow = np.add.reduceat(full < 0x80, starts, dtype=np.int64)
    odd = bool(full.max() >= ANY_CODE)
    codes = _even_codes()[np.minimum(full, ANY_CODE) if odd else full]
    return Excerpts(codes, starts, ends, narrow, odd, not odd and np.array_equal(codes, full))


@cache
def _even_codes() -> NDArray[np.uint16]:
    """What each code is made even to."""
    codes = np.arange(CODES, dtype=np.uint32)
    changed = uneven()  # a tenth of the time that all characters take
    codes[_codes(changed)] = _codes(even(changed))
    return codes.astype(np.uint16)


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
