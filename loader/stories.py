"""Stories: the printings of one text, made of pairs of reprints.

Pairs are joined by passages, not by articles: a roundup of two wire texts is a witness of two stories and does not make
one of them. Two stories become one only where their members are reprints of each other, so that no chain of likenesses
joins what is not alike (average linkage: R. R. Sokal and C. D. Michener, Univ. Kansas Sci. Bull. 38, 1958). Passages as
what is joined: D. A. Smith, R. Cordell and A. Mullen, “Computational methods for uncovering reprinted texts in
antebellum newspapers”, American Literary History 27, 2015.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from loader.apart import ALMOST_WHOLE, SENTENCES, too_far_apart
from loader.reprints import REPRINT, Pair, filled_in_anew, one_paragraph_of_two
from loader.shared import SHORTEST, Span, Stretch, Wording, bits, shared_stretches, two_papers

VERBATIM = "verbatim"
ADAPTED = "adapted"
# A pair belongs to a story where this part of its passages, or of the story's, in an article of both is the same.
SAME_PASSAGE = 0.5
# Two stories become one where this share of the pairs between so many of their fullest members are reprints.
MERGED = 0.5
ASKED = 3
NOT_WEIGHED = SENTENCES
# So many articles print an item of a roundup and none of another item that so many print.
PRINTED_ALONE = 2
# A verbatim witness has the story's text, its words and order, and adds no more than a sentence.
WHOLE = 0.95
UNCHANGED = 0.97
OWN = 0.1


class Witness(NamedTuple):
    """One printing, by the number of its article. `coverage` is the share of the story's text that it prints.

    `label` is VERBATIM or ADAPTED. `moved` counts the passages that stand in another order than in the fullest witness.
    `spans` are what of the article belongs to the story.
    """

    number: int
    coverage: float
    label: str
    moved: int
    spans: tuple[Span, ...]


class Story(NamedTuple):
    """`witnesses`: the fullest first, the others by number. `characters`: of its text, those that are compared.
    `pairs`: the reprints it was made of."""

    witnesses: tuple[Witness, ...]
    characters: int
    pairs: tuple[Pair, ...]


class _Draft:
    """A story in the making: for each article which of its characters belong to it."""

    def __init__(self) -> None:
        self.places: dict[int, int] = {}
        self.pairs: list[Pair] = []

    def fullest(self) -> list[int]:
        return sorted(self.places, key=lambda number: (-self.size(number), number))

    def size(self, number: int) -> int:
        """How many characters of an article belong to the story."""
        return self.places[number].bit_count()


def join_pairs(pairs: Iterable[Pair], read: Callable[[int], Wording]) -> list[Story]:
    """The stories of an archive, by their first articles. `read` gives the wording of an article by its number.

    Pairs may come in any order. Those of formulas are left out.
    """
    reprints = sorted((pair for pair in pairs if pair.label == REPRINT), key=lambda pair: (-pair.score, pair[:2]))
    evidence = _Evidence(reprints, read)
    holding: defaultdict[int, list[_Draft]] = defaultdict(list)
    for pair in reprints:
        ours, theirs = _places(pair)
        one, other = _home(holding[pair.one], pair.one, ours), _home(holding[pair.other], pair.other, theirs)
        if one and other and one is not other:
            if not evidence.alike(one, other):
                continue
            one = _merged(one, other, holding)
        home = one or other or _Draft()
        new, old = (pair.other, pair.one) if one else (pair.one, pair.other)
        if not (one and other):
            places = ours if new == pair.one else theirs
            abridged = places.bit_count() >= ALMOST_WHOLE * min(len(read(new)), len(read(old)))
            leaves = evidence.leaves(home, new, old, abridged)
            if evidence.denies(home, new, old):
                continue
            home = _Draft() if leaves else home
        for number, places in ((pair.one, ours), (pair.other, theirs)):
            if number not in home.places:
                holding[number].append(home)
            home.places[number] = home.places.get(number, 0) | places
        home.pairs.append(pair)
    drafts = {id(draft): draft for drafts in holding.values() for draft in drafts}
    stories = (_story(part, read) for draft in drafts.values() for part in _parted(draft, read))
    return sorted(stories, key=_numbers)


class _Evidence:
    """Which articles are reprints of each other: as the pairs say, or else by what they share, for not every article
    of a large story is compared with every other (`candidates.ENOUGH`)."""

    def __init__(self, reprints: Iterable[Pair], read: Callable[[int], Wording]) -> None:
        self.known = {(pair.one, pair.other): True for pair in reprints}
        self.other: dict[tuple[int, int], bool] = {}
        self.read = read

    def alike(self, one: _Draft, other: _Draft) -> bool:
        """Whether the fullest members of two stories are reprints of each other."""
        crossing = [(a, b) for a in one.fullest()[:ASKED] for b in other.fullest()[:ASKED] if a != b]
        needed = MERGED * len(crossing)
        found = 0
        for left, (a, b) in zip(range(len(crossing), 0, -1), crossing, strict=True):
            if found >= needed or found + left < needed:
                break
            found += self._reprints(min(a, b), max(a, b), min(one.size(a), other.size(b)))
        return found >= needed

    def denies(self, draft: _Draft, number: int, beside: int) -> bool:
        """Whether an article that is a reprint of a member of a story tells of another event than the fullest members.

        What an abridged printing leaves out may be all that tells two forms apart.
        """
        asked = [member for member in draft.fullest()[:ASKED] if member != beside]
        said = [self._tells_otherwise(min(number, one), max(number, one)) for one in asked]
        return 2 * sum(said) > len(said)

    def leaves(self, draft: _Draft, number: int, beside: int, abridged: bool) -> bool:
        """Whether an article that is a reprint of a member of a story is none of the fullest other members: of a speech
        each report on how it was taken quotes what it likes, and two papers each take from a third's article what the
        other does not.

        An abridged printing, of which another paper has nearly all, is no such report.
        """
        asked = [member for member in draft.fullest()[:ASKED] if member != beside]
        characters = len(self.read(number))
        said = [
            not self._reprints(min(number, one), max(number, one), min(characters, draft.size(one)))
            for one in asked
            if not abridged or not two_papers(self.read(number), self.read(one))
        ]
        return 2 * sum(said) > len(asked)

    def _tells_otherwise(self, a: int, b: int) -> bool:
        if self.known.get((a, b)):
            return False
        if (a, b) not in self.other:
            one, other = self.read(a), self.read(b)
            stretches = shared_stretches(one, other)
            kept = sum(at.kept for at in stretches)
            share = kept / min(len(one), len(other))
            self.other[a, b] = share >= SAME_PASSAGE and filled_in_anew(one, other, stretches, share)
        return self.other[a, b]

    def _reprints(self, a: int, b: int, characters: int) -> bool:
        if (a, b) not in self.known:
            one, other = self.read(a), self.read(b)
            stretches = shared_stretches(one, other)
            share = sum(at.kept for at in stretches) / min(len(one), len(other))
            enough = sum(at.kept for at in stretches) >= SAME_PASSAGE * characters
            self.known[a, b] = (
                enough
                and not one_paragraph_of_two(one, other, share)
                and not too_far_apart(one, other, stretches, share, NOT_WEIGHED)
                and not filled_in_anew(one, other, stretches, share)
            )
        return self.known[a, b]


def story_of(places: Mapping[int, int], read: Callable[[int], Wording]) -> Story:
    """The story that these places of articles make (a set of compared characters each, as `shared.bits`)."""
    draft = _Draft()
    draft.places.update(places)
    return _story(draft, read)


def _numbers(story: Story) -> list[int]:
    return sorted(witness.number for witness in story.witnesses)


def _places(pair: Pair) -> tuple[int, int]:
    ours = theirs = 0
    for at in pair.stretches:
        ours |= bits(at.start, at.end)
        theirs |= bits(at.other_start, at.other_end)
    return ours, theirs


def _home(drafts: Sequence[_Draft], number: int, places: int) -> _Draft | None:
    """Of the stories an article is in already, the one that these places of it belong to.

    Two abridgements may have no passage in common, and the full text has both; then one stands around the other there.
    (Two texts in one article stand one after the other.)
    """
    best, most = None, 0
    for draft in drafts:
        held = draft.places[number]
        common = (held & places).bit_count()
        if common > most and common >= SAME_PASSAGE * min(held.bit_count(), places.bit_count()):
            best, most = draft, common
    around = (
        draft
        for draft in drafts
        if _stand_around(draft.places[number], places) or _stand_around(places, draft.places[number])
    )
    return best or next(around, None)


def _stand_around(held: int, places: int) -> bool:
    """Whether passages stand before these places of an article and behind them."""
    before = (places & -places) - 1
    return min((held & before).bit_count(), (held >> places.bit_length()).bit_count()) >= SHORTEST


def _merged(one: _Draft, other: _Draft, holding: dict[int, list[_Draft]]) -> _Draft:
    if len(one.places) < len(other.places):
        one, other = other, one
    for number, places in other.places.items():
        holding[number].remove(other)
        if number not in one.places:
            holding[number].append(one)
        one.places[number] = one.places.get(number, 0) | places
    one.pairs.extend(other.pairs)
    return one


def _parted(draft: _Draft, read: Callable[[int], Wording]) -> list[_Draft]:
    """A story, or the several that it is where its fullest printings are a roundup: each item that several articles
    print without the others, no fewer than print all, is a story, of which the roundups are witnesses; and so are the
    roundups. (Of a text that more papers print whole the halves are abridgements.)"""
    first, *others = draft.fullest()
    most = ALMOST_WHOLE * draft.size(first)
    if sum(draft.size(number) < most for number in others) < 2 * PRINTED_ALONE:
        return [draft]
    placed = {number: _placed(read(number), read(first), draft.places[first]) for number in others}
    items: list[tuple[int, list[int]]] = []
    for number in others:
        ours, members = placed[number], [number]
        if 0 < ours.bit_count() < most:
            apart = []
            for theirs, its in items:
                if (ours & theirs).bit_count() >= SAME_PASSAGE * min(ours.bit_count(), theirs.bit_count()):
                    ours, members = ours | theirs, its + members
                else:
                    apart.append((theirs, its))
            items = [*apart, (ours, members)]
    together = 1 + sum(placed[number].bit_count() >= most for number in others)
    items = [item for item in items if len(item[1]) >= max(PRINTED_ALONE, together)]
    if len(items) < 2:
        return [draft]
    alone = {number for _, members in items for number in members}
    rest = [number for number in draft.places if number not in alone]
    parts = [_part(draft, {number: draft.places[number] for number in rest})] if len(rest) > 1 else []
    for region, members in items:
        places = {number: draft.places[number] for number in members}
        places |= {number: _region(read(number), read(first), region) for number in rest}
        least = SAME_PASSAGE * region.bit_count()
        parts.append(_part(draft, {n: held for n, held in places.items() if n in members or held.bit_count() >= least}))
    return parts


def _part(draft: _Draft, places: Mapping[int, int]) -> _Draft:
    part = _Draft()
    part.places.update(places)
    part.pairs = [pair for pair in draft.pairs if pair.one in places and pair.other in places]
    return part


def _placed(wording: Wording, fullest: Wording, text: int) -> int:
    """Where the passages of an article stand in the fullest one, of these places."""
    found = 0
    for at in shared_stretches(wording, fullest):
        found |= bits(at.other_start, at.other_end) & text
    return found


def _region(wording: Wording, fullest: Wording, region: int) -> int:
    """The places of an article at which it has what stands in a region of the fullest one."""
    if wording is fullest:
        return region
    found = 0
    for at in shared_stretches(wording, fullest):
        inside = (region & bits(at.other_start, at.other_end)) >> at.other_start
        found |= inside << at.start & bits(at.start, at.end)
    return found


def _story(draft: _Draft, read: Callable[[int], Wording]) -> Story:
    first, *others = draft.fullest()
    text = draft.places[first]
    fullest = read(first)
    own = 1 - text.bit_count() / max(len(fullest), 1)
    witnesses = [Witness(first, 1.0, VERBATIM if own <= OWN else ADAPTED, 0, _spans(fullest, text))]
    for number in sorted(others):
        wording = read(number)
        stretches = [at for at in shared_stretches(wording, fullest) if bits(at.other_start, at.other_end) & text]
        witnesses.append(_witness(number, wording, stretches, draft.places[number], text.bit_count()))
    return Story(tuple(witnesses), text.bit_count(), tuple(sorted(draft.pairs)))


def _witness(number: int, wording: Wording, stretches: Sequence[Stretch], places: int, characters: int) -> Witness:
    kept = sum(at.kept for at in stretches)
    printed = sum(max(at.end - at.start, at.other_end - at.other_start) for at in stretches)
    moved = len(stretches) - _in_order([at.other_start for at in stretches])
    whole = kept >= WHOLE * characters and kept >= UNCHANGED * printed and not moved
    own = 1 - places.bit_count() / len(wording)
    label = VERBATIM if whole and own <= OWN else ADAPTED
    return Witness(number, min(1.0, kept / characters), label, moved, _spans(wording, places))


def _in_order(starts: Sequence[int]) -> int:
    """The length of the longest rising subsequence."""
    ends: list[int] = []
    for start in starts:
        place = bisect_left(ends, start)
        ends[place : place + 1] = [start]
    return len(ends)


def _spans(wording: Wording, places: int) -> tuple[Span, ...]:
    found: list[Span] = []
    start = 0
    while places >> start:
        rest = places >> start
        start += (rest & -rest).bit_length() - 1
        rest = places >> start
        end = start + (~rest & (rest + 1)).bit_length() - 1
        found += wording.spans(start, end)
        start = end
    return tuple(found)
