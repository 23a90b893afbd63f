"""Whether a short line between two texts divides one article or heads another, asked once more of the texts as wholes.

The sequence model sees some lines and two windows of wording. Where it is in doubt, what the whole texts above and
below have in common decides: strings of three characters that are rare, and that stand nowhere else on the page (names,
mostly). Parts of one article share them several times as often as two articles do. Invented articles repeat themselves
less than real ones, so the numbers below were chosen on pages of real articles (docs/splitting.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from loader.characters import even
from loader.excerpts import ANY_CODE
from loader.joins import FIRST_HAN, HAN, among, are_common, pair_codes, unique
from loader.model import HEADING_ROLES, Block
from loader.sequence import SequenceModel

Numbers = NDArray[np.int64]
SHARED_WORDING = "shared-wording"  # the rule of lines that were decided so
# A headline whose lead over a crosshead is less than `SLOPE` times what its texts have in common above `LITTLE` is a
# crosshead, but no lead above `MOST` is made up for.
LITTLE, SLOPE, MOST = 0.012, 150.0, 1.0
# A crosshead with such a lead or less, between texts of so many characters that have nothing in common, is a headline.
DOUBT, LONG = 1.0, 90
# A text that goes on with such a lead or less may begin an article where headings lack one; so many places are tried.
MOST_JOINED, MOST_JOINTS = 3.0, 12
TEXT = frozenset({"body", "caption"})
PROSE = TEXT | {"note"}
LONGEST_RUN = 2  # lines that are asked about; three are the headings of an article
REACH = 4000  # characters of text that are looked at above and below


def settle(
    blocks: Sequence[Block],
    tags: Sequence[str],
    scores: NDArray[np.float32],
    opens: Sequence[bool],
    model: SequenceModel,
) -> list[str]:
    """The tags of a page with headlines and crossheads that were in doubt decided again. `opens`: whether a block
    begins as reports do, which no part of an article does."""
    settled = list(tags)
    texts = cache(lambda: _Texts(blocks, tags))  # few pages leave no doubt, but some do
    for start, end in _heading_runs(tags):
        if not (start and end < len(tags) and _is_text(tags[start - 1]) and _is_text(tags[end])):
            continue
        is_cross = all(tag.startswith("crosshead/") for tag in tags[start:end])
        if is_cross:
            others = _headlines(end - start)
        elif not opens[end] and tags[start].endswith("/A"):
            others = _crossheads(end - start)
        else:
            continue
        known = [one for one in others if model.knows(one)]
        if not known:
            continue
        lead, other = min((model.lead(scores, settled, start, one), one) for one in known)
        if lead >= (DOUBT if is_cross else MOST):
            continue
        shared, least = _shared(texts(), settled, start, end)
        if (shared == 0 and least >= LONG) if is_cross else lead < SLOPE * (shared - LITTLE):
            settled[start:end] = other
    if lacking := _headings_without_text(settled):
        _part(texts, settled, lacking, scores, model)
    return settled


def _part(
    texts: Callable[[], _Texts], tags: list[str], lacking: int, scores: NDArray[np.float32], model: SequenceModel
) -> None:
    """Begin articles in the midst of texts, the likeliest places first, where the texts above and below have nothing in
    common: on a page with `lacking` headings that lack a text, because it was typed with its headings below or last."""
    for at in _doubtful_joints(tags, scores, model):
        shared, least = _shared(texts(), tags, at, at)
        if shared == 0 and least >= LONG:
            tags[at] = "body/A"
            lacking -= 1
            if not lacking:
                return


def _doubtful_joints(tags: Sequence[str], scores: NDArray[np.float32], model: SequenceModel) -> list[int]:
    """Blocks of text below text of which the model is not sure that they go on the article, the most doubtful first."""
    inner = [at for at in range(1, len(tags)) if _is_body(tags[at]) and _is_body(tags[at - 1]) and tags[at] != "body/A"]
    found = [(lead, at) for at in inner if (lead := model.lead(scores, tags, at, ["body/A"])) < MOST_JOINED]
    return [at for _, at in sorted(found)[:MOST_JOINTS]]


def _headings_without_text(tags: Sequence[str]) -> int:
    """How many headlines have no text below them before the next one, or the end of the page."""
    count = 0
    waiting = False
    for tag in tags:
        role, _, mark = tag.partition("/")
        if role in HEADING_ROLES:
            count += waiting and mark == "A"
            waiting = waiting or mark == "A"
        elif role in TEXT:
            waiting = False
    return count + waiting


def _is_body(tag: str) -> bool:
    return tag.startswith("body/")


def _is_text(tag: str) -> bool:
    return tag.partition("/")[0] in PROSE


def _heading_runs(tags: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Runs of `LONGEST_RUN` lines or fewer that are headlines or crossheads, as half-open ranges."""
    start = None
    for at, tag in enumerate((*tags, "")):
        role = tag.partition("/")[0]
        if role in HEADING_ROLES or role == "crosshead":
            start = at if start is None else start
        elif start is not None:
            if at - start <= LONGEST_RUN:
                yield start, at
            start = None


def _crossheads(size: int) -> list[list[str]]:
    return [["crosshead/P", *[f"crosshead/{mark}"] * (size - 1)] for mark in ("PC" if size > 1 else "P")]


def _headlines(size: int) -> list[list[str]]:
    return [
        ["headline/A", *[tag] * (size - 1)] for tag in (("headline/C", "headline/P", "deck/P") if size > 1 else ("",))
    ]


class _Texts:
    """The texts of a page one after the other, headings left out, and the strings of three Han characters in them, but
    for those of two common pairs: where each begins, and which it is, as a number."""

    def __init__(self, blocks: Sequence[Block], tags: Sequence[str]) -> None:
        texts = [block.text if _is_text(tag) else "" for block, tag in zip(blocks, tags, strict=True)]
        self.starts = [0, *accumulate(len(text) + 1 for text in texts)]  # of each block; a line end stands between two
        plain = even("\n".join(texts)).encode("utf-32-le", "surrogatepass")
        codes = np.minimum(np.frombuffer(plain, "<u4"), ANY_CODE).astype(np.uint16)
        is_han = codes - np.uint16(FIRST_HAN) < HAN  # below the first one the difference is a great number
        is_common = are_common(codes)
        at = np.flatnonzero(is_han[:-2] & is_han[1:-1] & is_han[2:] & ~(is_common[:-1] & is_common[1:]))
        han = codes.astype(np.int64) - FIRST_HAN
        self._at, self._strings = at, pair_codes(pair_codes(han[at], han[at + 1]), han[at + 2])

    @cached_property
    def _sorted(self) -> Numbers:
        return np.sort(self._strings)

    def strings(self, start: int, end: int) -> Numbers:
        """The strings that stand in `start`..`end`, sorted."""
        first, last = self._at.searchsorted(start), self._at.searchsorted(end - 2)
        return np.sort(self._strings[first : max(first, last)])

    def elsewhere(self, strings: Numbers, start: int, end: int) -> NDArray[np.bool_]:
        """Which of some strings stand outside `start`..`end` too."""
        here = self.strings(start, end)
        everywhere: NDArray[np.bool_] = _count(strings, self._sorted) > _count(strings, here)
        return everywhere


def _count(numbers: Numbers, among_: Numbers) -> Numbers:
    """How often each number is among others, which are sorted."""
    found: Numbers = np.searchsorted(among_, numbers, "right") - np.searchsorted(among_, numbers)
    return found


def _shared(texts: _Texts, tags: Sequence[str], start: int, end: int) -> tuple[float, int]:
    """How much the texts above and below have in common that the rest of the page has not, 0 to 1; and the length of
    the shorter one."""
    first = start - 1
    while first and not tags[first].endswith("/A"):
        first -= 1
    last = end
    while last < len(tags) and not tags[last].endswith("/A") and not tags[last].startswith("crosshead/"):
        last += 1
    high, low = texts.starts[start] - 1, texts.starts[end]  # where the text above ends, and that below begins
    top, foot = texts.starts[first], max(texts.starts[last] - 1, low)
    above, below = max(top, high - REACH), min(foot, low + REACH)
    rare_above, rare_below = unique(texts.strings(above, high)), unique(texts.strings(low, below))
    both = rare_above[among(rare_above, rare_below)]
    if len(both):
        both = both[~texts.elsewhere(both, top, foot)]
    shared = len(both) / math.sqrt(max(1, len(rare_above)) * max(1, len(rare_below)))
    return shared, min(high - above, below - low)
