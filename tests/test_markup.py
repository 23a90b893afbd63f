import re
import time
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from loader.markup import WHITE, printed_blocks
from loader.model import Block, Piece, Transcript


def page(text: str, path: str = "2020-02-13.txt") -> Transcript:
    return Transcript("2020-02-13", path, "", "utf-8", False, "lf", text)


def printed(text: str, path: str = "2020-02-13.md") -> list[str]:
    return [block.text for block in printed_blocks(page(text, path))]


def looks(text: str, path: str = "2020-02-13.md") -> list[tuple[str, int, bool, bool]]:
    return [(block.text, block.level, block.strong, block.after_blank) for block in printed_blocks(page(text, path))]


# Plain pages


def test_a_plain_page_has_one_block_a_line():
    text = "战疫\n\n　　本报讯 记者方亮报道 \x0c\n\ufeff会议强调\n"
    expected = (
        Block(1, 0, 2, "战疫", (Piece(0, 2, 0, 2),)),
        Block(3, 6, 16, "本报讯 记者方亮报道", (Piece(0, 10, 6, 16),), after_blank=True, indent=2),
        Block(4, 20, 24, "会议强调", (Piece(0, 4, 20, 24),), after_blank=False, indent=1),
    )
    assert expected == printed_blocks(page(text))


@pytest.mark.parametrize(
    "line",
    [
        "1.开户名称：周口市慈善总会；",
        "2. 开户行：河南省农行",
        "- 武汉",
        "* 武汉",
        "+ 武汉",
        "> 编者按",
        "#抗疫#",
        "# 抗疫 #",
        "5# 楼，3*5*2 米，手机 138****1234",
        "获奖者：张**、李**、王**",
        "附件<A>、<海外版>、A&B、&amp;",
        "n_b_k_l 与 __姓名__",
        "====",
        "----",
        "*****",
        "\\*",
        "[本报讯](记者张三)",
        "`十三五'",
    ],
)
def test_in_a_plain_page_nothing_is_markup(line):
    text = f"要闻\n{line}\n    完\n"
    expected = ["要闻", line, "完"]
    assert expected == printed(text, "2020-02-13.txt")


@pytest.mark.parametrize(
    "line",
    [
        "# 要闻",
        "**服务时间:**即日起",
        "据悉，**刘之旺** 为委员",
        "<p>要闻</p>",
        "要闻<br>",
        "<b>要闻</b>",
        "<!-- 第二版 -->",
    ],
)
def test_markdown_is_recognised_by_what_a_file_contains(line):
    first, *_ = printed(f"甲&amp;乙\n{line}", "2020-02-13.txt")
    assert first == "甲&乙"


# Markdown


@pytest.mark.parametrize(
    ("expected", "source"),
    [
        ("中共中央召开会议 研究防控", "# 中共中央召开会议 研究防控 ##"),
        ("服务时间:即日起", "**服务时间:**即日起"),
        ("说“长城”的", "说**“长城”**的"),
        ("我市为一线推出专线", "我市**为一线**推出专线"),
        ("斜体文字", "*斜体*文字"),
        ("甲乙 丙", "***甲***乙 __丙__"),
        ("庚*辛*壬", "**庚*辛*壬**"),
        ("宁波网讯", "[宁波网](https://www.cnnb.com.cn/a_(b).html '首页')讯"),
        ("宁波网讯", "[![宁波网](图1.png)](/a.html)讯"),
        ("*注：<b>\xa0&", "\\*注：&lt;b&gt;&nbsp;&#38;"),
        ("网址 https://www.cnnb.com.cn 完", "网址 <https://www.cnnb.com.cn> 完"),
        ("甲乙丙", "<span style='a'>甲</span><!-- 第二版 -->乙<font color=red>丙</font>"),
        # print, not markup
        ("1. 张*、李*、王*", "1. 张*、李*、王*"),
        ("张**、李**的", "张**、李**的"),
        ("3*5*2 米，138****1234、139****5678，138**56", "3*5*2 米，138****1234、139****5678，138**56"),
        ("姓名：____ 微信nb_kylzx_2", "姓名：____ 微信nb_kylzx_2"),
        ("[新华社](记者张三) [1][2] 注[3]", "[新华社](记者张三) [1][2] 注[3]"),
        ("<海外版> &nosuch; A&B C:\\用户", "<海外版> &nosuch; A&B C:\\用户"),
        ("编者按", "> 编者按"),
        ("引文 > 之后", ">> 引文 > 之后"),
        ("* 武汉", "* 武汉"),
        ("#抗疫#", "#抗疫#"),
        ("#　标题", "#　标题"),
        ("`十三五`", "`十三五`"),
        ("<!-- 未完", "<!-- 未完"),
        ("**未完", "**未完"),
    ],
)
def test_a_reader_sees(expected, source):
    expected = [expected]
    assert expected == printed(source)


def test_headings_and_bold_lines_are_marked():
    expected = [
        ("用阳光心态筑牢“长城”", 2, False, True),
        ("刘之旺 委员", 0, False, True),
        ("值守专家", 0, True, False),
        ("值守专家", 3, True, False),
        ("####### 七级", 0, False, False),
    ]
    text = "## 用阳光心态筑牢“长城”\n\n**刘之旺** 委员\n**值守专家**\n### **值守专家**&nbsp;\n####### 七级\n"
    assert expected == looks(text)


def test_a_heading_underlined_is_a_line_and_a_rule():
    expected = [("要闻", 0, False, True), ("", 0, False, False), ("本报讯", 0, False, True)]
    assert expected == looks("要闻\n---\n本报讯")


def test_pieces_lead_back_to_the_source():
    pieces = (Piece(0, 1, 4, 5), Piece(1, 1, 5, 10), Piece(2, 1, 10, 11), Piece(3, 1, 13, 14))
    expected = (Block(1, 0, 18, "甲&乙丙", pieces, level=1),)
    assert expected == printed_blocks(page("# **甲&amp;乙**丙 ###", "2020-02-13.md"))


# HTML


def test_a_line_of_html_has_a_block_for_each_paragraph():
    text = "<p>　　<strong>央视网</strong>：会议</p><p></p><p><b>甲<br/>乙</b></p><h2>丙</h2>丁"
    expected = (
        Block(1, 0, 32, "央视网：会议", (Piece(0, 3, 13, 16), Piece(3, 3, 25, 28)), indent=2),
        Block(1, 32, 51, "甲", (Piece(0, 1, 45, 46),), strong=True),
        Block(1, 51, 60, "乙", (Piece(0, 1, 51, 52),), strong=True, after_blank=False),
        Block(1, 60, 70, "丙", (Piece(0, 1, 64, 65),), level=2),
        Block(1, 70, 71, "丁", (Piece(0, 1, 70, 71),)),
    )
    assert expected == printed_blocks(page(text))


def test_two_breaks_are_a_blank_line():
    expected = [("甲", 0, False, True), ("乙", 0, False, False), ("丙", 0, False, True)]
    assert expected == looks("甲<br>乙<br><br>丙")


def test_in_html_stars_and_backslashes_are_print():
    expected = ["**甲**\\*", "乙_丙_"]
    assert expected == printed("<p>**甲**\\*</p><div>乙_丙_</div>")


def test_html_that_spans_lines_is_read_line_by_line():
    text = "<div class='page'>\n<p>甲\n乙</p>\n<ul><li>丙</li><li>丁</li></ul>\n</div><p\nalign=center>戊</p>"
    expected = ["", "甲", "乙", "丙", "丁", "", "戊"]
    assert expected == printed(text)


def test_lines_that_are_all_markup_are_accounted_for():
    text = "---\n<hr>\n<p></p>\n<!-- 第二版\n报眼 -->\n<style>\np {}\n</style>\n#\n&nbsp;\n```text\n本报讯"
    expected = [""] * 11 + ["本报讯"]
    assert expected == printed(text)


def test_comments_and_scripts_that_never_close_hide_nothing():
    expected = ["<!-- 甲", "乙", "丙"]
    assert expected == printed("<!-- 甲\n<script>乙\n丙")


# Whatever the page


MARKUP = st.sampled_from(
    [
        *"*_#<>&;[]()!\\`-/ \t\n甲乙：。“”1a",
        "**",
        "<p>",
        "</p>",
        "<br>",
        "<h2>",
        "</h2>",
        "<b>",
        "</b>",
        "&amp;",
        "&nbsp;",
    ]
    + [
        "](http://a.cn)",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "# ",
        "---",
        "\u3000",
        "\ufeff",
        "\x0c",
        "\u2028",
        "<p\n",
    ]
)
texts = st.one_of(st.text(), st.lists(MARKUP, max_size=40).map("".join))


@settings(deadline=None)
@given(texts, st.sampled_from(["2020-02-13.md", "2020-02-13.txt"]))
def test_every_printed_character_is_traced_and_every_line_accounted_for(text, path):
    blocks = printed_blocks(page(text, path))
    lines = text.split("\n")
    assert [number for number, line in enumerate(lines, 1) if line.strip()] == sorted({block.line for block in blocks})
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    place = 0
    for block in blocks:
        assert max(place, starts[block.line - 1]) <= block.start <= block.end < starts[block.line]
        place = block.end
        trace(text, block)
    covered = "".join(text[block.start : block.end] for block in blocks)
    assert re.sub(rf"[\s{WHITE}]", "", text) == re.sub(rf"[\s{WHITE}]", "", covered)


def trace(text: str, block: Block) -> None:
    offset, place = 0, block.start
    for piece in block.pieces:
        assert (offset, True) == (piece.offset, place <= piece.start < piece.end <= block.end)
        if piece.length == piece.end - piece.start:
            assert text[piece.start : piece.end] == block.text[offset : offset + piece.length]
        offset, place = offset + piece.length, piece.end
    assert offset == len(block.text)
    assert block.text == block.text.strip(WHITE)


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="#*<", codec="utf-8")))
def test_a_plain_page_prints_all_it_contains(text):
    expected = []
    for line in text.split("\n"):
        parts = [part.strip(WHITE) for part in line.strip(WHITE).split("\f")]
        expected += [part for part in parts if part] or [""] * bool(line.strip())
    assert expected == printed(text, "2020-02-13.txt")


def rendered(text: str) -> str:
    """The page as markdown-it renders it (no indented code), alternative texts in, tags and white space out."""
    html = MarkdownIt("commonmark").disable("code").render(text)
    html = re.sub(r'<img[^>]* alt="([^"]*)"[^>]*>', r"\1", html)
    html = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>", "", html, flags=re.S)
    return re.sub(r"\s", "", unescape(re.sub(r"<[^>]*>", "", html)))


@pytest.mark.parametrize(
    "text",
    [
        "# 用阳光心态筑牢甬城抗疫“长城” #\n\n疫情就是**命令**,防控就是 *责任*!\n\n"
        "**刘之旺** [委员](http://a.cn)。\n\n1\\. 一\n",
        "<p><strong>央视网消息</strong>（新闻联播）：10月1日&mdash;&lt;求是&gt;</p><p>文章<br>强调</p>\n\n### 国内",
        "甲&nbsp;乙 ![图注](a.png) <span>丙</span> \\# __丁__ <https://a.cn> AT&T a_b_c\n",
        "<!-- 第二版 -->\n\n<div>\n甲\n</div>\n\n***\n\n<script>\nvar a\n</script>\n\n乙 **丙** 丁\n",
        "**甲** 乙**丙**丁 *戊* ***己*** **庚 *辛* 壬** __癸__\n",
    ],
)
def test_nothing_that_markdown_renders_is_lost(text):
    assert rendered(text) == re.sub(r"\s", "", "".join(printed(text)))


marked_words = st.lists(
    st.sampled_from(
        ["甲", "乙。", " ", "丙，", "子**丁**", " **戊** ", "&lt;", "<b>己</b>", "\\*", "\n\n", "[庚](http://a.cn)"]
    )
)


@settings(deadline=None)
@given(marked_words)
def test_what_markdown_renders_is_what_is_printed(words):
    text = "甲" + "".join(words)
    assert rendered(text) == re.sub(r"\s", "", "".join(printed(text)))


@pytest.mark.parametrize(
    "part",
    [
        "字\n",
        "字",
        "<",
        "<p ",
        "[",
        "[](",
        "[a](b '",
        "**a",
        "&",
        "<!--\n",
        "<p\n",
        "<script>",
        "甲<br>",
        "# ",
        "**a\n",
        "\\",
    ],
)
def test_long_pages_take_time_in_proportion(part):
    seconds = []
    for count in (5_000, 50_000):
        start = time.process_time()  # other programs on the machine do not count
        printed_blocks(page(part * count, "2020-02-13.md"))
        seconds.append(time.process_time() - start)
    assert seconds[1] < 40 * seconds[0] + 0.2


def test_comments_that_stay_open_cost_no_more_than_their_length() -> None:
    text = "<!--" * 50_000  # 85 s when each was followed to the end of the line
    begun = time.process_time()
    (block,) = printed_blocks(Transcript("01", "01.txt", "", "utf-8", False, "lf", text))
    assert block.text == text
    assert time.process_time() - begun < 2


def test_what_a_web_page_sets_for_space_shows_that_a_text_is_of_one_and_prints_nothing():
    found = printed_blocks(
        Transcript("a", "a.txt", "", "utf-8", False, "lf", "&nbsp;第一页\n河水上涨。\n&nbsp;\n来源：清河晚报&nbsp;\n")
    )
    assert [block.text for block in found] == ["第一页", "河水上涨。", "", "来源：清河晚报"]
