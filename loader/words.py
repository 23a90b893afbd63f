"""Segmentation into words (分词), the only home of jieba and rjieba.

Words are for lists, keyness, trends and the units in which variants are shown; search rests on characters.
`segment` is `jieba.lcut` (default dictionary, HMM on) and is done by rjieba, a port of jieba to Rust, where that can
be imported. `segmenter` does the same with a user's dictionary: each of its words has one frequency, by jieba's rule
where the user states none, which both engines are given, so that they still cut alike (bench/words_equal.py). Only of a
run of Han that is no word and has one character three times can two cuts be exactly as likely, and rounding choose.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from loader.dictionary import Dictionary

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

ENGINE: str
"""`rjieba` or `jieba`: which of them `segment` uses. The words are the same; rjieba is ten times as fast."""

# Han to rjieba but not to jieba 0.42.1 (found by asking both about every character), and halves of surrogate pairs,
# which Rust has no string for. To jieba each of these is a word by itself.
_ALONE = re.compile(r"([\u3400-\u4DBF\u9FD6-\u9FFF\uD800-\uDFFF\uF900-\uFAFF\U00020000-\U0003FFFF]+)")
# rjieba keeps COVID-19, 3-4 and tv.cctv.com whole. jieba first takes the ASCII words of its dictionary, then splits
# the rest by this pattern of jieba/finalseg/__init__.py.
_ASCII = re.compile(r"[a-zA-Z0-9+#&._%\-]+")
_ASCII_WORD = re.compile(r"(AT&T|[cC]#|[cC]\+\+)")
_ASCII_PART = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")

# Only these make rjieba's words differ from jieba's inside an ASCII run.
_ASCII_SIGN = re.compile(r"[+#&._%\-]")

FUNCTION_WORDS = Path(__file__).resolve().parent / "function_words.toml"
_HAN_WORD = re.compile(r"[々〇\u3400-\u4DBF\u4E00-\u9FFF\U00020000-\U000323AF]{2,}")
_NUMERAL = re.compile(
    "[第初数几近逾约超好余]?[〇零一二两三四五六七八九十百千万亿几数半]+[多余来几]?"
    "(?:个|名|位|例|人|次|人次|件|项|家|户|台|辆|元|美元|欧元|日元|英镑|块|年|月|日|天|号|时|点|分|秒|刻|周|岁|吨|克|公斤|千克|斤|亩|公顷|米|公里|"
    "里|千米|平方米|平方公里|立方米|厘米|毫米|升|度|倍|成|套|张|条|只|头|枚|艘|架|座|所|处|场|届|期|批|份|本|部|篇|段|句|字|章|节|款|行|种|类|层|级|"
    "步|回|趟|遍|番|组|对|双|把|支|根|颗|粒|片|株|棵|瓦|千瓦|千瓦时|标准箱|多|余|载|秒钟|分钟|小时|年度|月份|分之|分之一)?"
)
Segment = Callable[[str], list[str]]
OTHER, LEXICAL, CONTENT = 0, 1, 2


def __getattr__(name: str) -> str:
    if name == "ENGINE":
        return _engine()
    raise AttributeError(name)


def segment(text: str) -> list[str]:
    """The words of `text` in order; joined, they are `text`."""
    return segmenter()(text)


@lru_cache(maxsize=4)
def segmenter(dictionary: Dictionary = ()) -> Segment:
    """`segment` with the words of a user's dictionary, each with its frequency (`with_frequencies`)."""
    return (load_rjieba if _engine() == "rjieba" else load_jieba)(dictionary)


def with_frequencies(dictionary: Dictionary) -> Dictionary:
    """The dictionary with a frequency for every word.

    Where the user states none it is jieba's `suggest_freq`: as likely as the parts jieba now cuts the word into, and a
    little more. Each is told from jieba's own dictionary alone, so that the order of the words does not matter.
    """
    if all(entry.frequency for entry in dictionary):
        return dictionary
    tokenizer = _load_tokenizer()
    return tuple(
        entry if entry.frequency else entry._replace(frequency=int(tokenizer.suggest_freq(entry.word)))
        for entry in dictionary
    )


def content_words(text: str, cut: Segment = segment) -> list[str]:
    """The words of `text` that say what it is about, in order (`is_content`), cut by `cut`."""
    return [word for word in cut(text) if is_content(word)]


def is_running(word: str) -> bool:
    """Whether this is a word in running text, and no sign or white space. How long a text is counts these."""
    return any(map(str.isalnum, word))


def is_lexical(word: str) -> bool:
    """Whether this is a word of a vocabulary: two characters or more, all Chinese or with a letter; no bare number."""
    return _kind(word) != OTHER


def is_content(word: str) -> bool:
    """Whether a lexical word says what a text is about: no function word, no number with its measure word."""
    return _kind(word) == CONTENT


def kind(word: str) -> int:
    """Of what kind a word is, told anew: `OTHER` than lexical, `LEXICAL` or, of these, `CONTENT`."""
    if len(word) < 2 or word.isspace():
        return OTHER
    if not _HAN_WORD.fullmatch(word) and not (
        word.isalpha() or (any(map(str.isalpha, word)) and any(map(_is_han, word)) and not word[0].isdigit())
    ):
        return OTHER
    return LEXICAL if word.lower() in _function_words() or is_numeral(word) else CONTENT


_kind = lru_cache(maxsize=50_000)(kind)  # some 10 MB; pages repeat most of their words


def is_numeral(word: str) -> bool:
    """Whether a word is a number in Chinese figures, with or without a measure word: 三十, 第一, 万元, 两个."""
    return _NUMERAL.fullmatch(word) is not None and word not in _numerals_kept()


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


@cache
def _listed() -> dict[str, frozenset[str]]:
    listed = tomllib.loads(FUNCTION_WORDS.read_text(encoding="utf-8"))
    return {kind: frozenset(words.split()) for kind, words in listed.items()}


@cache
def _function_words() -> frozenset[str]:
    return frozenset().union(*(words for kind, words in _listed().items() if kind != "numerals_kept"))


def _numerals_kept() -> frozenset[str]:
    return _listed()["numerals_kept"]


@cache
def _engine() -> str:
    """The engine's name, told at first use."""
    return "jieba" if find_spec("rjieba") is None else "rjieba"


def load_rjieba(dictionary: Dictionary = ()) -> Segment:
    """`segmenter` by rjieba (0.1 s, twice that with a dictionary). Raises ImportError where it is not installed."""
    import rjieba

    cut: Segment = rjieba.cut  # of the engine that the import has made; another one is 25 MB more
    if dictionary:
        engine = rjieba.Jieba()
        for word, frequency, _ in dictionary:
            engine.add_word(word, frequency, None)
        cut = engine.cut

    def segment_by_rjieba(text: str) -> list[str]:
        if not _ALONE.search(text):
            return _split_ascii(cut(text)) if _ASCII_SIGN.search(text) else cut(text)
        words: list[str] = []
        for number, part in enumerate(_ALONE.split(text)):
            words += part if number % 2 else _split_ascii(cut(part))
        return words

    return segment_by_rjieba


def load_jieba(dictionary: Dictionary = ()) -> Segment:
    """`segmenter` by jieba (1 s)."""
    tokenizer = _load_tokenizer()
    for word, frequency, _ in dictionary:
        # As rjieba does it. jieba's `add_word` would count a word it knows twice in the total.
        tokenizer.total += (frequency or 0) - tokenizer.FREQ.get(word, 0)
        tokenizer.FREQ[word] = frequency
        for end in range(1, len(word)):
            tokenizer.FREQ.setdefault(word[:end], 0)

    def segment_by_jieba(text: str) -> list[str]:
        words: list[str] = tokenizer.lcut(text)
        return words

    return segment_by_jieba


def _load_tokenizer() -> Any:
    """jieba with its own dictionary, silent.

    The dictionary is read from the package each time. jieba would keep a marshalled copy at a fixed name in the
    shared temporary folder and trust whatever stands there, so another user could choose our words, or our bytes.
    """
    with warnings.catch_warnings():  # jieba 0.42.1 has invalid escapes and asks for pkg_resources
        warnings.simplefilter("ignore")
        from jieba import Tokenizer  # type: ignore[import-untyped]

    tokenizer = Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def _split_ascii(words: list[str]) -> list[str]:
    """rjieba's words, with their ASCII runs split as jieba does."""
    split: list[str] = []
    run = ""
    for word in words:
        if word.isascii() and _ASCII.fullmatch(word):
            run += word
            continue
        if run:
            split += _split_run(run)
            run = ""
        split.append(word)
    return split + _split_run(run) if run else split


def _split_run(run: str) -> list[str]:
    if run.isalnum():
        return [run]
    return [
        part
        for number, piece in enumerate(_ASCII_WORD.split(run))
        for part in ([piece] if number % 2 else _ASCII_PART.split(piece))
        if part
    ]
