"""Which articles are printings of one story: wire copy, abridged, inside an own text; and what is none."""

from __future__ import annotations

import sqlite3
from itertools import groupby
from pathlib import Path

from loader.candidates import Kept, all_prints
from loader.events import figures_kept, other_event, to_be_on_other_days
from loader.reprints import FORMULAS, Pair, find_pairs
from loader.shared import Article, Paragraph, Stretch, Wording
from loader.slots import LONGEST, slots
from loader.stories import ADAPTED, VERBATIM, Story, join_pairs

LEAD = (
    "新华社霁川5月8日电 霁川大桥昨天合龙。大桥全长3270米，主跨886米，横跨霁江，由两家施工单位历时四年建成，"
    "比原定工期提前七个月。"
)
MIDDLE = (
    "据设计人员介绍，江面常年多雾，浪高流急，主塔基础要在水下六十米处施工，国内没有先例可循。工人们先后试制了"
    "三种围堰，最后用双壁钢围堰把江水挡在外面。"
)
END = "合龙以后，还要铺装桥面、安装护栏和路灯，预计年底通车。届时从江北到江南，开车只要四分钟，轮渡则要排队半天。"
MARKET = (
    "新华社望津5月8日电 望津早市今年起改在清晨四点开门。摊主老卢说，从前菜贩要在门外等到六点，夏天的叶菜都蔫了；"
    "如今天不亮就能卸货，价钱也便宜两成。市场还腾出东边一排摊位，专给进城卖自家菜的农户，不收一分钱摊位费。"
)
OWN = (
    "本报讯（记者 林小满）住在江北的市民连日来到江堤上看桥。七十岁的周大爷带着望远镜，一早就占好位置，他说自己年轻时"
    "撑过渡船，那时候过一趟江要看老天爷的脸色。"
)
VISIT = (
    "出席沿江城市市长联席会议第二十四次会议，并对望津市和麓阳市进行正式友好访问。"
    "市政府秘书长、市外事办公室主任等陪同人员同行。"
)
RECEPTION = (
    "{day}日下午，市长{host}在霁川宾馆会见了{guest}市长一行，双方就进一步加强两市在经贸、文化、教育、旅游等领域的交流合作"
    "深入交换了意见。市政府秘书长、市外事办公室主任等参加会见。"
)


def article(id: str, *paragraphs: str, date: str | None = "2006-05-09", outlet: str | None = None) -> Article:
    return Article(id, outlet, date, tuple(Paragraph("body", text) for text in paragraphs))


def pairs_of(*articles: Article) -> list[Pair]:
    wordings = [Wording(one) for one in articles]
    kept = Kept(
        all_prints((number, wording.prints) for number, wording in enumerate(wordings)),
        {number: wording.date for number, wording in enumerate(wordings)},
    )
    return list(find_pairs(kept, wordings.__getitem__, range(len(wordings)), before=True))


def stories_of(*articles: Article) -> list[Story]:
    return join_pairs(pairs_of(*articles), [Wording(one) for one in articles].__getitem__)


def printed(*articles: Article) -> list[dict[str, str]]:
    return [
        {articles[witness.number].id: witness.label for witness in sorted(story.witnesses)}
        for story in stories_of(*articles)
    ]


def test_a_wire_text_printed_twice_is_a_story() -> None:
    full, marks = article("a", LEAD, MIDDLE, END), article("b", LEAD + MIDDLE.replace("，", ","), END)
    assert printed(full, article("c", OWN), marks) == [{"a": VERBATIM, "b": VERBATIM}]


def test_a_changed_word_and_traditional_characters_leave_it_one_story() -> None:
    traditional = (
        "合龍以後，還要鋪裝橋面、安裝護欄和路燈，預計年底通車。屆時從江北到江南，開車祇要四分鐘，輪渡則要排隊半天。"
    )
    assert printed(article("a", LEAD, MIDDLE, END), article("b", LEAD, MIDDLE, traditional)) == [
        {"a": VERBATIM, "b": VERBATIM}
    ]


def test_an_abridged_printing_covers_a_part() -> None:
    (story,) = stories_of(
        article("full", LEAD, MIDDLE, END), article("full too", LEAD, MIDDLE, END), article("b", LEAD)
    )
    assert [(w.number, w.label, round(w.coverage, 1)) for w in story.witnesses] == [
        (0, VERBATIM, 1.0),
        (1, VERBATIM, 1.0),
        (2, ADAPTED, 0.3),
    ]


def test_wire_copy_inside_a_papers_own_article_is_a_witness_and_its_span_is_named() -> None:
    (story,) = stories_of(article("a", LEAD, MIDDLE, END), article("b", OWN, MIDDLE, OWN[::-1]))
    own = next(witness for witness in story.witnesses if witness.number == 1)
    assert [(ADAPTED, 1, MIDDLE[: span.end][span.start :]) for span in own.spans] == [
        (own.label, own.spans[0].paragraph, MIDDLE.rstrip("。"))
    ]


def test_a_paragraph_printed_elsewhere_is_a_changed_order() -> None:
    (story,) = stories_of(article("a", LEAD, MIDDLE, END), article("b", LEAD, END, MIDDLE))
    assert [(witness.moved, witness.label) for witness in story.witnesses] == [(0, VERBATIM), (1, ADAPTED)]


def test_a_roundup_of_two_wire_texts_joins_no_two_stories() -> None:
    bridge, market = article("bridge", LEAD, MIDDLE, END), article("market", MARKET)
    assert [set(story) for story in printed(bridge, article("roundup", LEAD, MIDDLE, END, MARKET), market)] == [
        {"bridge", "roundup"},
        {"roundup", "market"},
    ]


def test_a_roundup_that_two_papers_print_joins_no_two_stories_that_two_more_print_each() -> None:
    bridge, roundup = (LEAD, MIDDLE, END), (LEAD, MIDDLE, END, MARKET)
    told = printed(
        article("bridge", *bridge, outlet="a"),
        article("market", MARKET, outlet="b"),
        article("bridge too", *bridge, outlet="c"),
        article("market too", MARKET, outlet="d"),
        article("roundup", *roundup, outlet="e"),
        article("roundup too", *roundup, outlet="f"),
    )
    both = {"roundup", "roundup too"}
    assert sorted(map(sorted, told)) == sorted(
        map(sorted, (both, {"bridge", "bridge too", *both}, {"market", "market too", *both}))
    )


def test_receptions_of_two_days_are_one_form_and_no_story() -> None:
    one = article("a", RECEPTION.format(day=8, host="陶勇", guest="江渚"))
    other = article("b", RECEPTION.format(day=11, host="陶勇", guest="麓阳"))
    assert stories_of(one, other) == []
    assert [(pair.label, len(pair.stretches)) for pair in pairs_of(one, other)] == [(FORMULAS, 1)]


def test_a_form_filled_in_anew_years_later_is_no_reprint() -> None:
    one = article("a", RECEPTION.format(day=8, host="陶勇", guest="江渚"), date="2006-05-09")
    other = article("b", RECEPTION.format(day=8, host="沈清", guest="麓阳"), date="2009-05-09")
    assert stories_of(one, other) == []


def test_the_notice_of_each_years_session_is_a_form() -> None:
    notice = (
        "{}将于{}日上午在江北剧场{}。届时霁川人民广播电台、霁川电视台和市内各有线广播站将进行现场转播，各乡镇文化站也将"
        "组织收听收看，市区的街道、车站和江边的渡口都会架起喇叭。"
    )
    elected = "霁川市第九届人民代表大会第一次会议选出的二十五名委员和他们推选的主任、副主任"
    session = article("a", notice.format("霁川市第九届人民代表大会", 16, "开幕"), date="2006-05-14")
    meeting = article("b", notice.format(elected, 23, "同市民见面"), date="2006-05-21")
    assert not printed(session, meeting)
    assert to_be_on_other_days(Wording(session), Wording(meeting))
    assert not to_be_on_other_days(Wording(session), Wording(session))


def test_what_is_quoted_in_a_report_of_days_later_is_background() -> None:
    for day, stories in (("2006-05-10", [{"a", "b"}]), ("2006-05-12", []), ("2006-05-19", [])):
        full = article("a", LEAD, MIDDLE, END, outlet="江北日报")
        interview = article("b", OWN, MIDDLE, OWN[::-1], date=day, outlet="麓阳晚报")
        assert [set(one) for one in printed(full, interview)] == stories


def test_a_paper_that_tells_a_third_again_on_the_next_day_goes_on_from_it() -> None:
    for outlet in ("江北日报", None):
        full = article("a", LEAD, MIDDLE, END, outlet=outlet)
        assert not printed(full, article("b", OWN, MIDDLE, OWN[::-1], date="2006-05-10", outlet=outlet))


def test_of_printings_that_are_alike_the_nearest_in_time_are_compared() -> None:
    wording = Wording(article("a", LEAD, MIDDLE, END))
    kept = Kept(
        all_prints((number, wording.prints) for number in range(10)), {n: f"2006-05-{9 + n:02}" for n in range(10)}
    )
    assert kept.candidates(9, wording.prints, before=True).numbers == [8, 7, 6, 5, 4, 3]


def test_empty_and_one_line_articles_are_in_no_story() -> None:
    assert stories_of(article("a"), article("b", ""), article("c", "今日天气晴。"), article("d", "今日天气晴。")) == []
    assert stories_of() == []


def test_a_story_of_two_hundred_witnesses_is_one() -> None:
    (story,) = printed(*(article(str(number), LEAD, MIDDLE, END, f"读者第{number}号") for number in range(200)))
    assert len(story) == 200


def test_the_wire_story_of_12_february_has_three_witnesses_in_the_seeds(archive: Path) -> None:
    conn = sqlite3.connect(archive)
    rows = conn.execute(
        "SELECT article_id, p.date, role, text FROM paragraphs p JOIN articles a ON a.id = p.article_id ORDER BY p.id"
    ).fetchall()
    conn.close()
    articles = [
        Article(id, None, date, tuple(Paragraph(role, text) for _, _, role, text in group))
        for (id, date), group in ((key, list(group)) for key, group in groupby(rows, key=lambda row: row[:2]))
    ]
    (story,) = printed(*articles)
    assert sorted(id[:3] for id in story) == ["000", "002", "004"]


def test_a_death_and_the_funeral_a_week_later_are_two_reports() -> None:
    offices = "霁川市第八届人民代表大会常务委员会主任、霁川纺织厂原厂长、全市第一座跨江大桥建设委员会副主任周怀瑾同志"
    death = article("a", f"{offices}，因病于5月6日在霁川逝世，享年81岁。")
    funeral = article("b", f"{offices}的遗体12日在江北殡仪馆火化。{OWN}周怀瑾同志因病于5月6日在霁川逝世，享年81岁。")
    assert stories_of(death, funeral) == []


def test_a_form_of_every_month_makes_kin_of_nobody() -> None:
    notice = (
        "经市委批准，市纪委对{name}严重违纪问题进行了立案审查。经查，其丧失理想信念，背弃职责，违规收受礼品礼金，利用职务便利为"
        "他人在工程承揽等方面谋取利益，严重违反廉洁纪律，应予严肃处理，决定给予{name}开除党籍处分，收缴其违纪所得。"
    )
    earlier = [
        article(name, notice.format(name=name), date=f"2006-{month:02}-09")
        for month, name in enumerate(("周怀瑾", "卢望之", "沈维清", "陶若渊", "林伯安"), 8)
    ]
    assert stories_of(*earlier, article("one more", notice.format(name="孟昭文"), date="2006-12-12")) == []


SESSION = (
    "{city}市政府12日召开第{n}次常务会议。市长{mayor}主持会议并讲话。会议听取了{topic}情况的汇报。会议要求，各级各部门要提高"
    "政治站位，压实工作责任，强化督促检查，确保各项工作落到实处、取得实效。会议研究了{other}工作。会议强调，要坚持问题导向，"
    "突出重点，补齐短板，以钉钉子精神抓好落实。市政府秘书长、市直有关部门主要负责同志参加会议。"
)


def test_a_form_with_other_names_and_subjects_is_another_event() -> None:
    one = SESSION.format(city="望津", n="三十一", mayor="祝云帆", topic="城区排水管网改造", other="早市延时")
    other = SESSION.format(city="麓阳", n="三十一", mayor="曹静远", topic="茶园冻害", other="校车安全")
    assert not stories_of(article("a", one, outlet="望津晚报"), article("b", other, outlet="麓阳商报"))


def test_a_session_has_one_number_in_figures_and_in_chinese() -> None:
    one = SESSION.format(city="望津", n="三十一", mayor="祝云帆", topic="城区排水管网改造", other="早市延时")
    story = stories_of(
        article("a", one, outlet="望津晚报"), article("b", one.replace("三十一", "31"), outlet="霁川日报")
    )
    assert len(story) == 1


def test_a_day_misprinted_in_one_of_two_papers_does_not_part_them() -> None:
    text = RECEPTION.format(day=8, host="钱一舟", guest="望津") + MIDDLE
    one, other = article("a", text, outlet="望津晚报"), article("b", text.replace("8日", "3日"), outlet="霁川日报")
    assert len(stories_of(one, other)) == 1
    later = article("b", text.replace("8日", "13日"), date="2006-05-14", outlet="霁川日报")
    assert not stories_of(one, later)


def test_a_report_of_two_lines_is_found_in_another_paper() -> None:
    brief = "科雷纳港码头工人的罢工12日进入第九天，三百多个集装箱的香蕉已经开始腐烂。"
    one, other = article("a", brief, outlet="望津晚报"), article("b", f"▲{brief}", outlet="霁川日报")
    assert len(stories_of(one, other)) == 1
    assert not stories_of(one, other._replace(date="2006-05-12"))


def test_what_an_abridged_printing_leaves_out_does_not_join_two_events() -> None:
    first = RECEPTION.format(day=8, host="钱一舟", guest="望津")
    cut = first.replace("8日下午，", "").replace("望津市长", "客人")
    second = RECEPTION.format(day=9, host="钱一舟", guest="麓阳")
    papers = [
        article("a", first, outlet="望津晚报"),
        article("b", cut, outlet="霁川日报"),
        article("c", second, outlet="麓阳商报", date="2006-05-10"),
    ]
    assert [[witness.number for witness in story.witnesses] for story in stories_of(*papers)] == [[0, 1]]


def test_two_warnings_of_a_day_with_other_numbers_in_chinese_are_two() -> None:
    text = (
        "省气象台12日{hour}时发布台风紧急警报：今年第2号台风“青鲨”的中心{hour}时位于南屿以东{far}公里的海面上，中心附近最大风力"
        "{force}级。预计“青鲨”将以每小时{speed}公里的速度向西北方向移动，强度还将增强。受其影响，沿海将有大风和暴雨。"
    )
    one = article("a", text.format(hour=7, far="四百", force="十一", speed="十五"), outlet="望津晚报")
    other = article("b", text.format(hour=17, far="二百二十", force="十二", speed="十八"), outlet="霁川日报")
    assert not stories_of(one, other)


def test_two_abridgements_without_a_passage_in_common_are_of_one_story() -> None:
    whole = article("a", LEAD, MIDDLE, END, outlet="霁川日报")
    around = article("b", LEAD, END, outlet="望津晚报")
    inside = article("c", MIDDLE, outlet="麓阳商报")
    assert [len(story.witnesses) for story in stories_of(whole, around, inside)] == [3]
    roundup = article("a", LEAD, MIDDLE, MARKET, outlet="霁川日报")  # one text after the other
    of_two = stories_of(roundup, article("b", LEAD, MIDDLE, outlet="望津晚报"), article("c", MARKET, outlet="麓阳商报"))
    assert [len(story.witnesses) for story in of_two] == [2, 2]


def test_two_reports_on_one_speech_are_a_story_with_the_speech_each() -> None:
    speech = article("speech", LEAD, MIDDLE, END, MARKET, date="2006-05-09", outlet="江北日报")
    told = {"bridge": (LEAD + MIDDLE, "2006-05-10"), "market": (END + MARKET, "2006-05-12")}
    reports = [
        article(
            id,
            "市长的讲话在沿江各县引起热烈反响，大家表示要把各项工作做实做细，不负众望。",
            quoted,
            date=day,
            outlet="江北日报",
        )
        for id, (quoted, day) in told.items()
    ]
    assert printed(speech, *reports) == [
        {"speech": ADAPTED, "bridge": ADAPTED},
        {"speech": ADAPTED, "market": ADAPTED},
    ]


def test_a_passage_too_long_for_a_form_is_not_searched_for_names() -> None:
    text = "".join(f"第{number}天，船到了{number * 7}号码头，卸下{number * 3}吨货。" for number in range(600))
    one, other = Wording(article("a", text)), Wording(article("b", text.replace("码头", "仓库门口")))
    assert len(one) > LONGEST
    assert list(slots(one, other, [Stretch(0, len(one), 0, len(other), len(one), 0.9)])) == []


def test_names_beside_a_passage_tell_two_forms_apart() -> None:
    form = (
        "方敬之对{who}一行的到来表示欢迎，并简要介绍了霁川省经济社会发展情况。他说，近年来，双方在经贸、教育、文化等领域的交流"
        "合作不断深入，取得了丰硕成果。{who}感谢霁川方面的热情接待，愿与霁川进一步加强交流，推动双方合作迈上新台阶。"
    )
    one = article("a", form.format(who="蒙特罗"), outlet="望津晚报")
    assert not stories_of(one, article("b", form.format(who="林德奎斯特"), outlet="霁川日报"))
    assert len(stories_of(one, article("b", form.format(who="蒙泰罗"), outlet="霁川日报"))) == 1


def test_names_transcribed_otherwise_are_no_other_event() -> None:
    text = (
        "科雷纳总统奥尔特加诺13日签署法令，把咖啡出口税从百分之八降到百分之三。奥尔特加诺说，咖啡农已经两年没有修过屋顶。财政部长"
        "警告说，少收的税相当于三所医院一年的经费。奥尔特加诺回答，医院的屋顶也漏。"
    )
    other = article("b", text.replace("奥尔特加诺", "渥特格諾"), outlet="霁川日报")
    assert len(stories_of(article("a", text, outlet="望津晚报"), other)) == 1


def test_one_name_transcribed_otherwise_with_all_figures_the_same_is_no_other_event() -> None:
    text = (
        "诗人瓦塞尔13日在塔林堡的寓所去世，终年八十七岁。瓦塞尔1932年生于一个灯塔看守人的家庭，十九岁出版第一本诗集《盐》。她一生"
        "只写了一百四十首诗，其中三十一首写的是同一座灯塔。1974年她拒绝了国家诗歌奖，理由是领奖那天要给灯塔刷漆。"
    )
    other = article("b", text.replace("瓦塞尔", "華素"), outlet="霁川日报")
    assert len(stories_of(article("a", text, outlet="望津晚报"), other)) == 1


def test_two_cities_of_one_form_on_one_day_are_two_events() -> None:
    form = (
        "{city}市春季防火工作电视电话会议14日召开。会议传达了国家防火指挥部的部署，通报了去冬以来的火情。副市长{who}出席会议并"
        "讲话。会议要求，各地要严格落实行政首长负责制，做到领导到位、责任到位、措施到位、人员到位，确保不发生重特大森林火灾。"
    )
    one = article("a", form.format(city="云坪", who="岳长青"), outlet="望津晚报")
    assert not stories_of(one, article("b", "本报讯 " + form.format(city="麓阳", who="温若谷"), outlet="霁川日报"))


def test_numbers_of_any_length_are_compared() -> None:
    one, other = (
        Wording(
            article("a", f"第{nine * 5000}次会议和第{hundred * 5000}号公告，{eight * 5000}次会议，{seven * 5000}吨。")
        )
        for nine, hundred, eight, seven in ("9百81", "7十61")
    )
    whole = [Stretch(0, len(one), 0, len(other), 9, 0.5)]
    assert other_event(one, other, whole) in (True, False)
    assert figures_kept(one, other, whole)[1] > 0
