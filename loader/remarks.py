"""What transcribers write of a page and no paper prints: where on it an article stands, the number that they gave it,
that a place cannot be read. Such lines print nothing; some say that an article begins below, or what stands below.

The words are data, in `outlets/inputs.toml`, with examples that each must and must not match.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from loader.characters import even
from loader.errors import BadConventions
from loader.fields import FILE
from loader.model import ROLES, Block

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

LONGEST = 30  # characters, brackets included
WIDEST = 120  # characters of a line that is drawn
BRACKETED = re.compile(r"[【\[［〔(（<〈]\s?(.+?)\s?[】\]］〕)）>〉]")
BEGINS = "【[［〔(（<〈"
RULE_OFF = re.compile(r"(?:[-*_=—–─━~·•]\s?){3,}")  # a line between articles: ---, * * *, ======
SEVERAL = 2  # such lines on a page, or one may stand below a masthead only


class Remark(NamedTuple):
    """A pattern for the whole of what is in the brackets. `alone`: it needs none."""

    name: str
    pattern: re.Pattern[str]
    role: str
    opens: bool
    alone: bool

    def match(self, text: str, heading: bool) -> bool:
        """Whether a line says it; a Markdown heading needs no brackets."""
        plain = even(text)
        inside = BRACKETED.fullmatch(plain)
        if inside is None and not (self.alone or heading):
            return False
        return self.pattern.fullmatch(inside[1] if inside else plain) is not None


@cache
def load_remarks(file: Path = FILE) -> tuple[Remark, ...]:
    """Read the patterns. Raises `BadConventions` for one that fails its own examples or names no role."""
    remarks = []
    for entry in tomllib.loads(file.read_text(encoding="utf-8"))["remark"]:
        pattern = re.compile(entry["pattern"], re.IGNORECASE)
        role, opens = entry.get("role", ""), entry.get("opens", False)
        remark = Remark(entry["name"], pattern, role, opens, entry.get("alone", False))
        if role and role not in ROLES:
            raise BadConventions(f"{file.name}: the remark {remark.name!r} has the role {role!r}, which is none.")
        for key, expected in (("yes", True), ("no", False)):
            for text in entry[key]:
                if remark.match(text, heading=False) is not expected:
                    raise BadConventions(f"{file.name}: the remark {remark.name!r} fails its {key} example {text!r}.")
        remarks.append(remark)
    return tuple(remarks)


def read_remarks(source: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a transcript, those of remarks without text. What stands below one that opens an article, or below
    a line that is drawn between articles, `opens`; below one that says a role it is `said`."""
    ruled_off = {at for at, block in enumerate(blocks) if _is_ruled_off(source, block)}
    if len(ruled_off) < SEVERAL:
        ruled_off = set()
    read: list[Block] = []
    opens, said = False, ""
    for at, block in enumerate(blocks):
        if remark := _remark(block):
            opens, said = opens or remark.opens, remark.role or said
            read.append(block._replace(text="", pieces=()))
        elif at in ruled_off or not block.text:
            opens = opens or at in ruled_off
            read.append(block)
        else:
            read.append(block._replace(opens=opens, said=block.said or said) if opens or said else block)
            opens, said = False, ""
    return tuple(read)


def _remark(block: Block) -> Remark | None:
    text = block.text
    if not text or len(text) > LONGEST or block.said:
        return None
    if text[0] not in BEGINS and not block.level and not text[-1].isalnum() and text[-1] not in ":：.．":
        return None
    return next((remark for remark in load_remarks() if remark.match(text, block.level > 0)), None)


def _is_ruled_off(source: str, block: Block) -> bool:
    """Whether a line is drawn, which Markdown prints as a rule and a plain page as its marks."""
    return block.end - block.start <= WIDEST and RULE_OFF.fullmatch(source, block.start, block.end) is not None
