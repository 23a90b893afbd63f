"""BM25 of a few paragraphs, read in their text: the same numbers as FTS5's `bm25`, without its two walks.

FTS5 counts all hits of a phrase before it scores the first one, which for a phrase of common characters costs as much
as finding them. Where a phrase has few hits they are sooner read.
(S. Robertson and H. Zaragoza, “The Probabilistic Relevance Framework: BM25 and Beyond”, 2009; k1 and b as in
https://www.sqlite.org/fts5.html, 5.1.1.)
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from loader.normalize import fold
from loader.query import Term, occurrences
from loader.units import tokens, units

K1, B = 1.2, 0.75
LEAST_IDF = 1e-6

Averages = tuple[int, int]
"""Rows of an index, and tokens of all of them together."""


def read_averages(record: bytes) -> Averages:
    """The record of averages of an index of one column (`id` 1 of its `_data`): two varints."""
    values, value = [], 0
    for byte in record:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            values.append(value)
            value = 0
    rows, all_tokens, *_ = [*values, 1, 1]  # time may have run out
    return rows, all_tokens


def scores(texts: Iterable[tuple[int, str]], term: Term, hits: int, averages: Averages) -> list[tuple[int, float]]:
    """Rows with their BM25, the best first, the newest of equals first; `hits` rows of the index hold the phrase."""
    rows, all_tokens = averages
    idf = max(log((rows - hits + 0.5) / (hits + 0.5)), LEAST_IDF)
    scored = []
    for id, text in texts:
        folded = fold(text)
        times = sum(1 for _ in occurrences(folded, term.phrase, term.prefix))
        length = len(tokens(units(folded))) * rows / all_tokens
        scored.append((id, idf * times * (K1 + 1) / (times + K1 * (1 - B + B * length))))
    return sorted(scored, key=lambda one: (-one[1], -one[0]))
