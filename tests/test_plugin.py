"""Datasette with our plugin, asked the way a visitor asks it. The same tests pass on Datasette 0.65 and 1.0."""

from __future__ import annotations

import csv
import io
import os
import re
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import Site
from datasette.utils import escape_fts, tilde_encode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loader import index
from loader.messages import MESSAGES, choose_language
from loader.query import match_expression

ARTICLE = "000_24d63ac31d6e8ebf-l088"
TRANSCRIPT = "000_24d63ac31d6e8ebf"
STORY = "000_24d63ac31d6e8ebf-l003-p1"
# Typed, and the plain string that a paragraph must then contain (white space aside).
SEARCHES = [
    ("疫情防控", "疫情防控"),
    ("复工复产", "复工复产"),
    ("復工復產", "复工复产"),
    ("治愈率", "治愈率"),
    ("“四个意识”", "“四个意识”"),
    ("米", "米"),
    ("2 月 12 日", "2月12日"),
]
HOSTILE = [
    '"', '""', '"""', "'", "\\", "-", "- -", "*", "a*", "疫*", "AND", "OR OR", "NOT", "NEAR(a b)", "text:疫情", "{a}:b",
    "^疫", "(", ")", "疫情 AND", "-疫情", "--", ";drop table articles", "\0", "疫\0情", "\ufffd", "\uffff",
    "😀", "。，！？", "⟦疫情⟧", "<script>alert(1)</script>", "%", "_", "~", "\n\t", "　", "\u200b", "é" * 100,
    "疫" * 10_000, "a " * 5_000, '"' * 9_999, "疫情 OR " * 1_250, "()" * 5_000, "x" * 10_000,
]  # fmt: skip


def paragraphs_with(archive: Path, plain: str) -> list[int]:
    """Ids of the paragraphs that hold a string, counted without any index."""
    conn = sqlite3.connect(archive)
    rows = conn.execute("SELECT id, text FROM paragraphs").fetchall()
    conn.close()
    return sorted(id for id, text in rows if plain in re.sub(r"\s", "", text))


# ---- search ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "plain"), SEARCHES)
def test_the_stock_search_finds_every_paragraph_in_json_and_csv(
    site: Site, archive: Path, typed: str, plain: str
) -> None:
    expected = paragraphs_with(archive, plain)
    assert expected
    found = site.get("/archive/paragraphs.json", _search=typed, _shape="array", _size="max").json()
    assert expected == sorted(row["id"] for row in found)
    rows = csv.DictReader(io.StringIO(site.get("/archive/paragraphs.csv", _search=typed, _stream="on").text))
    assert expected == sorted(int(row["id"]) for row in rows)
    found = site.get("/archive/paragraphs.json", _search_text=typed, _shape="array", _size="max").json()
    assert expected == sorted(row["id"] for row in found)


@pytest.mark.parametrize("typed", ["疫情防控", "疫情防控 会议", "疫", "市", "－疫"])
def test_the_stock_search_of_articles_finds_headings_in_json_and_csv(site: Site, archive: Path, typed: str) -> None:
    conn = sqlite3.connect(archive)
    headings = conn.execute("SELECT id, kicker, headline, deck FROM articles").fetchall()
    conn.close()
    words = typed.split()
    expected = sorted(id for id, *texts in headings if all(any(w in (text or "") for text in texts) for w in words))
    assert bool(expected) == (typed != "－疫")
    found = site.get("/archive/articles.json", _search=typed, _shape="array", _size="max").json()
    assert sorted(row["id"] for row in found) == expected
    rows = csv.DictReader(io.StringIO(site.get("/archive/articles.csv", _search=typed, _stream="on").text))
    assert sorted(row["id"] for row in rows) == expected
    assert site.get("/archive/articles", _search=typed).status_code == 200


@pytest.mark.parametrize(("typed", "plain"), SEARCHES)
def test_the_canned_search_finds_the_same(site: Site, archive: Path, typed: str, plain: str) -> None:
    found = site.get("/archive/search.json", q=typed, _shape="array").json()
    assert len(paragraphs_with(archive, plain)) == len(found)
    assert all("⟦" in row["snippet"] for row in found)


def test_the_canned_search_is_newest_first_and_takes_an_outlet_and_days(site: Site) -> None:
    rows = site.get(
        "/archive/search.json", q="疫情防控", outlet="周口日报", date_to="2020-02-10", _shape="array"
    ).json()
    assert {("周口日报", "2020-02-10")} == {(row["outlet"], row["date"]) for row in rows}
    dates = [
        row["date"] for row in site.get("/archive/search.json", q="疫情防控", _shape="array").json() if row["date"]
    ]
    assert sorted(dates, reverse=True) == dates


def test_the_search_page_marks_hits_and_links_to_the_paragraph(site: Site) -> None:
    page = site.get("/archive/search", q="疫情防控").text
    assert "<mark>疫情防控</mark>" in page
    assert re.search(rf'href="/archive/-/article/[^"]+\?q={quote("疫情防控")}#p\d+"', page)


def test_the_table_page_marks_hits_and_keeps_the_words_in_the_box(site: Site) -> None:
    page = site.get("/archive/paragraphs", _search="疫情防控").text
    assert "<mark>疫情防控</mark>" in page
    assert 'value="疫情防控"' in page
    assert "周口日报" in page


def test_an_empty_search_explains_itself(site: Site) -> None:
    assert MESSAGES["empty-search"][1] in site.get("/archive/search", headers={"accept-language": "en"}).text
    assert MESSAGES["empty-search"][0] in site.get("/archive/search", headers={"accept-language": "zh-CN"}).text
    assert MESSAGES["empty-search"][0] not in site.get("/archive/search", q="米").text


def test_raw_search_is_raw(site: Site, archive: Path) -> None:
    raw = {"_searchmode": "raw", "_shape": "array", "_size": "max"}
    found = site.get("/archive/paragraphs.json", _search='"疫情 情防 防控"', **raw).json()
    assert len(found) == len(paragraphs_with(archive, "疫情防控"))
    assert site.get("/archive/paragraphs", _search='"', _searchmode="raw").status_code == 400


def test_search_all_knows_the_paragraphs(site: Site) -> None:
    page = site.get("/-/search", q="疫情防控")
    assert page.status_code == 200
    assert "/archive/paragraphs" in page.text


def test_databases_beside_ours_keep_datasettes_own_search(archive: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    conn = sqlite3.connect(other)
    conn.executescript(
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO notes (text) VALUES ('a b ⟦c⟧')"
    )
    conn.close()
    site = Site(archive, other)
    assert [(escape_fts("疫情 b"),)] == site.sql("other", "SELECT escape_fts('疫情 b')")
    assert [(match_expression("疫情 b"),)] == site.sql("archive", "SELECT escape_fts('疫情 b')")
    assert "<mark>" not in site.get("/other/notes").text


@pytest.mark.parametrize("suffix", ["", ".json", ".csv"])
def test_an_archive_of_another_folding_says_so_instead_of_missing_words(copy_of, suffix: str) -> None:  # type: ignore[no-untyped-def]
    site = Site(copy_of("old.db", "UPDATE archive SET value = 'another' WHERE key = 'folding'"))
    answer = site.get(f"/old/paragraphs{suffix}", _search="疫情防控")
    assert answer.status_code == 400
    assert "检索不可用" in answer.text or "\\u68c0\\u7d22\\u4e0d\\u53ef\\u7528" in answer.text
    assert site.get("/old/paragraphs").status_code == 200
    assert "检索不可用" in site.get("/old/search", q="疫情防控").text


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:12]))
def test_nothing_typed_gives_an_error_page(site: Site, typed: str) -> None:
    _ask_everywhere(site, typed)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=60).filter(lambda text: text.isprintable())
    | st.lists(st.sampled_from(['"', "-", "*", "AND", "OR", "NOT", "疫情", "a", "(", ")", " ", ":", "\0", "。"])).map(
        "".join
    )
)
def test_nothing_drawn_at_random_gives_an_error_page(site: Site, typed: str) -> None:
    _ask_everywhere(site, typed)


def _ask_everywhere(site: Site, typed: str) -> None:
    for path, name in [
        ("/archive/paragraphs", "_search"),
        ("/archive/paragraphs.json", "_search_text"),
        ("/archive/search", "q"),
        ("/archive/search.csv", "q"),
        (f"/archive/-/article/{ARTICLE}", "q"),
        (f"/archive/-/page/{TRANSCRIPT}", "q"),
    ]:
        if len(typed) > 5_000:
            assert site.status(path, f"{name}={quote(typed)}") == 200, path
            continue
        answer = site.get(path, **{name: typed})
        assert answer.status_code == 200, (path, answer.text[:500])
        assert "<script>alert(1)" not in answer.text or path.endswith((".json", ".csv"))
        assert "message-error" not in answer.text


# ---- CSV -------------------------------------------------------------------------------------------------------------


def test_csv_gets_a_byte_order_mark_when_asked(site: Site) -> None:
    bom = b"\xef\xbb\xbf"
    for path in (
        "/archive/articles.csv",
        "/archive/articles.csv?_stream=on",
        "/archive/bylines.csv",
        "/archive/articles.csv?_dl=on",
    ):
        plain, marked = site.get(path).content, site.get(path, _bom=1).content
        assert not plain.startswith(bom)
        assert bom + plain == marked
    assert not site.get("/archive/articles.json", _bom=1).content.startswith(bom)
    assert not site.get("/archive/articles", _bom=1).content.startswith(bom)
    assert not site.get("/archive/articles.csv", _bom=0).content.startswith(bom)


# ---- pages -----------------------------------------------------------------------------------------------------------


def test_an_article_is_read_with_its_headings_byline_and_numbered_paragraphs(site: Site) -> None:
    page = site.get(f"/archive/-/article/{ARTICLE}?lang=zh").text
    assert '<html lang="zh-Hans">' in page
    for printed in (
        "丁福浩在调研中心城区重点项目建设工作时强调",
        "坚决做好疫情防控",
        "周口日报",
        "2020年2月13日 星期四",
        "李凤霞",
    ):
        assert printed in page
    assert 'id="p1"' in page
    assert f"/archive/articles/{ARTICLE}.json" in page
    assert "<mark>" not in page


def test_an_article_marks_what_was_searched_for_and_says_how_often(site: Site) -> None:
    page = site.get(f"/archive/-/article/{ARTICLE}", q="疫情防控", lang="en").text
    assert page.count("<mark>疫情防控</mark>") == 9
    assert MESSAGES["found-by-query"][1].format(q="疫情防控", n=9) in page.replace("&#34;", '"')
    assert "does not occur" in site.get(f"/archive/-/article/{ARTICLE}", q="没有这样的话", lang="en").text


def test_previous_and_next_walk_through_the_page(site: Site) -> None:
    ids = [
        id
        for (id,) in site.sql(
            "archive", "SELECT id FROM articles WHERE transcript_id = ? ORDER BY position", TRANSCRIPT
        )
    ]
    walked, address = [ids[0]], f"/archive/-/article/{ids[0]}"
    while following := re.search(r'rel="next" href="([^"]+)"', site.get(address).text):
        address = following[1]
        walked.append(address.rsplit("/", 1)[1])
    assert ids == walked


def test_a_page_shows_every_article_and_what_was_left_over(site: Site, archive: Path) -> None:
    page = site.get(f"/archive/-/page/{TRANSCRIPT}").text
    assert page.count("<article") == 7
    for (line,) in site.sql(
        "archive",
        "SELECT substr(t.text, l.start + 1, l.end - l.start) FROM lines l JOIN transcripts t ON t.id = l.transcript_id"
        " WHERE t.id = ? AND l.article_id IS NULL",
        TRANSCRIPT,
    ):
        assert line in page


def test_the_source_shows_every_line_with_its_role_and_rule(site: Site) -> None:
    page = site.get(f"/archive/-/page/{TRANSCRIPT}?source=1").text
    for number, rule in site.sql("archive", "SELECT number, rule FROM lines WHERE transcript_id = ?", TRANSCRIPT):
        assert f'id="L{number}"' in page
        assert f"<code>{rule}</code>" in page.replace("&#39;", "'")


def test_a_doubtful_place_leads_to_its_line(site: Site) -> None:
    page = site.get("/archive/not-placed").text
    line = re.search(r'href="(/archive/-/page/[^"]+)\?source=1#(L\d+)"', page)
    assert line
    assert f'id="{line[2]}"' in site.get(f"{line[1]}?source=1").text


def test_a_long_transcript_is_shown_in_parts(copy_of) -> None:  # type: ignore[no-untyped-def]
    lines = "WITH RECURSIVE n(i) AS (SELECT 10000 UNION ALL SELECT i + 1 FROM n WHERE i < 15000)"
    path = copy_of(
        "long.db",
        f"INSERT INTO lines {lines} SELECT '{TRANSCRIPT}', i, 0, 1, 'body', 'x', NULL, NULL FROM n",
    )
    site = Site(path)
    page = site.get(f"/long/-/page/{TRANSCRIPT}?source=1").text
    following = re.search(r'href="(/long/-/page/[^"]+first=\d+)"', page)
    assert following
    assert 'id="L15000"' not in page
    assert site.get(following[1].replace("&amp;", "&")).status_code == 200
    assert site.get(f"/long/-/page/{TRANSCRIPT}?source=1&first=-3x").status_code == 200
    assert f"/long/-/page/{TRANSCRIPT}?source=1&amp;first=13997#L14000" in site.get("/long/lines?number=14000").text


@pytest.mark.parametrize("kind", ["article", "page"])
@pytest.mark.parametrize("id", ["nothing", "000_24d63ac31d6e8ebf-l999", "%00", "~00", "疫情", "..", "<b>", "a" * 3000])
def test_an_unknown_id_is_a_404_that_helps(site: Site, kind: str, id: str) -> None:
    answer = site.get(f"/archive/-/{kind}/{quote(id, safe='%~')}")
    assert answer.status_code == 404
    assert "<b>" + id not in answer.text
    assert 'role="search"' in answer.text or id == ".."


def test_the_404_lists_the_articles_of_the_page_it_may_have_meant(site: Site) -> None:
    answer = site.get("/archive/-/article/000_24d63ac31d6e8ebf-l999")
    assert f"/archive/-/article/{ARTICLE}" in answer.text


def test_pages_of_a_database_that_is_not_ours_do_not_exist(archive: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    sqlite3.connect(other).close()
    site = Site(archive, other)
    assert site.get("/other/-/article/x").status_code == 404
    assert site.get("/nowhere/-/article/x").status_code == 404


def test_everything_printed_is_escaped(copy_of) -> None:  # type: ignore[no-untyped-def]
    evil = "<img src=x onerror=alert(1)>⟦疫情⟧<"

    def everywhere(table: str, *columns: str) -> str:
        return f"UPDATE {table} SET " + ", ".join(f"{column} = '{evil}'" for column in columns)

    path = copy_of(
        "evil.db",
        f"UPDATE paragraphs SET text = '{evil}' || text",
        f"UPDATE transcripts SET text = replace(text, '疫情', '{evil}'), path = '{evil}' || id",
        everywhere("transcripts", "note", "page"),
        everywhere("articles", "headline", "kicker", "deck", "byline", "agency"),
        everywhere("outlets", "name"),
        everywhere("people", "name", "role"),
        everywhere("evidence", "value", "quote"),
        everywhere("flags", "note", "kind"),
        everywhere("lines", "rule"),
    )
    site = Site(path)
    pages = [
        "/", "/evil/paragraphs?_search=疫情", "/evil/search?q=疫情", "/evil/articles", "/evil/bylines",
        "/evil/not-placed", f"/evil/-/article/{ARTICLE}?q=疫情", f"/evil/-/page/{TRANSCRIPT}",
        f"/evil/-/page/{TRANSCRIPT}?source=1",
        "/evil/-/article/000_24d63ac31d6e8ebf-l999", f"/evil/-/article/{ARTICLE}?q=<img src=x>",
    ]  # fmt: skip
    for page in pages:
        answer = site.get(page)
        assert answer.status_code in (200, 404)
        assert "<img" not in answer.text, page


def test_who_may_not_see_a_table_may_not_read_it_on_our_pages(archive: Path) -> None:
    site = Site(archive, metadata={"databases": {"archive": {"tables": {"lines": {"allow": False}}}}})
    assert site.get(f"/archive/-/article/{ARTICLE}").status_code == 403
    assert site.get(f"/archive/-/page/{TRANSCRIPT}?source=1").status_code == 403
    assert site.get("/archive/-/article/nothing").status_code == 403
    assert "19,268" not in site.get("/").text


def test_who_may_not_see_the_database_learns_nothing_from_our_pages(archive: Path) -> None:
    site = Site(archive, metadata={"databases": {"archive": {"allow": {"id": "librarian"}}}})
    assert site.get(f"/archive/-/article/{ARTICLE}").status_code == 403
    assert "周口日报" not in site.get("/").text


def test_the_home_page_says_what_is_here(site: Site) -> None:
    page = site.get("/?lang=zh").text
    assert '<html lang="zh-Hans">' in page
    for words in (
        "3 家报纸",
        "17 篇",
        "宁波日报",
        "/archive/-/page/000_24d63ac31d6e8ebf",
        'action="/archive/-/search"',
    ):
        assert words in page
    assert "17 articles" in site.get("/?lang=en").text


def test_a_site_without_an_archive_keeps_datasettes_home_page(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    sqlite3.connect(other).close()
    page = Site(other).get("/").text
    assert "other" in page
    assert "baolan.css" not in page


def test_addresses_keep_under_a_base_url(archive: Path) -> None:
    site = Site(archive, settings={"base_url": "/papers/"})
    page = site.get("/").text
    assert 'href="/papers/archive/-/page/000_24d63ac31d6e8ebf"' in page
    assert "/papers/-/baolan/baolan.css" in page
    assert 'href="/papers/archive/-/article/' in site.get("/archive/paragraphs").text


def test_ids_that_need_encoding_are_linked_and_found(copy_of) -> None:  # type: ignore[no-untyped-def]
    path = copy_of(
        "周口 2020.db", "PRAGMA foreign_keys = off", f"UPDATE articles SET id = '版/面 %~1' WHERE id = '{ARTICLE}'"
    )
    site = Site(path)
    database = tilde_encode("周口 2020")
    page = site.get(f"/{database}/articles").text
    linked = re.findall(rf'href="(/{re.escape(database)}/-/article/[^"]+)"', page)
    assert len(set(linked)) == 17
    for address in linked:
        assert site.get(address).status_code == 200, address
    assert site.get(f"/{database}/-/article/{quote('版/面 %~1', safe='')}").status_code == 200


# ---- language --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "cookie", "accept", "expected"),
    [
        (None, None, "", "zh-Hans"),
        (None, None, "en-GB,en;q=0.9", "en"),
        (None, None, "fr,zh-TW;q=0.5,en;q=0.4", "zh-Hans"),
        (None, None, "de;q=x,,;q=", "zh-Hans"),
        ("en", "zh-Hans", "zh", "en"),
        ("klingon", "en", "zh", "en"),
    ],
)
def test_the_language_is_asked_for_remembered_or_the_browsers(
    asked: str | None, cookie: str | None, accept: str, expected: str
) -> None:
    assert expected == choose_language(asked, cookie, {"accept-language": accept})


def test_a_language_once_chosen_is_remembered(site: Site) -> None:
    answer = site.get(f"/archive/-/article/{ARTICLE}?lang=en")
    assert "baolan_lang=en" in answer.headers["set-cookie"]
    answer = site.get(f"/archive/-/article/{ARTICLE}", headers={"cookie": "baolan_lang=en", "accept-language": "zh"})
    assert '<html lang="en">' in answer.text


def test_every_message_is_said_in_both_languages() -> None:
    for key, (chinese, english) in MESSAGES.items():
        assert sorted(re.findall(r"{\w+}", chinese)) == sorted(re.findall(r"{\w+}", english)), key
        assert chinese, key
        assert english, key


def test_no_message_is_left_over() -> None:
    package = Path(index.__file__).parent
    said = "".join(
        file.read_text(encoding="utf-8") for file in [*package.glob("*.py"), *package.glob("templates/**/*.html")]
    )

    def is_said(key: str) -> bool:
        """By its name, or by the beginning of it that code completes: `"sort-" + sort`, `f"scope-{what}"`."""
        beginnings = [key[: at + 1] for at, sign in enumerate(key) if sign == "-"]
        ends = ('"', "{")
        return f'"{key}"' in said or any(f'"{begin}{end}' in said for begin in beginnings for end in ends)

    families = tuple({f"{kind}-" for kind in re.findall(r'label\("([a-z-]+)"', said)})
    assert [
        key
        for key in MESSAGES
        if not is_said(key) and not is_said(key.removesuffix("-one")) and not key.startswith(families)
    ] == []


def test_the_stylesheets_are_ours_and_small(site: Site) -> None:
    sizes = {}
    for page in ("/archive/articles", "/archive/-/trends", "/archive/-/stories", f"/archive/-/story/{STORY}"):
        for address in re.findall(r'href="(/-/baolan/\w+\.css\?\w+)"', site.get(page).text):
            answer = site.get(address)
            assert answer.headers["content-type"].startswith("text/css")
            assert "http" not in answer.text
            sizes[address.split("?")[0]] = len(answer.content)
    assert set(sizes) == {f"/-/baolan/{name}.css" for name in ("baolan", "analysis", "story")}
    assert sizes["/-/baolan/baolan.css"] < 26_000
    assert max(size for name, size in sizes.items() if "baolan.css" not in name) < 10_000
    assert site.get("/-/baolan/plugin.py").status_code == 404


# ---- loading and serving ---------------------------------------------------------------------------------------------


def test_it_works_from_a_plugins_dir_too(archive: Path, tmp_path: Path) -> None:
    """Also loaded twice (0.65 cannot leave out installed plugins): nothing is done twice."""
    (tmp_path / "ours.py").write_text("from loader.plugin import *\n")
    script = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from conftest import Site
site = Site(Path({str(archive)!r}), plugins_dir={str(tmp_path)!r})
print(len(site.get("/archive/paragraphs.json", _search="复工复产", _shape="array", _size="max").json()))
print(site.get("/archive/articles.csv", _bom=1).content.count(b"\\xef\\xbb\\xbf"))
print(site.get("/archive/-/article/{ARTICLE}").status_code)
print(site.get("/archive/search", q="复工复产").text.count("baolan.css"))
"""
    environment = {**os.environ, "DATASETTE_LOAD_PLUGINS": ""}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert [str(len(paragraphs_with(archive, "复工复产"))), "1", "200", "1"] == done.stdout.split()


@pytest.mark.parametrize("typed", [*HOSTILE[:30], "疫" * 5_000])
def test_a_real_server_answers_what_people_type(served: str, typed: str) -> None:
    for path in ("/archive/paragraphs?_search=", "/archive/search.csv?_bom=1&q=", f"/archive/-/article/{ARTICLE}?q="):
        with urllib.request.urlopen(served + path + quote(typed), timeout=20) as answer:
            assert answer.status == 200
            assert len(answer.read()) > 0


def test_a_pasted_article_is_no_header_that_clients_refuse(served: str) -> None:
    with urllib.request.urlopen(f"{served}/archive/paragraphs?_search={quote('疫' * 7_000)}", timeout=20) as answer:
        assert answer.status == 200
        assert max(len(value) for value in answer.headers.values()) < 8_192


def test_a_language_in_the_address_of_a_table_filters_nothing(site: Site, archive: Path) -> None:
    rows = site.get("/archive/paragraphs.json", _search="疫情防控", lang="en", _shape="array", _size="max").json()
    assert len(rows) == len(paragraphs_with(archive, "疫情防控")) > 0
