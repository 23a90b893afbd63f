"""The page of a story: what each paper changed, on one page, with every reading leading to its place in print."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Site
from lxml import etree

STORY = "/archive/-/story/000_24d63ac31d6e8ebf-l003-p1"
FIRST = "000_24d63ac31d6e8ebf-l003"


def apparatus(site: Site, **arguments: object) -> list[dict[str, str]]:
    text = site.get(f"{STORY}/apparatus.csv", **arguments).text
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_apparatus_of_12_february_names_the_one_word_that_differs(site: Site) -> None:
    rows = [row for row in apparatus(site, kind="substantive") if "亡率" in row["reading"]]
    assert [(row["siglum"], row["outlet"], row["reading"]) for row in rows] == [
        ("A", "周口日报", "病亡率"),
        ("B", "宁波日报", "死亡率"),
        ("C", "", "病亡率"),
    ]
    source = dict(site.sql("archive", "SELECT a.id, t.text FROM articles a JOIN transcripts t ON t.id = transcript_id"))
    found = [source[row["article_id"]][int(row["start"]) : int(row["end"])] for row in rows]
    assert found == ["病亡率", "死亡率", "病亡率"]


def test_every_witness_has_a_row_for_every_place_and_an_empty_one_where_it_prints_nothing(site: Site) -> None:
    rows = apparatus(site, kind="crosshead")
    assert [row["siglum"] for row in rows] == list("ABC") * 6
    assert {row["reading"] for row in rows if row["siglum"] != "C"} == {""}
    assert rows[2]["reading"] == "疫情形势出现积极变化"


def test_the_page_shows_all_readings_with_their_sigla_and_leads_to_paragraph_and_line(site: Site) -> None:
    page = site.get(STORY, lang="zh").text
    assert re.search(r'病亡率<sup>A</sup><sup>C</sup></span><span class="bar" aria-hidden="true">｜', page)
    (row,) = [row for row in apparatus(site, kind="substantive") if row["reading"] == "死亡率"]
    assert f'article/{row["article_id"]}#p{row["paragraph"]}"' in page
    target = site.get(f"/archive/-/article/{row['article_id']}").text
    assert f'id="p{row["paragraph"]}"' in target
    assert "死亡率" in target


def test_only_the_kinds_that_are_asked_for_are_marked(site: Site) -> None:
    marked = re.findall(r'<span class="variant kind-([a-z-]+)"', site.get(STORY, kind="punctuation").text)
    assert marked == ["punctuation"] * 4
    assert "width" not in re.findall(r'<span class="variant kind-([a-z-]+)"', site.get(STORY).text)
    assert "width" in re.findall(r'<span class="variant kind-([a-z-]+)"', site.get(STORY, kind="width").text)


def test_columns_show_the_printings_that_are_asked_for(site: Site) -> None:
    page = site.get(f"{STORY}?view=columns&w=C&w=B").text
    heads = re.findall(r'<th scope="col"><span class="siglum">(\w)</span>', page)
    assert heads == ["B", "C"]
    assert re.search(r'<a class="variant kind-substantive" href="#a\d+" title="\d+ [^"]+">死亡率</a>', page)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_unknown_story_leads_to_those_there_are(site: Site, lang: str) -> None:
    answer = site.get("/archive/-/story/none", lang=lang)
    assert answer.status_code == 404
    assert STORY in answer.text
    assert site.get("/archive/-/story/none/apparatus.csv").status_code == 404


ODD = ["kind=x&view=y&w=%00&offset=-1", "offset=99999999999", "w=A&w=A&w=ZZZZZZZ", "kind=%00"]


@pytest.mark.parametrize("asked", ODD)
def test_arguments_out_of_range_do_no_harm(site: Site, asked: str) -> None:
    assert site.get(f"{STORY}?{asked}").status_code == 200
    assert site.get(f"/archive/-/stories?sort={asked}").status_code == 200


def test_the_list_of_stories_and_the_article_lead_to_the_story(site: Site) -> None:
    assert f'href="{STORY}"' in site.get("/archive/-/stories").text
    article = site.get(f"/archive/-/article/{FIRST}", lang="zh").text
    assert f'href="{STORY}"' in article
    assert "同稿另见 2 处" in article


def test_json_has_the_witnesses_and_every_variant(site: Site) -> None:
    told = json.loads(site.get(f"{STORY}/apparatus.json").text)
    assert [witness["siglum"] for witness in told["witnesses"]] == ["A", "B", "C"]
    assert (told["kinds"]["substantive"], told["kinds"]["crosshead"], told["cut"]) == (5, 6, False)
    assert len(told["variants"]) == sum(told["kinds"].values())


def test_tei_gives_back_what_every_paper_printed(site: Site) -> None:
    root = etree.fromstring(site.get(f"{STORY}/tei.xml").content)
    tei = {"t": "http://www.tei-c.org/ns/1.0"}
    assert len(root.findall(".//t:witness", tei)) == 3
    texts = site.sql("archive", "SELECT group_concat(text, '') FROM (SELECT text FROM paragraphs WHERE article_id = ? "
                     "ORDER BY position)", FIRST)  # fmt: skip
    body = root.find(".//t:div", tei)
    for rdg in body.findall(".//t:rdg", tei):
        if "#A" not in rdg.get("wit").split():
            tail = rdg.tail
            rdg.clear()
            rdg.tail = tail
    for other in [*body.findall("t:head", tei), *body.findall(".//t:note", tei)]:
        other.getparent().remove(other)
    assert "".join(body.itertext()) == texts[0][0]


def test_text_of_a_page_is_text(copy_of: Callable[..., Path]) -> None:
    text = "'<script>alert(1)</script>'"
    path = copy_of(
        "hostile.db",
        f"UPDATE stories SET title = {text}",
        f"UPDATE variants SET before = {text}, reason = {text}",
        f"UPDATE readings SET reading = {text}",
        f"UPDATE witnesses SET attribution = {text}",
    )
    site = Site(path)
    for address in (STORY, f"{STORY}?view=columns", "/archive/-/stories", f"/archive/-/article/{FIRST}"):
        assert "<script>alert" not in site.get(address.replace("/archive/", "/hostile/")).text
    site.loop.close()


def test_a_story_too_long_for_a_page_has_its_apparatus(copy_of: Callable[..., Path]) -> None:
    path = copy_of("long.db", "UPDATE stories SET characters = 1000000")
    site = Site(path)
    address = STORY.replace("/archive/", "/long/")
    page = site.get(address, lang="en").text
    assert "Too many printings, or too long" in page
    assert "病亡率" in page
    assert site.get(f"{address}/tei.xml").status_code == 413
    site.loop.close()
