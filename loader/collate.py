"""Witnesses of one story side by side: where they differ, and what each of them prints there.

`alignment` says which characters answer to one another, `columns` how far they agree. Here they become places: where
all agree, and where they do not, widened to whole words (病亡率 and 死亡率 rather than 病 and 死; `variants.inner` says
which characters differ).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from operator import lt
from typing import NamedTuple

from loader.alignment import align
from loader.apparatus import Passage, Place, Reading, Span, Witness, place_counts, variants
from loader.attribution import passages
from loader.columns import FORM, Column, make_columns
from loader.places import cut_places
from loader.tokens import Text, make_texts
from loader.variants import BY_PASSAGE, NOT_COMPARED, Printed, Verdict, classify

__all__ = ["Passage", "Place", "Reading", "Span", "Witness", "collate", "passages", "place_counts", "variants"]

# Characters of one printing, and of all that differ, that are aligned; of more, passages are. 500 printings of a page.
LONGEST = 30_000
MOST = 1_500_000


def collate(witnesses: Sequence[Witness]) -> tuple[Place, ...]:
    """The places of the witnesses in order, whatever order the witnesses come in.

    A witness's readings, sorted by their spans, joined give its text; where none is `moved` they are in order already.
    More text than `LONGEST` and `MOST` is aligned by passages (`reason` is BY_PASSAGE at each place that differs), and
    where that is too much too there is one place with the whole texts (NOT_COMPARED), so that time and memory have a
    bound. Raises ValueError where two witnesses have one id.
    """
    ordered = sorted(witnesses)
    if len({witness.id for witness in ordered}) < len(ordered):
        raise ValueError("two witnesses have one id")
    printings = sorted({witness.passages for witness in ordered})
    numbers = {printing: number for number, printing in enumerate(printings)}
    printing_of = [numbers[witness.passages] for witness in ordered]
    ids = [witness.id for witness in ordered]
    sizes = [sum(len(passage.text) for passage in printing) for printing in printings]
    if max(sizes, default=0) <= LONGEST and sum(sizes) <= MOST:
        return _collate(ids, printing_of, make_texts(printings), "")
    lengths = [len(printing) for printing in printings]
    if max(lengths) <= LONGEST and sum(lengths) <= MOST:
        return _collate(ids, printing_of, make_texts(printings, whole=True), BY_PASSAGE)
    readings = [
        Reading(id, "".join(one.text for one in printings[number]), _whole_spans(printings[number]))
        for id, number in zip(ids, printing_of, strict=True)
    ]
    return (Place("body", "substantive" if len(printings) > 1 else "", NOT_COMPARED, tuple(readings)),)


def _whole_spans(printing: Sequence[Passage]) -> tuple[Span, ...]:
    return tuple(Span(number, 0, len(passage.text)) for number, passage in enumerate(printing) if passage.text)


def _collate(ids: Sequence[str], printing_of: Sequence[int], texts: Sequence[Text], reason: str) -> tuple[Place, ...]:
    keys = sorted({(token.role, token.unit) for text in texts for token in text.tokens})
    numbers = {key: number for number, key in enumerate(keys)}
    coded = [tuple([numbers[token.role, token.unit] for token in text.tokens]) for text in texts]
    distinct = sorted(set(coded))
    first = {code: coded.index(code) for code in distinct}
    graph = align(distinct, [[token.rank for token in texts[first[code]].tokens] for code in distinct])
    place_of = {code: number for number, code in enumerate(distinct)}
    text_of = [place_of[code] for code in coded]
    columns = make_columns(graph, text_of, texts, len(distinct))
    samples = [texts[first[code]] for code in distinct]
    witnesses = [_Printing(id, number, text_of[number]) for id, number in zip(ids, printing_of, strict=True)]
    return tuple(_places(columns, samples, texts, witnesses, reason))


_NO_ENDS: frozenset[int] = frozenset()
# What a passage that some lack or moved may go on with: words, or marks alone.
_PASSAGES = frozenset({"addition", "omission", "transposition", "punctuation"})


class _Printing(NamedTuple):
    """A witness: the numbers of its printing, and of the text that is aligned, which printings may share."""

    id: str
    printing: int
    text: int


def _places(
    columns: Sequence[Column],
    samples: Sequence[Text],
    printings: Sequence[Text],
    witnesses: Sequence[_Printing],
    reason: str,
) -> Iterator[Place]:
    before: Column | None = None
    behind = [0] * len(samples)  # for each text the token that comes next
    for start, end, apart in cut_places(columns, samples):
        place = _place(columns[start:end], printings, witnesses, behind, apart)
        yield place._replace(
            reason=reason if reason and place.kind else place.reason,
            continues=place.kind in _PASSAGES and before is not None and _goes_on(before, columns[start:end]),
        )
        before = columns[end - 1]


def _goes_on(before: Column, columns: Sequence[Column]) -> bool:
    """Whether all who lack a passage or moved it did so just before, and the others agree in it."""
    first = columns[0]
    known = not (first.lacking & ~before.lacking or first.moved & ~before.moved)
    agreed = max(column.level for column in columns) < FORM
    return known and agreed and bool(first.lacking or first.moved) and bool(first.at.keys() & before.at.keys())


def _place(
    columns: Sequence[Column], printings: Sequence[Text], witnesses: Sequence[_Printing], behind: list[int], apart: int
) -> Place:
    cells: dict[int, list[int]] = {}
    for column in columns:
        for text, at in column.at.items():
            cells.setdefault(text, []).append(at)
    role, moved = columns[0].role, columns[0].moved
    made: dict[int, tuple[Reading, Printed]] = {}
    readings, printed = [], []
    for id, number, text in witnesses:
        if text not in cells:
            readings.append(Reading(id, "", ()))
            if not apart >> text & 1:  # who lacks the whole passage has no say in how its words differ
                printed.append(_nothing(printings[number], behind[text]))
            continue
        if number not in made:
            made[number] = _read(printings[number], cells[text], bool(moved >> text & 1))
        reading, form = made[number]
        readings.append(Reading(id, reading.text, reading.spans, reading.moved))
        printed.append(form)
    for text, own in cells.items():
        behind[text] = own[-1] + 1
    agreed = not moved and len({reading.text for reading in readings}) == 1
    only_moved = bool(moved) and max(column.level for column in columns) < FORM
    verdict = Verdict("") if agreed else classify(printed, role, only_moved)
    return Place(role, verdict.kind, verdict.reason, tuple(readings))


def _nothing(text: Text, at: int) -> Printed:
    """What a printing has that has nothing in front of this token."""
    if not 0 < at < len(text.tokens) or text.passage[at - 1] != text.passage[at]:
        return Printed("")
    around, start = text.printed[text.passage[at]], text.tokens[at].start
    ends = frozenset({0} if start in around.line_ends else ())
    return Printed("", around.text[max(start - 2, 0) : start], around.text[start : start + 2], ends)


def _read(text: Text, cells: Sequence[int], moved: bool) -> tuple[Reading, Printed]:
    """What a printing has in these tokens, and the same where it stands."""
    spans = _spans(text, cells)
    if len(spans) > 1:
        printed = "".join(text.printed[span.passage].text[span.start : span.end] for span in spans)
        return Reading("", printed, spans, moved), Printed(printed)
    number, start, end = spans[0]
    around = text.printed[number]
    whole, printed = around.text, around.text[start:end]
    ends = frozenset(at - start for at in around.line_ends if start <= at <= end) if around.line_ends else _NO_ENDS
    return (
        Reading("", printed, spans, moved),
        Printed(printed, whole[max(start - 2, 0) : start], whole[end : end + 2], ends),
    )


def _spans(text: Text, cells: Sequence[int]) -> tuple[Span, ...]:
    """The places in print of some tokens of a text, each as far as it goes on."""
    first, last = cells[0], cells[-1]
    if last - first == len(cells) - 1 and text.passage[first] == text.passage[last] and _rise(cells):
        return (Span(text.passage[first], text.tokens[first].start, text.tokens[last].end),)
    spans: list[Span] = []
    for at in cells:
        token, passage = text.tokens[at], text.passage[at]
        if spans and spans[-1].passage == passage and spans[-1].end == token.start:
            spans[-1] = Span(passage, spans[-1].start, token.end)
        else:
            spans.append(Span(passage, token.start, token.end))
    return tuple(spans)


def _rise(cells: Sequence[int]) -> bool:
    return all(map(lt, cells, islice(cells, 1, None)))
