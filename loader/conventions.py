"""How papers print, as `outlets/*.toml` state it: data with examples, no code.

`common.toml` holds what many papers share; every other file describes one outlet. A rule has a `name`, the `role` it
gives, a `pattern` (Python `re`, on the printed text), and the required examples `yes` and `no`; `scope` says where it
looks:

- `line`: the pattern stands for a whole block, whatever stands around it;
- `head`: the beginning of an article's first paragraph (an agency's dateline, 本报讯);
- `tail`: the end of a paragraph (an end mark, an agency or a byline in brackets);
- `heading`: a line of a headline block, to tell kicker and deck from headline;
- `masthead`: a whole block at the top of a page or below furniture, which says nothing elsewhere (a date, a weekday);
- `right`: a whole block set far to the right, below the end of a sentence (who wrote it);
- `under`: a whole short block between one that ends no sentence and a longer text (who wrote it, with office or town);
- `under-dash`: the same, where the heading is a deck that begins with a dash;
- `coined`: the same, where the characters of the block stand together nowhere else (a pen name);
- `after`: a whole short block below a text and above none (who signs it, who he is and where he lives);
- `signer`: the name below such a block, on a line of its own;
- `shown`: a whole block that a rule takes for a byline, and of which the text around it tells (who is in the picture);
- `between`: a whole block between two texts, which tell nothing of it (who wrote the one below);
- `listed`: a whole block among others as short as names, below one another;
- `menu`: a line of a run of short ones, white space left out, of which several match: all of the run is of that role;
- `teller`: who tells a report, right behind the head that opens it (本报讯 | 记者林平报道：), asked for its names only.

`sure = true` lets a rule of the scope `line` outweigh all that speaks against it; `above = "headline"` says what the
line right above a match probably is, `below = true` that the lines below it, up to a blank one, are the same, and
`over_text = "crosshead"` what a match is that stands between two texts, without a heading below it.
Named groups carry what was printed: `byline`, `agency`,
`outlet`, `place`, `month`, `day`, `year`, `page`, `mark`. `loader.outlet_files` reads them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from loader.characters import even
from loader.compiled import compiled
from loader.dates import day_number
from loader.excerpts import WHOLE, excerpts
from loader.prefilter import Prefilter

if sys.version_info >= (3, 11):
    pass
else:
    pass  # type: ignore[import-not-found,unused-ignore]

FOLDER = Path(__file__).parent / "outlets"
SCOPES = (
    "line",
    "head",
    "tail",
    "heading",
    "masthead",
    "right",
    "under",
    "under-dash",
    "coined",
    "after",
    "signer",
    "shown",
    "between",
    "listed",
    "teller",
    "menu",
)
HOW = {  # how the rules of a scope are asked
    "line": "whole",
    "head": "start",
    "tail": "anywhere",
    "heading": "start",
    "masthead": "whole",
    "right": "whole",
    "under": "whole",
    "under-dash": "whole",
    "coined": "whole",
    "after": "whole",
    "signer": "whole",
    "shown": "whole",
    "between": "whole",
    "listed": "whole",
    "teller": "start",
    "menu": "whole",
}
NAMED = re.compile(r"\{([a-z_]+)\}")  # a list of words or a piece of a pattern, in a pattern
WORTH_ANY = 200  # texts asked of one scope
REMEMBERED = 5000  # texts of each scope; more than a page has of blocks
# What a pattern cannot hold if it is to be one of several in a longer pattern.
APART = re.compile(r"\\[1-9]|\(\?P=|\(\?\(|\(\?[aiLmsux]+\)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One convention. `stated` is its pattern, with the words of its lists; `pattern`, which is made when first asked
    for, is anchored by its scope: `line`, `head` and `heading` at the start. `sure`: nothing else reads so.
    `above`: the role that the line right above a match is likely to have. `below`: what stands below it, up to a blank
    line, has its role too. `over_text`: its role between two texts."""

    name: str
    role: str
    scope: str
    stated: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    sure: bool = False
    above: str = ""
    below: bool = False
    over_text: str = ""

    @property
    def pattern(self) -> re.Pattern[str]:
        return compiled(self.stated)

    def match(self, text: str) -> re.Match[str] | None:
        """The match of this rule on printed text made even, or None. `line` patterns must take all of it."""
        return self.asking()(text)

    def asking(self) -> Callable[[str], re.Match[str] | None]:
        """What `match` asks."""
        return _asking(self.scope, self.pattern)


def _asking(scope: str, pattern: re.Pattern[str]) -> Callable[[str], re.Match[str] | None]:
    how = HOW[scope]
    return pattern.fullmatch if how == "whole" else pattern.search if how == "anywhere" else pattern.match


Found = tuple[Rule, re.Match[str]] | None


@dataclass(frozen=True, slots=True)
class Outlet:
    """A paper: its usual name, where it is published, and other names it goes by."""

    name: str
    place: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearMark:
    """A phrase that only one year's papers use of their own time (“十三五”规划收官之年, 今年是新中国成立70周年).

    `word` stands in all that the pattern matches. Where `counted`, its group `n` counts from `year`.
    """

    year: int
    counted: bool
    word: str
    stated: str
    yes: tuple[str, ...]
    no: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        return compiled(self.stated)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in printed text made even."""
        return self.pattern.search(text) if self.word in text else None

    def of(self, found: re.Match[str]) -> int:
        """The year that a match fixes; 0 for a number that is none."""
        number = day_number(found["n"].replace("一百", "100")) if self.counted else 0
        return self.year + number if number or not self.counted else 0


@dataclass(frozen=True, slots=True, eq=False)
class Conventions:
    """All rules in the order of the files (common first), outlets by name, and the word lists rules draw on."""

    rules: tuple[Rule, ...]
    scoped: dict[str, tuple[Rule, ...]]
    outlets: dict[str, Outlet]
    years: tuple[YearMark, ...]
    person_roles: tuple[str, ...]
    tasks: tuple[str, ...]
    places: frozenset[str]
    surnames: frozenset[str]
    no_names: tuple[str, ...]
    letters: re.Pattern[str]
    paper: re.Pattern[str]
    _any: dict[str, re.Pattern[str]] = field(init=False, repr=False)
    _asked: dict[str, int] = field(init=False, repr=False)
    _remembered: dict[str, dict[str, Found]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_any", {})
        object.__setattr__(self, "_asked", dict.fromkeys(self.scoped, 0))
        object.__setattr__(self, "_remembered", {scope: {} for scope in self.scoped})

    def first(self, scope: str, text: str) -> Found:
        """The first rule of a scope that matches printed text, with its match.

        Matched is the text made even (`characters.even`): its spans hold for the text, its groups are not as printed.
        """
        # Two to four stages ask the same of a block, so answers are kept for a while.
        remembered = self._remembered[scope]
        if text in remembered:
            return remembered[text]
        if len(remembered) >= REMEMBERED:
            remembered.clear()
        remembered[text] = found = self._first(scope, even(text))
        return found

    def remember(self, scope: str, texts: Sequence[str], found: Sequence[Found]) -> None:
        """Keep answers of `first` that are known already."""
        remembered = self._remembered[scope]
        if len(remembered) + len(texts) > REMEMBERED:
            remembered.clear()
        remembered.update(zip(texts[:REMEMBERED], found[:REMEMBERED], strict=True))

    def _first(self, scope: str, plain: str) -> Found:
        # Most texts are asked of all at once (`recognise`). Of few others it is quickest to find the rules that may
        # match, and compile no more; of many, to make one pattern of all: nine texts in ten match none.
        rules: Sequence[Rule] = self.scoped[scope]
        self._asked[scope] += 1
        if self._asked[scope] > WORTH_ANY:
            if scope not in self._any:
                self._any[scope] = compiled(any_of([rule.stated for rule in rules]))
            if not _asking(scope, self._any[scope])(plain):
                return None
        elif 0 < len(plain) <= WHOLE:
            _, may = self.prefilter().candidates(excerpts([plain]))
            rules = [rule for number in may.tolist() if (rule := self.rules[number]).scope == scope]
        for rule in rules:
            if found := rule.match(plain):
                return rule, found
        return None

    def prefilter(self) -> Prefilter:
        """Which of `rules` a text may match."""
        return _prefilter(self)

    def usual_outlet(self, name: str) -> str:
        """The usual name of a paper that calls itself `name` (in simplified characters)."""
        for outlet in self.outlets.values():
            if name == outlet.name or name in outlet.aliases:
                return outlet.name
        return name


@lru_cache(4)
def _prefilter(conventions: Conventions) -> Prefilter:
    return Prefilter([(rule.stated, HOW[rule.scope]) for rule in conventions.rules], FOLDER)


def any_of(patterns: Sequence[str]) -> str:
    """A pattern that matches wherever one of several does (and elsewhere, if one refers to its own groups)."""
    if any(map(APART.search, patterns)):
        return r"(?s:.*)"
    return "|".join(re.sub(r"\(\?P<\w+>", "(?:", f"(?:{pattern})") for pattern in patterns) or r"(?!)"
