"""Reading `outlets/*.toml`: every rule with its words put in, proved by its own examples, or refused with directions.

What the keys mean is said in `loader.conventions`, whose records these files become.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from loader.characters import even, uneven
from loader.compiled import compiled, keep
from loader.conventions import FOLDER, SCOPES, Conventions, Outlet, Rule, YearMark, any_of
from loader.errors import BadConventions
from loader.kept import Arrays, kept
from loader.model import ROLES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

NAMED = re.compile(r"\{([a-z_]+)\}")  # a list of words or a piece of a pattern, in a pattern


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
    years = [mark for name, table in tables for mark in _year_marks(name, table, words)]
    if folder == FOLDER:  # to compile and prove a rule takes 5 ms, so the same ones are not proved at every start
        stated = [repr(entry).encode() for _, entry in (*rules, *years)]
        kept(
            Path(__file__),
            [Path(__file__).read_bytes(), even(uneven()).encode(), *stated],
            lambda: _prove_all(rules, years),
        )
    else:
        _prove_all(rules, years)
    proved = tuple(rule for _, rule in rules)
    scoped = {scope: tuple(rule for rule in proved if rule.scope == scope) for scope in SCOPES}
    outlets = {outlet.name: outlet for name, table in tables if (outlet := _outlet(name, table))}
    letters = re.compile("|".join(words["letters"]) or r"(?!)")
    papers = "|".join(sorted(words.get("papers", ()), key=lambda word: (-len(word), word))) or r"(?!)"
    named = "|".join(words.get("newspapers", ())) or r"(?!)"
    towns = "|".join(words.get("town_papers", ())) or r"(?!)"
    alone = "|".join(words.get("old_papers", ())) or r"(?!)"
    paper = (
        rf"(?P<outlet>{named}|[\u4e00-\u9fff]{{2,6}}?(?:{papers})"
        rf"|(?<![\u4e00-\u9fff])(?:{alone})(?![\u4e00-\u9fff])"
        rf"|(?<![\u4e00-\u9fff])(?:{towns})[\u4e00-\u9fff]{{2}}(?=[\s\u3000]*(?:19|20)\d\d))"
    )
    if folder == FOLDER:
        together = [any_of([rule.stated for rule in some]) for some in scoped.values()]
        keep([*(rule.stated for rule in proved), *(mark.stated for _, mark in years), *together, paper])
    return Conventions(
        proved,
        scoped,
        outlets,
        tuple(mark for _, mark in years),
        tuple(words["person_roles"]),
        tuple(words["tasks"]),
        frozenset(words["places"]),
        frozenset(words["surnames"]),
        tuple(words["no_names"]),
        letters,
        compiled(paper),
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


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadConventions(f"{file.name}: not TOML: {error}. Mend the file.") from error
    return table


def _word_lists(tables: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, list[str]]:
    """`[words]` of all files put together; a list given as one string is split at white space."""
    lists: dict[str, list[str]] = {"person_roles": [], "tasks": [], "places": [], "surnames": [], "letters": []}
    lists["no_names"] = []
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
        for key in ("above", "over_text"):
            if (other := entry.get(key, "")) and other not in ROLES:
                raise BadConventions(f"{where}: {key} {other!r} is none of {', '.join(ROLES)}.")
        pattern = _stated(file, entry, words, table.get("pieces", {}))
        examples = tuple(entry["yes"]), tuple(entry["no"])
        yield (
            where,
            Rule(
                entry["name"],
                entry["role"],
                scope,
                pattern,
                *examples,
                bool(entry.get("sure")),
                entry.get("above", ""),
                bool(entry.get("below")),
                entry.get("over_text", ""),
            ),
        )


def _year_marks(file: str, table: dict[str, Any], words: dict[str, list[str]]) -> Iterator[tuple[str, YearMark]]:
    """The marks of years of a file, each with where it stands; not yet proved."""
    for entry in table.get("year", ()):
        where = f"{file}: year {entry.get('name', '?')!r}"
        missing = [key for key in ("name", "word", "pattern", "yes", "no") if not entry.get(key)]
        if missing or ("year" in entry) == ("since" in entry):
            raise BadConventions(f"{where} states name, word, pattern, yes, no, and either year or since.")
        year, counted = entry.get("year", entry.get("since")), "since" in entry
        pattern = _stated(file, entry, words, {})
        yield where, YearMark(year, counted, entry["word"], pattern, tuple(entry["yes"]), tuple(entry["no"]))


def _prove_all(rules: Sequence[tuple[str, Rule]], years: Sequence[tuple[str, YearMark]]) -> Arrays:
    for where, rule in rules:
        _prove(where, rule, rule.match)
    for where, mark in years:
        _prove(where, mark, mark.search)
    return {}


def _prove(where: str, entry: Rule | YearMark, match: Callable[[str], re.Match[str] | None]) -> None:
    try:
        _ = entry.pattern
    except (re.error, RecursionError) as error:
        raise BadConventions(f"{where.replace('rule ', '', 1)}: bad pattern: {error}.") from error
    for text in entry.yes:
        if not match(even(text)):
            raise BadConventions(f"{where} does not match its own yes example {text!r}.")
    for text in entry.no:
        if match(even(text)):
            raise BadConventions(f"{where} matches its own no example {text!r}.")


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
