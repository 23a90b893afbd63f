"""BM25 of a few paragraphs, read in their text: the same numbers as FTS5's `bm25`, without its two walks.

FTS5 counts all hits of a phrase before it scores the first one, which for a phrase of common characters costs as much
as finding them. Where such a phrase has few hits they are sooner read.
(S. Robertson and H. Zaragoza, “The Probabilistic Relevance Framework: BM25 and Beyond”, 2009; k1 and b as in
https://www.sqlite.org/fts5.html, 5.1.1.)
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import NamedTuple

from loader.normalize import fold_all
from loader.query import Term, occurrences
from loader.units import COMMON

K1, B = 1.2, 0.75
LEAST_IDF = 1e-6

Averages = tuple[int, int]
"""Rows of an index, and tokens of all of them together."""


def read_averages(record: bytes) -> Averages:
    """The record of averages of an index of one column (`id` 1 of its `_data`)."""
    rows, all_tokens, *_ = [*_varints(record), 1, 1]  # time may have run out
    return rows, all_tokens


def read_size(record: bytes) -> int:
    """The tokens of one row, as an index of one column has them in `sz` of its `_docsize`."""
    return _varints(record)[0]


def _varints(record: bytes) -> list[int]:
    values, value = [], 0
    for byte in record:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            values.append(value)
            value = 0
    return values


class Read(NamedTuple):
    """A row that holds the phrase: its id, text, and number of tokens in the index."""

    id: int
    text: str
    size: int


def scores(rows: Sequence[Read], term: Term, averages: Averages) -> list[tuple[int, float]]:
    """Ids of all rows that hold a phrase with their BM25, the best first, the newest of equals first."""
    of_index, all_tokens = averages
    idf = max(log((of_index - len(rows) + 0.5) / (len(rows) + 0.5)), LEAST_IDF)
    average = all_tokens / of_index
    besides = term.phrase in COMMON  # its own token begins as its pairs do, and counts as one more
    scored = []
    for row, folded in zip(rows, fold_all([row.text for row in rows]), strict=True):
        times = float(sum(1 for _ in occurrences(folded, term.phrase, term.prefix)) + besides)
        # In the order of FTS5's own C, so that both ways give the same floats.
        score = idf * ((times * (K1 + 1)) / (times + K1 * (1 - B + B * row.size / average)))
        scored.append((row.id, score))
    return sorted(scored, key=lambda one: (-one[1], -one[0]))
