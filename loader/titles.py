"""Headings that break between words. A browser may break a line of Chinese behind any character; a headline of two
lines then says 疫情形 / 势研究. With `word-break: keep-all` it breaks at spaces and at the `<wbr>` put here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from loader.words import segment

LONGEST = 200  # characters; what is longer is no heading that is set large


@lru_cache(maxsize=2_000)
def word_ends(text: str) -> tuple[int, ...]:
    """Where a heading may break: behind each word but the last, never before a closing or behind an opening sign."""
    ends, at = [], 0
    words = segment(text) if len(text) <= LONGEST else [text]
    for word, following in zip(words, words[1:], strict=False):
        at += len(word)
        if following[0] not in CLOSING and word[-1] not in OPENING and not word.isspace() and not following.isspace():
            ends.append(at)
    return tuple(ends)


OPENING = "“‘（《〈「『【〔(["
CLOSING = "”’）》〉」』】〕)]，。、；：！？,.;:!?—…·%％℃"


def set_title(text: str, spans: Iterable[tuple[int, int]] = ()) -> Markup:
    """A heading, escaped, with its spans (half-open, in order, apart) in `<mark>` and breaks between its words."""
    ends = word_ends(text)
    pieces, at = [], 0
    for start, end in spans:
        before = Markup("<wbr>") if start in ends else Markup("")  # what is marked stays on one line
        pieces += [_broken(text, at, start, ends), before, Markup("<mark>{}</mark>").format(text[start:end])]
        at = end
    return Markup("").join([*pieces, _broken(text, at, len(text), ends)])


def _broken(text: str, start: int, end: int, ends: Sequence[int]) -> Markup:
    cuts = [start, *(cut for cut in ends if start < cut < end), end]
    parts = (escape(text[a:b]) for a, b in zip(cuts, cuts[1:], strict=False))
    before = Markup("<wbr>") if start in ends and start < end else Markup("")
    return before + Markup("<wbr>").join(parts)
