"""A story as rows: its witnesses, the places where they differ, what each prints there. Pure; `finding` writes them.

A witness is collated with all that its article prints, so that its lead and crossheads are seen as its own. Of an
article that prints more beside the story than the story is long (wire copy inside a long report, a page of short
items), only the paragraphs from the first to the last of the story are collated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from loader.apparatus import Place, Reading, Witness
from loader.attribution import find_attribution, passages
from loader.changes import Changes, count_changes
from loader.collate import collate
from loader.printed_articles import Printed, source_span
from loader.stories import ADAPTED, Story
from loader.stories import Witness as Printing

Row = tuple[object, ...]
CONTEXT = 12  # characters before and after a place
SENTENCE = 20  # characters, of which an added 据介绍 or （记者张三） has fewer
TITLE = 30  # characters of the text, where no printing has a headline
# A variant's id is its story's number and its place; a story's number is the paragraph it begins in, in its oldest
# printing, and its place among the stories that begin there. All ids are below 2 ** 53, which JSON can say.
PLACES = 100_000
AT_ONE_PARAGRAPH = 10


class Named(NamedTuple):
    """A story's id, readable and lasting, and the number that its variants' ids are made of."""

    id: str
    number: int


class Told(NamedTuple):
    """Rows by table, without names of columns: in the order of `story_tables`."""

    stories: list[Row]
    witnesses: list[Row]
    witness_spans: list[Row]
    variants: list[Row]
    readings: list[Row]


class Composition(NamedTuple):
    """What a story is made of, in rows: two with one composition, of articles that have not changed, are one."""

    witnesses: tuple[Row, ...]
    spans: tuple[Row, ...]


def composition(story: Story, ids: Sequence[str], printed: Mapping[int, Printed]) -> Composition:
    witnesses = sorted((ids[one.number], round(one.coverage, 4), one.moved) for one in story.witnesses)
    spans = sorted(
        (ids[one.number], *span) for one in story.witnesses for span in _source_spans(one, printed[one.number])
    )
    return Composition(tuple(witnesses), tuple(spans))


def name_stories(stories: Sequence[Story], ids: Sequence[str], printed: Mapping[int, Printed]) -> list[Named]:
    """Names of stories that share articles: the id of the oldest printing, and the paragraph that the story begins in.

    `ids` and `printed`: of the articles by rank.
    """
    begun: dict[tuple[int, int], int] = {}
    found = []
    for story in stories:
        oldest = min(story.witnesses, key=lambda witness: witness.number)
        key = oldest.number, oldest.spans[0].paragraph
        begun[key] = nth = begun.get(key, 0) + 1
        name = f"{ids[oldest.number]}-p{key[1] + 1}" + (f"-{nth}" if nth > 1 else "")
        found.append(Named(name, printed[oldest.number].ids[key[1]] * AT_ONE_PARAGRAPH + nth - 1))
    return found


def siglum(position: int) -> str:
    """A for 1, Z for 26, AA for 27."""
    letters = ""
    while position:
        position, letter = divmod(position - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def tell(story: Story, name: Named, ids: Sequence[str], printed: Mapping[int, Printed]) -> Told:
    """All rows of a story. `ids` and `printed`: of the articles by rank, which is their order in the apparatus."""
    witnesses = sorted(story.witnesses, key=lambda witness: witness.number)
    firsts = {witness.number: _collated(witness, printed[witness.number], story.characters) for witness in witnesses}
    rank_of = {ids[witness.number]: witness.number for witness in witnesses}
    places = collate(
        [
            Witness(ids[number], passages(printed[number].article)[first:last])
            for number, (first, last) in firsts.items()
        ]
    )
    differing = [place for place in places if place.kind]
    changes = {change.witness: change for change in count_changes(places)}
    told = Told([_story_row(story, name, witnesses, printed, differing)], [], [], [], [])
    for position, witness in enumerate(witnesses, 1):
        id = ids[witness.number]
        change, attribution = changes[id], find_attribution(printed[witness.number].article)
        told.witnesses.append(
            (
                name.id, id, position, siglum(position), round(witness.coverage, 4), _label(witness, change),
                witness.moved,
                change.added.characters, change.lead.characters, change.omitted.characters, change.crossheads.places,
                change.reworded, attribution.text, attribution.form,
            )
        )  # fmt: skip
        told.witness_spans.extend((name.id, id, *span) for span in _source_spans(witness, printed[witness.number]))
    for number, place in enumerate(differing, 1):
        variant = name.number * PLACES + number
        readings = sorted((rank_of[reading.witness], reading) for reading in place.readings if reading.spans)
        rows = [
            (variant, reading.witness, reading.text, *span, int(reading.moved))
            for rank, reading in readings
            if (span := _reading_span(reading, printed[rank], firsts[rank][0]))
        ]
        told.readings.extend(rows)
        before, after = _context(readings[0][1], printed[readings[0][0]], firsts[readings[0][0]])
        told.variants.append(
            (variant, name.id, number, place.kind, place.role, place.reason, int(place.continues), before, after)
        )
    return told


def _story_row(
    story: Story, name: Named, witnesses: Sequence[Printing], printed: Mapping[int, Printed], places: Sequence[Place]
) -> Row:
    articles = [printed[witness.number] for witness in witnesses]
    dates = sorted(article.date for article in articles if article.date)
    title = next((article.headline for article in articles if article.headline), None)
    if title is None:
        span = witnesses[0].spans[0]
        title = articles[0].article.paragraphs[span.paragraph].text[span.start :][:TITLE].strip()
    outlets = {article.outlet for article in articles if article.outlet}
    counted = sum(1 for place in places if place.kind != "width" and not place.continues)
    first, last = (dates[0], dates[-1]) if dates else (None, None)
    return name.id, title, story.characters, len(witnesses), len(outlets), first, last, counted


def _collated(witness: Printing, printed: Printed, characters: int) -> tuple[int, int]:
    """The paragraphs of an article that are collated, as a range."""
    first, last = witness.spans[0].paragraph, witness.spans[-1].paragraph + 1
    return collated_paragraphs([paragraph.text for paragraph in printed.article.paragraphs], first, last, characters)


def collated_paragraphs(texts: Sequence[str], first: int, last: int, characters: int) -> tuple[int, int]:
    """Of an article's paragraphs those that are collated, as a range, where a story of so many characters stands in
    the paragraphs `first`..`last`."""
    beside = sum(map(len, texts[:first])) + sum(map(len, texts[last:]))
    return (first, last) if beside > characters else (0, len(texts))


def _source_spans(witness: Printing, printed: Printed) -> list[tuple[int, int]]:
    """The parts of an article that belong to the story, by their places in the transcript; each begins anew."""
    found: dict[int, int] = {}
    for span in witness.spans:
        place = source_span(printed.article.paragraphs[span.paragraph].pieces, span.start, span.end)
        if place:
            found[place[0]] = max(place[1], found.get(place[0], 0))
    return sorted(found.items())


def _reading_span(reading: Reading, printed: Printed, first: int) -> tuple[int, int] | None:
    places = [
        place
        for span in reading.spans
        if (place := source_span(printed.article.paragraphs[first + span.passage].pieces, span.start, span.end))
    ]
    return (min(start for start, _ in places), max(end for _, end in places)) if places else None


def _context(reading: Reading, printed: Printed, collated: tuple[int, int]) -> tuple[str, str]:
    """What stands before and after a place, in the first witness that prints something there."""
    texts = [paragraph.text for paragraph in printed.article.paragraphs[slice(*collated)]]
    begin, end = reading.spans[0], reading.spans[-1]
    before = "".join([*texts[: begin.passage], texts[begin.passage][: begin.start]][-3:])
    after = "".join([texts[end.passage][end.end :], *texts[end.passage + 1 :]][:3])
    return before[-CONTEXT:], after[:CONTEXT]


def _label(witness: Printing, change: Changes) -> str:
    """A paper that sets crossheads or a sentence of its own into a text has adapted it, however faithful the rest."""
    own = change.crossheads.places or change.added.characters > SENTENCE
    return ADAPTED if own else witness.label
