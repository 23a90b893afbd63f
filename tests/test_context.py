"""The network above the sequence model: what the lines around a line say of it, all together."""

from __future__ import annotations

import json
from itertools import pairwise, product

import numpy as np
import pytest

import loader.context
import loader.sequence
from loader.context import GROUPS, MOST, SCALE, WIDTH, load_context, print_of
from loader.markup import printed_blocks
from loader.model import Block, Transcript
from loader.outlet_files import load_conventions
from loader.recognise import recognise
from loader.sequence import MODEL, SequenceModel, load_model
from loader.shapes import measure
from tests.archives import front_page

CONTEXT = load_context()
TAGS = len(load_model().tags)


def some_units(lines: int) -> np.ndarray:
    return np.abs(np.random.default_rng(7).normal(0, 0.5, (lines, CONTEXT.inner.shape[1])).astype(np.float32))


def blocks_of(text: str) -> list[Block]:
    shown = printed_blocks(Transcript("01", "01.txt", "", "utf-8", False, "lf", text))
    return [block for block in shown if block.text]


def scores(text: str) -> np.ndarray:
    blocks, conventions = blocks_of(text), load_conventions()
    seen = recognise([block.text for block in blocks], conventions)
    return load_model().scores(blocks, measure(blocks), seen, conventions)


def sigmoid(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-values.astype(np.float64)))


def test_the_network_fits_the_field_that_it_stands_on():
    assert CONTEXT.inner.shape[0] == GROUPS * TAGS
    assert CONTEXT.outer.shape[1] == TAGS
    assert CONTEXT.transitions.shape == (TAGS, TAGS)
    assert len(CONTEXT.features) == len(load_model().names) + 1
    assert not CONTEXT.features[0].any()  # what no feature says adds nothing


def test_a_network_of_another_field_is_refused():
    kept = json.loads(MODEL.read_text(encoding="utf-8"))
    other = {**kept["features"], "no such feature": {"0": 1.0}}
    with pytest.raises(ValueError, match="Train it again"):
        SequenceModel(kept["tags"], other, kept["transitions"], CONTEXT)
    assert not np.array_equal(print_of(["a", "b"]), print_of(["b", "a"]))


def test_units_are_the_sums_of_groups_and_the_vectors_of_features():
    sums = np.random.default_rng(3).normal(0, 0.5, (5, GROUPS, TAGS)).astype(np.float32)
    vectors = CONTEXT.features[[1, 2, 3, 4, 5]]
    expected = np.maximum(sums.reshape(5, -1) * SCALE @ CONTEXT.inner + CONTEXT.inner_bias + vectors, 0)
    np.testing.assert_allclose(CONTEXT.units(sums, vectors), expected, rtol=1e-4, atol=1e-4)


def test_convolution_and_memory_are_those_of_their_definitions():
    """Written out line by line, as in the papers: a line is remembered as far as the gates let it."""
    units = some_units(9)
    near = np.zeros_like(units)
    for line in range(9):
        for number in range(WIDTH):
            beside = line + number - WIDTH // 2
            if 0 <= beside < 9:
                near[line] += units[beside] @ CONTEXT.near[number]
    seen = units + np.maximum(near + CONTEXT.near_bias, 0)
    size = CONTEXT.memory.shape[1]
    remembered = np.zeros((9, 2 * size))
    for direction, lines in enumerate((range(9), range(8, -1, -1))):
        memory = np.zeros(size)
        for line in lines:
            shown = seen[line] @ CONTEXT.seen[direction] + CONTEXT.seen_bias[direction, 0]
            told = memory @ CONTEXT.memory[direction] + CONTEXT.memory_bias[direction, 0]
            forget = sigmoid(-(shown + told)[:size])
            keep = sigmoid(-(shown + told)[size : 2 * size])
            new = np.tanh(shown[2 * size :] + forget * told[2 * size :])
            memory = (1 - keep) * new + keep * memory
            remembered[line, direction * size : (direction + 1) * size] = memory
    seen = seen + remembered @ CONTEXT.recalled + CONTEXT.recalled_bias
    gained = np.clip(seen @ CONTEXT.outer + CONTEXT.outer_bias, -MOST, MOST)
    np.testing.assert_allclose(CONTEXT.gains(units), gained, rtol=1e-3, atol=1e-3)


def test_a_page_is_remembered_over_its_parts(monkeypatch: pytest.MonkeyPatch):
    units = some_units(40)
    whole = CONTEXT.gains(units)
    monkeypatch.setattr(loader.context, "PART", 7)
    np.testing.assert_allclose(CONTEXT.gains(units), whole, rtol=1e-4, atol=1e-4)


def test_large_sums_give_no_other_than_numbers():
    gained = CONTEXT.gains(some_units(20) * 1e4)
    assert np.isfinite(gained).all()


def test_a_page_read_in_parts_is_read_as_a_whole(monkeypatch: pytest.MonkeyPatch):
    text = "\n".join(front_page(seed) for seed in range(6))
    whole = scores(text)
    assert len(whole) > 40
    monkeypatch.setattr(loader.sequence, "CHUNK", 7)
    np.testing.assert_allclose(scores(text), whole, rtol=1e-3, atol=1e-3)


def test_the_rows_of_features_add_up_to_their_vectors():
    blocks, conventions = blocks_of(front_page(1)), load_conventions()
    seen = recognise([block.text for block in blocks], conventions)
    page, model = measure(blocks), load_model()
    rows = model.features(blocks, page, seen, conventions)
    vectors = np.concatenate([vectors for _, _, vectors in model.sums(blocks, page, seen, conventions)])
    expected = np.array([CONTEXT.features[some].sum(axis=0) for some in rows])
    np.testing.assert_allclose(vectors, expected, rtol=1e-3, atol=1e-3)


def test_the_lead_of_a_beginning_is_that_of_the_best_path_with_it():
    tags = ["headline/A", "body/A", "body/P", "body/C"]
    transitions = np.random.default_rng(3).normal(0, 1, (4, 4)).round(2).tolist()
    model = SequenceModel(tags, {"one": {"0": 1.0}}, transitions, None)
    given = np.random.default_rng(5).normal(0, 2, (4, 4)).astype(np.float32)
    ways = list(product(range(4), repeat=4))

    def worth(way: tuple[int, ...]) -> float:
        return sum(given[line, tag] for line, tag in enumerate(way)) + sum(transitions[a][b] for a, b in pairwise(way))

    found, leads = model.read(given)
    assert found == [tags[tag] for tag in max(ways, key=worth)]
    for line, lead in enumerate(leads):
        begun, others = ([worth(way) for way in ways if (way[line] < 2) == begins] for begins in (True, False))
        assert lead == pytest.approx(max(begun) - max(others), abs=1e-4)
