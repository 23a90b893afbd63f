"""Terms written as a query again: what a link to a better question holds (`query.parse_query` the other way)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from loader.query import Term, parse_query

# What means only itself wherever it stands in a query.
_PLAIN = re.compile(r"[^\W_]+(?:[-.,，、。：；·][^\W_]+)*")


def write_phrase(phrase: str) -> str:
    """A phrase as a term of a query that asks for exactly this phrase, in quotes only where it needs them."""
    if _PLAIN.fullmatch(phrase) and phrase not in ("AND", "OR", "NOT"):
        return phrase
    parts = phrase.split('"')  # “ and ” are " to a search, but end no phrase
    inside = "".join(part + ("“" if number % 2 == 0 else "”") for number, part in enumerate(parts[:-1])) + parts[-1]
    return f'"{inside}"'


def write_query(terms: Sequence[Term]) -> str:
    """A query whose terms are these."""
    written: list[str] = []
    for number, term in enumerate(terms):
        if number and term.side != terms[number - 1].side:
            written.append("OR")
        written.append(("-" if term.excluded else "") + write_phrase(term.phrase) + ("*" if term.prefix else ""))
    return " ".join(written)


def any_of(phrases: Iterable[str]) -> str:
    """A query for all that hold one of these phrases."""
    return " OR ".join(map(write_phrase, phrases))


def wanted(query: str) -> list[Term]:
    """The terms of a query that are not excluded."""
    return [term for term in parse_query(query) if not term.excluded]
