"""What pairs of articles share, worked out in this process or in several: the part of finding stories that takes long.

The texts are read from the archive where they are compared, so that little goes from one process to another.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.database import Database
from loader.printed_articles import Wordings
from loader.reprints import FORMULAS, REPRINT, Shared, is_reprint, weigh, what_is_shared
from loader.shared import Stretch, Wording
from loader.workers import begin_worker, in_order, processes

NOTHING = "nothing"  # the label of two articles that were compared and share no passage
AHEAD = 3  # tasks for each worker that wait
BROKEN = "The pages are loaded; load again with --workers 1 to find the stories."


class Row(NamedTuple):
    """A pair as the archive keeps it: of each passage the numbers of its stretch, one after the other, and how many
    prints stand in it, and which."""

    label: str
    score: float
    share: float
    passages: bytes
    prints: bytes


class Task(NamedTuple):
    """Articles that are compared, by their rank. `ids` of all. `asked`: an article, those before it that it is compared
    with, each with the pair as it was (None where they were not compared), and the rarity of its prints."""

    ids: dict[int, str]
    asked: list[tuple[int, list[tuple[int, Row | None]], NDArray[np.float64]]]


Compare = Callable[[Iterable[Task]], Iterator[list[list[Row]]]]


@contextmanager
def comparing(db: Database, wordings: Wordings, workers: int) -> Iterator[Compare]:
    """A way to do tasks, which gives what comes of each (`rows_of`) in the order in which they come."""
    if workers <= 1:
        yield lambda tasks: (rows_of(task, wordings) for task in tasks)
        return
    (file,) = (path for _, name, path in db.execute("PRAGMA database_list") if name == "main")
    with processes(workers, _begin, file, next_step=BROKEN) as pool:
        yield lambda tasks: in_order(pool, _work, tasks, workers * AHEAD)


_WORDINGS: Wordings


def _begin(file: str) -> None:
    global _WORDINGS
    from loader.archive import read_archive  # only here: how an archive is opened decides nothing (`ruling`)

    begin_worker()
    _WORDINGS = Wordings(read_archive(Path(file)).conn, {})


def _work(task: Task) -> list[list[Row]]:
    return rows_of(task, _WORDINGS)


def rows_of(task: Task, wordings: Wordings) -> list[list[Row]]:
    """Of each article of a task its pairs as they are now."""
    wordings.know(task.ids)
    new = ((number, [other for other, old in others if old is None]) for number, others, _ in task.asked)
    wordings.hold(dict.fromkeys(rank for number, others in new if others for rank in (number, *others)))
    return [
        [_row(other, number, old, rarity, wordings.wording) for other, old in others]
        for number, others, rarity in task.asked
    ]


def _row(other: int, number: int, old: Row | None, rarity: NDArray[np.float64], read: Callable[[int], Wording]) -> Row:
    """A pair as it is now; what two texts share does not change while they do not."""
    shared = unpacked_shared(old) if old else what_is_shared(number, read(number), other, read(other))
    if not shared.stretches:
        return Row(NOTHING, 0.0, 0.0, b"", b"")
    weighed = weigh(shared, rarity)
    known = old is not None and old.label == REPRINT
    label = REPRINT if is_reprint(other, number, shared, weighed, read, known) else FORMULAS
    return Row(label, weighed.score, shared.share, packed(shared.stretches), packed_prints(shared.prints))


def packed(stretches: Sequence[Stretch]) -> bytes:
    """Passages as `article_pairs.passages` keeps them: five numbers for each."""
    return array("i", [number for at in stretches for number in at[:5]]).tobytes()


def unpacked(passages: bytes) -> list[Stretch]:
    """The passages that `packed` wrote."""
    numbers = array("i")
    numbers.frombytes(passages)
    rows = zip(*(numbers[at::5] for at in range(5)), strict=True)
    return [
        Stretch(start, end, other_start, other_end, kept, kept / max(end - start, other_end - other_start))
        for start, end, other_start, other_end, kept in rows
    ]


def packed_prints(prints: Sequence[Sequence[int]]) -> bytes:
    """The prints of passages as `article_pairs.prints` keeps them: of each how many, then which."""
    return array("i", [number for some in prints for number in (len(some), *some)]).tobytes()


def unpacked_shared(row: Row) -> Shared:
    """What two articles share, as it was written."""
    numbers = array("i")
    numbers.frombytes(row.prints)
    prints, at = [], 0
    while at < len(numbers):
        end = at + 1 + numbers[at]
        prints.append(tuple(numbers[at + 1 : end]))
        at = end
    return Shared(tuple(unpacked(row.passages)), tuple(prints), row.share)
