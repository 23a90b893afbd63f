"""How far a long run has come, on a terminal: rich's only home, imported where somebody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from loader import interrupts

if TYPE_CHECKING:
    from rich.progress import Progress

Tell = Callable[[int, int], None]


class Bars(NamedTuple):
    """Whom to tell how far each stage is: bytes or characters done, and in all."""

    loading: Tell
    counting: Tell
    finding: Tell
    telling: Tell


LABELS = ("loading", "counting words", "finding reprints", "collating stories")


@contextmanager
def progress_bars() -> Iterator[Bars]:
    """Bars that show themselves as soon as they are told something; none where nobody looks."""
    if not sys.stderr.isatty():
        yield Bars(*[lambda done, total: interrupts.check()] * len(LABELS))
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:  # TERM=dumb
        yield Bars(*(_bar(bars, label) for label in LABELS))


def _bar(bars: Progress, label: str) -> Tell:
    task = bars.add_task(label, total=None, visible=label == LABELS[0])

    def tell(done: int, total: int) -> None:
        interrupts.check()
        bars.update(task, completed=done, total=total, visible=True)

    return tell
