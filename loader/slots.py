"""What two articles have in place of each other within what they share: other names, posts and subjects in one form.

A paper that prints wire copy leaves out, adds, and changes a word here and there; whoever fills in a form for another
event keeps the form and puts another name, another subject into each of its places. So of what stands between words
that both have, the short parts are looked at that have nothing in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loader.likeness import common_parts, kept
from loader.shared import Stretch, Wording

# Fewer characters in a row that both have are there by chance, and belong to what was put in another's place.
FIRM = 3
# A slot has so many characters on each side, and on one of them more than two: what is misread is one, seldom two in a
# row. More than SLOT is not one name or subject for another, but one sentence for another.
LEAST = 2
NAME = 3
SLOT = 16
# 校长林德奎斯特 and 市长奥拉夫森 have this part of the shorter one in common at most; 代表大 and 伐表太 more.
ALIKE = 0.25
# So many slots, and in a hundred shared characters: of the printings that are known (labelled pairs, tests/papers) one
# has 0.7 at most, and of the forms that nothing else tells the least is 1.2.
SLOTS = 2
RATE = 1.0
# Days and numbers, which each paper writes its own way (昨晚 for 12日晚, 48 for 四十八), are told by other signs.
_NUMBER = re.compile(r"[\d〇一二两三四五六七八九十百千万]|[昨今前当]")


def other_names(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> bool:
    """Whether what two articles share is one form with other names and subjects."""
    found = sum(1 for _ in slots(one, other, stretches))
    return found >= SLOTS and 100 * found >= RATE * sum(at.kept for at in stretches)


def slots(one: Wording, other: Wording, stretches: Sequence[Stretch]) -> Iterator[tuple[str, str]]:
    """What stands in place of each other, and nowhere in the other article."""
    for mine, its in _between(one.text, other.text, stretches):
        if (
            min(len(mine), len(its)) >= LEAST
            and NAME <= max(len(mine), len(its)) <= SLOT
            and kept(mine, its) <= ALIKE * min(len(mine), len(its))
            and mine not in other.text
            and its not in one.text
            and not (_NUMBER.search(mine) and _NUMBER.search(its))
        ):
            yield mine, its


def _between(one: str, other: str, stretches: Sequence[Stretch]) -> Iterator[tuple[str, str]]:
    """What the two have between parts that are the same in both: in passages, and from one to the next."""
    here = there = None
    for at in sorted(stretches):
        mine, its = one[at.start : at.end], other[at.other_start : at.other_end]
        if here is not None and there is not None and here <= at.start and there <= at.other_start:
            yield one[here : at.start], other[there : at.other_start]
        done = its_done = 0
        for place, its_place, size in common_parts(mine, its, FIRM):
            yield mine[done:place], its[its_done:its_place]
            done, its_done = place + size, its_place + size
        yield mine[done:], its[its_done:]
        here, there = at.end, at.other_end
