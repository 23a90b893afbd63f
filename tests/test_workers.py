"""Work shared with other processes is taken a little ahead, and done in its order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import active_children
from operator import attrgetter
from pathlib import Path

import pytest

from loader.errors import BaolanError
from loader.workers import begin_worker, in_order, processes

ROOT = Path(__file__).resolve().parents[1]


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


PREPARE = """
import sys
from loader import work
assert not sys.dont_write_bytecode
work._prepare()
"""


def test_tables_of_rules_are_made_once_and_by_a_process_that_ends(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def prepared() -> dict[str, int]:
        subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True, timeout=120)
        return {file.name.partition(".")[0]: file.stat().st_mtime_ns for file in tmp_path.rglob("*.npz")}

    made = prepared()
    assert {"work", "outlets", "compiled", "recognise", "characters", "outlet_files"} == set(made)
    assert prepared() == made
