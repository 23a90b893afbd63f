"""The pages of words: word lists, and two sides compared. Each also as CSV and JSON."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from loader.analysis import csv_answer, json_answer
from loader.keyness import Keyword, keywords
from loader.visit import Visit
from loader.vocabulary import (
    EVERYTHING,
    Comparison,
    Side,
    Text,
    compare,
    counted,
    frequent,
    read_article,
    read_side,
    rest,
    stale,
)  # fmt: skip
from loader.wordforms import EXPORTED, LEAST, SHOWN, Form, Named, in_time, open_words, quoted

SORTS = ("keyness", "ratio", "count")
KEYWORD_COLUMNS = (
    "word", "count", "count_other", "per_10000", "per_10000_other", "log_likelihood", "bic", "evidence", "log_ratio",
    "percent_difference", "articles", "articles_other",
)  # fmt: skip


# ---- word lists ------------------------------------------------------------------------------------------------------


class Listed(NamedTuple):
    """A word list: `text` against `other` (None: everything, compared with nothing)."""

    text: Text
    other: Text | None
    words: list[Keyword]
    stale: int
    counted: bool


class _Words(NamedTuple):
    visit: Visit
    form: Form
    named: Named
    article: dict[str, Any] | None
    sort: str
    least: int
    found: Listed | None

    def arguments(self, **changed: str) -> list[tuple[str, str]]:
        said = {**dict(self.named.arguments), "article": self.article["id"] if self.article else "", **changed}
        said.setdefault("sort", self.sort if self.sort != SORTS[0] else "")
        said.setdefault("least", str(self.least) if self.least != 2 else "")
        return [(name, value) for name, value in said.items() if value]


async def _words(datasette: Any, request: Any, archives: frozenset[str]) -> _Words:
    visit, form = await open_words(datasette, request, archives)
    sort, least = form.one("sort", SORTS), form.number("least", 2, 10_000)
    asked = (request.args.get("article") or "").replace("\0", "")[:500]
    article = None
    if asked:
        article = await visit.row("SELECT id, headline, outlet_id, date FROM articles WHERE id = :id", id=asked)
    if asked and article is None:
        form.notes.append(visit.words("words-no-article", value=asked[:100]))
    month = "month" if request.args.get("month") else "from"
    named = form.side("outlet", month, "to" if month == "from" else "month")
    if article is not None:
        named = named._replace(side=EVERYTHING, arguments=[], search=[])
    found = await in_time(visit, lambda conn: _list(conn, named.side, article, sort, least))
    return _Words(visit, form, named, article, sort, least, found)


def _list(conn: sqlite3.Connection, side: Side, article: Mapping[str, Any] | None, sort: str, least: int) -> Listed:
    ready, missing = counted(conn), stale(conn, EVERYTHING)
    if article is None and side.everything:
        text = read_side(conn, side)
        return Listed(text, None, frequent(text), missing, ready)
    if article is None and sort != "count":
        found = compare(conn, side, None, least, sort)  # type: ignore[arg-type]
        if found.b.words:
            return Listed(found.a, found.b, found.of_a, missing, ready)
        return Listed(found.a, None, frequent(found.a), missing, ready)
    text = read_side(conn, side) if article is None else read_article(conn, article["id"])
    whole = read_side(conn, EVERYTHING)
    # An article whose cell is being recounted is no part of what is counted.
    uncounted = (
        article is not None
        and conn.execute(
            "SELECT 1 FROM stale_words WHERE outlet_id = ? AND month = ?",
            [article["outlet_id"] or "", (article["date"] or "")[:7]],
        ).fetchone()
    )
    other = whole if uncounted else rest(whole, text)
    if sort == "count" or not other.words:
        return Listed(text, other if other.words else None, frequent(text, other), missing, ready)
    words = keywords(text.counts, other.counts, text.words, other.words, 1, sort)  # type: ignore[arg-type]
    return Listed(text, other, words, missing, ready)


async def words_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    asked = await _words(datasette, request, archives)
    found = asked.found
    return await asked.visit.show(
        "words.html", asked=asked, form=asked.form, named=asked.named, found=found,
        words=_linked(asked.visit, found.words[:SHOWN], asked.named.search) if found else [],
        shown=SHOWN, exported=f"{EXPORTED:,}", sorts=SORTS, least=sorted({*LEAST, asked.least}),
    )  # fmt: skip


async def words_csv(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    asked = await _words(datasette, request, archives)
    rows = map(_keyword_cells, asked.found.words[:EXPORTED]) if asked.found else ()
    return csv_answer(request.args, "words", [KEYWORD_COLUMNS, *rows])


async def words_json(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    asked = await _words(datasette, request, archives)
    found = asked.found
    if found is None:
        return json_answer({"error": asked.visit.words("words-slow")}, status=503)
    return json_answer(
        {
            "arguments": [list(pair) for pair in asked.arguments()],
            "notes": asked.form.notes,
            "uncounted": found.stale,
            "text": _totals(found.text),
            "other": _totals(found.other) if found.other else None,
            "limit": EXPORTED,
            "cut": len(found.words) > EXPORTED,
            "words": [dict(zip(KEYWORD_COLUMNS, _keyword_cells(one), strict=True)) for one in found.words[:EXPORTED]],
        }
    )


# ---- two sides -------------------------------------------------------------------------------------------------------


class _Compared(NamedTuple):
    visit: Visit
    form: Form
    a: Named
    b: Named
    sort: str
    least: int
    stale: int
    found: Comparison | None
    why: str | None

    def arguments(self, **changed: str) -> list[tuple[str, str]]:
        said = {**dict(self.a.arguments), **dict(self.b.arguments), **changed}
        said.setdefault("sort", self.sort if self.sort != SORTS[0] else "")
        said.setdefault("least", str(self.least) if self.least != 2 else "")
        return [(name, value) for name, value in said.items() if value]


async def _compared(datasette: Any, request: Any, archives: frozenset[str]) -> _Compared:
    visit, form = await open_words(datasette, request, archives)
    sort, least = form.one("sort", SORTS), form.number("least", 2, 10_000)
    a, b = form.side("a", "a_from", "a_to"), form.side("b", "b_from", "b_to")
    other = None if b.side.everything else b.side
    if b.side.everything:
        b = b._replace(name=visit.words("compare-rest"))
    missing = await visit.db.execute_fn(lambda conn: stale(conn, EVERYTHING))
    why: str | None = "compare-choose" if a.side.everything else "compare-same" if a.side == b.side else None
    if why:
        return _Compared(visit, form, a, b, sort, least, missing, None, why)
    found = await in_time(visit, lambda conn: compare(conn, a.side, other, least, sort))  # type: ignore[arg-type]
    why = "words-slow" if found is None else None if found.a.words and found.b.words else "compare-empty"
    return _Compared(visit, form, a, b, sort, least, missing, found, why)


async def compare_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    asked = await _compared(datasette, request, archives)
    found = asked.found if not asked.why else None
    half = SHOWN // 2
    return await asked.visit.show(
        "compare.html", asked=asked, form=asked.form, a=asked.a, b=asked.b, found=found,
        of_a=_linked(asked.visit, found.of_a[:half], asked.a.search, asked.b.search) if found else [],
        of_b=_linked(asked.visit, found.of_b[:half], asked.b.search, asked.a.search) if found else [],
        shown=half, exported=f"{EXPORTED:,}", sorts=SORTS, least=sorted({*LEAST, asked.least}),
    )  # fmt: skip


def _directions(found: Comparison | None) -> list[tuple[str, Keyword]]:
    """Both directions, as many of each as half the bound."""
    if found is None:
        return []
    half = EXPORTED // 2
    return [*(("a", one) for one in found.of_a[:half]), *(("b", one) for one in found.of_b[:half])]


async def compare_csv(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """As the page, both directions one after the other: `more_in` is the side, `count` of that side."""
    asked = await _compared(datasette, request, archives)
    rows = [(side, *_keyword_cells(one)) for side, one in _directions(asked.found)]
    return csv_answer(request.args, "compare", [("more_in", *KEYWORD_COLUMNS), *rows])


async def compare_json(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    asked = await _compared(datasette, request, archives)
    found = asked.found
    columns = ("more_in", *KEYWORD_COLUMNS)
    return json_answer(
        {
            "arguments": [list(pair) for pair in asked.arguments()],
            "notes": [*asked.form.notes, *([asked.visit.words(asked.why)] if asked.why else [])],
            "uncounted": asked.stale,
            "a": _totals(found.a) if found else None,
            "b": _totals(found.b) if found else None,
            "limit": EXPORTED,
            "cut": bool(found and max(len(found.of_a), len(found.of_b)) > EXPORTED // 2),
            "words": [
                dict(zip(columns, (side, *_keyword_cells(one)), strict=True)) for side, one in _directions(found)
            ],
        }
    )


# ---- rows ------------------------------------------------------------------------------------------------------------


def _linked(
    visit: Visit, words: Sequence[Keyword], search: list[tuple[str, str]], other: list[tuple[str, str]] | None = None
) -> list[tuple[Keyword, str, str]]:
    """Key words with the addresses of their searches, on their own side and on the other."""
    return [
        (
            one,
            visit.view("search", [("q", quoted(one.word)), *search]),
            visit.view("search", [("q", quoted(one.word)), *(other or [])]),
        )
        for one in words
    ]


def _keyword_cells(one: Keyword) -> list[object]:
    numbers = (one.rate_a, one.rate_b, one.g2, one.bic)
    return [
        one.word, one.count_a, one.count_b, *(round(number, 2) for number in numbers), one.grade,
        round(one.log_ratio, 2), round(one.difference, 1), one.articles_a, one.articles_b,
    ]  # fmt: skip


def _totals(text: Text) -> dict[str, int]:
    return {name: getattr(text, name) for name in Text._fields if name != "counts"}


ROUTES = [
    (r"words", words_page),
    (r"words\.csv", words_csv),
    (r"words\.json", words_json),
    (r"compare", compare_page),
    (r"compare\.csv", compare_csv),
    (r"compare\.json", compare_json),
]
