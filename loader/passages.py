"""The paragraphs that hold the passage nearest to a pasted sentence with characters wrong, missing or too many.

Two strings with few differences share most of their q-grams, so the grams of the sentence that are rare in the archive
lead to the few paragraphs worth comparing character by character (E. Ukkonen, “Approximate string-matching with
q-grams and maximal matches”, Theoretical Computer Science 92, 1992). The grams are pairs of characters, made longer
where a pair is common, and the words of jieba. Figures: bench/nearest.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log2
from typing import NamedTuple

from loader.enquiry import Enquiry, OutOfTime, units_of
from loader.likeness import Passage, nearest_passage
from loader.normalize import fold
from loader.query import match_expression
from loader.requery import write_phrase
from loader.units import units
from loader.words import segment

OFFERED = 5
FEWEST_UNITS = 8
# Of a longer text so many units are compared, from its beginning.
MOST_UNITS = 200
# A gram in more paragraphs than this is made longer; one that is longest stands for its newest paragraphs.
COMMON = 400
LONGEST_GRAM = 5
GRAMS = 40
# Paragraphs compared character by character, those with most rare grams first.
COMPARED = 30


class Near(NamedTuple):
    """A paragraph and its passage nearest to `asked`, the folded phrase that was compared."""

    paragraph: int
    asked: str
    passage: Passage


class Nearest(NamedTuple):
    """The nearest paragraphs, the most like first, then the newest. `more`: there are others as good as these."""

    found: list[Near]
    more: bool


def least_likeness(size: int) -> float:
    """How like a passage must be to a sentence of `size` characters to be offered; chosen with bench/nearest.py."""
    return 0.75 if size >= 20 else 0.8


def find_nearest(enquiry: Enquiry, phrase: str) -> Nearest:
    """The paragraphs nearest to a folded phrase; none if nothing is like it, or it is too short to tell."""
    written = units_of(phrase)[:MOST_UNITS]
    if len(written) < FEWEST_UNITS:
        return Nearest([], False)
    asked = fold(" ".join(written))
    least = least_likeness(len(asked))
    near: list[Near] = []
    try:
        for id, text in enquiry.texts(_candidates(enquiry, written)).items():
            if passage := nearest_passage(asked, text, least):
                near.append(Near(id, asked, passage))
    except OutOfTime:
        pass
    near.sort(key=lambda one: (-one.passage.likeness, -one.paragraph))
    more = len(near) > OFFERED and near[OFFERED].passage.likeness == near[0].passage.likeness
    return Nearest(near[:OFFERED], more)


def _candidates(enquiry: Enquiry, written: list[str]) -> list[int]:
    """Paragraphs that share rare grams with a phrase, those with most and rarest first."""
    grams: dict[str, int] = {}
    votes: dict[int, float] = {}
    try:
        for gram, paragraphs in _grams(enquiry, written):
            grams[gram] = paragraphs
    except OutOfTime:
        pass
    try:
        for gram, paragraphs in sorted(grams.items(), key=lambda pair: (pair[1], pair[0]))[:GRAMS]:
            weight = log2(1 + 100 * COMMON / paragraphs)
            for id in enquiry.newest(match_expression(write_phrase(gram)), COMMON):
                votes[id] = votes.get(id, 0.0) + weight
    except OutOfTime:
        pass
    return sorted(votes, key=lambda id: (-votes[id], -id))[:COMPARED]


def _grams(enquiry: Enquiry, written: list[str]) -> Iterator[tuple[str, int]]:
    """Phrases of the sentence that are in the archive, with their number of paragraphs, at most `COMMON`."""
    step = max(1, len(written) // 60)
    for start in range(0, len(written) - 1, step):
        for size in range(2, LONGEST_GRAM + 1):
            gram = fold(" ".join(written[start : start + size]))
            paragraphs = enquiry.holding(write_phrase(gram), COMMON)
            if paragraphs < COMMON or size == LONGEST_GRAM:
                break
        if paragraphs:
            yield gram, paragraphs
    for word in dict.fromkeys(map(fold, segment("".join(written)))):
        if len(units(word)) > 1 and (paragraphs := enquiry.holding(write_phrase(word), COMMON)):
            yield word, paragraphs
