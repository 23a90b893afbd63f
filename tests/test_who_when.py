"""Bylines, people and datelines in the forms that papers print: who is named, and what is not a name."""

from __future__ import annotations

import pytest

from loader.bylines import people
from loader.model import Page, Piece, Transcript
from loader.outlet_files import load_conventions
from loader.photographers import photographer
from loader.printed import Printed
from loader.splitting import split_page

TEXT = "昨日，清河镇的稻田开始插秧，两万亩水田三天里插完了一半。镇里说，今年雨水好。"


def split(text: str) -> Page:
    return split_page(Transcript("page", "page.txt", "", "utf-8", False, "lf", text), load_conventions())


def of_one_article(text: str) -> tuple[str | None, str | None]:
    (article,) = split(text).articles
    return article.dateline, article.byline


@pytest.mark.parametrize(
    ("head", "dateline", "byline"),
    [
        ("本报讯（记者 林平）", "本报讯", "记者 林平"),
        ("本报清河7月12日讯（记者 林平）", "本报清河7月12日讯", "记者 林平"),
        ("本报4月10日讯（记者 林平）", "本报4月10日讯", "记者 林平"),
        ("清河文匯報訊（記者 林平 望津報道）", "清河文匯報訊", "記者 林平 望津報道"),
        ("河都讯（通讯员 林平）", "河都讯", "通讯员 林平"),
        ("清河晚报讯【记者林平】", "清河晚报讯", "记者林平"),
        ("望津新闻网-清河晚报讯 （记者林平实习生周远）", "清河晚报讯", "记者林平实习生周远"),
        ("清河网8月1日16时讯（记者 林平）", "清河网8月1日16时讯", "记者 林平"),
        ("清河晨报报道（记者 林平）", None, "记者 林平"),
        ("（清河28日讯）", "清河28日讯", None),
        ("（望津綜合電）", "望津綜合電", None),
        ("【本報消息】", "本報消息", None),
        ("〔清河時報記者林平/望津報導〕", None, "清河時報記者林平/望津報導"),
        ("清河時報【林平平╱望津報導】", None, "林平平╱望津報導"),
        ("记者林平报道：", None, "记者林平报道"),
        ("本报望津11月21日讯 记者林平报道：", "本报望津11月21日讯", "记者林平报道"),
    ],
)  # fmt: skip
def test_the_head_of_a_report_says_where_when_and_who(head: str, dateline: str | None, byline: str | None) -> None:
    assert of_one_article(f"清河插秧过半\n\n{head}{TEXT}\n") == (dateline, byline)


@pytest.mark.parametrize(
    ("tail", "byline"),
    [
        ("（记者 林平）", "记者 林平"),
        ("（林平 周远）", "林平 周远"),
        ("（周 远）", "周 远"),
        ("本报记者林平", "本报记者林平"),
        ("（记者 林平）②3", "记者 林平"),
        ("（完）（记者林平实习生周远）", "记者林平实习生周远"),
        ("（记者 林平）▲", "记者 林平"),
        ("（待续）", None),
    ],
)
def test_the_end_of_a_text_says_who(tail: str, byline: str | None) -> None:
    assert of_one_article(f"清河插秧过半\n\n{TEXT}\n\n{TEXT}{tail}\n") == (None, byline)


@pytest.mark.parametrize(
    ("printed", "named"),
    [
        ("記者林志明／望津報導", [("林志明", "記者")]),
        ("記者 林平 望津報道", [("林平", "記者")]),
        ("记者林平清河报道", [("林平", "记者")]),
        ("記者林志明望津十五日報導", [("林志明", "記者")]),
        ("记者林平综合报道", [("林平", "记者")]),
        ("记者周思林平", [("周思", "记者"), ("林平", "记者")]),
        ("实习生 周远记者林平", [("周远", "实习生"), ("林平", "记者")]),
        ("攝影：周文", [("周文", "攝影")]),
        ("□林平 周远", [("林平", None), ("周远", None)]),
        ("文：B1807 圖：清河社、網絡圖片", []),
        ("林　平", [("林　平", None)]),
        ("林平 记者 周远 实习生 王夏", [("林平", None), ("周远", "记者"), ("王夏", "实习生")]),
        ("江渚晚报记者 周远", [("周远", "记者")]),
        ("江渚晚报 记者 周远", [("周远", "记者")]),
        ("報導•攝影╱林平", [("林平", None)]),
        ("图/文 本报记者 林平", [("林平", "记者")]),
        ("文/图 林平 周远", [("林平", None), ("周远", None)]),
        ("记者林小平通讯员周小远海暄呼和浩特报道", [("林小平", "记者"), ("周小远", "通讯员"), ("海暄", "通讯员")]),
        ("特约记者 林 平周小远 王夏", [("林平", "特约记者"), ("周小远", "特约记者"), ("王夏", "特约记者")]),
    ],
)
def test_a_byline_names_people_and_no_places(printed: str, named: list[tuple[str, str | None]]) -> None:
    where = Printed(printed, (Piece(0, len(printed), 0, len(printed)),))
    found = [(person.name, person.role) for person in people(printed, where, 0, load_conventions())]
    assert found == [(name.replace("　", ""), role) for name, role in named]


def dates(text: str, year: int | None) -> list[tuple[str, str]]:
    transcript = Transcript("page", "page.txt", "", "utf-8", False, "lf", text)
    page = split_page(transcript, load_conventions(), year=year)
    return [(proof.value, proof.basis) for proof in page.evidence if proof.field == "date"]


def test_days_to_come_and_without_a_year_date_no_page() -> None:
    past = f"清河插秧过半\n\n本报讯（记者 林平）3月5日，{TEXT}\n\n庙会将于3月20日开场。\n"
    assert dates(past, 2015) == [("2015-03-06", "inferred")]
    assert dates(past, None) == []


def test_events_far_from_the_printed_date_are_no_evidence_of_it() -> None:
    day = "2015年1月1日 星期四\n\n"
    report = f"清河插秧过半\n\n本报讯（记者 林平）12月31日，{TEXT}\n"
    assert dates(day + report, None) == [("2015-01-01", "printed")]


@pytest.mark.parametrize(
    ("folio", "outlet"),
    [
        ("《岱南经济报》2008年12月27日 第八版", "岱南经济报"),
        ("2009/08/07 临禾农村报 八版", "临禾农村报"),
        ("专题 2010.07.20 星期二 松澜广播电视报", "松澜广播电视报"),
        ("今日沙溪 2004年 7 月 4 日 星期日 今日 8 版", "今日沙溪"),
        ("新京报 2019年9月28日 星期六", "新京报"),
        ("要闻 2008年12月27日 星期六 今日8版", None),
        ("清　河　日　报 2008年12月27日", None),
        ("清　河　日　报", "清河日报"),
        ("清河报", "清河报"),
        ("快报", None),
        ("健康·医疗            江渚都市报", "江渚都市报"),
    ],
)
def test_the_outlet_is_printed_with_the_date(folio: str, outlet: str | None) -> None:
    transcript = Transcript("page", "page.txt", "", "utf-8", False, "lf", f"{folio}\n\n清河插秧过半\n\n本报讯 {TEXT}\n")
    page = split_page(transcript, load_conventions())
    assert (page.outlet, page.outlet_basis) == (outlet, "printed" if outlet else None)


@pytest.mark.parametrize(
    ("credit", "name"),
    [
        (" 本报记者 强宇摄", "强宇"),
        ("（本报记者强宇 摄）", "强宇"),
        (" 特约摄影 陶勇", "陶勇"),
        ("　林小平/作", "林小平"),
        (" 佘静/作", "佘静"),
        ("（林 平 摄）", "林平"),
        ("（记者林小平翻摄）", "林小平"),
        (" 图/林小平", "林小平"),
    ],
)
def test_a_caption_says_who_took_the_picture(credit: str, name: str) -> None:
    text = f"图为清河镇的农民在田里插秧{credit}"
    taken = photographer(Printed(text, (Piece(0, len(text), 0, len(text)),)), load_conventions())
    assert taken
    assert (taken.name, taken.role) == (name, "摄影")


@pytest.mark.parametrize("text", ["图为记者在河边拍摄", "图为新书/作", "孩子们在公园摄影"])
def test_a_caption_may_name_nobody_who_took_it(text: str) -> None:
    assert photographer(Printed(text, (Piece(0, len(text), 0, len(text)),)), load_conventions()) is None


def test_the_byline_of_a_picture_stands_behind_its_caption() -> None:
    caption = "图为昨日，清河镇的农民在田里插秧，今年的秧苗比往年早插三天。 本报记者 林平 摄"
    transcript = Transcript("page", "page.txt", "", "utf-8", False, "lf", f"清河插秧过半\n\n{caption}\n")
    (article,) = split_page(transcript, load_conventions()).articles
    assert article.byline == "本报记者 林平 摄"
    assert [(person.name, person.role) for person in article.people] == [("林平", "摄影")]


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("林平／望津報導", "林平／望津報導"),
        ("早报见习记者 林平 实习生 周远", "早报见习记者 林平 实习生 周远"),
        ("本报记者 林平 文/图", "本报记者 林平 文/图"),
        ("報導•攝影╱林小平", "報導•攝影╱林小平"),
    ],
)
def test_a_line_below_the_headline_names_who_wrote(line: str, byline: str):
    assert of_one_article(f"清河镇稻田开始插秧\n\n{line}\n\n{TEXT}\n\n镇长说，大家要抓紧时间。\n")[1] == byline


def test_a_paper_of_the_republic_says_who_and_when() -> None:
    page = split("申報\n中華民國二十六年七月十日 星期六 第四版\n清河水漲\n〔清河九日中央社電〕清河今晨又漲三尺\n")
    assert (page.outlet, page.outlet_basis, page.date, page.date_basis) == ("申报", "printed", "1937-07-10", "printed")
    (article,) = page.articles
    assert article.dateline == "清河九日中央社電"


def event(text: str, day: str | None = "2015年3月5日 星期四", year: int | None = None) -> tuple[str | None, str | None]:
    """The day of the first article, and what it is quoted from where it is inferred."""
    printed = f"{day}\n\n" if day else ""
    transcript = Transcript("page", "page.txt", "", "utf-8", False, "lf", f"{printed}清河插秧过半\n\n{text}\n")
    page = split_page(transcript, load_conventions(), year=year)
    quotes = [proof.quote for proof in page.evidence if proof.field == "event_date"]
    return page.articles[0].event_date, quotes[0] if quotes else None


@pytest.mark.parametrize(
    ("lede", "day", "quote"),
    [
        ("本报讯（记者 林平）昨日，清河镇开始插秧。", "2015-03-04", "昨日"),
        ("本报讯（记者 林平）昨天上午，清河镇开始插秧。", "2015-03-04", "昨天上午"),
        ("昨晚的清河镇下了一场大雨，田里的水满了。", "2015-03-04", "昨晚"),
        ("本报讯（记者 林平）4日上午，清河镇开始插秧。", "2015-03-04", "4日"),
        ("本报讯（记者 林平）二十八日，清河镇开始插秧。", "2015-02-28", "二十八日"),
        ("本报讯（记者 林平）3月2日至4日，清河镇办了庙会。", "2015-03-02", None),
        ("本报清河3月4日讯 记者今天从镇里获悉，清河镇开始插秧。", "2015-03-04", "今天"),
        ("新华社望津3月4日电 清河镇开始插秧，3日已插完一半。", "2015-03-04", None),
        ("新华社望津3月4日电 3日，清河镇开始插秧，三天里插完了一半。", "2015-03-03", "3日"),
        ("（望津4日讯）清河镇开始插秧，三天里插完了一半。", "2015-03-04", "4日"),
        ("（望津4日讯）清河镇今日开始插秧，三天里插完了一半。", "2015-03-04", "今日"),
        ("本报讯（记者 林平）12月31日，清河镇开了一次会，总结了一年的工作。", None, None),
        ("本报讯（记者 林平）日前，清河镇开始插秧，三天里插完了一半。", None, None),
        ("本报讯（记者 林平）清河镇将于3月20日插秧，各村已经准备好了秧苗。", None, None),
        ("自3月1日起，清河镇的水费降了一半，各村都已经知道了这件事。", None, None),
        ("2009年3月4日，清河镇下了一场大雨，许多人至今记得那场雨。", None, None),
        ("今天的清河镇和从前不一样了，路宽了，河清了，人也多了起来。", None, None),
        ("镇里要求15日内报完名单，为期3日的培训要办好，大家都要来。", None, None),
    ],
)
def test_the_day_of_an_event_is_told_from_the_day_of_the_paper(lede: str, day: str | None, quote: str | None) -> None:
    assert event(f"{lede}{TEXT.removeprefix('昨日，')}") == (day, quote)


def test_the_first_days_of_a_year_tell_of_the_last_of_the_one_before() -> None:
    told = f"本报讯（记者 林平）12月31日，清河镇开始插秧。{TEXT}"
    assert event(told, "2015年1月1日 星期四") == ("2014-12-31", None)


def test_a_day_is_not_told_from_a_day_that_nobody_knows() -> None:
    assert event(f"本报讯（记者 林平）12日，清河镇开始插秧。{TEXT}", None) == (None, None)
    assert event(f"本报讯（记者 林平）昨日，清河镇开始插秧。{TEXT}", None, 2015) == (None, None)
    assert event(f"本报讯（记者 林平）3月4日，清河镇开始插秧。{TEXT}", None, 2015) == ("2015-03-04", None)


@pytest.mark.parametrize(
    ("phrase", "year"),
    [
        ("今年是新中国成立70周年，", "2019"),
        ("今年是中國共產黨成立九十周年，", "2011"),
        ("今年是“十二五”规划收官之年，", "2015"),
        ("全镇认真做好新型冠状病毒感染的肺炎疫情防控工作，", "2020"),
        ("今年是改革开放40周年，今年是新中国成立70周年，", None),
    ],
)
def test_what_papers_of_one_year_say_fixes_the_year(phrase: str, year: str | None) -> None:
    found = event(f"本报讯（记者 林平）3月4日，{phrase}清河镇开始插秧。{TEXT}", None)
    assert found == (f"{year}-03-04" if year else None, None)


def test_a_byline_may_take_two_lines() -> None:
    (article,) = split(f"清河插秧过半\n\n□清河晚报记者 林平\n通讯员 周远\n\n{TEXT}\n\n{TEXT}\n").articles
    assert article.byline == "清河晚报记者 林平 通讯员 周远"
    assert [(person.name, person.role) for person in article.people] == [("林平", "记者"), ("周远", "通讯员")]


def test_what_each_of_three_did_stands_on_a_line_of_its_own() -> None:
    page = split(f"清河插秧过半\n\n清河商报记者 林平\n\n摄影记者 周远\n\n实习生 王夏\n\n{TEXT}\n\n{TEXT}\n")
    assert page.articles[0].byline == "清河商报记者 林平 摄影记者 周远 实习生 王夏"
    assert [person.role for person in page.articles[0].people] == ["记者", "摄影记者", "实习生"]


@pytest.mark.parametrize("byline", ["文/林小平(清河镇农技站)", "作者：林小平（望津大学法学院副教授）"])
def test_a_byline_keeps_the_bracket_that_ends_it(byline: str) -> None:
    page = split(f"清河插秧过半\n\n{byline}\n\n{TEXT}\n\n{TEXT}\n")
    assert page.articles[0].byline == byline
    assert [person.name for person in page.articles[0].people] == ["林小平"]


def test_a_dispatch_may_name_a_place_and_nobody() -> None:
    (article,) = split(f"清河插秧过半\n\n【本报记者 深圳 廿二日电】{TEXT}\n\n{TEXT}\n").articles
    assert (article.byline, article.dateline, article.place) == (None, "本报记者 深圳 廿二日电", "深圳")


def test_a_date_that_a_wrapped_folio_cuts_dates_the_page() -> None:
    folio = "E-mail：news@example.com　2015年3月20日　星\n期五　第3版"
    page = split(f"清河插秧过半\n\n本报讯（记者 林平）{TEXT}\n\n{TEXT}\n\n{folio}\n")
    assert (page.date, page.date_basis) == ("2015-03-20", "printed")


def test_a_paper_s_reporters_in_two_places_stand_on_two_lines() -> None:
    told = f"清河插秧过半\n\n清河时报驻印度特派记者 林平\n清河时报驻马来西亚特约记者 周 远王夏\n\n{TEXT}\n\n{TEXT}\n"
    assert [person.name for person in split(told).articles[0].people] == ["林平", "周远", "王夏"]


def test_a_byline_above_the_first_headline_is_of_its_article() -> None:
    (article,) = split(f"本刊记者/林平\n清河插秧过半\n\n{TEXT}\n\n{TEXT}\n").articles
    assert (article.headings[0].block.text, article.byline) == ("清河插秧过半", "本刊记者/林平")


def test_bylines_of_two_papers_are_of_two_articles() -> None:
    told = f"清河插秧过半\n\n清河晚报记者 林平\n\n望津周末记者 周远\n\n{TEXT}\n"
    assert "清河晚报记者 林平 望津周末记者 周远" not in [article.byline for article in split(told).articles]


def test_a_pen_name_stands_below_the_dash_of_a_deck() -> None:
    (article,) = split(f"清河插秧过半\n——今年春耕的发展轨迹\n晓川\n{TEXT}{TEXT}\n").articles
    assert article.byline == "晓川"


def test_telegrams_below_one_headline_are_one_report() -> None:
    lines = [
        "清河水位又涨",
        f"【本报望津十一日专电】{TEXT}",
        f"【本报东沟十一日专电】{TEXT}",
        f"【中央社河口十日电】{TEXT}",
    ]
    (article,) = split("\n\n".join(lines) + "\n").articles
    assert article.dateline == "本报望津十一日专电"


def test_a_telegram_below_an_editor_s_mark_is_another_report() -> None:
    lines = ["清河水位又涨", f"【本报望津十一日专电】{TEXT}▲", f"【本报东沟十一日专电】{TEXT}"]
    assert len(split("\n\n".join(lines) + "\n").articles) == 2


def test_a_name_alone_of_which_the_text_tells_is_a_picture_s() -> None:
    told = TEXT.replace("镇里说", "农技站长林小平说")
    page = split(f"清河插秧过半\n\n{told}\n\n林小平\n\n明年再多种三成\n\n{TEXT}\n")
    assert [article.byline for article in page.articles if article.byline] == []
    assert next(line.role for line in page.lines if line.number == 5) == "caption"


def test_credits_that_a_line_cuts_go_on() -> None:
    page = split(f"责任编辑：王明　责任校对：\n林小平\n清河插秧过半\n{TEXT}\n{TEXT}\n")
    assert [line.role for line in page.lines][:2] == ["credits", "credits"]


def test_a_line_below_the_byline_of_a_headline_heads_a_section() -> None:
    lines = ["清河河谷之战", "本报随军特派员乐山川", "两次河谷战", TEXT, TEXT]
    (article,) = split("\n".join(lines) + "\n").articles
    assert (article.byline, article.paragraphs[0].role) == ("本报随军特派员乐山川", "crosshead")


def test_a_name_between_two_texts_is_of_the_one_below() -> None:
    page = split(f"清河插秧过半\n{TEXT * 5}\n{TEXT}\n孙立舟\n{TEXT.replace('插秧', '收割')}\n")
    assert [article.byline for article in page.articles] == [None, "孙立舟"]


def test_names_below_texts_of_a_run_sign_them() -> None:
    page = split(f"读者来信\n{TEXT}\n孙立舟\n{TEXT.replace('插秧', '收割')}\n李晓兰\n")
    assert "孙立舟" not in [article.byline for article in page.articles[1:]]


def test_a_reporter_below_an_introduction_wrote_the_article() -> None:
    page = split(f"清河插秧过半\n{TEXT}\n本报记者 孙立舟\n{TEXT * 4}\n")
    assert [article.byline for article in page.articles] == ["本报记者 孙立舟"]
