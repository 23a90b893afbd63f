"""Stories may be found better freely and worse only by hand: figures are held against `tests/floors.toml`."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # bench/ is not part of the installed package

from bench.clustering import together  # noqa: E402
from bench.make_reprints import made_texts, measure, reworded  # noqa: E402
from bench.papers import measure as measure_papers  # noqa: E402
from bench.papers import read_printings  # noqa: E402
from bench.sample_pairs import all_pairs  # noqa: E402
from bench.score_split import tomllib  # noqa: E402
from loader.shared import Article, Paragraph, Wording  # noqa: E402
from loader.stories import join_pairs  # noqa: E402

FLOORS = tomllib.loads((ROOT / "tests/floors.toml").read_text("utf-8"))


def test_made_printings_are_found_as_well_as_before() -> None:
    whole, kinds = measure(made_texts(ROOT / "tests/pages/train")[:90], 1)
    pairs = {"pair_precision": whole.pairs.precision, "pair_recall": whole.pairs.recall, "rand": whole.rand}
    figures = pairs | {kind.replace(",", "").replace(" ", "_"): share for kind, share in kinds.items()}
    _hold(figures, "stories")


def test_what_papers_print_is_found_as_well_as_before() -> None:
    found = measure_papers(read_printings(ROOT / "tests/papers")).agreement
    _hold({"pair_precision": found.pairs.precision, "pair_recall": found.pairs.recall, "rand": found.rand}, "papers")


def test_misread_printings_of_a_wire_text_are_one_story() -> None:
    text = "新华社霁川5月8日电 8日下午，" + max(made_texts(ROOT / "tests/pages/train")[:90], key=len)
    rng = Random(1)
    wordings = [
        Wording(Article(str(number), f"paper {number}", "2006-05-09", (Paragraph("body", reworded(rng, text)),)))
        for number in range(60)
    ]
    stories = join_pairs(all_pairs(wordings), wordings.__getitem__)
    assert [len(story.witnesses) for story in stories] == [60]


def test_pages_read_badly_are_found_and_join_nothing_else() -> None:
    rng = Random(3)
    wordings = []
    for number, text in enumerate(made_texts(ROOT / "tests/pages/train")[:90]):
        for paper in "abcd":
            read = text if paper == "a" else reworded(rng, reworded(rng, reworded(rng, text)))  # 9 % of the characters
            article = Article(f"{number:02}{paper}", paper, "2006-05-09", (Paragraph("body", read),))
            wordings += [Wording(article)] if len(text) >= 150 else []
    stories = join_pairs(all_pairs(wordings), wordings.__getitem__)
    found = together([wordings[witness.number].id for witness in story.witnesses] for story in stories)
    right = sum(len({id[:2] for id in map(str, pair)}) == 1 for pair in found)
    assert right == len(found)
    assert right >= 0.9 * 6 * len(wordings) / 4


def _hold(figures: dict[str, float], name: str) -> None:
    low = {name: figures[name] for name, floor in FLOORS[name].items() if figures[name] < floor}
    assert not low, f"{low}: mend what finds stories, or say in a commit why the floor is to be lower"
