"""What conventions recognise of each block of a page by itself, for all blocks at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from loader.characters import even
from loader.conventions import Conventions, Found
from loader.excerpts import Excerpts, excerpts

# Characters of the longest text that rules are asked of: `line` rules match a caption at most, and what is wider than
# 60 full characters is no heading.
HEAD, TAIL = 120, 60  # characters in which `head` and `tail` rules look
LONGEST = {"line": 170, "heading": 120, "head": HEAD, "tail": TAIL}
ASKED = tuple(LONGEST)


class Recognised(NamedTuple):
    """The texts of some blocks, and for each the first rule of each scope that matches it, with its match."""

    texts: Sequence[str]
    excerpts: Excerpts
    line: list[Found]
    heading: list[Found]
    head: list[Found]
    tail: list[Found]


def recognise(texts: Sequence[str], conventions: Conventions) -> Recognised:
    """`texts` must not be none, and none of them empty. The answers are kept for `Conventions.first`."""
    seen = excerpts(texts)
    found: dict[str, list[Found]] = {scope: [None] * len(texts) for scope in ASKED}
    heads, tails = [text[:HEAD] for text in texts], [text[-TAIL:] for text in texts]
    parts = {"line": texts, "heading": texts, "head": heads, "tail": tails}
    for at, number in conventions.prefilter().candidates(seen):
        rule = conventions.rules[number]
        if rule.scope not in found:
            continue
        of_scope, part = found[rule.scope], parts[rule.scope][at]
        if of_scope[at] is None and len(part) <= LONGEST[rule.scope]:
            if match := rule.match(part if seen.plain else even(part)):
                of_scope[at] = rule, match
    conventions.remember("head", heads, found["head"])
    conventions.remember("tail", tails, found["tail"])
    return Recognised(texts, seen, **found)
