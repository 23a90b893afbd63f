"""A role for every block: the sequence model decides the page as a whole, conventions name what they recognise.

Each label says by which rule: the name of the convention (`outlets/*.toml`) that says the same of the line by itself,
or `model`, followed by what spoke most for the role among the features of `loader.features`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import ne
from typing import NamedTuple

from loader.conventions import Conventions, Found, Rule
from loader.crossheads import SHARED_WORDING, settle
from loader.fields import RULE as FIELD
from loader.levels import Levels, heading_levels
from loader.marks import above_running_head, ends_article, mark_of_text, signs
from loader.menus import in_menus
from loader.model import FURNITURE, HEADING_ROLES, PRINTS_NOTHING, REPORT_HEAD, Block, Labelled
from loader.placed import by_place
from loader.recognise import Recognised, recognise
from loader.sequence import SequenceModel, Voice, load_model
from loader.shapes import Measure, finished
from loader.voices import told

SIGNS = frozenset(
    {"kicker", "headline", "deck", "crosshead", "slogan", "body"}
)  # what the line that signs a notice is taken for


def label_blocks(
    blocks: Sequence[Block], page: Measure, conventions: Conventions, model: SequenceModel | None = None
) -> tuple[Labelled, ...]:
    """Give every block a role, a mark and the name of what decided. Linear in the number of characters.

    Blocks that print nothing are `markup`; the model does not see them.
    """
    shown = [block for block in blocks if block.text]
    known = heard(shown, page, conventions) if shown else None
    level = known.levels.articles if known else None
    decided = iter(_decided(shown, page, known, conventions, model or load_model()) if known else ())
    labels: list[Labelled] = []
    signed = False
    signer: Block | None = None
    all_head: Block | None = None  # nothing but the head of a report: 本报讯 通讯员 林平
    for block in blocks:
        if not block.text:
            labels.append(Labelled(block, "markup", PRINTS_NOTHING))
            continue
        tag, lead, settled, rule, head, ends = next(decided)
        role, _, mark = tag.partition("/")
        if role == "headline" and level and block.level == level and labels and ends_article(labels):
            mark = "A"
        if role in SIGNS and signs(labels, block):
            role, mark, signer = "signature", "P", block
        elif role in HEADING_ROLES and mark != "A" and labels and labels[-1].block is signer:
            mark = "A"
        if role == "body" and not head and not block.said:
            if above := above_running_head(labels):
                mark = "P" if finished(above.block.text) else "C"
            mark = mark_of_text(labels, block, mark, signed)
            if labels and labels[-1].block is all_head:
                mark = "P"
        if head and mark == "C" and (page.wrap is None or (labels and finished(labels[-1].block.text))):
            mark = "P"  # what opens as a report does is no rest of the caption above
        if head and page.wrap is None and head[1].end() == len(block.text):
            all_head = block
        signed = ends
        by = FIELD if block.said == role else SHARED_WORDING if settled else _rule(role, rule, head)
        labels.append(Labelled(block, role, by, mark, lead))
    return tuple(labels)


class Heard(NamedTuple):
    """What is said of the blocks of a page before the model reads it: what conventions recognise, the rule that holds
    of each, what the levels of its headings say, and what is added to its scores (`voices`)."""

    seen: Recognised
    said: list[Rule | None]
    levels: Levels
    voices: list[list[Voice]]


def heard(blocks: Sequence[Block], page: Measure, conventions: Conventions) -> Heard:
    """`blocks` must not be none, and none of them without text."""
    seen = recognise([block.text for block in blocks], conventions)
    said = in_menus(blocks, by_place(blocks, seen, conventions), conventions)
    heads = [found is not None for found in seen.head]
    tails = [found[0].role if found else "" for found in seen.tail]
    top = next((at for at, rule in enumerate(said) if rule is None or rule.role not in FURNITURE), 0)
    levels = heading_levels(blocks[top:])
    return Heard(seen, said, levels, told(blocks, page, said, heads, tails, levels, conventions))


def _decided(
    blocks: Sequence[Block], page: Measure, known: Heard, conventions: Conventions, model: SequenceModel
) -> Iterator[tuple[str, float, bool, Rule | None, Found, bool]]:
    """For each block its tag, by how much an article rather begins there (`model.Labelled.lead`), whether the tag is
    another than the model gave it (`crossheads`), what a rule says of all of the block, and of its head, and whether
    one says that its end signs it."""
    seen, said, levels, voices = known
    scores = model.scores(blocks, page, seen, conventions)
    model.add_voices(scores, voices)
    best, leads = model.read(scores)
    tags = settle(blocks, best, scores, [found is not None for found in seen.head], model)
    if levels.articles:  # the page itself says what heads its articles
        tags = [
            was if block.level == levels.articles else tag for block, was, tag in zip(blocks, best, tags, strict=True)
        ]
    ends = [found is not None for found in seen.tail]
    return zip(tags, leads, map(ne, tags, best), said, seen.head, ends, strict=True)


def _rule(role: str, said: Rule | None, head: Found) -> str:
    """The name of what decided: a convention that says the same, otherwise the model."""
    if role == "body":
        return REPORT_HEAD if head else "model"
    return said.name if said and said.role == role else "model"
