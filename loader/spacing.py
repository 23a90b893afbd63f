"""Spaces that programs which read images set between the characters of a line: 新 华 社 北京 2 月 3 日 电.

They are of the program, not of the paper, and no word can be found across them, so they are looked through. A paper
sets names and headings wide apart too (王 艳), so a page must have many.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from loader.model import Block, Piece
from loader.pieces import is_verbatim

# A Han character, or a mark as wide as one: a space before or after it divides no words.
WIDE = "\u2e80-\u2fdf\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff0f\uff1a-\uff20“”‘’…—·"
GAP = re.compile(f"(?<=[{WIDE}])[ \t](?=[^ \t])|(?<=[^ \t])[ \t](?=[{WIDE}])")
TOUCHING = re.compile("[\u3400-\u9fff](?=[\u3400-\u9fff])")
APART = re.compile("[\u3400-\u9fff][ \t](?=[\u3400-\u9fff])")
# Of the Han characters that follow each other on a page, the share that a space divides: on typed pages and in the
# output of models under 0.01, where a maker of pages sprinkles spaces up to 0.06; in what tesseract writes 0.5 to 1.
LEAST = 0.25
FEWEST = 20  # such spaces on a page
Gaps = Sequence[tuple[int, int]]


def without_spacing(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks of a file, with single spaces beside Han characters looked through where they stand between its
    characters as a rule. Two spaces or more are the paper's own."""
    apart = sum(len(APART.findall(block.text)) for block in blocks)
    if apart < FEWEST:
        return blocks
    touching = sum(len(TOUCHING.findall(block.text)) for block in blocks)
    if apart < LEAST * (apart + touching):
        return blocks
    return [_closed(block) for block in blocks]


def _closed(block: Block) -> Block:
    """A block without the single spaces beside its Han characters."""
    gaps = [found.span() for found in GAP.finditer(block.text)]
    if not gaps:
        return block
    text = "".join(block.text[end:start] for end, start in _between(gaps, len(block.text)))
    return block._replace(text=text, pieces=tuple(_pieces(block.pieces, gaps)))


def _between(gaps: Gaps, size: int) -> list[tuple[int, int]]:
    """What gaps leave of a text of `size` characters."""
    return list(zip([0, *(end for _, end in gaps)], [*(start for start, _ in gaps), size], strict=True))


def _pieces(pieces: Sequence[Piece], gaps: Gaps) -> list[Piece]:
    """Pieces of a text without its gaps. One that is not printed as it stands has none inside: it is cut nowhere."""
    left: list[Piece] = []
    number = gone = 0  # gaps that are passed, and how many characters they had
    for piece in pieces:
        low, last = piece.offset, piece.offset + piece.length
        while number < len(gaps) and gaps[number][1] <= last:
            start, end = gaps[number]
            if low < start:
                left.append(_part(piece, low, start, gone))
            low, gone, number = end, gone + end - start, number + 1
        if low < last:
            left.append(_part(piece, low, last, gone))
    return left


def _part(piece: Piece, low: int, high: int, gone: int) -> Piece:
    start, end = piece.start, piece.end
    if is_verbatim(piece):
        start, end = start + low - piece.offset, start + high - piece.offset
    return Piece(low - gone, high - low, start, end)
