"""Printed text with its way back to the source."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from loader.model import Block, Labelled, Paragraph, Piece


@dataclass(frozen=True, slots=True)
class Printed:
    """What a reader sees of a block or a paragraph, and the pieces that map it to the source."""

    text: str
    pieces: tuple[Piece, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of printed `start`..`end` (half-open, code points)."""
        return self._source(start), self._source(end - 1) + 1 if end > start else self._source(start)

    def _source(self, offset: int) -> int:
        at = 0
        if len(self.pieces) > 1:
            at = max(0, bisect_right(self.pieces, offset, key=lambda piece: piece.offset) - 1)
        piece = self.pieces[at]
        return piece.start + max(0, min(offset - piece.offset, piece.end - piece.start - 1))


def printed(of: Labelled | Block | Paragraph) -> Printed:
    """The printed text of a block, labelled or not, or of a paragraph."""
    held = of.block if isinstance(of, Labelled) else of
    return Printed(held.text, held.pieces)
