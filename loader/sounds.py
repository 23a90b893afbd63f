"""How Han characters and words are read (拼音), and what a person typed as pinyin.

A syllable is its letters and its tone: 绿 is ("lv", 4); ü is written v, the neutral tone is 0. pypinyin knows all
readings that dictionaries give a character, 声 as qìng among them. A character is taken to be read by the first one,
and by those that at least `ATTESTED` phrases of pypinyin have (47,111 phrases with a character of several readings).
A word that is one of these phrases is read as it says; any other word by all readings of its characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

Syllable = tuple[str, int]

ATTESTED = 2
MAX_LETTERS = 60

_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_TWO_LETTERS = ("zh", "ch", "sh")
_INITIALS = frozenset("abcdefghjklmnopqrstwxyz")
_NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


class Typed(NamedTuple):
    """Pinyin as typed: its letters; the places between letters that part syllables; tones by a letter they mark.

    `initials`: the letters are the first ones of syllables (`yqfk`), not whole syllables.
    """

    letters: str
    breaks: frozenset[int]
    tones: dict[int, int]
    initials: bool


@cache
def _characters() -> dict[str, tuple[Syllable, ...]]:
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    attested = Counter(
        (character, readings[0])
        for phrase, several in PHRASES_DICT.items()
        for character, readings in zip(phrase, several, strict=False)
    )
    found = {}
    for code, readings in PINYIN_DICT.items():
        first, *others = readings.split(",")
        used = [first, *(other for other in others if attested[chr(code), other] >= ATTESTED)]
        if syllables := tuple(dict.fromkeys(filter(None, map(_syllable, used)))):
            found[chr(code)] = syllables
    return found


@cache  # 1,700 are all there are
def _syllable(marked: str) -> Syllable | None:
    """`lǜ` as ("lv", 4); None for what no keyboard types, such as ḿ."""
    letters, tone = _without_tone(marked)
    return (letters, tone) if letters.isascii() and re.search("[aeiouv]", letters) else None


def _without_tone(marked: str) -> tuple[str, int]:
    apart = unicodedata.normalize("NFD", marked.replace("ɡ", "g"))
    tone = next((_TONES[mark] for mark in apart if mark in _TONES), 0)
    return "".join(mark for mark in apart if mark not in _TONES).replace("u\u0308", "v"), tone


def character_readings(character: str) -> tuple[Syllable, ...]:
    """The readings of one character, the commonest first; none for what is no Han character."""
    return _characters().get(character, ())


def word_readings(word: str) -> list[tuple[Syllable, ...]]:
    """The readings of each character of a word as they stand in it; for one that is no Han character, none."""
    from pypinyin.constants import PHRASES_DICT

    several = PHRASES_DICT.get(word, ()) if len(word) > 1 else ()
    as_phrase = [tuple(filter(None, map(_syllable, readings))) for readings in several]
    return as_phrase if len(as_phrase) == len(word) else [character_readings(character) for character in word]


@cache
def _by_letters() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for character, syllables in _characters().items():
        for letters in dict.fromkeys(letters for letters, _ in syllables):
            found.setdefault(letters, []).append(character)
    return {letters: tuple(characters) for letters, characters in found.items()}


def read_as(letters: str) -> tuple[str, ...]:
    """Every character that can be read by these letters, whatever its tone."""
    return _by_letters().get(letters, ())


def homophones(character: str) -> frozenset[str]:
    """Every other character that shares a reading with this one, tones left aside."""
    letters = {letters for letters, _ in character_readings(character)}
    return frozenset(other for one in letters for other in read_as(one)) - {character}


def sound_alike(a: str, b: str) -> bool:
    """Whether two characters can be read alike, tones left aside."""
    return not {letters for letters, _ in character_readings(a)}.isdisjoint(one for one, _ in character_readings(b))


def nearly_sound_alike(a: str, b: str) -> bool:
    """The same, where zh, ch, sh, ng and n may stand for z, c, s, n and l, as in much spoken Chinese."""
    return not {_near(letters) for letters, _ in character_readings(a)}.isdisjoint(
        _near(letters) for letters, _ in character_readings(b)
    )


def _near(letters: str) -> str:
    for full, flat in _NEAR:
        letters = letters.replace(full, flat)
    return "l" + letters[1:] if letters[:1] == "n" else letters


# ---- what was typed --------------------------------------------------------------------------------------------------


def read_typed(typed: str) -> Typed | None:
    """Pinyin as a person types it: `yiqing`, `yi qing`, `yi'qing`, `yi4qing2`, `yìqíng`, `lüse`, `lvse`, `yqfk`.

    None if it is no pinyin: another character, a syllable there is not, more than `MAX_LETTERS`.
    """
    if len(typed) > 4 * MAX_LETTERS:
        return None
    letters, breaks, tones = "", set(), {}
    spelled = unicodedata.normalize("NFKC", typed).lower().strip().replace("u:", "v")
    for word in re.split(r"[\s'’‘`´·-]+", spelled):
        if re.fullmatch(r"(?:[^\d][0-5]?)*", word) is None:  # not [^\d]+, which can be cut in 2 ** n ways before a 9
            return None
        for part, digit in re.findall(r"([^\d]+)([0-5]?)", word):
            for letter in unicodedata.normalize("NFC", part):
                plain, tone = _without_tone(letter)
                if tone:
                    tones[len(letters)] = tone
                letters += plain
            if digit:
                tones[len(letters) - 1] = int(digit) % 5
                breaks.add(len(letters))
        breaks.add(len(letters))
    letters = re.sub("(?<=[ln])ue", "ve", letters)
    if not letters or len(letters) > MAX_LETTERS or not (letters.isascii() and letters.isalpha()):
        return None
    inside = frozenset(breaks) - {0, len(letters)}
    whole = Typed(letters, inside, tones, False)
    if len(letters) in _reachable(whole):
        return whole
    first = Typed(letters, inside, {}, True)
    return first if not tones and set(letters) <= _INITIALS else None


def _reachable(typed: Typed) -> set[int]:
    """The places at which a syllable can begin, or the whole can end, counted from the beginning."""
    reached, waiting = {0}, [0]
    while waiting:
        at = waiting.pop()
        for letters in _by_letters():
            end = at + len(letters)
            if end not in reached and typed.letters.startswith(letters, at) and fits(typed, at, (letters, None)):
                reached.add(end)
                waiting.append(end)
    return reached


def beginnings(typed: Typed) -> list[tuple[int, frozenset[str]]]:
    """Each place at which a word can begin, with the characters that can stand there."""
    if typed.initials:
        return [
            (at, frozenset(one for letters in _by_letters() if letters[0] == first for one in read_as(letters)))
            for at, first in enumerate(typed.letters)
        ]
    return [
        (
            at,
            frozenset(one for letters in _by_letters() if fits(typed, at, (letters, None)) for one in read_as(letters)),
        )
        for at in sorted(_reachable(typed) - {len(typed.letters)})
    ]


def fits(typed: Typed, at: int, syllable: tuple[str, int | None]) -> bool:
    """Whether a syllable stands at a place of what was typed, its tone too where both are told (None: not told)."""
    letters, tone = syllable
    end = at + len(letters)
    if not typed.letters.startswith(letters, at) or any(at < place < end for place in typed.breaks):
        return False
    asked = [typed.tones[place] for place in range(at, end) if place in typed.tones]
    return not asked or (len(asked) == 1 and tone in (None, asked[0]))


def ends(typed: Typed, at: int, word: str) -> set[int]:
    """Where a word can end that begins at a place of what was typed; empty if it is not read so."""
    if not all(map(_letters_of().__contains__, word)):
        return set()
    if typed.initials and not any(map(typed.letters.__contains__, _TWO_LETTERS)):
        # Most words fail here, and soon: an archive has tens of thousands.
        if not all(letter in _letters_of()[one] for one, letter in zip(word, typed.letters[at:], strict=False)):
            return set()
    reached = {at}
    for syllables in word_readings(word):
        reached = {end for start in reached for syllable in syllables for end in _ends_of(typed, start, syllable)}
        if not reached:
            break
    return reached


@cache
def _letters_of() -> dict[str, frozenset[str]]:
    """The letters with which each character can begin."""
    return {one: frozenset(letters[0] for letters, _ in syllables) for one, syllables in _characters().items()}


def _ends_of(typed: Typed, at: int, syllable: Syllable) -> Iterator[int]:
    """Where a syllable ends that begins at this place. Of initials, `zg` and `zhg` are both 中国."""
    letters = syllable[0]
    if not typed.initials:
        if fits(typed, at, syllable):
            yield at + len(letters)
        return
    for size in (1, 2) if letters[:2] in _TWO_LETTERS else (1,):
        if typed.letters[at : at + size] == letters[:size] and not (size == 2 and at + 1 in typed.breaks):
            yield at + size
