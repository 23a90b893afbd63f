"""Pieces of printed text and where they stand in the source: told apart, cut."""

from __future__ import annotations

from loader.model import Piece

# `str.strip` without arguments leaves U+FEFF and U+200B, which print nothing, at the ends of lines.
WHITE = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\u200b\ufeff"


def is_verbatim(piece: Piece) -> bool:
    """Whether it is printed as it stands in the source."""
    return piece.length == piece.end - piece.start


def trim(pieces: tuple[Piece, ...], first: int, last: int) -> tuple[Piece, ...]:
    """The pieces of `first`..`last` of the printed text, offsets counted from `first`."""
    kept = []
    for piece in pieces:
        low, high = max(piece.offset, first), min(piece.offset + piece.length, last)
        if low < high:
            start, end = piece.start, piece.end
            if is_verbatim(piece):
                start, end = piece.start + low - piece.offset, piece.start + high - piece.offset
            kept.append(Piece(low - first, high - low, start, end))
    return tuple(kept)
