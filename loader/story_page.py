"""A story as a page: its printings, one text with all readings or columns, the apparatus; and all stories."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from loader.analysis import number
from loader.apparatus import Place
from loader.retelling import collate_story
from loader.story_rows import (
    Row,
    count_kinds,
    read_numbers,
    read_stories,
    read_story,
    read_variants,
    read_witnesses,
)
from loader.synopsis import PARAGRAPH, Group, columns, one_text
from loader.variants import KINDS
from loader.visit import Visit, decoded, open_visit

READS = ("stories", "witnesses", "variants", "readings")
# The text is set again for each reader: three printings of 2,000 characters take 0.1 s, ten 0.2 s.
SET_WITNESSES, SET_CHARACTERS = 24, 60_000
LISTED = 500  # printings in the table of a page
VARIANTS_A_PAGE = 200
STORIES_A_PAGE = 50
ABREAST = 3  # columns, where none were asked for
MOST_ABREAST = 6
VIEWS = ("text", "columns")
UNMARKED = ("width", PARAGRAPH)
SORTS = {"printings": "printings DESC, first_date, id", "newest": "first_date DESC, printings DESC, id",
         "variants": "places DESC, printings DESC, id"}  # fmt: skip


class Asked(NamedTuple):
    """What of a story is to be shown. `kinds`: those marked; `abreast`: the sigla of the columns."""

    view: str
    kinds: tuple[str, ...]
    abreast: tuple[str, ...]
    offset: int

    def arguments(self, **changed: Any) -> list[tuple[str, str]]:
        said = self._replace(**changed)
        found = [("view", said.view)] if said.view != VIEWS[0] else []
        return found + [("kind", kind) for kind in said.kinds] + [("w", siglum) for siglum in said.abreast]


def read_asked(arguments: Any) -> Asked:
    """What an address asks for; what it says that means nothing is left out."""
    view = arguments.get("view") or VIEWS[0]
    known = (*KINDS, PARAGRAPH)
    kinds = {kind for kind in arguments.getlist("kind") if kind in known}
    return Asked(
        view=view if view in VIEWS else VIEWS[0],
        kinds=tuple(kind for kind in known if kind in kinds),
        abreast=tuple(dict.fromkeys(siglum[:4] for siglum in arguments.getlist("w")))[:MOST_ABREAST],
        offset=number(arguments, "offset", 0, 1_000_000) // VARIANTS_A_PAGE * VARIANTS_A_PAGE,
    )


class Told(NamedTuple):
    """A story as read from the archive. `numbers`: place and kind of every variant.

    `places`: None where it is too long to be set for one reader.
    """

    story: Row
    witnesses: list[Row]
    counts: dict[str, int]
    variants: list[Row]
    numbers: list[tuple[int, str]]
    places: Sequence[Place] | None


# ---- the page --------------------------------------------------------------------------------------------------------


async def story_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives, READS)
    id = decoded(request.url_vars["id"])
    asked = read_asked(request.args)
    told = await visit.db.execute_fn(lambda conn: _read(conn, id, asked))
    if told is None:
        return await _missing(visit, id)
    marked = set(asked.kinds or (kind for kind in KINDS if kind not in UNMARKED))
    sigla = {witness["article_id"]: witness["siglum"] for witness in told.witnesses}
    abreast = [witness for witness in told.witnesses if witness["siglum"] in asked.abreast]
    abreast = abreast or told.witnesses[:ABREAST]
    numbers = _numbers(told)
    shown: dict[str, Any] = {"blocks": None, "rows": None}
    if numbers is not None and told.places is not None:
        if asked.view == "columns":
            shown["rows"] = columns(told.places, numbers, [witness["article_id"] for witness in abreast], marked)
        else:
            shown["blocks"] = one_text(told.places, numbers, sigla, marked)
    return await visit.show(
        "story.html",
        story=told.story,
        witnesses=told.witnesses,
        by_siglum={witness["siglum"]: witness for witness in told.witnesses},
        counts=_ordered(told.counts),
        variants=[_listed(variant, told.witnesses) for variant in told.variants],
        asked=asked,
        marked=marked,
        all_kinds=[kind for kind in KINDS if kind not in UNMARKED],
        kinds_toggled={kind: _toggled(asked, marked, kind) for kind in (*told.counts, PARAGRAPH)},
        abreast=abreast,
        columns_toggled={w["siglum"]: _columns_toggled(abreast, w["siglum"]) for w in told.witnesses},
        more=asked.offset + VARIANTS_A_PAGE if len(told.variants) == VARIANTS_A_PAGE else None,
        paragraph_kind=PARAGRAPH,
        **shown,
    )


def _read(conn: sqlite3.Connection, id: str, asked: Asked) -> Told | None:
    story = read_story(conn, id)
    if story is None:
        return None
    witnesses = read_witnesses(conn, id, LISTED)
    kinds = set(asked.kinds) - {PARAGRAPH} or {kind for kind in KINDS if kind not in UNMARKED}
    found = read_variants(conn, id, kinds, VARIANTS_A_PAGE, asked.offset)
    return Told(story, witnesses, count_kinds(conn, id), found, read_numbers(conn, id), read_places(conn, story))


def read_places(conn: sqlite3.Connection, story: Row) -> Sequence[Place] | None:
    """The text of a story place by place; None where it is too long to be set for one reader."""
    if story["printings"] > SET_WITNESSES or story["characters"] * story["printings"] > SET_CHARACTERS:
        return None
    return collate_story(conn, story["id"])


def _numbers(told: Told) -> dict[int, int] | None:
    """The number of each variant by its index among the places of the text; None where the archive has others."""
    if told.places is None:
        return None
    differ = [index for index, place in enumerate(told.places) if place.kind]
    if [told.places[index].kind for index in differ] != [kind for _, kind in told.numbers]:
        return None
    return {index: number for index, (number, _) in zip(differ, told.numbers, strict=True)}


def _ordered(counts: Mapping[str, int]) -> dict[str, int]:
    """Kinds by weight, those that are not marked unasked last."""
    order = [*(kind for kind in reversed(KINDS) if kind not in UNMARKED), *UNMARKED]
    return {kind: counts[kind] for kind in order if kind in counts}


def _toggled(asked: Asked, marked: set[str], kind: str) -> list[tuple[str, str]]:
    kinds = marked ^ {kind}
    return asked.arguments(kinds=tuple(one for one in (*KINDS, PARAGRAPH) if one in kinds))


def _columns_toggled(abreast: Sequence[Row], siglum: str) -> tuple[str, ...]:
    sigla = [witness["siglum"] for witness in abreast]
    return tuple(one for one in sigla if one != siglum) if siglum in sigla else (*sigla[: MOST_ABREAST - 1], siglum)


def _listed(variant: Row, witnesses: Sequence[Row]) -> Row:
    """A variant for the apparatus: its readings together, each with where it stands; who prints nothing, last."""
    by_text: dict[str, list[Row]] = {}
    for reading in variant["readings"]:
        by_text.setdefault(reading["reading"], []).append(reading)
    printed = {reading["siglum"] for reading in variant["readings"]}
    lacking = tuple(witness["siglum"] for witness in witnesses if witness["siglum"] not in printed)
    groups = sorted(by_text.items(), key=lambda one: (-len(one[1]), one[1][0]["position"]))
    return dict(variant, groups=groups, lacking=Group("", lacking) if lacking else None)


async def _missing(visit: Visit, id: str) -> Any:
    rows = await visit.rows("SELECT * FROM stories ORDER BY printings DESC, id LIMIT 10")
    return await visit.show("story-missing.html", status=404, asked=id[:200], stories=rows)


# ---- all stories, and those of an article ----------------------------------------------------------------------------


async def stories_page(datasette: Any, request: Any, archives: frozenset[str]) -> Any:
    visit = await open_visit(datasette, request, archives, READS)
    sort = request.args.get("sort") or "printings"
    sort = sort if sort in SORTS else "printings"
    offset = number(request.args, "offset", 0, 1_000_000) // STORIES_A_PAGE * STORIES_A_PAGE
    sql = f"SELECT * FROM stories ORDER BY {SORTS[sort]} LIMIT :limit OFFSET :offset"
    rows = await visit.rows(sql, limit=STORIES_A_PAGE + 1, offset=offset)
    totals = await visit.row("SELECT count(*) AS stories, coalesce(sum(printings), 0) AS printings FROM stories")
    stale = await visit.row("SELECT count(*) AS articles FROM stale_articles")
    return await visit.show(
        "stories.html",
        stories=rows[:STORIES_A_PAGE],
        totals=totals,
        stale=stale["articles"] if stale else 0,
        sort=sort,
        sorts=tuple(SORTS),
        offset=offset,
        before=offset - STORIES_A_PAGE if offset else None,
        more=offset + STORIES_A_PAGE if len(rows) > STORIES_A_PAGE else None,
    )


async def stories_of(visit: Visit, article: str, limit: int = 5) -> list[Row]:
    """The stories an article is a witness of, each with its other `witnesses` and how many places differ, by kind."""

    def read(conn: sqlite3.Connection) -> list[Row]:
        found = read_stories(conn, article, limit)
        for story in found:
            others = read_witnesses(conn, story["id"], 21)
            story["witnesses"] = [other for other in others if other["article_id"] != article][:20]
            story["kinds"] = _ordered(Counter(count_kinds(conn, story["id"])))
        return found

    found: list[Row] = await visit.db.execute_fn(read)
    return found


ROUTES = [
    (r"stories", stories_page),
    (r"story/(?P<id>[^/]+)", story_page),
]
