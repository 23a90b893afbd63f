"""Which blocks make an article: segments in the order of the page, then links between segments that stand apart.

The order of the source is never rewritten: an article is a set of indices into the labels. A link over a distance (a
headline below its text, a signature far from its letter, a text that goes on after another article) rests on shared
names and words, and leaves evidence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from loader.affinity import Affinity
from loader.arranging import arrange
from loader.continuations import link_continuations
from loader.conventions import Conventions
from loader.model import Evidence, Labelled
from loader.segments import Link, Segment, far_link, has_text, segment, text_of
from loader.signers import link_signers

# Least affinities of headings with the text they are linked to: anywhere on the page; where only one text lacks
# headings and only one block of headings lacks a text; and for headings right below a text that lacks them.
# Chosen on composed pages (bench.make_pages, set dev); re-run bench.score_split when changed.
LINK, LINK_ALONE, LINK_BELOW = 0.15, 0.08, 0.08
LINK_UP = 0.15  # by how much more headings must share with the text above to be taken from the text right below them
NEARER = 0.1  # by how much more headings must share with the text above to be its own and not those of the text below
SWITCH = 0.35  # what it costs to cut a block of headings between two articles
# A heading or the rest of a text is looked for among so many segments to either side, so that a page of 100,000
# takes its share of time and no more. The most of any page of 240 days of broadcasts is 31.
REACH = 100

# A heading that ends so is the first half of a sentence set in two lines (省疫情防控指挥部督导组 / 莅周督导…召开).
HALF_SENTENCE = re.compile(r"(?:[组部委局院厅队团]|公司|中心|办公室|委员会)$")


@dataclass(frozen=True, slots=True)
class Group:
    """An article as indices into the labels: headings in reading order, everything else in source order."""

    headings: tuple[int, ...]
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """All articles of a page in source order, the labels, and the evidence of links over a distance."""

    labels: tuple[Labelled, ...]
    groups: tuple[Group, ...]
    evidence: tuple[Evidence, ...]


def group_articles(labels: Sequence[Labelled], conventions: Conventions) -> Grouping:
    """Group the labelled blocks of a page into articles."""
    labels = list(labels)
    segments = _join_neighbours(labels, segment(labels))
    links = [*link_continuations(labels, segments)]
    links += arrange(labels, segments)
    links += [*_link_headings(labels, segments), *link_signers(labels, segments, conventions)]
    _join_stacked(labels, segments)
    kept = sorted((part for part in segments if part.parts or part.headings), key=lambda part: part.first)
    order = {id(part): number for number, part in enumerate(kept)}
    evidence = tuple(proof._replace(article=order[id(part)]) for part, proof in links if id(part) in order)
    groups = tuple(Group(tuple(part.headings), tuple(sorted(part.parts))) for part in kept)
    return Grouping(tuple(labels), groups, evidence)


def _join_neighbours(labels: Sequence[Labelled], segments: list[Segment]) -> list[Segment]:
    """Headings with nothing below them but a text without headings are that text's, unless the text above lacks
    headings too and has more of their words."""
    affinity = Affinity([text_of(labels, part.parts) for part in segments])
    for at, (upper, lower) in enumerate(zip(segments, segments[1:], strict=False)):
        if not upper.headings or has_text(labels, upper) or lower.headings or not has_text(labels, lower):
            continue
        above = segments[at - 1] if at else None
        if above and not above.headings and has_text(labels, above):
            words = text_of(labels, upper.headings)
            if affinity.gain(words, at - 1, at + 1) > NEARER:
                continue
        upper.give(lower)
    return [part for part in segments if part.headings or part.parts]


def _join_stacked(labels: Sequence[Labelled], segments: Sequence[Segment]) -> None:
    """Headings that found no text and stand right above the headings of one are its first lines."""
    for upper, lower in zip(segments, segments[1:], strict=False):
        if not upper.headings or upper.parts or not lower.headings or not has_text(labels, lower):
            continue
        between = range(max(upper.headings) + 1, min(lower.headings))
        if all(labels[index].role == "markup" for index in between):
            upper.give(lower)


# ---- headings ----------------------------------------------------------------------------------------------------


def _link_headings(labels: Sequence[Labelled], segments: Sequence[Segment]) -> list[Link]:
    """Find the headings of texts that lack them: among headings that lack a text, then among the leading headings of
    the article right below, then among those of any article."""
    headless = [part for part in segments if not part.headings and has_text(labels, part)]
    if not headless:
        return []
    affinity = Affinity([text_of(labels, part.parts) for part in segments])
    number = {id(part): at for at, part in enumerate(segments)}
    links = _link_loose(labels, segments, headless, affinity, number)
    if moved := _move_up(labels, segments, headless, affinity, number):
        links += moved
        bereft = [part for part in segments if not part.headings and has_text(labels, part)]
        links += _link_loose(labels, segments, bereft, affinity, number)
    leading = Affinity([text_of(labels, part.headings[:-1]) for part in segments])
    for target in headless:
        if target.headings:
            continue
        here = number[id(target)]
        alike = leading.shares(text_of(labels, target.parts), here - REACH, here + REACH + 1)
        beside = [(at, segments[at]) for at in sorted(alike)]  # no others share a word with it
        if found := _leading_of_another(labels, beside, affinity, here):
            gain, cut, near = found
            target.headings, near.headings = near.headings[:cut], near.headings[cut:]
            links.append((target, far_link(labels, "headings", target.headings, gain)))
    return links


def _link_loose(
    labels: Sequence[Labelled],
    segments: Sequence[Segment],
    headless: Sequence[Segment],
    affinity: Affinity,
    number: dict[int, int],
) -> list[Link]:
    """Deal headings that lack a text out to texts that lack headings, the surest first."""
    loose = [part for part in segments if part.headings and not has_text(labels, part)]
    places = [number[id(part)] for part in headless]
    found = [
        (share, source.first, source, lines, target)
        for source in loose
        if (targets := headless[slice(*_around(places, number[id(source)]))])
        for share, lines, target in _deal(labels, source.headings, targets, affinity, number)
    ]
    least = LINK_ALONE if len(headless) == len(loose) == 1 else LINK
    links: list[Link] = []
    for share, _, source, lines, target in sorted(found, key=lambda link: (-link[0], link[1], link[3])):
        if target.headings or share < least:
            continue
        target.headings = lines
        dealt = set(lines)
        source.headings = [index for index in source.headings if index not in dealt]
        if not source.headings:
            source.give(target)
        links.append((target, far_link(labels, "headings", lines, share)))
    return links


def _around(places: Sequence[int], here: int) -> tuple[int, int]:
    """The slice of some rising numbers that are within reach of one."""
    return bisect_left(places, here - REACH), bisect_right(places, here + REACH)


def _move_up(
    labels: Sequence[Labelled],
    segments: Sequence[Segment],
    headless: Sequence[Segment],
    affinity: Affinity,
    number: dict[int, int],
) -> list[Link]:
    """Give a text without headings those right below it that stand above another text but are clearly its own."""
    links: list[Link] = []
    for target in headless:
        here = number[id(target)]
        below = segments[here + 1] if here + 1 < len(segments) else None
        if target.headings or below is None or not below.headings or not has_text(labels, below):
            continue
        words = text_of(labels, below.headings)
        gain = affinity.gain(words, here, here + 1)
        if gain >= LINK_UP:
            target.headings, below.headings = below.headings, []
            links.append((target, far_link(labels, "headings", target.headings, gain)))
    return links


def _deal(
    labels: Sequence[Labelled],
    lines: Sequence[int],
    targets: Sequence[Segment],
    affinity: Affinity,
    number: dict[int, int],
) -> Iterator[tuple[float, list[int], Segment]]:
    """Cut a run of headings into contiguous pieces and give each to a text, for the greatest sum of affinities less a
    cost for each cut (dynamic programming over lines and texts). Yields affinity, lines and text of each piece."""
    texts = [number[id(part)] for part in targets]
    found = [affinity.shares(labels[index].block.text, texts[0], texts[-1] + 1) for index in lines]
    shares = [[share.get(text, 0.0) for text in texts] for share in found]
    best = list(shares[0])
    back: list[list[int]] = []
    for row in shares[1:]:
        top = max(range(len(targets)), key=lambda column: best[column])
        back.append([column if best[column] >= best[top] - SWITCH else top for column in range(len(targets))])
        best = [max(best[column], best[top] - SWITCH) + row[column] for column in range(len(targets))]
    at = max(range(len(targets)), key=lambda column: best[column])
    dealt = [at]
    for come_from in reversed(back):
        at = come_from[at]
        dealt.append(at)
    dealt.reverse()
    start = 0
    for end in range(1, len(lines) + 1):
        if end == len(lines) or dealt[end] != dealt[start]:
            share = max(shares[row][dealt[start]] for row in range(start, end))
            yield share, list(lines[start:end]), targets[dealt[start]]
            start = end


def _leading_of_another(
    labels: Sequence[Labelled], segments: Iterable[tuple[int, Segment]], affinity: Affinity, here: int
) -> tuple[float, int, Segment] | None:
    """The leading headings of another article that belong to text `here`: gain, how many, and whose they are now."""
    best: tuple[float, int, Segment] | None = None
    for at, near in segments:
        if len(near.headings) < 2 or not has_text(labels, near):
            continue
        cut, gain = _best_prefix(labels, near, affinity, here, at)
        if cut and at == here + 1 and gain >= LINK_BELOW:
            return gain, cut, near
        if cut and gain >= LINK and (best is None or gain > best[0]):
            best = gain, cut, near
    return best


def _best_prefix(
    labels: Sequence[Labelled], near: Segment, affinity: Affinity, far: int, here: int
) -> tuple[int, float]:
    """How many leading headings of `near` share more with text `far`, and the mean gain of those. One always stays."""
    best, total, most = 0, 0.0, 0.0
    for count, index in enumerate(near.headings[:-1], 1):
        total += affinity.gain(labels[index].block.text, far, here)
        if total > most:
            best, most = count, total
    return best, (most / best if best else 0.0)
