"""What holds of every collation, whatever the witnesses print."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import loader.collate as module
from loader.collate import Passage, Place, Witness, collate
from loader.variants import BY_PASSAGE, KINDS, NOT_COMPARED

CLAUSES = [
    "霁川大桥昨天合龙。", "大桥全长3270米，", "主跨886米，", "横跨霁江。", "轮渡则要排队半天，", "遇到大雾还要停航。",
    "要抓紧抓实，", "要抓紧抓实。", "会议强调，", "会议指出，", "江堤上站满了看桥的人，",
    "卖豆腐脑的老汉一早就来占了位置。",
    "十二", "12", "，", "。", "的", " ", "and", "裏", "里", "①3",
]  # fmt: skip
ROLES = st.sampled_from(["body", "body", "body", "crosshead", "caption"])


@st.composite
def stories(draw: st.DrawFn) -> list[Witness]:
    """Printings that differ in clauses, their order and paragraphs, and some with nothing in common with them."""
    copy = draw(st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=14))
    witnesses = []
    for number in range(draw(st.integers(1, 5))):
        clauses = list(copy)
        for _ in range(draw(st.integers(0, 4))):
            at = draw(st.integers(0, len(clauses)))
            change = draw(st.sampled_from(["drop", "add", "move", "own"]))
            if change == "drop":
                del clauses[at : at + draw(st.integers(1, 3))]
            elif change == "move":
                moved = clauses[:at]
                del clauses[:at]
                clauses += moved
            else:
                clauses.insert(at, draw(st.sampled_from(CLAUSES)) if change == "add" else draw(st.text(max_size=5)))
        cuts = sorted(draw(st.lists(st.integers(0, len(clauses)), max_size=3)))
        texts = ["".join(clauses[a:b]) for a, b in zip([0, *cuts], [*cuts, len(clauses)], strict=True)]
        first = len(texts[0]) // 4
        marks = ((0, first, "dateline"),) if first and draw(st.booleans()) else ()
        passages = tuple(
            Passage(draw(ROLES), text, marks if place == 0 else (), (draw(st.integers(0, 9)),))
            for place, text in enumerate(texts)
        )
        witnesses.append(Witness(f"w{number}", passages))
    return witnesses


def printed(witness: Witness) -> str:
    return "".join(passage.text for passage in witness.passages)


def put_together(places: tuple[Place, ...], number: int) -> str:
    """A witness's text by the spans of its readings; each character once."""
    parts = []
    for place in places:
        reading = place.readings[number]
        first = 0
        for span in reading.spans:
            parts.append((span, reading.text[first : first + span.end - span.start]))
            first += span.end - span.start
    return "".join(part for _, part in sorted(parts))


@given(stories())
@settings(deadline=None, max_examples=150)
def test_the_readings_of_a_witness_are_its_text(witnesses: list[Witness]) -> None:
    places = collate(witnesses)
    for number, witness in enumerate(sorted(witnesses)):
        assert put_together(places, number) == printed(witness)
        spans = sorted(span for place in places for span in place.readings[number].spans)
        assert all(0 <= span.start < span.end <= len(witness.passages[span.passage].text) for span in spans)
        assert all(a.passage < b.passage or a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
        if not any(place.readings[number].moved for place in places):
            assert "".join(place.readings[number].text for place in places) == printed(witness)


@given(stories())
@settings(deadline=None, max_examples=60)
def test_every_place_has_a_reading_of_every_witness_and_a_known_kind(witnesses: list[Witness]) -> None:
    for place in collate(witnesses):
        assert [reading.witness for reading in place.readings] == sorted(one.id for one in witnesses)
        assert place.kind in {"", *KINDS}
        same = len({reading.text for reading in place.readings}) == 1 and not any(one.moved for one in place.readings)
        assert (place.kind == "") == same
        assert bool(place.reason) == (place.kind == "suspected error")


@given(stories(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_the_order_of_the_witnesses_has_no_effect(witnesses: list[Witness], rng: random.Random) -> None:
    shuffled = list(witnesses)
    rng.shuffle(shuffled)
    assert collate(shuffled) == collate(witnesses)


@given(stories())
@settings(deadline=None, max_examples=60)
def test_a_second_copy_of_a_printing_makes_no_place(witnesses: list[Witness]) -> None:
    copy = witnesses[0]._replace(id="z")
    once, twice = collate(witnesses), collate([*witnesses, copy])
    assert [place.readings for place in once] == [place.readings[:-1] for place in twice]
    assert all(place.readings[-1][1:] == place.readings[0][1:] for place in twice)


@given(stories())
@settings(deadline=None, max_examples=30)
def test_equal_printings_differ_nowhere(witnesses: list[Witness]) -> None:
    equal = [witnesses[0]._replace(id=f"copy {number}") for number in range(3)]
    assert {place.kind for place in collate(equal)} <= {""}


def test_a_printing_in_reverse_order_is_transposed_not_left_out() -> None:
    sentences = [
        "江堤上站满了看桥的人，卖豆腐脑的老汉一早就来占了位置。",
        "轮渡则要排队半天，遇到大雾还要停航，赶集的人只好住一夜。",
        "主塔基础要在水下六十米处施工，国内没有先例可循。",
    ]
    witnesses = [
        Witness(id, tuple(Passage("body", text) for text in order))
        for id, order in {"a": sentences, "b": [*sentences, "全文完。"], "c": sentences[::-1]}.items()
    ]
    assert [
        ("transposition", sentences[0], [False, False, True]),
        ("", sentences[1], [False, False, False]),
        ("transposition", sentences[2], [False, False, True]),
        ("addition", "", [False, False, False]),
    ] == [(one.kind, one.readings[0].text, [each.moved for each in one.readings]) for one in collate(witnesses)]


def test_five_hundred_printings_are_collated_in_seconds() -> None:
    rng = random.Random(5)
    copy = ["".join(rng.choice("江桥船人水山路田村市长会要抓紧实") for _ in range(180)) + "。" for _ in range(10)]
    witnesses = []
    for number in range(500):
        texts = list(copy)
        if number % 5 == 1:
            texts = texts[: rng.randint(3, 9)]
        elif number % 5 == 2:
            texts.insert(0, f"本报讯，读者{number}号来信说，{rng.randint(1, 99)}个人看了桥。")
        elif number % 5 == 3:
            del texts[rng.randrange(10)]
        witnesses.append(Witness(f"{number:03}", tuple(Passage("body", text) for text in texts)))
    start = time.process_time()
    places = collate(witnesses)
    assert time.process_time() - start < 20
    assert {number: put_together(places, number) for number in range(0, 500, 9)} == {
        number: printed(witnesses[number]) for number in range(0, 500, 9)
    }


def test_more_text_than_can_be_aligned_is_compared_by_passages_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    a = Witness("a", (Passage("body", "霁川大桥昨天合龙。"), Passage("body", "横跨霁江。")))
    b = Witness("b", (Passage("body", "霁川大桥今天合龙。"), Passage("body", "横跨霁江。")))
    monkeypatch.setattr(module, "MOST", 20)
    assert [(place.kind, place.reason, *(one.text for one in place.readings)) for place in collate([a, b])] == [
        ("substantive", BY_PASSAGE, "霁川大桥昨天合龙。", "霁川大桥今天合龙。"),
        ("", "", "横跨霁江。", "横跨霁江。"),
    ]
    monkeypatch.setattr(module, "MOST", 1)
    assert [("substantive", NOT_COMPARED, printed(a), printed(b))] == [
        (place.kind, place.reason, *(one.text for one in place.readings)) for place in collate([a, b])
    ]
