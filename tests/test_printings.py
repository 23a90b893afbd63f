"""Printings of one text among the hits of a search, on the seeds and on officialese."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from loader.printings import fingerprints, group_printings, same_printing

MEETING = (
    "中共中央政治局常务委员会2月12日召开会议，听取中央应对新型冠状病毒感染肺炎疫情工作领导小组汇报，"
    "分析当前新冠肺炎疫情形势，研究加强疫情防控工作。"
)
DATELINED = "新华社北京 2 月 12 日电 " + MEETING.replace("，", ",")
EARLIER = (
    "中共中央政治局常务委员会2月3日召开会议，听取中央应对新型冠状病毒感染肺炎疫情工作领导小组和有关部门"
    "关于疫情防控工作情况的汇报，研究下一步疫情防控工作。"
)
# Two towns, the same formulas.
ZHOUKOU = "会议要求，全市各级各部门要提高政治站位，坚定必胜信心，坚决打赢疫情防控阻击战，把居家隔离人员逐户登记到册。"
NINGBO = "会议指出，要提高政治站位，坚决打赢疫情防控阻击战，首批二十家企业通过验收后方可开工，返岗员工一律测温。"


def test_a_wire_text_with_and_without_its_dateline_is_one_text() -> None:
    assert group_printings([MEETING, EARLIER, DATELINED]) == [[0, 2], [1]]


def test_the_meeting_of_another_day_is_another_story() -> None:
    assert group_printings([MEETING, EARLIER]) == [[0], [1]]


def test_officialese_that_shares_its_formulas_is_not_a_reprint() -> None:
    assert group_printings([ZHOUKOU, NINGBO]) == [[0], [1]]


def test_traditional_characters_and_punctuation_tell_no_printings_apart() -> None:
    traditional = "中共中央政治局常務委員會２月１２日召開會議、聽取中央應對新型冠狀病毒感染肺炎疫情工作領導小組匯報"
    assert group_printings([MEETING, traditional]) == [[0, 1]]


def test_a_changed_word_is_a_variant_not_another_text() -> None:
    one = "会议指出，要围绕提高收治率和治愈率、降低感染率和病亡率，抓好疫情防控的重点环节，全面增强收治能力。"
    assert group_printings([one, one.replace("病亡率", "死亡率")]) == [[0, 1]]


def test_a_formula_that_makes_a_paragraph_of_its_own_is_no_printing() -> None:
    assert group_printings(["会议还研究了其他事项。"] * 2 + ["会议还研究了其他事项。" + MEETING]) == [[0], [1], [2]]


def test_the_first_one_given_leads_and_nothing_is_lost() -> None:
    assert group_printings([DATELINED, ZHOUKOU, MEETING, MEETING, ""]) == [[0, 2, 3], [1], [4]]
    assert group_printings([]) == []


def test_no_chain_of_likenesses_joins_what_is_not_alike() -> None:
    both = MEETING + ZHOUKOU
    assert group_printings([MEETING, ZHOUKOU, both]) == [[0, 2], [1]]
    assert not same_printing(*fingerprints([MEETING, ZHOUKOU]))


def test_the_wire_story_of_12_february_stands_in_three_pages_that_of_3_february_in_one(archive: Path) -> None:
    conn = sqlite3.connect(archive)
    rows = conn.execute(
        "SELECT a.transcript_id, p.text FROM paragraphs p JOIN articles a ON a.id = p.article_id ORDER BY p.id"
    ).fetchall()
    conn.close()
    groups = [{rows[place][0][:3] for place in group} for group in group_printings([text for _, text in rows])]
    reprinted = [pages for pages in groups if len(pages) > 1]
    assert [{"000", "002", "004"}] * 10 == reprinted
