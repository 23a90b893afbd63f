"""A box of contents that is printed above its articles: short items, many of which stand below once more as headlines.

A digest (新闻摘要, 本期导读) names what the page goes on to print. Read as an article it would count every headline
twice and be a reprint of each; it is furniture, as the box of contents on a front page is. That the words stand once
more is what tells it: no name of a column is asked for. And what it names heads an article, whatever it was taken for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from loader.characters import even
from loader.model import FURNITURE, HEADING_ROLES, Labelled

RULE = "names-headlines"
LONGEST_ITEM = 100  # characters; what is longer is text
NAMED = 3  # headlines at least
# Of the items so many stand below, or of the headlines below so many are named: a digest also lists what has none.
OF_ITEMS, OF_ITEMS_AT_LEAST, OF_HEADLINES = 2 / 3, 1 / 4, 1 / 2
GRAM = 6  # letters, figures or Han characters that an item and its headline share at least
HALF = 0.5  # of the longer one
OFTEN = 20  # headlines that begin or go on alike are looked at no further
NUMBERED = re.compile(r"[（(]?\d{1,3}[）).．、]")
STOPS = ("。", "！", "？", "；", ".", "!", "?", ";")
NUMBER_ENDS = re.compile("[）).．、]")  # a number has one of them
WORDS = re.compile(r"[^\W_]+|\n")


def set_contents_apart(labels: Sequence[Labelled]) -> list[Labelled]:
    """The labels, with those of boxes of contents made furniture. Linear in the number of characters."""
    said = _words([label.block.text if _may_be_said(label) else "" for label in labels])
    set_apart = _links_apart(labels, said)
    boxes = [box for box in _stretches(labels, said) if _may_be(labels, box)]
    if not boxes:
        return set_apart
    headlines = {
        at: words
        for at, (label, words) in enumerate(zip(labels, said, strict=True))
        if at > boxes[0][-1] and len(words) >= GRAM and _may_head(label)
    }
    if len(headlines) < NAMED:
        return set_apart
    begins: defaultdict[str, list[int]] = defaultdict(list)
    holds: defaultdict[str, list[int]] = defaultdict(list)
    firsts = {said[at][:GRAM] for box in boxes for at in box}
    for at, words in headlines.items():
        begins[words[:GRAM]].append(at)
        for gram in firsts & _grams(words):
            holds[gram].append(at)
    marked = [at for at in headlines if labels[at].role == "headline"]
    for box in boxes:
        items = [said[at] for at in box if labels[at].role not in HEADING_ROLES]
        found = [sorted(at for at in _named(item, headlines, begins, holds) if at > box[-1]) for item in items]
        many, named = sum(map(bool, found)), set().union(*found)
        if len(named) < NAMED or many < OF_ITEMS_AT_LEAST * len(items):
            continue
        below = len(marked) - bisect_right(marked, box[-1])
        if many >= OF_ITEMS * len(items) or len(named) >= OF_HEADLINES * below:
            titled = box[0] > 0 and labels[box[0] - 1].role == "section"
            for at in [box[0] - 1, *box] if titled else box:
                set_apart[at] = labels[at]._replace(role="contents", rule=RULE, mark="P")
            for lines in found:
                headed = [at for at in lines if labels[at].role in HEADING_ROLES]
                for at in headed or lines[:1]:
                    set_apart[at] = _as_headline(labels, at)
    return set_apart


def _links_apart(labels: Sequence[Labelled], said: Sequence[str]) -> list[Labelled]:
    """The labels, with headings that stand once more in the same words below, and nothing but headings and captions
    between, made contents: links above the article that a page of a web edition shows."""
    set_apart = list(labels)
    last: dict[str, int] = {}
    for at, (label, words) in enumerate(zip(labels, said, strict=True)):
        if label.role in FURNITURE:
            continue
        if label.role not in (*HEADING_ROLES, "caption"):
            last.clear()  # text, or a heading inside it, stands between
        elif label.role != "caption" and len(words) >= GRAM:
            first = last.get(words)
            if first is not None and labels[first].block.level and not label.block.level:
                # the transcriber marked the headline, and the page prints it once more above its text
                set_apart[at] = label._replace(role="contents", rule=RULE, mark="P")
                continue
            if first is not None:
                for above in range(first, at):
                    if labels[above].role in HEADING_ROLES:
                        set_apart[above] = labels[above]._replace(role="contents", rule=RULE, mark="P")
                set_apart[at] = label._replace(role="headline", mark="A")
                last.clear()
            last[words] = at
    return set_apart


def _may_be_said(label: Labelled) -> bool:
    """Whether a line is short, and a line of its own: an item, or a headline."""
    return label.mark != "C" and len(label.block.text) <= LONGEST_ITEM and label.role not in FURNITURE


def _stretches(labels: Sequence[Labelled], said: Sequence[str]) -> Iterator[list[int]]:
    """Indices of what stands from one beginning of an article to the next, furniture left out. What was said in the
    stretch begins another: so does the first headline below contents that was taken for one more of their items."""
    stretch: list[int] = []
    seen: set[str] = set()
    text = False
    for at, label in enumerate(labels):
        if label.role in FURNITURE:
            continue
        if (label.mark == "A" and text) or (len(said[at]) >= GRAM and said[at] in seen):
            yield stretch
            stretch, seen, text = [], set(), False
        stretch.append(at)
        seen.add(said[at])
        text = text or label.role not in HEADING_ROLES
    yield stretch


def _may_be(labels: Sequence[Labelled], box: Sequence[int]) -> bool:
    return (
        all(labels[at].mark != "C" and len(labels[at].block.text) <= LONGEST_ITEM for at in box)
        and sum(labels[at].role not in HEADING_ROLES for at in box) >= NAMED
    )


def _may_head(label: Labelled) -> bool:
    """Whether a line is a headline, or short text that ends as no sentence does: what the contents name heads an
    article, whatever it was taken for."""
    text = label.block.text
    return label.role == "headline" or (
        label.role not in FURNITURE and len(text) <= LONGEST_ITEM and not text.endswith(STOPS)
    )


def _as_headline(labels: Sequence[Labelled], at: int) -> Labelled:
    own = labels[at]
    if at and labels[at - 1].role in HEADING_ROLES:
        return own if own.role in HEADING_ROLES else own._replace(role="headline", rule=RULE)
    return own._replace(role="headline", mark="A", rule=own.rule if own.role == "headline" else RULE)


def _words(texts: Sequence[str]) -> list[str]:
    """The letters, figures and Han characters of each text, without its number."""
    plain = even("\n".join(texts)).split("\n") if texts else []
    bare = [NUMBERED.sub("", one, count=1) if NUMBER_ENDS.search(one) else one for one in plain]
    return "".join(WORDS.findall("\n".join(bare))).split("\n") if bare else []


def _grams(words: str) -> set[str]:
    return {words[at : at + GRAM] for at in range(len(words) - GRAM + 1)}


def _named(
    item: str, headlines: dict[int, str], begins: dict[str, list[int]], holds: dict[str, list[int]]
) -> frozenset[int]:
    """The headlines that hold the words of an item, or that it holds, so that the one is half of the other."""
    if len(item) < GRAM:
        return frozenset()
    found = set(holds.get(item[:GRAM], ())[:OFTEN])
    for gram in begins.keys() & _grams(item):
        found.update(begins[gram][:OFTEN])
    return frozenset(
        at
        for at in found
        if (item in headlines[at] or headlines[at] in item)
        and min(len(item), len(headlines[at])) >= HALF * max(len(item), len(headlines[at]))
    )
