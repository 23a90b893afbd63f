"""How papers print, read from `outlets/*.toml`: data with examples, no code.

`common.toml` holds what many papers share; every other file describes one outlet. A rule has a `name`, the `role` it
gives, a `pattern` (Python `re`, on the printed text), and the required examples `yes` and `no`; `scope` says where it
looks:

- `line`: the pattern stands for a whole block, whatever stands around it;
- `head`: the beginning of an article's first paragraph (an agency's dateline, 本报讯);
- `tail`: the end of a paragraph (an end mark, an agency or a byline in brackets);
- `heading`: a line of a headline block, to tell kicker and deck from headline;
- `masthead`: a whole block at the top of a page or below furniture, which says nothing elsewhere (a date, a weekday);
- `right`: a whole block set far to the right, below the end of a sentence (who wrote it);
- `teller`: who tells a report, right behind the head that opens it (本报讯 | 记者林平报道：), asked for its names only.

`sure = true` lets a rule of the scope `line` outweigh all that speaks against it. Named groups carry what was printed:
`byline`, `agency`, `outlet`, `place`, `month`, `day`, `year`, `page`, `mark`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from loader.characters import even, uneven
from loader.errors import BadConventions
from loader.excerpts import WHOLE, excerpts
from loader.kept import Arrays, kept
from loader.model import ROLES
from loader.prefilter import Prefilter

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

FOLDER = Path(__file__).parent / "outlets"
SCOPES = ("line", "head", "tail", "heading", "masthead", "right", "teller")
HOW = {  # how the rules of a scope are asked
    "line": "whole",
    "head": "start",
    "tail": "anywhere",
    "heading": "start",
    "masthead": "whole",
    "right": "whole",
    "teller": "start",
}
NAMED = re.compile(r"\{([a-z_]+)\}")  # a list of words or a piece of a pattern, in a pattern
WORTH_ANY = 200  # texts asked of one scope
REMEMBERED = 5000  # texts of each scope; more than a page has of blocks
# What a pattern cannot hold if it is to be one of several in a longer pattern.
APART = re.compile(r"\\[1-9]|\(\?P=|\(\?\(|\(\?[aiLmsux]+\)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One convention. `stated` is its pattern, with the words of its lists; `pattern`, which is made when first asked
    for, is anchored by its scope: `line`, `head` and `heading` at the start. `sure`: nothing else reads so."""

    name: str
    role: str
    scope: str
    stated: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    sure: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        return _made(self.stated)

    def match(self, text: str) -> re.Match[str] | None:
        """The match of this rule on printed text made even, or None. `line` patterns must take all of it."""
        return _match(self.scope, self.pattern, text)


@cache
def _made(pattern: str) -> re.Pattern[str]:
    """`re.compile`, which itself forgets some when they are many; 3 ms for a pattern with long lists of words."""
    return re.compile(pattern)


def _match(scope: str, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    how = HOW[scope]
    if how == "whole":
        return pattern.fullmatch(text)
    return pattern.search(text) if how == "anywhere" else pattern.match(text)


Found = tuple[Rule, re.Match[str]] | None


@dataclass(frozen=True, slots=True)
class Outlet:
    """A paper: its usual name, where it is published, and other names it goes by."""

    name: str
    place: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearMark:
    """A phrase that only one year's papers use of their own time (“十三五”规划收官之年)."""

    year: int
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, eq=False)
class Conventions:
    """All rules in the order of the files (common first), outlets by name, and the word lists rules draw on."""

    rules: tuple[Rule, ...]
    scoped: dict[str, tuple[Rule, ...]]
    outlets: dict[str, Outlet]
    years: tuple[YearMark, ...]
    person_roles: tuple[str, ...]
    surnames: frozenset[str]
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
        remembered.update(islice(zip(texts, found, strict=True), REMEMBERED))

    def _first(self, scope: str, plain: str) -> Found:
        # Most texts are asked of all at once (`recognise`). Of few others it is quickest to find the rules that may
        # match, and compile no more; of many, to make one pattern of all: nine texts in ten match none.
        rules: Sequence[Rule] = self.scoped[scope]
        self._asked[scope] += 1
        if self._asked[scope] > WORTH_ANY:
            if scope not in self._any:
                self._any[scope] = any_of([rule.pattern for rule in rules])
            if not _match(scope, self._any[scope], plain):
                return None
        elif 0 < len(plain) <= WHOLE:
            may = self.prefilter().candidates(excerpts([plain]))
            rules = [rule for _, number in may if (rule := self.rules[number]).scope == scope]
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


@cache
def load_conventions(folder: Path = FOLDER) -> Conventions:
    """Read every `.toml` of a folder, `common.toml` first, then by name.

    Raises `BadConventions` with file and entry for a missing key, an unknown role or scope, a pattern that does not
    compile, or one that fails its own examples.
    """
    files = sorted(folder.glob("*.toml"), key=lambda file: (file.name != "common.toml", file.name))
    tables = [(file.name, _read_toml(file)) for file in files]
    words = _word_lists(tables)
    rules = [rule for name, table in tables for rule in _rules(name, table, words)]
    if folder == FOLDER:  # to compile and prove a rule takes 5 ms, so the same ones are not proved at every start
        made_from = [Path(__file__).read_bytes(), even(uneven()).encode(), *(repr(rule).encode() for _, rule in rules)]
        kept(Path(__file__), made_from, lambda: _prove_all(rules))
    else:
        _prove_all(rules)
    outlets = {outlet.name: outlet for name, table in tables if (outlet := _outlet(name, table))}
    years = tuple(
        YearMark(entry["year"], _compile(name, entry, words))
        for name, table in tables
        for entry in table.get("year", ())
    )
    letters = re.compile("|".join(words["letters"]) or r"(?!)")
    papers = "|".join(sorted(words.get("papers", ()), key=lambda word: (-len(word), word))) or r"(?!)"
    named = "|".join(words.get("newspapers", ())) or r"(?!)"
    towns = "|".join(words.get("town_papers", ())) or r"(?!)"
    alone = "|".join(words.get("old_papers", ())) or r"(?!)"
    paper = re.compile(
        rf"(?P<outlet>{named}|[\u4e00-\u9fff]{{2,6}}?(?:{papers})"
        rf"|(?<![\u4e00-\u9fff])(?:{alone})(?![\u4e00-\u9fff])"
        rf"|(?<![\u4e00-\u9fff])(?:{towns})[\u4e00-\u9fff]{{2}}(?=[\s\u3000]*(?:19|20)\d\d))"
    )
    proved = tuple(rule for _, rule in rules)
    scoped = {scope: tuple(rule for rule in proved if rule.scope == scope) for scope in SCOPES}
    return Conventions(
        proved, scoped, outlets, years, tuple(words["person_roles"]), frozenset(words["surnames"]), letters, paper
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule as its file states it: `pattern` with the names of word lists, not the words."""

    name: str
    role: str
    scope: str
    file: str
    pattern: str
    yes: tuple[str, ...]
    no: tuple[str, ...]


@cache
def rule_entries(folder: Path = FOLDER) -> dict[str, Entry]:
    """Every rule by its name, for a reader who asks why a line was read as it was."""
    return {
        entry["name"]: Entry(
            entry["name"],
            entry["role"],
            entry.get("scope", "line"),
            file.name,
            entry["pattern"],
            tuple(entry["yes"]),
            tuple(entry["no"]),
        )
        for file in sorted(folder.glob("*.toml"))
        for entry in _read_toml(file).get("rule", ())
    }


def any_of(patterns: Sequence[re.Pattern[str]]) -> re.Pattern[str]:
    """A pattern that matches wherever one of several does (and elsewhere, if one refers to its own groups)."""
    listed = [pattern.pattern for pattern in patterns]
    if any(map(APART.search, listed)):
        return re.compile(r"(?s:.*)")
    return re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", f"(?:{pattern})") for pattern in listed) or r"(?!)")


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadConventions(f"{file.name}: not TOML: {error}. Mend the file.") from error
    return table


def _word_lists(tables: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, list[str]]:
    """`[words]` of all files put together; a list given as one string is split at white space."""
    lists: dict[str, list[str]] = {"person_roles": [], "surnames": [], "letters": []}
    for _, table in tables:
        for key, value in table.get("words", {}).items():
            entries = value.split() if isinstance(value, str) else value
            lists.setdefault(key, []).extend(entries)
    return lists


def _rules(file: str, table: dict[str, Any], words: dict[str, list[str]]) -> Iterator[tuple[str, Rule]]:
    """The rules of a file, each with where it stands; not yet proved."""
    for entry in table.get("rule", ()):
        where = f"{file}: rule {entry.get('name', '?')!r}"
        missing = [key for key in ("name", "role", "pattern", "yes", "no") if not entry.get(key)]
        if missing:
            raise BadConventions(f"{where} lacks {', '.join(missing)}. Every rule states all five.")
        scope = entry.get("scope", "line")
        if scope not in SCOPES:
            raise BadConventions(f"{where}: scope {scope!r} is none of {', '.join(SCOPES)}.")
        if entry["role"] not in ROLES:
            raise BadConventions(f"{where}: role {entry['role']!r} is none of {', '.join(ROLES)}.")
        pattern = _stated(file, entry, words, table.get("pieces", {}))
        examples = tuple(entry["yes"]), tuple(entry["no"])
        yield where, Rule(entry["name"], entry["role"], scope, pattern, *examples, bool(entry.get("sure")))


def _prove_all(rules: Sequence[tuple[str, Rule]]) -> Arrays:
    for where, rule in rules:
        _prove(where, rule)
    return {}


def _prove(where: str, rule: Rule) -> None:
    try:
        _ = rule.pattern
    except (re.error, RecursionError) as error:
        raise BadConventions(f"{where.replace('rule ', '', 1)}: bad pattern: {error}.") from error
    for text in rule.yes:
        if not rule.match(even(text)):
            raise BadConventions(f"{where} does not match its own yes example {text!r}.")
    for text in rule.no:
        if rule.match(even(text)):
            raise BadConventions(f"{where} matches its own no example {text!r}.")


def _compile(file: str, entry: dict[str, Any], words: dict[str, list[str]]) -> re.Pattern[str]:
    try:
        return re.compile(_stated(file, entry, words, {}))
    except (re.error, RecursionError) as error:
        raise BadConventions(f"{file}: {entry.get('name', 'year')!r}: bad pattern: {error}.") from error


def _stated(file: str, entry: dict[str, Any], words: dict[str, list[str]], pieces: Mapping[str, str]) -> str:
    """The pattern of an entry with all its words: `{list}` stands for any word of that `[words]` list, longest first,
    and `{piece}` for the pattern of that name in the `[pieces]` of the file, where others may stand in turn."""

    def alternatives(found: re.Match[str]) -> str:
        if found[1] in pieces:
            return "(?:" + NAMED.sub(alternatives, pieces[found[1]]) + ")"
        entries = sorted(words[found[1]], key=lambda word: (-len(word), word))
        single = "".join(word for word in entries if len(word) == 1)  # a set is tried at once
        several = [re.escape(word) for word in entries if len(word) > 1]
        return "(?:" + "|".join([*several, *([f"[{re.escape(single)}]"] if single else [])]) + ")"

    try:
        return NAMED.sub(alternatives, entry["pattern"])
    except (KeyError, RecursionError) as error:
        raise BadConventions(f"{file}: {entry.get('name', 'year')!r}: bad pattern: {error}.") from error


def _outlet(file: str, table: dict[str, Any]) -> Outlet | None:
    entry = table.get("outlet")
    if entry is None:
        return None
    if not entry.get("name"):
        raise BadConventions(f"{file}: [outlet] lacks a name.")
    return Outlet(entry["name"], entry.get("place"), tuple(entry.get("aliases", ())))
