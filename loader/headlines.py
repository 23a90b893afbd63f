"""Headings that have no headline among them: the first of them is theirs."""

from __future__ import annotations

from collections.abc import Sequence

from loader.corrections import RULE as CORRECTED
from loader.model import FURNITURE, HEADING_ROLES, Labelled

RULE = "only-heading"  # what gives such headings their role


def name_headlines(labels: Sequence[Labelled]) -> list[Labelled]:
    """The labels, with the first of headings that have no headline among them as theirs. What a person gave stays."""
    named = list(labels)
    for block in _heading_blocks(labels):
        first = labels[block[0]]
        if first.rule != CORRECTED and all(labels[at].role != "headline" for at in block):
            named[block[0]] = first._replace(role="headline", rule=RULE)
    return named


def _heading_blocks(labels: Sequence[Labelled]) -> list[list[int]]:
    """Indices of headings that stand together, furniture between them passed over, cut where an article begins."""
    blocks: list[list[int]] = []
    together = False
    for at, label in enumerate(labels):
        if label.role in HEADING_ROLES:
            if together and label.mark != "A":
                blocks[-1].append(at)
            else:
                blocks.append([at])
            together = True
        elif label.role not in FURNITURE:
            together = False
    return blocks
