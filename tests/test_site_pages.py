"""A page as a paper and as it was typed, and why each line was read as it was."""

from __future__ import annotations

import re
import sqlite3
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from archives import rows
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st

from loader.conventions import SCOPES
from loader.messages import Words
from loader.outlet_files import load_conventions, rule_entries
from loader.titles import LONGEST, set_title, word_ends
from loader.why_page import BUILT_IN

CHINESE = {"accept-language": "zh-CN"}
ENGLISH = {"accept-language": "en"}
TRANSCRIPT = "000_24d63ac31d6e8ebf"
PAGE = f"/archive/-/page/{TRANSCRIPT}"


# ---- headings --------------------------------------------------------------------------------------------------------


def test_a_heading_breaks_between_words() -> None:
    assert set_title("分析新冠肺炎疫情形势研究加强防控工作").split("<wbr>") == [
        "分析", "新冠", "肺炎", "疫情", "形势", "研究", "加强", "防控", "工作",
    ]  # fmt: skip


def test_a_heading_keeps_its_marks_and_its_signs_together() -> None:
    assert set_title("“疫情防控”工作", [(1, 5)]) == "“<mark>疫情防控</mark>”<wbr>工作"


@given(st.text(max_size=LONGEST + 20), st.data())
def test_nothing_of_a_heading_is_lost_or_added(text: str, data: st.DataObject) -> None:
    bounds = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    spans = list(zip(bounds[::2], bounds[1::2], strict=False))
    shown = set_title(text, spans)
    plain = re.sub("</?mark>|<wbr>", "", str(shown))
    assert plain == str(set_title(text, []).replace("<wbr>", ""))
    assert shown.unescape().replace("<wbr>", "").count("<mark>") >= len(spans)
    assert all(0 < end < len(text) for end in word_ends(text))


# ---- as a page of a paper --------------------------------------------------------------------------------------------


def test_articles_stand_in_order_with_their_headings_set(site: Site, archive: Path) -> None:
    page = site.get(PAGE, headers=CHINESE).text
    expected = rows(archive, "SELECT id FROM articles WHERE transcript_id = ? ORDER BY position", TRANSCRIPT)
    assert re.findall(r'<article lang="zh" class="\w+" id="([^"]+)"', page) == [id for (id,) in expected]
    assert re.findall(r'<article lang="zh" class="(\w+)"', page)[0] == "lead"
    assert "分析<wbr>新冠" in page


def test_what_was_put_together_from_lines_apart_shows_its_evidence(site: Site, archive: Path) -> None:
    page = site.get(PAGE, headers=ENGLISH).text
    sql = "SELECT article_id, confidence FROM evidence WHERE transcript_id = ? AND field = 'headings'"
    linked = rows(archive, sql, TRANSCRIPT)
    assert linked
    article = page.split(f'id="{linked[0][0]}"')[1].split("</article>")[0]
    assert "headings that stand elsewhere" in article
    assert f"confidence {linked[0][1]:.0%}" in article
    assert f"{PAGE}?source=1" in article


def test_a_page_leads_to_the_other_papers_of_its_day(site: Site) -> None:
    page = site.get(PAGE, headers=CHINESE).text
    nav = page.split('<nav class="day-nav"')[1].split("</nav>")[0]
    assert "宁波日报" in nav
    assert "/archive/-/day/2020-02-10" in nav
    assert 'href="/archive/-/day/2020-02-13"' in nav


def test_a_page_that_is_too_long_shows_headings_for_the_rest(copy_of) -> None:  # type: ignore[no-untyped-def]
    path = copy_of("long.db", f"UPDATE articles SET characters = 20000 WHERE transcript_id = '{TRANSCRIPT}'")
    page = Site(path).get(f"/long/-/page/{TRANSCRIPT}", headers=ENGLISH).text
    assert page.count('<div class="columns">') == 1
    assert page.count("Read this article") == 6
    assert "only the headings stand here" in page


def test_pages_of_one_file_are_parted_by_their_numbers(copy_of) -> None:  # type: ignore[no-untyped-def]
    path = copy_of("parted.db", f"UPDATE articles SET page = '2' WHERE transcript_id = '{TRANSCRIPT}' AND position > 3")
    page = Site(path).get(f"/parted/-/page/{TRANSCRIPT}", headers=CHINESE).text
    assert re.findall(r'<p class="turned">\s*([^<]+?)\s*</p>', page) == ["第 2 版"]


def test_the_page_names_who_wrote_each_article_once(site: Site, archive: Path) -> None:
    signed = rows(
        archive,
        """SELECT a.transcript_id, a.byline, group_concat(p.text, '') FROM articles a
           JOIN paragraphs p ON p.article_id = a.id WHERE a.byline IS NOT NULL GROUP BY a.id ORDER BY a.id""",
    )
    assert {byline in text for _, byline, text in signed} == {True, False}
    for transcript, byline, text in signed:
        page = site.get(f"/archive/-/page/{transcript}", headers=CHINESE).text
        assert (f'<p class="byline">{escape(byline)}</p>' in page) == (byline not in text)


# ---- as it was typed -------------------------------------------------------------------------------------------------


def test_each_line_leads_to_its_rule_and_to_what_was_weighed(site: Site, archive: Path) -> None:
    page = site.get(f"{PAGE}?source=1", headers=CHINESE).text
    for number, rule in rows(archive, "SELECT number, rule FROM lines WHERE transcript_id = ?", TRANSCRIPT):
        row = page.split(f'<tr id="L{number}"')[1].split("</tr>")[0]
        assert f'href="/archive/-/rule/{rule}"' in row
        assert f'href="/archive/-/why/{TRANSCRIPT}?line={number}"' in row
    assert "标题在别处" in page
    assert "断于半句" in page


def test_a_source_of_long_lines_stays_a_page_and_goes_on(copy_of) -> None:  # type: ignore[no-untyped-def]
    longer = "UPDATE transcripts SET text = replace(hex(zeroblob(40000)), '0', '长')"
    lines = "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1300)"
    path = copy_of(
        "wide.db",
        longer,
        f"INSERT INTO lines {lines} SELECT '{TRANSCRIPT}', i, 0, 500, 'body', 'model', NULL, NULL FROM n",
    )
    site, seen, address = Site(path), [], f"/wide/-/page/{TRANSCRIPT}?source=1&first=1000"
    while address:
        answer = site.get(address, headers=ENGLISH)
        assert len(answer.content) < 150_000
        seen += re.findall(r'<tr id="L(\d+)"', answer.text)
        more = re.search(r'href="([^"]+)">Continue', answer.text)
        address = more[1].replace("&amp;", "&") if more else ""
    assert seen == [str(n) for n in range(1000, 1301)]


def test_a_number_that_is_none_says_so(site: Site) -> None:
    assert "is the number of a line" in site.get(f"{PAGE}?source=1&first=-3x", headers=ENGLISH).text
    assert "ends with line 132" in site.get(f"{PAGE}?source=1&first=900", headers=ENGLISH).text


# ---- why -------------------------------------------------------------------------------------------------------------


def test_every_line_is_explained(site: Site, archive: Path) -> None:
    for number, role, rule in rows(
        archive, "SELECT number, role, rule FROM lines WHERE transcript_id = ? AND number % 9 = 0", TRANSCRIPT
    ):
        page = site.get(f"/archive/-/why/{TRANSCRIPT}?line={number}", headers=ENGLISH)
        assert page.status_code == 200
        assert f'href="/archive/-/rule/{rule}"' in page.text
        assert f"<code>{role}/" in page.text  # the model, asked anew, chooses the role that was stored
        assert "reads the line differently" not in page.text
        assert f"{TRANSCRIPT}.txt,{number}," in page.text


def test_a_line_that_was_loaded_by_another_version_says_so(copy_of) -> None:  # type: ignore[no-untyped-def]
    path = copy_of("other.db", f"UPDATE lines SET role = 'slogan' WHERE transcript_id = '{TRANSCRIPT}' AND number = 9")
    assert "reads the line differently" in Site(path).get(f"/other/-/why/{TRANSCRIPT}?line=9", headers=ENGLISH).text


@pytest.mark.parametrize("line", ["", "0", "10", "-1", "x", "9" * 40, "１２"])
def test_a_line_that_is_not_there_says_which_is_the_last(site: Site, line: str) -> None:
    answer = site.get(f"/archive/-/why/{TRANSCRIPT}", line=line, headers=ENGLISH)
    assert answer.status_code == 404
    assert "the last line is 132" in answer.text
    assert site.get("/archive/-/why/nothing?line=1").status_code == 404


def test_every_rule_of_an_archive_has_its_page(site: Site, archive: Path) -> None:
    for (rule,) in rows(archive, "SELECT DISTINCT rule FROM lines"):
        page = site.get(f"/archive/-/rule/{quote(str(rule))}", headers=CHINESE)
        assert page.status_code == 200
        assert "/archive/-/why/" in page.text


def test_the_page_of_a_convention_shows_its_entry(site: Site) -> None:
    page = site.get("/archive/-/rule/date-line", headers=ENGLISH).text
    assert "loader/outlets/common.toml" in page
    assert "{papers}" in page  # as the file has it
    assert "2020年2月13日 星期四" in page
    assert "read as: folio" in page


def test_every_convention_is_an_entry() -> None:
    assert {rule.name for rule in load_conventions().rules} == set(rule_entries())
    assert not set(BUILT_IN) & set(rule_entries())


@pytest.mark.parametrize("name", ["nothing", "<script>", "疫情", "~00"])
def test_an_unknown_rule_lists_those_there_are(site: Site, name: str) -> None:
    answer = site.get(f"/archive/-/rule/{quote(name, safe='~')}", headers=ENGLISH)
    assert answer.status_code == 404
    assert "date-line" in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize("address", [f"{PAGE}?source=1", PAGE, f"/archive/-/why/{TRANSCRIPT}?line=9"])
def test_text_of_a_transcript_is_never_markup(copy_of, address: str) -> None:  # type: ignore[no-untyped-def]
    evil = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    path = copy_of(
        "archive.db",
        f"UPDATE articles SET headline = '{evil}', kicker = '{evil}', deck = '{evil}'",
        f"UPDATE lines SET rule = '{evil}' WHERE number = 9",
        f"UPDATE evidence SET value = '{evil}', quote = '{evil}'",
        f"UPDATE transcripts SET path = '{evil}' || number, page = '{evil}'",
        f"UPDATE flags SET note = '{evil}'",
    )
    page = Site(path).get(address, headers=ENGLISH).text
    assert "<script>alert" not in page
    assert "<img" not in page


def test_notes_of_flags_are_said_in_both_languages(archive: Path) -> None:
    chinese, english = Words("zh-Hans"), Words("en")
    for (note,) in rows(archive, "SELECT note FROM flags WHERE kind IN ('torn', 'doubled', 'english-word')"):
        assert english.doubt(str(note)) == note
        assert chinese.doubt(str(note)) != note
    assert chinese.doubt("line 3 of corrections.csv") == "line 3 of corrections.csv"


def test_a_reader_without_permission_sees_no_explanation(archive: Path) -> None:
    site = Site(archive, metadata={"databases": {"archive": {"allow": False}}})
    if "0.65" in site.get("/-/versions.json").text:
        assert site.get(f"/archive/-/why/{TRANSCRIPT}?line=9").status_code == 403
        assert site.get("/archive/-/rule/model").status_code == 403
        assert site.get("/archive/-/day/2020-02-13").status_code == 403


def test_archives_count_their_rules_without_a_scan_that_never_ends(archive: Path) -> None:
    conn = sqlite3.connect(archive)
    plan = conn.execute("EXPLAIN QUERY PLAN SELECT 1 FROM lines WHERE role = 'folio' AND rule = 'date-line'").fetchall()
    conn.close()
    assert "lines_role" in str(plan)


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
def test_every_scope_of_rules_has_words_of_its_own(lang: str) -> None:
    words = Words(lang)
    assert [scope for scope in SCOPES if words.label("scope", scope) == scope] == []
