"""Items below one another that begin with the same mark (●○■◆…), as columns of briefs print them, are one article.

Where the label of a column (简明新闻, 国际短讯) stands right above them it is their headline.
"""

from __future__ import annotations

from collections.abc import Sequence

from loader.conventions import Conventions
from loader.model import HEADING_ROLES, Labelled
from loader.recognise import LONGEST
from loader.shapes import finished

BULLETS = "●○◎◆◇■□▲△★☆◉•·※◘"
LABELS = (*HEADING_ROLES, "crosshead")
ITEMS = frozenset({"body", "caption", "note"})
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
NUMBERED = "numbered-caption"  # what makes captions of what is numbered on from one
RULE = "list-label"  # what makes the label of a column the headline of its items, and them text


def join_items(labels: Sequence[Labelled], conventions: Conventions) -> list[Labelled]:
    """The labels, with items that begin with the same bullet in the article of the first of them."""
    labels = _with_numbered_captions(labels)
    joined = list(labels)
    label_at: int | None = None  # of the column, while nothing but blank markup stands below it
    bullet = ""  # of the item above
    listed = False  # below the label of a column, where a short item reads like a caption
    for at, label in enumerate(labels):
        if label.role == "section" or (label.role in LABELS and _is_label(label, conventions)):
            label_at, bullet, listed = at, "", False
        elif label.role in HEADING_ROLES and not (label_at is not None and _is_sentence(label)):
            label_at, bullet, listed = None, "", False
        elif label.role in (*ITEMS, *HEADING_ROLES):
            first = label.block.text[0]
            is_item = first in BULLETS and (label.role == "body" or listed or label_at is not None)
            if is_item and label_at is not None and _has_more(labels, at, first):
                joined[label_at] = labels[label_at]._replace(role="headline", rule=RULE, mark="A")
                joined[at], listed = _as_item(label), True
            elif is_item and bullet == first and (listed or label.mark == "A"):
                joined[at] = _as_item(label)
            if is_item:
                bullet = first
            elif label.mark == "A":
                bullet, listed = "", False
            label_at = None
    return joined


def _with_numbered_captions(labels: Sequence[Labelled]) -> list[Labelled]:
    """The labels, with what is numbered on from a caption (①…, ②…) as captions."""
    numbered = list(labels)
    wanted = ""  # the number below the one of the caption above
    for at, label in enumerate(labels):
        number = label.block.text[:1]
        if label.role == "body" and number and number == wanted and len(label.block.text) <= LONGEST["line"]:
            numbered[at] = label = label._replace(role="caption", rule=NUMBERED, mark="P")
        circled = label.role == "caption" and number in CIRCLED[:-1]
        wanted = CIRCLED[CIRCLED.index(number) + 1] if circled and number else ""
    return numbered


def _as_item(label: Labelled) -> Labelled:
    return label._replace(role="body", mark="P", rule=label.rule if label.role == "body" else RULE)


def _is_label(label: Labelled, conventions: Conventions) -> bool:
    """Whether it reads as a label of a column does: the model takes some for crossheads of the article above."""
    if len(label.block.text) > LONGEST["line"]:
        return False
    found = conventions.first("line", label.block.text)
    return found is not None and found[0].role == "section"


def _is_sentence(label: Labelled) -> bool:
    """Whether it begins with a bullet and ends as a text does: no heading does both."""
    return label.block.text[0] in BULLETS and finished(label.block.text)


def _has_more(labels: Sequence[Labelled], at: int, bullet: str) -> bool:
    """Whether another item follows before the next heading."""
    for label in labels[at + 1 :]:
        if label.role in HEADING_ROLES or label.role == "section":
            return False
        if label.role in ITEMS and label.block.text[0] == bullet:
            return True
    return False
