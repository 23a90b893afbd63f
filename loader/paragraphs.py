"""Paragraphs put together again from the lines that column ends and hard wraps have cut.

Whether a line goes on where the one above stopped is the model's mark `C`: it has seen how the line above ends, how
this one begins, and whether lines of the page are of one width. Here marked lines are joined, also across what the
transcriber put between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from loader.model import REPORT_HEAD, Labelled, Paragraph, Piece
from loader.shapes import TORN_START, finished

# These stand in an article but are no part of its text.
ASIDE = frozenset({"byline", "agency", "end-mark", "jump", "dateline"})
LATIN_EDGE = re.compile(r"[A-Za-z0-9]")


def join_paragraphs(labels: Sequence[Labelled], parts: Iterable[int]) -> list[tuple[Paragraph, list[int]]]:
    """Paragraphs of one article, each with the indices of its blocks. `parts` are indices into `labels`, in order."""
    runs: list[list[int]] = []
    last_of_role: dict[str, list[int]] = {}
    for index in parts:
        label = labels[index]
        if label.role in ASIDE or not label.block.text:
            continue
        run = last_of_role.get(label.role)
        if run and _continues(labels, run[-1], index, run is runs[-1]):
            run.append(index)
        else:
            runs.append([index])
            last_of_role[label.role] = runs[-1]
    return [(_paragraph(labels, run), run) for run in runs]


def _continues(labels: Sequence[Labelled], above: int, index: int, nothing_between: bool) -> bool:
    """Whether a block goes on where the block `above` of its role stopped.

    With something in between (a caption, the headlines of another article) only body text goes on, and only where it
    stopped in mid-sentence and begins as no sentence does.
    """
    label = labels[index]
    if nothing_between and (index == above + 1 or all(labels[at].role == "markup" for at in range(above + 1, index))):
        return label.mark == "C"
    if label.role != "body" or label.rule == REPORT_HEAD or finished(labels[above].block.text):
        return False
    return label.mark == "C" or TORN_START.match(label.block.text) is not None


def _paragraph(labels: Sequence[Labelled], run: Sequence[int]) -> Paragraph:
    """Join the printed texts of a run; between two Latin edges the line end was a space."""
    if len(run) == 1:
        alone = labels[run[0]]
        return Paragraph(alone.role, alone.block.text, alone.block.pieces, (alone.block.line,))
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
