"""What conventions recognise of each block of a page by itself, and which signs it has, for all blocks at once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from loader.characters import even
from loader.conventions import HOW, Conventions, Found, Rule
from loader.excerpts import Excerpts, excerpts
from loader.prefilter import Prefilter
from loader.shapes import BODY_WIDTH
from loader.signs import PRESENT, SIGNS

# Characters of the longest text that rules are asked of: `line` rules match a caption at most, and what is wider than
# 60 full characters is no heading.
HEAD, TAIL = 120, 60  # characters in which `head` and `tail` rules look
LONGEST = {"line": 170, "heading": 120, "head": HEAD, "tail": TAIL}
ASKED = tuple(LONGEST)
LONGEST_PLACED = LONGEST["line"]  # of the other scopes, which hold by where a block stands (`placed`)
LONGEST_SIGNED = 2 * BODY_WIDTH  # no text is narrower than half its length
ANY_LENGTH = 1 << 30


class Recognised(NamedTuple):
    """The texts of some blocks; for each the first rule of each scope that matches it, with its match, and the names of
    the signs of those that may be headings; and `placed`, the rules of other scopes that may match: in the order of the
    texts, the number of a text and of a rule."""

    texts: Sequence[str]
    excerpts: Excerpts
    line: list[Found]
    heading: list[Found]
    head: list[Found]
    tail: list[Found]
    signs: list[list[str]]
    placed: tuple[list[int], list[int]]
    rules: Sequence[Rule]

    def first(self, scope: str, at: int) -> Found:
        """The first rule of one of the other scopes that matches a text of `LONGEST_PLACED` characters or fewer."""
        texts, numbers = self.placed
        for number in numbers[bisect_left(texts, at) : bisect_right(texts, at)]:
            rule = self.rules[number]
            if rule.scope == scope and (match := rule.match(even(self.texts[at]))):
                return rule, match
        return None


def recognise(texts: Sequence[str], conventions: Conventions) -> Recognised:
    """`texts` must not be none, and none of them empty. The answers are kept for `Conventions.first`."""
    seen = excerpts(texts)
    asked = _questions(conventions)
    found: dict[str, list[Found]] = {scope: [None] * len(texts) for scope in ASKED}
    heads, tails = [text[:HEAD] for text in texts], [text[-TAIL:] for text in texts]
    parts = {"line": texts, "heading": texts, "head": heads, "tail": tails}
    signs: list[list[str]] = [[] for _ in texts]
    at_text, of_pattern = asked.filter.candidates(seen)
    may_be = (seen.ends - seen.starts)[at_text] <= asked.longest[of_pattern]
    at_once = may_be & asked.at_once[of_pattern]
    later = may_be ^ at_once
    for at, number in zip(at_text[at_once].tolist(), of_pattern[at_once].tolist(), strict=True):
        if number >= len(asked.rules):
            name, pattern = SIGNS[number - len(asked.rules)]
            text = texts[at]
            if (name in PRESENT and not seen.odd) or pattern.search(text if seen.plain else even(text)):
                signs[at].append(name)
            continue
        rule = asked.rules[number]
        of_scope = found[rule.scope]
        if of_scope[at] is None:
            part = parts[rule.scope][at]
            if match := asked.match(number, part if seen.plain else even(part)):
                of_scope[at] = rule, match
    short = [at for at, text in enumerate(texts) if len(text) <= LONGEST["line"]]
    conventions.remember("line", [texts[at] for at in short], [found["line"][at] for at in short])
    conventions.remember("head", heads, found["head"])
    conventions.remember("tail", tails, found["tail"])
    placed = at_text[later].tolist(), of_pattern[later].tolist()
    return Recognised(texts, seen, **found, signs=signs, placed=placed, rules=asked.rules)


class _Questions:
    """The rules and behind them the signs, asked of all texts at once; `longest`: the longest text that each is asked
    of, where the excerpt of a longer one is as long as `WHOLE`; `at_once`: whether all texts are asked for it."""

    def __init__(self, conventions: Conventions) -> None:
        self.rules = conventions.rules
        asked = [(rule.stated, HOW[rule.scope]) for rule in self.rules]
        self.filter = Prefilter([*asked, *((pattern.pattern, "anywhere") for _, pattern in SIGNS)], Path(__file__))
        longest = {**LONGEST, "head": ANY_LENGTH, "tail": ANY_LENGTH}
        of_rules = [longest.get(rule.scope, LONGEST_PLACED) for rule in self.rules]
        self.longest = np.array([*of_rules, *[LONGEST_SIGNED] * len(SIGNS)])
        self.at_once = np.array([*(rule.scope in ASKED for rule in self.rules), *[True] * len(SIGNS)])
        self._asking: list[Callable[[str], re.Match[str] | None] | None] = [None] * len(self.rules)

    def match(self, number: int, text: str) -> re.Match[str] | None:
        """The match of a rule; patterns are compiled when first asked."""
        asking = self._asking[number]
        if asking is None:
            asking = self._asking[number] = self.rules[number].asking()
        return asking(text)


@lru_cache(4)
def _questions(conventions: Conventions) -> _Questions:
    return _Questions(conventions)
