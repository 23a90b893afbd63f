"""Work shared with other processes is taken a little ahead, and done in its order."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import active_children
from operator import attrgetter

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


def _stop(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_workers_are_ended_whatever_they_do() -> None:
    with processes(2, begin_worker, next_step="") as pool:
        (worker,) = in_order(pool, _stop, [0], ahead=1)
        pool.submit(_stop, 600)
        os.kill(worker, signal.SIGSTOP)  # it waits for ever, as for a lock that one holds who was ended
    until = time.monotonic() + 30
    while worker in map(attrgetter("pid"), active_children()):
        assert time.monotonic() < until
        time.sleep(0.01)
