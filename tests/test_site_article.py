"""An article to read, who signed it, and what every page of the site has in common."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from archives import rows
from conftest import Site

CHINESE = {"accept-language": "zh-CN"}
ENGLISH = {"accept-language": "en"}
TRANSCRIPT = "000_24d63ac31d6e8ebf"
ARTICLE = f"/archive/-/article/{TRANSCRIPT}-l088"
SIGNED = "李凤霞"


def test_an_article_links_its_day_its_page_its_people_and_its_neighbours(site: Site) -> None:
    page = site.get(ARTICLE, headers=CHINESE).text
    assert 'href="/archive/-/day/2020-02-13"' in page
    assert f'href="/archive/-/page/{TRANSCRIPT}#{TRANSCRIPT}-l088"' in page
    assert f'href="/archive/-/people?name={quote(SIGNED)}"' in page
    assert 'rel="prev"' in page
    assert 'rel="next"' in page
    assert '<meta property="article:published_time" content="2020-02-13">' in page
    assert '<meta property="og:type" content="article">' in page
    assert re.search(r'<meta name="description" content="本报讯（首席记者 李凤霞）', page)


def test_an_agency_leads_to_everything_it_wrote(site: Site) -> None:
    page = site.get(f"/archive/-/article/{TRANSCRIPT}-l003", headers=CHINESE).text
    link = re.search(r'href="(/archive/articles\?agency=[^"]+)"[^>]*>新华社', page)
    assert link
    assert site.get(link[1]).status_code == 200


def test_doubts_of_an_article_stand_below_it(site: Site, archive: Path) -> None:
    last = rows(archive, "SELECT id FROM articles WHERE transcript_id = ? ORDER BY position DESC LIMIT 1", TRANSCRIPT)[
        0
    ][0]
    assert "断于半句" in site.get(f"/archive/-/article/{last}", headers=CHINESE).text
    assert "断于半句" not in site.get(ARTICLE, headers=CHINESE).text


def test_a_long_article_is_read_in_parts(copy_of) -> None:  # type: ignore[no-untyped-def]
    long = "UPDATE paragraphs SET text = replace(hex(zeroblob(5000)), '0', '长') WHERE role = 'body'"
    path = copy_of("long.db", long, "UPDATE articles SET characters = 90000")
    site, seen = Site(path), []
    address = f"/long/-/article/{TRANSCRIPT}-l003?q={quote('长')}"
    while address:
        answer = site.get(address, headers=ENGLISH)
        assert answer.status_code == 200
        seen += re.findall(r'class="numbered [^"]+" id="p(\d+)"', answer.text)
        more = re.search(r'href="([^"]+)">Goes on with paragraph', answer.text)
        address = more[1].replace("&amp;", "&").split("#")[0] if more else ""
    (expected,) = rows(path, "SELECT count(*) FROM paragraphs WHERE article_id = ?", f"{TRANSCRIPT}-l003")[0]
    assert seen == [str(n) for n in range(1, int(str(expected)) + 1)]
    assert site.get(f"/long/-/article/{TRANSCRIPT}-l003?from=9999").status_code == 200


def test_everything_a_person_signed(site: Site, archive: Path) -> None:
    page = site.get("/archive/-/people", name=SIGNED, headers=ENGLISH).text
    expected = {id for (id,) in rows(archive, "SELECT article_id FROM people WHERE name = ?", SIGNED)}
    assert set(re.findall(r'href="/archive/-/article/([^"]+)"', page)) == expected
    assert f"signed {len(expected)} articles" in page
    assert "首席记者" in page


def test_a_name_that_nobody_bears_leads_to_names_like_it(site: Site) -> None:
    page = site.get("/archive/-/people", name="李凤", headers=ENGLISH).text
    assert f"{SIGNED} 3</a>" in page
    assert f"{SIGNED} 3</a>" in site.get("/archive/-/people", headers=ENGLISH).text
    assert site.get("/archive/-/people", name="\0<b>" + "x" * 500).status_code == 200
    assert "<b>xxx" not in site.get("/archive/-/people", name="<b>" + "x" * 500).text


ADDRESSES = [
    "/", ARTICLE, f"{ARTICLE}?q=%E7%96%AB", f"/archive/-/page/{TRANSCRIPT}", f"/archive/-/page/{TRANSCRIPT}?source=1",
    f"/archive/-/why/{TRANSCRIPT}?line=9", "/archive/-/rule/model", "/archive/-/people", "/archive/-/day/2020-02-13",
    "/archive/-/days", "/archive/-/search?q=%E7%96%AB", "/archive/-/concordance?q=%E7%96%AB", "/archive/-/words",
    "/archive/-/trends?q=%E7%96%AB", "/archive/-/compare", "/archive/-/collocations?q=%E7%96%AB", "/archive/-/batch",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_says_what_it_is_and_runs_nothing_of_others(site: Site, address: str) -> None:
    for lang in ("zh-Hans", "en"):
        answer = site.get(address + ("&" if "?" in address else "?") + f"lang={lang}")
        assert answer.status_code == 200
        text = answer.text
        assert f'<html lang="{lang}">' in text
        assert re.search(r"<title>[^<]{2,}</title>", text)
        assert re.search(r'<meta name="description" content="[^"]+">', text)
        assert re.search(r'<meta property="og:title" content="[^"]+">', text)
        assert text.count("<h1") == 1
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert not re.search(r"<script(?! src=)|\son[a-z]+=|<[^>]+\sstyle=", text)
        assert len(answer.content) < 150_000
