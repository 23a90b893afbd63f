"""Keyness: how much more often one text has a word than another, how sure that is, and how large. Pure.

A word stands `a` times in `c` words of one side and `b` times in `d` words of the other.

- `log_likelihood`: G2, how unlikely the difference is by chance (T. Dunning, “Accurate methods for the statistics of
  surprise and coincidence”, Computational Linguistics 19, 1993; P. Rayson and R. Garside, “Comparing corpora using
  frequency profiling”, 2000). It grows with the size of the texts, so it says how sure, not how large.
- `bic`: G2 less the logarithm of the words in all, which takes the size out (A. Wilson, “Embracing Bayes factors for
  key item analysis in corpus linguistics”, 2013). Above 2 it is evidence, above 6 strong, above 10 very strong.
- `log_ratio`: how many times the frequency is doubled (A. Hardie, “Log Ratio: an informal introduction”, 2014).
- `percent_difference`: %DIFF (C. Gabrielatos and A. Marchi, 2011).

Where a word does not stand at all, the last two count half an occurrence instead of none.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log, log2
from typing import Literal, NamedTuple

HALF = 0.5
Grade = Literal["very-strong", "strong", "positive", "weak", "none"]
Sort = Literal["keyness", "ratio", "count"]
Count = tuple[int, int]
"""How often a word stands in a text, and in how many of its articles."""


class Keyword(NamedTuple):
    """A word that one side has more often than the other. Rates are occurrences in 10,000 words; `g2` to `difference`
    as above; `articles_a` and `articles_b` are the articles it stands in."""

    word: str
    count_a: int
    count_b: int
    rate_a: float
    rate_b: float
    g2: float
    bic: float
    log_ratio: float
    difference: float
    articles_a: int
    articles_b: int

    @property
    def grade(self) -> Grade:
        return grade(self.bic)


def log_likelihood(a: float, b: float, c: float, d: float) -> float:
    """G2, never below 0; 0 where a side has no words."""
    if c <= 0 or d <= 0:
        return 0.0
    expected = (a + b) / (c + d)
    return max(0.0, 2 * sum(seen * log(seen / (size * expected)) for seen, size in ((a, c), (b, d)) if seen > 0))


def bic(g2: float, words: float) -> float:
    """Wilson's BIC of a G2 (one degree of freedom) over so many words on both sides."""
    return g2 - log(words) if words > 0 else 0.0


def grade(bic: float) -> Grade:
    """What a BIC is worth, in Wilson's words; `none` speaks against a difference."""
    steps: tuple[tuple[float, Grade], ...] = ((10, "very-strong"), (6, "strong"), (2, "positive"), (0, "weak"))
    return next((name for least, name in steps if bic > least), "none")


def log_ratio(a: float, b: float, c: float, d: float) -> float:
    """The binary logarithm of the ratio of the two frequencies: 1 is twice as often, -1 half as often."""
    if c <= 0 or d <= 0:
        return 0.0
    return log2((a or HALF) / c / ((b or HALF) / d))


def percent_difference(a: float, b: float, c: float, d: float) -> float:
    """By how many percent the first frequency is above the second."""
    if c <= 0 or d <= 0:
        return 0.0
    return (a / c / ((b or HALF) / d) - 1) * 100


def keywords(
    a: Mapping[str, Count],
    b: Mapping[str, Count],
    words_a: int,
    words_b: int,
    articles: int = 1,
    sort: Sort = "keyness",
    every: bool = False,
) -> list[Keyword]:
    """The words that side a has relatively more often than side b and in at least so many of its articles, most key
    first: by G2, by log ratio (only of words with evidence, lest chance lead), or by count. `every`: all its words."""
    found = []
    for word, (count, of) in a.items():
        other, other_of = b.get(word, (0, 0))
        if of < articles or words_a <= 0 or words_b <= 0:
            continue
        if not every and count * words_b <= other * words_a:
            continue
        numbers = (count, other, words_a, words_b)
        g2 = log_likelihood(*numbers)
        found.append(
            Keyword(
                word,
                count,
                other,
                count / words_a * 1e4,
                other / words_b * 1e4,
                g2,
                bic(g2, words_a + words_b),
                log_ratio(*numbers),
                percent_difference(*numbers),
                of,
                other_of,
            )  # fmt: skip
        )
    if sort == "ratio":
        found = [one for one in found if one.bic > 2]
    names = {"keyness": "g2", "ratio": "log_ratio", "count": "count_a"}
    return sorted(found, key=lambda one: (-getattr(one, names[sort]), 0 if sort == "count" else -one.g2, one.word))
