"""Collations against apparatuses made by hand, of stories of invented printings (`bench.apparatus` says more)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.apparatus import Score, read_file, rows, score
from loader.collate import collate, variants

FILES = sorted((Path(__file__).parent / "apparatus").glob("*.txt"))
# Places by hand, found; of these the same in kind and difference, to the word, of another kind. `python -m
# bench.apparatus tests/apparatus` lists what is not. Rise it freely; it falls by hand alone, with the reason.
FLOOR = Score(by_hand=180, found=178, right=168, to_the_word=145, other_kind=0)


def test_the_apparatus_is_as_good_as_it_was() -> None:
    scores = []
    for path in FILES:
        witnesses, by_hand = read_file(path)
        scores.append(score(by_hand, rows(variants(collate(witnesses)))))
    total = Score(*map(sum, zip(*scores, strict=True)))
    assert total.by_hand == FLOOR.by_hand
    assert total.found - total.right <= FLOOR.found - FLOOR.right
    assert total.right >= FLOOR.right
    assert total.to_the_word >= FLOOR.to_the_word


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_hand_made_apparatus_tells_of_every_printing(path: Path) -> None:
    witnesses, by_hand = read_file(path)
    printed = {one.id: "".join(passage.text for passage in one.passages) for one in witnesses}
    for _, readings in by_hand:
        for witness, reading in zip(witnesses, readings, strict=True):
            assert reading.rstrip("*") in printed[witness.id]
