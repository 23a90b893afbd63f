"""A user's dictionary: words, usually local names, that segmentation is to keep whole.

The file is jieba's own kind (https://github.com/fxsjy/jieba#载入词典): a word a line, then, if you like, a frequency
and a tag, with spaces between; UTF-8. Blank lines and those that begin with # are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from loader.characters import even
from loader.errors import BadDictionary

MAX_FREQUENCY = 10_000_000
MAX_WORDS = 200_000
# What jieba joins to words (`re_han_default` in jieba/__init__.py); of the rest each character is a word by itself.
_WORD = re.compile(r"[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]{2,}")
_HAN = re.compile(r"[\u4E00-\u9FD5]")


class Entry(NamedTuple):
    """A word of the dictionary, in simplified characters. `frequency`: None where the file says none."""

    word: str
    frequency: int | None = None
    tag: str | None = None


Dictionary = tuple[Entry, ...]


def read_dictionary(file: Path) -> Dictionary:
    """The words of a file, sorted; of a word that stands twice the last line holds.

    Raises `BadDictionary`, a sentence with the line, for what cannot be a word.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadDictionary(f"{file}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadDictionary(f"{file}: not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    found: dict[str, Entry] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            entry = _entry(line.split(), f"{file}, line {number}")
            found[entry.word] = entry
    if len(found) > MAX_WORDS:
        raise BadDictionary(f"{file}: {len(found):,} words, more than {MAX_WORDS:,}. Keep those that matter.")
    return tuple(found[word] for word in sorted(found))


def _entry(parts: list[str], where: str) -> Entry:
    word = even(parts[0])
    if not _WORD.fullmatch(word) or not _HAN.search(word):
        raise BadDictionary(
            f"{where}: {parts[0]!r} cannot be kept whole as a word. It needs two characters or more, one of them "
            "Chinese, and no punctuation; of a name like 买买提·艾力 give the parts, a word a line."
        )
    frequency, tag = None, None
    if len(parts) > 1 and parts[1].isascii() and parts[1].isdigit():
        frequency = int(parts[1][:12])
        if not 1 <= frequency <= MAX_FREQUENCY:
            raise BadDictionary(f"{where}: the frequency {parts[1]} is not between 1 and {MAX_FREQUENCY:,}.")
        parts = [parts[0], *parts[2:]]
    if len(parts) == 2 and re.fullmatch("[A-Za-z]{1,8}", parts[1]):
        tag = parts[1]
    elif len(parts) > 1:
        raise BadDictionary(f"{where}: after the word come a frequency (a number) and a tag (letters), or nothing.")
    return Entry(word, frequency, tag)


def dictionary_digest(dictionary: Iterable[Entry]) -> str:
    """A name for the words and their frequencies; tags change no segmentation."""
    return sha256("\n".join(f"{one.word} {one.frequency}" for one in dictionary).encode()).hexdigest()
