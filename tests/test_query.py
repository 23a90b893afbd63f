"""The search box: what is typed finds exactly what is printed, and nothing typed is an error."""

import re
import sqlite3
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.normalize import fold
from loader.query import (
    MAX_TOKENS,
    find_spans,
    match_expression,
    query_phrases,
    scored_expression,
    single_character,
    snippet,
    snippet_pieces,
)
from loader.units import tokens, units

PAGE = [
    "新华社北京2 月 12 日电 中共中央政治局常务委员会召开会议",
    "增强“四个意识”、坚定“四个自信”",
    "CCTV新闻：COVID-19疫情",
    "本報訊 臺灣防疫後續，疫。情",
    "或者停工，或者复工",
    "world health organization",
    "19日新增个案，R AND D not found",
]


def index_of(texts):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE pages USING fts5(text, content='', tokenize='unicode61 remove_diacritics 0')")
    db.executemany(
        "INSERT INTO pages(rowid, text) VALUES (?, ?)",
        ((i, " ".join(tokens(units(fold(t))))) for i, t in enumerate(texts)),
    )
    return db


def search(db, query):
    rows = db.execute("SELECT rowid FROM pages WHERE pages MATCH ? ORDER BY rowid", (match_expression(query),))
    return [row for (row,) in rows]


@pytest.fixture(scope="module")
def pages():
    return index_of(PAGE)


@pytest.mark.parametrize(
    ("found", "query"),
    [
        ([0], "2 月 12 日"),
        ([0], "２月１２日"),
        ([0], "中共 会议"),
        ([0], "中共 AND 会议"),
        ([0, 2], "会议 OR 疫情"),
        ([1], "“四个意识”"),
        ([1], "四个意识"),
        ([], "“四个意识，"),
        ([], "四个意识自信"),
        ([2], "疫情"),
        ([3], "台湾"),
        ([3], "疫。情"),
        ([4], "或"),
        ([4], '"或者停工，或者"'),
        ([2], "cctv"),
        ([], "ctv"),
        ([2], "ＣＣＴＶ"),
        ([2], "cct*"),
        ([2], "疫情*"),
        ([2], "covid-1*"),
        ([5], '"health organ"*'),
        ([5], "world organization"),
        ([], '"world organization"'),
        ([0], "电 -疫情"),
        ([3], "疫 -疫情"),
        ([3], "疫 NOT 疫情"),
        ([3], '疫 -"疫 情"'),
        ([0, 3], "政治局 OR 疫 NOT COVID"),
        ([], "-疫情"),
        ([0], "会议 OR -疫情"),
        ([6], "19 个"),
        ([6], '"R AND D"'),
        ([6], "not"),
        ([6], "NOT found"),
        ([], ""),
        ([], ' "" '),
        ([1], '增强"四个意识"、坚定'),
        ([1], '"四个意识"、'),
        ([], '增强"四个"意识'),
        ([], '"四个意识"、"四个自信"'),
        ([1], '"四个意识" 坚定 "四个自信"'),
        ([2], '疫情"'),
        ([0], '"中共中央 会议'),
        ([0], "常务委员会召开"),
    ],
)
def test_a_query_finds(found, query, pages):
    assert search(pages, query) == found


@pytest.mark.parametrize(
    ("expression", "query"),
    [
        ('"2¦月 月12¦ 12¦日"', "2 月 12 日"),
        ('"2020¦年 年2¦ 2¦月 月12¦ 12¦号 号8¦ 8¦时 时30¦ 30¦分"', "2020 年 2月 12 号 8 时 30 分"),
        ('"2¦月" AND "3¦月"', "2月 3月"),
        ('"19¦" * AND "个" *', "19 个"),
        ('"疫情" AND "防控"', "疫情 防控"),
        ('"疫情 情防 防控"', "疫情防控"),
        ('"国¤"', "國"),
        ('"年¤" AND "国家"', "年 国家"),
        ('("月" *) NOT ("大¤" OR "大国")', "月 -大 -大国"),
        ('("a¦" * AND "b¦" *) OR ("c¦" *)', "A B OR c"),
        ('("a¦" * AND "b¦" *) NOT ("c¦" * OR "d¦" *)', "a -c b NOT d"),
        ('"a¦" * AND "b¦" *', "a AND AND b"),
        ('"a¦" * AND "and¦" *', "a AND"),
        ('"and¦" * AND "a¦" *', "AND a"),
        ('"covid" *', "covid*"),
        ('"sars¦cov" *', '"SARS cov"*'),
        ('"h¦7¦ 7¦n¦ n¦9¦"', "H7N9"),
        ('"\ue000002a¦" *', "*"),
        ('"\ue000002d¦" *', "-"),
        ('""', "-疫情"),
        ('""', "\x00\u200b"),
    ],
)
def test_a_query_is_spelled(expression, query):
    assert match_expression(query) == expression.replace("¦", "\ue001").replace("¤", "\ue002")


@pytest.mark.parametrize("query", ["国", "国 疫", "会 -国", "國 OR 的", "国家", "covid*"])
def test_what_is_scored_is_what_is_found(query, pages):
    found = "SELECT rowid FROM pages WHERE pages MATCH ? ORDER BY 1"
    scored = [row for (row,) in pages.execute(found, [scored_expression(query)])]
    assert scored == search(pages, query)


def test_bm25_counts_every_place_of_a_common_character():
    once_and_thrice = index_of(["国家队赢得比赛", "各国国民国家"])
    scored = "SELECT rowid FROM pages WHERE pages MATCH ? ORDER BY bm25(pages)"
    assert once_and_thrice.execute(scored, [scored_expression("国")]).fetchall() == [(1,), (0,)]


@pytest.mark.parametrize(
    ("character", "query"),
    [
        ("疫", "疫"),
        ("体", ' "體" '),
        ("体", "體*"),
        (None, "國*"),  # has a token of its own
        (None, "疫情"),
        (None, "疫 情"),
        (None, "-疫"),
        (None, "が"),
        (None, "。"),
        (None, ""),
    ],
)
def test_a_query_for_one_character_is_known(character, query):
    assert single_character(query) == character


NASTY = "疫情2月日 　\t\"'“”*-+:^(){}[]ANDORT\x00\ud800😀́\\,.或"


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(st.sampled_from(NASTY), max_size=30), st.text(max_size=30)))
def test_nothing_typed_is_an_error(query):
    db = index_of(["疫情2月"])
    search(db, query)
    find_spans("疫情2月", query)


@pytest.mark.parametrize(
    "query", ["a" * 10_000, "疫" * 10_000, "疫 OR " * 3_000, "- " * 5_000, '"' * 9_999, "a*" * 5_000]
)
def test_ten_thousand_characters_are_answered_at_once(query, pages):
    started = perf_counter()
    search(pages, query)
    find_spans(PAGE[2], query)
    assert perf_counter() - started < 1


def test_a_pasted_article_is_found_by_its_beginning():
    article = "".join(chr(0x4E00 + i * 7 % 5_000) for i in range(2_000)) + "cctv"
    assert search(index_of([article, article[1:]]), article) == [0]
    assert query_phrases(article) == [fold(article[:MAX_TOKENS])]


# Hits of the index against plain substring search. What a run is, is said here a second time, in other words.
RUNS = ("abé", "019")
ALPHABET = "疫情国國后後臺台发髮著⻓" + "０１９19年月" + "ＡaBbé" + '，,。“”"—-()（）*😀😁' + "  　\n"
pieces = st.text(st.sampled_from(ALPHABET), max_size=25)


def holds(text, phrase):
    before = next((f"(?<![{run}])" for run in RUNS if phrase[0] in run), "")
    after = next((f"(?![{run}])" for run in RUNS if phrase[-1] in run), "")
    return re.search(before + re.escape(phrase) + after, text) is not None


@settings(max_examples=1_000, deadline=None)
@given(st.lists(pieces, min_size=1, max_size=8), st.data())
def test_the_index_finds_exactly_the_substrings(texts, data):
    folded = [fold(text) for text in texts]
    source = data.draw(st.sampled_from(folded))
    edges = [
        i
        for i in range(len(source) + 1)
        if not any(0 < i < len(source) and source[i - 1] in run and source[i] in run for run in RUNS)
    ]
    start, end = sorted((data.draw(st.sampled_from(edges)), data.draw(st.sampled_from(edges))))
    phrase = source[start:end].strip()
    expected = [i for i, text in enumerate(folded) if phrase and holds(text, phrase)]
    query = '"' + phrase.replace('"', data.draw(st.sampled_from(["“", "”"]))) + '"'
    assert search(index_of(texts), query) == expected
    if phrase and not re.search(r'\s|^["*-]|["*]$|""', phrase) and phrase not in ("AND", "OR", "NOT"):
        assert search(index_of(texts), phrase) == expected  # pasted as it is
    assert [i for i, text in enumerate(texts) if find_spans(text, query)] == expected


def test_phrases_for_highlighting_leave_out_what_is_excluded():
    assert query_phrases('臺灣 -防疫 OR "World  Health" 台湾') == ["台湾", "world health"]


def marked(text, query):
    return [text[start:end] for start, end in find_spans(text, query)]


@pytest.mark.parametrize(
    ("hits", "text", "query"),
    [
        (["2 月 12 日"], PAGE[0], "2月12日"),
        (["“四个意识”"], PAGE[1], "“四个意识”"),
        (["四个", "四个"], PAGE[1], "四个"),
        (["臺灣"], PAGE[3], "台湾"),
        (["CCTV"], PAGE[2], "cc*"),
        ([], PAGE[2], "cc"),
        (["疫情防控"], "疫情防控", "情防 疫情 控"),
        (["㈱"], "日立㈱北京", "株"),
        (["cafe\u0301"], "un cafe\u0301 noir", "CAFÉ"),
        (["疫\u200b情"], "抗疫\u200b情况", "疫情"),
        ([], PAGE[0], "-会议"),
    ],
)
def test_hits_are_marked_in_the_source(hits, text, query):
    assert marked(text, query) == hits


def test_a_snippet_shows_the_window_with_most_phrases():
    text = "疫情开始。" + "甲" * 50 + "疫情防控和复工复产" + "乙" * 50
    assert snippet(text, "疫情 复工", width=13) == "…甲甲甲⟦疫情⟧防控和⟦复工⟧复产乙…"
    assert snippet(text, "疫情", width=7) == "⟦疫情⟧开始。甲甲…"
    assert snippet(text, "无", width=4) == "疫情开始…"
    assert snippet("短文", "无") == "短文"
    assert snippet("全国人民代表大会", "全国人民代表大会", width=2, before="<b>", after="</b>") == "<b>全国</b>…"
    assert snippet("", "疫情") == ""


@settings(max_examples=300, deadline=None)
@given(pieces, st.text(st.sampled_from('疫情台后ab1 “，*"-'), max_size=6), st.integers(1, 30))
def test_a_snippet_is_a_slice_of_the_source(text, query, width):
    shown = "".join(piece for piece, _ in snippet_pieces(text, query, width) if piece != "…")
    assert shown in text
    assert len(shown) == min(width, len(text))
    assert snippet(text, query, width).replace("⟦", "").replace("⟧", "").replace("…", "") == shown
    if find_spans(text, query):
        assert any(hit for _, hit in snippet_pieces(text, query, width))
