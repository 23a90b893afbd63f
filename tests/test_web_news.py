"""Transcripts made of web pages and of a table of short items."""

from __future__ import annotations

from pathlib import Path

from bench.web_news import items, web_articles, write

PAGE = """### 渡口&amp;码头
------------------------

#### [首页](https://example.com)

<div id="headerimg">
 <img alt="渡口"/>
<hr/>
</div>
<p>江北港务局说，渡口的三条旧船已经停航，船工大多改到货运码头做工，家属区的班车<span>从下月起</span>
每天多开四趟。新船要到明年春天才能下水。</p>
<figure>渡口的旧船</figure>
<p>责任编辑：周河</p>

原文地址（需翻墙访问）：https://www.example.ntdtv.com/gb/2020/10/08/a1.html
"""
TABLE = """_id,id,pubDate,title,summary,infoSource,crawlTime
1,7,2020-02-01 08:00:00,江北通报,江北三个闸口上堤巡查的共有412人，无人受伤。,江北在线微博,100
2,7,2020-02-01 08:00:00,江北通报,江北三个闸口上堤巡查的共有413人，其中学生31人，无人受伤。,江北在线微博,200
3,8,2020-02-01 09:00:00,Report,Nobody was hurt.,江北在线微博,100
"""


def test_a_page_that_stands_in_two_sections_is_one_article_without_what_stands_beside_it(tmp_path: Path) -> None:
    for section in ("a", "b"):
        (tmp_path / section).mkdir()
        (tmp_path / section / "1.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "a" / "link.md").write_text("渡口", encoding="utf-8")
    (article,) = web_articles(tmp_path)
    assert (article.outlet, article.day, article.title) == ("新唐人", "2020-10-08", "渡口&码头")
    assert article.paragraphs == [
        "江北港务局说，渡口的三条旧船已经停航，船工大多改到货运码头做工，家属区的班车从下月起每天多开四趟。"
        "新船要到明年春天才能下水。"
    ]


def test_of_an_item_the_last_version_in_chinese_is_taken(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text(TABLE, encoding="utf-8")
    rows = list(write(tmp_path, items(tmp_path / "items.csv"), {"江北在线": "yq001"}, 40))
    assert rows == [["yq001/yq001-20200201-01.md", "江北在线", "2020-02-01", "", "", ""]]
    assert (tmp_path / rows[0][0]).read_text(encoding="utf-8") == (
        "# 江北在线 (20200201)\n\n## 江北通报\n\n江北三个闸口上堤巡查的共有413人，其中学生31人，无人受伤。\n"
    )
