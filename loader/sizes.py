"""Counts of the texts of a page, for all of them at once: how wide they are, how many marks and digits they have."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.characters import even
from loader.excerpts import CODES, HEAD, WHOLE, Excerpts, Numbers
from loader.shapes import BRACKETS, PUNCTUATION, Measure, width

WIDTHS = (2, 4, 6, 8, 10, 12, 14, 17, 20, 24, 28, 34, 40, 50, 70, 110, 180)
WIDEST, LONGEST = 400.0, 400  # texts of more characters than LONGEST are as wide as WIDEST
FILLS = (-8, -3, -1, 1, 3)
FAR_TOO_WIDE = 100  # to be compared with a full line
PAUSES = HEAD  # characters in which the pauses of a list are counted
FIELDS = ("digits", "marks", "stops", "commas", "pauses")  # what is counted, each in so many bits of one number
BITS = 12
OPENS, CLOSES = 1, 2


class Size(NamedTuple):
    """Of a text: its width in full-width characters and the class of that among `WIDTHS`; how many digits, full stops,
    commas and (in its first 200 characters) pauses it has; on a wrapped page the class of how far it is from a full
    line among `FILLS`, otherwise None."""

    wide: float
    width: int
    digits: int
    stops: int
    commas: int
    pauses: int
    fill: int | None
    opens: bool  # whether an opening bracket or quotation mark stands in it, as far as was looked
    closes: bool


def sizes(texts: Sequence[str], seen: Excerpts, page: Measure) -> list[Size]:
    """The size of each text. `seen` are their excerpts; digits are counted in these only."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    packed = np.add.reduceat(_counts().take(seen.codes), seen.starts)
    brackets = np.bitwise_or.reduceat(_brackets().take(seen.codes), seen.starts)
    brackets[lengths > WHOLE] = OPENS | CLOSES
    digits, marks, stops, commas, pauses = ((packed >> BITS * field) & (1 << BITS) - 1 for field in range(len(FIELDS)))
    wide = lengths - seen.narrow / 2
    for at in np.flatnonzero(lengths > HEAD).tolist():  # seen in part only
        text = texts[at]
        wide[at] = width(text) if len(text) <= LONGEST else WIDEST
        stops[at], commas[at] = text.count("。"), text.count("，") + text.count(",")
        pauses[at] = text.count("、", 0, PAUSES)
    if seen.odd:  # a digit may be among what the tables do not have
        digits = np.array([sum(map(str.isdigit, even(text[:LONGEST]))) for text in texts])
    classes = np.searchsorted(WIDTHS, wide)
    columns = [values.tolist() for values in (wide, classes, digits, stops, commas, pauses)]
    held = [(brackets & kind > 0).tolist() for kind in (OPENS, CLOSES)]
    return list(map(Size, *columns, _fills(wide, marks, page), *held))


def _fills(wide: NDArray[np.float64], marks: Numbers, page: Measure) -> Sequence[int | None]:
    if page.wrap is None:
        return [None] * len(wide)
    classes = np.searchsorted(FILLS, wide - (1 - page.squeeze) * marks - page.wrap)
    return [fill if full else None for fill, full in zip(classes.tolist(), (wide < FAR_TOO_WIDE).tolist(), strict=True)]


@cache
def _brackets() -> NDArray[np.uint8]:
    """For each code whether it is one of `BRACKETS`."""
    kinds = np.zeros(CODES, dtype=np.uint8)
    for opening, closing in BRACKETS:
        kinds[ord(opening)] |= OPENS
        kinds[ord(closing)] |= CLOSES
    return kinds


@cache
def _counts() -> Numbers:
    """For each code what it counts as."""
    every = "".join(map(chr, range(CODES)))
    counted = (filter(str.isdigit, every), PUNCTUATION.findall(every), "。", "，,", "、")
    counts = np.zeros(CODES, dtype=np.int64)
    for field, characters in enumerate(counted):
        counts[list(map(ord, characters))] += 1 << BITS * field
    return counts
