"""Memory that is free, given back to the system between the steps of a load."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Give back what is free. glibc alone keeps much of it: 40 MB after each transaction of a load, which the next step
    would have on top of its own (malloc_trim(3)). A few milliseconds; where there is no glibc, nothing."""
    if (trim := _trim()) is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # no such function, or (Windows) no such library
        return None
    return trim
