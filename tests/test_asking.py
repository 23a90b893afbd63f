"""Which articles are asked again when others have come, changed or gone: all that it makes a difference to."""

from __future__ import annotations

import os
from bisect import bisect_left
from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.asking import Change, asked_again
from loader.candidates import IN_A_ROW, Kept, Prints, all_prints, class_of, day_of, rarity

EXAMPLES = int(os.environ.get("BAOLAN_EXAMPLES", "40"))


class Held(NamedTuple):
    date: str
    prints: Prints


Shelf = dict[int, Held]  # articles by their ids


def article(chance: np.random.Generator) -> Held:
    """Some of four formulas that every third article has, a part of one of a few wire texts, some prints of its own."""
    formulas = np.flatnonzero(chance.random(4) < 0.4)
    wire = 100 * chance.integers(1, 12) + np.arange(8)[: chance.integers(0, 9)]
    own = chance.integers(2_000, 3_000, chance.integers(0, 4))
    day = f"2006-0{chance.integers(5, 8)}-{chance.integers(1, 29):02}"
    return Held(day, np.unique(np.concatenate([formulas, wire, own])).astype(np.uint32))


def ordered(shelf: Shelf) -> list[int]:
    return sorted(shelf, key=lambda id: (shelf[id].date, id))


def kept(shelf: Shelf) -> Kept:
    ids = ordered(shelf)
    return Kept(
        all_prints((n, shelf[id].prints) for n, id in enumerate(ids)), {n: shelf[id].date for n, id in enumerate(ids)}
    )


def asked_of(shelf: Shelf) -> dict[int, tuple[list[int], list[float], int]]:
    """Of each article what it is compared with, by ids, the weights of its prints, and its kin."""
    ids, all_prints = ordered(shelf), kept(shelf)
    answers = (all_prints.candidates(number, shelf[id].prints, before=True) for number, id in enumerate(ids))
    return {
        id: ([ids[one] for one in answer.numbers], answer.rarity.tolist(), answer.kin)
        for id, answer in zip(ids, answers, strict=True)
    }


def changes(before: Shelf, after: Shelf, changed: set[int]) -> list[Change]:
    ids = ordered(after)
    keys = [(after[id].date, id) for id in ids]
    was = [
        Change(bisect_left(keys, (before[id].date, id)) - 0.5, day_of(before[id].date), before[id].prints, False)
        for id in changed & before.keys()
    ]
    is_now = [
        Change(number, day_of(after[id].date), after[id].prints, True) for number, id in enumerate(ids) if id in changed
    ]
    return was + is_now


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 2**32), st.integers(20, 260), st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
def test_who_is_not_asked_again_would_say_the_same(seed: int, many: int, come: int, other: int, gone: int) -> None:
    chance = np.random.default_rng(seed)
    before = {id: article(chance) for id in range(many)}
    after = dict(before)
    ids = chance.permutation(many).tolist()
    for id in ids[:other]:
        after[id] = article(chance)
    for id in ids[other : other + gone]:
        del after[id]
    after.update({many + number: article(chance) for number in range(come)})
    changed = {*ids[: other + gone], *range(many, many + come)}

    said, says = asked_of(before), asked_of(after)
    numbers = ordered(after)
    kin = np.array([said[id][2] if id in said else 1 for id in numbers])
    compared = [number for number, id in enumerate(numbers) if id not in changed and changed.intersection(said[id][0])]
    prints_of = all_prints((number, after[id].prints) for number, id in enumerate(numbers))
    asked = asked_again(kept(after), prints_of, kin, changes(before, after, changed), compared)
    staying = [id for number, id in enumerate(numbers) if number not in asked]
    assert {id: said[id] for id in staying} == {id: says[id] for id in staying}
    assert changed.isdisjoint(staying)


def test_one_article_more_asks_few_again() -> None:
    chance = np.random.default_rng(7)
    before = {id: article(chance) for id in range(2_000)}
    after = before | {2_000: Held("2006-06-15", np.array([1, 2, 2_999], np.uint32))}
    numbers = ordered(after)
    said = asked_of(before)
    kin = np.array([said[id][2] if id in said else 1 for id in numbers])
    prints_of = all_prints((number, after[id].prints) for number, id in enumerate(numbers))
    asked = asked_again(kept(after), prints_of, kin, changes(before, after, {2_000}), [])
    sharing = sum(bool(np.isin(held.prints, after[2_000].prints).any()) for held in before.values())
    assert (sharing > 1_000, len(asked) < sharing / 5) == (True, True)


def test_classes_are_two_for_each_doubling() -> None:
    numbers = np.array([1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16, 22, 23, 32, 1_024])
    assert class_of(numbers).tolist() == [0, 2, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 10, 20]


def test_a_print_of_a_story_is_as_rare_as_one_of_two_articles() -> None:
    assert rarity(np.array([2, 40, 40, 40]), np.array([1, 40, 20, 1])).tolist() == [1.0, 1.0, 0.5, 0.2]


def test_of_the_holders_of_a_common_print_those_beside_the_article_are_looked_at() -> None:
    prints = np.array([1, 2], np.uint32)
    many = Kept(all_prints((number, prints) for number in range(3 * IN_A_ROW)))
    for number, first in ((0, 1), (70, 70 - IN_A_ROW // 2), (3 * IN_A_ROW - 1, 2 * IN_A_ROW)):
        assert many.candidates(number, prints).numbers[0] == first


@given(st.integers(0, 10**6), st.integers(0, 120))
@settings(max_examples=EXAMPLES, deadline=None)
def test_prints_of_one_article_alone_make_no_candidates(seed: int, many: int) -> None:
    chance = np.random.default_rng(seed)
    articles = {id: article(chance) for id in range(many)}
    every = all_prints((id, held.prints) for id, held in articles.items())
    days = {id: held.date for id, held in articles.items()}
    with_all, without = Kept(every, days), Kept(every, days, shared_only=True)
    for id, held in articles.items():
        said, again = with_all.candidates(id, held.prints), without.candidates(id, held.prints)
        assert (said.numbers, said.rarity.tolist(), said.kin) == (again.numbers, again.rarity.tolist(), again.kin)
