"""Work shared with other processes is taken a little ahead, and done in its order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from loader.errors import BaolanError
from loader.workers import begin_worker, in_order, processes


def test_only_so_many_tasks_are_taken_ahead() -> None:
    taken = []

    def tasks() -> Iterator[int]:
        for number in range(10):
            taken.append(number)
            yield number

    with ThreadPoolExecutor(2) as pool:
        results = in_order(pool, str, tasks(), ahead=3)
        assert (next(results), taken) == ("0", [0, 1, 2])
        assert list(results) == list("123456789")


def test_a_worker_that_is_ended_from_outside_ends_the_load_with_a_sentence() -> None:
    with (
        pytest.raises(BaolanError, match="for want of memory. Load again."),
        processes(1, begin_worker, next_step="Load again.") as pool,
    ):
        list(in_order(pool, os._exit, [1], ahead=2))
