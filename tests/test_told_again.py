"""What a paper tells again on another day and is no printing, and documents that are printed again after years."""

from __future__ import annotations

from loader.apart import are_two_evenings, is_background, too_far_apart
from loader.events import other_body, reacts
from loader.lists import is_list
from loader.reprints import Shared, Weighed, is_reprint
from loader.shared import Article, Paragraph, Stretch, Wording, shared_stretches
from loader.stages import come_about, names_one_title, other_edition, prints_a_document

REPORTS = (
    "会议审议了关于堤防加固工程的报告、关于渡口改建为码头的决定和夏季防汛预案，决定把这些文件提请代表大会全体会议讨论。"
)
SPEECH = (
    "把沙袋备足，把闸门检修一遍，夜里派人上堤巡查，雨停之前谁也不得离岗。上游三个乡镇的砂场一律停工，渔船进港避风。"
    "学校和敬老院先搬，粮种和牲口后搬，药品和干粮由供销社送到堤上，一户也不能落下。"
)
GUESTS = (
    "望津市市长江渚、麓阳市市长陶勇、临渡市市长沈清、上洲镇镇长周河、下洲镇镇长吴岸、江心洲管理委员会主任林小满、"
    "霁川港务局局长方桥、麓阳船厂厂长许锚、临渡水文站站长何汛"
)


def wording(text: str, date: str, id: str = "a", outlet: str | None = None) -> Wording:
    return Wording(Article(id, outlet, date, (Paragraph("body", text),)))


def shared(one: Wording, other: Wording) -> list[Stretch]:
    return shared_stretches(one, other)


def test_a_presidium_and_its_chairmen_hold_two_meetings() -> None:
    presidium = wording("霁川市代表大会主席团8日上午在江北礼堂举行第二次会议。" + REPORTS, "2006-06-08")
    chairmen = wording("霁川市代表大会主席团常务主席第二次会议8日上午在江北礼堂举行。" + REPORTS, "2006-06-08")
    assert other_body(presidium, chairmen)
    brief = wording("霁川市代表大会主席团8日上午举行会议。" + REPORTS, "2006-06-08")
    assert not other_body(presidium, brief)
    elsewhere = wording(chairmen.article.paragraphs[0].text, "2006-06-08", "b", "麓阳晚报")
    assert not other_body(presidium, elsewhere)
    report = wording("本报讯 8日，市政协在江北礼堂举行会议。" + REPORTS, "2006-06-08")
    assert not other_body(report, wording("本报讯 市政协8日在江北礼堂举行会议。" + REPORTS, "2006-06-08"))


def test_editions_in_other_languages_are_two_books() -> None:
    notice = "《大江志》{}版近日由霁川出版社出版。{}该书收入沿江各县水文、航运和桥梁的记录八十五篇。"
    german = wording(notice.format("德文", ""), "2006-06-01")
    others = wording(notice.format("法文、西班牙文", "此前出版了德文版。"), "2006-07-01")
    assert other_edition(german, others)
    assert not other_edition(german, wording(notice.format("德文", "全书四百页。"), "2006-06-03"))
    assert not other_edition(german, wording("《大江志》修订版近日出版。", "2006-07-01"))


def test_one_list_of_guests_makes_no_printing() -> None:
    forum = wording("出席霁江论坛的有：" + GUESTS + "。论坛将讨论航道和水价。", "2006-06-08")
    visits = wording("应市长邀请，" + GUESTS + "将在会后访问霁川。" + REPORTS, "2006-06-10")
    assert is_list(forum, visits, shared(forum, visits), 0.7)
    assert not is_list(forum, visits, shared(forum, visits), 0.95)  # the list itself, printed again
    known = wording(forum.article.paragraphs[0].text, "2006-06-08", "p1-l001", "江北日报")
    reprint = wording(visits.article.paragraphs[0].text, "2006-06-08", "p2-l001", "麓阳晚报")
    assert not is_list(known, reprint, shared(known, reprint), 0.7)
    speech, quoted = wording("市长说，" + SPEECH, "2006-06-08"), wording(SPEECH + REPORTS, "2006-06-10")
    assert not is_list(speech, quoted, shared(speech, quoted), 0.7)


def test_a_meeting_resolved_upon_is_not_the_meeting() -> None:
    text = "霁川市代表大会第四次全体会议{on}在江北礼堂{held}，听取堤防加固工程和渡口改建的报告，并讨论夏季防汛预案。"
    resolved = wording("常委会决定，" + text.format(on="于6月28日至30日", held="召开"), "2006-06-20")
    held = wording(text.format(on="于2006年6月28日至30日", held="举行"), "2006-06-30")
    assert come_about(resolved, held, shared(resolved, held))
    assert not come_about(resolved, wording(resolved.text, "2006-06-24"), shared(resolved, resolved))
    late = wording(text.format(on="将于6月28日至30日", held="召开"), "2006-06-28")
    assert not come_about(resolved, late, shared(resolved, late))
    rules = "河道条例规定，沿江一公里内不得新设砂场，已设的三年内迁出，自7月1日起施行，此前发的许可一律换发。"
    passed, printed = wording(rules, "2006-06-20"), wording(rules, "2006-07-02")
    assert not come_about(passed, printed, shared(passed, printed))


def test_a_speech_is_printed_again_after_years_where_the_later_article_says_so() -> None:
    speech = wording("市长在防汛动员大会上讲话。" + SPEECH + REPORTS, "2006-06-10")
    lead = "6月1日出版的《江北评论》发表霁川市市长的文章《在防汛动员大会上的讲话》。"
    said = SPEECH + "各县还要各尽所能，早作打算，不等不靠，把今年的汛期当成最大的汛期来防，不可有半点大意。" + REPORTS
    printed = wording(lead + said, "2008-06-01", "b")
    assert not too_far_apart(speech, printed, shared(speech, printed), 0.6, 190.0)
    assert too_far_apart(speech, printed, shared(speech, printed), 0.6, 170.0)
    again = wording("市长再到江北。" + said, "2008-06-01", "b")
    assert too_far_apart(speech, again, shared(speech, again), 0.6, 190.0)


def test_a_report_that_two_articles_name_by_its_title_is_one_document_though_its_words_are_common() -> None:
    title = "《深入做好沿江各县堤防加固和渡口改建的各项工作》"
    told = wording("监察委员会听取了周河的报告" + title + "。" + REPORTS + SPEECH, "2006-06-10")
    lead = "今天播发周河在监察委员会会议上的工作报告，题目是{}。"
    printed = wording(lead.format(title) + REPORTS, "2006-07-20", "b")
    assert names_one_title(told, printed)
    assert not names_one_title(
        told, wording(lead.format("《沿江各县的春耕和夏收工作安排意见》") + REPORTS, "2006-07-20")
    )
    assert not names_one_title(told, wording("周河谈报告" + title + "。" + REPORTS, "2006-07-20"))
    read = {1: told, 2: printed}.__getitem__
    found = tuple(shared(told, printed))
    of_title = Shared(found, ((),) * len(found), 0.8)
    assert is_reprint(1, 2, of_title, Weighed(61.0, False, False, True), read)
    assert not is_reprint(1, 2, of_title, Weighed(61.0, False, False, False), read)


def test_what_was_said_of_a_resolution_is_no_background_of_its_text() -> None:
    echo = wording("大会的决议引起热烈反响。大家表示要照决议去做：" + SPEECH, "2006-06-10")
    full = wording("12日，防汛决议公布。决议说：" + SPEECH + REPORTS * 4, "2006-06-12", "b")
    assert (reacts(echo), prints_a_document(full)) == (True, True)
    assert not is_background(echo, full, shared(echo, full))
    assert is_background(wording("市长说：" + SPEECH, "2006-06-10"), full, shared(echo, full))
    report = wording("12日，抢险队出发。" + SPEECH + REPORTS * 4, "2006-06-12", "b")
    assert is_background(echo, report, shared(echo, report))


def test_two_evenings_are_announced_in_one_form() -> None:
    notice = "今晚八点，霁川电台将现场转播{}，沿江各县有线广播站同步播出。"
    first = wording(notice.format("龙舟赛"), "2006-06-08")
    second = wording("明月将升。" + notice.format("灯会"), "2006-06-09")
    assert are_two_evenings(first, second)
    assert not are_two_evenings(first, wording(notice.format("龙舟赛"), "2006-06-08"))
    assert not are_two_evenings(first, wording("昨晚八点，霁川电台转播了龙舟赛。", "2006-06-09"))
    wire = wording(notice.format("龙舟赛"), "2006-06-08", "p1-l001", "江北日报")
    assert not are_two_evenings(wire, wording(notice.format("龙舟赛"), "2006-06-09", "p2-l001", "麓阳晚报"))


def test_few_lines_that_one_paper_tells_in_other_words_the_next_day_are_a_form() -> None:
    teaser = "新的一年您打算从哪里开始？本报特别采访请沿江各县的人们说一说，{}一起去听听他们怎么讲。"
    one, other = (
        wording("旧年过去了。" + teaser.format(""), "2006-01-01"),
        wording(teaser.format("请您"), "2006-01-02"),
    )
    assert too_far_apart(one, other, shared(one, other), 0.98, 30.0)
    same = wording(teaser.format(""), "2006-01-02")
    assert not too_far_apart(one, same, shared(one, same), 1.0, 30.0)
    known = wording(one.article.paragraphs[0].text, "2006-01-01", "p1-l001", "江北日报")
    reprint = wording(other.article.paragraphs[0].text, "2006-01-02", "p2-l001", "麓阳晚报")
    assert not too_far_apart(known, reprint, shared(known, reprint), 0.98, 30.0)


def test_one_passage_that_a_paper_tells_again_the_next_day_is_background_unless_it_is_quoted() -> None:
    refused = wording("法院5日驳回了船厂的申请。船厂说要再看一看。" + SPEECH, "2006-06-05")
    ordered = wording("法官下令查封船厂，限三天搬出。" + SPEECH, "2006-06-06")
    assert too_far_apart(refused, ordered, shared(refused, ordered), 0.7, 88.0)
    echo = wording("市长的讲话引起热烈反响。" + SPEECH, "2006-06-06")
    assert not too_far_apart(refused, echo, shared(refused, echo), 0.7, 88.0)
    known = wording(refused.article.paragraphs[0].text, "2006-06-05", "p1-l001", "江北日报")
    reprint = wording(ordered.article.paragraphs[0].text, "2006-06-06", "p2-l001", "麓阳晚报")
    assert not too_far_apart(known, reprint, shared(known, reprint), 0.7, 88.0)


def test_a_report_of_one_sentence_that_quotes_another_one_is_a_printing_of_it() -> None:
    sentence = "江北的十二处渡口和四座浮桥要在三年内全部改建为码头，学生和老人过江一律减半"
    speech = wording("市长在航运大会上讲话。" + REPORTS + sentence + "。" + SPEECH, "2006-06-10")
    echo = wording("市长的讲话引起热烈反响。大家表示，" + sentence + "，让沿江各县早日通车。", "2006-06-15")
    assert not too_far_apart(speech, echo, shared(speech, echo), 0.6, 44.0)
    report = wording("航运协会印发通知。协会要求，" + sentence + "，让沿江各县早日通车。", "2006-06-15")
    assert too_far_apart(speech, report, shared(speech, report), 0.6, 44.0)
    short = wording("市长说，" + sentence + "。", "2006-06-10")
    assert too_far_apart(short, echo, shared(short, echo), 0.6, 44.0)


def test_what_has_met_with_attention_is_taken_somehow() -> None:
    assert reacts(wording("江北的办法受到沿江各县广泛关注，多位镇长前来参观。", "2006-06-10"))
    assert not reacts(wording("市长关注渡口改建，要求年内完工。", "2006-06-10"))
