"""Telegrams that stand one below the other under one headline, as papers of the 1940s print them.

Each begins with its own bracket (【本报清河十一日专电】), which elsewhere begins an article of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from loader.characters import even
from loader.model import Block
from loader.shapes import finished

BEGINS = tuple("【（(〔[〖")
TELEGRAM = re.compile(
    r"[【（(〔\[〖][^】）)〕\]〗]{2,24}?(?:[\d一二三四五六七八九十廿卅]日?(?:发)?[专急特快]?电|日[^】）)〕\]〗]{0,6}电|特讯)[】）)〕\]〗]"
)
HEAD = 32  # characters in which a telegram's bracket stands
ENDED = re.compile(r"[◆▲■★●□▼◇]$|[（(][完终][）)]$|[①-⑳]\s?\d{0,2}$")  # an editor's mark: what stands below is another


def is_below_telegrams(above: Iterable[Block], last: Block, block: Block) -> bool:
    """Whether a block is a telegram below texts of which one is a telegram too; `last` is the last of them."""
    return _is_telegram(block) and not ENDED.search(last.text) and any(map(_is_telegram, above))


def telegrams_below(blocks: Sequence[Block]) -> Iterator[int]:
    """The indices of telegrams of a page below a telegram's text, with nothing but text between."""
    run: list[Block] = []
    for at, block in enumerate(blocks):
        if run and is_below_telegrams(run, run[-1], block):
            yield at
        if not (len(block.text) > HEAD or finished(block.text) or (run and not finished(run[-1].text))):
            run = []  # a heading
        elif run or _is_telegram(block):
            run.append(block)


def _is_telegram(block: Block) -> bool:
    return block.text[:1] in BEGINS and TELEGRAM.match(even(block.text[:HEAD])) is not None
