"""The page of results, its CSV and its JSON, asked the way a visitor asks. They pass on Datasette 0.65 and 1.0."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from conftest import Site
from test_plugin import HOSTILE, paragraphs_with

from loader.asked import MAX_TYPED, Asked, read_asked
from loader.messages import MESSAGES
from loader.results import PAGE, WINDOW
from loader.spreadsheet import csv_lines

PATH = "/archive/-/search"
WORD = "疫情防控"


def found_in(site: Site, **arguments: object) -> list[dict[str, Any]]:
    """The hits of the JSON."""
    answer = site.get(f"{PATH}.json", **arguments)
    assert answer.status_code == 200, answer.text
    hits: list[dict[str, Any]] = answer.json()["hits"]
    return hits


def links(page: str, text: str) -> list[str]:
    """The addresses of the links with some text, in the order of the page."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', page, re.S)
    return [unescape(address) for address, inside in found if text in re.sub(r"<[^>]+>", "", inside)]


def results_on(page: str) -> list[str]:
    """The addresses of the results in paragraphs, in order."""
    return [unescape(found) for found in re.findall(r'<li>\s*<h3><a href="([^"]+#p\d+)"', page)]


def said(key: str, lang: int = 0, **values: object) -> str:
    return MESSAGES[key][lang].format(**values)


# ---- what is found ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [WORD, "復工復產", "米", "2 月 12 日", "“四个意识”"])
def test_the_page_json_and_csv_find_every_paragraph(site: Site, archive: Path, typed: str) -> None:
    plain = {"復工復產": "复工复产", "2 月 12 日": "2月12日"}.get(typed, typed)
    expected = paragraphs_with(archive, plain)
    assert expected == sorted(hit["id"] for hit in found_in(site, q=typed))
    rows = list(csv.DictReader(io.StringIO(site.get(f"{PATH}.csv", q=typed).content.decode("utf-8-sig"))))
    assert len(expected) == len(rows)
    page = site.get(PATH, q=typed, lang="en").text
    assert re.search(rf"<b>{len(expected)} paragraphs?</b>", page)


def test_a_result_says_where_it_stands_and_leads_to_the_marked_paragraph(site: Site) -> None:
    page = site.get(PATH, q="复工复产", lang="zh").text
    (address, *_) = results_on(page)
    assert re.fullmatch(r"/archive/-/article/[\w-]+\?q=%E5%A4%8D%E5%B7%A5%E5%A4%8D%E4%BA%A7#p\d+", address)
    article = site.get(address.partition("#")[0]).text
    paragraph = re.search(rf'id="{address.partition("#")[2]}".*?</div>', article, re.S)
    assert paragraph
    assert "<mark>复工复产</mark>" in paragraph[0]
    assert "<mark>复工复产</mark>" in page
    assert "2020年2月13日" in page


def test_an_inferred_date_is_said_to_be_inferred(copy_of: Callable[..., Path]) -> None:
    site = Site(copy_of("guessed.db", "UPDATE transcripts SET date_basis = 'inferred'"))
    assert MESSAGES["inferred"][0] in site.get("/guessed/-/search", q=WORD, lang="zh").text


def test_an_article_whose_headline_holds_the_words_is_a_result_and_labelled(site: Site) -> None:
    page = site.get(PATH, q="最吃劲的关键阶段", lang="zh").text
    first = page[page.index("in-headings") :]
    assert said("in-headings") in first[: first.index("</li>")]
    assert "<mark>最吃劲的关键阶段</mark>" in first[: first.index("</li>")]
    only = site.get(PATH, q=WORD, **{"in": "headings"}, lang="en").text
    assert "11 articles by their headings" in only
    assert only.count('<span class="kind">heading</span>') == 11
    hits = found_in(site, q=WORD, **{"in": "headings"})
    assert {"headline", "deck", "kicker"} >= {hit["role"] for hit in hits}
    assert all(WORD in hit["text"] and hit["paragraph"] is None for hit in hits)


def test_a_crosshead_is_called_one(site: Site) -> None:
    page = site.get(PATH, q="疫情防控的重点环节", role="crosshead", lang="zh").text
    assert f'<span class="kind">{said("role-crosshead")}</span>' in page


def test_the_spans_of_the_json_are_the_words_as_printed(site: Site) -> None:
    hits = found_in(site, q="2月12日")
    assert hits
    texts = {hit["text"][start:end] for hit in hits for start, end in hit["spans"]}
    assert {"2月12日", "2 月 12 日"} == texts
    assert "中共中央" in site.get(f"{PATH}.json", q="中共中央").text  # readable, not 中


# ---- order -----------------------------------------------------------------------------------------------------------


def test_newest_and_oldest_first(site: Site) -> None:
    newest = [hit["date"] for hit in found_in(site, q=WORD, order="newest") if hit["date"]]
    assert sorted(newest, reverse=True) == newest
    oldest = [hit["date"] for hit in found_in(site, q=WORD, order="oldest") if hit["date"]]
    assert sorted(oldest) == oldest
    assert len(oldest) == len(newest)


def test_the_order_in_force_is_marked_and_the_others_are_links(site: Site) -> None:
    page = site.get(PATH, q=WORD, order="newest", lang="en").text
    marked = re.findall(r'<a href="[^"]*" aria-current="true">([^<]+)</a>', page)
    assert marked == ["newest first"]
    (address,) = links(page, "oldest first")
    assert dict(parse_qsl(urlsplit(address).query)) == {"q": WORD, "order": "oldest"}


def many(copy_of: Callable[..., Path], number: int) -> Site:
    """An archive of the seeds and so many short paragraphs, every second a caption."""
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})"
    path = copy_of(
        "many.db",
        f"INSERT INTO paragraphs SELECT 900000 + i, '000_24d63ac31d6e8ebf-l088', 100 + i,"
        f" iif(i % 2, 'body', 'caption'), '第' || i || '号消息', '周口日报', '2020-02-13', '2020-02'"
        f" FROM ({numbers} SELECT i FROM n)",
    )
    return Site(path)


def test_more_hits_than_can_be_ranked_are_newest_first_and_the_page_says_so(copy_of: Callable[..., Path]) -> None:
    site = many(copy_of, 1_200)
    page = site.get("/many/-/search", q="号消息", lang="en").text
    assert said("too-many-to-rank", 1, n="1,000") in unescape(page)
    assert "第<mark>" in page.replace("1200", "", 1) or "1200" in page
    assert "1,200 paragraphs" in page
    few = site.get("/many/-/search", q="号消息", role="caption", lang="en").text
    assert said("too-many-to-rank", 1, n="1,000") not in unescape(few)
    assert "600 paragraphs" in few


# ---- narrowing -------------------------------------------------------------------------------------------------------


def test_every_count_of_a_facet_is_what_its_link_finds(site: Site) -> None:
    page = site.get(PATH, q=WORD, lang="en").text
    aside = page[page.index("<aside") :]
    values = re.findall(r'<a href="([^"]+)"[^>]*><span[^>]*>([^<]+)</span> <span class="n">(\d+)</span>', aside)
    assert {"周口日报", "新华社", "body", "crosshead", "outlet unknown"} <= {label for _, label, _ in values}
    for address, label, count in values:
        asked = dict(parse_qsl(urlsplit(unescape(address)).query))
        assert int(count) == len(found_in(site, **asked)), label


def test_values_of_one_facet_are_or_and_facets_are_and(site: Site) -> None:
    outlets = {hit["outlet_id"] for hit in found_in(site, q=WORD)}
    one, other = sorted(outlet for outlet in outlets if outlet)[:2]
    both = site.get(f"{PATH}.json?q={quote(WORD)}&outlet={quote(one)}&outlet={quote(other)}").json()["hits"]
    assert {one, other} == {hit["outlet_id"] for hit in both}
    body = site.get(f"{PATH}.json?q={quote(WORD)}&outlet={quote(one)}&outlet=-&role=body").json()["hits"]
    assert {(one, "body"), (None, "body")} == {(hit["outlet_id"], hit["role"]) for hit in body}


def test_what_is_chosen_is_shown_and_can_be_removed(site: Site) -> None:
    page = site.get(PATH, q=WORD, month="2020-02", role="body", order="oldest", lang="en").text
    chosen = page[page.index('<p class="chosen">') : page.index("</p>", page.index('<p class="chosen">'))]
    assert "February 2020" in chosen
    (without_month,) = links(chosen, "February 2020")
    assert dict(parse_qsl(urlsplit(without_month).query)) == {"q": WORD, "role": "body", "order": "oldest"}
    (without_all,) = links(chosen, said("remove-all", 1))
    assert dict(parse_qsl(urlsplit(without_all).query)) == {"q": WORD, "order": "oldest"}


def test_years_open_into_months_when_there_are_many(
    copy_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loader.narrowing.MANY_MONTHS", 4)
    changes = []
    for number, month in enumerate(["2018-12", "2019-01", "2019-03", "2019-12", "2020-01"], 1):
        page = f"(SELECT id FROM transcripts WHERE number = {number})"
        there = f"SET date = '{month}-02', month = '{month}' WHERE"
        changes += [
            f"UPDATE transcripts SET date = '{month}-02' WHERE number = {number}",
            f"UPDATE articles {there} transcript_id = {page}",
            f"UPDATE paragraphs {there} article_id IN (SELECT id FROM articles WHERE transcript_id = {page})",
        ]
    path = copy_of("years.db", *changes)
    site = Site(path)
    page = site.get("/years/-/search", q=WORD, lang="zh").text
    years = re.findall(r"<span>(20\d\d年)</span> <span class=\"n\">(\d+)</span></a><details>", page)
    assert [year for year, _ in years] == ["2018年", "2019年", "2020年"]
    assert len(paragraphs_with(path, WORD)) == sum(int(hits) for _, hits in years)
    of_year = site.get("/years/-/search.json", q=WORD, month="2019").json()["hits"]
    assert int(years[1][1]) == len(of_year)
    opened = site.get("/years/-/search", q=WORD, month="2019-03", lang="zh").text
    assert re.search(r"<details open><summary>[^/]*<span class=\"hidden\"> 2019年", opened)


def test_dates_narrow_from_and_to(site: Site) -> None:
    days = {hit["date"] for hit in found_in(site, q=WORD, date_from="2020-02-05", date_to="2020-02-11")}
    assert days == {"2020-02-10"}
    page = site.get(PATH, q=WORD, date_from="2020-02-05", lang="en").text
    assert 'name="date_from" value="2020-02-05"' in page


# ---- printings -------------------------------------------------------------------------------------------------------

# Stands in one paragraph of the wire story of 12 February, which three pages print.
WIRE = "统筹做好疫情防控和经济社会发展"


def test_one_wire_text_printed_by_three_papers_is_one_result_that_unfolds(site: Site) -> None:
    page = site.get(PATH, q=WIRE, lang="en").text
    assert "3 paragraphs" in page
    assert len(results_on(page)) == 1
    printings = page[page.index('<details class="printings">') :]
    others = re.findall(r'<li><a href="([^"]+)"', printings[: printings.index("</details>")])
    assert len({unescape(other).partition("?")[0] for other in [*others, *results_on(page)]}) == 3
    assert said("printings", 1, n=2) in page


def test_a_story_is_one_result_and_no_hit_of_it_is_lost(site: Site) -> None:
    stories = dict(site.sql("archive", "SELECT article_id, story_id FROM witnesses"))
    hits = found_in(site, q=WORD)
    following, shown, unfolded = f"{PATH}?{urlencode({'q': WORD})}", [], []
    while following:
        page = site.get(following, headers={"accept-language": "en"}).text
        shown += results_on(page)
        for printings in re.findall(r'<details class="printings">(.*?)</details>', page, re.S):
            unfolded += re.findall(r'href="([^"]+#p\d+)"', printings)
        following = next(iter(links(page, said("next-results", 1))), "")
    told = [stories[id] for address in shown if (id := address.split("/")[-1].partition("?")[0]) in stories]
    assert len(told) == len(set(told)) > 0
    places = {
        address.split("/")[-1].partition("?")[0] + "#" + address.partition("#")[2] for address in shown + unfolded
    }
    assert {f"{hit['article_id']}#p{hit['paragraph']}" for hit in hits} == places


def test_printings_are_shown_each_by_itself_when_asked(site: Site) -> None:
    page = site.get(PATH, q=WIRE, group="off", lang="en").text
    assert len(results_on(page)) == 3
    assert said("show-together", 1) in page
    assert "printings" not in results_on(page)


# ---- pages of results ------------------------------------------------------------------------------------------------


def walk(site: Site, address: str, link: str) -> list[list[str]]:
    pages = []
    while address and len(pages) < 200:
        page = site.get(address, headers={"accept-language": "en"}).text
        pages.append(results_on(page))
        address = next(iter(links(page, said(link, 1))), "")
    return pages


def test_next_reaches_every_hit_once_and_previous_comes_back_the_same_way(copy_of: Callable[..., Path]) -> None:
    site = many(copy_of, 450)
    forth = walk(site, f"/many/-/search?q={quote('号消息')}&order=newest", "next-results")
    seen = [address for page in forth for address in page]
    assert len(seen) == len(set(seen)) == 450
    assert all(len(page) <= PAGE for page in forth)
    last = f"/many/-/search?q={quote('号消息')}&order=newest&offset={449 // WINDOW * WINDOW}&skip=last"
    back = walk(site, last, "previous-results")[::-1]
    assert [page[0] for page in forth] == [page[0] for page in back]
    assert forth == back


@pytest.mark.parametrize("offset", ["999999999999999", "2000", "-3", "x", "１", "1e9", ""])
@pytest.mark.parametrize("skip", ["", "last", "19", "99999999", "-1"])
def test_a_place_far_beyond_the_results_is_a_page_that_leads_back(site: Site, offset: str, skip: str) -> None:
    answer = site.get(PATH, q=WORD, offset=offset, skip=skip, lang="en")
    assert answer.status_code == 200
    assert results_on(answer.text) or said("beyond-last", 1) in answer.text


# ---- CSV and JSON ----------------------------------------------------------------------------------------------------


def test_the_csv_opens_in_a_spreadsheet(site: Site) -> None:
    answer = site.get(f"{PATH}.csv", q=WORD)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    for path in (f"{PATH}.csv?q={quote(WORD)}", f"{PATH}.csv?q={quote(WORD)}&_bom=1"):
        content = site.get(path).content
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\xef\xbb\xbf") == 1
    assert not site.get(f"{PATH}.csv", q=WORD, _bom=0).content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    hits = found_in(site, q=WORD)
    assert [(hit["text"], str(len(hit["spans"])), hit["address"]) for hit in hits] == [
        (row["text"], row["hits"], row["address"]) for row in rows
    ]
    assert rows[0]["address"].startswith("http")
    assert answer.headers["x-baolan-total"] == "75"
    assert answer.headers["x-baolan-cut"] == "no"


def test_no_cell_runs_as_a_formula() -> None:
    rows = [["=1+1", "+86", "-5", "@x", "\ta", -5, None, '说“好”,"是"', "a\nb"]]
    assert csv_lines(rows) == '\'=1+1,\'+86,\'-5,\'@x,\'\ta,-5,,"说“好”,""是""","a\nb"\r\n'


def test_a_paragraph_that_begins_as_a_formula_is_text_in_the_csv(copy_of: Callable[..., Path]) -> None:
    site = Site(
        copy_of("sum.db", "UPDATE paragraphs SET text = '=疫情防控' WHERE id IN (SELECT min(id) FROM paragraphs)")
    )
    content = site.get("/sum/-/search.csv", q=WORD).content.decode("utf-8-sig")
    rows = [row["text"] for row in csv.DictReader(io.StringIO(content, newline=""))]
    assert "'=疫情防控" in rows
    assert "=疫情防控" in [hit["text"] for hit in site.get("/sum/-/search.json", q=WORD).json()["hits"]]


def test_what_is_cut_is_said(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loader.exports.MAX_EXPORTED", 10)
    monkeypatch.setattr("loader.exports.CHUNK", 4)
    answer = site.get(f"{PATH}.json", q=WORD).json()
    assert (len(answer["hits"]), answer["total"], answer["cut"], answer["limit"]) == (10, 75, True, 10)
    assert site.get(f"{PATH}.csv", q=WORD).headers["x-baolan-cut"] == "after 10"
    monkeypatch.setattr("loader.results.MAX_EXPORTED", 10)
    assert said("export-stops", 1, n=10) in site.get(PATH, q=WORD, lang="en").text


def test_the_page_leads_to_the_same_search_elsewhere(site: Site) -> None:
    page = site.get(PATH, q=WORD, lang="en").text
    for text, path in [
        ("CSV", f"{PATH}.csv"), ("JSON", f"{PATH}.json"), ("In the table", "/archive/paragraphs"),
        ("Concordance", "/archive/-/concordance"), ("Trends", "/archive/-/trends"),
    ]:  # fmt: skip
        address = urlsplit(links(page, text)[-1])
        assert (path, WORD) == (address.path, parse_qsl(address.query)[0][1])


# ---- what is not found, and what is badly asked ----------------------------------------------------------------------


def test_an_empty_query_shows_the_box_the_help_and_words_of_this_archive(site: Site) -> None:
    page = site.get(PATH, lang="en").text
    assert 'name="q" value=""' in page
    assert said("help-plain", 1) in page
    examples = page[page.index('<p class="examples">') : page.index("</p>", page.index('<p class="examples">'))]
    words = re.findall(r'lang="zh">([^<]+)<', examples)
    assert "疫情" in words or WORD in words
    assert all(paragraphs_with_heading(site, word) for word in words)


def paragraphs_with_heading(site: Site, word: str) -> int:
    (count,) = site.sql("archive", "SELECT count(*) FROM articles WHERE instr(headline, ?)", word)[0]
    return int(count)


def test_no_result_says_what_was_searched_and_how_much(site: Site) -> None:
    page = site.get(PATH, q="沒有這樣的話 CCTV", lang="en").text
    (paragraphs,) = site.sql("archive", "SELECT count(*) FROM paragraphs")[0]
    assert '<q lang="zh">没有这样的话</q>' in page
    assert '<q lang="zh">cctv</q>' in page
    assert said("searched-in", 1, n=paragraphs) in page


@pytest.mark.parametrize(
    ("typed", "key"), [('"', "nothing-to-find"), ("-疫情", "only-excluded"), ("\u200b", "nothing-to-find")]
)
def test_a_query_that_can_find_nothing_is_told_why(site: Site, typed: str, key: str) -> None:
    page = site.get(PATH, q=typed, lang="en").text
    assert said(f"why-{key}", 1) in unescape(page)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"order": "best"}, said("bad-order", 1, value="best")),
        ({"month": "2020-13"}, said("bad-month", 1, value="2020-13")),
        ({"date_from": "yesterday"}, said("bad-day", 1, value="yesterday")),
        ({"offset": "-1"}, said("bad-offset", 1, value="-1")),
        ({"group": "maybe"}, said("bad-value", 1, value="maybe")),
    ],
)
def test_what_cannot_be_read_is_said_and_the_rest_is_answered(
    site: Site, arguments: dict[str, str], message: str
) -> None:
    answer = site.get(PATH, q=WORD, lang="en", **arguments)
    assert answer.status_code == 200
    assert message in unescape(answer.text)
    assert results_on(answer.text)


@pytest.mark.parametrize(("noted", "typed"), [(True, "著名的ＡＢＣ"), (False, "着名的abc")])
def test_the_words_searched_for_are_said_to_be_of_one_form_where_they_are_not_as_typed(
    site: Site, noted: bool, typed: str
) -> None:
    page = site.get(PATH, q=typed, lang="zh").text
    assert '<q lang="zh">着名的abc</q>' in page
    assert noted == (said("searched-folded") in page)


def test_an_outlet_nobody_knows_finds_nothing_and_can_be_taken_away(site: Site) -> None:
    page = site.get(PATH, q=WORD, outlet="<b>", lang="en").text
    assert said("nothing-in-range", 1) in page
    (widened,) = links(page, said("try-without", 1))
    assert dict(parse_qsl(urlsplit(widened).query)) == {"q": WORD}
    assert f"</a>: {len(found_in(site, q=WORD))} paragraphs" in page
    assert "<b><" not in page


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:12]))
def test_nothing_typed_gives_an_error(site: Site, typed: str) -> None:
    for suffix in ("", ".json", ".csv"):
        assert site.status(PATH + suffix, f"q={quote(typed)}") == 200
    if len(typed) < 5_000:
        page = site.get(PATH, q=typed, order=typed, outlet=typed, month=typed, offset=typed, role=typed)
        assert page.status_code == 200
        assert "<script>alert" not in page.text


def test_a_very_long_query_is_read_as_far_as_it_is_said(site: Site) -> None:
    page = site.get(PATH, q="疫情" * 3_000, lang="en").text
    assert said("long-query", 1, value=f"{MAX_TYPED:,}") in page
    assert len(page) < 2_000_000


def test_an_archive_of_another_folding_says_so(copy_of: Callable[..., Path]) -> None:
    site = Site(copy_of("old.db", "UPDATE archive SET value = 'another' WHERE key = 'folding'"))
    for path in ("/old/-/search", "/old/-/search.csv", "/old/-/search.json"):
        answer = site.get(path, q=WORD, lang="zh")
        assert answer.status_code == 400
        assert said("other-version") in answer.text
    assert said("other-version") in site.get("/old/-/search", lang="zh").text


def test_who_may_not_see_the_paragraphs_sees_no_results(archive: Path) -> None:
    site = Site(archive, metadata={"databases": {"archive": {"tables": {"paragraphs": {"allow": False}}}}})
    for suffix in ("", ".json", ".csv"):
        assert site.get(PATH + suffix, q=WORD).status_code == 403


def test_everything_printed_is_escaped_in_results(copy_of: Callable[..., Path]) -> None:
    evil = "<img src=x onerror=alert(1)>"
    path = copy_of(
        "evil.db",
        f"UPDATE paragraphs SET text = '{evil}疫情防控' || text, role = '{evil}'",
        f"UPDATE articles SET headline = '{evil}疫情防控', kicker = '{evil}疫情防控', agency = '{evil}'",
        f"UPDATE outlets SET name = '{evil}' || id",
    )
    site = Site(path)
    for arguments in (
        {"q": WORD},
        {"q": evil},
        {"q": WORD, "in": "headings"},
        {"q": WORD, "outlet": evil, "order": evil},
    ):
        assert "<img" not in site.get("/evil/-/search", **arguments).text


def test_the_home_page_promises_what_the_search_keeps(site: Site) -> None:
    assert said("promise") in site.get("/", lang="zh").text
    assert said("promise", 1) in site.get("/", lang="en").text


# ---- addresses -------------------------------------------------------------------------------------------------------


class Arguments(dict[str, list[str]]):
    """As Datasette's `request.args`: the first value, or all."""

    def get(self, name: str, default: Any = None) -> Any:
        return self[name][0] if name in self else default

    def getlist(self, name: str) -> list[str]:
        return super().get(name) or []


def test_an_address_is_read_as_it_was_written() -> None:
    asked = Asked(
        typed="疫情 -武汉",
        chosen={"outlet": ("周口日报", "-"), "month": ("2020", "2019-12")},
        date_from="2019-12-01",
        order="oldest",
        grouped=False,
        offset=200,
        skip=None,
    )
    arguments = Arguments()
    for name, value in asked.arguments():
        arguments.setdefault(name, []).append(value)
    assert asked == read_asked(arguments)
    assert len(asked.filters.months) == 13
    assert asked.filters.outlets == ("周口日报", None)


def test_a_toggled_value_toggles_back() -> None:
    asked = Asked(typed=WORD, chosen={"role": ("body",)}, offset=200)
    there = asked.toggled("outlet", "周口日报")
    assert there.offset == 0
    assert dict(there.toggled("outlet", "周口日报").arguments()) == {"q": WORD, "role": "body"}


@pytest.mark.parametrize(
    ("narrowed", "carried"),
    [
        ([("outlet", "周口日报"), ("month", "2020-02")],
         [("outlet", "周口日报"), ("from", "2020-02"), ("to", "2020-02")]),
        ([("month", "2020"), ("date_from", "2020-02-10")], [("from", "2020-02-10"), ("to", "2020-12")]),
        ([("date_to", "2020-02-12")], [("to", "2020-02-12")]),
        ([("outlet", "-")], [("outlet", "-")]),
    ],
)  # fmt: skip
def test_outlets_and_dates_go_along_to_the_pages_of_analysis(
    site: Site, narrowed: list[tuple[str, str]], carried: list[tuple[str, str]]
) -> None:
    page = site.get(f"{PATH}?{urlencode([('q', WORD), *narrowed])}", lang="en").text
    for text in ("Concordance", "Trends", "Collocations", "Batch search"):
        assert carried == parse_qsl(urlsplit(links(page, text)[0]).query)[1:]
    assert MESSAGES["partly-carried"][1] not in page


@pytest.mark.parametrize("narrowed", ["role=body", "agency=-", "month=2020-01&month=2020-03", "month=-"])
def test_what_does_not_go_along_to_the_pages_of_analysis_is_said(site: Site, narrowed: str) -> None:
    assert MESSAGES["partly-carried"][1] in site.get(f"{PATH}?q={quote(WORD)}&{narrowed}", lang="en").text
