"""The network above the sequence model: what the lines around a line say of it, all together."""

from __future__ import annotations

import numpy as np
import pytest

import loader.sequence
from loader.context import GROUPS, HOLES, MOST, REACH, SCALE, WIDTH, load_context
from loader.markup import printed_blocks
from loader.model import Transcript
from loader.outlet_files import load_conventions
from loader.recognise import recognise
from loader.sequence import load_model
from loader.shapes import measure
from tests.archives import front_page

CONTEXT = load_context()
TAGS = len(load_model().tags)


def some_sums(lines: int) -> np.ndarray:
    return np.random.default_rng(7).normal(0, 0.5, (lines, GROUPS, TAGS)).astype(np.float32)


def scores(text: str) -> np.ndarray:
    blocks = [
        block for block in printed_blocks(Transcript("01", "01.txt", "", "utf-8", False, "lf", text)) if block.text
    ]
    conventions = load_conventions()
    seen = recognise([block.text for block in blocks], conventions)
    return load_model().scores(blocks, measure(blocks), seen, conventions)


def test_the_network_fits_the_field_that_it_stands_on():
    assert CONTEXT.inner.shape[0] == GROUPS * TAGS
    assert CONTEXT.outer.shape[1] == TAGS
    assert CONTEXT.transitions.shape == (TAGS, TAGS)


def test_each_convolution_is_that_of_its_definition():
    """Written out line by line, as in the papers."""
    sums = some_sums(9)
    seen = np.maximum(sums.reshape(9, -1) * SCALE @ CONTEXT.inner + CONTEXT.inner_bias, 0)
    for weights, bias, apart in (
        (CONTEXT.near, CONTEXT.near_bias, HOLES[0]),
        (CONTEXT.far, CONTEXT.far_bias, HOLES[1]),
    ):
        there = np.zeros_like(seen)
        for line in range(9):
            for number in range(WIDTH):
                beside = line + (number - WIDTH // 2) * apart
                if 0 <= beside < 9:
                    there[line] += seen[beside] @ weights[number]
        seen = seen + np.maximum(there + bias, 0)
    gained = np.clip(seen @ CONTEXT.outer + CONTEXT.outer_bias, -MOST, MOST)
    np.testing.assert_allclose(CONTEXT.gains(sums), gained, rtol=1e-3, atol=1e-3)


def test_lines_farther_than_its_reach_do_not_matter():
    sums = some_sums(3 * REACH)
    other = sums.copy()
    other[0] += 5
    changed = np.abs(CONTEXT.gains(other) - CONTEXT.gains(sums)).max(axis=1) > 1e-3
    assert changed[: REACH + 1].any()
    assert not changed[REACH + 1 :].any()


def test_a_page_read_in_parts_is_read_as_a_whole(monkeypatch: pytest.MonkeyPatch):
    text = "\n".join(front_page(seed) for seed in range(6))
    whole = scores(text)
    assert len(whole) > 40
    monkeypatch.setattr(loader.sequence, "CHUNK", 7)
    np.testing.assert_allclose(scores(text), whole, rtol=1e-3, atol=1e-3)
