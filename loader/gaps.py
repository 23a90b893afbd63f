"""Pages that leave blank lines between their articles and none, or fewer, inside them: a transcriber's own division.

Most transcripts have a blank line between all paragraphs, or none at all, which says nothing. Where gaps of one size
are few, stand above lines that look like headings, and below texts that have come to an end, they divide articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from loader.bulleted import BULLETS
from loader.model import Block
from loader.shapes import Measure, finished, set_width, width

FEWEST = 3  # stretches between gaps
LINES = 2.0  # of a stretch, on the average
# Of the stretches that have a text so many begin as articles do: with a short line and text below it, or with a bullet.
HEADED = 0.6
ENDED = 0.7  # of the texts above gaps do not stop in mid-sentence
LONGEST_HEADING = 36.0  # full-width characters
OF_A_LINE = 0.85  # of a full line, where lines are hard-wrapped
CLAUSES = re.compile("[，、。；]")


def between_articles(blocks: Sequence[Block], page: Measure) -> list[int]:
    """The indices of blocks that stand below a gap between articles; none where the page does not divide them so.
    `blocks` print something, and none is a Markdown heading."""
    if len(blocks) < FEWEST * LINES or any(block.level for block in blocks):
        return []
    gaps = [lower.line - upper.line - 1 if lower.after_blank else 0 for upper, lower in pairwise(blocks)]
    for least in sorted({gap for gap in gaps if gap > 0}):
        starts = [at for at, gap in enumerate(gaps, 1) if gap >= least]
        if len(starts) + 1 < FEWEST:
            break
        if len(blocks) >= LINES * (len(starts) + 1) and _divide(blocks, page, starts):
            return starts
    return []


def _divide(blocks: Sequence[Block], page: Measure, starts: Sequence[int]) -> bool:
    """Whether what stands between gaps begins and ends as articles do."""
    bounds = [0, *starts, len(blocks)]
    stretches = [blocks[start:end] for start, end in pairwise(bounds)]
    with_text = [one for one in stretches if not all(_may_head(block, page) for block in one[1:])]
    headed = sum(one[0].text[0] in BULLETS or _may_head(one[0], page) for one in with_text)
    ended = sum(_may_end(blocks[max(at - 2, 0) : at], page) for at in starts)
    return headed >= max(HEADED * len(with_text), FEWEST) and ended >= ENDED * len(starts)


def _may_head(block: Block, page: Measure) -> bool:
    """Whether a line is shorter than one of text, ends as no sentence does, and has no marks of a sentence in it."""
    if finished(block.text) or CLAUSES.search(block.text):
        return False
    if page.wrap is not None:
        return set_width(block.text, page.squeeze) < OF_A_LINE * page.wrap
    return width(block.text) <= LONGEST_HEADING


def _may_end(lines: Sequence[Block], page: Measure) -> bool:
    """Whether the last of two lines may be the end of a text, as the last line of a paragraph is, which is narrower."""
    last = lines[-1]
    return finished(last.text) or _may_head(last, page) or width(last.text) < OF_A_LINE * width(lines[0].text)
