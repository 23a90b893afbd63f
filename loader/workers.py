"""Work shared with other processes: how they are started, what they are given, how they end."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from typing import TypeVar

from loader.errors import BaolanError

# Anew, not forked from a process that has imported what they share (`forkserver`): of two workers that was 5 MB less in
# all and no less time, because they soon write to most of it.
HOW = "spawn"
# New objects after which rings of them are looked for, in a worker. After each 700 collating a story takes a twentieth
# more time (median of six pairs), after each 50,000 hardly less, and 8 MB more stay.
GARBAGE = 10_000
ENDED = "A worker process was ended from outside, perhaps for want of memory."

Task = TypeVar("Task")
Result = TypeVar("Result")


@contextmanager
def processes(workers: int, begin: Callable[..., None], *arguments: object, next_step: str) -> Iterator[Executor]:
    """So many processes, each of which calls `begin` first; they are ended with this.

    Raises `BaolanError` where one was ended from outside; `next_step` says what to do then.
    """
    others = set(active_children())
    pool = ProcessPoolExecutor(workers, get_context(HOW), begin, arguments)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise BaolanError(f"{ENDED} {next_step}") from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        # Not asked to end: where one was ended from outside just when it held the lock of their queue, the others wait
        # for that lock, and this process for them, for ever.
        for process in set(active_children()) - others:
            process.kill()


def in_order(pool: Executor, function: Callable[[Task], Result], tasks: Iterable[Task], ahead: int) -> Iterator[Result]:
    """What a function makes of each task, in the order of the tasks, of which only so many are taken ahead."""
    waiting: deque[Future[Result]] = deque()
    for task in tasks:
        waiting.append(pool.submit(function, task))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def begin_worker() -> None:
    """Leave Ctrl-C to the process that started this one, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(GARBAGE)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
