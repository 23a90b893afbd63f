"""How often each word stands in some paragraphs, and in how many articles. Pure: no database.

Words are counted as cut from text with traditional characters simplified and full-width letters as ASCII
(`characters.even`), so that two printings of a word are one word; Latin letters keep their case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from loader.characters import even
from loader.words import Segment, is_content, is_lexical, is_running

Row = tuple[str, str]
"""Id of an article, and the text of one of its paragraphs."""


@dataclass(slots=True)
class Tally:
    """`counts` and `articles` by lexical word; `words` is the number of running words, signs not counted,
    `content_words` that of content words among them, `characters` those that are no white space."""

    counts: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    words: int = 0
    content_words: int = 0
    paragraphs: int = 0
    articles_counted: int = 0
    characters: int = 0

    def add(self, other: Tally) -> None:
        """Take in what was counted of other articles."""
        self.counts.update(other.counts)
        self.articles.update(other.articles)
        self.words += other.words
        self.content_words += other.content_words
        self.paragraphs += other.paragraphs
        self.articles_counted += other.articles_counted
        self.characters += other.characters


def tally(rows: Iterable[Row], cut: Segment) -> Tally:
    """Count paragraphs; those of one article stand together."""
    total = Tally()
    counts: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    for _, paragraphs in groupby(rows, key=lambda row: row[0]):
        words: list[str] = []
        for _, text in paragraphs:
            words += cut(even(text))
            total.paragraphs += 1
            total.characters += len("".join(text.split()))
        counts.update(words)
        articles.update(set(words))
        total.articles_counted += 1
    for word, count in counts.items():  # once for each word, as there are thirty of each
        if is_lexical(word):
            total.counts[word] = count
            total.articles[word] = articles[word]
            total.words += count
            total.content_words += count if is_content(word) else 0
        elif is_running(word):
            total.words += count
    return total
