"""Ctrl-C at any moment ends a command once, with a sentence.

Python raises `KeyboardInterrupt` wherever it is, also inside a function that SQLite has called or a hook whose
exceptions are only printed; there it would become an error of SQLite, or be lost. So it is noted too, and raised again.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import ProgrammingError
from types import FrameType
from typing import Any

_asked = threading.Event()


def check() -> None:
    """Raise the `KeyboardInterrupt` that was lost, if there was one."""
    if _asked.is_set():
        raise KeyboardInterrupt


@contextmanager
def noted() -> Iterator[None]:
    """Ends with `KeyboardInterrupt` if there was a Ctrl-C, whatever became of it, and prints none that is lost.

    A transaction that was about to begin just then is rolled back when Python puts it away, long after its archive was
    closed; nor is that printed, so after a Ctrl-C the hook for what is lost stays as it is here.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _asked.clear()
    interrupted = False
    handler, hook = signal.getsignal(signal.SIGINT), sys.unraisablehook

    def quiet(lost: Any) -> None:
        closed = interrupted and isinstance(lost.exc_value, ProgrammingError)
        if not closed and not isinstance(lost.exc_value, KeyboardInterrupt):
            hook(lost)

    if handler is signal.default_int_handler:
        signal.signal(signal.SIGINT, _note)
    sys.unraisablehook = quiet
    try:
        yield
        check()
    except Exception as error:
        if _asked.is_set():
            raise KeyboardInterrupt from error
        raise
    finally:
        interrupted = _asked.is_set()
        _asked.clear()
        if not interrupted:
            sys.unraisablehook = hook
        if handler is signal.default_int_handler:
            signal.signal(signal.SIGINT, handler)


def _note(number: int, frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt
