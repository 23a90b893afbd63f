"""Habits of layout and of transcribers, as pure functions of text: what a page maker imposes on an article.

Widths are counted as a typesetter does: a full-width character is 2 half-widths.
"""

from __future__ import annotations

import re
import unicodedata
from random import Random

NO_LINE_START = "，。！？、；：）》”’】〉」』…—％%,.!?;:)]"
NO_LINE_END = "（《“‘【〈「『([#"
ENDS_SENTENCE = "。！？”…!?.』」"
HALF_WIDTH = str.maketrans("，：；！？（）", ",:;!?()")
ATOM = re.compile(r"[0-9A-Za-z.,:/%+\-]+|\s|.", re.DOTALL)
DIGITS_BEFORE_HAN = re.compile(r"(?<=[\u3400-\u9fff])(\d[\d.]*)(?=[\u3400-\u9fff])")


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def half_width_marks(text: str) -> str:
    """Marks as some transcribers type them: `,` for `，` but still `。` and `、`."""
    return text.translate(HALF_WIDTH)


def spaced_digits(text: str) -> str:
    """`2 月 12 日` for `2月12日`."""
    return DIGITS_BEFORE_HAN.sub(r" \1 ", text)


def stray_spaces(text: str) -> str:
    """Spaces where a line of print ended or letters stood wide apart, the same ones for the same text."""
    rng = Random(text)
    often = rng.choice((0.01, 0.03, 0.06))
    return re.sub(r"(?<=[\u3400-\u9fff，。])(?=[\u3400-\u9fff])", lambda _: " " if rng.random() < often else "", text)


def broken(text: str, least: int = 12) -> list[str]:
    """A long heading set over two lines: at its space or comma if there is one, else near the middle."""
    if len(text) < least:
        return [text]
    spots = [i for i, character in enumerate(text) if character in " 　，" and 4 <= i <= len(text) - 5]
    if spots:
        spot = min(spots, key=lambda i: abs(2 * i - len(text)))
        return [text[:spot].rstrip(" 　"), text[spot + 1 :].lstrip(" 　")]
    middle = len(text) // 2
    while middle < len(text) - 3 and not cuttable(text, middle):
        middle += 1
    return [text[:middle], text[middle:]]


def cuttable(text: str, spot: int) -> bool:
    """Whether a column may end before `text[spot]`: inside a word or after a comma, never where a sentence ends.

    A cut after a full stop cannot be told from a new paragraph by any reader of the text alone.
    """
    before, after = text[spot - 1], text[spot]
    return not (
        before in ENDS_SENTENCE + NO_LINE_END
        or after in NO_LINE_START
        or before.isspace()
        or after.isspace()
        or (before.isascii() and after.isascii())
    )


def column_cuts(rng: Random, text: str, often: float = 0.4) -> list[str]:
    """A paragraph cut by column ends, at most twice, each part at least 12 characters long."""
    if len(text) < 60 or rng.random() > often:
        return [text]
    spots = [spot for spot in range(12, len(text) - 12) if cuttable(text, spot)]
    if not spots:
        return [text]
    first = rng.choice(spots)
    later = [spot for spot in spots if spot > first + 40]
    if later and rng.random() < 0.25:
        second = rng.choice(later)
        return [text[:first], text[first:second], text[second:]]
    return [text[:first], text[first:]]


def slipped(rng: Random, parts: list[str]) -> list[str]:
    """Characters doubled or lost where a column ends, as transcribers do (医 | 物物资, 精湛医 | 用心用情)."""
    if len(parts) < 2:
        return parts
    if rng.random() < 0.5 and "\u4e00" <= parts[0][-1] <= "\u9fff":
        return [parts[0], parts[0][-1] + parts[1], *parts[2:]]
    return [parts[0], parts[1][1:], *parts[2:]] if parts[1][1] not in NO_LINE_START else parts


def hard_wraps(text: str, columns: int, indent: str) -> list[str]:
    """Lines of at most `columns` half-widths. `indent` of the first line: `kept`, `lost` (shorter) or `none`.

    A closing mark hangs over the end of a line and an opening one moves down, as in print.
    """
    lines: list[str] = []
    line, room = "", columns - (0 if indent == "none" else 4)
    for atom in ATOM.findall(text):
        if line and width(line) + width(atom) > room and atom[0] not in NO_LINE_START and not atom.isspace():
            moved = ""
            while line and line[-1] in NO_LINE_END:
                line, moved = line[:-1], line[-1] + moved
            lines.append(line.rstrip())
            line, room = moved, columns
        line += atom
    lines.append(line.rstrip())
    lines = [one for one in lines if one.strip()]
    return ["　　" + lines[0], *lines[1:]] if indent == "kept" else lines


def html(text: str) -> str:
    """Text escaped as in a web page."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
