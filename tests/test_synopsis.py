"""Printings side by side as a reader sees them: one text with all readings, and columns."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from witnesses import PARAGRAPHS, witness

from loader.collate import Place, Witness, collate
from loader.parallel import blocks
from loader.synopsis import PARAGRAPH, columns, one_text
from loader.variants import KINDS

LEAD = "霁川大桥昨天合龙。大桥全长3270米，横跨霁江。"
END = "合龙以后，还要铺装桥面，预计年底通车。"
ALL = set(KINDS)


def numbered(places: tuple[Place, ...]) -> dict[int, int]:
    differ = [index for index, place in enumerate(places) if place.kind]
    return {index: number for number, index in enumerate(differ, 1)}


def shown(*witnesses: Witness, kinds: set[str] = ALL) -> list[list[str]]:
    """Blocks as text: 年底 AC｜明年 B."""
    places = collate(witnesses)
    sigla = {one.id: chr(65 + number) for number, one in enumerate(witnesses)}
    return [
        [
            "｜".join(f"{group.text} {''.join(group.sigla)}".strip() for group in run.groups) if run.kind else
            run.groups[0].text
            for run in block.runs
        ]
        for block in one_text(places, numbered(places), sigla, kinds)
    ]  # fmt: skip


def test_where_printings_differ_all_readings_stand_with_their_sigla() -> None:
    assert shown(witness("a", LEAD, END), witness("b", LEAD, END.replace("年底", "明年")), witness("c", LEAD, END)) == [
        [LEAD],
        ["合龙以后，还要铺装桥面，预计", "年底 AC｜明年 B", "通车。"],
    ]


def test_a_kind_that_is_not_wanted_shows_what_most_print() -> None:
    printings = witness("a", END), witness("b", END.replace("年底", "明年")), witness("c", END)
    assert shown(*printings, kinds=set()) == [[END]]


def test_an_added_crosshead_is_a_block_where_all_begin_a_paragraph_and_inside_one_where_only_its_paper_does() -> None:
    crosshead = ("crosshead", "四分钟过江")
    assert shown(witness("a", LEAD, END), witness("b", LEAD, crosshead, END)) == [[LEAD], ["四分钟过江 B｜A"], [END]]
    assert shown(witness("a", LEAD + END), witness("b", LEAD, crosshead, END)) == [[LEAD, "四分钟过江 B｜A", END]]


def test_a_paragraph_that_one_paper_cuts_is_told_where_that_is_asked() -> None:
    printings = witness("a", LEAD + END), witness("b", LEAD, END)
    assert shown(*printings) == [[LEAD + END]]
    assert shown(*printings, kinds={PARAGRAPH}) == [[LEAD, "B", END]]


def test_columns_show_each_printing_as_it_is_with_its_variants_marked() -> None:
    printings = witness("a", LEAD, END), witness("b", LEAD, END.replace("年底", "明年"))
    places = collate(printings)
    rows = columns(places, numbered(places), ["b", "a"], ALL)
    assert [[[(piece.text, piece.number) for piece in cell] for cell in row.cells] for row in rows] == [
        [[(LEAD, None)], [(LEAD, None)]],
        [
            [("合龙以后，还要铺装桥面，预计", None), ("明年", 1), ("通车。", None)],
            [("合龙以后，还要铺装桥面，预计", None), ("年底", 1), ("通车。", None)],
        ],
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(PARAGRAPHS, min_size=2, max_size=4))
def test_no_character_and_no_paragraph_of_a_printing_is_lost(printings: list[list[str]]) -> None:
    witnesses = [witness(str(number), *texts) for number, texts in enumerate(printings)]
    places = collate(witnesses)
    parts = [placed for block in blocks(places) for placed in block]
    for number in range(len(printings)):
        whole = [place.readings[number].text for place in places]
        assert "".join(whole) == "".join(placed.place.readings[number].text for placed in parts)
    rows = columns(places, numbered(places), [one.id for one in witnesses], ALL)
    moved = {reading.witness for place in places for reading in place.readings if reading.moved}
    for number, texts in enumerate(printings):
        found: list[str] = []
        for row in rows:
            for first, piece in enumerate(row.cells[number]):
                if first == 0 or piece.begins:
                    found.append("")
                found[-1] += piece.text
        assert sorted("".join(texts)) == sorted("".join(found))
        if str(number) not in moved:
            assert texts == found
