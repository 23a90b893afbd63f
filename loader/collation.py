"""The order of Chinese words in a dictionary: by pinyin, then by character.

The reading of a character is the first that pypinyin's tables give it (MIT; from Unihan and 现代汉语词典), whatever the
word, so that one character always stands in one place, as in the pinyin order of Unicode's CLDR. PyICU would have that
order too, but is no wheel. Tables are read when first needed: they take 0.3 s.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
NEUTRAL = 5  # stands after the four tones, as in a dictionary

Place = tuple[int, str, int, str]
"""Kind (punctuation, digit, letter, Han), syllable, tone, character."""


def pinyin_key(folded: str) -> tuple[Place, ...]:
    """A sort key for folded text: punctuation first, then digits, letters, and Han characters by pinyin and tone."""
    return tuple(map(_place, folded))


@cache
def _place(character: str) -> Place:
    if reading := _readings().get(ord(character)):
        return (3, *_syllable(reading.split(",")[0]), character)
    if character.isdigit():
        return (1, "", 0, character)
    return (2 if character.isalpha() else 0, "", 0, character)


@cache
def _readings() -> dict[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict

    return pinyin_dict


def _syllable(reading: str) -> tuple[str, int]:
    """`lǜ` as (`lü`, 4): the letters, and the tone by its number."""
    parts = unicodedata.normalize("NFD", reading)
    tone = next((number for mark, number in _TONES.items() if mark in parts), NEUTRAL)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)), tone
