"""Which passages two articles share, though words were changed in them and paragraphs moved.

Of each article the letters, digits and Han characters of its paragraphs are compared in a row (`printings.counted`), so
that marks, paragraphs and traditional characters hide nothing. Runs of characters that stand in both are joined along
their diagonals, and over gaps, to passages: seed and extend, as in S. F. Altschul, W. Gish, W. Miller, E. W. Myers and
D. J. Lipman, “Basic local alignment search tool”, J. Mol. Biol. 215, 1990. A place belongs to one passage, the longest
first: M. J. Wise, “Running Karp-Rabin matching and greedy string tiling”, 1993.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.likeness import kept
from loader.normalize import fold_with_map
from loader.printings import GRAM, counted, least, run_hashes

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
# Passages that begin so near to the beginning are the opening of an article; the first days that two articles name are
# of one place where they stand no further apart.
OPENING = 20
SAME_PLACE = 40
WILL = "将"
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


class Wording:
    """The compared characters of an article, with what finds them again. `prints` are kept of an archive."""

    def __init__(self, article: Article) -> None:
        self.id = article.id
        self.date = article.date
        self.article = article
        parts = [counted(text) if role in COMPARED_ROLES else "" for role, text in article.paragraphs]
        self.text = "".join(parts)
        self._firsts = [0, *accumulate(map(len, parts))]
        self.runs: NDArray[np.uint64] = run_hashes(self.text)

    def __len__(self) -> int:
        return len(self.text)

    @cached_property
    def prints(self) -> NDArray[np.uint32]:
        """The article's fingerprints, sorted, each once. 32 bits: among ten million a chance meeting is one in 400."""
        return np.unique(least(self.runs, SPARSE).astype(np.uint32))

    @cached_property
    def marks(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where prints stand: places in the compared characters, rising, and for each the number of the print."""
        runs = self.runs.astype(np.uint32)
        number = np.minimum(np.searchsorted(self.prints, runs), max(len(self.prints) - 1, 0))
        (places,) = np.nonzero(self.prints[number] == runs) if len(runs) else (number,)
        return places, number[places]

    @cached_property
    def once(self) -> dict[int, int]:
        """The places of the runs of characters that stand once."""
        return {run: place for run, place in self._last.items() if run not in self._repeated}

    @cached_property
    def several(self) -> dict[int, list[int]]:
        """The places of runs that stand more than once, but not of those that stand in many places."""
        return {run: places for run, places in self._repeated.items() if len(places) <= OFTEN}

    @cached_property
    def _last(self) -> dict[int, int]:
        runs = self.runs.tolist()
        return dict(zip(runs, range(len(runs)), strict=True))

    @cached_property
    def _repeated(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        if len(self._last) < len(self.runs):
            for place, run in enumerate(self.runs.tolist()):
                if self._last[run] != place:
                    found.setdefault(run, []).append(place)
            for run, places in found.items():
                places.append(self._last[run])
        return found

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


def figures_kept(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> tuple[int, int]:
    """How many of the figures in the passages stand in both articles, and how many there are (the side with more)."""
    here = Counter(figure for at in stretches for figure in _figures(one.text[at.start : at.end]))
    there = Counter(figure for at in stretches for figure in _figures(other.text[at.other_start : at.other_end]))
    return (here & there).total() if here else 0, max(sum(here.values()), sum(there.values()))


def other_event(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether the passages name days, years, sessions or numbers of meetings that exclude each other.

    Reports of two days' bulletins, sessions and receptions share nearly all other words, and so do those of two years.
    Only days in Arabic figures are looked at (a paper may print 十二日 for 12日), and none of a dateline, which each
    paper may write anew.
    """
    # 8日 and 11日 differ in length, so that a passage may begin behind the figure.
    here = "|".join(one.text[max(0, at.start - 3) : at.end] for at in stretches)
    there = "|".join(other.text[max(0, at.other_start - 3) : at.other_end] for at in stretches)
    figures, its_figures = here.translate(_DIGITS), there.translate(_DIGITS)
    found = [(set(_DAY.findall(here)), set(_DAY.findall(there)))]
    found += ((set(named.findall(figures)), set(named.findall(its_figures))) for named in (_YEAR, _ORDINAL, _SESSION))
    return any(mine and its and not mine & its for mine, its in found)


def carried_on(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether two articles open with the same words and go on with different days, or times of one day.

    A death and the funeral of a week later are told with one list of offices, each year's session with one opening, the
    departure of a guest on an afternoon (8日下午) and the arrival that evening (8日晚上) with one purpose of the visit.
    A paper that writes 昨日 for 12日 may name another day first, but further on.
    """
    opening = any(at.start <= OPENING and at.other_start <= OPENING for at in stretches)
    day, its = _TIME.search(one.text), _TIME.search(other.text)
    if not opening or day is None or its is None or abs(day.start() - its.start()) > SAME_PLACE:
        return False
    hour, its_hour = (TIMES.get(found["time"] or "") for found in (day, its))
    return day["day"] != its["day"] or (hour is not None and its_hour is not None and hour != its_hour)


def announced(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether one of two articles of different days says that something will be, in words by which the other says that
    it is: a visit announced (将出席) and begun (出席)."""
    if one.date is None or other.date is None or one.date == other.date:
        return False
    here = any(WILL in one.text[at.start : at.end] for at in stretches)
    return here != any(WILL in other.text[at.other_start : at.other_end] for at in stretches)


_DAY = re.compile(r"(?<!\d)\d{1,2}日(?![电讯])")
# Times of the day, by what they begin with: 8日晚, 8日晚上 and 8日傍晚 are one.
TIMES = {
    "凌": "night",
    "清": "morning",
    "早": "morning",
    "上": "forenoon",
    "中": "noon",
    "下": "afternoon",
} | dict.fromkeys("傍晚深", "evening")
_TIME = re.compile(rf"(?P<day>{_DAY.pattern})(?:(?P<time>[凌清早上中下傍晚深])[晨早午晚间夜上]?)?")
# 第三十二次会议, and 全国政协十四届三次会议, whose notices of each year are one form.
_ORDINAL = re.compile(r"第[\d十百]+[次号]")
_SESSION = re.compile(r"(?<![第\d十百])[\d十百]+次(?:全体)?会议")
_YEAR = re.compile(r"(?<!\d)\d{4}年")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def _figures(text: str) -> list[str]:
    return "".join(character if character.isdigit() else " " for character in text).split()


def _size(chain: tuple[int, int, int, int]) -> tuple[int, int, int]:
    start, end, other_start, _ = chain
    return end - start, -start, -other_start


def _segments(one: Wording, other: Wording) -> list[tuple[int, int, int, int]]:
    """Runs in both, joined along diagonals where nothing or only changed characters lie between; by start."""
    last: dict[int, list[int]] = {}  # by diagonal
    found = []
    for here, there in sorted(_matches(one, other)):
        segment = last.get(there - here)
        if segment and here - segment[1] <= GRAM + GAP:
            segment[1] = here
        else:
            last[there - here] = segment = [here, here, there - here]
            found.append(segment)
    return sorted((start, end + GRAM, start + shift, end + GRAM + shift) for start, end, shift in found)


def _matches(one: Wording, other: Wording) -> list[tuple[int, int]]:
    """The places of every run that stands in both."""
    found = [(one.once[run], other.once[run]) for run in one.once.keys() & other.once.keys()]
    for run in one.several.keys() & other.once.keys():
        found += [(here, other.once[run]) for here in one.several[run]]
    for run in other.several.keys() & (one.once.keys() | one.several.keys()):
        here = one.several.get(run) or [one.once[run]]
        found += [(place, there) for place in here for there in other.several[run]]
    return found


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
