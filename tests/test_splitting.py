"""What holds of every page, whatever stands on it; and who and when, read from the page."""

from __future__ import annotations

import time
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.markup import printed_blocks
from loader.model import ROLES, Page, Statement, Transcript
from loader.outlet_files import load_conventions
from loader.shapes import without_margin
from loader.splitting import split_page

PIECES = st.sampled_from(
    [
        "本报讯（记者 林平）昨日，清河大桥通车。",
        "清河大桥今日通车",
        "间。两岸居民走上桥面。",
        "据新华社",
        "新华社电 会议召开。",
        "①6",
        "②3",
        "感谢信",
        "的敬意！",
        "抗击疫情",
        "中共清河镇委书记 方明",
        "林平",
        "2015年3月18日 星期三",
        "第4版 要闻",
        "# 春耕",
        "### 小档案",
        "**桥长** 八百米。",
        "<p>一。</p><p>二。</p>",
        "<!-- -->",
        "---",
        "，",
        "“",
        "）",
        "。",
        "a",
        "1",
        "\t",
        "\u3000\u3000两字缩进的正文，到这里没有说完",
        "图为大桥。林平 摄",
        "（下转第六版）",
        "责任编辑：王明",
        "习近平指出，",
        "\u3000",
        "&amp;",
    ]
)
PAGES = st.lists(PIECES | st.text(max_size=12).map(lambda text: text.replace("\r", "")), max_size=30)


def split(text: str, statement: Statement | None = None, year: int | None = None) -> Page:
    transcript = Transcript(
        "page", "page.txt", sha256(text.encode("utf-8", "replace")).hexdigest(), "utf-8", False, "lf", text
    )
    return split_page(transcript, load_conventions(), statement, year)


@settings(max_examples=400, deadline=None)
@given(PAGES, st.sampled_from(["\n", "\n\n"]))
def test_every_line_once_and_no_character_lost(lines: list[str], gap: str) -> None:
    text = gap.join(lines)
    page = split(text)
    stored = [line.number for line in page.lines]
    assert stored == sorted(set(stored))
    assert set(stored) <= set(range(1, text.count("\n") + 2))
    shown = {n for n, line in enumerate(text.split("\n"), 1) if any(c.isprintable() and not c.isspace() for c in line)}
    assert shown <= set(stored)
    assert {line.role for line in page.lines} <= set(ROLES)
    for article in page.articles:
        for paragraph in article.paragraphs:
            for piece in paragraph.pieces:
                if piece.length == piece.end - piece.start:
                    assert paragraph.text[piece.offset : piece.offset + piece.length] == text[piece.start : piece.end]
    for line in page.lines:
        if line.paragraph is not None:
            assert line.article is not None
            assert line.number in page.articles[line.article].paragraphs[line.paragraph].lines


@settings(max_examples=100, deadline=None)
@given(PAGES)
def test_splitting_twice_gives_the_same_page(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert split(text) == split(text)


STRANGE = {
    "one line": "清" * 3_000_000,
    "one-character lines": "清\n" * 100_000,
    "only headlines": "清河大桥今日通车\n\n" * 30_000,
    "only punctuation": "，。\n" * 60_000,
    "unbalanced quotes": "“（《" * 300_000,
    "another language": "word " * 300_000,
}


@pytest.mark.parametrize("page", STRANGE.values(), ids=STRANGE.keys())
def test_a_strange_page_is_answered_and_accounted_for(page: str) -> None:
    begun = time.process_time()
    found = split(page)
    assert sum(line.end - line.start for line in found.lines) == len(page) - page.count("\n")
    assert time.process_time() - begun < 30  # linear: a quadratic walk takes hours on these


OPENED = "清河大桥今日通车\n\n"
BRIDGE = OPENED + "本报讯"
MEETING = "防汛会议在京召开\n\n"
REPORTS = [
    (BRIDGE + "（首席记者 刘洋）2 月 12 日，通车。", "首席记者 刘洋", "刘洋/首席记者", "本报讯", None, "2020-02-12"),
    (BRIDGE + " 记者方亮报道 2月3日，大桥通车。", "记者方亮报道", "方亮/记者", "本报讯", None, "2020-02-03"),
    (
        BRIDGE + "（记者周思、翟波 通讯员 王 艳）大桥通车。",
        "记者周思、翟波 通讯员 王 艳", "周思/记者 翟波/记者 王艳/通讯员", "本报讯", None, None,
    ),
    (MEETING + "新华社北京 2 月 12 日电 今天召开。", None, "", "新华社北京 2 月 12 日电", "新华社", "2020-02-12"),
    (MEETING + "新华社电 防汛会议今天召开。", None, "", "新华社电", "新华社", None),
    (MEETING + "防汛会议2月3日召开，各省派人参加。\n\n据新华社", None, "", None, "新华社", "2020-02-03"),
    (OPENED + "两岸居民走上桥面，大桥通车了。\n\n易民", "易民", "易民", None, None, None),
    (OPENED + "大桥通车了。\n\n两岸居民走上桥面。（记者 王明）", "记者 王明", "王明/记者", None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("page", "byline", "people", "dateline", "agency", "event_date"), REPORTS)
def test_who_and_when_of_an_article(
    page: str, byline: str | None, people: str, dateline: str | None, agency: str | None, event_date: str | None
) -> None:
    (article,) = split(page, year=2020).articles
    named = " ".join(f"{person.name}/{person.role}" if person.role else person.name for person in article.people)
    assert (article.byline, named) == (byline, people)
    assert (article.dateline, article.agency, article.event_date) == (dateline, agency, event_date)


def test_a_person_points_at_the_name_in_the_source() -> None:
    text = "清河大桥今日通车\n\n本报讯（记者周思、翟波 通讯员 王 艳）大桥通车。"
    (article,) = split(text).articles
    assert [text[person.start : person.end] for person in article.people] == ["周思", "翟波", "王 艳"]


def test_the_catalog_wins_and_what_the_page_prints_is_kept_as_evidence() -> None:
    page = split(
        "清河晚报\n\n2015年3月18日 星期三\n\n清河大桥今日通车\n\n两岸居民走上桥面，大桥通车了。",
        Statement("page.txt", "清河日报", "2015-03-19"),
    )
    assert (page.outlet, page.outlet_basis, page.date, page.date_basis) == (
        "清河日报",
        "catalog",
        "2015-03-19",
        "catalog",
    )
    assert [(proof.field, proof.value, proof.basis) for proof in page.evidence] == [
        ("outlet", "清河日报", "catalog"),
        ("outlet", "清河晚报", "printed"),
        ("date", "2015-03-19", "catalog"),
        ("date", "2015-03-18", "printed"),
    ]


def test_the_day_after_the_latest_event_is_inferred_and_says_from_what() -> None:
    text = "清河大桥今日通车\n\n昨日，清河大桥通车。\n\n仪式2月12日举行。"
    page = split(text, year=2020)
    assert (page.date, page.date_basis) == ("2020-02-13", "inferred")
    (proof,) = [proof for proof in page.evidence if proof.field == "date"]
    assert proof.start is not None
    assert (proof.quote, text[proof.start : proof.end]) == ("2月12日", "2月12日")


def test_what_the_page_does_not_say_stays_unknown() -> None:
    page = split("清河大桥今日通车\n\n清河大桥2月12日通车，两岸居民走上桥面。")
    assert (page.outlet, page.outlet_basis, page.date, page.date_basis) == (None, None, None, None)
    assert page.articles[0].event_date is None


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        (["镇里今年先修三座桥；", "余下的两座明年动工。"], 1),
        (["修桥三座；", "铺路两里；", "种树一千棵。"], 3),
        (["（一）镇里今年先修三座桥；", "（二）余下的两座明年动工。"], 2),
        (["据了解，镇里今年先修三座桥，其中两座在上游，一座在渡口边的老", "街口，工人们正在打桩，明年春天通车。"], 1),
        (["桥修好了，路也通了。報導•攝影╱林小平", "渡口的船工廖满仓说，他要把船交给水运站，上岸去住。"], 2),
    ],
)
def test_text_goes_on_in_mid_sentence_and_not_below_a_name_or_in_a_list(lines: list[str], paragraphs: int) -> None:
    text = ["清河大桥今日通车", "本报讯（记者 林平）历时两年建成的清河大桥今日通车，两岸居民走上桥面。", *lines]
    (article,) = split("\n\n".join(text) + "\n").articles
    assert len(article.paragraphs) == paragraphs + 1


PRINTED = """提前完成第一个五年计划
鞍钢第二炼钢厂八月份产量超过计划百分之六点四
    本报鞍山二日电 鞍山钢铁公司第二炼钢厂的职工们，在增产
节约竞赛中，八月份的钢产量超过国家计划百分之六点四，比七月
份增加了一千八百多吨。
    这个厂的平炉工人推广了“三槽出钢”的先进经验，把冶炼时
间缩短了一小时十七分钟。七号平炉炉长李绍奎小组八月里炼了三
十一炉快速钢。
        工会的房子
                杨 柳
    去年冬天，我到一个矿上去，看见工会的房子里堆着半屋子的
锦旗，却没有一张给工人看报的桌子。
    今年夏天再去，锦旗搬到了仓库里，屋子里摆了八张桌子，晚
上坐得满满的。可见地方是有的。
"""


@pytest.mark.parametrize("folio", ["", "工人日报 1956年9月3日 第3版\n"])
@pytest.mark.parametrize("margin", [" " * 4, " " * 9, "\t", "\u3000\u3000"])
def test_a_left_margin_is_no_indent(folio: str, margin: str) -> None:
    plain = split(folio + PRINTED)
    assert [len(article.paragraphs) for article in plain.articles] == [2, 2]
    page = split(folio + "".join(margin + line for line in PRINTED.splitlines(keepends=True)))
    assert [(line.role, line.article, line.paragraph) for line in page.lines] == [
        (line.role, line.article, line.paragraph) for line in plain.lines
    ]


def test_indented_paragraphs_that_are_a_line_each_have_no_margin() -> None:
    text = "清河大桥今日通车\n　　本报讯（记者 林平）历时两年建成的清河大桥今日通车。\n　　两岸居民走上桥面。\n"
    blocks = printed_blocks(Transcript("page", "page.txt", "", "utf-8", False, "lf", text))
    assert [block.indent for block in without_margin(blocks)] == [0, 2, 2]


@pytest.mark.parametrize(
    ("end", "torn"),
    [
        ("两岸居民走上桥面。", False),
        ("两岸居民走上桥面。（记者 林平 文/图）", False),
        ("“桥通了。”（周远 林平）", False),
        ("昨天上午，两岸居民走上桥面，看了又看，方明说，他从小就盼着这", True),
        ("昨天上午，两岸居民走上桥面，看了又看，方明说，他盼着这座桥（全长八百米）", True),
    ],
)
def test_a_text_is_torn_where_its_last_sentence_has_no_end(end: str, torn: bool) -> None:
    page = split(f"清河大桥今日通车\n本报讯 历时两年建成的清河大桥今日通车。\n{end}\n")
    assert [flag.kind for flag in page.flags] == ["torn"] * torn


def test_where_no_full_stop_is_printed_no_text_is_torn() -> None:
    page = split("清河大橋昨日通車\n〔清河九日中央社電〕歷時兩年建成之清河大橋今日通車兩岸居民走上橋面\n")
    assert not page.flags


MARKED = """## 清河大橋通車

（清河21日訊）歷時兩年建成的清河大橋今日上午通車，兩岸居民走上橋面。

## 米價回升　米市重開

（望津21日訊）受大橋通車消息激勵，米價今日回升，望津米市以上揚閉市。

## 讀者來函

### 路燈不亮三個月

編輯先生：

我住在望津花園五路，門前的路燈自二月起便不亮了，曾三次致電市議會，每次都說“會派人來看”，至今無人理會。

希望有關當局正視。

望津居民
林先生
"""


def test_on_a_page_that_marks_its_headlines_a_short_line_without_a_mark_is_none() -> None:
    assert [line.number for line in split(MARKED).lines if line.role == "headline"] == [1, 5, 9]


def test_columns_that_a_page_names_above_its_headlines_head_no_article() -> None:
    report = "本报讯（记者 林平）昨天上午，两岸居民走上桥面，看了又看，方明说，他从小就盼着这座桥。"
    text = "# 清河晨报 2014年3月12日 星期三\n\n" + "".join(
        f"## {column}\n\n" + "".join(f"### {headline}\n\n{report}\n\n" for headline in headlines)
        for column, headlines in {
            "要闻": ("三千名志愿者上山植树", "白浪河清淤月底完工"),
            "社会": ("老人走失馒头问出住址", "一车苹果翻在路边"),
            "提醒": ("今起三天北区停水",),
        }.items()
    )
    page = split(text)
    assert [line.role for line in page.lines if line.role != "body"] == [
        "folio", "section", "headline", "headline", "section", "headline", "headline", "section", "headline",
    ]  # fmt: skip
    assert [len(article.headings) for article in page.articles] == [1, 1, 1, 1, 1]


PARTED = """## 老渡口的台阶被人挖了

### 经过

昨天上午八点，家住渡口巷的方明出门买菜，发现老渡口的青石台阶少了七级，断口还是新的。

### 调查

派出所民警查看了巷口的录像，凌晨两点有一辆蓝色货车在渡口停了四十分钟。

### 青石台阶去了哪里

文保员周远说，这些台阶是道光年间铺的，市里几家旧货市场他都去看过，没有找到。

## 新桥月底试通车

本报讯（记者 林平）记者昨天从市建委获悉，清河新桥主体已经完工，月底可以试通车。
"""


def test_headings_of_a_lower_rank_divide_the_articles_of_a_page_that_marks_its_headlines() -> None:
    page = split(PARTED)
    assert [line.number for line in page.lines if line.role == "headline"] == [1, 15]
    assert [line.number for line in page.lines if line.role == "crosshead"] == [3, 7, 11]
    assert len(page.articles) == 2


@pytest.mark.parametrize(
    ("above", "below", "paragraphs"),
    [
        ("贺一诚昨日表示，新一届政府将以协同奋进为施政理念。", "他说，二十年来，澳门发生了翻天覆地的变化。", 2),
        (
            "贺一诚昨日表示，新一届政府将以协同奋进为施政理念，他说，二十年来，澳门发生了",
            "翻天覆地的变化，居民安居乐业。",
            1,
        ),
    ],
)
def test_text_goes_on_below_the_head_of_the_next_printed_page(above: str, below: str, paragraphs: int) -> None:
    page = split(
        f"清河日报\n2019年12月20日 星期五\n\n团结奋进再创辉煌\n\n本报讯（记者 林平）{above}\n\n- 5 -\n\n"
        f"清河日报  2019年12月20日  A05\n\n{below}\n"
    )
    (article,) = page.articles
    assert len(article.paragraphs) == paragraphs
    assert [line.role for line in page.lines] == ["folio", "folio", "headline", "body", "folio", "folio", "body"]


def test_what_web_editions_print_around_an_article_is_furniture() -> None:
    page = split(
        "一站式服务 群众少跑腿\n2020年02月10日05:12 来源：清河日报 分享到：\n"
        "本报望津2月9日电 （记者林平）记者获悉：已有八成政务服务事项可在手机上办理。\n"
        "《 清河日报 》（ 2020年02月10日 04 版）\n(责编：方明、周远)\n"
        "油菜花开得正旺\n本报讯 记者走进清河镇，种粮大户正在田里查看苗情。\n《 清河日报 》（ 2020年02月10日 04 版）\n"
    )
    assert (page.outlet, page.date) == ("清河日报", "2020-02-10")
    assert [line.role for line in page.lines] == [
        "headline", "credits", "body", "folio", "credits", "headline", "body", "folio",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "byline"),
    [
        ("林小平", "林小平"),
        ("·林小平·", "林小平"),
        ("（林小平）", "林小平"),
        ("一　丁", "一　丁"),
        ("（县广播站）", "县广播站"),
    ],
)
def test_who_wrote_stands_far_to_the_right_below_the_text(printed: str, byline: str) -> None:
    reports = {
        "拾金不昧受称赞": "四月二十八日，县一中学生王小兵在河边拾到现金一百八十元，当即交给了派出所。",
        "妇女巧手编出致富路": "前进大队妇女主任刘桂兰带领全队妇女编柳筐，去年收入三万八千元。",
        "助人为乐好邻居": "家住北关的老人李大娘子女不在身边，邻居三年如一日为她挑水买粮。",
    }
    signed = "\u3000" * 16 + printed
    text = "".join(f"{headline}\n\u3000\u3000{report}\n{signed}\n" for headline, report in reports.items())
    page = split(text)
    assert [article.byline for article in page.articles] == [byline] * 3


def test_the_firm_that_signs_a_notice_heads_no_article() -> None:
    text = (
        "停水通告\n\n因管道碰头施工，定于今晚十点至明早六点对下列区域暂停供水：清河路以南、渡口街以西各单位和住户。\n\n"
        "请提前储水。\n\n特此通告。\n\n清河镇自来水有限责任公司\n\n山火四小时扑灭 无人员伤亡\n\n"
        "本报讯（记者 林平）昨日十三时许，清河镇后山发生一起山林火灾，镇里组织三百多人上山扑救，火已全部扑灭。\n"
    )
    page = split(text)
    assert [len(article.headings) for article in page.articles] == [1, 1]
    assert [line.role for line in page.lines if text[line.start : line.end].endswith("公司")] == ["signature"]


def test_headings_below_the_text_of_the_only_first_one_divide_one_article() -> None:
    parts = (
        ("# 老卢上岸了", "撑了四十年渡船的老卢昨天上岸。早上六点，他照例去江边看水。"),
        ("## 水认得我", "老卢不识字，但他认得水。哪里有漩，哪里有石，他闭着眼也说得出来。"),
        ("## 十一条船", "四十年里，老卢撑坏了十一条船，没有丢过一个客人。"),
        ("## 船桨归馆", "老卢把船桨送给了镇里的陈列室。馆长说，老卢的船桨要放在最亮的地方。"),
    )
    page = split("\n\n".join(line for part in parts for line in part))
    assert [line.role for line in page.lines] == ["headline", "body", *["crosshead", "body"] * 3]


BRIDGE = (
    "□本报记者 孙立舟",
    "望津大桥昨天开始重铺桥面，施工队把旧沥青铲去，运到城外的料场。大桥管理处说，半幅封闭，半幅通车，过桥的车要慢行。",
    "大桥上的路灯也要换，灯杆是三十年前立的，锈得厉害。工人说，换灯在夜里做，天亮前收工。②3",
    "□本报记者 李晓兰",
    "大桥北岸的菜市场这几天涨了价，青菜一斤贵了三角。摊主说，运菜的车绕道下游的渡口，多走二十里路，大桥一天不通，菜价一天不落。",
    "市场管理所从外县调来两车萝卜，摆在门口平价卖，买菜的人从早排到晚。③1",
    "□本报记者 周远",
    "城南中学的学生把大桥画进了课本，美术老师带他们坐在河堤上写生，画了三十张，挂在走廊里。学生说，桥拆下来的旧栏杆要留一段给学校。",
    "校长说，画展开到月底，家长可以来看大桥。①2",
    "大桥重铺桥面半幅通车",
    "大桥不通菜价上涨",
    "大桥画进课本三十张写生挂上走廊",
)


def test_headings_at_the_foot_are_dealt_out_though_all_texts_share_a_word():
    found = split("\n\n".join(BRIDGE))
    assert [article.byline for article in found.articles] == ["本报记者 孙立舟", "本报记者 李晓兰", "本报记者 周远"]
    assert [[heading.block.text for heading in article.headings] for article in found.articles] == [
        [headline] for headline in BRIDGE[-3:]
    ]
