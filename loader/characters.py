"""What each character folds to, by itself: NFKC, case, traditional to simplified, variants of characters
(`characters.toml`), quotes, dashes, white space; and `even`, which keeps the length of a text.

Nothing here depends on the Unicode version of the Python that runs it: only characters of Unicode 3.2, and of the
blocks in `_LATER`, are folded; all others stand for themselves. The map from traditional to simplified is OpenCC's.
"""

from __future__ import annotations

import itertools
import re
import sys
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from loader.kept import Arrays, kept

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]


def code_ranges(*ranges: tuple[int, int]) -> frozenset[int]:
    """All code points from the first to the last of each range, both included."""
    return frozenset(code for first, last in ranges for code in range(first, last + 1))


# Unicode's Default_Ignorable_Code_Point, and control characters that are not white space.
_INVISIBLE = code_ranges(
    (0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C),
    (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
    (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip

# Blocks younger than Unicode 3.2 that print in newspapers and fold: fractions, squared and circled words, compatibility
# ideographs, later Latin and Cyrillic. Complete before Unicode 13, the oldest that a supported Python knows.
_LATER = code_ranges(
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

CHARACTERS = Path(__file__).resolve().parent / "characters.toml"

# What prints a word or number of its own: ™ № Ⅳ ⅓ (all these blocks), and what stands in a circle or square, above or
# below the line. `10³` is no 103, and `CO₂` is CO2 because letters and digits part anyhow.
_APART = code_ranges((0x2100, 0x218B), (0x2460, 0x24FF), (0x3200, 0x33FF), (0x1F100, 0x1F2FF))
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


FOLD = _FoldTable()


@cache
def _simplified() -> dict[int, str]:
    """OpenCC's t2s, one character at a time.

    Its phrases are left out on purpose: they keep 乾 in 乾坤 and make it 干 in 乾净, so the word 乾 would be found or
    not by what stands beside it. Followed to the end: 薴 becomes 苧, which becomes 苎.
    """
    tables = _opencc_tables()
    if not tables:
        return _asked_of_opencc()

    def codes() -> Arrays:
        return {"map": np.array([(code, ord(to)) for code, to in _asked_of_opencc().items()], np.uint32)}

    known = kept(Path(__file__), [Path(__file__).read_bytes(), *map(Path.read_bytes, tables)], codes)
    return {code: chr(to) for code, to in known["map"].tolist()}


def _opencc_tables() -> list[Path]:
    """The files that OpenCC reads to simplify."""
    found = find_spec("opencc")
    folder = Path(found.origin).parent if found and found.origin else None
    tables = sorted(path for path in folder.rglob("*") if re.match(r"t2s|TS", path.name)) if folder else []
    return tables if any(path.name == "t2s.json" for path in tables) else []


def _asked_of_opencc() -> dict[int, str]:
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
def one_form() -> dict[int, str]:
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
        return one_form().get(ord(character), character)
    compatible = unicodedata.normalize("NFKC", character)
    # ¨ is a space and a combining mark to NFKC, and would sit down on the letter before it.
    if len(compatible) > 1 and compatible[0] == " ":
        return character
    return compatible.casefold().translate(one_form())


@cache
def letters() -> frozenset[str]:
    """Letters of alphabets that form words, as folded: `covid`, `ветер`."""
    return _of_category("L")


@cache
def digits() -> frozenset[str]:
    """Digits that form numbers, as folded: `19`."""
    return _of_category("N")


def _of_category(category: str) -> frozenset[str]:
    database = unicodedata.ucd_3_2_0
    return frozenset(
        character
        for code in range(0x30, _ALPHABETS_END)
        if code not in _CHEROKEE
        and database.category(character := chr(code))[0] == category
        and FOLD[code] == character
    )


@cache
def word_characters() -> frozenset[str]:
    return letters() | digits()


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


# Any character that `even` might change, once made. Those beyond the basic plane are not listed: `re` looks them up one
# by one.
_find_uneven: Callable[[str], re.Match[str] | None] | None = None


def even(text: str) -> str:
    """Text with traditional characters simplified and full-width letters and digits as ASCII, character by character.

    The answer is as long as the text, so that spans hold for both: what conventions are matched against.
    """
    # Most texts are even already. Finding that out costs a tenth of `translate` (8 against 88 ns a character).
    if text.isascii():
        return text
    global _find_uneven
    if _find_uneven is None:  # to ask a cached function for it takes as long as the search
        _find_uneven = re.compile(f"[{uneven()}\U00010000-\U0010ffff]").search
    return text.translate(_EVEN) if _find_uneven(text) else text


@cache
def uneven() -> str:
    """The characters of the basic plane that `even` might change."""
    wide = (chr(code) for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1))
    return "".join([*wide, *(chr(code) for code in _simplified() if code < 0x10000)])


@cache
def _printed_as() -> dict[str, tuple[str, ...]]:
    """For each Han character, what is printed and folds to it or to a string that has it."""
    blocks = ((0x2E80, 0xA000), (0xF900, 0xFB00), (0x1F200, 0x1F300), (0x20000, 0x323B0))
    printed: dict[str, list[str]] = {}
    for code in itertools.chain.from_iterable(itertools.starmap(range, blocks)):
        folded = FOLD[code].strip()
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
    return character in word_characters()


def in_one_run(before: str, character: str) -> bool:
    """Whether two folded characters that follow one another are of one word or one number."""
    return (character in letters() and before in letters()) or (character in digits() and before in digits())
