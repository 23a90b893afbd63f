"""Draw pairs of articles that are hard to tell apart, to be labelled by reading: one story, or formulas?

    python -m bench.sample_pairs archive.db pairs.csv --read pairs.txt
    python -m bench.sample_pairs archive.db more.csv --read pairs.txt --besides tests/gold/pairs.csv --held new.csv

`archive.db`: loaded from a folder of transcripts. Pairs are drawn from all that share a passage, so many from each
stratum of score and share (STRATA), always the same. pairs.csv has `one`, `other` (article ids), what the program says
(`found`, `score`, `share`) and an empty column `label`; pairs.txt has their texts side by side, shared passages in
【 】. Fill in `story` (one prints what the other prints, whole, in part or inside a text of its own) or `formulas`
(they share phrases, forms or quotations, but each reports something of its own); `bench.score_pairs` compares.

With --besides no pair is drawn that is labelled in these files, with --held none between two articles of the labels of
which only totals are read (`bench.score_pairs`).
"""

from __future__ import annotations

import argparse
import csv
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from random import Random

from bench.labels import Labelled, as_now, located, read_labels
from loader.candidates import Kept, all_prints
from loader.reprints import FORMULAS, REPRINT, Pair, find_pairs
from loader.shared import Article, Paragraph, Wording

SEED = 20200213
Stratum = tuple[str, float, float, float, float, int]
# label, least and most score, least and most share of the shorter article, how many
STRATA = (
    (REPRINT, 40, 80, 0.0, 0.5, 70),
    (REPRINT, 40, 80, 0.5, 1.01, 30),
    (REPRINT, 80, 200, 0.0, 0.6, 50),
    (FORMULAS, 25, 40, 0.25, 1.01, 40),
    (FORMULAS, 40, 80, 0.1, 0.4, 50),
    (FORMULAS, 40, 80, 0.4, 1.01, 50),
    (FORMULAS, 80, 1000, 0.0, 1.01, 60),
)
MORE = (
    (REPRINT, 40, 10_000, 0.0, 1.01, 100),
    (FORMULAS, 80, 10_000, 0.5, 1.01, 50),
    (FORMULAS, 80, 10_000, 0.0, 0.5, 40),
    (FORMULAS, 40, 80, 0.5, 1.01, 50),
    (FORMULAS, 40, 80, 0.25, 0.5, 30),
    (FORMULAS, 20, 40, 0.5, 1.01, 40),
    (FORMULAS, 0, 20, 0.4, 1.01, 20),
)
SEED_OF_MORE = 20261126
ROWS = """
    SELECT a.number, p.article_id, coalesce(a.outlet_id, a.transcript_id), p.date, p.role, p.text
    FROM paragraphs p JOIN articles a ON a.id = p.article_id
    ORDER BY a.number, p.position"""


def read_wordings(archive: Path) -> list[Wording]:
    conn = sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)
    found = []
    for (_, id, outlet, date), rows in groupby(conn.execute(ROWS), key=lambda row: row[:4]):
        found.append(Wording(Article(id, outlet, date, tuple(Paragraph(*row[4:]) for row in rows))))
    conn.close()
    return found


def all_pairs(wordings: list[Wording]) -> list[Pair]:
    kept = Kept(
        all_prints((number, wording.prints) for number, wording in enumerate(wordings)),
        {number: wording.date for number, wording in enumerate(wordings)},
    )
    return list(find_pairs(kept, wordings.__getitem__, range(len(wordings)), before=True))


def besides(
    archive: Path, known: Iterable[Labelled], held: Iterable[Labelled], wordings: list[Wording], pairs: list[Pair]
) -> list[Pair]:
    """The pairs that nobody has labelled and that are not between two articles of labels that are held."""
    known, held = list(known), list(held)
    where = located(archive, [*known, *held])
    labelled = {frozenset(label[:2]) for label in as_now(known, where)}
    closed = {where.get(id, id) for label in held for id in label[:2]}
    ids = [(pair, frozenset((wordings[pair.one].id, wordings[pair.other].id))) for pair in pairs]
    return [pair for pair, both in ids if both not in labelled and not both <= closed]


def draw(pairs: list[Pair], strata: Sequence[Stratum] = STRATA, seed: int = SEED) -> list[Pair]:
    """Some of each stratum; of one article at most three pairs, so that no form of bulletin fills the set."""
    chance = Random(seed)
    drawn: list[Pair] = []
    often: dict[int, int] = {}
    for label, least, most, smallest, largest, wanted in strata:
        fitting = [p for p in pairs if p.label == label and least <= p.score < most and smallest <= p.share < largest]
        chance.shuffle(fitting)
        for pair in fitting:
            if wanted and often.get(pair.one, 0) < 3 and often.get(pair.other, 0) < 3:
                drawn.append(pair)
                wanted -= 1
                for number in pair[:2]:
                    often[number] = often.get(number, 0) + 1
    return drawn


def shown(wording: Wording, spans: list[tuple[int, int]]) -> str:
    """The compared text with its shared passages marked; of long passages and gaps the beginning and the end."""
    out, done = [], 0
    for start, end in sorted(spans):
        out.append(_short(wording.text[done:start], 60))
        out.append(f"【{_short(wording.text[start:end], 45)}】")
        done = end
    return "".join([*out, _short(wording.text[done:], 60)])


def _short(text: str, side: int) -> str:
    return text if len(text) <= 2 * side + 10 else f"{text[:side]}…（{len(text) - 2 * side}）…{text[-side:]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("csv", type=Path)
    parser.add_argument("--read", type=Path, help="where to write the texts")
    parser.add_argument("--besides", type=Path, nargs="+", default=[], help="labels: draw others")
    parser.add_argument("--held", type=Path, help="labels: draw no pair between two of their articles")
    arguments = parser.parse_args()
    wordings = read_wordings(arguments.archive)
    pairs = all_pairs(wordings)
    known = [label for file in arguments.besides for label in read_labels(file, unclear=True)]
    held = read_labels(arguments.held, unclear=True) if arguments.held else []
    if known or held:
        drawn = draw(besides(arguments.archive, known, held, wordings, pairs), MORE, SEED_OF_MORE)
    else:
        drawn = draw(pairs)
    with arguments.csv.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["one", "other", "found", "score", "share", "label"])
        for pair in drawn:
            ids = wordings[pair.one].id, wordings[pair.other].id
            out.writerow([*ids, pair.label, f"{pair.score:.0f}", f"{pair.share:.2f}", ""])
    if arguments.read:
        with arguments.read.open("w", encoding="utf-8") as text:
            for number, pair in enumerate(drawn, 1):
                one, other = wordings[pair.one], wordings[pair.other]
                text.write(f"=== {number}: {one.id} ({one.date}) / {other.id} ({other.date})\n")
                text.write(f"A {shown(one, [(at.start, at.end) for at in pair.stretches])}\n")
                text.write(f"B {shown(other, [(at.other_start, at.other_end) for at in pair.stretches])}\n\n")
    print(f"{len(drawn)} pairs of {len(wordings)} articles")


if __name__ == "__main__":
    main()
