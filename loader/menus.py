"""What web editions print beside an article: a menu of short words, and lists of other articles with their ranks.

A menu is a run of short lines of which several are words that menus have (rules of scope `menu`): what stands from
the first of them to the last is one.
In a list each rank stands on a line of its own, 1, 2, 3, with a headline or two below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from loader.conventions import Conventions, Rule
from loader.model import Block
from loader.shapes import finished, width

LONGEST_ENTRY = 8  # full-width characters of a line of a menu, white space left out
LEAST, LEAST_SHARE = 5, 0.4  # lines of a menu, and how many of them are words that menus have
SPACE = re.compile(r"\s+")
CLAUSE_ENDS = ("；", ";", "，", ",")  # no headline does
RANK, LONGEST_RANK = re.compile(r"\d{1,2}"), 2
LEAST_RANKS, MOST_BETWEEN = 3, 2  # ranks of a list, and lines below each
LONGEST_LISTED, LONGEST_TITLE = 40, 8  # characters of a headline, and of what stands above the list


def in_menus(blocks: Sequence[Block], said: Sequence[Rule | None], conventions: Conventions) -> list[Rule | None]:
    """What rules say of blocks, with the rule of scope `menu` of all lines of menus."""
    found = list(said)
    start = 0
    for at in range(len(blocks) + 1):
        if at < len(blocks) and _is_entry(blocks[at].text):
            continue
        if at - start >= LEAST:
            words = [conventions.first("menu", SPACE.sub("", block.text)) for block in blocks[start:at]]
            known = [number for number, word in enumerate(words, start) if word]
            if known and len(known) >= max(LEAST * LEAST_SHARE, LEAST_SHARE * (known[-1] + 1 - known[0])):
                rule = next(word[0] for word in words if word)
                found[known[0] : known[-1] + 1] = [rule] * (known[-1] + 1 - known[0])
        start = at + 1
    return found


def _is_entry(text: str) -> bool:
    """Whether a line may be one of a menu. Most are so long that their beginnings tell."""
    begins = "".join(text[: 8 * LONGEST_ENTRY].split())
    return len(begins) <= 2 * LONGEST_ENTRY and width(SPACE.sub("", text)) <= LONGEST_ENTRY


def ranked(blocks: Sequence[Block]) -> Iterator[int]:
    """The indices of ranks that stand alone and count on from one, of the short lines below each, and of the title."""
    ranks: list[int] = []
    for at in range(len(blocks) + 1):
        text = blocks[at].text if at < len(blocks) else ""
        rank = RANK.fullmatch(text) if len(text) <= LONGEST_RANK else None
        if rank and ranks and int(rank[0]) == len(ranks) + 1 and at - ranks[-1] <= MOST_BETWEEN + 1:
            ranks.append(at)
        elif rank or at == len(blocks):
            if len(ranks) >= LEAST_RANKS and _are_headlines(blocks, ranks):
                if ranks[0] and len(blocks[ranks[0] - 1].text) <= LONGEST_TITLE:
                    yield ranks[0] - 1
                below = blocks[ranks[-1] + 1 : ranks[-1] + 1 + MOST_BETWEEN]
                end = ranks[-1] + 1 + sum(1 for _ in takewhile(_is_headline, below))
                yield from range(ranks[0], end)
            ranks = [at] if rank and int(rank[0]) == 1 else []


def _are_headlines(blocks: Sequence[Block], ranks: Sequence[int]) -> bool:
    """Whether what stands below ranks are headlines, and not the numbered clauses of a text."""
    items = [blocks[rank + 1] for rank in ranks if rank + 1 < len(blocks)]
    return 2 * sum(map(_is_headline, items)) > len(items)


def _is_headline(block: Block) -> bool:
    return len(block.text) <= LONGEST_LISTED and not finished(block.text) and not block.text.endswith(CLAUSE_ENDS)
