"""Slips of one character: what a phrase may have been meant to be, and what a hand or an eye takes for one another.

The four slips are those of F. J. Damerau, “A technique for computer detection and correction of spelling errors”,
Communications of the ACM 7, 1964: one character wrong, missing, or too many, or two neighbours in the wrong order.
He found that four spelling errors in five are one of them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from loader.sounds import nearly_sound_alike, sound_alike

LOOKALIKES = Path(__file__).resolve().parent / "lookalikes.txt"
ALIKE, NEARLY, UNLIKE = 0, 1, 2
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
# Letters and digits that are taken for one another, as folded.
_LETTER_LOOKALIKES = ("l1i", "o0", "z2", "s5", "b8", "g9q", "mn", "uv", "vw", "ce")


@cache
def lookalikes() -> dict[str, frozenset[str]]:
    """Each character of `lookalikes.txt` with all that look like it."""
    found: dict[str, set[str]] = {}
    lines = LOOKALIKES.read_text(encoding="utf-8").split("\n")
    for group in [line for line in lines if line and not line.startswith("#")] + list(_LETTER_LOOKALIKES):
        for character in group:
            found.setdefault(character, set()).update(set(group) - {character})
    return {character: frozenset(others) for character, others in found.items()}


def look_alike(a: str, b: str) -> bool:
    return b in lookalikes().get(a, ())


def distance(meant: str, typed: str) -> int:
    """How far-fetched it is that one character was typed for another: they sound or look `ALIKE`, `NEARLY` so, not."""
    if sound_alike(meant, typed) or look_alike(meant, typed):
        return ALIKE
    return NEARLY if nearly_sound_alike(meant, typed) else UNLIKE


def word_slips(word: str) -> list[str]:
    """Every word of a-z and 0-9 that is one slip away from a folded one, the likely ones first."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    alike = [a + other + b[1:] for a, b in cuts if b for other in sorted(lookalikes().get(b[0], ()))]
    turned = [a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1]
    without = [a + b[1:] for a, b in cuts if b]
    others = [a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS]
    more = [a + letter + b for a, b in cuts for letter in _LETTERS]
    found = dict.fromkeys([*alike, *turned, *without, *others, *more])
    found.pop(word, None)
    return [slip for slip in found if slip]
