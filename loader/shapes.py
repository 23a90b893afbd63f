"""Measures of printed text and of a page: width, whether a sentence ends, whether lines are hard-wrapped.

Widths are in full-width characters: a Han character is 1, a Latin letter or digit 0.5.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from loader.model import Block

PUNCTUATION = re.compile(r"[，。、；：！？﹖﹗﹔﹕“”‘’（）《》〈〉「」『』—…·]")
END_SIGNS = "■▲★◆▇●"  # of an article, behind its last stop
# A line that ends with one of these has come to the end of a sentence (a closing quote or bracket may follow).
FINISHED = re.compile(
    r"(?:[。！？；：﹖﹗﹔﹕!?;:…—]|(?<=[\u4e00-\u9fff])\.)[”’」』）)\]】》]*"
    rf"(?:\s*[①-⑳]\s?\d{{1,2}}|\s?[{END_SIGNS}])?$"
    r"|[。！？﹖﹗][^。！？﹖﹗]{0,3}[”’」』）)]$"
)
STOPS = "。！？；：﹖﹗﹔﹕!?;:…—"  # the small forms are those of Big5
# What may follow them, but for a mark with digits (①3), and a stop of half the width; a line end is passed over by `$`.
CLOSES = f"”’」』）)]】》.{END_SIGNS}\n"
BRACKETS = (("“", "”"), ("《", "》"), ("「", "」"), ("『", "』"), ("（", "）"), ("【", "】"))
# No Chinese sentence begins so: what stands here is the rest of something.
TORN = "的了着们么，。、；：！？﹖﹗﹔﹕）”’」』》,;:!?)%％℃"
TORN_START = re.compile(f"[{TORN}]")
DASHES = ("—", "─", "--", "－－", "――")  # with these a subtitle begins
# A full stop typed as a point: 工作. | also before an end mark (工作.①6) and the next item (防控.2.账号); 三.五班 and
# 一.春耕 have others.
POINT = re.compile(
    "(?<=[\u4e00-\u9fff”’」』）)》])(?<![一二三四五六七八九十])\\."
    r'(?=$|[\u4e00-\u9fff“‘「『（(《"①-⑳◆■▲●]|\d{1,2}[.．、]\s?[\u4e00-\u9fff])'
)
FEWEST_POINTS = 5  # on a page that ends its sentences with them
BODY_WIDTH = 60  # wider blocks are never headings, and their inside is not looked at


@dataclass(frozen=True, slots=True)
class Measure:
    """What a page as a whole says.

    `wrap` is the width of a full line where lines are hard-wrapped, else None; `squeeze` the width its typesetter
    gave to a punctuation mark (1 or 0.5); `levels` the Markdown heading levels in use.
    """

    wrap: float | None
    squeeze: float
    levels: frozenset[int]


def width(text: str) -> float:
    """Width of printed text in full-width characters."""
    narrow = len(text.encode("ascii", "ignore"))
    return len(text) - narrow / 2


def set_width(text: str, squeeze: float) -> float:
    """Width as a typesetter sets it who gives a punctuation mark `squeeze` of a character."""
    return width(text) - (1 - squeeze) * len(PUNCTUATION.findall(text))


def finished(text: str) -> bool:
    """Whether printed text ends where a sentence may end."""
    last = text[-1:]
    if last in CLOSES or last.isdigit():
        return FINISHED.search(text[-12:]) is not None
    return last in STOPS  # without a search: a fifth of the time of asking every line


def unclosed(text: str) -> set[tuple[str, str]]:
    """The kinds of `BRACKETS` that are opened in a text and not closed."""
    return {two for two in BRACKETS if text.rfind(two[0]) > text.rfind(two[1])}


def unopened(text: str) -> set[tuple[str, str]]:
    """The kinds of `BRACKETS` that are closed in a text before one is opened."""
    return {two for two in BRACKETS if (at := text.find(two[1])) >= 0 and two[0] not in text[:at]}


def is_unopened(text: str) -> bool:
    """Whether there are any; in half the time, because every line is asked."""
    for opening, closing in BRACKETS:
        at = text.find(closing)
        if at >= 0 and text.find(opening, 0, at) < 0:
            return True
    return False


def without_margin(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks of a page with their indents counted from its left margin, as `pdftotext -layout` leaves one.

    The margin is what all lines are indented by; or, where some stand further out (a masthead, a folio), the least
    indent of many long lines that go on with a full line above, as paragraphs never begin.
    """
    printed = [block for block in blocks if block.text]
    least = min((block.indent for block in printed), default=0)
    long = [len(block.text) for block in printed if len(block.text) >= 8]
    if not least and len(long) >= 4 and sum(block.indent > 0 for block in printed) * 2 > len(printed):
        full = 0.8 * sorted(long)[len(long) * 3 // 4]
        goes_on = Counter[int]()
        of = Counter(block.indent for block in printed if len(block.text) >= 8)
        for above, here in pairwise(printed):
            if len(above.text) >= full and not finished(above.text) and len(here.text) >= 8:
                goes_on[here.indent] += 1
        many = (indent for indent, lines in sorted(of.items()) if lines * 6 >= len(long))
        outermost = next(many, 0)
        least = outermost if goes_on[outermost] * 2 > of[outermost] else 0
    if not least or len(printed) == 1:
        return blocks
    return [block._replace(indent=max(block.indent - least, 0)) for block in blocks]


def with_full_stops(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks of a page as they are read: where it ends its sentences with a point of half the width, with `。`."""
    points = sum(len(POINT.findall(block.text)) for block in blocks if "." in block.text)
    if points < FEWEST_POINTS or points < sum(block.text.count("。") for block in blocks):
        return blocks
    return [block._replace(text=POINT.sub("。", block.text)) if "." in block.text else block for block in blocks]


def measure(blocks: Sequence[Block]) -> Measure:
    """Measure a page. It is hard-wrapped when the lines that stop in mid-sentence are many and of one width (less a
    lost indent), because pieces of paragraphs never are. Whether marks were set full or half width is tried out."""
    levels = frozenset(block.level for block in blocks if block.level)
    lines = [block.text for block in blocks if len(block.text) >= 8]
    cut = [text for text in lines if not finished(text)]
    found: list[tuple[float, float, float]] = []
    for squeeze in (1.0, 0.5) if len(cut) >= 6 and len(cut) * 5 >= len(lines) * 2 else ():
        widths = Counter(set_width(text, squeeze) for text in cut)
        near, full = max((sum(widths[value + step / 2] for step in range(-5, 2)), -value) for value in widths)
        found.append((near / len(cut), squeeze, -full))
    if found and (best := max(found))[0] >= 0.75:
        return Measure(best[2], best[1], levels)
    return Measure(None, 1.0, levels)
