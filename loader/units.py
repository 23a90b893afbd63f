"""Folded text as the token stream that a plain FTS5 table can index, and the name of the rules it was made by.

`units` spells a folded string as what stands in the index, one to one, and `pairs` joins neighbours to the tokens of
FTS5, so that a phrase of pairs finds exactly the substrings that do not cut a word or a number. `tokens` are these and,
after them, one for each of the commonest characters.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from operator import add

from loader.characters import digits, letters, one_form, word_characters
from loader.normalize import fold

FOLDING_VERSION: str
"""Names all that shapes an index: the rules of folding and of units, and the map of characters, most of it OpenCC's.

An index built under another name must be refused. Computed when first asked for (60 ms, of which OpenCC takes most).
"""

# Raise this when a rule of `characters`, `normalize` or this module changes what `fold`, `units` or `pairs` returns.
_RULES = "4"
_CODED = "\ue000"
END = "\ue001"
"""Ends a unit of more than one Han character, kana or syllable; without it such a unit stands for all that begin so."""
COMMON = frozenset("一中人国在大年的")
"""Characters with a token of their own, in whose place some thousand pairs would have to be merged: what stands in a
quarter of all paragraphs of papers and broadcasts. Each adds some 3 bytes for every paragraph that holds it."""
_ALONE = "\ue002"

# Ranges, first and last included, of characters that are each a unit by itself. Every unicode61 since 2012 agrees that
# they are token characters.
_SINGLE = (
    (0x3005, 0x3007), (0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x3105, 0x312C),
    (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0x20000, 0x2A6DF),
)  # fmt: skip


class _UnitTable(dict[str, str]):
    """A word or a character that is no unit of `_SINGLE` to its spelling."""

    def __missing__(self, shown: str) -> str:
        if len(shown) > 1 or shown in word_characters():
            return shown + END
        self[shown] = spelled = f"{_CODED}{ord(shown):04x}{END}"
        return spelled


_UNITS = _UnitTable()


def __getattr__(name: str) -> str:
    if name != "FOLDING_VERSION":
        raise AttributeError(name)
    listing = "".join(f"{chr(code)}{to}" for code, to in sorted(one_form().items())) + "".join(sorted(COMMON))
    version = f"{_RULES}-t2s-{sha256(listing.encode()).hexdigest()[:12]}"
    globals()[name] = version
    return version


@cache
def _between_singles() -> re.Pattern[str]:
    """What stands between the characters of `_SINGLE`: a word, a number, a space, any other character."""
    singles = "".join(f"{chr(first)}-{chr(last)}" for first, last in _SINGLE)
    letter, digit = (re.escape("".join(sorted(several))) for several in (letters(), digits()))
    return re.compile(f"([{letter}]+|[{digit}]+|[^{singles}])")


def units(folded: str) -> list[str]:
    """Folded text as the units of the index, in order.

    A Han character, kana or hangul syllable is a unit; a run of letters of alphabets and a run of digits are each a
    unit (`h7n9` is four), spelled with U+E001 at its end; white space is none. Any other character is one by itself,
    U+E000, its code point in hexadecimal and U+E001, so that punctuation is matched exactly and no phrase reaches
    across punctuation it does not contain. From the units, joined or not, the folded text can be told, and the other
    way round.
    """
    # Three times as fast as to translate every character: most stand in runs of Han, which `extend` takes apart.
    found: list[str] = []
    parts = _between_singles().split(folded)
    for at in range(0, len(parts) - 1, 2):
        found.extend(parts[at])
        if parts[at + 1] != " ":
            found.append(_UNITS[parts[at + 1]])
    found.extend(parts[-1])
    return found


def pairs(units: list[str]) -> list[str]:
    """Each unit with the next one, and the last by itself: the tokens of a *nextword* index.

    A phrase of n units is the phrase of its n - 1 pairs, and one unit the beginning of a token. Pairs are some hundred
    times rarer than characters, so that the lists a phrase has to compare are short.
    (H. E. Williams, J. Zobel and D. Bahle, “Fast phrase querying with combined indexes”, ACM TOIS 22, 2004.)
    `tokenize='unicode61 remove_diacritics 0'` reads each as one token.
    """
    return [*map(add, units, units[1:]), *units[-1:]]


def alone(character: str) -> str:
    """The token of a character of `COMMON`."""
    return character + _ALONE


def tokens(units: list[str]) -> list[str]:
    """All that an index holds of a text: its pairs, then each character of `COMMON` that stands in it, once, sorted.

    So the commonest characters are found seven times as fast, and the newest of their hits at once. No phrase reaches
    from pairs into these: none ends with U+E002.
    """
    return [*pairs(units), *map(alone, sorted(COMMON.intersection(units)))]


def text_tokens(text: str | None) -> list[str]:
    """The tokens of a text, as the indexes have them."""
    return tokens(units(fold(text or "")))
