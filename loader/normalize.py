"""One folding for both sides of search, and the token stream a plain FTS5 table can index.

`fold` makes two printings of the same words the same string: NFKC, case, traditional to simplified, variants of
characters (`characters.toml`), quotes, dashes, white space. It is context-free: `fold(a + b) == fold(a) + fold(b)`
wherever the cut stands beside a Han character, because people search for arbitrary substrings. `units` spells a folded
string as what stands in the index, one to one, and `pairs` joins neighbours to the tokens of FTS5, so that a phrase of
pairs finds exactly the substrings that do not cut a word or a number.

Offsets are code points, ranges half-open. Nothing here depends on the Unicode version of the Python that runs it:
only characters of Unicode 3.2, and of the blocks in `_LATER`, are folded; all others stand for themselves.
"""

from __future__ import annotations

import itertools
import re
import sys
import unicodedata
from functools import cache
from hashlib import sha256
from operator import add
from pathlib import Path
from typing import NamedTuple

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

FOLDING_VERSION: str
"""Names all that shapes an index: the rules of this module, and the map of characters, most of it OpenCC's.

An index built under another name must be refused. Computed when first asked for (60 ms, of which OpenCC takes most).
"""

# Raise this when a rule below changes what `fold`, `units` or `pairs` returns.
_RULES = "3"
_CODED = "\ue000"
END = "\ue001"
"""Ends a unit of more than one Han character, kana or syllable; without it such a unit stands for all that begin so."""


class Folded(NamedTuple):
    """Folded text; its character `i` came from source code points `starts[i]`..`ends[i]`.

    Both lists never decrease. What no range covers is white space that folding removed, or invisible.
    A ligature's characters share one range; a letter and its combining marks have one range together.
    A space that nothing prints, such as that between ① and ②, has an empty range.
    """

    text: str
    starts: list[int]
    ends: list[int]


def _ranges(*ranges: tuple[int, int]) -> frozenset[int]:
    return frozenset(code for first, last in ranges for code in range(first, last + 1))


# Unicode's Default_Ignorable_Code_Point, and control characters that are not white space.
_INVISIBLE = _ranges(
    (0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C),
    (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
    (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip

# Blocks younger than Unicode 3.2 that print in newspapers and fold: fractions, squared and circled words, compatibility
# ideographs, later Latin and Cyrillic. Complete before Unicode 13, the oldest that a supported Python knows.
_LATER = _ranges(
    (0x0221, 0x024F), (0x037B, 0x037F), (0x03F7, 0x0527), (0x1E9E, 0x1E9E), (0x2150, 0x218B), (0x2C60, 0x2C7F),
    (0x3200, 0x33FF), (0xA640, 0xA69D), (0xA722, 0xA7BF), (0xFA2E, 0xFAD9), (0x1F100, 0x1F1AC), (0x1F200, 0x1F251),
)  # fmt: skip

# One form for what transcribers and papers print in several ways. 「」 is the “” of traditional pages, 『』 its ‘’;
# ○ stands for 〇 in printed years (一九四○年); the accents are apostrophes typed on the wrong key.
_SAME = {
    character: one
    for one, several in {
        '"': "“”„‟″‶〝〞〟「」﹁﹂｢｣",
        "'": "‘’‚‛′‵`´『』﹃﹄",
        "-": "‐‑‒–—―−⸺⸻﹘",
        "...": "⋯",
        "/": "⁄∕",
        "~": "〜∼",
        "·": "•‧⋅∙・･",
        "〇": "○◯",
        "�": "".join(map(chr, range(0xD800, 0xE000))),  # half a surrogate pair: no database takes it
    }.items()
    for character in several
}

# Each of these is a unit by itself. Every unicode61 since 2012 agrees that they are token characters.
_SINGLE = _ranges(
    (0x3005, 0x3007), (0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x3105, 0x312C),
    (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0x20000, 0x2A6DF),
)  # fmt: skip

CHARACTERS = Path(__file__).resolve().parent / "characters.toml"

# What prints a word or number of its own: ™ № Ⅳ ⅓ (all these blocks), and what stands in a circle or square, above or
# below the line. `10³` is no 103, and `CO₂` is CO2 because letters and digits part anyhow.
_APART = _ranges((0x2100, 0x218B), (0x2460, 0x24FF), (0x3200, 0x33FF), (0x1F100, 0x1F2FF))
_APART_TAGS = ("<super>", "<sub>", "<circle>", "<square>", "<fraction>")

# Where alphabets end. Cherokee stays out: SQLite and Python disagree which of its cases is the folded one.
_ALPHABETS_END = 0x3000
_CHEROKEE = range(0x13A0, 0x1400)


class _FoldTable(dict[int, str]):
    """For `str.translate`: what each character folds to, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if code < 0x30000:  # the table must not grow without end from hostile text
            self[code] = folded
        return folded


class _UnitTable(dict[str, str]):
    """A word or a character that is no unit of `_SINGLE` to its spelling."""

    def __missing__(self, shown: str) -> str:
        if len(shown) > 1 or shown in _word_characters():
            return shown + END
        self[shown] = spelled = f"{_CODED}{ord(shown):04x}{END}"
        return spelled


_FOLD = _FoldTable()
_UNITS = _UnitTable()
_SPACES = re.compile("  +")


@cache
def _simplified() -> dict[int, str]:
    """OpenCC's t2s, one character at a time.

    Its phrases are left out on purpose: they keep 乾 in 乾坤 and make it 干 in 乾净, so the word 乾 would be found or
    not by what stands beside it. Followed to the end: 薴 becomes 苧, which becomes 苎.
    """
    from opencc import OpenCC

    blocks = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2FA20), (0x30000, 0x323B0))
    han = [chr(code) for block in blocks for code in range(*block)]
    converted = OpenCC("t2s").convert("\n".join(han)).split("\n")
    one_step = {a: b for a, b in zip(han, converted, strict=True) if a != b and len(b) == 1}
    closed: dict[int, str] = {}
    for traditional, simplified in one_step.items():
        seen = {traditional}
        while simplified in one_step and simplified not in seen:
            seen.add(simplified)
            simplified = one_step[simplified]
        closed[ord(traditional)] = simplified
    return closed


@cache
def _one_form() -> dict[int, str]:
    """What each character stands for: the simplified for a traditional one, the standard for a variant."""
    simplified = _simplified()
    groups = " ".join(tomllib.loads(CHARACTERS.read_text(encoding="utf-8")).values()).split()
    standard = {
        one: simplified.get(ord(group[0]), group[0])
        for group in groups
        for variant in group[1:]
        for one in (variant, simplified.get(ord(variant), variant))
    }
    forms = {code: standard.get(to, to) for code, to in simplified.items()}
    return {**forms, **{ord(variant): to for variant, to in standard.items()}}


def __getattr__(name: str) -> str:
    if name != "FOLDING_VERSION":
        raise AttributeError(name)
    listing = "".join(f"{chr(code)}{to}" for code, to in sorted(_one_form().items()))
    version = f"{_RULES}-t2s-{sha256(listing.encode()).hexdigest()[:12]}"
    globals()[name] = version
    return version


def _fold_character(character: str) -> str:
    """The folding of one character by itself; folding each character of the answer changes nothing."""
    code = ord(character)
    if code in _INVISIBLE:
        return ""
    if character.isspace():
        return " "
    folded, before = _fold_once(character), character
    while folded != before:
        before = folded
        folded = unicodedata.normalize("NFC", "".join(map(_fold_once, folded)))
    return f" {folded} " if folded != character and _stands_apart(character) else folded


def _stands_apart(character: str) -> bool:
    return ord(character) in _APART or unicodedata.decomposition(character).startswith(_APART_TAGS)


def _fold_once(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    if ord(character) not in _LATER and unicodedata.ucd_3_2_0.category(character) == "Cn":
        return _one_form().get(ord(character), character)
    compatible = unicodedata.normalize("NFKC", character)
    # ¨ is a space and a combining mark to NFKC, and would sit down on the letter before it.
    if len(compatible) > 1 and compatible[0] == " ":
        return character
    return compatible.casefold().translate(_one_form())


@cache
def _letters() -> frozenset[str]:
    """Letters of alphabets that form words, as folded: `covid`, `ветер`."""
    return _of_category("L")


@cache
def _digits() -> frozenset[str]:
    """Digits that form numbers, as folded: `19`."""
    return _of_category("N")


def _of_category(category: str) -> frozenset[str]:
    database = unicodedata.ucd_3_2_0
    return frozenset(
        character
        for code in range(0x30, _ALPHABETS_END)
        if code not in _CHEROKEE
        and database.category(character := chr(code))[0] == category
        and _FOLD[code] == character
    )


@cache
def _word_characters() -> frozenset[str]:
    return _letters() | _digits()


@cache
def _loose_space() -> re.Pattern[str]:
    """A space that separates no two words and no two numbers."""
    letter, digit = (re.escape("".join(sorted(several))) for several in (_letters(), _digits()))
    return re.compile(f"(?<=[{letter}]) (?![{letter}])|(?<=[{digit}]) (?![{digit}])|(?<![{letter}{digit}]) ")


def _squeeze(text: str) -> str:
    if " " not in text:
        return text
    return _loose_space().sub("", _SPACES.sub(" ", text))


def fold(text: str) -> str:
    """The one form in which text is indexed and asked for.

    White space is left only between two words of letters and between two numbers (one space): tokens cannot tell more,
    `2 月 12 日`, `2月12日` and `２月１２日` are one date, and `100 km`, `100km` and `100㎞` are one length.
    """
    folded = _fold_step(text)
    while not _is_composed(folded):  # a combining mark stood behind white space that is gone
        folded = _fold_step(folded)
    return folded


def _fold_step(text: str) -> str:
    folded = text.translate(_FOLD)
    if not _is_composed(folded):  # e + U+0301, ｶ + ﾞ, 한 typed as three letters
        folded = unicodedata.normalize("NFC", folded).translate(_FOLD)
    return _squeeze(folded)


def _is_composed(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)


class _EvenTable(dict[int, str]):
    """For `str.translate`: traditional characters to simplified, full-width letters and digits to ASCII; no other."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        even = _simplified().get(code, character)
        if 0xFF10 <= code <= 0xFF19 or 0xFF21 <= code <= 0xFF3A or 0xFF41 <= code <= 0xFF5A:
            even = chr(code - 0xFEE0)
        if code < 0x30000:
            self[code] = even
        return even


_EVEN = _EvenTable()


def even(text: str) -> str:
    """Text with traditional characters simplified and full-width letters and digits as ASCII, character by character.

    The answer is as long as the text, so that spans hold for both: what conventions are matched against.
    """
    # Most texts are even already. Finding that out costs a tenth of `translate` (8 against 88 ns a character).
    return text if text.isascii() or not _uneven().search(text) else text.translate(_EVEN)


@cache
def _uneven() -> re.Pattern[str]:
    """Any character that `even` might change. Listed are those of the BMP: `re` looks other ones up one by one."""
    simplified = "".join(chr(code) for code in _simplified() if code < 0x10000)
    return re.compile(f"[０-９Ａ-Ｚａ-ｚ{simplified}\U00010000-\U0010ffff]")


def fold_with_map(text: str) -> Folded:
    """`fold`, with the place in `text` that each folded character came from."""
    folded = _mapped_step(Folded(text, list(range(len(text))), list(range(1, len(text) + 1))))
    while not _is_composed(folded.text):
        folded = _mapped_step(folded)
    return folded


def _mapped_step(source: Folded) -> Folded:
    folded = _mapped_translate(source)
    if not _is_composed(folded.text):
        folded = _mapped_translate(_mapped_compose(folded))
    return _mapped_squeeze(folded)


def _mapped_translate(source: Folded) -> Folded:
    table = _FOLD
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for character, start, end in zip(*source, strict=True):
        folded = table[ord(character)]
        if not folded:
            if ends and ends[-1] == start:  # a variation selector belongs to the character it follows
                ends[-1] = end
            continue
        for one in folded:
            out.append(one)
            starts.append(start)
            ends.append(end)
    return Folded("".join(out), starts, ends)


def _mapped_squeeze(source: Folded) -> Folded:
    if " " not in source.text:
        return source
    out = Folded("", [], [])
    kept: list[str] = []
    space = False
    for character, start, end in zip(*source, strict=True):
        if character == " ":
            space = True
            continue
        if space and kept and in_one_run(kept[-1], character):
            kept.append(" ")
            inside = start < out.ends[-1]  # ﷺ is four words
            out.starts.append(start if inside else out.ends[-1])
            out.ends.append(end if inside else start)
        space = False
        kept.append(character)
        out.starts.append(start)
        out.ends.append(end)
    return Folded("".join(kept), out.starts, out.ends)


def _mapped_compose(source: Folded) -> Folded:
    """NFC, base by base with its marks, so that each result keeps the place of the whole."""
    text, starts, ends = source
    out = Folded("", [], [])
    pieces: list[str] = []
    first = 0
    for next_first in range(1, len(text) + 1):
        if next_first < len(text) and _may_join(text[next_first]):
            continue
        cluster = text[first:next_first]
        composed = unicodedata.normalize("NFC", cluster)
        pieces.append(composed)
        if composed == cluster:
            out.starts.extend(starts[first:next_first])
            out.ends.extend(ends[first:next_first])
        else:
            out.starts.extend([starts[first]] * len(composed))
            out.ends.extend([ends[next_first - 1]] * len(composed))
        first = next_first
    return Folded("".join(pieces), out.starts, out.ends)


def _may_join(character: str) -> bool:
    """Whether NFC may melt this character into the one before: marks, and jamo that close a syllable."""
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


@cache
def _between_singles() -> re.Pattern[str]:
    """What stands between the characters of `_SINGLE`: a word, a number, a space, any other character."""
    codes = sorted(_SINGLE)
    firsts = [code for code in codes if code - 1 not in _SINGLE]
    lasts = [code for code in codes if code + 1 not in _SINGLE]
    singles = "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(firsts, lasts, strict=True))
    letter, digit = (re.escape("".join(sorted(several))) for several in (_letters(), _digits()))
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


@cache
def _printed_as() -> dict[str, tuple[str, ...]]:
    """For each Han character, what is printed and folds to it or to a string that has it."""
    blocks = ((0x2E80, 0xA000), (0xF900, 0xFB00), (0x1F200, 0x1F300), (0x20000, 0x323B0))
    printed: dict[str, list[str]] = {}
    for code in itertools.chain.from_iterable(itertools.starmap(range, blocks)):
        folded = _FOLD[code].strip()
        if folded != chr(code):
            for character in set(folded):
                printed.setdefault(character, []).append(chr(code))
    return {character: tuple(several) for character, several in printed.items()}


def printed_as(character: str) -> tuple[str, ...]:
    """The characters that print a folded Han character: itself, traditional and compatible forms (一 ⼀ ㈠ 🈩).

    Folded, a text holds the character exactly if it holds one of these.
    """
    return (character, *_printed_as().get(character, ()))


def is_word(character: str) -> bool:
    """Whether this folded character is a letter or digit of an alphabet: part of a run, which is one unit."""
    return character in _word_characters()


def in_one_run(before: str, character: str) -> bool:
    """Whether two folded characters that follow one another are of one word or one number."""
    return (character in _letters() and before in _letters()) or (character in _digits() and before in _digits())


def run_end(folded: str, end: int) -> int:
    """Where the word or number ends that `folded[end - 1]` is part of; `end` itself where it is none."""
    while end < len(folded) and in_one_run(folded[end - 1], folded[end]):
        end += 1
    return end


def stands_free(folded: str, start: int, end: int) -> bool:
    """Whether `folded[start:end]`, which must not be empty, cuts no word and no number at its edges."""
    cut_before = start > 0 and in_one_run(folded[start - 1], folded[start])
    cut_after = end < len(folded) and in_one_run(folded[end - 1], folded[end])
    return not (cut_before or cut_after)
