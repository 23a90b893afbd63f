"""What rules say of a block by where it stands: at the top, far to the right, below a heading, at the end of a text.

Told from what the lines around it look like, before any of them has a role.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from loader.characters import even
from loader.conventions import Conventions, Found, Rule
from loader.joins import UNKNOWN, read_on
from loader.model import FURNITURE, HEADING_ROLES, Block
from loader.recognise import LONGEST_PLACED, Recognised
from loader.shapes import DASHES, finished

RIGHT = 8  # white-space characters from the margin
LONGEST_UNDER = 40  # characters of a byline, and of the heading above it
LEAST_BELOW = 12  # characters of the text below it, which may be wrapped
PAUSES = "，。、：,:"
LONGEST_ASKED = 24  # characters of a heading that asks or exclaims
LONGEST_SIGNATURE = 20  # characters
LONGEST_NAME, LISTED = 4, 4  # characters of a name in a list, and lines of the shortest list
LONGEST_LABEL = 4  # characters
LEAST_ABOVE = 160  # characters
LONGEST_COINED = 3  # characters of a pen name
LONGEST_ALONE = 8  # characters of a line that may be a label or a name alone
TOLD_AROUND = 40  # blocks above and below a name
REPORTER = ("记者", "記者", "讯员", "訊員", "作者", "、", "摄影", "攝影")
LONGEST_PLACE = 8  # of a line above a name that says where he lives
BOXES_OPEN = "（(【〔"
BOXED = re.compile(rf"[{BOXES_OPEN}].{{4,40}}[）)】〕]")
# Credits that a line's end has cut: 责任校对： | 林小平, 制 | 图 林小平.
CUT_CREDITS = re.compile(r"[:：、/／]\s*$|[\s\u3000■□][制校美责编版审视组排]$")
NAME_FIRST = re.compile(r".[\u4e00-\u9fff]{2,3}(?:[\s\u3000、，,/／]|口述|整理|撰文|摄)")
BOXES = ("tail", "teller")  # scopes whose rules are asked of a line in brackets
# Scopes whose rules are asked of a line as one that stands there.
PLACED = ("right", "under", "under-dash", "coined", "after", "signer", "between", *BOXES)


def by_place(blocks: Sequence[Block], seen: Recognised, conventions: Conventions) -> list[Rule | None]:
    """What rules say of blocks, of which `seen` is recognised: with those of scope `masthead` at the top and below what
    a rule calls furniture, where a date alone is the page's and no signature's, of scope `right` far to the right below
    a sentence's end, of scope `under` and `under-dash` between a heading and a text, of `after` and `signer` between a
    text and a heading, of `listed` among lines as short as names, and of `tail` and `teller` for lines in brackets."""
    found: list[Rule | None] = []
    for at, (block, said) in enumerate(zip(blocks, seen.line, strict=True)):
        rule = said[0] if said else None
        above = found[-1] if found else None
        beside = not found or (above is not None and above.role in FURNITURE)
        if len(block.text) <= LONGEST_PLACED:
            if beside and (rule is None or rule.role not in FURNITURE):
                rule = _first(seen, "masthead", at) or rule
            elif rule is None and block.indent >= RIGHT and finished(blocks[at - 1].text):
                rule = _first(seen, "right", at)
            if len(block.text) <= LONGEST_UNDER and (rule is None or rule.role == "signature"):
                if rule is None and _is_listed(blocks, at):
                    rule = _first(seen, "listed", at)
                elif _under_heading(blocks, at, found) and not seen.head[at + 1]:
                    rule = _first(seen, "under", at) or rule
                    if rule is None and blocks[at - 1].text.startswith(DASHES):
                        rule = _first(seen, "under-dash", at)
                    if rule is None and _is_coined(blocks, at):
                        rule = _first(seen, "coined", at)
                elif rule is None and len(block.text) <= LONGEST_SIGNATURE:
                    rule = _signs(blocks, at, found, seen)
            if rule is None and 0 < at < len(blocks) - 1 and _is_between(blocks, at):
                rule = _first(seen, "between", at)
                if rule and (_is_told_of(blocks, at) or _are_signed(blocks, at, seen)):
                    rule = None
            if rule is None and block.text[0] in BOXES_OPEN and BOXED.fullmatch(block.text):
                rule = _boxed(seen, at)
            if above is not None and above.role == "credits" and _ends_credits(blocks, at, rule):
                rule = above
            elif rule is not None and rule.role == "byline" and len(block.text) <= LONGEST_ALONE:
                if is_label(block.text, conventions):
                    rule = None
                elif (portrait := _first(seen, "shown", at)) and _is_told_of(blocks, at):
                    rule = portrait
        found.append(rule)
    return found


def _is_coined(blocks: Sequence[Block], at: int) -> bool:
    """Whether a few characters stand together in no text around, and hardly in any other."""
    text = blocks[at].text
    if not 1 < len(text) <= LONGEST_COINED or any(
        read_on(text[:i], text[i:], "") > UNKNOWN for i in range(1, len(text))
    ):
        return False
    around = (*blocks[max(0, at - TOLD_AROUND) : at], *blocks[at + 1 : at + TOLD_AROUND])
    return not any(text in block.text for block in around)


def _is_between(blocks: Sequence[Block], at: int) -> bool:
    """Whether a short block stands right between two texts, of which the one above is no mere introduction."""
    if len(blocks[at].text) > LONGEST_SIGNATURE or not (_ends_text(blocks[at - 1]) and _is_text(blocks[at + 1])):
        return False
    return _is_long(blocks, at)


def _is_long(blocks: Sequence[Block], at: int) -> bool:
    """Whether the text that ends above a block is longer than what may stand above a byline in its article."""
    length, above = 0, at - 1
    while above >= 0 and length < LEAST_ABOVE and (_is_text(blocks[above]) or not finished(blocks[above].text)):
        if not _is_text(blocks[above]) and len(blocks[above].text) < LEAST_BELOW:
            break  # a heading
        length += len(blocks[above].text)
        above -= 1
    return length >= LEAST_ABOVE


def begins_below(blocks: Sequence[Block], said: Sequence[Rule | None], at: int) -> bool:
    """Whether a byline between two texts begins the one below: the text above is long, and no byline ends the last."""
    if at == 0 or not _ends_text(blocks[at - 1]) or not _is_long(blocks, at):
        return False
    below = at + 1
    while below < len(blocks) and (_is_text(blocks[below]) or _says_who(said[below])):
        below += 1
    first = next((one for one in range(at + 1, below) if not _says_who(said[one])), below)
    if first == below or _says_who(said[below - 1]):
        return False
    text = blocks[first].text
    return said[first] is None and (finished(text) or len(text) >= LONGEST_UNDER)


def _says_who(rule: Rule | None) -> bool:
    return rule is not None and rule.role == "byline"


def _are_signed(blocks: Sequence[Block], at: int, seen: Recognised) -> bool:
    """Whether names stand below the texts of a run, not above: the last of them has one below it."""
    below = at + 1
    while below < len(blocks) and (_is_text(blocks[below]) or seen.first("between", below)):
        below += 1
    return not _is_text(blocks[below - 1])


def _ends_credits(blocks: Sequence[Block], at: int, rule: Rule | None) -> bool:
    """Whether a short line, of which a rule may say that it names somebody, is the rest of the credits above it."""
    block = blocks[at]
    names = rule is not None and rule.role == "byline" and len(block.text) <= LONGEST_SIGNATURE
    return names and not block.after_blank and CUT_CREDITS.search(even(blocks[at - 1].text)) is not None


def _is_told_of(blocks: Sequence[Block], at: int) -> bool:
    """Whether texts around a name alone tell of its bearer, other than as of their reporter."""
    name = "".join(blocks[at].text.split())
    around = blocks[max(0, at - TOLD_AROUND) : at + TOLD_AROUND]
    return any(name in block.text and _is_text(block) and not _reports(block.text, name) for block in around)


def _reports(text: str, name: str) -> bool:
    before = "".join(text[: text.index(name)].split())
    return before.endswith(REPORTER)


def is_label(text: str, conventions: Conventions) -> bool:
    """Whether a short line begins as labels and words of headings do that look like names: 文化游, 财　经."""
    if len(text) > 2 * LONGEST_LABEL:
        return False
    bare = "".join(text.split())
    return len(bare) <= LONGEST_LABEL and even(bare).startswith(conventions.no_names)


def _boxed(seen: Recognised, at: int) -> Rule | None:
    """What says who wrote at the head or at the end of a text, where a line in brackets is nothing else."""
    text = seen.texts[at]
    for found in (seen.tail[at], seen.first("teller", at) if NAME_FIRST.match(text) else None):
        if found and found[1].span() == (0, len(text)):
            return found[0]
    return None


def _first(seen: Recognised, scope: str, at: int) -> Rule | None:
    found: Found = seen.first(scope, at)
    return found[0] if found else None


def _is_listed(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block is one of `LISTED` or more below one another that are as short as names."""
    if len(blocks[at].text) > LONGEST_NAME:
        return False
    around = blocks[max(0, at - LISTED + 1) : at + LISTED]
    short = [len(block.text) <= LONGEST_NAME for block in around]
    return any(all(short[first : first + LISTED]) for first in range(len(short) - LISTED + 1))


def _under_heading(blocks: Sequence[Block], at: int, found: Sequence[Rule | None]) -> bool:
    """Whether a short block may stand between a heading and a text, by what is around it alone. A picture may stand
    below the heading."""
    over = at - 1
    while over > 0 and (rule := found[over]) is not None and rule.role == "caption":
        over -= 1
    if over < at - 1 and (rule := found[over]) is not None and rule.role not in HEADING_ROLES:
        return False
    if not 0 <= over < at < len(blocks) - 1 or len(above := blocks[over].text) > LONGEST_UNDER:
        return False
    asks = len(above) <= LONGEST_ASKED and above.endswith(("？", "！", "?", "!")) and "。" not in above
    return (asks or not finished(above)) and _is_text(blocks[at + 1])


def _signs(blocks: Sequence[Block], at: int, found: list[Rule | None], seen: Recognised) -> Rule | None:
    """The rule by which a short block below a text signs it: who somebody is and where he lives (`after`), or, on the
    second line, his name (`signer`). A town alone above a name that is no heading's is part of the signature."""
    above = found[-1] if found else None
    if above is not None and above.scope == "after" and above.role == "signature":
        return _first(seen, "signer", at)
    if at == 0 or (at + 1 < len(blocks) and _is_text(blocks[at + 1])):
        return None
    last = at - 1
    if last and (mark := found[last]) is not None and mark.role == "end-mark":
        last -= 1
    if _ends_text(blocks[last]) or _ends_cut_text(blocks, last):
        rule = _first(seen, "after", at)
        listed = rule is not None and at + 1 < len(blocks) and _first(seen, "after", at + 1) == rule
        return None if listed else rule
    if at > 1 and above is None and _ends_text(blocks[at - 2]) and len(blocks[at - 1].text) <= LONGEST_PLACE:
        rule = _first(seen, "signer", at)
        if rule and rule.above:
            found[-1] = rule
            return rule
    return None


def _ends_text(block: Block) -> bool:
    return _is_text(block) and finished(block.text)


def _ends_cut_text(blocks: Sequence[Block], at: int) -> bool:
    """Whether a short line is the rest of a text that the line above does not end, as on pages with hard wraps."""
    text = blocks[at].text
    return (
        at > 0
        and text.endswith(("。", "。”", "。」"))
        and _is_text(blocks[at - 1])
        and not finished(blocks[at - 1].text)
    )


def _is_text(block: Block) -> bool:
    text = block.text
    return len(text) >= LONGEST_UNDER or (len(text) >= LEAST_BELOW and any(pause in text for pause in PAUSES))
