"""Patterns compiled once and kept as `kept` keeps things: `re` takes 3 ms for one that has long lists of words, half a
second for all rules, in every process.

What is kept is the program that `re` makes of a pattern, numbers that belong to one version of Python (`kept` sees to
that), and `_sre` makes the pattern of them and proves them as it always does. Both are inner parts of CPython, so where
they are missing or refuse, the pattern is compiled as usual.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from loader.kept import Arrays, kept

_KEPT: dict[str, tuple[Arrays, int]] = {}  # by pattern: programs, and which of them


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """`re.compile`, which itself forgets some when they are many, and takes long for those that `keep` was not told."""
    if pattern in _KEPT:
        try:
            return _put_together(pattern, *_KEPT[pattern])
        except (ImportError, AttributeError, TypeError, ValueError, RuntimeError, OverflowError):
            pass
    return re.compile(pattern)


def keep(patterns: Sequence[str]) -> None:
    """Have patterns compiled once for all processes. All are valid."""
    apart = list(dict.fromkeys(patterns))
    made_from = [Path(__file__).read_bytes(), *(pattern.encode() for pattern in apart)]
    try:
        programs = kept(Path(__file__), made_from, lambda: _taken_apart(apart))
    except (ImportError, AttributeError):
        return
    _KEPT.update((pattern, (programs, number)) for number, pattern in enumerate(apart))


def _taken_apart(patterns: Sequence[str]) -> Arrays:
    """The programs of patterns one after the other, where each ends, and of each its flags, groups and their names."""
    parser, compiler = _parts_of_re()
    codes, flags, groups, names = [], [], [], []
    for pattern in patterns:
        parsed = parser.parse(pattern, 0)
        codes.append(np.array(compiler._code(parsed, 0), np.uint32))
        flags.append(parsed.state.flags)
        groups.append(parsed.state.groups - 1)
        names.append(parsed.state.groupdict)
    return {
        "programs": np.concatenate(codes),
        "ends": np.cumsum([len(code) for code in codes]),
        "flags": np.array(flags),
        "groups": np.array(groups),
        "names": np.frombuffer(json.dumps(names).encode(), np.uint8),
    }


def _put_together(pattern: str, programs: Arrays, number: int) -> re.Pattern[str]:
    begin = programs["ends"][number - 1] if number else 0
    code: list[int] = programs["programs"][begin : programs["ends"][number]].tolist()
    groups = int(programs["groups"][number])
    names = _names(programs["names"].tobytes())[number]
    by_number: list[str | None] = [None] * (groups + 1)
    for name, group in names.items():
        by_number[group] = name
    make = import_module("_sre").compile
    made: re.Pattern[str] = make(pattern, int(programs["flags"][number]), code, groups, names, tuple(by_number))
    return made


@cache
def _names(written: bytes) -> list[dict[str, int]]:
    names: list[dict[str, int]] = json.loads(written)
    return names


def _parts_of_re() -> tuple[Any, Any]:
    """What parses patterns, and what makes programs of them."""
    if sys.version_info >= (3, 11):
        return import_module("re._parser"), import_module("re._compiler")
    return import_module("sre_parse"), import_module("sre_compile")
