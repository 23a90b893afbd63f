"""What kind of difference there is between the readings of a place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from loader.characters import even
from loader.normalize import fold

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
_DIGITS = dict(zip("〇零一壹二贰两三叁四肆五伍六陆七柒八捌九玖", map(int, "001122233445566778899"), strict=True))
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "亿": 100_000_000}
_NUMERAL = re.compile(r"\d+(?![.\d])[万亿]?|[〇零一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟万亿]+")
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
        has = sum(1 for text in texts if _words(text))
        if 2 * has <= len(texts) and len(texts) > 2:
            return Verdict("addition")
        if kinds <= {"lacking", "width", "orthographic"}:
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


def _kind(a: str, b: str) -> str:
    if fold(a) == fold(b):
        return "width" if _plain(a) == _plain(b) else "orthographic"
    if _values(a) == _values(b):
        return "orthographic"
    if _words(a) == _words(b):
        return "punctuation"
    return "substantive" if _words(a) and _words(b) else "lacking"


def _alike(texts: Sequence[str]) -> bool:
    return len(set(map(fold, texts))) == 1


def _plain(text: str) -> str:
    """Han characters alone, as printed: what width and white space do not change."""
    return "".join(one for one in text if "\u3400" <= one <= "\ufaff" or one >= "\U00020000" or one in "○◯〇")


def _words(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _values(text: str) -> str:
    """The folded text with each numeral as the number it is: 十二 and 12 are one."""
    return _NUMERAL.sub(lambda found: f"<{number_of(found[0])}>", fold(even(text)))


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
