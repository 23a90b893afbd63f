"""“Did you mean”: phrases one slip away from one that nothing matches, and that do match.

The index itself says what could have been meant: for each place of the phrase it is asked for what stands before,
followed by what stands behind, and the character between is read in the newest paragraphs that hold both. Which of
them comes first is told by a noisy channel: how often a phrase is printed, times how easily it is mistyped so (the same
sound or look: `slips.distance`). (M. D. Kernighan, K. W. Church and W. A. Gale, “A spelling correction program based on
a noisy channel model”, COLING 1990.) Every number is that of an ordinary search.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import NamedTuple

from loader.characters import is_word
from loader.enquiry import Enquiry, OutOfTime, gap_expression, units_of
from loader.normalize import fold
from loader.query import Term, find_spans, match_expression
from loader.requery import write_phrase, write_query
from loader.slips import ALIKE, NEARLY, UNLIKE, distance, lookalikes, word_slips
from loader.sounds import homophones
from loader.units import units

OFFERED = 5
MAX_UNITS = 32
# Paragraphs read for the character that stands in one place; of more, the newest.
READ = 50
# Phrases counted for one phrase that nothing matches, the likely ones first.
COUNTED = 40
# Letters of a word that is tried with a slip in it: 2,600 words for 32 letters.
LONGEST_WORD = 32
# A character with more paragraphs than this is not asked for by itself: to merge its pairs takes 100 ms for 的.
COMMON = 4_000
# Of a short phrase almost everything is one slip away: with fewer units than this, what is meant has to sound or look
# like what was typed, or nearly so; with two, alike.
ANYTHING = 4
# How many times more often than the likeliest a phrase may be typed in error by each step of `slips.distance`, and how
# many times less likely than the best one it may be and still be offered. By hand: 疫防控 is 疫情防控, printed 309
# times, and not 以防控, printed once.
STEP, LEAST = 20, 50


class Spelling(NamedTuple):
    """A query that differs by one slip in each phrase that nothing matched. `paragraphs`: exactly so many match it.

    `changes`: each phrase as it was asked for (folded), and as it is printed in the newest paragraph.
    """

    query: str
    paragraphs: int
    changes: tuple[tuple[str, str], ...]


class _Meant(NamedTuple):
    phrase: str
    far: int
    paragraphs: int

    @property
    def likelihood(self) -> float:
        return float(self.paragraphs / STEP**self.far)


def find_spellings(enquiry: Enquiry, terms: Sequence[Term], unmatched: Sequence[int]) -> list[Spelling]:
    """Queries that match, best first, for terms of which those at `unmatched` match nothing by themselves."""
    options = [_meant(enquiry, terms[at].phrase)[: OFFERED if len(unmatched) == 1 else 3] for at in unmatched]
    if not options or not all(options):
        return []
    found: list[tuple[float, Spelling]] = []
    try:
        for choice in islice(product(*options), COUNTED):
            changed = list(terms)
            for at, meant in zip(unmatched, choice, strict=True):
                changed[at] = changed[at]._replace(phrase=_as_printed(enquiry, meant.phrase))
            query = write_query(changed)
            paragraphs = enquiry.holding(query)
            if paragraphs:
                changes = tuple((terms[at].phrase, changed[at].phrase) for at in unmatched)
                likelihood = paragraphs / STEP ** sum(meant.far for meant in choice)
                found.append((likelihood, Spelling(query, paragraphs, changes)))
    except OutOfTime:
        pass
    found.sort(key=lambda one: (-one[0], one[1].query))
    return [spelling for _, spelling in found[:OFFERED]]


def _as_printed(enquiry: Enquiry, phrase: str) -> str:
    """A folded phrase as the newest paragraph prints it (COVID, not covid)."""
    typed = write_phrase(phrase)
    for text in enquiry.texts(enquiry.newest(match_expression(typed), 1)).values():
        for start, end in find_spans(text, typed):
            printed = text[start:end]
            if fold(printed) == phrase and not re.search(r'\s|"', printed):
                return printed
    return phrase


def _meant(enquiry: Enquiry, phrase: str) -> list[_Meant]:
    """Phrases that match and are one slip away from a folded one that does not, best first."""
    far: dict[str, int] = {}
    written = units_of(phrase)
    if not 1 <= len(written) <= MAX_UNITS:
        return []
    found: list[_Meant] = []
    try:
        for meant, how_far in _possible(enquiry, written):
            if meant != phrase:
                far[meant] = min(how_far, far.get(meant, how_far))
    except OutOfTime:
        pass
    try:
        for meant in sorted(far, key=lambda one: far[one])[:COUNTED]:  # stable: as they were found
            if paragraphs := enquiry.holding(write_phrase(meant)):
                found.append(_Meant(meant, far[meant], paragraphs))
    except OutOfTime:
        pass
    found.sort(key=lambda one: (-one.likelihood, one.phrase))
    offered: list[_Meant] = []
    for one in found:
        # A part of what is offered already is no news: 应收尽 beside 应收尽收.
        if one.likelihood * LEAST >= found[0].likelihood and not any(one.phrase in other.phrase for other in offered):
            offered.append(one)
    return offered


def _possible(enquiry: Enquiry, written: list[str]) -> Iterator[tuple[str, int]]:
    """Phrases that may match, each with how far-fetched it is (`slips.distance`)."""
    size = len(written)
    head, tail = _matching_ends(enquiry, written)
    yield from _words_meant(enquiry, written)
    if size == 1:
        return
    # A slip of `wide` units stands where what is before it matches, and what is behind it.
    places = [range(max(size - tail - wide, 0), min(head, size - wide) + 1) for wide in range(3)]
    for at in places[2]:
        if written[at] != written[at + 1]:
            yield _join([*written[:at], written[at + 1], written[at], *written[at + 2 :]]), ALIKE
    for at in places[1]:
        doubled = written[at] in written[at + 1 : at + 2]
        if doubled or size >= ANYTHING:
            yield _join([*written[:at], *written[at + 1 :]]), ALIKE if doubled else NEARLY
    for at in places[1]:
        yield from _in_place(enquiry, written, at)
    if size >= 3:
        for at in places[0]:
            for between, _ in _read_between(enquiry, written[:at], written[at:]) if 0 < at < size else ():
                yield _join([*written[:at], between, *written[at:]]), NEARLY


def _matching_ends(enquiry: Enquiry, written: list[str]) -> tuple[int, int]:
    """How many units from the beginning, and from the end, match as they are. A slip stands where both can reach."""

    def longest(from_end: bool) -> int:
        low, high = 0, len(written) - 1  # the whole matches nothing
        while low < high:
            middle = (low + high + 1) // 2
            part = written[-middle:] if from_end else written[:middle]
            if enquiry.holding(write_phrase(_join(part)), 1):
                low = middle
            else:
                high = middle - 1
        return low

    return longest(False), longest(True)


def _in_place(enquiry: Enquiry, written: list[str], at: int) -> Iterator[tuple[str, int]]:
    """Phrases with another character in one place."""
    typed = written[at]
    if is_word(typed[0]):
        return
    furthest = {1: ALIKE, 2: ALIKE, 3: NEARLY}.get(len(written), UNLIKE)
    read = 0
    if len(written) > 2:
        for meant, times in _read_between(enquiry, written[:at], written[at + 1 :]):
            read += times
            if (far := distance(meant, typed)) <= furthest:
                yield _join([*written[:at], meant, *written[at + 1 :]]), far
        if 0 < read < READ:
            return  # every paragraph was read
    for meant in sorted(filter(_ordinary, homophones(typed) | lookalikes().get(typed, frozenset()))):
        phrase = _join([*written[:at], meant, *written[at + 1 :]])
        if enquiry.holding(write_phrase(phrase), 1):
            yield phrase, ALIKE


def _ordinary(character: str) -> bool:
    """One of the 6,763 characters of GB 2312, which leaves out rare ones that no slip brings about."""
    try:
        return len(character.encode("gb2312")) == 2 and fold(character) == character
    except UnicodeEncodeError:
        return False


def _read_between(enquiry: Enquiry, left: list[str], right: list[str]) -> list[tuple[str, int]]:
    """The characters that stand between two phrases in the newest paragraphs that hold both, most frequent first."""
    asked = [[] if _too_common(enquiry, part) else units(_join(part)) for part in (left, right)]
    if not any(asked):
        return []
    before, behind = (re.escape(_join(part)) for part in (left, right))
    pattern = re.compile(f"{before}(?=(.){behind})" if before else f"(?=(.){behind})")
    texts = enquiry.texts(enquiry.newest(gap_expression(*asked), READ))
    seen = Counter(one for text in texts.values() for one in pattern.findall(fold(text)) if not is_word(one))
    return sorted(seen.items(), key=lambda pair: (-pair[1], pair[0]))


def _too_common(enquiry: Enquiry, part: list[str]) -> bool:
    return len(part) == 1 and enquiry.holding(write_phrase(part[0]), COMMON) >= COMMON


def _words_meant(enquiry: Enquiry, written: list[str]) -> Iterator[tuple[str, int]]:
    """Phrases with another word of letters or digits, where one is not in the archive: COVlD, C0VID."""
    phrase = _join(written)
    for run in re.finditer("[a-z0-9]{3,}", phrase):
        if len(run[0]) > LONGEST_WORD or run[0].isdigit() or enquiry.holding(run[0], 1):
            continue
        for slip in word_slips(run[0]):
            if enquiry.holding(slip, 1):
                yield fold(phrase[: run.start()] + slip + phrase[run.end() :]), ALIKE


def _join(written: Sequence[str]) -> str:
    return fold(" ".join(written))
