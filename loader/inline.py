"""Inside a line: which characters are print, and which are tags, entities, emphasis and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, east_asian_width

if TYPE_CHECKING:  # imported where stars stand in pairs: most programs of the package read no page
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

# Tags between which text is another paragraph (CommonMark 4.6, condition 6, and the breaks), and the others of HTML.
BREAK_NAMES = """
    address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol optgroup option p pre section summary
    table tbody td tfoot th thead title tr ul
"""
OTHER_NAMES = """
    a abbr acronym area audio b base basefont bdi bdo big button canvas cite code col colgroup data datalist del dfn em
    embed font i iframe img input ins kbd label link map mark meta meter nobr noscript object output param picture
    progress q rp rt ruby s samp script select small source span strike strong style sub sup svg template textarea time
    track tt u var video wbr
"""
BREAKS = frozenset(BREAK_NAMES.split())
TAGS = BREAKS | frozenset(OTHER_NAMES.split())
BOLD = frozenset({"b", "strong"})

# Patterns begin with a set of characters, because `re` runs to the next one of them: a quarter off reading HTML.
HTML_PART = (
    r"(?<=<)(?P<tag>(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])[^<>]*>)"
    r"|(?<=<)(?P<declaration>!(?i:doctype)\b[^<>]*>|\?(?i:xml)\b[^<>]*>)"
    r"|(?<=&)(?P<entity>(?:[A-Za-z][A-Za-z0-9]{1,31}|\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6});)"
    r"|(?<=\0)(?P<hidden>\0*)"
)
# The address must look like one: `[新华社](记者张三)` is print. The label may hold images, no other brackets.
ADDRESS = (
    r"\((?=<?(?:[A-Za-z][A-Za-z0-9+.-]*:|www\.|[/\#.]|[^\s()]*\.[A-Za-z][A-Za-z0-9]{1,4}[>)\s]))"
    r"[^\s()]*(?:\([^\s()]*\)[^\s()]*)*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
LABEL = r"[^\[\]]*(?:!\[[^\[\]]*\]\([^\s()]*\)[^\[\]]*)*"
MARKDOWN_PART = (
    rf"{HTML_PART}|(?<=<)(?P<autolink>(?:https?://|mailto:)[^<>\s]+>)|(?<=\\)(?P<escape>[!-/:-@\[-`{{-~])"
    rf"|(?:(?<=!)\[|(?<=\[))(?P<link>)(?={LABEL}\]{ADDRESS})|(?<=\])(?P<unlink>{ADDRESS})|(?<=\*)(?P<run>\**)|(?<=_)(?P<under>_*)"
)
HTML = re.compile(rf"[<&\0](?:{HTML_PART})")
MARKDOWN = re.compile(rf"[<&\0\\!\[\]*_](?:{MARKDOWN_PART})")

# No line of print has more stars; each costs a token of half a kilobyte.
MOST_RUNS = 10_000


# What may be a tag, and tags as most pages have them.
MAYBE_TAG = re.compile(r"(<[^<>]*>)")
_TAGS = {f"<{slash}{name}>": slash + name for name in TAGS for slash in ("", "/")}


class Part(NamedTuple):
    """A stretch of the source: what it prints (none: markup), and the tag it is (`p`, `/p`; `*` for a run of stars)."""

    start: int
    end: int
    printed: str
    tag: str = ""


def html_parts(source: str, start: int, end: int) -> Iterator[tuple[int, int, str, str]]:
    """In HTML only tags and entities are markup, as in CommonMark: stars and backslashes are print."""
    text = source[start:end]
    if "&" not in text and "\0" not in text and "<!" not in text and "<?" not in text:
        yield from _tags(text, start)
        return
    pos = start
    for found in HTML.finditer(source, start, end):
        part = _markup_part(found)
        if part is None:
            continue
        first, last = found.span()
        if pos < first:
            yield pos, first, source[pos:first], ""
        yield part
        pos = last
    if pos < end:
        yield pos, end, source[pos:end], ""


def _tags(text: str, start: int) -> Iterator[tuple[int, int, str, str]]:
    """The parts of a text that has nothing but print and tags: plain tuples, because a page of HTML has hundreds."""
    printed = ""
    at = start
    for one in MAYBE_TAG.split(text):
        tag = _TAGS[one] if one in _TAGS else _tag_of(one) if one[:1] == "<" else None
        if tag is None:
            printed += one
            continue
        if printed:
            yield at, at + len(printed), printed, ""
            at += len(printed)
            printed = ""
        yield at, at + len(one), "", tag
        at += len(one)
    if printed:
        yield at, at + len(printed), printed, ""


def markdown_parts(source: str, start: int, end: int) -> Iterator[Part]:
    parts = list(_inline_parts(source, start, end))
    runs = sum(part.tag == "*" for part in parts)
    return _paired(source[start:end], start, parts) if 1 < runs <= MOST_RUNS else iter(parts)


def _inline_parts(source: str, start: int, end: int) -> Iterator[Part]:
    pos, links = start, 0
    for found in MARKDOWN.finditer(source, start, end):
        kind, (first, last) = found.lastgroup, found.span()
        if kind == "unlink" and not links:
            continue
        links += (kind == "link") - (kind == "unlink")
        parts = _mark_parts(found)
        if not parts:
            continue
        if pos < first:
            yield Part(pos, first, source[pos:first])
        yield from parts
        pos = last
    if pos < end:
        yield Part(pos, end, source[pos:end])


def _mark_parts(found: re.Match[str]) -> list[Part]:
    """What a mark of Markdown prints and hides, without gaps; empty when it is no mark after all."""
    kind, (start, end) = found.lastgroup, found.span()
    if kind == "escape":
        return [Part(start, start + 1, ""), Part(start + 1, end, found[0][1:])]
    if kind == "autolink":
        return [Part(start, start + 1, ""), Part(start + 1, end - 1, found[0][1:-1]), Part(end - 1, end, "")]
    if kind in ("run", "under"):
        return [Part(start, end, found[0], "*")]
    if kind in ("link", "unlink"):
        return [Part(start, end, "")]
    part = _markup_part(found)
    return [part] if part else []


def _markup_part(found: re.Match[str]) -> Part | None:
    """A tag, entity or hidden stretch; None for what only looks like one (`<海外版>`, `&nosuch;`)."""
    start, end = found.span()
    kind = found.lastgroup
    if kind == "tag":
        tag = _tag(found["close"], found["name"])
        return Part(start, end, "", tag) if tag else None
    if kind == "entity":
        printed = html5.get(found[0][1:]) if found[0][1] != "#" else unescape(found[0])
        return Part(start, end, re.sub(r"[\t\n\r]", " ", printed)) if printed else None
    return Part(start, end, "")


def _tag_of(text: str) -> str | None:
    """The tag that a text in angle brackets is, if it is one."""
    found = HTML.fullmatch(text)
    return _tag(found["close"], found["name"]) if found and found.lastgroup == "tag" else None


@lru_cache(1000)  # pages repeat few tags
def _tag(close: str, name: str) -> str | None:
    return close + name.lower() if name.lower() in TAGS else None


# markdown-it pairs the stars; its own rules for text give no positions, so one rule hands it our parts.
def _take_part(state: StateInline, silent: bool) -> bool:
    part: Part = state.env["parts"][state.pos]
    if part.tag == "*":
        _push_run(state, part)
    else:
        state.push("text", "", 0).meta = {"part": part}
    state.pos += part.end - part.start
    return True


def _push_run(state: StateInline, part: Part) -> None:
    from markdown_it.rules_inline.state_inline import Delimiter

    size = len(part.printed)
    after = state.src[state.pos + size : state.pos + size + 1] or " "
    opens, closes = _flanks(state.src[state.pos - 1] if state.pos else " ", part.printed, after)
    if size % 2:  # a lone star closes what an odd run opened: in `**张*、李***` it is print
        closes = closes and state.env["odd"]
        state.env["odd"] = state.env["odd"] or opens
    for offset in range(size):
        token = state.push("text", "", 0)
        token.content = part.printed[0]
        token.meta = {"star": Part(part.start + offset, part.start + offset + 1, token.content)}
        place = len(state.tokens) - 1
        state.delimiters.append(Delimiter(ord(token.content), size, place, -1, opens, closes))


def _flanks(before: str, run: str, after: str) -> tuple[bool, bool]:
    """Whether a run of `*` or `_` can open and can close emphasis.

    CommonMark's rule 6.2 with tats-u's CJK-friendly amendment (commonmark-spec issue 650): beside a Chinese
    character, punctuation inside the stars does not stop them, so `**服务时间:**即日起` is bold. Narrowed for
    newspapers, where stars also hide names and numbers: Chinese line-breaking rules let no phrase begin with a closing
    mark (`张**、李**`) or end with an opening one; a single star after a letter does not open (`张*、李*`); stars
    between digits (`138**56`, `3*5*2`) and runs of four or more are print.
    """
    if len(run) > 3 or (_is_ascii_word(before + after) and (before.isdigit() or after.isdigit())):
        return False, False
    left = not after.isspace() and (
        not _is_mark(after) or before.isspace() or _is_mark(before) or (_is_cjk(before) and not _ends_phrase(after))
    )
    right = not before.isspace() and (
        not _is_mark(before) or after.isspace() or _is_mark(after) or (_is_cjk(after) and not _begins_phrase(before))
    )
    if run[0] == "_":
        return left and (not right or _is_mark(before)), right and (not left or _is_mark(after))
    return left and (len(run) > 1 or not before.isalnum()), right


def _is_ascii_word(characters: str) -> bool:
    return characters.isascii() and characters.isalnum()


def _is_mark(character: str) -> bool:
    return category(character)[0] in "PS"


def _is_cjk(character: str) -> bool:
    return east_asian_width(character) in ("W", "F", "H")


def _ends_phrase(mark: str) -> bool:
    return category(mark) in ("Pe", "Pf") or mark in "、，。．：；！？％,.:;!?%"


def _begins_phrase(mark: str) -> bool:
    return category(mark) in ("Ps", "Pi")


@cache
def _pairs() -> MarkdownIt:
    from markdown_it import MarkdownIt

    pairs = MarkdownIt("zero")
    pairs.inline.ruler.at("text", _take_part)
    pairs.inline.ruler2.enableOnly(["balance_pairs", "emphasis"])
    return pairs


def _paired(line: str, start: int, parts: list[Part]) -> Iterator[Part]:
    """The parts with stars that make emphasis gone, and `strong` tags where they make it bold."""
    from markdown_it.rules_inline import StateInline

    places = {part.start - start: part for part in parts}
    pairs = _pairs()
    state = StateInline(line, pairs, {"parts": places, "odd": False}, [])
    pairs.inline.tokenize(state)
    for rule in pairs.inline.ruler2.getRules(""):
        rule(state)
    for token in state.tokens:
        if token.tag == "strong":
            yield Part(0, 0, "", "strong" if token.nesting > 0 else "/strong")
        elif "part" in token.meta:
            yield token.meta["part"]
        elif token.type == "text" and token.content:  # a star that is print; pairing empties the others
            yield token.meta["star"]
