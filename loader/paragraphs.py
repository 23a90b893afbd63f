"""Paragraphs put together again from the lines that column ends and hard wraps have cut.

Two lines are one paragraph when the first ends in mid-sentence. On a hard-wrapped page the width decides as well: a
line that ends a sentence short of the full width ends its paragraph, and a line that begins one is two characters
short because its indent was lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from loader.blocks import Measure, finished
from loader.model import Block, Labelled, Paragraph, Piece

# These stand in an article but are no part of its text.
ASIDE = frozenset({"byline", "agency", "end-mark", "jump", "dateline"})
LIST_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．]|[①-⑳●■◆▲★])"
)
LATIN_EDGE = re.compile(r"[A-Za-z0-9]")


def join_paragraphs(
    labels: Sequence[Labelled], parts: Iterable[int], page: Measure
) -> list[tuple[Paragraph, list[int]]]:
    """Paragraphs of one article, each with the indices of its blocks. `parts` are indices into `labels`, in order."""
    runs: list[list[int]] = []
    for index in parts:
        label = labels[index]
        if label.role in ASIDE or not label.block.text:
            continue
        if runs and label.role == "body" and labels[runs[-1][-1]].role == "body":
            if _continues(labels[runs[-1][-1]].block, label, len(runs[-1]), page):
                runs[-1].append(index)
                continue
        runs.append([index])
    return [(_paragraph(labels, run), run) for run in runs]


def _continues(above: Block, label: Labelled, lines: int, page: Measure) -> bool:
    """Whether a body block goes on where the body block above stopped. `lines`: how many it has been already."""
    below = label.block
    if label.rule == "report-head" or below.level:
        return False
    if not finished(above.text):
        return not (LIST_ITEM.match(below.text) and above.text.endswith((":", "：")))
    if not page.fills(above.text) or (lines == 1 and page.is_first_line(above.text)):
        return False
    return not (page.fills(below.text) and page.is_first_line(below.text))


def _paragraph(labels: Sequence[Labelled], run: Sequence[int]) -> Paragraph:
    """Join the printed texts of a run; between two Latin edges the line end was a space."""
    text = ""
    pieces: list[Piece] = []
    for index in run:
        block = labels[index].block
        if text and LATIN_EDGE.match(text[-1]) and LATIN_EDGE.match(block.text[0]):
            text += " "
        pieces.extend(Piece(piece.offset + len(text), *piece[1:]) for piece in block.pieces)
        text += block.text
    role = labels[run[0]].role
    lines = tuple(dict.fromkeys(labels[index].block.line for index in run))
    return Paragraph(role, text, tuple(pieces), lines)
