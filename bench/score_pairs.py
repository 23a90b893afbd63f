"""Hold the stories of an archive against pairs of articles that a reader has labelled.

    python -m bench.score_pairs archive.db tests/gold/pairs.csv

Prints for each half of the labels pair precision, recall and F1 of “one story”, and for all of them the adjusted Rand
index over the labelled articles: groups closed over the labels against groups closed over the stories found. A pair is
in a half by a hash of its ids: `looked at` may be read to mend what is wrong (its disagreements are listed, all others
with --all), `scored only` may not. Where the labels come from, and what they mean: docs/stories.md.

`archive.db`: a load of the transcripts the labels are of; stories are found anew, as `baolan reprints` finds them. A
label names an article by the line it began on when it was read; where pages are split otherwise since, that is the
article in which the line stands now, or the first within `AFTER` lines.
"""

from __future__ import annotations

import argparse
import csv
import sqlite3
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from bench.clustering import Agreement, agreement, closed, together
from bench.sample_pairs import all_pairs, read_wordings
from bench.scoring import Ratio
from loader.stories import join_pairs

STORY, FORMULAS, UNCLEAR = "story", "formulas", "unclear"
HALVES = ("looked at", "scored only")
AFTER = 5
LINE = """
    SELECT article_id FROM lines WHERE transcript_id = ? AND number BETWEEN ? AND ? AND article_id IS NOT NULL
    ORDER BY number LIMIT 1"""


class Labelled(NamedTuple):
    """Ids of two articles; `label` STORY or FORMULAS (UNCLEAR is left out)."""

    one: str
    other: str
    label: str

    @property
    def half(self) -> str:
        return HALVES[crc32(f"{self.one} {self.other}".encode()) % 2]


def read_labels(file: Path) -> list[Labelled]:
    """Raises `ValueError` for a label that is none."""
    with file.open(encoding="utf-8", newline="") as rows:
        labels = [Labelled(row["one"], row["other"], row["label"]) for row in csv.DictReader(rows)]
    for label in labels:
        if label.label not in (STORY, FORMULAS, UNCLEAR):
            raise ValueError(f"{file}: {label.one},{label.other}: label is {label.label!r}")
    return [label for label in labels if label.label != UNCLEAR]


def located(archive: Path, labels: Iterable[Labelled]) -> dict[str, str]:
    """The articles of the labels, by the ids that they have in the archive now; without those it does not have."""
    conn = sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)
    found = {}
    for id in sorted({id for label in labels for id in label[:2]}):
        transcript, _, place = id.rpartition("-l")
        line = int(place.partition("-")[0])  # of several on one line the third is l12-3
        row = conn.execute("SELECT id FROM articles WHERE id = ?", [id]).fetchone()
        row = row or conn.execute(LINE, [transcript, line, line + AFTER]).fetchone()
        if row:
            found[id] = row[0]
    conn.close()
    return found


def said_of(located: dict[str, str], found: set[frozenset[object]]) -> set[frozenset[object]]:
    """The pairs of articles found in one story, by the ids of the labels."""
    return {
        frozenset((one, other))
        for one, other in combinations(located, 2)
        if frozenset((located[one], located[other])) in found
    }


def pairs_right(labels: Iterable[Labelled], found: set[frozenset[object]]) -> Ratio:
    total = Ratio()
    for one, other, label in labels:
        is_one, said_one = label == STORY, frozenset((one, other)) in found
        total += Ratio(is_one and said_one, said_one, is_one)
    return total


def partitions_agree(labels: Iterable[Labelled], found: set[frozenset[object]]) -> Agreement:
    """Over the articles of the labels."""
    labels = list(labels)
    articles = sorted({id for label in labels for id in label[:2]})
    gold = closed(articles, (label[:2] for label in labels if label.label == STORY))
    said = closed(articles, (pair for pair in found if pair <= set(articles)))
    return agreement([gold[id] for id in articles], [said[id] for id in articles])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--all", action="store_true", help="list the disagreements of both halves")
    arguments = parser.parse_args()
    labels = read_labels(arguments.labels)
    wordings = read_wordings(arguments.archive)
    pairs = all_pairs(wordings)
    stories = join_pairs(pairs, wordings.__getitem__)
    found = together([wordings[witness.number].id for witness in story.witnesses] for story in stories)
    where = located(arguments.archive, labels)
    articles = {id for label in labels for id in label[:2]}
    moved = sum(id != now for id, now in where.items())
    print(f"{len(articles)} articles labelled, {moved} by other ids now, {len(articles - where.keys())} not there")
    report(labels, said_of(where, found), arguments.all)


def report(labels: list[Labelled], found: set[frozenset[object]], everything: bool) -> None:
    for half in (*HALVES, "both"):
        some = [label for label in labels if half in (label.half, "both")]
        right = pairs_right(some, found)
        print(
            f"{half}: {len(some)} pairs, {right.gold:.0f} of one story: precision {right.precision:.3f}, "
            f"recall {right.recall:.3f}, F1 {right.f1:.3f}, Rand {partitions_agree(some, found).rand:.3f}"
        )
    for half in HALVES if everything else HALVES[:1]:
        print(f"\n{half}:")
        for one, other, label in (label for label in labels if label.half == half):
            said = STORY if frozenset((one, other)) in found else FORMULAS
            if said != label:
                print(f"{one},{other} is {label}, found {said}")


if __name__ == "__main__":
    main()
