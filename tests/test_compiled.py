"""Patterns that are compiled once for all processes: they are those that `re` makes, and `re` makes them without."""

from __future__ import annotations

import re

import pytest

from loader import compiled
from loader.conventions import FOLDER, any_of
from loader.outlet_files import load_conventions


@pytest.fixture(autouse=True)
def _none_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "compiled", compiled.compiled.__wrapped__)


def stated() -> list[str]:
    conventions = load_conventions(FOLDER)
    together = [any_of([rule.stated for rule in rules]) for rules in conventions.scoped.values()]
    years = (mark.stated for mark in conventions.years)
    return [*(rule.stated for rule in conventions.rules), *years, *together, conventions.paper.pattern]


def test_every_pattern_of_a_rule_is_kept_and_is_what_re_makes() -> None:
    for pattern in stated():
        assert pattern in compiled._KEPT
        found, made = compiled._put_together(pattern, *compiled._KEPT[pattern]), re.compile(pattern)
        assert found == made  # flags, program and pattern
        assert (found.groups, found.groupindex, found.flags) == (made.groups, made.groupindex, made.flags)


def test_groups_are_found_by_name() -> None:
    compiled.keep([r"(?P<place>\w+)(\d)(?P<day>日)?"])
    found = compiled.compiled(r"(?P<place>\w+)(\d)(?P<day>日)?").fullmatch("淮阳3日")
    assert found is not None
    assert (found["place"], found[2], found["day"], found.lastgroup) == ("淮阳", "3", "日", "day")


@pytest.mark.parametrize("error", [ImportError, ValueError, RuntimeError])
def test_where_python_refuses_a_program_the_pattern_is_compiled(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> re.Pattern[str]:
        raise error

    monkeypatch.setattr(compiled, "_put_together", refuse)
    compiled.keep(["[治愈]{2}"])
    assert compiled.compiled("[治愈]{2}") == re.compile("[治愈]{2}")
