"""A story of an archive collated again, for who reads all of its text and not only the places where it differs."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from loader.apparatus import Place, Witness
from loader.attribution import passages
from loader.collate import collate
from loader.model import Paragraph
from loader.printed_articles import read_printed
from loader.telling import collated_paragraphs

SPANS = """
    SELECT w.article_id, min(s.start), max(s."end"), st.characters FROM witnesses w
    JOIN stories st ON st.id = w.story_id
    JOIN witness_spans s ON s.story_id = w.story_id AND s.article_id = w.article_id
    WHERE w.story_id = ? GROUP BY w.article_id ORDER BY w.position"""


def collate_story(conn: sqlite3.Connection, story: str) -> tuple[Place, ...]:
    """All places of a story, also those where its witnesses agree; witnesses go by their articles' ids."""
    witnesses = []
    for article, start, end, characters in conn.execute(SPANS, [story]).fetchall():
        printed = read_printed(conn, article).article
        held = _holding(printed.paragraphs, start, end)
        texts = [paragraph.text for paragraph in printed.paragraphs]
        first, last = collated_paragraphs(texts, held[0], held[1], characters)
        witnesses.append(Witness(article, passages(printed)[first:last]))
    return collate(witnesses)


def _holding(paragraphs: Sequence[Paragraph], start: int, end: int) -> tuple[int, int]:
    """The paragraphs, as a range, that have anything of `start`..`end` of the transcript."""
    held = [
        number
        for number, paragraph in enumerate(paragraphs)
        if any(piece.start < end and piece.end > start for piece in paragraph.pieces)
    ]
    return (held[0], held[-1] + 1) if held else (0, len(paragraphs))
