"""What the wording of a page says of where its blocks belong, as features of the sequence model.

All pairs of characters of a page are looked at together, in arrays: a page is a sorted list of (pair, block).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from loader.characters import even
from loader.excerpts import WHOLE, Excerpts, excerpts
from loader.joins import FIRST_HAN, HAN, Join, join_features, joins, pair_codes
from loader.shapes import BODY_WIDTH

UNIT = 20  # prose is measured in units of so many characters of excerpts; every block of it begins a new one
UNIT_OF = np.arange(WHOLE) // UNIT
NEAR, FAR = 10, 40  # units above and below that are compared: two sentences, and two or three paragraphs
# Of cohesion, as a share of the page's mean: how much texts repeat their words differs from paper to paper, but two
# articles have less than half of the mean in common, and the parts of one article all of it, in every paper looked at.
COHESION = (0.02, 0.15, 0.35, 0.6, 0.9, 1.3)
LEAST_MEAN = 0.005
# Of cohesion as it is: a page of one article, or of many of one event, has a mean that says little.
TIES = (0.004, 0.01, 0.018, 0.028, 0.04, 0.055, 0.075, 0.1, 0.15)
SHARES = (0.0, 0.15, 0.4)
DIFFERENCES = (-0.3, -0.05, 0.05, 0.3)
Numbers = NDArray[np.int64]
Values = NDArray[np.float64]
# Classes of a block: cohesion near and far; its share above, its share below and the difference, None where it is no
# line.
Wording = tuple[int, int, "tuple[int, int, int] | None"]
Tie = tuple[int, int]  # classes of cohesion near and far as it is; -1 where one side is empty


def affinities(texts: Sequence[str], is_short: Sequence[bool]) -> list[list[str]]:
    """`wording` of each block of a page as features. No text is empty."""
    likes, ties, joined = wording(texts, excerpts(texts), is_short)
    return [
        wording_features(like) + tie_features(tie) + join_features(join)
        for like, tie, join in zip(likes, ties, joined, strict=True)
    ]


def wording_features(found: Wording) -> list[str]:
    """What `wording` found of a block, as features of the sequence model."""
    near, far, like = found
    features = [f"cohere{near}", f"cohere-far{far}"]
    if like is not None:
        up, down, difference = like
        features += [f"like-up{up}", f"like-down{down}", f"like{difference}", f"like{difference}|cohere{near}"]
        features.append(f"like{difference}|cohere-far{far}")
    return features


def tie_features(tie: Tie) -> list[str]:
    """Cohesion as it is, as features of the sequence model."""
    near, far = tie
    return [f"tie{near}", f"tie-far{far}"]


def wording(
    texts: Sequence[str], seen: Excerpts, is_short: Sequence[bool]
) -> tuple[list[Wording], list[Tie], list[Join]]:
    """What the wording says of a block's place, and how blocks read on (`joins.joins`).

    Of its place: how much of a short line's words stand in the prose right above and right below it, and how much the
    prose above and below have in common (lexical cohesion, Hearst 1997), in windows of two sizes. Windows count
    characters, not blocks, so that a hard-wrapped page is read as any other. `is_short` says which blocks are short
    lines (`runs.short_lines`); the others are prose, whose words stand for an article. Pairs of characters are weighted
    by how few units of the page have them, so that names count and 一个 does not.
    """
    plain = seen if not seen.odd else _evened(texts)
    pair, owner, offset = _pairs(plain)
    lengths = seen.ends - seen.starts
    is_prose = ~np.array(is_short, dtype=bool)
    units = np.where(is_prose, -(-lengths // UNIT), 0)
    first = np.cumsum(units) - units  # the unit at which a block begins, and the gap above it
    in_prose = np.flatnonzero(is_prose.take(owner))  # to take by numbers is quicker than to choose by truths
    unit = first.take(owner.take(in_prose)) + UNIT_OF.take(offset.take(in_prose))
    words = _Words(pair.take(in_prose), unit, int(units.sum()))
    inner = first[is_prose][1:]  # between two blocks of prose
    cosines = [words.cohesion(size) for size in (NEAR, FAR)]
    near, far = (_classes(cosine, inner) for cosine in cosines)
    tie_near, tie_far = (_ends_left_out(np.searchsorted(TIES, cosine)) for cosine in cosines)
    is_line = (lengths > 3) & (lengths - seen.narrow / 2 <= BODY_WIDTH)
    in_line = np.flatnonzero(is_line.take(owner))
    likeness = _likeness(words, pair.take(in_line), owner.take(in_line), first, first + units)
    likes = list(zip(near[first].tolist(), far[first].tolist(), likeness, strict=True))
    ties = list(zip(tie_near[first].tolist(), tie_far[first].tolist(), strict=True))
    return likes, ties, joins(plain, words.pairs())


def _classes(cosine: Values, inner: Numbers) -> Numbers:
    """Classes of cohesion at each gap; -1 where one side is empty."""
    mean = float(cosine[inner].mean()) if len(inner) else 0.0
    return _ends_left_out(np.searchsorted(COHESION, cosine / max(mean, LEAST_MEAN)))


def _ends_left_out(classes: Numbers) -> Numbers:
    classes[0] = classes[-1] = -1
    return classes


def _evened(texts: Sequence[str]) -> Excerpts:
    """Excerpts in which a character beyond the basic plane that is made even to a Han character of it is that one."""
    return excerpts([even(text) for text in texts])


def _pairs(seen: Excerpts) -> tuple[Numbers, Numbers, Numbers]:
    """The pairs of Han characters of each text (`affinity.pairs`) as numbers, with the number of the text and where in
    its excerpt they stand."""
    codes = seen.codes - np.uint16(FIRST_HAN)  # of what stands before the first one a great number
    han = codes < HAN
    both = han[:-1] & han[1:]
    both[seen.ends[:-1] - 1] = False  # the first stands at the end of a text
    at = np.flatnonzero(both)
    owner = np.repeat(np.arange(len(seen.starts)), seen.ends - seen.starts).take(at)
    pair = pair_codes(codes.take(at).astype(np.int64), codes.take(at + 1))
    return pair, owner, at - seen.starts.take(owner)


class _Words:
    """Where the pairs of a page stand: pair and unit of prose, sorted by both, each once."""

    def __init__(self, pair: Numbers, unit: Numbers, count: int) -> None:
        self.count = count
        self._shift = (count + FAR).bit_length()  # no window reaches from one pair's keys to the next one's
        keys = (pair << self._shift) + unit
        keys.sort()
        self._keys = keys[_begins(keys)]
        self.unit = self._keys & (1 << self._shift) - 1  # a division takes ten times as long
        new = _begins(self._keys >> self._shift)
        frequency = np.diff(np.append(np.flatnonzero(new), len(self._keys)))
        self._weight = np.repeat(np.log((count + 1) / frequency) + 0.1, frequency)
        again = np.flatnonzero(~new)  # where the pair stands in an earlier unit too
        self._before = self.unit.take(again - 1)  # the last of those
        self._later, self._later_weight = self.unit.take(again), self._weight.take(again)
        self._again = again

    def pairs(self) -> Numbers:
        """All pairs of the prose, sorted."""
        return self._keys >> self._shift

    def cohesion(self, size: int) -> Values:
        """For each gap between units (0: above all) the cosine of what is above and below it, `size` units each."""
        # A window above gap g has a pair of unit u for u < g <= u + size. What the last one covered is left out.
        first = self.unit + 1
        first[self._again] = np.maximum(self._later, self._before + size) + 1
        window = _cover(first, self.unit + size, self._weight, self.count + size)
        above, below = window[: self.count + 1], window[size:]
        first = np.maximum(self._before, self._later - size) + 1
        last = np.minimum(self._later, self._before + size)
        both = np.flatnonzero(first <= last)
        shared = _cover(first.take(both), last.take(both), self._later_weight.take(both), self.count)
        cosine: Values = shared / np.sqrt(np.maximum(above * below, 1e-9))
        return cosine

    def found(self, pair: Numbers, above: Numbers, below: Numbers) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether pairs stand in the prose right above gaps `above`, and right below gaps `below`."""
        if not len(self._keys):
            return np.zeros(len(pair), dtype=bool), np.zeros(len(pair), dtype=bool)
        key = (pair << self._shift) + above
        at = self._keys.searchsorted(key)
        up = (at > 0) & (self._keys.take(at - 1) >= key - FAR)
        key = (pair << self._shift) + below
        at = self._keys.searchsorted(key)
        down = (at < len(self._keys)) & (self._keys.take(at, mode="clip") < key + FAR)
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


def _likeness(
    words: _Words, pair: Numbers, line: Numbers, above: Numbers, below: Numbers
) -> list[tuple[int, int, int] | None]:
    """For each block that is a line with words: classes of its share above, its share below, and the difference.

    `above` and `below` are the gaps above and below each block.
    """
    shift = len(above).bit_length()
    keys = (pair << shift) + line
    keys.sort()
    keys = keys[_begins(keys)]
    pair, line = keys >> shift, keys & (1 << shift) - 1
    up, down = words.found(pair, above.take(line), below.take(line))
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
