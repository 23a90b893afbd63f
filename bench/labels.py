"""Pairs of articles that a reader has labelled, as ids: reading them, and finding their articles in an archive."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

STORY, FORMULAS, UNCLEAR = "story", "formulas", "unclear"
AFTER = 5
# An article in which no passage has room is not the one that was read: pages are split otherwise since.
LEAST = 18
NOW = """
    SELECT id FROM articles a WHERE id IN (
        SELECT article_id FROM lines WHERE transcript_id = :transcript AND number BETWEEN :line AND :last)
        OR (transcript_id = :transcript AND first_line BETWEEN :line AND :last)
    ORDER BY characters < :least, (
        EXISTS (SELECT * FROM lines WHERE article_id = a.id)
        AND NOT EXISTS (
            SELECT * FROM lines WHERE article_id = a.id AND paragraph_id IS NOT NULL AND number BETWEEN :line AND :last)
    ), id <> :id, first_line <> :line, first_line, id LIMIT 1"""


class Labelled(NamedTuple):
    """Ids of two articles; `label` STORY or FORMULAS (UNCLEAR is left out)."""

    one: str
    other: str
    label: str


def read_labels(file: Path, unclear: bool = False) -> list[Labelled]:
    """The labels of a file, with the unclear ones where they are asked for. Raises `ValueError` for a label that is
    none."""
    with file.open(encoding="utf-8", newline="") as rows:
        labels = [Labelled(row["one"], row["other"], row["label"]) for row in csv.DictReader(rows)]
    for label in labels:
        if label.label not in (STORY, FORMULAS, UNCLEAR):
            raise ValueError(f"{file}: {label.one},{label.other}: label is {label.label!r}")
    return [label for label in labels if unclear or label.label != UNCLEAR]


def located(archive: Path, labels: Iterable[Labelled]) -> dict[str, str]:
    """The articles of the labels, by the ids that they have in the archive now; without those it does not have.

    That is the article of which text stands within `AFTER` lines: not one of which only the headline stands there.
    (Of several articles on one line that line is one's own.)
    """
    conn = sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)
    found = {}
    for id in sorted({id for label in labels for id in label[:2]}):
        transcript, _, place = id.rpartition("-l")
        line = int(place.partition("-")[0])  # of several on one line the third is l12-3
        named = {"id": id, "transcript": transcript, "line": line, "last": line + AFTER, "least": LEAST}
        row = conn.execute(NOW, named).fetchone()
        if row:
            found[id] = row[0]
    conn.close()
    return found


def as_now(labels: Iterable[Labelled], located: Mapping[str, str]) -> list[Labelled]:
    """The labels by the ids that articles have now (by their own where the archive does not have them), each pair once;
    what was called a story once is one."""
    found: dict[tuple[str, str], str] = {}
    for label in labels:
        one, other = sorted(located.get(id, id) for id in label[:2])
        if one != other and found.get((one, other)) != STORY:
            found[one, other] = label.label
    return [Labelled(one, other, label) for (one, other), label in found.items()]
