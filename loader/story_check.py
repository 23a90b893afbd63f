"""The invariants of stories, proved row by row for `check`: without finding or collating anything again.

Proved are: what a reading says is printed where it says, in an article that is a witness; places and witnesses are
numbered without a gap, in order; sums and dates of a story are those of its witnesses; every article has its prints or
is noted as to be looked at. Not proved: that all reprints were found (`baolan reprints --all` finds them again).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from loader.model import Piece
from loader.printed_articles import UNDATED, read_printed
from loader.telling import PLACES, siglum
from loader.variants import KINDS


def story_problems(conn: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with stories, as sentences that name the row."""
    yield from _stories(conn)
    yield from _witnesses(conn)
    yield from _variants(conn)
    yield from _readings(conn)
    yield from _evidence(conn)


def _stories(conn: sqlite3.Connection) -> Iterator[str]:
    rows = conn.execute(
        """SELECT s.id, (s.printings, s.outlets) IS NOT (w.printings, w.outlets) OR w.printings < 2,
            (s.first_date, s.last_date) IS NOT (w.first, w.last),
            s.places != (SELECT count(*) FROM variants WHERE story_id = s.id AND kind != 'width' AND NOT continues)
        FROM stories s LEFT JOIN (SELECT story_id, count(*) AS printings, count(DISTINCT a.outlet_id) AS outlets,
            min(a.date) AS first, max(a.date) AS last
            FROM witnesses JOIN articles a ON a.id = article_id GROUP BY story_id) w ON w.story_id = s.id"""
    )
    for id, counts, dates, places in rows:
        if counts:
            yield f"stories {id}: printings and outlets are not those of its witnesses, or it has fewer than two"
        if dates:
            yield f"stories {id}: its dates are not those of its witnesses"
        if places:
            yield f"stories {id}: places is not the number of its variants"


def _witnesses(conn: sqlite3.Connection) -> Iterator[str]:
    rows = conn.execute(
        """SELECT story_id, article_id, w.position, siglum, row_number() OVER (
            PARTITION BY story_id ORDER BY coalesce(a.date, ?), a.id)
        FROM witnesses w JOIN articles a ON a.id = article_id""",
        [UNDATED],
    )
    for story, article, position, letter, place in rows:
        if (position, letter) != (place, siglum(place)):
            yield f"witnesses {story}, {article}: should be {place}, {siglum(place)}, in the order of dates"
    for story, article in conn.execute(
        "SELECT DISTINCT story_id, article_id FROM witness_spans EXCEPT SELECT story_id, article_id FROM witnesses"
    ):
        yield f"witness_spans {story}, {article}: this article is no witness of the story"
    for story, article in conn.execute(
        "SELECT story_id, article_id FROM witnesses EXCEPT SELECT story_id, article_id FROM witness_spans"
    ):
        yield f"witnesses {story}, {article}: nothing of the article belongs to the story"


def _variants(conn: sqlite3.Connection) -> Iterator[str]:
    rows = conn.execute(
        "SELECT id, story_id, place, kind, row_number() OVER (PARTITION BY story_id ORDER BY id) FROM variants"
    )
    for id, story, place, kind, expected in rows:
        if place != expected or id % PLACES != place:
            yield f"variants {id}: should be place {expected} of story {story}, not {place}"
        if kind not in KINDS:
            yield f"variants {id}: {kind!r} is no kind of difference"
    for (id,) in conn.execute("SELECT id FROM variants EXCEPT SELECT variant_id FROM readings"):
        yield f"variants {id}: no witness prints anything there"


def _readings(conn: sqlite3.Connection) -> Iterator[str]:
    for id, article in conn.execute(
        """SELECT variant_id, article_id FROM readings r JOIN variants v ON v.id = r.variant_id
           WHERE NOT EXISTS (SELECT 1 FROM witnesses w WHERE w.story_id = v.story_id AND w.article_id = r.article_id)"""
    ):
        yield f"readings {id}, {article}: this article is no witness of the story"
    for (article,) in conn.execute("SELECT DISTINCT article_id FROM witnesses ORDER BY 1").fetchall():
        printed = read_printed(conn, article).article
        pieces = [(piece, paragraph.text) for paragraph in printed.paragraphs for piece in paragraph.pieces]
        inside = range(min((piece.start for piece, _ in pieces), default=0), max((p.end for p, _ in pieces), default=0))
        for story, start, end in conn.execute(
            'SELECT story_id, start, "end" FROM witness_spans WHERE article_id = ?', [article]
        ):
            if not (start in inside and start < end <= inside.stop):
                yield f"witness_spans {story}, {article}: {start}..{end} is no place in the article"
        for id, reading, start, end in conn.execute(
            """SELECT r.variant_id, r.reading, r.start, r."end" FROM witnesses w JOIN variants v USING (story_id)
               JOIN readings r ON r.variant_id = v.id AND r.article_id = w.article_id WHERE w.article_id = ?""",
            [article],
        ):
            if _squeeze(reading) != _squeeze(_between(pieces, start, end)):
                yield f"readings {id}, {article}: {reading[:40]!r} is not what is printed at {start}..{end}"


def _between(pieces: Sequence[tuple[Piece, str]], start: int, end: int) -> str:
    """What an article prints between two places of its transcript."""
    found = ""
    for piece, text in pieces:
        if piece.start < end and piece.end > start:
            part = text[piece.offset :][: piece.length]
            same = piece.length == piece.end - piece.start
            found += part[max(start - piece.start, 0) : end - piece.start] if same else part
    return found


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _evidence(conn: sqlite3.Connection) -> Iterator[str]:
    for (id,) in conn.execute(
        """SELECT id FROM articles EXCEPT SELECT article_id FROM article_prints
           EXCEPT SELECT article_id FROM stale_articles"""
    ):
        yield f"articles {id}: neither looked at for reprints nor noted as to be looked at"
    for table, column in (("article_prints", "article_id"), ("article_pairs", "one"), ("article_pairs", "other")):
        for (id,) in conn.execute(
            f"""SELECT DISTINCT {column} FROM {table} WHERE {column} NOT IN (SELECT id FROM articles)
                AND {column} NOT IN (SELECT article_id FROM stale_articles)"""
        ):
            yield f"{table} {id}: there is no such article"
    for one, other in conn.execute(
        """SELECT one, other FROM article_pairs p JOIN articles a ON a.id = one JOIN articles b ON b.id = other
           WHERE (coalesce(a.date, ?1), one) >= (coalesce(b.date, ?1), other)
               AND one NOT IN (SELECT article_id FROM stale_articles)
               AND other NOT IN (SELECT article_id FROM stale_articles)""",
        [UNDATED],
    ):
        yield f"article_pairs {one}, {other}: the older article should stand first"
