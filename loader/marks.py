"""What lines above say of a line for certain: it signs their notice, their article has ended, their text goes on.

The model sees one line after another as tags; these look at whole lines above, and at the ends of their texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from loader.bulleted import BULLETS
from loader.characters import even
from loader.model import HEADING_ROLES, Block, Labelled
from loader.recognise import TAIL

# A notice ends so, and its signer's name ends so.
CLOSES_NOTICE = re.compile(
    r"(?:特此(?:通告|公告|通知|声明|公示|证明|说明|启事|更正|敬告|鸣谢|告知|致歉|致谢)"
    r"|即视为送达|(?:依法|缺席)(?:裁判|审理|判决)|敬请[^，。]{2,10}|请[^，。]{2,8}(?:做好准备|谅解|见谅|周知|互相转告|监督|配合)"
    r"|感谢[^，。]{0,6}(?:监督|支持|关心|帮助)|(?:声明|宣布)作废|谨此(?:讣告|公告|鸣谢)"
    r"|(?:电话|热线)\s?[:：]?\s?(?:0\d{2,3}[-—－]?)?\d{7,8}(?:[、,，]\d{7,8})*)[。！]?$"
)
LONGEST_CLOSING = 24  # characters of it that are looked at
LONGEST_SIGNER = 30
SIGNER = re.compile(
    r"[\u4e00-\u9fff（）()]{3,29}(?:[局委会院厂处部校站社行队厅署所馆店司团]|中心|办公室|政府|集团|大学|中学)"
)
SEMICOLONS = ("；", "﹔", ";")
LIST_ITEM = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、．.]|[①-⑳●■◆▲★□○·•※]|[第其][一二三四五六七八九十]|[一二三四五六]是"
)
ITEM_SIGNS = frozenset(BULLETS) - {"·", "•"}  # these stand inside names too
CLOSED = ("）", ")", "】")
WORK = re.compile(r"[/／╱:：]")  # 报道／林平: as sure a sign
LONG_PROSE, PROSE = 24, 12  # characters of prose that stops in mid-sentence, and of prose below it
RUNNING_HEAD = 4  # lines: the foot of one printed page and the head of the next


def ends_article(labels: Sequence[Labelled]) -> bool:
    """Whether the line above, lines that print nothing passed over, is anything but a heading."""
    above = next((label for label in reversed(labels) if label.role != "markup"), None)
    return above is not None and above.role not in HEADING_ROLES


def above_running_head(labels: Sequence[Labelled]) -> Labelled | None:
    """The text above a page number or the like that stands right above: a printed page ended there, not an article."""
    if not labels or labels[-1].role not in ("markup", "folio"):
        return None
    above = [label for label in labels[-RUNNING_HEAD - 1 :] if label.role != "markup"]
    if not above or above[-1].role != "folio":
        return None
    while above and above[-1].role == "folio":
        above.pop()
    return above[-1] if above and above[-1].role == "body" else None


def signs(labels: Sequence[Labelled], block: Block) -> bool:
    """Whether a line is the office or firm whose notice ends above: 特此通告。 | 清河镇自来水公司."""
    return (
        bool(labels)
        and labels[-1].role == "body"
        and block.text.find("，", 0, LONGEST_SIGNER) < 0  # most text has one there
        and SIGNER.fullmatch(even(block.text[: LONGEST_SIGNER + 1])) is not None
        and CLOSES_NOTICE.search(even(labels[-1].block.text[-LONGEST_CLOSING:])) is not None
    )


def mark_of_text(labels: Sequence[Labelled], block: Block, mark: str, signed: bool) -> str:
    """The mark of a block of text, where what stands above says it for certain. `signed`: whether the block above ends
    with who wrote it, or as editors end an article.

    Text goes on where prose stops in mid-sentence, and below a semicolon, as where sentences are typed a line each; the
    items of a list end so too, but they are marked, or several. Below a name in brackets nothing goes on."""
    above = labels[-1] if labels else None
    if above is None or above.role != "body" or mark == "A":
        return mark
    upper, lower = above.block.text, block.text
    if lower[0] in ITEM_SIGNS:
        return "P"
    if signed:
        return "P" if upper.endswith(CLOSED) or WORK.search(even(upper[-TAIL:])) else mark
    stops = upper.endswith(SEMICOLONS)
    if not (stops or "\u4e00" <= upper[-1:] <= "\u9fff") or LIST_ITEM.match(lower) or LIST_ITEM.match(upper):
        return mark
    if stops:
        before = labels[-2] if len(labels) > 1 else None
        listed = lower.endswith(SEMICOLONS) or (before is not None and before.block.text.endswith(SEMICOLONS))
        return mark if listed else "C"
    return "C" if _is_prose(upper, LONG_PROSE) and _is_prose(lower, PROSE) else mark


def _is_prose(text: str, least: int) -> bool:
    return len(text) >= least and any(stop in text for stop in "，。,")
