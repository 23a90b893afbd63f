"""What a page of results says when nothing matches, and of pinyin: suggestions as links, and as JSON."""

from __future__ import annotations

import sqlite3
from typing import Any

from markupsafe import Markup, escape

from loader.analysis import json_answer
from loader.hits import Row, paragraph_rows
from loader.index import check_folding
from loader.likeness import Passage
from loader.nearest import Suggestions, suggestions
from loader.pinyin import Readings, readings
from loader.query import MAX_CHARACTERS
from loader.requery import write_phrase
from loader.sounds import read_typed
from loader.visit import Visit, open_visit

PINYIN = "pinyin"
# Tables that reading pinyin needs besides those of every page (`visit.READS`).
WORDS = ("words", "stale_words")
# Code points shown before and behind a passage.
AROUND = 24


async def suggestion_context(visit: Visit, typed: str) -> dict[str, Any]:
    """What `suggestions.html` shows for a query that matches nothing: `suggested`, and `as_pinyin`, the address of the
    same letters read as pinyin, if they can be. Raises BadArchive."""
    found, rows = await visit.db.execute_fn(lambda conn: _suggest(conn, visit.db.name, typed))
    return {
        "suggested": {
            "spellings": [spelling._asdict() | _led_on(visit, spelling.query) for spelling in found.spellings],
            "nearest": [_shown(visit, near.passage, rows[near.paragraph]) for near in found.nearest],
            "more": found.more,
            "complete": found.complete,
        },
        "as_pinyin": pinyin_address(visit, typed),
    }


def pinyin_address(visit: Visit, typed: str) -> str | None:
    """Where the same letters are read as pinyin; None for what is no pinyin."""
    return visit.view("search", q=typed, mode=PINYIN) if read_typed(typed) else None


async def pinyin_context(visit: Visit, typed: str) -> dict[str, Any]:
    """What `suggestions.html` shows of letters read as pinyin. `query`: any of the words; empty where there are none.

    Raises BadArchive.
    """
    found = await visit.db.execute_fn(lambda conn: _read(conn, visit.db.name, typed))
    words = [one._asdict() | _led_on(visit, write_phrase(one.phrase)) for one in found.found]
    return {"pinyin": found._asdict() | {"typed": typed, "words": words}}


def _suggest(conn: sqlite3.Connection, name: str, typed: str) -> tuple[Suggestions, dict[int, Row]]:
    check_folding(conn, name)
    found = suggestions(conn, typed)
    rows = paragraph_rows(conn, [near.paragraph for near in found.nearest])
    return found, {row["id"]: row for row in rows}


def _read(conn: sqlite3.Connection, name: str, typed: str) -> Readings:
    check_folding(conn, name)
    return readings(conn, typed)


def _led_on(visit: Visit, query: str) -> dict[str, str]:
    return {"href": visit.view("search", q=query)}


def _shown(visit: Visit, passage: Passage, row: Row) -> Row:
    printed = " ".join(row["text"][passage.start : passage.end].split())
    return row | {
        "href": visit.article(row["article_id"], row["position"], query=write_phrase(printed)),
        "percent": int(passage.likeness * 100),
        "passage": mark_passage(row["text"], passage),
    }


def mark_passage(text: str, passage: Passage) -> Markup:
    """The passage with some text around it, escaped: what was typed and is not there in `<del>`, what is printed
    instead in `<ins>`."""
    first, last = max(0, passage.start - AROUND), min(len(text), passage.end + AROUND)
    pieces = [Markup("…") if first else Markup(""), escape(text[first : passage.start]), Markup("<span class=near>")]
    at = passage.start
    for start, end, asked in passage.differences:
        pieces.append(escape(text[at:start]))
        pieces += [Markup("<del>{}</del>").format(asked)] if asked else []
        pieces += [Markup("<ins>{}</ins>").format(text[start:end])] if end > start else []
        at = end
    pieces += [escape(text[at : passage.end]), Markup("</span>"), escape(text[passage.end : last])]
    return Markup("").join([*pieces, Markup("…") if last < len(text) else Markup("")])


# ---- JSON ------------------------------------------------------------------------------------------------------------


async def suggest_json(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    """`/-/suggest.json?q=`: spellings and nearest passages of a query; with `mode=pinyin` the words that are read so.

    Spans (`start`, `end`) are half-open, in code points of `text`.
    """
    as_pinyin = request.args.get("mode") == PINYIN
    visit = await open_visit(datasette, request, archives, WORDS if as_pinyin else ())
    typed = (request.args.get("q") or "").replace("\0", "").strip()[:MAX_CHARACTERS]
    if as_pinyin:
        answer = await visit.db.execute_fn(lambda conn: _read(conn, visit.db.name, typed))
        return json_answer(
            {"q": typed, "mode": PINYIN} | answer._asdict() | {"found": [one._asdict() for one in answer.found]}
        )
    found, rows = await visit.db.execute_fn(lambda conn: _suggest(conn, visit.db.name, typed))
    return json_answer(
        {
            "q": typed,
            "spellings": [
                {
                    "query": spelling.query,
                    "paragraphs": spelling.paragraphs,
                    "changes": [{"typed": typed, "meant": meant} for typed, meant in spelling.changes],
                }
                for spelling in found.spellings
            ],
            "nearest": [_near_object(near.passage, near.asked, rows[near.paragraph]) for near in found.nearest],
            "more": found.more,
            "complete": found.complete,
        }
    )


def _near_object(passage: Passage, asked: str, row: Row) -> dict[str, Any]:
    kept = ("article_id", "outlet_id", "outlet", "date", "headline", "text")
    return {
        "paragraph_id": row["id"],
        "paragraph": row["position"],
        **{key: row[key] for key in kept},
        "asked": asked,
        "likeness": round(passage.likeness, 4),
        "start": passage.start,
        "end": passage.end,
        "differences": [one._asdict() for one in passage.differences],
    }
