"""Find the stories of invented papers that print wire copy as papers do, held against what each printing was made of.

    python -m bench.papers tests/papers
    python -m bench.papers tests/papers --among archive.db

Several papers, three days: stories sent of one meeting (what was decided, sidelights, the speech), printed whole,
abridged to a brief, merged from two, with leads and local additions, in traditional characters, misread; a paper's own
report that quotes the same; the next day's report that repeats the background; forms filled in anew (bulletins,
obituaries, verdicts, receptions, forecasts, two meetings in one officialese). A file has a title and printings. A
printing begins with `-- paper | date | stories`, the names of what it prints; each further line is a paragraph, `# ` a
crosshead.

Prints pair precision and recall of “one story”, the adjusted Rand index over the articles of one story, and the pairs
that are wrong. With --among they stand among the articles of an archive, whose formulas are rarer or commoner there.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from bench.clustering import Agreement, agreement, closed, together
from bench.sample_pairs import all_pairs, read_wordings
from bench.scoring import Ratio
from loader.shared import Article, Paragraph, Wording
from loader.stories import join_pairs


class Printing(NamedTuple):
    """An article, and the names of the stories that it is a printing of."""

    article: Article
    stories: frozenset[str]


class Result(NamedTuple):
    """How well stories are found; `missed` and `too_many`: pairs of numbers of printings."""

    agreement: Agreement
    missed: list[tuple[int, int]]
    too_many: list[tuple[int, int]]


def read_printings(folder: Path) -> list[Printing]:
    found = []
    for path in sorted(folder.glob("*.txt")):
        title, *parts = path.read_text(encoding="utf-8").split("\n-- ")
        assert title, path
        for number, part in enumerate(parts, 1):
            head, *lines = part.strip("\n").split("\n")
            paper, date, stories = head.split(" | ")
            paragraphs = tuple(
                Paragraph("crosshead", line[2:]) if line.startswith("# ") else Paragraph("body", line) for line in lines
            )
            article = Article(f"{path.stem}/{number}", paper, date, paragraphs)
            found.append(Printing(article, frozenset(stories.split())))
    return found


def measure(printings: Sequence[Printing], among: Sequence[Wording] = ()) -> Result:
    """`among`: wordings of other articles that are asked for stories together with these."""
    wordings = [*(Wording(one.article) for one in printings), *among]
    order = sorted(range(len(wordings)), key=lambda number: (wordings[number].date or "9999", wordings[number].id))
    place = {number: at for at, number in enumerate(order)}
    ordered = [wordings[number] for number in order]
    stories = join_pairs(all_pairs(ordered), ordered.__getitem__)
    members = [[order[witness.number] for witness in story.witnesses] for story in stories]
    own = range(len(printings))
    assert len(place) == len(wordings)
    found = together([number for number in story if number in own] for story in members)
    gold = {frozenset(pair) for pair in combinations(own, 2) if printings[pair[0]].stories & printings[pair[1]].stories}
    single = {number for number in own if len(printings[number].stories) == 1}
    parts = [closed(sorted(single), (pair for pair in pairs if pair <= single)) for pairs in (gold, found)]
    rand = agreement(*([part[number] for number in sorted(single)] for part in parts)).rand
    pairs = Ratio(len(gold & found), len(found), len(gold))
    return Result(Agreement(pairs, rand), *(sorted(map(_sorted, some)) for some in (gold - found, found - gold)))


def _sorted(pair: frozenset[object]) -> tuple[int, int]:
    one, other = sorted(int(str(number)) for number in pair)
    return one, other


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--among", type=Path, help="an archive whose articles are asked with them")
    arguments = parser.parse_args()
    printings = read_printings(arguments.folder)
    result = measure(printings, read_wordings(arguments.among) if arguments.among else ())
    pairs = result.agreement.pairs
    for sign, some in (("missed", result.missed), ("too many", result.too_many)):
        for one, other in some:
            told = [f"{printings[at].article.id} {'+'.join(sorted(printings[at].stories))}" for at in (one, other)]
            print(f"{sign}: {told[0]} / {told[1]}")
    print(
        f"{len(printings)} printings, {pairs.gold:.0f} pairs of one story: precision {pairs.precision:.3f}, "
        f"recall {pairs.recall:.3f}, F1 {pairs.f1:.3f}, Rand {result.agreement.rand:.3f}"
    )


if __name__ == "__main__":
    main()
