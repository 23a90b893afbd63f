"""Crossheads that are counted: 一、…, 二、…, 三、…, each with text below it, divide one article.

Arabic figures count items and articles as well, so they say nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from loader.model import Block
from loader.shapes import BODY_WIDTH, finished, width

NUMERALS = "一二三四五六七八九十"
COUNTED = re.compile(rf"(?P<opens>[（(]|第|之)?(?P<numeral>[{NUMERALS}])(?P<closes>[、．.：:]|[）)][、.．]?|[，,])")
SEVERAL = 2
FAR = 60  # lines between two of them


def counted(blocks: Sequence[Block], heads: Sequence[bool]) -> list[int]:
    """The indices of short lines that end as no sentence does and are numbered on from one, with text between them
    that is none. `heads`: whether a block begins as reports do: below those, items are articles."""
    found: list[int] = []
    chain: list[int] = []
    style, wanted = "", 0
    for at, block in enumerate(blocks):
        numbered = COUNTED.match(block.text) if width(block.text) <= BODY_WIDTH / 2 else None
        if numbered is None or finished(block.text) or (at + 1 < len(blocks) and heads[at + 1]):
            continue
        own = f"{numbered['opens']}{numbered['closes']}"
        number = NUMERALS.index(numbered["numeral"]) + 1
        if number == wanted and own == style and 1 < at - chain[-1] <= FAR:
            chain.append(at)
        else:
            found += chain if len(chain) >= SEVERAL else []
            chain, style = ([at], own) if number == 1 else ([], "")
        wanted = number + 1 if chain else 0
    return found + (chain if len(chain) >= SEVERAL else [])
