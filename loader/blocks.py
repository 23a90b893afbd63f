"""A role for every block: the sequence model decides the page as a whole, conventions name what they recognise.

Each label says by which rule: the name of the convention (`outlets/*.toml`) that says the same of the line by itself,
or `model`, followed by what spoke most for the role among the features of `loader.features`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import ne
from typing import NamedTuple

from loader.characters import even
from loader.conventions import Conventions, Found, Rule
from loader.crossheads import SHARED_WORDING, settle
from loader.fields import RULE as FIELD
from loader.model import HEADING_ROLES, Block, Labelled
from loader.recognise import LONGEST, TAIL, recognise
from loader.sequence import SequenceModel, load_model
from loader.shapes import Measure, finished

FURNITURE = frozenset({"folio", "credits", "slogan", "contents", "section", "markup", "unplaced"})
REPORT_HEAD = "report-head"
PRINTS_NOTHING = "prints-nothing"


# What a convention or a page's own Markdown says is worth this much to the model, which may still know better: 3 to 5
# change no figure of composed pages by more than 0.003, and let a rule added to a TOML file decide without training.
CONVENTION_WEIGHT = 4.0
# What the transcriber says, and a rule that is sure: more than all else that speaks for a line.
SAID_WEIGHT = 12.0
HEAD_WEIGHT = 2.0  # that a line begins as reports do (新华社…电) says that it is text, and less surely where it stops
BELOW_HEADLINE = "web-source"  # the rule of what web editions print right below a headline; it weighs as much
# With these an article has ended, so what seems a crosshead right below is the next one's headline: of 532 headings and
# crossheads that stand there on composed pages 10 are crossheads.
CLOSING = frozenset({"signature", "end-mark"})
# A notice ends so, and its signer's name ends so.
CLOSES_NOTICE = re.compile(r"特此(?:通告|公告|通知|声明|公示|证明|说明|启事|更正|敬告|鸣谢|告知)[。！]?$")
LONGEST_SIGNER = 30
SIGNER = re.compile(
    r"[\u4e00-\u9fff（）()]{3,29}(?:[局委会院厂处部校站社行队厅署所馆店司团]|中心|办公室|政府|集团|大学|中学)"
)
SIGNS = frozenset({"kicker", "headline", "deck", "crosshead"})  # what such lines are taken for
# Credits name a task or say where to call or write; lines without any are hardly ever credits.
CREDIT, UNCREDITED = re.compile(r"[编編版校审審值总總统統责責热熱线線电電址邮郵价價印广廣订訂@:：/\d]"), 1.5
SEMICOLONS = ("；", "﹔", ";")
LIST_ITEM = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、．.]|[①-⑳●■◆▲★□○·•※]|[第其][一二三四五六七八九十]|[一二三四五六]是"
)
CLOSED = ("）", ")", "】")
WORK = re.compile(r"[/／╱:：]")  # 报道／林平: as sure a sign
HAN_END = re.compile(r"[\u4e00-\u9fff]$")
LONG_PROSE, PROSE = 24, 12  # characters of prose that stops in mid-sentence, and of prose below it
OFTEN = 3  # a Markdown level used so often heads the articles of its page
COLUMN_NAME = 6  # characters at most
RIGHT = 8  # white-space characters from the margin
RUNNING_HEAD = 4  # lines: the foot of one printed page and the head of the next


def label_blocks(
    blocks: Sequence[Block], page: Measure, conventions: Conventions, model: SequenceModel | None = None
) -> tuple[Labelled, ...]:
    """Give every block a role, a mark and the name of what decided. Linear in the number of characters.

    Blocks that print nothing are `markup`; the model does not see them.
    """
    shown = [block for block in blocks if block.text]
    decided = iter(_decided(shown, page, conventions, model or load_model()) if shown else ())
    level = heading_levels(shown).articles
    labels: list[Labelled] = []
    signed = False
    signer: Block | None = None
    for block in blocks:
        if not block.text:
            labels.append(Labelled(block, "markup", PRINTS_NOTHING))
            continue
        tag, settled, rule, head, ends = next(decided)
        role, _, mark = tag.partition("/")
        if role == "headline" and level and block.level == level and labels and _ends_article(labels):
            mark = "A"
        if role == "crosshead" and labels and labels[-1].role in CLOSING:
            role, mark = "headline", "A"
        if role in SIGNS and _signs(labels, block):
            role, mark, signer = "signature", "P", block
        elif role in HEADING_ROLES and mark != "A" and labels and labels[-1].block is signer:
            mark = "A"
        if role == "body" and not head and not block.said:
            if above := _above_running_head(labels):
                mark = "P" if finished(above.block.text) else "C"
            mark = _mark(labels, block, mark, signed)
        signed = ends
        by = FIELD if block.said == role else SHARED_WORDING if settled else _rule(role, rule, head)
        labels.append(Labelled(block, role, by, mark))
    return tuple(labels)


def _decided(
    blocks: Sequence[Block], page: Measure, conventions: Conventions, model: SequenceModel
) -> Iterator[tuple[str, bool, Rule | None, Found, bool]]:
    """For each block its tag, whether that is another than the model gave it (`crossheads`), what a rule says of all of
    the block, and of its head, and whether one says that its end signs it."""
    seen = recognise([block.text for block in blocks], conventions)
    said = by_place(blocks, [found[0] if found else None for found in seen.line], conventions)
    scores = model.scores(blocks, page, seen, conventions)
    for row, voices in zip(scores, told(blocks, said, [found is not None for found in seen.head]), strict=True):
        for _, role, weight in voices:
            row[model.columns(role)] += weight
    best = model.best(scores)
    tags = settle(blocks, best, scores, [found is not None for found in seen.head], model)
    return zip(tags, map(ne, tags, best), said, seen.head, [found is not None for found in seen.tail], strict=True)


def told(
    blocks: Sequence[Block], said: Sequence[Rule | None], heads: Sequence[bool]
) -> list[list[tuple[str, str, float]]]:
    """What is added to the model's scores of each block: what says so, of which role, and its weight.

    `said`: the rule that holds of the block (`by_place`); `heads`: whether it begins as reports do.
    """
    found: list[list[tuple[str, str, float]]] = [[] for _ in blocks]
    for at, (block, rule) in enumerate(zip(blocks, said, strict=True)):
        if block.said:
            found[at].append(("the transcriber says so", block.said, SAID_WEIGHT))
        if rule:
            weight = SAID_WEIGHT if rule.sure else CONVENTION_WEIGHT
            found[at].append((f"convention {rule.name}", rule.role, weight))
            if rule.name == BELOW_HEADLINE and at and not said[at - 1]:
                found[at - 1].append((f"above {rule.name}", "headline", HEAD_WEIGHT))
        elif heads[at]:
            found[at].append(("begins as reports do", "body", HEAD_WEIGHT))
    level, columns = heading_levels(blocks)
    for voices, block in zip(found, blocks, strict=True):
        if level and block.level == level:
            voices.append((f"page heads articles at h{level}", "headline", CONVENTION_WEIGHT))
        elif block.level in columns:
            voices.append((f"page names columns at h{block.level}", "section", CONVENTION_WEIGHT))
        elif level and not block.level and not block.strong:
            voices.append((f"not at level h{level}", "headline", -CONVENTION_WEIGHT))
        if not CREDIT.search(block.text):
            voices.append(("names no task", "credits", -UNCREDITED))
    return found


class Levels(NamedTuple):
    """The Markdown level at which a page heads its articles, where it uses one level often, and those above it at which
    it names its columns (要闻, 社会)."""

    articles: int | None
    columns: frozenset[int]


def heading_levels(blocks: Sequence[Block]) -> Levels:
    """Of blocks that print something."""
    at_level: dict[int, list[int]] = {}
    for at, block in enumerate(blocks):
        if block.level:
            at_level.setdefault(block.level, []).append(at)
    columns = frozenset(level for level, places in at_level.items() if _names_columns(blocks, places))
    often = [level for level, places in at_level.items() if len(places) >= OFTEN and level not in columns]
    articles = min(often, default=None)
    return Levels(articles, frozenset(level for level in columns if articles and level < articles))


def _names_columns(blocks: Sequence[Block], places: Sequence[int]) -> bool:
    """Whether headings of one level, none of them the first line of the page, are short, stand above others, and are
    fewer than those."""
    below = [blocks[at + 1].level for at in places if at + 1 < len(blocks)]
    level = blocks[places[0]].level
    return (
        places[0] > 0
        and len(below) == len(places)
        and all(len(blocks[at].text) <= COLUMN_NAME for at in places)
        and min(below) == max(below) > level
        and sum(block.level == below[0] for block in blocks) > len(places)
    )


def _ends_article(labels: Sequence[Labelled]) -> bool:
    """Whether the line above, lines that print nothing passed over, is anything but a heading."""
    above = next((label for label in reversed(labels) if label.role != "markup"), None)
    return above is not None and above.role not in HEADING_ROLES


def _above_running_head(labels: Sequence[Labelled]) -> Labelled | None:
    """The text above a page number or the like that stands right above: a printed page ended there, not an article."""
    above = [label for label in labels[-RUNNING_HEAD - 1 :] if label.role != "markup"]
    if not above or above[-1].role != "folio":
        return None
    while above and above[-1].role == "folio":
        above.pop()
    return above[-1] if above and above[-1].role == "body" else None


def _signs(labels: Sequence[Labelled], block: Block) -> bool:
    """Whether a line is the office or firm whose notice ends above: 特此通告。 | 清河镇自来水公司."""
    return (
        bool(labels)
        and labels[-1].role == "body"
        and CLOSES_NOTICE.search(even(labels[-1].block.text[-8:])) is not None
        and SIGNER.fullmatch(even(block.text[: LONGEST_SIGNER + 1])) is not None
    )


def _mark(labels: Sequence[Labelled], block: Block, mark: str, signed: bool) -> str:
    """The mark of a block of text, where what stands above says it for certain. `signed`: whether the block above ends
    with who wrote it, or as editors end an article.

    Text goes on where prose stops in mid-sentence, and below a semicolon, as where sentences are typed a line each; the
    items of a list end so too, but they are marked, or several. Below a name in brackets nothing goes on."""
    above = labels[-1] if labels else None
    if above is None or above.role != "body" or mark == "A":
        return mark
    upper, lower = above.block.text, block.text
    if signed:
        return "P" if upper.endswith(CLOSED) or WORK.search(even(upper[-TAIL:])) else mark
    stops = upper.endswith(SEMICOLONS)
    if not (stops or HAN_END.search(upper)) or LIST_ITEM.match(lower) or LIST_ITEM.match(upper):
        return mark
    if stops:
        before = labels[-2] if len(labels) > 1 else None
        listed = lower.endswith(SEMICOLONS) or (before is not None and before.block.text.endswith(SEMICOLONS))
        return mark if listed else "C"
    return "C" if _is_prose(upper, LONG_PROSE) and _is_prose(lower, PROSE) else mark


def _is_prose(text: str, least: int) -> bool:
    return len(text) >= least and any(stop in text for stop in "，。,")


def by_place(blocks: Sequence[Block], said: Sequence[Rule | None], conventions: Conventions) -> list[Rule | None]:
    """What rules say of blocks, with those of scope `masthead` at the top and below what a rule calls furniture, where
    a date alone is the page's and no signature's, and of scope `right` far to the right below a sentence's end."""
    found: list[Rule | None] = []
    for at, (block, rule) in enumerate(zip(blocks, said, strict=True)):
        above = found[-1] if found else None
        beside = not found or (above is not None and above.role in FURNITURE)
        if len(block.text) <= LONGEST["line"]:
            if beside and (rule is None or rule.role not in FURNITURE):
                masthead = conventions.first("masthead", block.text)
                rule = masthead[0] if masthead else rule
            elif rule is None and block.indent >= RIGHT and finished(blocks[at - 1].text):
                right = conventions.first("right", block.text)
                rule = right[0] if right else None
        found.append(rule)
    return found


def _rule(role: str, said: Rule | None, head: Found) -> str:
    """The name of what decided: a convention that says the same, otherwise the model."""
    if role == "body":
        return REPORT_HEAD if head else "model"
    return said.name if said and said.role == role else "model"
