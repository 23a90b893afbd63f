"""Where the witnesses of one story differ, and what each of them prints there."""

from __future__ import annotations

from pathlib import Path

import pytest

from loader.attribution import Attribution, find_attribution
from loader.changes import Amount, Changes, count_changes
from loader.collate import Passage, Place, Span, Witness, collate, passages, place_counts, variants
from loader.identify import identify_article
from loader.model import Article, Paragraph, Piece
from loader.outlet_files import load_conventions
from loader.reading import read_transcript
from loader.sources import find_sources
from loader.splitting import split_page
from loader.transcript_ids import make_ids
from loader.variants import Printed, Verdict, classify

SEEDS = Path(__file__).parent.parent / "seeds"
OPENED = "霁川大桥昨天合龙。大桥全长3270米，横跨霁江。"


def witness(id: str, *texts: str) -> Witness:
    return Witness(id, tuple(Passage("body", text) for text in texts))


def apparatus(*witnesses: Witness) -> list[tuple[str, ...]]:
    """Kind, then what each witness prints, of each place that is more than width."""
    return [(place.kind, *(reading.text for reading in place.readings)) for place in variants(collate(list(witnesses)))]


@pytest.fixture(scope="module")
def printings() -> dict[str, Article]:
    """The three printings of the wire story of 12 February 2020, each the longest article of its page."""
    sources = find_sources([SEEDS])
    found = {}
    for source, id in zip(sources, make_ids(sources), strict=True):
        if id[:3] in ("000", "002", "004"):
            page = split_page(read_transcript(source, id), load_conventions())
            found[id[:3]] = max(page.articles, key=lambda article: sum(len(one.text) for one in article.paragraphs))
    return found


@pytest.fixture(scope="module")
def of_12_february(printings: dict[str, Article]) -> tuple[Place, ...]:
    return collate([Witness(id, passages(article)) for id, article in printings.items()])


def test_what_the_papers_of_13_february_changed(of_12_february: tuple[Place, ...]) -> None:
    lead = (
        "昨日，中央政治局常务委员会就疫情防控工作第三次召开会议。这次会议上，中央对疫情形势做了最新的判断："
        "疫情形势出现积极变化，防控工作取得积极成效。同时，疫情防控工作也到了最吃劲的关键阶段，中央对湖北省、19 个对口"
        "支援的省份、人口流入大省大市都提出了最新的要求。对于非疫情防控重点地区，中央要求把疫情的影响降到最低，努力实现党"
        "中央确定的各项目标任务。更多内容，请看通稿。"
    )
    assert [
        ("dateline", "新华社北京 2 月 12 日电 ", "新华社电 ", ""),
        ("addition", "", "", lead),
        ("crosshead", "", "", "疫情形势出现积极变化"),
        ("crosshead", "", "", "努力实现今年经济社会发展目标任务"),
        ("crosshead", "", "", "疫情防控的重点环节"),
        ("substantive", "病亡率", "死亡率", "病亡率"),
        ("substantive", "武汉", "武汉", "武汉市"),
        ("punctuation", "", "", "，"),
        ("crosshead", "", "", "紧缺物资要优先保障重点地区需要"),
        ("substantive", "复产", "复产", "达产"),
        ("substantive", "春耕", "春耕", "春种"),
        ("crosshead", "", "", "非疫情防控重点地区对偏颇和极端做法要及时纠正"),
        ("crosshead", "", "", "把新冠肺炎疫情影响降到最低"),
        ("punctuation", "。", "。", "，"),
        ("substantive", "复产", "复产", "生产"),
        ("punctuation", "、", "、", ""),
        ("punctuation", "、", "、", ""),
    ] == [(place.kind, *(reading.text for reading in place.readings)) for place in variants(of_12_february)]
    assert (place_counts(of_12_february)) == {
        "addition": 1,
        "crosshead": 6,
        "dateline": 1,
        "punctuation": 4,
        "substantive": 5,
        "width": 104,
    }


def test_all_have_what_nobody_changed() -> None:
    assert [
        (place.kind, *(one.text for one in place.readings))
        for place in collate([witness("a", OPENED), witness("b", OPENED)])
    ] == [("", OPENED, OPENED)]


def test_a_word_is_shown_whole_where_one_character_of_it_differs() -> None:
    assert apparatus(
        witness("a", "降低感染率和病亡率，抓好重点。"), witness("b", "降低感染率和死亡率，抓好重点。")
    ) == [("substantive", "病亡率", "死亡率")]


def test_a_sentence_that_most_witnesses_lack_was_added() -> None:
    more = OPENED + "江堤上站满了看桥的人。"
    assert apparatus(witness("a", OPENED), witness("b", more), witness("c", OPENED)) == [
        ("addition", "", "江堤上站满了看桥的人。", "")
    ]
    assert apparatus(witness("a", more), witness("b", more), witness("c", OPENED)) == [
        ("omission", "江堤上站满了看桥的人。", "江堤上站满了看桥的人。", "")
    ]


def test_two_witnesses_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="one id"):
        collate([witness("a", OPENED), witness("a", OPENED)])


def test_nothing_comes_of_no_witness_and_of_empty_ones() -> None:
    assert collate([]) == ()
    assert variants(collate([witness("a"), witness("b", "")])) == []


@pytest.mark.parametrize(
    ("kind", "a", "b"),
    [
        ("width", "12日，", "１２日,"),
        ("orthographic", "十二", "12"),
        ("orthographic", "里面", "裏面"),
        ("orthographic", "二〇二〇年", "二○二○年"),
        ("orthographic", "百分之三点二", "3.2%"),
        ("orthographic", "两万一千", "2.1万"),
        ("orthographic", "21,000", "两万一千"),
        ("substantive", "三点二十", "3.2"),
        ("substantive", "9" * 5000, "8" * 5000),
        ("omission", "准时到达", "到达"),
        ("substantive", "县城", "县"),
        ("substantive", "三百五十", "三百"),
        ("punctuation", "、", "，"),
        ("substantive", "病亡率", "死亡率"),
    ],
)
def test_the_kind_of_two_readings(kind: str, a: str, b: str) -> None:
    assert Verdict(kind) == classify([Printed(a), Printed(b)]) == classify([Printed(b), Printed(a)])


def test_an_english_word_in_chinese_and_a_doubled_character_are_suspected() -> None:
    assert classify([Printed(" and ", "凝聚力", "行动力"), Printed("和", "凝聚力", "行动力")]) == Verdict(
        "suspected error", "and inside Chinese"
    )
    assert classify([Printed("代表"), Printed("伐表"), Printed("代表")]) == Verdict(
        "suspected error", "代/伐 look alike"
    )
    assert classify([Printed("國王"), Printed("国玉")]) == Verdict("suspected error", "玉/王 look alike")
    assert classify([Printed("國王"), Printed("国王")]) == Verdict("orthographic")
    assert classify([Printed("籍", "外籍", "人员", frozenset({1})), Printed("", "外籍", "人员")]) == Verdict(
        "suspected error", "籍 twice after a line end"
    )


def test_what_each_paper_of_13_february_did_with_the_wire_text(of_12_february: tuple[Place, ...]) -> None:
    nothing = Amount()
    assert [
        Changes("000", 1.0, nothing, nothing, nothing, nothing, nothing, 0),
        Changes("002", 1.0, nothing, nothing, nothing, nothing, nothing, 1),
        Changes("004", 1.0, Amount(1, 166), Amount(1, 166), nothing, nothing, Amount(6, 85), 4),
    ] == list(count_changes(of_12_february))


def test_how_the_papers_of_13_february_name_the_agency(printings: dict[str, Article]) -> None:
    assert {id: find_attribution(article) for id, article in printings.items()} == {
        "000": Attribution("dateline", "新华社北京 2 月 12 日电", "新华社", Span(0, 0, 15)),
        "002": Attribution("agency", "新华社电", "新华社", Span(0, 0, 4)),
        "004": Attribution("none"),
    }


@pytest.mark.parametrize(
    ("printed", "attribution", "marks"),
    [
        (
            "据新华社霁川5月8日电 大桥合龙。",
            Attribution("according", "据新华社霁川5月8日电", "新华社", Span(0, 0, 11)),
            ((0, 11, "dateline"),),
        ),
        (
            "新华社霁川5月8日电（记者 林小满）大桥合龙。",
            Attribution("dateline", "新华社霁川5月8日电", "新华社", Span(0, 0, 10)),
            ((0, 18, "dateline"),),
        ),
        ("【新华社电】大桥合龙。", Attribution("agency", "新华社电", "新华社", Span(0, 1, 5)), ((0, 6, "dateline"),)),
        (
            "大桥合龙。（据新华社）",
            Attribution("according", "（据新华社）", "新华社", Span(0, 5, 11)),
            ((5, 11, "agency"),),
        ),
        (
            "大桥合龙。（新華社霁川5月8日電）②3",
            Attribution("dateline", "（新華社霁川5月8日電）", "新华社", Span(0, 5, 17)),
            ((5, 17, "agency"),),
        ),
        (
            "本报讯（记者 林小满）大桥合龙。",
            Attribution("own", "本报讯", None, Span(0, 0, 3)),
            ((0, 11, "dateline"),),
        ),
        ("新华社记者看到，大桥合龙。", Attribution("none"), ()),
    ],
)
def test_the_attribution_of_a_printing(
    printed: str, attribution: Attribution, marks: tuple[tuple[int, int, str], ...]
) -> None:
    bare = Article(1, (), (Paragraph("body", printed, (Piece(0, len(printed), 0, len(printed)),), (1,)),))
    article = identify_article(bare, (), load_conventions())
    assert find_attribution(article) == attribution
    assert [passage.marks for passage in passages(article)] == [marks]


def test_what_is_printed_elsewhere_or_not_at_all_is_counted_for_its_witness() -> None:
    bridge = "江堤上站满了看桥的人，卖豆腐脑的老汉一早就来占了位置。"
    ferry = "轮渡则要排队半天，遇到大雾还要停航，赶集的人只好住一夜。"
    changes = count_changes(
        collate(
            [
                witness("a", OPENED, bridge, ferry),
                witness("b", OPENED, ferry, bridge),
                witness("c", OPENED, bridge),
                witness("d", OPENED, bridge, ferry),
            ]
        )
    )
    assert [(one.witness, round(one.coverage, 2), one.omitted.places, one.moved.places) for one in changes] == [
        ("a", 1.0, 0, 0),
        ("b", 1.0, 0, 1),
        ("c", 0.65, 1, 0),
        ("d", 1.0, 0, 0),
    ]


def test_a_quotation_mark_before_or_behind_the_full_stop_is_one_place() -> None:
    said = "周大爷说：“年轻时过一趟江要看老天爷的脸色"
    assert apparatus(witness("a", f"{OPENED}{said}。”"), witness("b", f"{OPENED}{said}”。")) == [
        ("punctuation", "。”", "”。")
    ]


def test_a_mark_alone_that_ends_a_passage_left_out_is_no_place_of_its_own() -> None:
    said = "周大爷说：“年轻时过一趟江要看老天爷的脸色，等上半天是常事。”"
    places = variants(
        collate(
            [
                witness("a", OPENED, said),
                witness("b", OPENED, said.replace("常事", "家常便饭")),
                witness("c", OPENED),
                witness("d", OPENED, said),
            ]
        )
    )
    assert [(place.kind, place.readings[0].text) for place in places if not place.continues] == [
        ("omission", "周大爷说：“年轻时过一趟江要看老天爷的脸色，等上半天是"),
        ("substantive", "常事"),
    ]
