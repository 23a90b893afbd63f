"""Lines that begin with who speaks, in an interview or a debate: 记者：…, 周小远：…."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from loader.model import Block

SPEAKER = re.compile(r"[■□◆●★☆▲]?\s?(?P<name>[^\s\d:：，。、；！？“”（()）《》【】]{1,10})\s?[:：]\s?(?=\S)")
LEAST = 2  # times that each of two speaks
FAR = 24  # lines from one to the other: long answers are wrapped over many


def speakers(blocks: Sequence[Block]) -> list[int]:
    """The indices of the lines that two or more begin in turn, each of them `LEAST` times or more."""
    said = [(at, found["name"]) for at, block in enumerate(blocks) if (found := SPEAKER.match(block.text))]
    often = {name for name, times in Counter(name for _, name in said).items() if times >= LEAST}
    lines = [(at, name) for at, name in said if name in often]
    turns: set[int] = set()
    for (above, one), (below, other) in pairwise(lines):
        if one != other and below - above <= FAR:
            turns.update((above, below))
    return sorted(turns)
