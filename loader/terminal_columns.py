"""Columns of a terminal: how many a text takes, and as much of it as fits."""

from __future__ import annotations

import unicodedata


def columns(text: str) -> int:
    """How many columns a terminal gives to text: two to a Han character or a full-width mark (UAX 11), none to a
    combining one."""
    return len(text) if text.isascii() else sum(map(_column, text))


def _column(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def cut(text: str, width: int) -> str:
    """Text on one row of `width` columns, with an ellipsis where some is left out."""
    text = text.replace("\t", " ")
    used = 0
    for at, sign in enumerate(text):
        used += _column(sign)
        if used > width:
            return _fitting(text[:at], width - 1) + "…"
    return text


def _fitting(text: str, width: int) -> str:
    while text and columns(text) > width:
        text = text[:-1]
    return text


def padded(text: str, width: int) -> str:
    text = cut(text, width)
    return text + " " * (width - columns(text))
