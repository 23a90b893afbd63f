"""Pages whose headings do not all stand above their texts: which heading is whose, and where each article begins.

A transcriber types what the eye meets: some headlines below their texts, all of them after the last text, or two
side by side between the text of the one and the text of the other. Such a page is cut into units: pieces of text, each
of which may begin an article, and lines of headings. Every block of headings is cut in two, what goes up to the texts
above it and what goes down to the text below it, and the texts between two blocks are shared out among the headings
that come down to them and those that come up. All of this is decided at once, by what headings share with texts,
and by how much the sequence model rather saw an article begin at each place than not (dynamic programming over blocks,
and within each over units and lines).

The weights below were chosen one after the other on 900 pages out of order and 650 others, of the invented articles of
`tests/pages` and of real ones that may be looked at (docs/splitting.md), `AGAIN` and `BARE` later on pages of real
articles; where they are flat the cautious value stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import islice, pairwise
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loader.affinity import telling, told_among
from loader.model import HEADING_ROLES, Labelled
from loader.segments import Link, Segment, far_link, has_text
from loader.strips import Strip, beginning, cut_strips

MOST = 2500  # units times lines that are compared in one place, and so many places of a page
MOST_PLACES = 20
REACH, LONGEST = 12, 40  # segments above and below what is out of order; of one place
WAYS = 8  # ways to cut a block of headings that are followed
MOST_OF_ONE = 4  # lines below one text that are its headings
# What a line of headings shares with a text counts for the share of its weight that it is, and a little more in a long
# line than in one of EVEN; a word that stands in several units counts for less in each.
SHARE, LONGER, EVEN, HELD = 1.3, 0.25, 6.0, 0.5
AGAIN = 0.3  # and so much more in each unit of an article but the first that has it
LEAD = 0.1  # what it is worth in the first paragraph besides: there a text tells what its headings say
# By how much the model rather sees an article begin than not (`model.Labelled.lead`) is sure.
SURE = 5.0
# To cut headings in two where nothing is seen, and by how much more where it is sure; to take headings for one article
# of which a lower one surely begins another.
CUT, CUT_SEEN, MORE_HEADS = 0.1, 0.3, -1.5
# Of headings that go up: where an article surely begins with the first; with none left for a text below.
UP_SEEN, UP_ALL = -0.2, -0.1
KICKER_ALONE, KICKER_KNOWN = -0.4, -1.0  # going up: it names what stands below; a rule knows the kind of piece it names
LEAST, STRANGE = 0.2, -0.2  # headings that share less than this a line with a text above them hardly head it
BARE, BARE_HEADS = -0.5, -0.6  # a text that gets no heading; headings that get no text
AT_ONCE = 64  # units that an article may end with, looked at together
Shares = NDArray[np.float64]


class _Article(NamedTuple):
    """The headings and the units of one article, as half-open ranges."""

    lines: tuple[int, int]
    units: tuple[int, int]


def arrange(labels: Sequence[Labelled], segments: list[Segment]) -> list[Link]:
    """Share texts and headings out where a page is out of order; `segments` are replaced in place."""
    links: list[Link] = []
    segments[:] = [part for part in segments if part.headings or part.parts]
    for first, last in reversed([*islice(_disarranged(labels, segments), MOST_PLACES)]):
        around = segments[first:last]
        page = _Page(labels, [part for part in around if part.headings or has_text(labels, part)])
        if page.work > MOST:
            continue
        page.weigh()
        made = [part for part in around if not part.headings and not has_text(labels, part)]  # a signature far away
        for one in page.arranged():
            for part, is_far, share in page.segments(one):
                made.append(part)
                if is_far:
                    links.append((part, far_link(labels, "headings", part.headings, share)))
        segments[first:last] = sorted(made, key=lambda part: part.first)
    return links


def _disarranged(labels: Sequence[Labelled], segments: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    """Slices of the segments around headings that stand below a text and above none, or below a text that has none."""
    place: tuple[int, int] | None = None
    for at, (above, here) in enumerate(pairwise(segments), 1):
        if not has_text(labels, above) or not here.headings:
            continue
        if not has_text(labels, here) or not above.headings or max(above.headings) > min(above.parts):
            first, last = max(0, at - REACH), min(len(segments), at + REACH)
            if place and first <= place[1]:
                if last - place[0] <= LONGEST:
                    place = place[0], last
                    continue
                first = place[1]
            if place:
                yield place
            place = first, last
    if place:
        yield place


class _Page:
    """What is out of order, as strips of headings and texts."""

    def __init__(self, labels: Sequence[Labelled], segments: Sequence[Segment]) -> None:
        self.labels = labels
        self.lines, self.units, self.strips = cut_strips(labels, segments)

    @property
    def work(self) -> int:
        """How many units are compared with how many lines."""
        return sum(
            (strip.units[1] - strip.units[0]) * (1 + below.lines[1] - below.lines[0])
            for strip, below in pairwise([*self.strips, Strip((0, 0), (0, 0))])
        )

    def weigh(self) -> None:
        """For each unit and line what the line shares with it, less for what stands in several units, and not less; and
        for all units from one to another what the lines share with these together."""
        texts = ["\n".join(self.labels[index].block.text for index in unit.blocks) for unit in self.units]
        heads = [telling(self.labels[index].block.text) for index in self.lines]
        asked = set[str]().union(*heads)
        places: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            for told in told_among(text, asked):
                places.setdefault(told, []).append(number)
        size = len(texts) + 1
        shares, held = np.zeros((len(texts), len(heads))), np.zeros((len(texts), len(heads)))
        total = np.zeros((len(heads) + 1, size, size), dtype=np.float32)
        for column, head in enumerate(heads):
            whole = sum(head.values())
            share = SHARE * (whole / EVEN) ** LONGER / whole if whole else 0.0
            for told, weight in head.items():
                units = places.get(told, [])
                worth = weight * share / max(1, len(units)) ** HELD
                shares[units, column] += worth
                held[units, column] += weight * share
                # It counts once for units from b to e: by the first of them that has it, which is unit u if the one
                # before that has it is p and p < b <= u < e.
                for before, unit in pairwise([-1, *units]):
                    total[column + 1, before + 1, unit + 1] += worth * (1 - AGAIN)
                    total[column + 1, unit + 1, unit + 1] -= worth
                    total[column + 1, 0, unit + 1] += worth * AGAIN
        for axis in (1, 2, 0):
            np.cumsum(total, axis=axis, out=total)
        self._total = total
        self._lead = np.zeros((len(texts), len(heads) + 1))
        self._lead[:, 1:] = held.cumsum(axis=1)
        self._shares = shares

    # ---- which headings go up, and which go down ------------------------------------------------------------------

    def arranged(self) -> list[_Article]:
        """The articles, in the order of the page."""
        # Where the headings of a strip begin that go down: the worth of all above them, and the articles.
        ways: dict[int, tuple[float, list[_Article]]] = {self.strips[0].lines[0]: (0.0, [])}
        for at, strip in enumerate(self.strips):
            end = strip.lines[1]
            below = self.strips[at + 1].lines if at + 1 < len(self.strips) else (end, end)
            lower: dict[int, tuple[float, list[_Article]]] = {}
            likely = nlargest(WAYS, ways.items(), key=lambda one: (one[1][0], -one[0]))
            for heads, worth, made in self._ways_down(likely, strip):
                for cut, (more, articles) in self._shared_out(heads, strip.units, below).items():
                    total = worth + more + self._cut_worth(below, cut)
                    if cut not in lower or total > lower[cut][0]:
                        lower[cut] = total, made + articles
            ways = lower
        return max(ways.items(), key=lambda one: (one[1][0], -one[0]))[1][1]

    def _cut_worth(self, lines: tuple[int, int], cut: int) -> float:
        """What it is worth to cut a block of headings so that those from `cut` on go down."""
        first, last = lines
        if first == last:
            return 0.0
        worth = 0.0
        if cut > first:
            worth += UP_SEEN * max(0.0, self._begins(first))
            if all(self.labels[index].role == "kicker" for index in self.lines[first:cut]):
                worth += KICKER_ALONE
            if (top := self.labels[self.lines[first]]).role == "kicker" and top.rule != "model":
                worth += KICKER_KNOWN
        if first < cut == last and self._ends_above_text(last):
            worth += UP_ALL
        if first < cut < last:
            worth += CUT + CUT_SEEN * self._begins(cut)
        return worth

    def _begins(self, line: int) -> float:
        """How sure the model is that an article begins at a line of headings, -1 to 1."""
        return max(-1.0, min(1.0, beginning(self.labels[self.lines[line]]) / SURE))

    def _ends_above_text(self, last: int) -> bool:
        """Whether text stands below the block of headings that ends with line `last`."""
        return any(strip.lines[1] == last and strip.units[0] < strip.units[1] for strip in self.strips)

    def _shared_out(
        self, above: tuple[int, int], units: tuple[int, int], below: tuple[int, int]
    ) -> dict[int, tuple[float, list[_Article]]]:
        """The best articles of some units with all of the headings above them and some of those below: by where the
        headings end that go up to them."""
        first, last = units
        if first == last:
            return {below[0]: (BARE, [_Article(above, units)]) if above[0] < above[1] else (0.0, [])}
        start, stop = below
        rows, columns = last - first, stop - start
        best = np.full((rows + 1, columns + 1), -np.inf)
        back: dict[tuple[int, int], tuple[int, int]] = {}  # to units and lines, from units and lines
        begins = np.array([self.units[number].worth for number in range(first, last)])
        begins[0] = 0.0
        best[0, 0] = 0.0
        # What the headings above, which are of the first text, are worth above all units up to each.
        of_first = None
        if above[0] < above[1]:
            of_first = (self._worth((first, first + 1), (first, last), above)[0] - BARE).tolist()
        for line in range(columns + 1):
            for over in range(max(0, line - MOST_OF_ONE), line):
                reach = best[:rows, over] + begins
                if of_first is not None:
                    reach[0] = -np.inf
                low = start + over
                again = self._begun_again(low, start + line)
                for top in range(0, rows, AT_ONCE):
                    upto = first + top, min(last, first + top + AT_ONCE)
                    shared = self._worth(units, upto, (low, start + line))
                    shared = np.where(shared < LEAST * (line - over), shared + STRANGE, shared)
                    worth = reach[:, None] + shared + again
                    worth[np.arange(rows)[:, None] > np.arange(top, top + worth.shape[1])] = -np.inf
                    come = worth.argmax(axis=0)
                    most = worth[come, np.arange(len(come))]
                    for place in np.flatnonzero(most > best[top + 1 : top + 1 + len(most), line]).tolist():
                        unit = top + place + 1
                        best[unit, line], back[unit, line] = most[place], (int(come[place]), over)
            for unit, worth_here, come_from in _bare_units(best[:, : line + 1], begins, of_first):
                best[unit, line], back[unit, line] = worth_here, come_from
        return {
            start + line: (float(best[rows, line]), list(self._traced(back, (rows, line), above, first, start)))
            for line in range(columns + 1)
        }

    def _worth(self, begins: tuple[int, int], ends: tuple[int, int], lines: tuple[int, int]) -> Shares:
        """What headings are worth above some units: from each of `begins` on, a row each, to each of `ends`, a column
        each."""
        low, high = lines
        begin, end = slice(*begins), slice(ends[0] + 1, ends[1] + 1)
        share = self._total[high, begin, end] - self._total[low, begin, end]
        worth: Shares = share + LEAD * (self._lead[begin, high] - self._lead[begin, low])[:, None]
        return worth

    def _traced(
        self,
        back: dict[tuple[int, int], tuple[int, int]],
        to: tuple[int, int],
        above: tuple[int, int],
        first: int,
        start: int,
    ) -> Iterator[_Article]:
        """The articles of a best way, from the last back to the first, in the order of the page."""
        found: list[_Article] = []
        while to != (0, 0):
            come = back[to]
            lines = (start + come[1], start + to[1])
            if come[0] == 0 and to[0] and lines[0] == lines[1]:
                lines = above
            found.append(_Article(lines, (first + come[0], first + to[0])))
            to = come
        return reversed(found)

    def segments(self, article: _Article) -> Iterator[tuple[Segment, bool, float]]:
        """An article as a segment; whether its headings were linked over a distance; the share of their words in it.
        Headings without a text are as many segments as the model saw articles begin."""
        if article.units[0] == article.units[1]:
            for first, last in self._begun(article.lines):
                yield Segment(self.lines[first:last], []), False, 0.0
            return
        headings = self.lines[slice(*article.lines)]
        blocks = [index for unit in self.units[slice(*article.units)] for index in unit.blocks]
        parts = [index for index in blocks if self.labels[index].role not in HEADING_ROLES]
        share = self._shares[slice(*article.units), slice(*article.lines)]
        is_far = bool(headings and parts and min(headings) > min(parts))
        inner = [index for index in blocks if self.labels[index].role in HEADING_ROLES]
        yield Segment([*headings, *inner], parts), is_far, float(share.sum(axis=0).max(initial=0.0))

    def _begun(self, lines: tuple[int, int]) -> list[tuple[int, int]]:
        """Lines of headings, cut where the model saw articles begin."""
        first, last = lines
        starts = [line for line in range(first, last) if line == first or self.labels[self.lines[line]].mark == "A"]
        return list(pairwise([*starts, last]))

    def _begun_again(self, first: int, last: int) -> float:
        """What it is worth to take lines for the headings of one article below whose first the model saw others."""
        return MORE_HEADS * sum(max(0.0, self._begins(line)) for line in range(first + 1, last))

    def _ways_down(
        self, ways: Iterable[tuple[int, tuple[float, list[_Article]]]], strip: Strip
    ) -> Iterator[tuple[tuple[int, int], float, list[_Article]]]:
        """The headings that go down to the texts of a strip, and the worth of all above: all of them, those of the last
        of several beginnings, or none; the others have no text."""
        end, unit = strip.lines[1], strip.units[0]
        for cut, (worth, made) in ways:
            begun = self._begun((cut, end))
            yield (cut, end), worth + self._begun_again(cut, end), made
            if cut < end:
                yield (end, end), worth + BARE_HEADS, [*made, _Article((cut, end), (unit, unit))]
            if len(begun) > 1:
                last = begun[-1][0]
                yield (last, end), worth + BARE_HEADS, [*made, _Article((cut, last), (unit, unit))]


def _bare_units(
    best: Shares, begins: Shares, of_first: Sequence[float] | None
) -> Iterator[tuple[int, float, tuple[int, int]]]:
    """Where it is better that the last units, or the last line of headings, are an article by themselves: how many
    units there are, what that is worth, and from which units and lines one comes there. `best` has a column for each
    line; what is yielded must be put into the last one before the next is asked for."""
    line = best.shape[1] - 1
    known = best[:, line].tolist()
    above = best[:, line - 1].tolist() if line else []
    worth, come = -inf, 0  # of the best unit so far, but for the first, to begin an article with
    for unit in range(1, len(known)):
        first = known[0] + begins[0] + BARE
        if of_first is not None:
            first += of_first[unit - 1]
        if max(first, worth) > known[unit]:
            known[unit] = max(first, worth)
            yield unit, known[unit], (0 if first >= worth else come, line)
        if line and above[unit] + BARE > known[unit]:
            known[unit] = above[unit] + BARE
            yield unit, known[unit], (unit, line - 1)
        if unit < len(begins) and known[unit] + begins[unit] + BARE > worth:
            worth, come = known[unit] + begins[unit] + BARE, unit
