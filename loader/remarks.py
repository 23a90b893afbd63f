"""What transcribers write of a page and no paper prints: where on it an article stands, the number that they gave it,
that a place cannot be read. Such lines print nothing; some say that an article begins below, or what stands below.

The words are data, in `outlets/inputs.toml`, with examples that each must and must not match.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from loader.characters import even
from loader.errors import BadConventions
from loader.fields import FILE
from loader.model import ROLES, Block
from loader.pieces import trim

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

LONGEST = 100  # characters, brackets included
WIDEST = 120  # characters of a line that is drawn
BRACKETED = re.compile(r"[【\[［〔(（<〈]\s?(.+?)\s?[】\]］〕)）>〉]")
IN_FRONT = re.compile(BRACKETED.pattern + r"\s?[:：]?\s*(?=\S)")
BEGINS = "【[［〔(（<〈"
COLON = re.compile(r"\s?[:：]\s*(?=\S)")
MAY_BE_ALONE = re.compile(r"[文稿新好当没可以下上ashcotbASHCOTB]")  # what an `alone` one begins with: few lines do
DRAWN = "-*_=—–─━~·•"
RULE_OFF = re.compile(rf"(?:[{DRAWN}]\s?){{3,}}")  # a line between articles: ---, * * *, ======
LINE_NUMBER = re.compile(
    r"(?:L(?:ine)?\s?(?=\d)|\[(?=\d+\])|(?=0\d)|(?=\d{1,4}[|\t]))(?P<number>\d{1,4})[\]:：|.、]?\s*"
)
FEWEST_NUMBERED = 4  # lines
SEVERAL = 2  # such lines on a page, or one may stand below a masthead only


class Remark(NamedTuple):
    """A pattern for the whole of what is in the brackets. `alone`: it needs none. `role` is that of what stands below,
    `head` that of what stands behind it and a colon, on the same line."""

    name: str
    pattern: re.Pattern[str]
    role: str
    opens: bool
    alone: bool
    head: str

    def match(self, words: str, apart: bool) -> bool:
        """Whether words say it, made even. `apart`: they stand in brackets, or as a heading."""
        return (apart or self.alone) and self.pattern.fullmatch(words) is not None

    def before(self, text: str, plain: str) -> int:
        """Where a line goes on behind it and a colon; 0: it does not begin so. `plain`: the line made even."""
        if not self.head:
            return 0
        if (inside := IN_FRONT.match(plain)) and self.pattern.fullmatch(inside[1]):
            return inside.end()
        found = self.pattern.match(plain)
        colon = COLON.match(text, found.end() - (found[0][-1] in ":：")) if found else None
        return colon.end() if colon else 0


@cache
def load_remarks(file: Path = FILE) -> tuple[Remark, ...]:
    """Read the patterns. Raises `BadConventions` for one that fails its own examples or names no role."""
    remarks = []
    for entry in tomllib.loads(file.read_text(encoding="utf-8"))["remark"]:
        pattern = re.compile(entry["pattern"], re.IGNORECASE)
        role, opens = entry.get("role", ""), entry.get("opens", False)
        remark = Remark(entry["name"], pattern, role, opens, entry.get("alone", False), entry.get("head", ""))
        for named in filter(None, (role, remark.head)):
            if named not in ROLES:
                raise BadConventions(f"{file.name}: the remark {remark.name!r} has the role {named!r}, which is none.")
        for key, expected in (("yes", True), ("no", False)):
            for text in entry[key]:
                if remark.match(*_words(even(text))) is not expected:
                    raise BadConventions(f"{file.name}: the remark {remark.name!r} fails its {key} example {text!r}.")
        remarks.append(remark)
    return tuple(remarks)


def read_remarks(source: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a transcript, those of remarks without text. What stands below one that opens an article, or below
    a line that is drawn between articles, `opens`; below one that says a role it is `said`."""
    ruled_off = {at for at, block in enumerate(blocks) if _is_ruled_off(source, block)}
    if len(ruled_off) < SEVERAL:
        ruled_off = set()
    remarks = [_remark(block) for block in blocks]
    if not ruled_off and not any(remarks):
        return tuple(blocks)
    read: list[Block] = []
    opens, said = False, ""
    for at, (block, remark) in enumerate(zip(blocks, remarks, strict=True)):
        if remark:
            end = remark.before(block.text, even(block.text))
            opens, said = opens or remark.opens, remark.role or said
            if end:
                read.append(_cut(block, end)._replace(said=remark.head, opens=opens))
                opens, said = False, ""
            else:
                read.append(block._replace(text="", pieces=()))
        elif at in ruled_off or not block.text:
            opens = opens or at in ruled_off
            read.append(block)
        else:
            read.append(block._replace(opens=opens, said=block.said or said) if opens or said else block)
            opens, said = False, ""
    return tuple(read)


def without_numbers(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks without the numbers of their lines, where a transcriber wrote one before each: 001, L1:, 1|. Figures
    that a paper may print before items (1. 2. 3.) are left."""
    printed = [block for block in blocks if block.text]
    if len(printed) < FEWEST_NUMBERED or not (first := LINE_NUMBER.match(printed[0].text)):
        return blocks
    padded = (
        re.compile(rf"(?P<number>\d{{{len(first['number'])}}})[.、:：|]?\s+")
        if first["number"][0] == "0"
        else LINE_NUMBER
    )
    ends = {block.start: match.end() for block in printed if (match := padded.match(block.text))}
    numbers = [int(match["number"]) for block in printed if (match := padded.match(block.text))]
    if len(numbers) < len(printed) or any(below - above not in (1, 2) for above, below in pairwise(numbers)):
        return blocks
    return [_cut(block, ends[block.start]) if block.text else block for block in blocks]


def _cut(block: Block, at: int) -> Block:
    return block._replace(text=block.text[at:], pieces=trim(block.pieces, at, len(block.text)))


def _remark(block: Block) -> Remark | None:
    text = block.text
    if not text or len(text) > LONGEST or block.said:
        return None
    heading = block.level > 0
    if not (heading or text[0] in BEGINS or MAY_BE_ALONE.match(text)):
        return None
    plain = even(text)
    words, in_brackets = _words(plain)
    apart = heading or in_brackets
    return next((one for one in load_remarks() if one.match(words, apart) or one.before(text, plain)), None)


def _words(plain: str) -> tuple[str, bool]:
    """What stands in the brackets that a line is set in, or all of it; and whether there are any."""
    inside = BRACKETED.fullmatch(plain) if plain[0] in BEGINS else None
    return (inside[1], True) if inside else (plain, False)


def _is_ruled_off(source: str, block: Block) -> bool:
    """Whether a line is drawn, which Markdown prints as a rule and a plain page as its marks."""
    start, end = block.start, block.end
    if end - start > WIDEST or source[start : start + 1] not in DRAWN:
        return False
    return RULE_OFF.fullmatch(source, start, end) is not None
