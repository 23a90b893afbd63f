"""Whether a text is some of many strings put together, in time that does not grow with how many they are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property


class Parts:
    """Strings that others may be put together of; `more`: further ones."""

    def __init__(self, parts: Sequence[str], more: Parts | None = None) -> None:
        self.parts = parts
        self.more = more
        self._own = frozenset(parts)
        self._lengths: list[int] = sorted({*map(len, self._own), *(more._lengths if more else ())})

    @cached_property
    def joined(self) -> str:
        """All of them in their order, without the further ones."""
        return "".join(self.parts)

    def __contains__(self, part: str) -> bool:
        return part in self._own or (self.more is not None and part in self.more)

    def make(self, words: str) -> bool:
        """Whether `words` are some of them put together, in any order, each as often as need be."""
        reached = bytearray(len(words) + 1)
        reached[0] = 1
        for at in range(len(words)):
            if not reached[at]:
                continue
            for length in self._lengths:
                if at + length > len(words):
                    break
                if words[at : at + length] in self:
                    reached[at + length] = 1
        return bool(reached[-1])
