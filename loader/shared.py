"""Which passages two articles share, though words were changed in them and paragraphs moved.

Of each article the letters, digits and Han characters of its paragraphs are compared in a row (`printings.counted`), so
that marks, paragraphs and traditional characters hide nothing. Runs of characters that stand in both are joined along
their diagonals, and over gaps, to passages: seed and extend, as in S. F. Altschul, W. Gish, W. Miller, E. W. Myers and
D. J. Lipman, “Basic local alignment search tool”, J. Mol. Biol. 215, 1990. A place belongs to one passage, the longest
first: M. J. Wise, “Running Karp-Rabin matching and greedy string tiling”, 1993.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.candidates import steps
from loader.likeness import kept
from loader.normalize import fold_with_map
from loader.notices import is_notice
from loader.printings import GRAM, counted_all, least, run_hashes

# Crossheads are added and taken away; editors' notes and signatures are the outlet's own, and stand in each issue.
COMPARED_ROLES = ("body", "caption")
# A passage of SPARSE + GRAM - 1 = 21 characters leaves a print in both articles; shorter ones are formulas. A power of
# two. Half the window would take twice the room in the archive.
SPARSE = 16
SHORTEST = 18
# A clause that one paper changed or left out: passages are joined over so many characters.
GAP = 14
# Of a joined passage at least this share stands in both, else it is several.
DENSITY = 0.6
# A run that stands in an article more often is looked up no more: tables and refrains would make squares of it.
OFTEN = 4


class Paragraph(NamedTuple):
    """`role` as in `model.ROLES`; `text` as printed."""

    role: str
    text: str


class Article(NamedTuple):
    """One printing: `date` is ISO; `outlet` an id, of the transcript where the paper is not known. Both may be None."""

    id: str
    outlet: str | None
    date: str | None
    paragraphs: tuple[Paragraph, ...]


class Span(NamedTuple):
    """Code points `start`..`end` of the text of the paragraph with this index in its article; half-open."""

    paragraph: int
    start: int
    end: int


class Stretch(NamedTuple):
    """A passage in compared characters: `start`..`end` of one article, `other_start`..`other_end` of the other.

    `kept` characters stand in both, in this order; `likeness` is their share of the longer side.
    """

    start: int
    end: int
    other_start: int
    other_end: int
    kept: int
    likeness: float


class Standing(NamedTuple):
    """Runs of characters, sorted, each once; `places` from `first` on are the `held` places of each, in no order."""

    runs: NDArray[np.uint64]
    first: NDArray[np.intp]
    held: NDArray[np.intp]
    places: NDArray[np.intp]


Made = tuple[str, list[int], NDArray[np.uint64]]
"""The compared characters of an article, how many each of its paragraphs has, and the hashes of their runs."""


def made_of(articles: Sequence[Article]) -> list[Made]:
    """What is compared of each article; of many at once several times as fast."""
    paragraphs = [
        text if role in COMPARED_ROLES and not is_notice(text) else ""
        for article in articles
        for role, text in article.paragraphs
    ]
    text, sizes = counted_all(paragraphs)
    hashes = run_hashes(text)
    made = []
    first = at = 0
    for article in articles:
        own = sizes[at : at + len(article.paragraphs)]
        at += len(own)
        end = first + sum(own)
        runs = hashes[first : max(end - GRAM + 1, first)]
        made.append((text[first:end], own, runs if len(articles) == 1 else runs.copy()))
        first = end
    return made


def prints_of(runs: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The fingerprints of a text, from the hashes of its runs."""
    prints = np.sort(least(runs, SPARSE).astype(np.uint32))
    return prints[_begins(prints)]  # `np.unique` takes three times as long


class Wording:
    """The compared characters of an article, with what finds them again. `prints` are kept of an archive."""

    def __init__(self, article: Article, made: Made | None = None) -> None:
        """`made`: what `made_of` makes of the article, where that is known."""
        self.id = article.id
        self.date = article.date
        self.article = article
        self.text, sizes, self.runs = made or made_of([article])[0]
        self._firsts = [0, *accumulate(sizes)]

    def __len__(self) -> int:
        return len(self.text)

    @cached_property
    def prints(self) -> NDArray[np.uint32]:
        """The article's fingerprints, sorted, each once. 32 bits: among ten million a chance meeting is one in 400."""
        return prints_of(self.runs)

    @cached_property
    def marks(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where prints stand: places in the compared characters, rising, and for each the number of the print."""
        runs = self.runs.astype(np.uint32)
        number = np.minimum(np.searchsorted(self.prints, runs), max(len(self.prints) - 1, 0))
        (places,) = np.nonzero(self.prints[number] == runs) if len(runs) else (number,)
        return places, number[places]

    @cached_property
    def standing(self) -> Standing:
        """The runs of characters, but for those that stand in many places."""
        order = self.runs.argsort()
        runs = self.runs[order]
        (first,) = np.nonzero(_begins(runs))
        held = steps(first, len(runs))
        few = held <= OFTEN
        return Standing(runs[first[few]], first[few], held[few], order)

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Compared characters as places in the paragraphs they were printed in."""
        found = []
        for number, (first, last) in enumerate(zip(self._firsts, self._firsts[1:], strict=False)):
            low, high = max(start, first), min(end, last)
            if low < high:
                folded = fold_with_map(self.article.paragraphs[number].text)
                places = [place for place, character in enumerate(folded.text) if character.isalnum()]
                found.append(Span(number, folded.starts[places[low - first]], folded.ends[places[high - first - 1]]))
        return tuple(found)

    def places(self, spans: Iterable[Span]) -> int:
        """Places in the paragraphs as a set of compared characters (`bits`)."""
        found = 0
        for number, start, end in spans:
            first = self._firsts[number]
            if self._firsts[number + 1] > first:
                folded = fold_with_map(self.article.paragraphs[number].text)
                compared = [at for at, character in enumerate(folded.text) if character.isalnum()]
                inside = [at for at, place in enumerate(compared) if start <= folded.starts[place] < end]
                found |= bits(first + inside[0], first + inside[-1] + 1) if inside else 0
        return found


def two_papers(one: Wording, other: Wording) -> bool:
    """Whether two articles are known to stand in two papers. The outlet of an article of an unknown one is its
    transcript (`Article`)."""
    mine, its = (
        None if told.id.startswith(f"{told.article.outlet}-l") else told.article.outlet for told in (one, other)
    )
    return None not in (mine, its) and mine != its


def _begins(numbers: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of sorted numbers differ from the one before."""
    found = np.ones(len(numbers), dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=found[1:])
    return found


def shared_stretches(one: Wording, other: Wording) -> list[Stretch]:
    """The passages two articles share, in the order of the first; no character is in two of them."""
    taken, other_taken = 0, 0
    found = []
    for chain in sorted(_chains(_segments(one, other)), key=_size, reverse=True):
        start, end, other_start, other_end = _trimmed(chain, taken, other_taken)
        if min(end - start, other_end - other_start) < SHORTEST:
            continue
        if bits(start, end) & taken or bits(other_start, other_end) & other_taken:
            continue
        same = kept(one.text[start:end], other.text[other_start:other_end])
        likeness = same / max(end - start, other_end - other_start)
        if same >= SHORTEST and likeness >= DENSITY:
            found.append(Stretch(start, end, other_start, other_end, same, likeness))
            taken |= bits(start, end)
            other_taken |= bits(other_start, other_end)
    return sorted(found)


def _trimmed(chain: tuple[int, int, int, int], taken: int, other_taken: int) -> tuple[int, int, int, int]:
    """A chain without the few characters at its ends that a longer passage has taken."""
    start, end, other_start, other_end = chain
    while start < end and (taken >> start & 1 or other_taken >> other_start & 1):
        start, other_start = start + 1, other_start + 1
    while start < end and other_start < other_end and (taken >> end - 1 & 1 or other_taken >> other_end - 1 & 1):
        end, other_end = end - 1, other_end - 1
    return start, end, other_start, other_end


def bits(start: int, end: int) -> int:
    """A set of places as a number."""
    return (1 << end) - (1 << start)


def _size(chain: tuple[int, int, int, int]) -> tuple[int, int, int]:
    start, end, other_start, _ = chain
    return end - start, -start, -other_start


def _segments(one: Wording, other: Wording) -> list[tuple[int, int, int, int]]:
    """Runs in both, joined along diagonals where nothing or only changed characters lie between; by start."""
    here, there = _matches(one, other)
    if not len(here):
        return []
    shift = there - here  # the same along a diagonal
    order = np.lexsort((here, shift))
    here, shift = here[order], shift[order]
    first = np.ones(len(here), np.bool_)
    first[1:] = (shift[1:] != shift[:-1]) | (here[1:] - here[:-1] > GRAM + GAP)
    last = np.append(first[1:], True)
    start, end, shift = here[first], here[last] + GRAM, shift[first]
    return sorted(zip(start.tolist(), end.tolist(), (start + shift).tolist(), (end + shift).tolist(), strict=True))


def _matches(one: Wording, other: Wording) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places of every run that stands in both."""
    here, there = one.standing, other.standing
    if not len(here.runs) or not len(there.runs):
        return _NOWHERE, _NOWHERE
    at = np.minimum(there.runs.searchsorted(here.runs), len(there.runs) - 1)
    (both,) = np.nonzero(there.runs[at] == here.runs)
    if not len(both):
        return _NOWHERE, _NOWHERE
    at = at[both]
    first, its_first, held, its = here.first[both], there.first[at], here.held[both], there.held[at]
    pairs = held * its  # each place here with each there
    if pairs.max() == 1:
        return here.places[first], there.places[its_first]
    nth = np.arange(pairs.sum()) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    its = np.repeat(its, pairs)
    return here.places[np.repeat(first, pairs) + nth // its], there.places[np.repeat(its_first, pairs) + nth % its]


_NOWHERE: NDArray[np.intp] = np.empty(0, np.intp)


def _chains(segments: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Segments that follow one another in both articles within `GAP` as one."""
    open_: list[tuple[int, int, int, int]] = []
    closed = []
    for start, end, other_start, other_end in segments:
        still = []
        joined = None
        for chain in open_:
            if chain[1] + GAP < start:
                closed.append(chain)
            elif (
                joined is None
                and abs(start - chain[1]) <= GAP
                and abs(other_start - chain[3]) <= GAP
                and end > chain[1]
                and other_end > chain[3]
            ):
                joined = chain
            else:
                still.append(chain)
        still.append((joined[0], end, joined[2], other_end) if joined else (start, end, other_start, other_end))
        open_ = still
    return closed + open_
