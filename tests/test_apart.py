"""What tells background, forms and reports that go on from another one apart from printings of it."""

from __future__ import annotations

from loader.apart import is_background, is_form, likeness, quotes, too_far_apart
from loader.events import of_own_days, other_event, other_meeting, reacts, to_be
from loader.shared import Article, Paragraph, Stretch, Wording, shared_stretches, two_papers
from loader.slots import other_days, other_names
from loader.stages import SIGNS, announced, drafted, has_sign, prints_a_document, tomllib

BULLETIN = (
    "江北水文站今天{said}通报，{day}日8时大江江北段水位为{level}米，较前一日{day}日同时上涨。"
    "截至{day}日20时，沿江十二座闸门全部关闭，上堤巡查的有{people}人。"
)
RESOLUTIONS = "会议审议通过了关于常务委员会工作报告的决议草案、关于提案工作情况报告的决议草案和政治决议草案。"
PARTIES = (
    "霁川市民革委员会、民盟委员会、民建委员会、民进委员会、农工党委员会、致公党委员会、九三学社委员会、台盟支部和工商联"
)
VISIT = (
    "应望津市市长江渚、麓阳市市长陶勇、临渡市市长沈清、上洲镇镇长周河、下洲镇镇长吴岸"
    "和江心洲管理委员会主任林小满的共同邀请"
)


def wording(text: str, date: str, id: str = "a", outlet: str | None = None) -> Wording:
    return Wording(Article(id, outlet, date, (Paragraph("body", text),)))


def shared(one: Wording, other: Wording) -> list[Stretch]:
    return shared_stretches(one, other)


def test_bulletins_of_two_days_are_two_though_the_later_names_both() -> None:
    one = wording(BULLETIN.format(said="6月3日", day=2, level="17.2", people=310), "2006-06-03")
    later = wording("防汛形势依然严峻。" + BULLETIN.format(said="", day=3, level="17.8", people=402), "2006-06-04")
    assert other_days(one, later, shared(one, later))
    assert not other_event(one, later, shared(one, later))
    again = wording("本报讯：" + BULLETIN.format(said="6月3日", day=2, level="17.2", people=310), "2006-06-04")
    assert not other_days(one, again, shared(one, again))


def test_committees_that_pass_the_same_drafts_on_one_day_hold_two_meetings() -> None:
    chairmen = wording("市政协第五十二次主席会议10日上午举行。" + RESOLUTIONS, "2006-06-10")
    committee = wording("市政协常务委员会第十六次会议10日下午举行。" + RESOLUTIONS, "2006-06-10")
    assert other_meeting(chairmen, committee)
    assert not other_meeting(chairmen, wording("第五十二次主席会议昨天在市政协礼堂举行。" + RESOLUTIONS, "2006-06-11"))


def test_each_article_that_opens_with_its_own_day_has_an_event_of_its_own() -> None:
    chairmen = wording("市政协主席会议9日在江北礼堂举行，决定提请10日召开的常委会审议。" + RESOLUTIONS, "2006-06-09")
    committee = wording("市政协常委会10日举行。" + RESOLUTIONS, "2006-06-10")
    assert of_own_days(chairmen, committee)
    assert not of_own_days(chairmen, wording("市政协主席会议9日举行。" + RESOLUTIONS, "2006-06-10"))
    assert not of_own_days(chairmen, wording("10日出版的《江北评论》刊登主席会议的决定。" + RESOLUTIONS, "2006-06-10"))


def test_fairs_of_two_years_are_two() -> None:
    notice = (
        "第{}届霁川荷花灯会开幕式将于六月在江北公园举行，届时霁川人民广播电台将现场直播，市内各有线广播站同步转播。"
    )
    one, other = wording(notice.format("三"), "2006-06-01"), wording(notice.format("四"), "2007-06-01")
    assert other_event(one, other, shared(one, other))


def test_a_visit_with_many_hosts_is_announced_and_begun() -> None:
    purpose = "于6月12日至19日对上述各地进行访问，并出席在望津举行的沿江城市市长联席会议。"
    announced = wording(VISIT + "，霁川市市长将" + purpose, "2006-06-08")
    begun = wording("6月12日，霁川市市长乘船离开霁川。" + VISIT + "，对上述各地进行访问。", "2006-06-12")
    assert to_be(announced, begun)


def test_one_list_of_names_days_later_makes_no_printing() -> None:
    one = wording(PARTIES + "分别发来贺信，祝贺大会召开。" + RESOLUTIONS * 3, "2006-06-01")
    thanks = wording("感谢信。" + PARTIES + "：你们的贺信收到了。" + "谨致谢意，并祝各位身体健康。", "2006-06-08", "b")
    found = shared(one, thanks)
    assert len(found) == 1
    assert too_far_apart(one, thanks, found, 0.7, 70.0)
    assert not too_far_apart(one, thanks, found, 0.9, 70.0)


def test_a_death_told_again_in_the_report_of_the_funeral_is_background() -> None:
    death = "霁川市航运局原局长、江北大桥建设委员会主任周大江同志因病医治无效，于6月1日16时在霁川逝世，享年八十一岁。"
    one, funeral = (
        wording(death, "2006-06-01"),
        wording("6月8日，送别仪式举行。" + death + RESOLUTIONS * 2, "2006-06-08", "b"),
    )
    found = shared(one, funeral)
    assert is_background(one, funeral, found)
    assert too_far_apart(one, funeral, found, 1.0, 70.0)
    assert not is_background(wording(death + RESOLUTIONS * 2, "2006-06-01"), wording(death, "2006-06-08", "b"), found)


def test_a_notice_of_another_edition_weeks_later_is_a_form_and_the_same_notice_a_reprint() -> None:
    notice = (
        "霁川出版社翻译的《大江志》一书{}文版近日出版发行。该书收入沿江各县水文、航运和桥梁的记录八十五篇，对于各国读者了解"
        "大江两岸的历史和今天具有重要意义。该书{}文版由霁川大学三位教师历时四年译成，印数三千册。"
    )
    one, other = wording(notice.format("德", "德"), "2006-06-01"), wording(notice.format("法", "法"), "2006-07-20", "b")
    assert likeness(shared(one, other)) < 0.985
    assert too_far_apart(one, other, shared(one, other), 0.98, 80.0)
    again = wording(notice.format("德", "德"), "2006-07-20", "b")
    assert not too_far_apart(one, again, shared(one, again), 1.0, 80.0)


def test_what_two_articles_of_like_size_have_in_common_with_many_others_is_a_form() -> None:
    one, other = wording(RESOLUTIONS, "2006-06-01"), wording(RESOLUTIONS, "2006-06-11", "b")
    found = shared(one, other)
    rare, common = 0.4 * found[0].kept, 0.25 * found[0].kept
    assert (is_form(one, other, found, 1.0, rare), is_form(one, other, found, 1.0, common)) == (False, True)
    inside = wording(RESOLUTIONS + "沿江各县要各尽所能。" * 12, "2006-06-11", "b")
    assert not is_form(one, inside, found, 1.0, common)


def test_a_list_of_names_weeks_later_is_none_of_a_document_however_rare() -> None:
    one, other = (
        wording("名单：" + PARTIES * 3, "2006-06-01"),
        wording(PARTIES * 3 + RESOLUTIONS * 5, "2006-07-20", "b"),
    )
    assert too_far_apart(one, other, shared(one, other), 0.49, 200.0)
    assert not too_far_apart(wording(one.text, "2006-07-19"), other, shared(one, other), 0.51, 200.0)
    two = (
        wording(one.text, "2006-07-19", "p1-l001", "江北日报"),
        wording(other.text, "2006-07-20", "p2-l001", "麓阳晚报"),
    )
    assert not too_far_apart(*two, shared(*two), 0.49, 200.0)


def test_a_leading_article_that_quotes_less_than_half_is_none_of_the_speech() -> None:
    speech = wording("市长说：" + RESOLUTIONS, "2006-06-10")
    leading = wording(
        "明天出版的江北日报将发表评论员文章，文章指出，" + RESOLUTIONS + "沿江各县要各尽所能。" * 8, "2006-06-11"
    )
    assert quotes(speech, leading, shared(speech, leading))
    report = wording("江北日报将发表评论员文章，指出" + RESOLUTIONS, "2006-06-11")
    assert not quotes(speech, report, shared(speech, report))


def test_papers_are_two_where_both_are_known() -> None:
    here = wording("", "2006-06-01", "p1-l001", "江北日报")
    assert two_papers(here, wording("", "2006-06-01", "p2-l001", "麓阳晚报"))
    assert not two_papers(here, wording("", "2006-06-01", "p2-l001", "江北日报"))
    assert not two_papers(here, wording("", "2006-06-01", "p2-l001", "p2"))
    assert not two_papers(here, wording("", "2006-06-01", "p2-l001", None))


def test_agreements_with_two_towns_are_two_though_their_names_are_short() -> None:
    text = (
        "霁川市与{town}的航运协议今天签署，自明年起施行。协议规定，两地渡轮的船票互相通用，学生和老人减半，往来货船在对方码头"
        "靠泊免收一半费用。{town}方面将另设两处售票亭。"
    )
    one, other = wording(text.format(town="望津"), "2006-06-01"), wording(text.format(town="麓阳"), "2006-06-02", "b")
    assert other_names(one, other, shared(one, other))
    misread = wording(text.format(town="望津").replace("望津", "望律", 1), "2006-06-02", "b")
    assert not other_names(one, misread, shared(one, misread))


def test_the_town_is_another_where_one_paper_tells_the_same_figures_on_the_next_day() -> None:
    text = (
        "{town}航运协议今天签署，自2006年7月1日起施行。协议规定，{town}渡轮的12种船票互相通用，学生和老人减免50%，往来货船在"
        "36处码头靠泊免收一半费用，{town}方面另设2处售票亭，工期45天。"
    )
    one = wording(text.format(town="望津"), "2006-06-01", "p1-l001", "江北日报")
    other = wording(text.format(town="麓阳"), "2006-06-02", "p2-l001", "江北日报")
    assert other_names(one, other, shared(one, other))
    transcribed = wording(text.format(town="麓阳"), "2006-06-02", "p2-l001", "麓阳晚报")
    assert not other_names(one, transcribed, shared(one, transcribed))


def test_the_words_of_each_sign_are_true_to_their_examples() -> None:
    for name, sign in tomllib.loads(SIGNS.read_text(encoding="utf-8")).items():
        assert sign["yes"]
        assert sign["no"]
        assert [text for text in sign["yes"] if not has_sign(name, text)] == []
        assert [text for text in sign["no"] if has_sign(name, text)] == []


def test_a_feast_that_will_be_soon_is_no_visit_announced() -> None:
    visit = "中秋佳节{soon}来临之际，市长前往第三码头看望值班的装卸工人和船员，察看防汛物资，并同大家一起吃了月饼。"
    told, again = wording(visit.format(soon="即将"), "2006-10-05"), wording(visit.format(soon=""), "2006-10-06")
    assert not announced(told, again, shared(told, again))
    to_come = wording(visit.format(soon="").replace("市长前往", "市长将前往"), "2006-10-04")
    assert announced(to_come, again, shared(to_come, again))


def test_who_tells_how_a_promise_was_taken_quotes_it_and_goes_on_from_none() -> None:
    promise = "江北的十二处渡口和四座浮桥将在三年内全部改建为码头，学生和老人过江一律减半，往来货船靠泊免收一半费用。"
    speech = wording("市长在航运大会上说，" + promise, "2006-06-10")
    echo = wording("市长的讲话在航运界引起热烈反响。讲话说，" + promise.replace("将", ""), "2006-06-11")
    assert not announced(speech, echo, shared(speech, echo))
    plain = wording("航运协会通报说，" + promise.replace("将", ""), "2006-06-11")
    assert announced(speech, plain, shared(speech, plain))


def test_a_law_laid_before_the_committee_is_not_the_law() -> None:
    rules = "为了保护霁江两岸的水源和堤防，{law}规定，沿江一公里内不得新设砂场，已设的三年内迁出，违者由水务局处以罚款"
    laid = wording(rules.format(law="河道条例草案") + "。", "2006-06-10")
    passed = wording(rules.format(law="河道条例") + "，自7月1日起施行。", "2006-06-12")
    assert drafted(laid, passed, shared(laid, passed))
    again = wording(rules.format(law="河道条例草案") + "，将提请表决。", "2006-06-12")
    assert not drafted(laid, again, shared(laid, again))


def test_a_speech_that_a_magazine_prints_a_season_later_is_the_speech() -> None:
    said = RESOLUTIONS + "沿江各县要各尽所能，{own}。" + VISIT
    speech = wording(
        "市长在防汛动员大会上讲话。"
        + said.format(own="把沙袋备足，把闸门检修一遍，夜里派人上堤巡查，雨停之前谁也不得离岗"),
        "2006-06-10",
    )
    lead = "9月1日出版的《江北评论》发表霁川市市长的文章《在防汛动员大会上的讲话》。文章说，"
    printed = wording(
        lead + said.format(own="不等不靠，早作打算，尤其是上游的三个乡镇，砂场一律停工，渔船进港避风"),
        "2006-08-31",
        "b",
    )
    assert prints_a_document(printed)
    assert not too_far_apart(speech, printed, shared(speech, printed), 0.6, 90.0)
    later = wording(
        "市长再次到江北检查。"
        + said.format(own="不等不靠，早作打算，尤其是上游的三个乡镇，砂场一律停工，渔船进港避风"),
        "2006-08-31",
        "b",
    )
    assert too_far_apart(speech, later, shared(speech, later), 0.6, 90.0)
    echo = wording(
        "市长的讲话引起热烈反响。"
        + said.format(own="把沙袋备足，把闸门检修一遍，夜里派人上堤巡查，雨停之前谁也不得离岗"),
        "2006-06-11",
    )
    assert too_far_apart(echo, printed, shared(echo, printed), 0.6, 90.0)


def test_what_a_meeting_finds_with_one_voice_is_no_reaction() -> None:
    assert not reacts(wording("全会听取了常务委员会的报告，一致认为今年的防汛工作扎实。", "2006-06-10"))
    assert reacts(wording("沿江各县的干部一致认为讲话切中要害。", "2006-06-11"))
