"""Pinyin in place of characters: the words and phrases of this archive that can be read so, each as it is searched for.

What was typed is matched against every reading (`sounds`) of the archive's vocabulary (`words`, cut by jieba), of its
single characters, and of phrases of two or three of its words that follow one another (疫情防控 is two words to jieba).
Words that together span what was typed are found by going through its letters once (dynamic programming over places
where a syllable can end). Every word and phrase is then searched for; only what is found is answered, with its number
of paragraphs. Nothing is guessed: what could not be looked at in time, or is too much to show, is said to be missing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from heapq import nlargest
from typing import NamedTuple

from loader.enquiry import Enquiry, OutOfTime
from loader.normalize import fold
from loader.requery import any_of, write_phrase
from loader.sounds import Typed, beginnings, ends, read_typed

SECONDS = 0.3
# Words and phrases answered; words, characters and phrases searched for, the most frequent first.
SHOWN = 20
WORDS_CHECKED = 64
PHRASES_CHECKED = 64
# Ways to begin a phrase that are followed at each place, those of the most frequent words first.
KEPT = 60
MOST_WORDS = 3


class Read(NamedTuple):
    """A word or phrase, as its words are printed and joined, and in how many paragraphs a search finds it."""

    phrase: str
    paragraphs: int


class Readings(NamedTuple):
    """What can be read as was typed, in most paragraphs first. `query`: any of them.

    `pinyin`: whether it was pinyin at all. `initials`: it was read as first letters of syllables. `complete`: False
    where more can be read so than was searched for or is answered. `counted`: False where the archive's vocabulary is
    not up to date, so that words may be missing.
    """

    found: list[Read]
    query: str
    pinyin: bool
    initials: bool
    complete: bool
    counted: bool


class _Word(NamedTuple):
    word: str
    times: int


class _Part(NamedTuple):
    """The beginning of a phrase: its words, and how often the rarest of them occurs."""

    times: int
    words: tuple[str, ...]


def readings(conn: sqlite3.Connection, typed: str) -> Readings:
    """The words and phrases of the archive that can be read as `typed` (full pinyin, or first letters of syllables).

    The connection has our functions (`index.register`). Never raises for what was typed.
    """
    pinyin = read_typed(typed)
    if pinyin is None:
        return Readings([], "", False, False, True, True)
    ends(pinyin, 0, "一"), fold("一")  # loaded before the clock starts
    counted = _is_counted(conn)
    paragraphs: dict[str, Read] = {}
    complete = True
    with Enquiry(conn, SECONDS) as enquiry:
        try:
            words = _words_at(enquiry, pinyin)
            for candidates, most in (
                (_whole(enquiry, pinyin, words), WORDS_CHECKED),
                (_phrases(enquiry, pinyin, words), PHRASES_CHECKED),
            ):
                checked = 0
                for phrase in candidates:
                    if checked == most:
                        complete = False
                        break
                    if fold(phrase) not in paragraphs:
                        paragraphs[fold(phrase)] = Read(phrase, enquiry.holding(write_phrase(phrase)))
                        checked += 1
        except OutOfTime:
            complete = False
    found = [one for one in paragraphs.values() if one.paragraphs]
    found.sort(key=lambda one: (-one.paragraphs, one.phrase))
    shown = found[:SHOWN]
    query = any_of(one.phrase for one in shown)
    return Readings(shown, query, True, pinyin.initials, complete and len(found) <= SHOWN, counted)


def _is_counted(conn: sqlite3.Connection) -> bool:
    stale = conn.execute("SELECT 1 FROM stale_words LIMIT 1").fetchone()
    known = conn.execute("SELECT 1 FROM words LIMIT 1").fetchone()
    return stale is None and known is not None


def _words_at(enquiry: Enquiry, typed: Typed) -> dict[int, dict[int, list[_Word]]]:
    """The words of the vocabulary that fit what was typed, by the place where they begin and the one where they end."""
    places = beginnings(typed)
    firsts = sorted(frozenset().union(*(characters for _, characters in places)))
    rows = enquiry.rows(
        """SELECT word, count FROM words
           WHERE substr(word, 1, 1) IN (SELECT value FROM json_each(?)) AND length(word) <= ?
           ORDER BY count DESC, word""",
        [json.dumps(firsts), len(typed.letters)],
    )
    found: dict[int, dict[int, list[_Word]]] = {at: {} for at, _ in places}
    for number, (word, times) in enumerate(rows):
        if number % 500 == 0:
            enquiry.go_on()
        for at, characters in places:
            if word[0] in characters:
                for end in ends(typed, at, word):
                    found[at].setdefault(end, []).append(_Word(word, times))
    return found


def _whole(enquiry: Enquiry, typed: Typed, words: dict[int, dict[int, list[_Word]]]) -> Iterator[str]:
    """Words and single characters that are all of what was typed, the most frequent first."""
    size = len(typed.letters)
    yield from (one.word for one in words[0].get(size, ()))
    characters = sorted(one for one in beginnings(typed)[0][1] if size in ends(typed, 0, one))
    # Of those that a search takes for one, the form it takes them for, if that is read so too (著 is zhù, 着 is not).
    several = {fold(one): one for one in reversed(characters)} | {one: one for one in characters if fold(one) == one}
    held = [(enquiry.holding(write_phrase(one)), one) for one in sorted(several.values())]
    yield from (one for number, one in sorted(held, key=lambda pair: (-pair[0], pair[1])) if number)


def _phrases(enquiry: Enquiry, typed: Typed, words: dict[int, dict[int, list[_Word]]]) -> Iterator[str]:
    """Phrases of two or three words that are all of what was typed, those first whose rarest word is most frequent."""
    size = len(typed.letters)
    parts: dict[int, list[_Part]] = {0: [_Part(0, ())]}
    whole: list[_Part] = []
    for at in sorted(words):
        for part in nlargest(KEPT, parts.get(at, ()), key=_rank):
            enquiry.go_on()
            for end, several in sorted(words[at].items()):
                for word, times in several[:KEPT] if len(part.words) < MOST_WORDS else ():
                    longer = _Part(min(part.times or times, times), (*part.words, word))
                    if end == size and len(longer.words) > 1:
                        whole.append(longer)
                    elif end < size:
                        parts.setdefault(end, []).append(longer)
    yield from dict.fromkeys("".join(part.words) for part in nlargest(PHRASES_CHECKED * 2, whole, key=_rank))


def _rank(part: _Part) -> tuple[int, int, tuple[int, ...]]:
    """Higher is better: few words, the rarest of them frequent; then in the order of their characters."""
    return (-len(part.words), part.times, tuple(-ord(one) for word in part.words for one in word))
