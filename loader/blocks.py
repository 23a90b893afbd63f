"""A role for every block: the sequence model decides the page as a whole, conventions name what they recognise.

Each label says by which rule: the name of the convention (`outlets/*.toml`) that says the same of the line by itself,
or `model`, followed by what spoke most for the role among the features of `loader.features`.
"""

from __future__ import annotations

from collections.abc import Sequence

from loader.conventions import Conventions
from loader.features import HEAD, LONGEST_CONVENTION
from loader.model import Block, Labelled
from loader.sequence import SequenceModel, load_model
from loader.shapes import Measure

FURNITURE = frozenset({"folio", "credits", "slogan", "contents", "section", "markup", "unplaced"})
REPORT_HEAD = "report-head"


def label_blocks(
    blocks: Sequence[Block], page: Measure, conventions: Conventions, model: SequenceModel | None = None
) -> tuple[Labelled, ...]:
    """Give every block a role, a mark and the name of what decided. Linear in the number of characters.

    Blocks that print nothing are `markup`; the model does not see them.
    """
    model = model or load_model()
    shown = [block for block in blocks if block.text]
    scores = model.scores(shown, page, conventions)
    decided = iter(zip(model.best(scores), scores, strict=True))
    labels = []
    for block in blocks:
        if not block.text:
            labels.append(Labelled(block, "markup", "prints-nothing"))
            continue
        tag, _ = next(decided)
        role, _, mark = tag.partition("/")
        labels.append(Labelled(block, role, _rule(block, role, conventions), mark))
    return tuple(labels)


def _rule(block: Block, role: str, conventions: Conventions) -> str:
    """The convention that says the same of the block by itself, where there is one."""
    text = block.text
    if role == "body":
        return REPORT_HEAD if conventions.first("head", text[:HEAD]) else "model"
    if len(text) <= LONGEST_CONVENTION and (found := conventions.first("line", text)) and found[0].role == role:
        return found[0].name
    return "model"
