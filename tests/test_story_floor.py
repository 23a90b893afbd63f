"""Stories may be found better freely and worse only by hand: figures are held against `tests/floors.toml`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # bench/ is not part of the installed package

from bench.make_reprints import made_texts, measure  # noqa: E402
from bench.papers import measure as measure_papers  # noqa: E402
from bench.papers import read_printings  # noqa: E402
from bench.score_split import tomllib  # noqa: E402

FLOORS = tomllib.loads((ROOT / "tests/floors.toml").read_text("utf-8"))


def test_made_printings_are_found_as_well_as_before() -> None:
    whole, kinds = measure(made_texts(ROOT / "tests/pages/train")[:90], 1)
    pairs = {"pair_precision": whole.pairs.precision, "pair_recall": whole.pairs.recall, "rand": whole.rand}
    figures = pairs | {kind.replace(",", "").replace(" ", "_"): share for kind, share in kinds.items()}
    _hold(figures, "stories")


def test_what_papers_print_is_found_as_well_as_before() -> None:
    found = measure_papers(read_printings(ROOT / "tests/papers")).agreement
    _hold({"pair_precision": found.pairs.precision, "pair_recall": found.pairs.recall, "rand": found.rand}, "papers")


def _hold(figures: dict[str, float], name: str) -> None:
    low = {name: figures[name] for name, floor in FLOORS[name].items() if figures[name] < floor}
    assert not low, f"{low}: mend what finds stories, or say in a commit why the floor is to be lower"
