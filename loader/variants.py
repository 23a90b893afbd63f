"""What kind of difference there is between the readings of a place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from loader.characters import even
from loader.normalize import fold
from loader.slips import look_alike

KINDS = (
    "width", "orthographic", "punctuation", "addition", "omission", "substantive", "crosshead", "dateline",
    "transposition", "suspected error",
)  # fmt: skip
"""From the least to the greatest of those that words show; a place with several has the last of them.

`width`: one text in other characters (，/,) or with other white space. `orthographic`: variant and traditional
characters, numerals (12/十二, ○/〇). `addition`: at most half of the witnesses have it; `omission`: more have it, or
of two witnesses one: which of two changed the text is not known. `crosshead`, `dateline` (any attribution): told by
the role of the text. `suspected error`: may be the transcriber's and not the paper's; the reason is kept with it.
"""
ATTRIBUTIONS = frozenset({"dateline", "agency", "byline"})
BY_PASSAGE = "aligned by passages alone: too much text"
NOT_COMPARED = "not aligned: too much text"
COMPARED = 12  # different readings of a place that are compared two by two; those beyond are rare, and cost time
AT_ONE_PLACE = 64  # readings of which is kept what each pair is asked for
_HAN_DIGITS = "〇零一壹二贰两三叁四肆五伍六陆七柒八捌九玖"
_DIGITS = dict(zip(_HAN_DIGITS, map(int, "001122233445566778899"), strict=True))
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "亿": 100_000_000}
_HAN_NUMERAL = f"{_HAN_DIGITS}十拾百佰千仟万亿"
_DECIMAL = f"点[{_HAN_DIGITS}]+(?![{_HAN_NUMERAL}分刻钟])"  # 三点二, but not 三点二十
_NUMERAL = re.compile(
    rf"\d{{1,3}}(?:,\d{{3}})+(?![.\d,])|\d+(?:\.\d+)?(?![.\d])[万亿]?|[{_HAN_NUMERAL}]+(?:{_DECIMAL})?"
)
LONGEST = 24  # characters of what is read as a number: an account's is not, and decimals stay exact
_PARTS = "\ue000"  # in place of 百分之, which is no numeral
_OF_PARTS = re.compile(f"{_PARTS}(<[^>]*>)")
_LATIN = re.compile(r"\s*(?:and|or|of|the|to|in|with|for)\s*")
_HAN = re.compile("[\u3400-\u9fff]{1,2}")


class Printed(NamedTuple):
    """A reading where it stands: what is printed right before and behind it, and whether a printed line ends there.

    `ends`: the places in `text` (0 to its length) where a line of the page ends.
    """

    text: str
    before: str = ""
    after: str = ""
    ends: frozenset[int] = frozenset()


class Verdict(NamedTuple):
    """A kind of `KINDS`, and for a suspected error the reason."""

    kind: str
    reason: str = ""


def classify(readings: Sequence[Printed], role: str = "body", moved: bool = False) -> Verdict:
    """The kind of a place with these readings, one for each witness ("": it has nothing there)."""
    texts = [one.text for one in readings]
    if moved and len({fold(text) for text in texts if text}) == 1:
        return Verdict("transposition")
    if role in ATTRIBUTIONS and not _alike(texts):
        return Verdict("dateline")
    if role == "crosshead" and not all(texts):
        return Verdict("crosshead")
    different = {one.text: one for one in reversed(readings)}
    chosen = [different[text] for text in sorted(different)][:COMPARED]
    pairs = list(combinations(chosen, 2))
    for a, b in pairs:
        if reason := suspicion(a, b) or suspicion(b, a):
            return Verdict("suspected error", reason)
    kinds = {_kind(a.text, b.text) for a, b in pairs} or {"width"}
    if "lacking" in kinds:
        sizes = [len(_words(text)) for text in texts]
        has = sum(1 for size in sizes if size > min(sizes))
        alone = kinds <= {"lacking", "width", "orthographic"}
        if 2 * has <= len(texts) and len(texts) > 2 and (alone or not min(sizes)):
            return Verdict("addition")
        if alone:
            return Verdict("omission")
    return Verdict(max(("substantive" if kind == "lacking" else kind for kind in kinds), key=KINDS.index))


def inner(a: str, b: str) -> tuple[int, int]:
    """How many characters two readings have in common at their beginnings, and at their ends: 病|亡率 and 死|亡率."""
    size = min(len(a), len(b))
    head = next((at for at in range(size) if a[at] != b[at]), size)
    tail = next((at for at in range(size - head) if a[-1 - at] != b[-1 - at]), size - head)
    return head, tail


def suspicion(a: Printed, b: Printed) -> str:
    """Why `a` may be the transcriber's slip where `b` is not, in the words of `wording/*.toml` (`doubt-…`), or nothing.

    Seen in the seeds: 周外籍|籍人员 (doubled at a column end), 文明素质 and 自我保护能力.
    """
    if alike := _look_alike(a.text, b.text):
        return f"{alike} look alike"
    head, tail = inner(a.text, b.text)
    more, less = a.text[head : len(a.text) - tail], b.text[head : len(b.text) - tail]
    if _LATIN.fullmatch(more.lower()) and not re.search("[A-Za-z]", less):
        return f"{more.strip()} inside Chinese"
    before, after = a.before + a.text[:head], a.text[len(a.text) - tail :] + a.after
    if not less and _HAN.fullmatch(more) and (before.endswith(more) or after.startswith(more)):
        at_end = any(head - len(more) <= end <= head + len(more) for end in a.ends)
        return f"{more} twice after a line end" if at_end else f"{more} printed twice"
    if not more and _HAN.fullmatch(less) and head in a.ends:
        return f"{less} lost at a line end"
    return ""


def _look_alike(a: str, b: str) -> str:
    """Where all that two readings differ in are Han characters that look alike, these: 伐/代, 太/大."""
    if len(a) != len(b):
        return ""
    pairs = [(one, other) for one, other in zip(a, b, strict=True) if one != other and fold(one) != fold(other)]
    if not all(_HAN.fullmatch(one) and look_alike(fold(one), fold(other)) for one, other in pairs):
        return ""
    return ", ".join(f"{one}/{other}" for one, other in pairs)


def _kind(a: str, b: str) -> str:
    if _folded(a) == _folded(b):
        return "width" if _plain(a) == _plain(b) else "orthographic"
    if _values(a) == _values(b):
        return "orthographic"
    if _words(a) == _words(b):
        return "punctuation"
    return "substantive" if _words(a) and _words(b) and not _has_more(a, b) else "lacking"


def _has_more(a: str, b: str) -> bool:
    """Whether two readings differ by a word of its own in front or behind: 准时到达 and 到达, but not 县城 and 县."""
    shorter, longer = sorted((_words(a), _words(b)), key=len)
    head, tail = inner(shorter, longer)
    more = longer[head : len(longer) - tail]
    return head + tail == len(shorter) and not (head and tail) and len(more) > 1 and not _NUMERAL.search(more)


def _alike(texts: Sequence[str]) -> bool:
    return len(set(map(fold, texts))) == 1


_folded = lru_cache(AT_ONE_PLACE)(fold)


def _plain(text: str) -> str:
    """Han characters alone, as printed: what width and white space do not change."""
    return "".join(one for one in text if "\u3400" <= one <= "\ufaff" or one >= "\U00020000" or one in "○◯〇")


@lru_cache(AT_ONE_PLACE)
def _words(text: str) -> str:
    return "".join(filter(str.isalnum, _folded(text)))


@lru_cache(AT_ONE_PLACE)
def _values(text: str) -> str:
    """The folded text with each numeral as the number it is: 十二 and 12 are one."""
    told = _NUMERAL.sub(lambda found: f"<{_number_of(found[0])}>", fold(even(text)).replace("百分之", _PARTS))
    return _OF_PARTS.sub(r"\1%", told)


def _number_of(numeral: str) -> str:
    """A numeral with its decimals, in figures: 3.2 for 三点二, 21000 for 2.1万."""
    if len(numeral) > LONGEST:
        return numeral
    whole, point, part = numeral.partition("点")
    if point:
        digits = "".join(str(_DIGITS[one]) for one in part)
        return f"{Decimal(f'{number_of(whole)}.{digits}').normalize():f}"
    if "." not in numeral:
        return str(number_of(numeral.replace(",", "")))
    value = Decimal(numeral.rstrip("万亿")) * _UNITS.get(numeral[-1], 1)
    return f"{value.normalize():f}"


def number_of(numeral: str) -> int:
    """The number that a numeral is, in figures or in Chinese: 31 and 三十一 are one."""
    if numeral[0].isdecimal():
        scale = _UNITS.get(numeral[-1], 1)
        return int(numeral.rstrip("万亿")) * scale
    if not any(character in _UNITS for character in numeral):  # 二〇二〇
        return int("".join(str(_DIGITS[character]) for character in numeral))
    total = section = digit = 0
    for character in numeral:
        unit = _UNITS.get(character)
        if unit is None:
            digit = _DIGITS[character]
        elif unit < 10_000:
            section += (digit or 1) * unit
            digit = 0
        else:
            total = (total + section + digit or 1) * unit
            section = digit = 0
    return total + section + digit
