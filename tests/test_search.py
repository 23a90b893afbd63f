"""Ranked search: the hits are those of plain substring search, whatever the order, the filters and the facet."""

from __future__ import annotations

import random
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator

import pytest
from archives import DEEDS, PLACES, front_page, write_pages

from loader import bounded, index, question, search
from loader.filters import Filters
from loader.hit_counts import count, counts, facets
from loader.loading import load
from loader.normalize import fold

CATALOG = "file,outlet,date\n" + "".join(
    f"{n:02}.txt,{'宁波日报' if n % 2 else '周口日报'},2020-{n % 3 + 1:02}-{n % 28 + 1:02}\n" for n in range(40)
)


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("papers")
    pages = {f"{n:02}.txt": front_page(n) for n in range(40)}
    load(folder / "a.db", [write_pages(folder / "papers", {**pages, "catalog.csv": CATALOG})])
    conn = sqlite3.connect(folder / "a.db")
    index.register(conn)
    yield conn
    conn.close()


def holding(conn: sqlite3.Connection, words: str) -> dict[int, tuple[str | None, str | None, str, str | None]]:
    """The paragraphs that hold a string, by plain substring search: outlet, month, role, agency."""
    sql = """SELECT p.id, p.text, p.outlet_id, p.month, p.role, a.agency
             FROM paragraphs p JOIN articles a ON a.id = p.article_id"""
    return {row[0]: row[2:] for row in conn.execute(sql) if fold(words) in fold(row[1])}


def strings(conn: sqlite3.Connection) -> list[str]:
    chance = random.Random(20200212)
    texts = [text for (text,) in conn.execute("SELECT text FROM paragraphs ORDER BY id")]
    found = []
    while len(found) < 150:
        text = chance.choice(texts)
        at = chance.randrange(len(text))
        words = text[at : at + chance.randint(1, 12)]
        if not re.search(r"[\sA-Za-z0-9\"]", words):
            found.append(words)
    return found


def test_every_order_finds_what_plain_substring_search_finds(conn: sqlite3.Connection) -> None:
    for words in strings(conn):
        expected = sorted(holding(conn, words))
        asked = f'"{words}"'
        for order in ("relevance", "newest", "oldest"):
            results = search.search(conn, asked, order=order, limit=10_000)
            assert sorted(hit.paragraph for hit in results.hits) == expected, words
            assert (results.total, results.exact) == (len(expected), True)
        assert count(conn, asked) == (len(expected), True)


def test_pages_of_hits_follow_one_another(conn: sqlite3.Connection) -> None:
    newest = [hit.paragraph for hit in search.search(conn, "疫情", order="newest", limit=500).hits]
    assert newest == sorted(newest, reverse=True)
    assert [hit.paragraph for hit in search.search(conn, "疫情", order="oldest", limit=500).hits] == newest[::-1]
    assert [hit.paragraph for hit in search.search(conn, "疫情", order="newest", limit=5, offset=5).hits] == newest[
        5:10
    ]
    ranked = search.search(conn, "疫情", limit=500)
    assert ranked.ranked
    scores = [hit.score for hit in ranked.hits]
    assert scores == sorted(scores, key=lambda score: -(score or 0))
    assert search.search(conn, "疫情", limit=5, offset=5).hits == ranked.hits[5:10]


def test_every_way_to_score_hits_gives_the_same_scores(
    conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [f'"{words}"' for words in [*strings(conn), "2月12日", "CT检查", "12", "没有", "疫情", "大", "情"]]

    def scored(seconds: float, probed: int) -> list[search.Results]:
        for module in (search, question):
            monkeypatch.setattr(module, "READ_SECONDS", seconds)
            monkeypatch.setattr(module, "PROBED_HITS", probed)
        ways.clear()
        return [search.search(conn, words, limit=1_000) for words in asked]

    ways: list[str] = []
    for way in ("scored_by_reading", "scored_in_index"):
        scoring = getattr(question.Question, way)
        spied = lambda *given, way=way, scoring=scoring: [ways.append(way), scoring(*given)][1]  # noqa: E731
        monkeypatch.setattr(question.Question, way, spied)
    read = scored(0, 10_000)
    assert set(ways) == {"scored_by_reading"}
    counted_first = scored(3_600, 10_000)
    assert set(ways) == {"scored_in_index"}
    few_looked_at = scored(3_600, 2)
    assert set(ways) == {"scored_in_index"}
    assert read == counted_first == few_looked_at
    assert [results.total for results in read] == [len(holding(conn, words.strip('"'))) for words in asked]
    assert sum(results.total > 2 for results in read) > 10


def test_where_the_first_hits_promise_fewer_than_there_are_the_newest_come_first(
    conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = search.search(conn, "疫情", order="newest", limit=4)
    for module, name, value in [
        (search, "RANKED_HITS", 3), (question, "RANKED_HITS", 3), (search, "PROBED_HITS", 2),
        (question, "SURELY_RANKED", 10_000), (question, "READ_SECONDS", 3_600),
    ]:  # fmt: skip
        monkeypatch.setattr(module, name, value)
    assert search.search(conn, "疫情", limit=4) == search.Results(expected.hits, 4, False, False)


def test_where_too_many_match_the_newest_come_first_and_that_is_said(
    conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (search, question):
        monkeypatch.setattr(module, "RANKED_HITS", 3)
    results = search.search(conn, "疫情", limit=4)
    assert (results.ranked, results.total, results.exact) == (False, 4, False)
    assert results.hits == search.search(conn, "疫情", order="newest", limit=4).hits
    assert {hit.score for hit in results.hits} == {None}
    assert count(conn, "疫情") == (len(holding(conn, "疫情")), True)


@pytest.mark.parametrize(
    "filters", [Filters(), Filters(outlets=("宁波日报",)), Filters(roles=("body",), months=("2020-02",))]
)
def test_a_common_character_is_found_among_the_newest_paragraphs_as_in_the_index(
    conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, filters: Filters
) -> None:
    expected = {words: search.search(conn, words, filters, "newest", 10, 3) for words in "的情國龘"}
    for module in (search, question):
        monkeypatch.setattr(module, "RANKED_HITS", 3)
    monkeypatch.setattr(question, "READ_TO_MERGED", 1)
    for words, of_the_index in expected.items():
        results = search.search(conn, words, filters, "newest", 10, 3)
        assert results.hits == of_the_index.hits, words
        assert results.total <= of_the_index.total
    assert not search.search(conn, "的", filters).ranked
    assert not search.search(conn, "的", filters).exact
    assert count(conn, "的", filters) == (expected["的"].total, True)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(outlets=("宁波日报",)),
        Filters(months=("2020-02",)),
        Filters(months=("2020-01", "2020-03"), outlets=("周口日报",)),
        Filters(date_from="2020-02-10", date_to="2020-02-20"),
        Filters(roles=("body",)),
        Filters(outlets=(None,)),
        Filters(months=("1958-10",)),
    ],
)
@pytest.mark.parametrize("words", ["疫情防控", "值", "2月12日"])
def test_filters_leave_the_hits_of_outlet_month_day_and_role(
    conn: sqlite3.Connection, words: str, filters: Filters
) -> None:
    dates = dict(conn.execute("SELECT id, date FROM paragraphs"))
    expected = [
        id
        for id, (outlet, month, role, _) in holding(conn, words).items()
        if (not filters.outlets or outlet in filters.outlets)
        and (not filters.months or month in filters.months)
        and (not filters.roles or role in filters.roles)
        and (filters.date_from or "0") <= dates[id] <= (filters.date_to or "9")
    ]
    results = search.search(conn, words, filters, limit=10_000)
    assert sorted(hit.paragraph for hit in results.hits) == expected
    assert count(conn, words, filters) == (len(expected), True)


def test_a_facet_counts_as_if_its_own_filter_were_not_set(conn: sqlite3.Connection) -> None:
    found = holding(conn, "疫情")
    by = facets(conn, "疫情", Filters(outlets=("宁波日报",)))
    assert dict(by.outlets) == Counter(outlet for outlet, *_ in found.values())
    of_ningbo = [values for values in found.values() if values[0] == "宁波日报"]
    assert dict(by.months) == Counter(month for _, month, _, _ in of_ningbo)
    assert dict(by.roles) == Counter(role for _, _, role, _ in of_ningbo)
    assert dict(by.agencies) == Counter(agency for *_, agency in of_ningbo)
    assert by.exact
    assert sum(counts(conn, "疫情").hits.values()) == len(found)
    assert counts(conn, "疫情").hits == Counter((outlet, month) for outlet, month, *_ in found.values())


@pytest.mark.parametrize("words", [*PLACES, *(deed[:3] for deed in DEEDS), "工", "会议 周口", "无此词"])
def test_headings_are_found(conn: sqlite3.Connection, words: str) -> None:
    sql = "SELECT id, kicker, headline, deck FROM articles"
    headings = {row[0]: [fold(text or "") for text in row[1:]] for row in conn.execute(sql)}
    expected = {
        id for id, texts in headings.items() if all(any(word in text for text in texts) for word in words.split())
    }
    results = search.search_headings(conn, words, limit=10_000)
    assert {hit.article for hit in results.hits} == expected
    assert (results.total, results.exact) == (len(expected), True)


@pytest.mark.parametrize("typed", ["", "-疫情", '"', "\0", "OR", "()", "*"])
def test_what_asks_for_nothing_finds_nothing(conn: sqlite3.Connection, typed: str) -> None:
    assert search.search(conn, typed).hits == []
    assert count(conn, typed) == (0, True)
    assert counts(conn, typed) == ({}, True)
    assert facets(conn, typed) == ([], [], [], [], True)
    assert search.search_headings(conn, typed).hits == []


def test_a_query_that_takes_too_long_is_cut_and_says_so(
    conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "SECONDS", -1)
    monkeypatch.setattr(bounded, "STEPS", 1)
    results = search.search(conn, "疫情")
    assert (results.hits, results.exact) == ([], False)
    assert not count(conn, "疫情").exact
    assert not facets(conn, "疫情").exact
    assert conn.execute("SELECT count(*) FROM paragraphs").fetchone()[0] > 0
