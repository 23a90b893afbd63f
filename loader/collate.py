"""Witnesses of one story side by side: where they differ, and what each of them prints there.

`alignment` says which characters answer to one another. Here they become places: where all agree, and where they do
not, widened to whole words (病亡率 and 死亡率 rather than 病 and 死; `variants.inner` says which characters differ).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loader.alignment import align
from loader.apparatus import Passage, Place, Reading, Span, Witness, place_counts, variants
from loader.attribution import passages
from loader.columns import AGREED, FORM, WIDTH, WORDS, Column, make_columns
from loader.tokens import Token, sentence_starts, tokenize
from loader.variants import ATTRIBUTIONS, Printed, Verdict, classify

__all__ = ["Passage", "Place", "Reading", "Span", "Witness", "collate", "passages", "place_counts", "variants"]

# Two changes with no more than this between them, and each larger than that, are one: between two rewritten phrases
# the same 的 or 和 means nothing.
BETWEEN = 2
_ONE_PLACE = ATTRIBUTIONS | {"crosshead"}


def collate(witnesses: Sequence[Witness]) -> tuple[Place, ...]:
    """The places of the witnesses in order, whatever order the witnesses come in.

    A witness's readings, sorted by their spans, joined give its text; where none is `moved` they are in order already.
    Raises ValueError where two witnesses have one id.
    """
    ordered = sorted(witnesses)
    if len({witness.id for witness in ordered}) < len(ordered):
        raise ValueError("two witnesses have one id")
    tokens = [list(tokenize(witness)) for witness in ordered]
    numbers = {key: number for number, key in enumerate(sorted({(t.role, t.unit) for text in tokens for t in text}))}
    coded = [tuple(numbers[token.role, token.unit] for token in text) for text in tokens]
    distinct = sorted(set(coded))
    text_of = [distinct.index(text) for text in coded]
    if not distinct:
        return ()
    sample = [tokens[text_of.index(number)] for number in range(len(distinct))]
    graph = align(distinct, [sentence_starts(text) for text in sample])
    columns = make_columns(graph, sample, tokens, text_of, ordered)
    return _places(columns, tokens, text_of, ordered)


def _frames(columns: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """Runs of columns of one role in which the same texts lack the passage or moved it, and no text jumps."""
    start = 0
    last: dict[int, int] = {}
    for place, column in enumerate(columns):
        jumps = any(last.get(text, at - 1) != at - 1 for text, at in column.at.items())
        if place > start and (jumps or not _same_frame(columns[place - 1], column)):
            yield start, place
            start = place
        last.update(column.at)
    if columns:
        yield start, len(columns)


def _same_frame(a: Column, b: Column) -> bool:
    if a.role != b.role or a.moved != b.moved:
        return False
    return a.lacking == b.lacking or a.role in _ONE_PLACE


def _places(
    columns: Sequence[Column],
    tokens: Sequence[Sequence[Token]],
    text_of: Sequence[int],
    witnesses: Sequence[Witness],
) -> tuple[Place, ...]:
    sample = {text: tokens[number] for number, text in enumerate(text_of)}
    places: list[Place] = []
    before: Column | None = None
    for frame in _frames(columns):
        for start, end in _runs(columns, frame, sample):
            place = _place(columns[start:end], tokens, text_of, witnesses)
            first = columns[start]
            continues = before is not None and bool(first.lacking & before.lacking or first.moved & before.moved)
            places.append(place._replace(continues=continues and first.role not in _ONE_PLACE))
            before = columns[end - 1]
    return tuple(places)


def _runs(
    columns: Sequence[Column], frame: tuple[int, int], sample: dict[int, Sequence[Token]]
) -> Iterator[tuple[int, int]]:
    """A frame cut into places: runs that agree, differ in width, or differ; the last widened to whole words."""
    start, end = frame
    levels = [column.level for column in columns[start:end]]
    if columns[start].role in _ONE_PLACE and max(levels) > WIDTH:
        yield frame
        return
    ends = [place for place in range(1, len(levels)) if min(levels[place], FORM) != min(levels[place - 1], FORM)]
    for first, last in zip([0, *ends], [*ends, len(levels)], strict=True):
        if columns[start + first].level >= FORM and any(
            _is_letter(columns[start + place], sample) for place in range(first, last)
        ):
            while first > 0 and _inside_word(columns[start + first], sample):
                first -= 1
            while last < len(levels) and _inside_word(columns[start + last], sample):
                last += 1
            levels[first:last] = [WORDS] * (last - first)
    differing = [place for place, level in enumerate(levels) if level >= FORM]
    for left, right in zip(differing, differing[1:], strict=False):
        if 1 < right - left <= BETWEEN + 1:
            if _reach(levels, left, -1) > right - left and _reach(levels, right, 1) > right - left:
                levels[left:right] = [WORDS] * (right - left)
    first = 0
    for place in range(1, len(levels) + 1):
        if place == len(levels) or min(levels[place], FORM) != min(levels[first], FORM):
            yield start + first, start + place
            first = place


def _reach(levels: Sequence[int], at: int, step: int) -> int:
    size = 0
    while 0 <= at < len(levels) and levels[at] >= FORM:
        size, at = size + 1, at + step
    return size


def _is_letter(column: Column, sample: dict[int, Sequence[Token]]) -> bool:
    """Whether a column is of a word and no punctuation."""
    text, at = next(iter(column.at.items()))
    return sample[text][at].unit.isalnum()


def _inside_word(column: Column, sample: dict[int, Sequence[Token]]) -> bool:
    return any(not sample[text][at].begins_word for text, at in column.at.items())


def _place(
    columns: Sequence[Column],
    tokens: Sequence[Sequence[Token]],
    text_of: Sequence[int],
    witnesses: Sequence[Witness],
) -> Place:
    cells: dict[int, list[int]] = {}
    for column in columns:
        for text, at in column.at.items():
            cells.setdefault(text, []).append(at)
    moved = columns[0].moved
    readings = tuple(
        _reading(witness, [tokens[number][at] for at in cells.get(text_of[number], ())], text_of[number] in moved)
        for number, witness in enumerate(witnesses)
    )
    role = columns[0].role
    agreed = len({reading.text for reading in readings}) == 1 and not moved
    verdict = Verdict("") if agreed else _verdict(columns, readings, witnesses, text_of, role, bool(moved))
    return Place(role, verdict.kind, verdict.reason, readings)


def _verdict(
    columns: Sequence[Column],
    readings: Sequence[Reading],
    witnesses: Sequence[Witness],
    text_of: Sequence[int],
    role: str,
    moved: bool,
) -> Verdict:
    """The kind of a place. Who lacks the whole passage has no say in how its words differ."""
    differs = max(column.level for column in columns) > AGREED
    printed = [
        _printed(reading, witness)
        for reading, witness, text in zip(readings, witnesses, text_of, strict=True)
        if not (differs and text in columns[0].lacking)
    ]
    return classify(printed, role, moved)


def _reading(witness: Witness, tokens: Sequence[Token], moved: bool) -> Reading:
    spans: list[Span] = []
    for token in tokens:
        if spans and spans[-1].passage == token.passage and spans[-1].end == token.start:
            spans[-1] = spans[-1]._replace(end=token.end)
        else:
            spans.append(Span(token.passage, token.start, token.end))
    text = "".join(witness.passages[span.passage].text[span.start : span.end] for span in spans)
    return Reading(witness.id, text, tuple(spans), moved and bool(spans))


def _printed(reading: Reading, witness: Witness) -> Printed:
    if not reading.spans or reading.spans[0].passage != reading.spans[-1].passage:
        return Printed(reading.text)
    number, start, end = reading.spans[0][0], reading.spans[0].start, reading.spans[-1].end
    passage = witness.passages[number]
    ends = frozenset(at - start for at in passage.line_ends if start <= at <= end)
    return Printed(reading.text, passage.text[max(start - 2, 0) : start], passage.text[end : end + 2], ends)
