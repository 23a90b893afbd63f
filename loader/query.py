"""The query language of the search box: to FTS5, and back to the places in the source it found.

- white space is AND; an unquoted run is a phrase, `"…"` (straight quotes) is a phrase that may hold white space; a
  quote with a character on either side is searched for as printed: 说"好"的 finds 说“好”的;
- `-x` and `NOT x` exclude; `AND`, `OR`, `NOT` in ASCII capitals are operators between terms and words elsewhere;
  NOT binds tightest, then AND, then OR; a query (or a side of OR) with exclusions alone finds nothing;
- `*` right after a run of letters or digits at the end of a term is a prefix: `covid*`, `"sars covid"*`;
- all else is searched for as printed: “四个意识” with its quotes, 或, brackets.

White space inside a date (`2 月 12 日`) is joined before it can mean AND. A quote without a partner is ignored.
Nothing raises. A query is read up to `MAX_CHARACTERS`, `MAX_TERMS`, `MAX_SINGLES` (terms of one character or word) and
`MAX_TOKENS`, whichever comes first: a pasted article is found by its first 500 characters, and no query can hold up a
server.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

from loader.characters import is_word
from loader.normalize import fold, fold_with_map, run_end, stands_free
from loader.units import COMMON, END, alone, pairs, units

MAX_CHARACTERS = 10_000
# Measured on 10.6 M characters; SQLite can interrupt none of it. 64 common words joined by OR take FTS5 0.2 s.
MAX_TERMS = 64
# A single character merges the lists of all pairs that begin so: of those that are not in COMMON some take 20 ms.
MAX_SINGLES = 32
# The worst phrases repeat a common word: there 中国中国… takes 0.3 s for 512 characters, 1 s for 2,000, 3 s for 5,000.
# Ordinary phrases of 512 take 10 ms.
MAX_TOKENS = 512
NOTHING = '""'
"""The FTS5 expression that matches nothing."""


class Term(NamedTuple):
    """A folded phrase of a query. `side` counts the ORs before it."""

    phrase: str
    prefix: bool
    excluded: bool
    side: int


# In order of size: white space between 年 and 2月 is inside a date, between 2月 and 3月 it separates two months.
_UNITS = ("年", "月", "日号號", "时時", "分", "秒")
_DIGITS_THEN_UNIT = re.compile(rf"(?<=\d)\s+(?=[{''.join(_UNITS)}])")
_UNIT_THEN_DIGITS = re.compile(
    "|".join(rf"(?<=\d[{unit}])\s+(?=\d+\s*[{''.join(_UNITS[i:])}])" for i, unit in enumerate(_UNITS[:-1], 1))
)
# A quoted phrase begins at the edge of a term and ends at one; a quote inside a term (说"好"的) is printed so.
_TERM = re.compile(
    r"""(?P<minus>(?<!\S)-(?=\S))?
    (?: (?<![^\s"-]) "(?P<quoted> (?: [^"] | (?<=[^\s"])"(?![\s"*]|$) )* )" (?=[\s"*]|$) (?P<star>\*(?!\S))?
    | (?P<bare> [^\s"] (?: [^\s"] | "(?![\s"]|$) )* ) )""",
    re.VERBOSE,
)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")
_OPERATORS = ("AND", "OR", "NOT")


def parse_query(query: str) -> list[Term]:
    """The terms of a query in the order typed, exclusions included."""
    terms: list[Term] = []
    waiting: list[str] = []
    for match in _TERM.finditer(_prepare(query)):
        bare = match["bare"]
        if bare in _OPERATORS and not match["minus"] and terms:
            waiting.append(bare)
            continue
        phrase, prefix = _read_phrase(match)
        if not phrase:
            continue
        side = (terms[-1].side if terms else 0) + ("OR" in waiting)
        terms.append(Term(phrase, prefix, bool(match["minus"]) or "NOT" in waiting, side))
        waiting = []
    side = terms[-1].side if terms else 0
    terms.extend(Term(fold(word), False, False, side) for word in waiting)
    return list(_affordable(terms[:MAX_TERMS]))


def _affordable(terms: list[Term]) -> Iterator[Term]:
    """The terms that fit into `MAX_TOKENS` and `MAX_SINGLES`, the last one cut where a token ends."""
    room, singles = MAX_TOKENS, MAX_SINGLES
    for term in terms:
        size = len(units(term.phrase))
        singles -= size == 1
        if room == 0 or singles < 0:
            return
        if size > room:
            end = room
            while not stands_free(term.phrase, 0, end):
                end += 1
            term = term._replace(phrase=fold(term.phrase[:end]), prefix=False)
            size = room
        room -= size
        yield term


def _prepare(query: str) -> str:
    return _UNIT_THEN_DIGITS.sub("", _DIGITS_THEN_UNIT.sub("", query[:MAX_CHARACTERS]))


def _read_phrase(match: re.Match[str]) -> tuple[str, bool]:
    """The folded phrase of a typed term, and whether its last word is a prefix."""
    quoted, bare = match["quoted"], match["bare"]
    if quoted is not None:
        phrase = fold(quoted)
        return phrase, bool(match["star"]) and phrase != "" and is_word(phrase[-1])
    if bare.endswith("*"):
        stem = fold(bare[:-1])
        if stem and is_word(stem[-1]):
            return stem, True
        # 疫情* asks for 疫情 and whatever follows, which 疫情 finds already.
        if stem and stem[-1].isalpha():
            return stem, False
    return fold(bare), False


def match_expression(query: str) -> str:
    """What a person typed, as an FTS5 MATCH expression over `units.tokens`. Never raises, always valid."""
    return _expression(parse_query(query), _in_tokens)


def scored_expression(query: str) -> str:
    """The same in pairs alone, slower: a character of `units.COMMON` has a token for every place where it stands, so
    that bm25 counts them."""
    return _expression(parse_query(query), _in_pairs)


def single_term(query: str) -> Term | None:
    """The one term that a query asks for and nothing else; None for any other query."""
    terms = parse_query(query)
    return terms[0] if len(terms) == 1 and not terms[0].excluded else None


def single_character(query: str) -> str | None:
    """The one Han character, folded, that a query asks for and nothing else, if it has no token of its own
    (`units.COMMON`); None for any other query."""
    term = single_term(query)
    return term.phrase if term and _HAN.fullmatch(term.phrase) and term.phrase not in COMMON else None


def _in_tokens(term: Term) -> str:
    return f'"{alone(term.phrase)}"' if term.phrase in COMMON else _in_pairs(term)


def _in_pairs(term: Term) -> str:
    asked = _asked(term)
    if len(asked) == 1:
        return f'"{asked[0]}" *'
    return f'"{" ".join(pairs(asked)[:-1])}"' + (" *" if term.prefix else "")


def _asked(term: Term) -> list[str]:
    """The units of a term, the last one open where it is a prefix."""
    asked = units(term.phrase)
    if term.prefix:
        asked[-1] = asked[-1].removesuffix(END)
    return asked


def _expression(terms: list[Term], spelled: Callable[[Term], str]) -> str:
    sides: dict[int, tuple[list[str], list[str]]] = {}
    for term in terms:
        wanted, excluded = sides.setdefault(term.side, ([], []))
        (excluded if term.excluded else wanted).append(spelled(term))
    expressions = []
    for wanted, excluded in sides.values():
        if wanted and excluded:
            expressions.append(f"({' AND '.join(wanted)}) NOT ({' OR '.join(excluded)})")
        elif wanted:
            expressions.append(" AND ".join(wanted))
    if len(expressions) > 1:
        return " OR ".join(f"({expression})" for expression in expressions)
    return expressions[0] if expressions else NOTHING


def query_phrases(query: str) -> list[str]:
    """The folded phrases a query asks for, without the excluded ones, each once."""
    return list(dict.fromkeys(term.phrase for term in _wanted(query)))


def find_spans(text: str, query: str) -> list[tuple[int, int]]:
    """Where `text` holds any phrase of the query: half-open, sorted, merged where they overlap or touch."""
    return _merge(sorted((start, end) for start, end, _ in _hits(text, query)))


def snippet_pieces(text: str, query: str, width: int = 80) -> Iterator[tuple[str, bool]]:
    """The best `width` code points of `text`, cut where hits begin and end: each piece, and whether it is a hit.

    Best is the window with the most distinct phrases, then the earliest; without a hit, the head of the text.
    An ellipsis is its own piece. For callers that escape the pieces and add markup of their own.
    """
    hits = sorted(_hits(text, query))
    start, end = _best_window(hits, len(text), max(width, 1))
    if start > 0:
        yield "…", False
    at = start
    for first, last in _merge([(first, last) for first, last, _ in hits if first < end and last > start]):
        first, last = max(first, start), min(last, end)
        if first > at:
            yield text[at:first], False
        yield text[first:last], True
        at = last
    if at < end:
        yield text[at:end], False
    if end < len(text):
        yield "…", False


def snippet(text: str, query: str, width: int = 80, before: str = "⟦", after: str = "⟧") -> str:
    """The best `width` code points of `text` with its hits between `before` and `after`, `…` where it was cut."""
    pieces = snippet_pieces(text, query, width)
    return "".join(f"{before}{piece}{after}" if hit else piece for piece, hit in pieces)


def _wanted(query: str) -> list[Term]:
    return [term for term in parse_query(query) if not term.excluded]


def _hits(text: str, query: str) -> list[tuple[int, int, int]]:
    """Every hit of every phrase: start and end in `text`, and which phrase."""
    folded, starts, ends = fold_with_map(text)
    return [
        (starts[start], ends[end - 1], number)
        for number, term in enumerate(dict.fromkeys((t.phrase, t.prefix) for t in _wanted(query)))
        for start, end in occurrences(folded, *term)
    ]


def occurrences(folded: str, phrase: str, prefix: bool) -> Iterator[tuple[int, int]]:
    """Where the index finds the phrase in folded text; a prefix reaches to the end of its word."""
    start = folded.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if prefix:
            end = run_end(folded, end)
        if stands_free(folded, start, end):
            yield start, end
        start = folded.find(phrase, start + 1)


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _best_window(hits: list[tuple[int, int, int]], length: int, width: int) -> tuple[int, int]:
    """The `width` code points that hold the most phrases, with as much text before the hits as after."""
    if not hits:
        return 0, min(width, length)
    most, first, last = 0, 0, 0
    firsts = [start for start, _, _ in hits]
    for i, start in enumerate(firsts):
        limit = start + width
        inside = [hit for hit in hits[i : bisect_left(firsts, limit)] if hit[1] <= limit]
        phrases = len({number for _, _, number in inside})
        if phrases > most or not most:
            most, first, last = phrases, start, max((end for _, end, _ in inside), default=limit)
    room = max(width - (last - first), 0)
    end = min(max(first - room // 2, 0) + width, length)
    return max(end - width, 0), end
