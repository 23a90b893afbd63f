"""A role for every block, decided from its own shape first and then from its neighbours.

The order is the method: markup, whole-line conventions (`outlets/*.toml`, scope `line`), the head of a report,
prose by its punctuation and width, and only then the short lines, which are headings unless what stands around them
says that they are a piece of prose. Every block remembers the rule that decided.

Widths are in full-width characters: a Han character is 1, a Latin letter or digit 0.5.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from loader.conventions import Conventions
from loader.model import Block, Labelled

FURNITURE = frozenset({"folio", "credits", "slogan", "contents", "section", "markup", "unplaced"})
PROSE = frozenset({"body", "note", "caption"})

# A line that ends with one of these has come to the end of a sentence (a closing quote or bracket may follow).
FINISHED = re.compile(
    r"[。！？；：!?;:…—][”’」』）)\]】》]*(?:\s*[①-⑳]\s?\d{1,2})?$|[。！？][^。！？]{0,3}[”’」』）)]$"
)
# No Chinese sentence begins so: what stands here is the rest of something.
TORN_START = re.compile(r"[的了着们么，。、；：！？）”’」』》,;:!?)]")
NARRATIVE = re.compile(
    r"[\u4e00-\u9fff]了[\u4e00-\u9fff]|先后|随后|[说称][，,:：]|(?:表示|指出|介绍|强调|要求|认为)[，,:：]"
)
NAME = re.compile(r"[\u4e00-\u9fff](?:[\s\u3000]*[\u4e00-\u9fff]){1,3}")
LONGEST_CONVENTION = 170  # characters; the longest line a `line` rule can match (a caption)

# Chosen on the seeds: the longest headline is 46 wide (a deck of three clauses), the narrowest paragraph with a comma
# and no full stop that must be prose is 47. Re-run bench/score_split.py when changed.
LONGEST_HEADING = 46


PUNCTUATION = re.compile(r"[，。、；：！？“”‘’（）《》〈〉「」『』—…·]")
FIRST_LINE = 1.5  # a first line is two characters short, give or take half of one for letters and digits


@dataclass(frozen=True, slots=True)
class Measure:
    """What the page as a whole says.

    `wrap` is the width of a full line where lines are hard-wrapped, else None; `squeeze` the width its typesetter
    gave to a punctuation mark (1 or 0.5); `levels` the Markdown heading levels in use.
    """

    wrap: float | None
    squeeze: float
    levels: frozenset[int]

    def fills(self, text: str) -> bool:
        """Whether printed text fills a line of a hard-wrapped page, the first line of a paragraph included."""
        return self.wrap is not None and set_width(text, self.squeeze) > self.wrap - 2 * FIRST_LINE

    def is_first_line(self, text: str) -> bool:
        """Whether printed text that fills a line is as short as a first line that lost its indent."""
        return self.wrap is not None and set_width(text, self.squeeze) <= self.wrap - FIRST_LINE + 0.5


def width(text: str) -> float:
    """Width of printed text in full-width characters."""
    narrow = len(text.encode("ascii", "ignore"))
    return len(text) - narrow / 2


def set_width(text: str, squeeze: float) -> float:
    """Width as a typesetter sets it who gives a punctuation mark `squeeze` of a character."""
    return width(text) - (1 - squeeze) * len(PUNCTUATION.findall(text))


def finished(text: str) -> bool:
    """Whether printed text ends where a sentence may end."""
    return FINISHED.search(text[-12:]) is not None


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


def label_blocks(blocks: Sequence[Block], conventions: Conventions) -> tuple[Labelled, ...]:
    """Give every block a role and the name of the rule that gave it. Linear in the number of characters.

    Headings all come out as `headline` (with `rule` saying why); `articles` tells kicker, deck and crosshead apart,
    because that depends on the article they belong to.
    """
    page = measure(blocks)
    decided = [_by_itself(block, page, conventions) for block in blocks]
    shown = [index for index, block in enumerate(blocks) if block.text]
    for position, index in enumerate(shown):
        if decided[index] is None:
            before = shown[position - 1] if position else None
            after = shown[position + 1] if position + 1 < len(shown) else None
            decided[index] = _by_neighbours(blocks, decided, before, index, after, page, conventions)
    return tuple(
        Labelled(block, *(choice or ("unplaced", "nothing-fits")))
        for block, choice in zip(blocks, decided, strict=True)
    )


def _by_itself(block: Block, page: Measure, conventions: Conventions) -> tuple[str, str] | None:
    """What the block's own markup, wording and shape decide; None: a short line that could be several things."""
    text = block.text
    if not text:
        return "markup", "prints-nothing"
    if block.level:
        return "headline", f"markdown-h{block.level}"
    if len(text) <= LONGEST_CONVENTION and (found := conventions.first("line", text)):
        return found[0].role, found[0].name
    if conventions.first("head", text):
        return "body", "report-head"
    return _prose(text, page)


def _prose(text: str, page: Measure) -> tuple[str, str] | None:
    wide = width(text)
    if "。" in text[:-1] or text.endswith("。"):
        return "body", "full-stop"
    if page.fills(text):
        return "body", "full-line"
    if wide > LONGEST_HEADING:
        return "body", "long"
    if TORN_START.match(text):
        return "body", "torn-start"
    if text.endswith(("；", "：", ";", ":", "，", ",", "、")):
        return "body", "clause-end"
    return None


def _by_neighbours(
    blocks: Sequence[Block],
    decided: Sequence[tuple[str, str] | None],
    before: int | None,
    index: int,
    after: int | None,
    page: Measure,
    conventions: Conventions,
) -> tuple[str, str]:
    """Decide a short line. `before` and `after` are the nearest blocks with text; those above are decided."""
    text = blocks[index].text
    above = decided[before] if before is not None else None
    below = decided[after] if after is not None else None
    after_prose = above is not None and above[0] in PROSE
    open_above = after_prose and before is not None and not finished(blocks[before].text)
    if open_above and finished(text):
        return "body", "ends-a-paragraph"
    if open_above and before is not None and page.fills(blocks[before].text):
        return "body", "wrapped-line"
    if after_prose and NAME.fullmatch(text) and is_name(text, conventions):
        return "byline", "lone-name"
    if page.levels:  # a page whose headings are marked has no unmarked ones
        return "body", "unmarked-in-markdown"
    if (
        after_prose
        and below
        and below[0] == "body"
        and after is not None
        and not conventions.first("head", blocks[after].text)
    ):
        if page.wrap is None and is_cut(text, blocks[after].text):
            return "body", "cut-paragraph"
    return "headline", "short-line"


def is_name(text: str, conventions: Conventions) -> bool:
    """Whether printed text of two to four Han characters begins with a surname."""
    letters = re.sub(r"\s", "", text)
    return 2 <= len(letters) <= 4 and (letters[:1] in conventions.surnames or letters[:2] in conventions.surnames)


def is_cut(text: str, below: str) -> bool:
    """Whether a short line between two paragraphs begins the second one, cut by a column end, and is no heading.

    Headlines seldom narrate: a comma with a tail of one or two characters (表示，捐), 了 inside (察看了中原路), or a
    rest that no sentence begins with (愈率、的) speak for a cut.
    """
    tail = re.split(r"[，,、]", text)[-1]
    votes = (
        (2 if tail != text and len(tail) <= 2 else 0)
        + (1 if "，" in text or "," in text else 0)
        + (2 if NARRATIVE.search(text) else 0)
        + (2 if TORN_START.match(below) else 0)
    )
    return votes >= 2


def heading_runs(labels: Sequence[Labelled]) -> list[tuple[int, int]]:
    """Half-open ranges of labels that are headings in a row, furniture and bare markup between them not counted."""
    wanted = [index for index, label in enumerate(labels) if label.role == "headline"]
    runs: list[tuple[int, int]] = []
    start = wanted[0] if wanted else 0
    for one, two in pairwise([*wanted, len(labels) + 1]):
        between = labels[one + 1 : two]
        if two > len(labels) or any(label.role not in FURNITURE for label in between):
            runs.append((start, one + 1))
            start = two
    return runs
