"""What the levels of a page's Markdown or HTML headings say: which head its articles, which name its columns, and
whether all but the first divide one article."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from loader.model import Block
from loader.shapes import finished

OFTEN, SEVERAL = 3, 2  # a Markdown level used so often heads the articles of its page
TEXT = 24  # characters of a paragraph at least
COLUMN_NAME = 6  # characters at most


class Levels(NamedTuple):
    """The Markdown level at which a page heads its articles, where it uses one level often, those above it at which
    it names its columns (要闻, 社会), or the level that divides the one article of the page."""

    articles: int | None
    columns: frozenset[int]
    parts: int | None


def heading_levels(blocks: Sequence[Block]) -> Levels:
    """Of blocks that print something, without the furniture at the top."""
    at_level: dict[int, list[int]] = {}
    for at, block in enumerate(blocks):
        if block.level:
            at_level.setdefault(block.level, []).append(at)
    columns = frozenset(level for level, places in at_level.items() if _names_columns(blocks, places))
    uses = {level: places for level, places in at_level.items() if level not in columns}
    most = max(map(len, uses.values()), default=0)
    # Two headings head articles where no level is used oftener, or where none stands right above a lower one: two parts
    # of a page stand above many articles.
    often = [
        level
        for level, places in uses.items()
        if len(places) >= (OFTEN if most >= OFTEN and not _head_texts(blocks, places) else SEVERAL)
    ]
    parts = _parts_of_one(blocks)
    articles = None if parts else min(often, default=None)
    return Levels(articles, frozenset(level for level in columns if articles and level < articles), parts)


def _parts_of_one(blocks: Sequence[Block]) -> int | None:
    """The level of the other headings of a page that begins with its only heading of the first rank and, before any
    other heading, text: several below of one lower rank divide one article. Below the name of a paper stand a date and
    a headline."""
    first, *below = [block.level for block in blocks if block.level] or [0]
    if not first or not blocks[0].level or len(below) < SEVERAL or len(set(below)) > 1 or below[0] <= first:
        return None
    for block in blocks[1:]:
        if block.level:
            return None
        if len(block.text) >= TEXT and finished(block.text):
            return below[0]
    return None


def has_one_heading(blocks: Sequence[Block]) -> bool:
    """Whether a page begins with a heading, and has no other: the transcriber has marked what heads its one article."""
    return bool(blocks and blocks[0].level) and len(blocks) > 1 and not any(block.level for block in blocks[1:])


def names_column(blocks: Sequence[Block], at: int, level: int) -> bool:
    """Whether a heading above the level of articles, not the first line of the page, is short and stands right above
    the heading of an article: 详细新闻, where the page has one such column only."""
    own = blocks[at].level
    return (
        at > 0
        and own is not None
        and own < level
        and len(blocks[at].text) <= COLUMN_NAME
        and at + 1 < len(blocks)
        and blocks[at + 1].level == level
    )


def divides(blocks: Sequence[Block], at: int, level: int) -> bool:
    """Whether a heading of a lower rank than `level`, that of articles, stands between text and no heading of an
    article: one right below a headline may be its deck, one right above it its kicker."""
    return 0 < at < len(blocks) - 1 and not blocks[at - 1].level and blocks[at + 1].level != level


def stand_over_texts(blocks: Sequence[Block], level: int) -> bool:
    """Whether half of the headings of a level, or more, stand right above text: those of parts of a page stand above
    other headings."""
    below = [after.level for one, after in pairwise(blocks) if one.level == level]
    return 2 * sum(not one for one in below) >= len(below)


def _head_texts(blocks: Sequence[Block], places: Sequence[int]) -> bool:
    """Whether headings of one level stand right above texts: all of them, or half of them that name no column; the
    others above one of a lower rank, the first crosshead of their article."""
    over = [at for at in places if at + 1 == len(blocks) or (blocks[at + 1].level or 0) <= (blocks[at].level or 0)]
    return len(over) == len(places) or 2 * sum(len(blocks[at].text) > COLUMN_NAME for at in over) >= len(places)


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
