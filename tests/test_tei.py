"""The apparatus as TEI: valid, and every printing comes back from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from witnesses import PARAGRAPHS, witness

from loader.collate import Witness, collate
from loader.tei import TEI, Printing, tei

# The schema is the TEI Consortium's and no part of this project: tests say when it is not there.
SCHEMA = Path(__file__).resolve().parents[2] / "shared/schema/tei_all.rng"
NS = {"t": TEI}
LEAD = "霁川大桥昨天合龙。大桥全长3270米，横跨霁江。"
END = "合龙以后，还要铺装桥面，预计年底通车。"


def document(*witnesses: Witness, headline: str | None = "霁川大桥合龙") -> etree._Element:
    printings = [
        Printing(one.id, chr(65 + number), "霁川日报", "2006-05-09", headline, "新华社霁川5月8日电", bool(number))
        for number, one in enumerate(witnesses)
    ]
    return etree.fromstring(tei("霁川大桥合龙", "https://example.org/-/story/1", printings, collate(witnesses)))


def paragraphs(root: etree._Element, siglum: str) -> list[str]:
    """The text of one witness, as a reader of the TEI takes it out: of each place the reading with its siglum."""
    found: list[str] = []

    def add(text: str | None) -> None:
        found[-1] += text or ""

    def walk(element: etree._Element) -> None:
        name = etree.QName(element).localname
        if name == "milestone" and f"#{siglum}" in element.get("edRef").split():
            found.append("")
        if name == "note" or (name == "rdg" and f"#{siglum}" not in element.get("wit").split()):
            return
        if name != "app":
            add(element.text)
        for child in element:
            walk(child)
            if name != "app":
                add(child.tail)

    for block in root.iterfind(".//t:div/*", NS):
        if etree.QName(block).localname in ("p", "ab"):
            found.append("")
            walk(block)
    return [text for text in found if text]


def assert_valid(root: etree._Element) -> None:
    if not SCHEMA.exists():
        pytest.skip("the TEI schema tei_all.rng is not here: the document was not validated")
    schema = etree.RelaxNG(etree.parse(str(SCHEMA)))
    assert schema.validate(root), schema.error_log


def test_a_place_holds_the_readings_of_all_printings() -> None:
    root = document(witness("a", LEAD, END), witness("b", LEAD, END.replace("年底", "明年")), witness("c", LEAD, END))
    (app,) = root.iterfind(".//t:p/t:app", NS)
    assert app.get("type") == "substantive"
    assert [(rdg.get("wit"), rdg.text) for rdg in app] == [("#A #C", "年底"), ("#B", "明年")]


def test_the_header_describes_the_printings_and_the_headlines_are_a_place() -> None:
    root = document(witness("a", LEAD), witness("b", LEAD))
    assert [one.get("{http://www.w3.org/XML/1998/namespace}id") for one in root.iterfind(".//t:witness", NS)] == [
        "A",
        "B",
    ]
    assert [one.text for one in root.iterfind(".//t:head/t:app/t:rdg", NS)] == ["霁川大桥合龙"]
    assert root.find(".//t:variantEncoding", NS).get("method") == "parallel-segmentation"


def test_a_crosshead_that_one_paper_added_does_not_break_the_paragraph_of_the_others() -> None:
    whole, cut = witness("a", LEAD + END), witness("b", LEAD, ("crosshead", "四分钟过江"), END)
    root = document(whole, cut)
    assert paragraphs(root, "A") == [LEAD + END]
    assert paragraphs(root, "B") == [LEAD, "四分钟过江", END]


def test_markup_and_control_characters_of_a_page_are_text() -> None:
    root = document(witness("a", "<b>合龙</b>&amp;\x0b昨天大桥"), witness("b", "昨天大桥"), headline="<i>\x00")
    assert paragraphs(root, "A") == ["<b>合龙</b>&amp;\ufffd昨天大桥"]


def test_the_document_is_valid_tei(archive: Path) -> None:
    assert_valid(
        document(
            witness("a", LEAD, END),
            witness("b", ("crosshead", "四分钟过江"), LEAD + "本报记者看到，" + END),
            witness("c", END, LEAD),
            witness("d", ("caption", "图为大桥。"), LEAD[:12] + "霁江", ("signature", "林小满")),
        )
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(PARAGRAPHS, min_size=2, max_size=4))
def test_every_printing_comes_back(printings: list[list[str]]) -> None:
    witnesses = [witness(str(number), *texts) for number, texts in enumerate(printings)]
    root = document(*witnesses)
    moved = {reading.witness for place in collate(witnesses) for reading in place.readings if reading.moved}
    for number, texts in enumerate(printings):
        found = paragraphs(root, chr(65 + number))
        if str(number) in moved:
            assert sorted("".join(texts)) == sorted("".join(found))
        else:
            assert texts == found
