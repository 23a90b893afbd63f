"""Segmentation into words (分词), the only home of jieba and rjieba.

Words are for lists, keyness, trends and the units in which variants are shown; search rests on characters.
`segment` is `jieba.lcut` (default dictionary, HMM on) and is done by rjieba, a port of jieba to Rust, where that can
be imported. There is no user dictionary: the two engines derive the weight of an added word in different ways.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import cache

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

_FUNCTION = (
    "一个 一些 一种 一样 一直 一定 一下 这个 这些 这种 这样 这里 那个 那些 那样 那里 哪些 什么 怎么 怎样 如何 为何 "
    "我们 你们 他们 她们 它们 咱们 大家 自己 本人 其中 其他 其它 其余 有些 有的 有关 某些 各种 各个 每个 所有 任何 "
    "以及 并且 而且 而是 但是 可是 不过 然而 或者 还是 因为 所以 因此 由于 如果 要是 即使 虽然 尽管 只要 只有 除了 "
    "关于 对于 至于 根据 按照 通过 随着 为了 作为 以来 以后 以前 之后 之前 之间 之一 期间 同时 此外 另外 从而 进而 "
    "已经 曾经 正在 将要 即将 刚刚 仍然 依然 一起 一边 一面 不仅 不但 不是 不能 不会 没有 可以 可能 能够 应该 应当 "
    "必须 需要 就是 都是 也是 只是 这是 那么 非常 十分 更加 比较 特别 尤其 甚至 几乎 大约 左右 以上 以下 等等"
)
_FUNCTION_WORDS = frozenset(_FUNCTION.split())
_HAN_WORD = re.compile(r"[々〇\u3400-\u4DBF\u4E00-\u9FFF\U00020000-\U000323AF]{2,}")


def __getattr__(name: str) -> str:
    if name == "ENGINE":
        return _engine()[0]
    raise AttributeError(name)


def segment(text: str) -> list[str]:
    """The words of `text` in order; joined, they are `text`."""
    return _engine()[1](text)


def content_words(text: str) -> list[str]:
    """The words of `text` of two Han characters or more, in order, without function words."""
    return [word for word in segment(text) if _HAN_WORD.fullmatch(word) and word not in _FUNCTION_WORDS]


@cache
def _engine() -> tuple[str, Callable[[str], list[str]]]:
    """The engine's name and the function that segments with it, loaded at first use (0.1 s; jieba 1 s)."""
    try:
        return "rjieba", load_rjieba()
    except ImportError:
        return "jieba", load_jieba()


def load_rjieba() -> Callable[[str], list[str]]:
    """`segment` by rjieba. Raises ImportError where it is not installed."""
    from rjieba import cut

    def segment_by_rjieba(text: str) -> list[str]:
        words: list[str] = []
        for number, part in enumerate(_ALONE.split(text)):
            words += part if number % 2 else _split_ascii(cut(part))
        return words

    return segment_by_rjieba


def load_jieba() -> Callable[[str], list[str]]:
    """`segment` by jieba, silent.

    The dictionary is read from the package each time. jieba would keep a marshalled copy at a fixed name in the
    shared temporary folder and trust whatever stands there, so another user could choose our words, or our bytes.
    """
    with warnings.catch_warnings():  # jieba 0.42.1 has invalid escapes and asks for pkg_resources
        warnings.simplefilter("ignore")
        from jieba import Tokenizer  # type: ignore[import-untyped]

    tokenizer = Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True

    def segment_by_jieba(text: str) -> list[str]:
        words: list[str] = tokenizer.lcut(text)
        return words

    return segment_by_jieba


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
