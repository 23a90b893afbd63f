"""What looks like the transcriber's doing rather than the paper's: flagged for a person, never corrected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loader.model import Article, Flag, Paragraph
from loader.printed import printed
from loader.shapes import finished

HAN = "\u4e00-\u9fff"
ENGLISH_WORD = re.compile(rf"(?<=[{HAN}])\s?\b(?:and|or|of|the|to|in|with|for)\b\s?(?=[{HAN}])")
SMALL_LETTERS = re.compile("[a-z]{2}")  # without two of them, as most paragraphs are, no word is looked for
TORN_HEADS = tuple("的了着们，。、；：！？")
END_MARK = re.compile(r"\s*[①-⑳]\s?\d{1,2}$")
IN_BRACKETS = re.compile(
    r"(?<=[。！？…”’」』])\s*[（(【][^（）()【】。]{1,40}[）)】]$"
)  # who wrote, behind the last sentence


def find_artefacts(articles: Sequence[Article]) -> Iterator[Flag]:
    """Flags with spans in the source, article by article.

    `english-word`: an English function word inside Chinese (凝聚力 and 果断). `doubled`: one character on both sides
    of a column end (医 | 物物资, 周外 | 籍籍人员). `torn`: an article whose last paragraph stops in mid-sentence, or
    one that begins there; of a page that prints no full stop, as papers did before 1919, none is.
    """
    stops = any("。" in paragraph.text for article in articles for paragraph in article.paragraphs)
    for article in articles:
        bodies = [paragraph for paragraph in article.paragraphs if paragraph.role == "body"]
        for paragraph in bodies:
            yield from _english_words(paragraph)
            if len(paragraph.pieces) > 1:
                yield from _doubled(paragraph)
        if bodies and stops and not _is_finished(bodies[-1].text):
            last = bodies[-1].pieces[-1]
            yield Flag(max(last.start, last.end - 8), last.end, "torn", "breaks off in mid-sentence")
        if bodies and bodies[0].text[:1] in TORN_HEADS:
            first = bodies[0].pieces[0]
            yield Flag(first.start, min(first.end, first.start + 8), "torn", "begins in mid-sentence")


def _is_finished(text: str) -> bool:
    if text[-1:].isdigit():
        return finished(END_MARK.sub("", text))
    return finished(IN_BRACKETS.sub("", text) if text.endswith(("）", ")", "】")) else text)


def _english_words(paragraph: Paragraph) -> Iterator[Flag]:
    if len(paragraph.text.encode("ascii", "ignore")) < 2 or not SMALL_LETTERS.search(paragraph.text):
        return
    place = printed(paragraph)
    for found in ENGLISH_WORD.finditer(paragraph.text):
        start, end = place.span(*found.span())
        yield Flag(start, end, "english-word", f"{found[0].strip()} inside Chinese")


def _doubled(paragraph: Paragraph) -> Iterator[Flag]:
    """Two like characters right after a line end inside a paragraph, or across it."""
    for above, below in zip(paragraph.pieces, paragraph.pieces[1:], strict=False):
        at = below.offset
        text = paragraph.text
        if below.start - above.end < 2 or not re.match(f"[{HAN}]", text[at : at + 1]):
            continue
        if text[at : at + 1] == text[at + 1 : at + 2]:
            yield Flag(below.start, below.start + 2, "doubled", f"{text[at]} twice after a line end")
        elif text[at - 1] == text[at]:
            yield Flag(above.end - 1, below.start + 1, "doubled", f"{text[at]} on both sides of a line end")
