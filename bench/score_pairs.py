"""Hold the stories of an archive against pairs of articles that a reader has labelled.

    python -m bench.score_pairs archive.db tests/gold/pairs.csv tests/gold/pairs-dev.csv tests/gold/pairs-more.csv
    python -m bench.score_pairs earlier.db tests/gold/pairs-earlier.csv tests/gold/pairs-more.csv --whole

Prints pair precision, recall and F1 of “one story”, and the adjusted Rand index over the labelled articles: groups
closed over the labels against groups closed over the stories found. What is known of two articles of a set counts
whichever file or half says so; behind it stands the index by the labels of the set alone, to which a story that
another file knows is found wrongly. A pair of the first file is in a half by a hash of its ids: `looked at` may be read
to mend what is wrong, and so may all pairs of the other files (`development`: all these; what is found otherwise is
listed); `scored only` may not, and is scored with --scored alone, at the end. With --whole all pairs of the first file
may be looked at too. Where the labels come from, and what they mean: docs/stories.md.

`archive.db`: a load of the transcripts the labels are of; stories are found anew, as `baolan reprints` finds them. A
label names an article by the line it began on when it was read; where pages are split otherwise since, that is the
article in which the line stands now, or the first within `AFTER` lines, that has room for a passage. An article that
was read under two ids is one article, and a pair of the two is none; so is a pair of which one is furniture now.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

from bench.clustering import Agreement, agreement, closed, together
from bench.labels import FORMULAS, HALVES, STORY, Labelled, as_now, located, read_labels
from bench.sample_pairs import all_pairs, read_wordings
from bench.scoring import Ratio
from loader.stories import join_pairs

DEVELOPMENT = "development"


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
    parser.add_argument("labels", type=Path)
    parser.add_argument("more", type=Path, nargs="*", help="more labels, all of which may be looked at")
    parser.add_argument("--scored", action="store_true", help="score the half that is only scored, and both")
    parser.add_argument("--whole", action="store_true", help="all pairs of the first file may be looked at")
    arguments = parser.parse_args()
    labels = read_labels(arguments.labels)
    more = [label for file in arguments.more for label in read_labels(file)]
    wordings = read_wordings(arguments.archive)
    pairs = all_pairs(wordings)
    stories = join_pairs(pairs, wordings.__getitem__)
    found = together([wordings[witness.number].id for witness in story.witnesses] for story in stories)
    where = located(arguments.archive, [*labels, *more])
    articles = {id for label in (*labels, *more) for id in label[:2]}
    moved = sum(id != now for id, now in where.items())
    gone = len(articles - where.keys())
    print(f"{len(articles)} articles labelled, {moved} by other ids now, {gone} are none any more")
    labels, more = ([label for label in some if where.keys() >= set(label[:2])] for some in (labels, more))
    looked_at, scored_only = ([label for label in labels if label.half == half] for half in HALVES)
    sets = {DEVELOPMENT: labels + more} if arguments.whole else {HALVES[0]: looked_at, DEVELOPMENT: looked_at + more}
    if arguments.scored:
        sets |= {HALVES[1]: scored_only, "both halves": labels}
    report({name: as_now(some, where) for name, some in sets.items()}, found, as_now(labels + more, where))


def report(sets: Mapping[str, list[Labelled]], found: set[frozenset[object]], known: list[Labelled]) -> None:
    for name, some in sets.items():
        right = pairs_right(some, found)
        print(
            f"{name}: {len(some)} pairs, {right.gold:.0f} of one story: precision {right.precision:.3f}, "
            f"recall {right.recall:.3f}, F1 {right.f1:.3f}, Rand {partitions_agree(some, found, known).rand:.3f} "
            f"({partitions_agree(some, found).rand:.3f} by these labels alone)"
        )
    print()
    for one, other, label in sets[DEVELOPMENT]:
        said = STORY if frozenset((one, other)) in found else FORMULAS
        if said != label:
            print(f"{one},{other} is {label}, found {said}")


if __name__ == "__main__":
    main()
