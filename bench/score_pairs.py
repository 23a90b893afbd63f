"""Hold the stories of an archive against pairs of articles that readers have labelled.

    python -m bench.score_pairs archive.db tests/gold/pairs.csv tests/gold/pairs-dev.csv tests/gold/pairs-more.csv
    python -m bench.score_pairs archive.db tests/gold/pairs.csv --held new.csv

Prints for each file, and for all, pair precision, recall and F1 of “one story”, and the adjusted Rand index over the
labelled articles: groups closed over the labels against groups closed over the stories found. What is known of two
articles of a file counts whichever file says so; behind it stands the index by the labels of the file alone, to which
a story that another file knows is found wrongly. Pairs that are found otherwise are listed, to be read and to mend what
is wrong. Not so those of --held, of which only the totals are printed: what to expect of articles that nobody has
looked at. Where the labels come from, and what they mean: docs/stories.md.

`archive.db`: a load of the transcripts the labels are of; stories are found anew, as `baolan reprints` finds them.
Labels of articles that it does not have are left out. A label names an article by the line it began on when it was
read; where pages are split otherwise since, that is the article in which the line stands now, or the first within
`AFTER` lines, that has room for a passage. An article that was read under two ids is one article, and a pair of the two
is none; so is a pair of which one is furniture now.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

from bench.clustering import Agreement, agreement, closed, together
from bench.labels import FORMULAS, STORY, Labelled, as_now, located, read_labels
from bench.sample_pairs import all_pairs, read_wordings
from bench.scoring import Ratio
from loader.stories import join_pairs


def pairs_right(labels: Iterable[Labelled], found: set[frozenset[object]]) -> Ratio:
    total = Ratio()
    for one, other, label in labels:
        is_one, said_one = label == STORY, frozenset((one, other)) in found
        total += Ratio(is_one and said_one, said_one, is_one)
    return total


def partitions_agree(
    labels: Iterable[Labelled], found: set[frozenset[object]], known: Iterable[Labelled] = ()
) -> Agreement:
    """Over the articles of the labels. `known`: more labels, of which those between these articles count too."""
    labels = list(labels)
    articles = sorted({id for label in labels for id in label[:2]})
    stories = (set(label[:2]) for label in (*labels, *known) if label.label == STORY)
    gold = closed(articles, (pair for pair in stories if pair <= set(articles)))
    said = closed(articles, (pair for pair in found if pair <= set(articles)))
    return agreement([gold[id] for id in articles], [said[id] for id in articles])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("labels", type=Path, nargs="+")
    parser.add_argument("--held", type=Path, help="labels of which only the totals are printed")
    arguments = parser.parse_args()
    sets = {file.stem: read_labels(file) for file in arguments.labels}
    held = read_labels(arguments.held) if arguments.held else []
    wordings = read_wordings(arguments.archive)
    stories = join_pairs(all_pairs(wordings), wordings.__getitem__)
    found = together([wordings[witness.number].id for witness in story.witnesses] for story in stories)
    where = located(arguments.archive, [label for some in (*sets.values(), held) for label in some])
    known = _as_now([label for some in sets.values() for label in some], where)
    for name, some in sets.items():
        report(name, _as_now(some, where), found, known)
    report("all", known, found, known)
    if held:
        held = _as_now(held, where)
        report("held", held, found, [*held, *known])
    for one, other, label in known:
        said = STORY if frozenset((one, other)) in found else FORMULAS
        if said != label:
            print(f"{one},{other} is {label}, found {said}")


def _as_now(labels: Iterable[Labelled], where: Mapping[str, str]) -> list[Labelled]:
    return as_now([label for label in labels if where.keys() >= set(label[:2])], where)


def report(name: str, some: list[Labelled], found: set[frozenset[object]], known: list[Labelled]) -> None:
    right = pairs_right(some, found)
    print(
        f"{name}: {len(some)} pairs, {right.gold:.0f} of one story: precision {right.precision:.3f}, "
        f"recall {right.recall:.3f}, F1 {right.f1:.3f}, Rand {partitions_agree(some, found, known).rand:.3f} "
        f"({partitions_agree(some, found).rand:.3f} by these labels alone)"
    )


if __name__ == "__main__":
    main()
