"""The page of results when nothing matches, and pinyin typed on purpose, as visitors see them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import Site
from test_nearest import WIRE
from test_plugin import HOSTILE

SEARCH = "/archive/-/search"
SUGGEST = "/archive/-/suggest.json"


def shown(html: str) -> str:
    """What a page says, without markup; `<del>` and `<ins>` as [-…-] and [+…+]."""
    body = html.partition("<main")[2]
    body = re.sub(
        "<(?:del|ins)>|</(?:del|ins)>",
        lambda tag: {"<del>": "[-", "</del>": "-]", "<ins>": "[+", "</ins>": "+]"}[tag[0]],
        body,
    )
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", body))


def test_a_slip_leads_to_what_was_meant_with_its_exact_number(site: Site) -> None:
    total = site.get("/archive/-/search.json", q="疫情防控").json()["total"]
    html = site.get(SEARCH, q="疫清防控", lang="zh").text
    assert f"是不是要找： 疫情防控 （{total} 段）" in shown(html)
    (address,) = re.findall(r'<ul class="meant"><li><a href="([^"]+)"', html)
    assert f"共 {total} 段" in shown(site.get(address.replace("&amp;", "&"), lang="zh").text)
    assert f"Did you mean: 疫情防控 ({total} paragraphs)" in shown(site.get(SEARCH, q="疫清防控", lang="en").text)


def test_the_nearest_passages_are_not_called_matches_and_mark_what_differs(site: Site) -> None:
    html = site.get(SEARCH, q=WIRE.replace("会议", "会义"), lang="zh").text
    assert "没有找到。" in shown(html)
    assert "最相近的段落（并非逐字相同）" in shown(html)
    assert shown(html).count("召开会[-义-][+议+]") >= 3
    (address, *_) = re.findall(r'<ol class="hits"><li>\s*<h3><a href="([^"]+)"', html)
    assert "<mark>" in site.get(address.replace("&amp;", "&").partition("#")[0]).text


def test_pinyin_is_read_only_where_it_is_asked_for(site: Site) -> None:
    html = site.get(SEARCH, q="yiqing", lang="zh").text
    assert "没有找到。" in shown(html)
    (address,) = re.findall(r'<p class="links"><a href="([^"]+mode=pinyin)"', html)
    html = site.get(address.replace("&amp;", "&"), lang="zh").text
    assert "按拼音“yiqing”查，本库中如此拼读的词有： 疫情 （89 段）" in shown(html)
    assert "<mark>疫情</mark>" in html
    assert 'value="疫情"' in html  # what is searched for is said


@pytest.mark.parametrize(
    ("expected", "typed"),
    [
        ("本库没有能读作“qiezi”的词。", "qiezi"),
        ("“疫情”不是拼音。", "疫情"),
        ("“&lt;b&gt;”不是拼音。", "<b>"),
        ("按首字母“yqfk”查，本库中音节首字母如此的词有： 疫情防控", "yqfk"),
    ],
)
def test_of_pinyin_the_page_says_what_it_did(expected: str, typed: str, site: Site) -> None:
    assert expected in shown(site.get(SEARCH, q=typed, mode="pinyin", lang="zh").text)


@pytest.mark.parametrize(
    "typed", ["", "疫", *(typed for typed in HOSTILE if len(typed) < 200), "😀" * 20, "疫" * 3_000, "-疫清"]
)
@pytest.mark.parametrize("mode", ["", "pinyin", "nonsense"])
def test_bad_input_is_no_error(typed: str, mode: str, site: Site) -> None:
    page = site.get(SEARCH, q=typed, mode=mode)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert site.get(SUGGEST, q=typed, mode=mode).status_code == 200


def test_suggestions_as_json(site: Site) -> None:
    answer = site.get(SUGGEST, q="疫清防控").json()
    total = site.get("/archive/-/search.json", q="疫情防控").json()["total"]
    change = {"typed": "疫清防控", "meant": "疫情防控"}
    assert [{"query": "疫情防控", "paragraphs": total, "changes": [change]}] == answer["spellings"]
    near = site.get(SUGGEST, q=WIRE.replace("会议", "会义")).json()["nearest"][0]
    (difference,) = near["differences"]
    assert (near["text"][difference["start"] : difference["end"]], difference["asked"]) == ("议", "义")
    answer = site.get(SUGGEST, q="yqfk", mode="pinyin").json()
    assert (True, [{"phrase": "疫情防控", "paragraphs": total}]) == (answer["initials"], answer["found"])


def test_who_may_not_read_the_archive_is_told_nothing(archive: Path) -> None:
    site = Site(archive, **_closed())
    assert site.get(SUGGEST, q="疫清防控").status_code == 403
    assert site.get(SUGGEST, q="yqfk", mode="pinyin").status_code == 403
    site.loop.close()


def _closed() -> dict[str, object]:
    import datasette

    closed = {"databases": {"archive": {"allow": False}}}
    return {"metadata": closed} if datasette.__version__.startswith("0.") else {"config": closed}
