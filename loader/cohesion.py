"""What the wording of a page says of where its blocks belong, as features of the sequence model.

All pairs of characters of a page are looked at together, in arrays: a page is a sorted list of (pair, block).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from loader.excerpts import HEAD, Excerpts, excerpts
from loader.normalize import even
from loader.shapes import BODY_WIDTH

REACH = HEAD  # characters of a block whose words are compared
PROSE = 24  # longer blocks are prose, whose words stand for an article
WINDOW = 3  # blocks of prose above and below that are looked at
COHESION = (0.01, 0.03, 0.06, 0.1, 0.16)
SHARES = (0.0, 0.15, 0.4)
DIFFERENCES = (-0.3, -0.05, 0.05, 0.3)
FIRST_HAN, HAN = 0x4E00, 0x5200  # as in `affinity.pairs`
Numbers = NDArray[np.int64]
Values = NDArray[np.float64]
# Classes of a block: cohesion; its share above, its share below and the difference, None where it is no line.
Wording = tuple[int, "tuple[int, int, int] | None"]


def affinities(texts: Sequence[str]) -> list[list[str]]:
    """`wording` of each block of a page as features. No text is empty."""
    return [wording_features(one) for one in wording(texts, excerpts(texts))]


def wording_features(found: Wording) -> list[str]:
    """What `wording` found of a block, as features of the sequence model."""
    cohesion, like = found
    return [f"cohere{cohesion}", *([] if like is None else _like(*like, cohesion))]


def wording(texts: Sequence[str], seen: Excerpts) -> list[Wording]:
    """What the wording says of a block's place: how much of a short line's words stand in the prose right above and
    right below it, and how much the prose above and below have in common (lexical cohesion, Hearst 1997).

    Pairs of characters are weighted by how few blocks of the page have them, so that names count and 一个 does not.
    """
    pair, owner = _pairs(seen if not seen.odd else _evened(texts))
    lengths = seen.ends - seen.starts
    is_long = lengths > PROSE
    is_prose = np.zeros(len(texts), dtype=bool)
    is_prose[owner[is_long[owner]]] = True
    above = np.cumsum(is_prose) - is_prose  # how many blocks of prose stand above each block
    in_prose = is_prose[owner]
    words = _Words(pair[in_prose], above[owner[in_prose]], int(is_prose.sum()))
    cohesion = words.cohesion()[above].tolist()
    is_line = (lengths > 3) & (lengths - seen.narrow / 2 <= BODY_WIDTH)
    in_line = is_line[owner]
    likeness = _likeness(words, pair[in_line], owner[in_line], above)
    return list(zip(cohesion, likeness, strict=True))


def _evened(texts: Sequence[str]) -> Excerpts:
    """Excerpts in which a character beyond the basic plane that is made even to a Han character of it is that one."""
    return excerpts([even(text) for text in texts])


def _pairs(seen: Excerpts) -> tuple[Numbers, Numbers]:
    """The pairs of Han characters at the head of each text (`affinity.pairs`) as numbers, with the number of the text;
    sorted, each once."""
    codes = seen.codes.astype(np.int64) - FIRST_HAN
    sizes = seen.ends - seen.starts
    owner = np.repeat(np.arange(len(sizes)), sizes)
    han = (codes >= 0) & (codes < HAN)
    if sizes.max() > REACH:
        han &= np.arange(len(codes)) < (seen.starts + REACH)[owner]
    at = np.flatnonzero(han[:-1] & han[1:] & (owner[:-1] == owner[1:]))
    shift = len(sizes).bit_length()  # a division takes ten times as long
    keys = (codes[at] * HAN + codes[at + 1] << shift) + owner[at]
    keys.sort()
    keys = keys[_begins(keys)]
    return keys >> shift, keys & (1 << shift) - 1


class _Words:
    """Where the pairs of a page stand: pair and number of the block of prose, sorted by both."""

    def __init__(self, pair: Numbers, prose: Numbers, count: int) -> None:
        self.pair, self.prose, self.count = pair, prose, count
        self._step = count + WINDOW + 1  # no window reaches from one pair's keys to the next one's
        self._keys = pair * self._step + prose

    def cohesion(self) -> Numbers:
        """For each gap between blocks of prose (0: above all) the class of the cosine of what is above and below it;
        -1 where one side is empty."""
        begins = _begins(self.pair)
        again = ~begins  # the pair stands in an earlier block of prose too
        frequency = np.diff(np.append(np.flatnonzero(begins), len(self.pair)))
        weight = np.repeat(np.log((self.count + 1) / frequency) + 0.1, frequency)
        before = np.full_like(self.prose, -WINDOW)
        before[1:][again[1:]] = self.prose[:-1][again[1:]]
        # A window of three above gap g has a pair of block b for b < g <= b + 3. What the last one covered is left out.
        window = _cover(np.maximum(self.prose, before + WINDOW) + 1, self.prose + WINDOW, weight, self.count + WINDOW)
        above, below = window[: self.count + 1], window[WINDOW:]
        first, last = np.maximum(before + 1, self.prose - WINDOW + 1), np.minimum(self.prose, before + WINDOW)
        both = again & (first <= last)
        shared = _cover(first[both], last[both], weight[both], self.count)
        cosine = shared / np.sqrt(np.maximum(above * below, 1e-9))
        classes = np.searchsorted(COHESION, cosine)
        classes[0] = classes[-1] = -1
        return classes

    def found(self, pair: Numbers, gap: Numbers) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether pairs stand in the prose right above, and right below, a gap."""
        if not len(self._keys):
            return np.zeros(len(pair), dtype=bool), np.zeros(len(pair), dtype=bool)
        key = pair * self._step + gap
        at = np.searchsorted(self._keys, key)
        up = (at > 0) & (self._keys[at - 1] >= key - WINDOW)
        down = (at < len(self._keys)) & (self._keys[np.minimum(at, len(self._keys) - 1)] < key + WINDOW)
        return up, down


def _begins(numbers: Numbers) -> NDArray[np.bool_]:
    """Whether a sorted number differs from the one before. `np.diff` with `prepend` takes five times as long."""
    found = np.ones(len(numbers), dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=found[1:])
    return found


def _cover(first: Numbers, last: Numbers, weight: Values, gaps: int) -> Values:
    """The sum of weights at each of the gaps 0..`gaps`, where each weight counts from `first` to `last`."""
    begun = np.bincount(first, weight, gaps + 2)
    ended = np.bincount(last + 1, weight, gaps + 2)
    total: Values = np.cumsum(begun - ended)[: gaps + 1]
    return total


def _likeness(words: _Words, pair: Numbers, line: Numbers, above: Numbers) -> list[tuple[int, int, int] | None]:
    """For each block that is a line with words: classes of their share above, their share below, and the difference."""
    up, down = words.found(pair, above[line])
    many = np.bincount(line, minlength=len(above))
    whole = np.maximum(many, 1)
    share_up = np.bincount(line, up, len(above)) / whole
    share_down = np.bincount(line, down, len(above)) / whole
    classes = zip(
        np.searchsorted(SHARES, share_up).tolist(),
        np.searchsorted(SHARES, share_down).tolist(),
        np.searchsorted(DIFFERENCES, share_down - share_up).tolist(),
        strict=True,
    )
    return [found if has else None for found, has in zip(classes, many.tolist(), strict=True)]


def _like(up: int, down: int, difference: int, cohesion: int) -> list[str]:
    return [f"like-up{up}", f"like-down{down}", f"like{difference}", f"like{difference}|cohere{cohesion}"]
