"""What a reader sees of each line: Markdown and HTML away, every printed character traced to the source.

Newspaper text is not written as Markdown, so only what cannot be text is taken for markup: headings (`# `), emphasis,
links, entities, backslash escapes, rules, known HTML tags. List numbers, bullets, `>`, indentation, back quotes,
lone `*` and `_`, `#话题#` are printed. The lines of front matter come out as text (`frontmatter` says which they are).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .fields import read_fields
from .inline import BOLD, BREAKS, TAGS, html_parts, markdown_parts
from .model import Block, Piece, Transcript
from .pieces import WHITE, is_verbatim, trim
from .remarks import read_remarks, without_numbers
from .spacing import without_spacing

# A line without any of these, inside or at its start, is print as it stands.
MARK, FIRST_MARK = re.compile(r"[<&*_\\\[\0]"), re.compile(r"[ \t]*[#\-`>]")
RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
FENCE = re.compile(r" {0,3}`{3,}[ \t]*[A-Za-z]*[ \t]*$")
QUOTE = re.compile(r" {0,3}(?:> ?)+")
HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
HTML_LINE = re.compile(r"\s*</?([A-Za-z][A-Za-z0-9]*)(?=[\s/>])")

# What shows that a file is Markdown or HTML although its name does not. `# 抗疫 #` is a topic and `张**、李**` hides
# names: neither shows anything. Single-letter tags count in pairs only (`附件<A>`).
EVIDENCE = (
    re.compile(r"^ {0,3}#{1,6}[ \t]+[^\s#](?:[^\n]*[^\s#])?[ \t]*$", re.M),
    re.compile(r"(?<!\w)(?<!\*)\*\*(?![\s*、，。；！？）》”])[^*\n]+(?<![\s、，；（《“])\*\*(?!\*)"),
    re.compile(
        r"</?(?:p|br|hr|h[1-6]|div|span|strong|em|table|tr|td|th|li|ul|ol|font|center|img|html|body|sup|sub)"
        r"(?=[\s/>])[^<>\n]*>|<([abisu])(?=[\s>])[^<>\n]*>[^<>\n]*</\1>",
        re.I,
    ),
    re.compile(r"<!--(?:(?!<!--)[^\n])*?-->|<(?:script|style)\b", re.I),  # from the last of many that stay open
    re.compile(r"&(?:nbsp|e[nm]sp|[lr][ds]quo|[mn]dash|middot|hellip|#\d{2,6}|#[xX][0-9A-Fa-f]{2,6});"),
)


def printed_blocks(transcript: Transcript) -> tuple[Block, ...]:
    """What the transcript prints, in the order of the source: at least one block for each line that is not blank.

    A plain page has one block a line, with nothing interpreted. Markdown and HTML are recognised by their content
    or by the name `.md`, and read line by line; a line of several `<p>` or with `<br>` has several blocks. A line that
    is all markup has one block with no text. The blocks of a line cover it but for white space between them.
    `after_blank` is also true after a line that prints nothing, and for a paragraph that HTML begins. A form feed
    inside a line ends a block, so that no block stands on two pages. Names of fields (`标题：`) are markup (`fields`),
    and so are the spaces of a page that has them between all characters (`spacing`).
    """
    text = transcript.text
    marked = _is_marked_up(transcript)
    blocks = _blocks(_hide(text) if marked else text, marked=marked)
    if "\f" in text:
        blocks = (part for block in blocks for part in _cut_at_form_feeds(text, block))
    read = read_remarks(text, read_fields(text, without_numbers(tuple(without_spacing([*blocks])))))
    return tuple(_with_picture(text, block) for block in read) if marked and "![" in text else read


def _with_picture(source: str, block: Block) -> Block:
    """A block that is nothing but a picture, `![…](…)`: what it says instead of the picture is a caption."""
    begins, ends = source.startswith("![", block.start), source.startswith(")", block.end - 1)
    if not (block.text and begins and ends) or block.said or source.count("](", block.start, block.end) != 1:
        return block
    return block._replace(said="caption")


def _cut_at_form_feeds(source: str, block: Block) -> list[Block]:
    cuts = [
        piece.start + found.start()
        for piece in block.pieces
        if is_verbatim(piece)
        for found in re.finditer("\f", source[piece.start : piece.end])
    ]
    if not cuts:
        return [block]
    parts = []
    for start, end in zip([block.start, *(cut + 1 for cut in cuts)], [*cuts, block.end], strict=True):
        inside = [piece for piece in block.pieces if start <= piece.start < end or piece.start < start < piece.end]
        low, high = _reach(inside, start, end)
        whole = block.text[low:high]
        text = whole.strip(WHITE)
        first = low + len(whole) - len(whole.lstrip(WHITE))
        if text:
            parts.append(
                block._replace(start=start, end=end, text=text, pieces=trim(block.pieces, first, first + len(text)))
            )
        elif source[start:end].strip(WHITE):
            parts.append(Block(block.line, start, end, "", (), 0, False, block.after_blank, 0))
    return parts


def _reach(pieces: Sequence[Piece], start: int, end: int) -> tuple[int, int]:
    """The part of the printed text that comes from `start`..`end` of the source."""
    if not pieces:
        return 0, 0
    first, last = pieces[0], pieces[-1]
    low = first.offset + max(0, start - first.start)
    high = last.offset + last.length - (max(0, last.end - end) if is_verbatim(last) else 0)
    return low, high


def _blocks(text: str, *, marked: bool) -> Iterator[Block]:
    start, gap = 0, True
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.isspace():
            if marked and (MARK.search(line) or FIRST_MARK.match(line)):
                found = _marked_line(text, number, start, line, gap)
                yield from found
                gap = not found[-1].text
            else:
                block = _plain_line(number, start, line, gap)
                yield block
                gap = not block.text
        else:
            gap = True
        start += len(line) + 1


def _plain_line(number: int, start: int, line: str, gap: bool) -> Block:
    tail = line.lstrip(WHITE)
    text = tail.rstrip(WHITE)
    if not text:  # U+FEFF alone is not blank to `str.isspace`
        return Block(number, start, start + len(line), "", (), 0, False, gap, 0)
    indent = len(line) - len(tail)
    first = start + indent
    last = first + len(text)
    return Block(number, first, last, text, (Piece(0, len(text), first, last),), 0, False, gap, indent)


def _is_marked_up(transcript: Transcript) -> bool:
    text = transcript.text
    if transcript.path.lower().endswith(".md"):
        return True
    return any(
        sign in text and pattern.search(text)
        for sign, pattern in zip(("#", "**", "<", "<", "&"), EVIDENCE, strict=True)
    )


def _hide(text: str) -> str:
    """`text` with NUL for comments, scripts, style sheets and tags that span lines: reading lets no other NUL through.

    One that is not closed stays: better a stray `<!--` in print than the rest of a page lost.
    """
    parts, done = [], 0
    for start, end in _hidden_spans(text):
        parts += [text[done:start], re.sub(r"[^\n]", "\0", text[start:end])]
        done = end
    return "".join(parts) + text[done:] if parts else text


HIDDEN = re.compile(
    r"<!--|<(script|style)(?=[\s>])|<(/?)([A-Za-z][A-Za-z0-9]*)[ \t]*(?=[\s/])[^<>\n]*\n[^<>]{0,1000}>", re.I
)
CLOSE = {"": re.compile(r"-->"), "script": re.compile(r"</script\s*>", re.I), "style": re.compile(r"</style\s*>", re.I)}


def _hidden_spans(text: str) -> Iterator[tuple[int, int]]:
    never: set[str] = set()  # no close after here, so none after anything later
    pos = 0
    while found := HIDDEN.search(text, pos):
        pos = found.end()
        if found[3]:
            if found[3].lower() in TAGS:
                yield found.span()
            continue
        kind = (found[1] or "").lower()
        close = None if kind in never else CLOSE[kind].search(text, pos)
        if close:
            yield found.start(), close.end()
            pos = close.end()
        else:
            never.add(kind)


def _marked_line(source: str, number: int, start: int, line: str, gap: bool) -> list[Block]:
    mark = line.lstrip()[0]
    level, first, last = 0, 0, len(line)
    parts: Iterable[tuple[int, int, str, str]]
    if (mark in "-*_" and RULE.match(line)) or (mark == "`" and FENCE.match(line)):
        parts = ()
    else:
        if mark == "#" and (heading := HEADING.match(line)):
            level, first, last = _heading(heading, line)
        elif mark == ">" and (quote := QUOTE.match(line)):
            first = quote.end()
        html = HTML_LINE.match(line) if mark == "<" else None
        if html and html[1].lower() in BREAKS:
            parts = html_parts(source, start + first, start + last)
        elif MARK.search(line):
            parts = markdown_parts(source, start + first, start + last)
        else:
            first, last = start + first, start + last
            parts = ((first, last, source[first:last], ""),) if first < last else ()
    return _Line(number, start, line, level, gap).read(parts)


def _heading(found: re.Match[str], line: str) -> tuple[int, int, int]:
    """The level of a heading, and where its content starts and ends, closing `#`s aside."""
    content = line.rstrip(" \t")
    bare = content.rstrip("#")
    if bare[-1:] in (" ", "\t") and len(bare) >= found.end():
        content = bare.rstrip(" \t")
    return len(found[1]), found.end(), max(len(content), found.end())


class BreakTag(NamedTuple):
    """A tag that ends a block: whether what follows stands inside it, whether it sets a paragraph apart, and the level
    that it heads (0: none)."""

    opens: bool
    apart: bool
    level: int


BREAK_TAGS = {
    slash + name: BreakTag(
        opens=not slash and name not in ("br", "hr"),
        apart=name != "br",
        level=int(name[1]) if re.fullmatch(r"h\d", name) else 0,
    )
    for name in BREAKS
    for slash in ("", "/")
}
BOLD_TAGS = {slash + name: -1 if slash else 1 for name in BOLD for slash in ("", "/")}


class _Line:
    """Gathers the parts of one line into its blocks."""

    def __init__(self, number: int, start: int, line: str, level: int, gap: bool) -> None:
        tail = line.lstrip(WHITE)
        self.number, self.level, self.base, self.gap = number, level, level, gap
        self.start = start + len(line) - len(tail)  # of the next block
        self.end = max(self.start, start + len(line.rstrip(WHITE)))
        self.blocks: list[Block] = []
        self.bold = 0
        self._begin()

    def _begin(self) -> None:
        self.text: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0
        self.strong = True

    def read(self, parts: Iterable[tuple[int, int, str, str]]) -> list[Block]:
        """The blocks of a line of these parts (`inline.Part`)."""
        for start, end, printed, tag in parts:
            if printed:
                self._print(start, end, printed)
            elif tag in BREAK_TAGS:
                self._break(start, end, BREAK_TAGS[tag])
            elif tag in BOLD_TAGS:
                self.bold = max(0, self.bold + BOLD_TAGS[tag])
        self._flush(self.end)
        return self._cover()

    def _print(self, start: int, end: int, printed: str) -> None:
        size = len(printed)
        if self.strong and not self.bold and printed.strip(WHITE):
            self.strong = False
        last = self.pieces[-1] if self.pieces else None
        if last and last.end == start and size == end - start and is_verbatim(last):
            self.pieces[-1] = Piece(last.offset, last.length + size, last.start, end)
        else:
            self.pieces.append(Piece(self.length, size, start, end))
        self.text.append(printed)
        self.length += size

    def _break(self, start: int, end: int, tag: BreakTag) -> None:
        printed = bool(self.text) and self._flush(start if tag.opens else end)
        self.gap = self.gap or tag.apart or not printed
        if tag.level:
            self.level = tag.level if tag.opens else self.base

    def _flush(self, end: int) -> bool:
        """End a block here; markup that prints nothing goes to the next block."""
        if not self.text:  # between `</p>` and `<p>`
            return False
        whole = "".join(self.text)
        text = whole.strip(WHITE)
        if text:
            indent = 0
            pieces = tuple(self.pieces)
            if len(text) < len(whole):
                indent = len(whole) - len(whole.lstrip(WHITE))
                pieces = trim(pieces, indent, indent + len(text))
            block = Block(self.number, self.start, end, text, pieces, self.level, self.strong, self.gap, indent)
            self.blocks.append(block)
            self.start, self.gap = end, False
        self._begin()
        return bool(text)

    def _cover(self) -> list[Block]:
        """Give markup after the last block to it, or to a block without text."""
        if not self.blocks:
            return [Block(self.number, self.start, self.end, "", (), 0, False, self.gap, 0)]
        last = self.blocks[-1]
        if last.end != self.end:
            self.blocks[-1] = last._replace(end=self.end)
        return self.blocks
