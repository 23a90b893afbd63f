"""Collocation: which words keep company with a hit. Pure.

A hit and a word stand `f_xy` times within a window of some words, the hit `f_x` times and the word `f_y` times in all.

- `log_dice`: 14 + log2(2 f_xy / (f_x + f_y)); at most 14, one less is half as typical, and the size of the texts has no
  part in it (P. Rychlý, “A lexicographer-friendly association score”, RASLAN 2008).
- G2 of `keyness`: the word among the words of all windows against all other words.
- `t_score`: (f_xy - expected) / sqrt(f_xy), which favours the frequent (K. Church, W. Gale, P. Hanks and D. Hindle,
  “Using statistics in lexical analysis”, 1991).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log2, sqrt
from typing import Literal, NamedTuple

from loader.keyness import Count, log_likelihood

Span = tuple[int, int]
By = Literal["log_dice", "g2", "t_score", "times"]


class Windows(NamedTuple):
    """What stands around hits: words on the left, on the right, the articles of each word, the number of hits, and the
    running words that stand in windows."""

    left: Counter[str]
    right: Counter[str]
    articles: Counter[str]
    hits: int
    words: int


class Collocate(NamedTuple):
    """A word beside the hits: `times` in windows, of which `left` and `right`; `total` in the text compared with."""

    word: str
    times: int
    left: int
    right: int
    total: int
    articles: int
    log_dice: float
    g2: float
    t_score: float


def log_dice(f_xy: float, f_x: float, f_y: float) -> float:
    """Rychlý's logDice; minus infinity where the two never meet."""
    return 14 + log2(2 * f_xy / (f_x + f_y)) if f_xy > 0 else float("-inf")


def t_score(f_xy: float, expected: float) -> float:
    """How many standard deviations more often than expected; 0 where they never meet."""
    return (f_xy - expected) / sqrt(f_xy) if f_xy > 0 else 0.0


def beside(words: Sequence[tuple[str, int]], hits: Sequence[Span], window: int) -> list[tuple[str, bool]]:
    """The words of a paragraph within `window` words of a hit, each with whether it stands on the left.

    `words`: the running words with their start, in order; `hits`: spans, in order, apart. A word that overlaps a hit
    belongs to it. A word near two hits counts once, with the nearer; between two as near, on the right of the first.
    """
    nearest: dict[int, tuple[int, bool]] = {}
    for start, end in hits:
        before = [at for at, (word, place) in enumerate(words) if place + len(word) <= start][-window:]
        after = [at for at, (_, place) in enumerate(words) if place >= end][:window]
        for distance, at in enumerate(reversed(before), 1):
            if at not in nearest or distance < nearest[at][0]:
                nearest[at] = (distance, True)
        for distance, at in enumerate(after, 1):
            if at not in nearest or distance < nearest[at][0]:
                nearest[at] = (distance, False)
    inside = {at for at, (word, place) in enumerate(words) if any(place < e and place + len(word) > s for s, e in hits)}
    return [(words[at][0], left) for at, (_, left) in sorted(nearest.items()) if at not in inside]


def collocates(
    found: Windows,
    compared: Mapping[str, Count],
    words: int,
    least: int = 2,
    by: By = "log_dice",
) -> list[Collocate]:
    """The words beside the hits at least `least` times and more often than chance would have it, the most typical
    first. `compared`: counts in the text they stand in, windows included; `words`: its running words."""
    listed = []
    together = found.left + found.right
    for word, count in together.items():
        total = max(compared.get(word, (0, 0))[0], count)
        expected = found.words * total / words if words else 0.0
        if count < least or count <= expected:
            continue
        listed.append(
            Collocate(
                word,
                count,
                found.left[word],
                found.right[word],
                total,
                found.articles[word],
                log_dice(count, found.hits, total),
                log_likelihood(count, total - count, found.words, words - found.words),
                t_score(count, expected),
            )  # fmt: skip
        )
    return sorted(listed, key=lambda one: (-getattr(one, by), -one.times, one.word))


def windows(paragraphs: Iterable[tuple[str, Sequence[tuple[str, int]], Sequence[Span]]], window: int) -> Windows:
    """What stands around the hits of some paragraphs: article, running words with their starts, hits."""
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    articles: dict[str, set[str]] = {}
    number = size = 0
    for article, words, hits in paragraphs:
        number += len(hits)
        for word, on_left in beside(words, hits, window):
            (left if on_left else right)[word] += 1
            articles.setdefault(word, set()).add(article)
            size += 1
    return Windows(left, right, Counter({word: len(of) for word, of in articles.items()}), number, size)
