"""Who signs a text, and what is looked up: lines told by where they stand and by the names of their columns."""

from __future__ import annotations

import pytest

from loader.model import Page, Transcript
from loader.outlet_files import load_conventions
from loader.splitting import split_page

LETTER = "小区门口的窨井盖丢失已经一个多月了，至今没有人管。晚上路灯又不亮，已经有两位老人摔伤。希望有关部门尽快补上。"
ANOTHER = "我今年七十三岁，每天乘9路车去公园锻炼。车上人多，常常没有座位。建议公交公司多设几个老年人专座。"


def split(text: str) -> Page:
    return split_page(Transcript("page", "page.txt", "", "utf-8", False, "lf", text), load_conventions())


def roles(page: Page) -> dict[int, str]:
    return {line.number: line.role for line in page.lines}


@pytest.mark.parametrize(
    "signed",
    [
        ["望津路小区居民", "王建国等十二人"],
        ["退休工人", "陈大文"],
        ["八打灵再也", "忧心的母亲"],
        ["市民 林小平"],
        ["县司法局　钱 明"],
        ["怡保 李女士"],
        ["槟城", "赶时间的上班族"],
    ],
)
def test_a_letter_is_signed_below_its_text(signed: list[str]) -> None:
    lines = ["井盖丢了谁来补", LETTER, *signed, "公交车应增设老年座位", ANOTHER]
    page = split("\n".join(lines) + "\n")
    assert [article.headings[0].block.text for article in page.articles] == [lines[0], lines[-2]]
    assert [roles(page)[at] for at in range(3, 3 + len(signed))] == ["signature"] * len(signed)


def test_a_crosshead_that_reads_like_a_signature_divides_its_text() -> None:
    page = split("\n".join(["井盖丢了谁来补", LETTER, "居民", LETTER, "市民", ANOTHER]) + "\n")
    assert set(roles(page).values()) == {"headline", "body", "crosshead"}


def test_what_is_looked_up_has_its_own_heading() -> None:
    columns = {
        "天气预报": ["今天白天：多云转阴，偏北风3到4级", "明天：小雪转多云，-5℃～2℃"],
        "电视节目": ["6:30 晨间新闻", "8:00 电视剧：大河儿女（12、13）", "12:00 午间新闻"],
        "外汇牌价": ["美元 682.77", "欧元 990.42"],
        "奖牌榜": ["名次 国家 金 银 铜 总数", "1 中国 6 4 2 12", "2 美国 3 5 3 11"],
        "福利彩票开奖公告": ["双色球第2010004期", "红球：02 08 15 19 27 31", "蓝球：11"],
    }
    page = split("\n".join(line for name, items in columns.items() for line in [name, *items]) + "\n")
    assert {
        article.headings[0].block.text: [paragraph.text for paragraph in article.paragraphs]
        for article in page.articles
    } == columns


def test_what_stands_for_a_picture_in_markdown_is_a_caption() -> None:
    page = split(f"# 清河插秧过半\n\n{LETTER}\n\n![图片：农民在田里插秧](images/p5_1.png)\n\n{ANOTHER}\n")
    assert [(line.role, line.number) for line in page.lines if line.role == "caption"] == [("caption", 5)]
    assert page.articles[0].byline is None


def test_an_office_signs_the_notice_that_ends_above() -> None:
    notice = "王大海：本院受理原告李小河诉你民间借贷纠纷一案，现依法向你公告送达起诉状副本。逾期将依法缺席裁判。"
    page = split("\n".join(["清河县人民法院公告", notice, "清河县人民法院", notice, "清河县人民法院"]) + "\n")
    assert list(roles(page).values()) == ["headline", "body", "signature", "body", "signature"]


def test_a_short_line_above_what_begins_as_reports_do_heads_it() -> None:
    report = "（八打灵再也21日讯）供水学会说，水费涨了，素质也要提升。该会指出，三成五的自来水因漏水而流失。"
    text = ["水费调涨三成", "（吉隆坡21日讯）" + LETTER, ANOTHER, "学生组：盼提高水供素质", report]
    assert len(split("\n".join(text) + "\n").articles) == 2


def test_names_below_one_another_are_a_list() -> None:
    names = ["孙立舟", "李晓兰", "王小满", "陈大文"]
    page = split("\n".join(["十佳教师揭晓", LETTER + "十佳教师的名单经过一周公示，现在公布。", *names]) + "\n")
    assert page.articles[0].byline is None
    assert "byline" not in roles(page).values()


def test_departments_that_head_parts_of_a_text_do_not_sign_it() -> None:
    lines = ["全县春耕见闻", LETTER, "县供电公司", ANOTHER, "县农技站 林场", LETTER, "柳林乡居民", ANOTHER]
    assert "signature" not in roles(split("\n".join(lines) + "\n")).values()


def test_two_parts_of_a_page_do_not_head_its_articles() -> None:
    reports = {
        "### 井盖丢了谁来补": LETTER,
        "### 公交车应增设老年座位": ANOTHER,
        "### 路灯亮了": "建设路的二十盏路灯昨晚全部亮起，下夜班的工人不用再打手电筒。供电所说，电缆是从河底穿过来的。",
        "### 河水清了": "清河下游的排污口上周封堵，环保站取水化验，水质比去年升了一级，孩子们又能下河摸螺蛳。",
    }
    articles = "\n\n".join(f"{head}\n\n{text}" for head, text in reports.items())
    page = split(f"# 清河日报 2015年3月5日\n\n## 新闻摘要\n\n本期共有四条消息。\n\n## 详细新闻\n\n{articles}\n")
    text = page.transcript.text
    headlines = [text[line.start : line.end] for line in page.lines if line.role == "headline"]
    assert [head for head in reports if head not in headlines] == []


def test_pictures_are_numbered_on() -> None:
    pictures = ["①两位小朋友提着灯笼看花灯。", "②舞龙队在表演。", "③一位老人在猜灯谜。"]
    page = split("\n".join(["元宵佳节闹花灯", LETTER, *pictures]) + "\n")
    assert [roles(page)[at] for at in (3, 4, 5)] in (["caption"] * 3, ["body"] * 3)  # all the same


def test_the_head_of_a_report_on_a_line_of_its_own_is_a_paragraph() -> None:
    page = split(f"清河插秧过半\n\n本报讯 通讯员 孙立舟 李晓兰\n\n{LETTER}\n\n{ANOTHER}\n")
    assert page.articles[0].byline == "通讯员 孙立舟 李晓兰"
    assert [paragraph.text for paragraph in page.articles[0].paragraphs if paragraph.role == "body"][-2:] == [
        LETTER,
        ANOTHER,
    ]
