"""Transcripts of what several outlets print on one event, made of pages and tables of four kinds."""

from __future__ import annotations

import json
from pathlib import Path

from bench.event_news import abroad, day_of, headline_and_site, mainland, paragraphs_of, text_of, write

NEWS = (
    "江北港务局说，渡口的三条旧船已经停航，船工大多改到货运码头做工，家属区的班车从下月起每天多开四趟。"
    "新船要到明年春天才能下水，眼下只好请麓阳船厂借两条过来，船票暂时不涨。"
)
OTHER = (
    "住在江心洲的人抱怨说，孩子上学要绕二十里路，菜也运不出去。洲上的小学把上课的钟点推迟了半小时，"
    "食堂的米面由巡逻艇顺路捎来，遇到大雾就只能吃干粮。"
)
AGENCY = """<url>http://www.chinanews.com/sh/2020/03-30/1.shtml</url>
<title>渡口&lt;新&gt;船</title>
<datetime>2020-3-30 9:05:00</datetime>
<body>  {news}
编辑：周河
</body>
"""
PAGE = """<html><head><title>渡口--江北</title></head><body><div class="newsLeading">
<p>{news}<b>船工</b>说好。</p><p><a href="/2">另一篇報道</a></p><div class="shareBox">分享給朋友</div>
<ul><li>{other}<li>更多新聞</ul></div><p>頁尾文字</p><div class="newsLeading">不是這一篇</div></body></html>
"""


def found(folder: Path, event: str, name: str, title: str, *lines: str, day: str = "2016-05-03") -> None:
    path = folder / "news" / event / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"标题:{title}\n发布时间: {day} 08:00\n正文:" + "\n".join(lines), encoding="utf-8")


def test_an_article_without_a_site_is_dealt_to_made_up_outlets_in_turn(tmp_path: Path) -> None:
    monitor, agency = tmp_path / "monitor", tmp_path / "agency"
    found(monitor, "1渡口", "1", "渡口停航", NEWS, "责任编辑：周河", "延伸阅读")
    found(monitor, "1渡口", "2", "渡口停航 - 江北晚报网", NEWS)
    found(monitor, "1渡口", "3", "渡口停航", NEWS)
    found(monitor, "2江心洲", "1", "上学绕路", OTHER, "家长已经写信给镇上。")
    found(monitor, "2江心洲", "2", "太短", "渡口停航。")
    (agency / "data" / "news").mkdir(parents=True)
    (agency / "data" / "news" / "10.xml").write_text(AGENCY.format(news=NEWS), encoding="utf-8")
    articles = list(mainland(monitor, agency))
    assert [(article.outlet, article.day, article.title) for article in articles] == [
        ("unsigned-1", "2016-05-03", "渡口停航"),
        ("unsigned-2", "2016-05-03", "上学绕路"),
        ("chinanews-sh", "2020-03-30", "渡口<新>船"),
    ]
    assert [article.paragraphs for article in articles] == [
        [NEWS],
        [OTHER, "家长已经写信给镇上。"],
        [NEWS],
    ]


def test_a_line_of_many_articles_is_a_link_and_a_sentence_of_many_is_none(tmp_path: Path) -> None:
    monitor, agency = tmp_path / "monitor", tmp_path / "agency"
    (agency / "data" / "news").mkdir(parents=True)
    for number in range(4):
        found(
            monitor, "渡口", str(number), f"渡口{number}", NEWS, f"第{number}天。", "渡口的船什么时候来", "无人受伤。"
        )
    assert [article.paragraphs for article in mainland(monitor, agency)] == [
        [NEWS, f"第{number}天。", "无人受伤。"] for number in range(4)
    ]


def test_the_site_is_taken_from_the_title_where_it_is_one() -> None:
    assert headline_and_site("渡口停航_江北晚报网") == ("渡口停航", "江北晚报网")
    assert headline_and_site("渡口停航-江北晚报网") == ("渡口停航", "江北晚报网")
    assert headline_and_site("渡口停航——船工改行") == ("渡口停航——船工改行", "")
    assert paragraphs_of("# 渡口\u200b停航\n\n关闭\n 江北　晚报 ") == ["渡口停航", "江北 晚报"]


def test_of_a_page_what_stands_beside_the_article_is_left_out() -> None:
    page = PAGE.format(news=NEWS, other=OTHER)
    assert text_of(page, "now-news") == [f"{NEWS}船工说好。", OTHER, "更多新聞"]


def test_the_day_is_that_of_the_address_or_else_of_the_page_by_the_clock_of_hong_kong() -> None:
    said = '<meta property="article:published_time" content="2025-11-26T{}">'
    assert day_of("https://example.com/2025/11/27/1.html", said.format("20:00:00Z")) == "2025-11-27"
    assert day_of("https://example.com/1", said.format("20:00:00Z")) == "2025-11-27"
    assert day_of("https://example.com/1", said.format("20:00:00+08:00")) == "2025-11-26"
    assert day_of("https://example.com/1", "<p>無日期</p>") is None


def test_pages_and_tables_become_one_file_for_an_outlet_and_day(tmp_path: Path) -> None:
    fire, data = tmp_path / "fire", tmp_path / "taiwan" / "data" / "raw"
    folder = fire / "content" / "news" / "now-news" / "archive" / "a"
    folder.mkdir(parents=True)
    data.mkdir(parents=True)
    (folder / "index.html").write_text(PAGE.format(news=NEWS, other=OTHER), encoding="utf-8")
    said = {"url": "https://example.com/20251127/a", "title": "渡口停航 宏福苑五級火 3小時前"}
    (folder / "metadata.json").write_text(json.dumps(said), encoding="utf-8")
    row = {"title": "渡口停航 | 社會", "content": f"{NEWS} {OTHER}", "url": "https://example.com/1"}
    rows = [row | {"published_date": "2025-11-18T08:00"}, row]
    (data / "cna_news_1.jsonl").write_text("\n".join([*map(json.dumps, rows), "{"]), encoding="utf-8")
    (data / "ltn_14days.jsonl").write_text(json.dumps(rows[0]), encoding="utf-8")
    written = list(write(tmp_path / "events", "hongkong-taiwan", abroad(fire, tmp_path / "taiwan")))
    assert [tuple(row[:3]) for row in written] == [
        ("hongkong-taiwan/cna/cna-2025-11-18.md", "cna", "2025-11-18"),
        ("hongkong-taiwan/now-news/now-news-2025-11-27.md", "now-news", "2025-11-27"),
    ]
    texts = [(tmp_path / "events" / row[0]).read_text(encoding="utf-8") for row in written]
    assert texts == [f"# 渡口停航\n\n{NEWS}\n\n{OTHER}\n\n", f"# 渡口停航\n\n{NEWS}船工说好。\n\n{OTHER}\n\n"]
