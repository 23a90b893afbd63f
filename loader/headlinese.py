"""Whether a short line is worded as a headline, a crosshead, a deck or a sentence of the text.

Headlines have a diction of their own (H. Straumann, Newspaper Headlines, 1935): they name who did what, where; a
crosshead names a matter. Form does not tell that, and a page without layout has little else that parts the headline of
the next article from a crosshead of this one. A multinomial logistic regression on the characters of a line and their
pairs, its edges among them, learnt from lines of real papers (`bench/train_headlinese.py`), says it of each line by
itself; the sequence model is told in classes, and weighs it with all the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.excerpts import Excerpts

HEADLINESE = Path(__file__).parent / "headlinese.npz"
ROLES = ("headline", "crosshead", "deck", "body")  # that are told apart; the first is what others are held against
READ = 40  # characters of a line
LONGEST = 80  # characters of a line that is asked
BEGIN, END = 1, 2  # codes of the edges of a line; texts have no such characters
# Of the natural logarithm of the odds, for each role but the first.
CLASSES = ((-2.0, -1.2, -0.6, -0.2, 0.15, 0.5, 0.9, 1.4), (-4.3, -3.5, -2.9, -2.4, -1.6), (-1.0, -0.2, 0.8, 2.5, 5.0))
Numbers = NDArray[np.int64]
Weights = NDArray[np.float32]
# Classes of the odds of crosshead, deck and text against headline, from 1 on; 0 where the line is not asked.
Worded = tuple[int, int, int]
NOT_ASKED: Worded = (0, 0, 0)


class Diction(NamedTuple):
    """Codes of characters and of pairs (`grams`), sorted, and what each adds to the odds of each role but the first
    against the first; what every line has."""

    grams: Numbers
    weights: Weights
    bias: Weights


def grams(codes: Sequence[int] | NDArray[np.uint16]) -> Numbers:
    """The characters of the first `READ` characters of a line, made even, and its pairs with the edges, as numbers."""
    line = np.concatenate([[BEGIN], np.asarray(codes[:READ], dtype=np.int64), [END]])
    return np.concatenate([line[1:-1] << 16, (line[:-1] << 16) + line[1:]])


def odds(seen: Excerpts, asked: Sequence[int] | Numbers, diction: Diction) -> Weights:
    """Of some texts, by their numbers, the natural logarithm of the odds of each role but the first against the
    first."""
    if not len(asked):
        return np.zeros((0, len(ROLES) - 1), dtype=np.float32)
    starts = seen.starts[asked]
    sizes = np.minimum(seen.ends[asked] - starts, READ)
    size = sizes.max()
    lines = np.zeros((len(starts), size + 2), dtype=np.int64)
    inside = np.arange(size) < sizes[:, None]
    lines[:, 1:-1][inside] = seen.codes[(starts[:, None] + np.arange(size))[inside]]
    lines[:, 0] = BEGIN
    lines[np.arange(len(lines)), sizes + 1] = END
    both = np.concatenate([lines[:, 1:-1] << 16, (lines[:, :-1] << 16) + lines[:, 1:]], axis=1)
    at = np.minimum(np.searchsorted(diction.grams, both), len(diction.grams) - 1)
    known = diction.grams.take(at) == both
    known[:, :size] &= inside
    known[:, size:] &= np.arange(size + 1) <= sizes[:, None]
    at[~known] = len(diction.grams)
    found: Weights = diction.weights.take(at, axis=0).sum(axis=1) + diction.bias
    return found


def headlinese(seen: Excerpts) -> list[Worded]:
    """How each text of a page is worded."""
    sizes = seen.ends - seen.starts
    asked = np.flatnonzero((sizes > 1) & (sizes <= LONGEST))
    told = odds(seen, asked, load_diction())
    classes = [np.searchsorted(CLASSES[role], told[:, role]) + 1 for role in range(len(CLASSES))]
    found = [NOT_ASKED] * len(sizes)
    for at, cross, deck, text in zip(asked.tolist(), *(one.tolist() for one in classes), strict=True):
        found[at] = cross, deck, text
    return found


def worded_features(worded: Worded) -> list[str]:
    """What `headlinese` found of a block, as features of the sequence model."""
    if worded == NOT_ASKED:
        return []
    cross, deck, text = worded
    return [f"as-crosshead{cross}", f"as-deck{deck}", f"as-text{text}"]


@cache
def load_diction(path: Path = HEADLINESE) -> Diction:
    """What a file of `bench.train_headlinese` has; behind the last gram a row for those that are not known."""
    with np.load(path, allow_pickle=False) as kept:
        weights = kept["weights"].astype(np.float32) * kept["step"]
        nothing = np.zeros((1, weights.shape[1]), dtype=np.float32)
        return Diction(kept["grams"], np.concatenate([weights, nothing]), kept["bias"])
