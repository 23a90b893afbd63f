"""What stages that look at a block beside others ask of its features, worked out once for all blocks that have the
same ones: pages repeat few shapes of lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

# Features of a block by itself (`features.signatures`); the first three are the classes of its width, its end and its
# beginning.
Signature = tuple[str, ...]

SHORT = 11  # classes of width (features.WIDTHS) that are short: up to 34 full-width characters
CLASSES = {f"w{number}": number for number in range(20)}
ENDED = frozenset({"end=stop", "end=comma", "end=semi", "end=mark", "end=stop+q", "end=mark+q"})
STOPPED = frozenset({"end=stop", "end=comma", "end=semi", "end=stop+q"})
KEPT = 8_000  # a thousand pages of one outlet have more, but few of the others come again


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """What conjunctions with a neighbour are made of. Those with the same values are the same object, as long as they
    are kept: a dictionary finds them in a tenth of the time."""

    width: str
    end: str
    start: str
    open: str  # o or f(inished)
    tight: str
    fill: str
    indent: str
    torn: str
    report: str


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """`width` is a class; `is_short`: up to 34 characters and, on a wrapped page, no full line; `is_apart`: short, and
    ends as no sentence or clause does; `is_ended`: ends as one; `is_item`: begins as an item of a list does."""

    names: Signature
    width: int
    is_short: bool
    is_apart: bool
    is_ended: bool
    is_item: bool
    edges: Edges


@lru_cache(KEPT)
def outline(names: Signature) -> Outline:
    """The outline of a block with these features; of the same ones the same object, as long as it is kept."""
    wide, end = CLASSES[names[0]], names[1]
    edges = _edges(names)
    is_short = wide <= SHORT and edges.fill in ("", "fill0", "fill1")
    return Outline(names, wide, is_short, is_short and end not in STOPPED, end in ENDED, "list" in names, edges)


def _edges(names: Signature) -> Edges:
    has = set(names)
    return _same_edges(
        names[0],
        names[1],
        names[2],
        "o" if "open" in has else "f",
        "tight" if "tight" in has else "loose",
        next((name for name in names if name.startswith("fill")), ""),
        "i" if "indent" in has or "deep" in has else "",
        "t" if "torn" in has else "s",
        "r" if any(name.startswith("head=") for name in names) else "l" if "lede" in has else "",
    )


_same_edges = lru_cache(KEPT)(Edges)
