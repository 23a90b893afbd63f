"""What outlets of the web take from each other and rewrite, and what stands in several of them and is no printing."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from loader.apart import is_column, likeness, quotes_a_post, too_far_apart
from loader.events import carried_on, other_hours, to_be
from loader.notices import NOTICES, is_notice, tomllib
from loader.printings import counted
from loader.reprints import (
    Shared,
    filled_in_anew,
    in_one_paper,
    is_reprint,
    one_paragraph_of_two,
    weigh,
    what_is_shared,
)
from loader.shared import Article, Paragraph, Stretch, Wording, shared_stretches
from loader.slots import other_names, slots
from loader.stages import announced, come_about
from loader.stories import join_pairs
from tests.test_stories import pairs_of

NEWS = (
    "江北港务局说，渡口的三条旧船已经停航，船工大多改到货运码头做工，家属区的班车从下月起每天多开四趟。"
    "局长周河说，新船要到明年春天才能下水，眼下只好请麓阳船厂借两条过来。"
)
ANGER = (
    "住在江心洲的人抱怨说，孩子上学要绕二十里路，菜也运不出去。洲上的小学把上课的钟点推迟了半小时，"
    "食堂的米面由巡逻艇顺路捎来，遇到大雾就只能吃干粮。"
)
PRICES = (
    "码头上的货主算过一笔账，一筐鲜藕从洲上运到望津，从前花三块钱，如今要花八块半，还赶不上早市。"
    "收购的人把价钱压下两成，卖藕的几户人家已经把藕塘退给了镇里。"
)
WATER = (
    "水文站的沈清解释说，上游水库今年提前放水，航道里的沙洲比往年移了四十米，旧船吃水深，过不去。"
    "疏浚队要等枯水期才能进场，挖出来的沙子准备用来垫高北岸的堤脚。"
)


def wording(
    text: str, date: str | None = "2006-06-08", id: str = "p1-l001", outlet: str | None = "江北在线"
) -> Wording:
    return Wording(Article(id, outlet, date, (Paragraph("body", text),)))


def elsewhere(text: str, date: str | None = "2006-06-08") -> Wording:
    return wording(text, date, "p2-l001", "望津之声")


def shared(one: Wording, other: Wording) -> list[Stretch]:
    return shared_stretches(one, other)


def test_the_notices_of_outlets_are_true_to_their_examples() -> None:
    for name, notice in tomllib.loads(NOTICES.read_text(encoding="utf-8")).items():
        assert [text for text in notice["yes"] if not is_notice(text)] == [], name
        assert [text for text in notice["no"] if is_notice(text)] == [], name


def test_a_paragraph_of_nothing_but_beginnings_of_addresses_is_looked_at_once() -> None:
    for address in ("a.com/", "www.", "https://a"):
        assert not is_notice((address * 40)[:190] + "。渡口停航")  # with a pattern that tries each of them: for ever


def test_addresses_of_channels_are_not_compared() -> None:
    channels = ("江北在线视频：https://www.example.com/c/jiangbei", "江北在线脸书：example.com/jb.news")
    article = Article("a", None, None, tuple(Paragraph("body", text) for text in (NEWS, *channels)))
    assert Wording(article).text == counted(NEWS)


def test_the_day_of_a_report_is_none_of_its_event() -> None:
    said = "江北市长9日晚在江北礼堂设宴，出席的有沿江各县的镇长和船厂厂长，席间谈到渡口、码头和夏季防汛。"
    one = wording("江北在线2006年6月9日本台记者陶勇报道" + said, "2006-06-09")
    other = elsewhere("望津之声2006年6月10日讯" + said, "2006-06-10")
    assert not carried_on(one, other, shared(one, other))
    bare, later = wording(said), elsewhere(said.replace("9日晚", "10日晚"), "2006-06-10")
    assert carried_on(bare, later, shared(bare, later))


def test_another_paper_may_begin_with_another_day_that_the_first_knows_too() -> None:
    opening = "江北市长周河在江北礼堂对沿江各县的镇长们说，"
    one = wording(opening + "7日停航的渡口不再复航。他8日答记者问时说：" + NEWS, "2006-06-08")
    other = elsewhere(opening + "8日起改走新线。" + NEWS, "2006-06-09")
    assert not carried_on(one, other, shared(one, other))
    unknown = wording(opening + "7日停航的渡口不再复航。" + NEWS, "2006-06-08")
    assert carried_on(unknown, other, shared(unknown, other))


def test_what_is_still_to_be_further_down_has_not_come_about() -> None:
    notice = "代表大会将于本月26日在江北礼堂召开，"
    one = wording(notice + NEWS, "2006-06-08")
    assert not to_be(one, elsewhere(ANGER + notice + NEWS, "2006-06-09"))
    assert to_be(one, elsewhere(ANGER + "代表大会26日开幕。" + NEWS, "2006-06-27"))


def test_a_sentence_turned_round_announces_nothing() -> None:
    said = NEWS.rstrip("。")
    one, other = wording(said + "，将在6月12日开航。"), elsewhere(said + "，6月12日将可开航。", "2006-06-09")
    (stretch,) = shared(one, other)
    to_word = Stretch(stretch.start, len(one) - 7, stretch.other_start, stretch.other_end, stretch.kept, 1.0)
    assert not announced(one, other, [to_word])
    held = elsewhere(said + "，6月12日已经开航。", "2006-06-13")
    assert announced(one, held, [to_word])


def test_the_day_after_has_come_for_the_other_paper() -> None:
    said = "江北电台6月9日评论说，" + NEWS
    one, other = wording(said, "2006-06-08"), elsewhere(said, "2006-06-09")
    assert not come_about(one, other, shared(one, other))
    same = wording(said, "2006-06-09")
    assert come_about(one, same, shared(one, same))


def test_bulletins_of_other_hours_are_two_whatever_else_is_the_same() -> None:
    text = "截至2006年6月8日{}时，江北三个闸口上堤巡查的共有412人，其中船工97人、学生31人，沙袋用去2600条，无人受伤。"
    one, other = wording(text.format(16)), elsewhere(text.format(24))
    assert other_hours(one, other)
    assert filled_in_anew(one, other, shared(one, other), 0.98)
    same = elsewhere(text.format(16))
    assert not other_hours(one, same)
    assert not other_hours(one, elsewhere("截至8日16时，上堤412人；截至8日12时为390人。"))


def test_a_bulletin_filled_in_anew_by_one_paper_has_other_figures() -> None:
    text = (
        "江北又有{}条船修好下水，其中货船{}条、渡船1条、渔船1条，经船厂和港务局的技师检验合格，今天交给船主，"
        "至今共修好{}条，余下的要等到秋天才有木料。"
    )
    one = wording(text.format(3, 1, 187))
    other = wording(text.format(10, 8, 235), "2006-06-10", "p3-l001")
    assert filled_in_anew(one, other, shared(one, other), 0.9)
    again = wording(text.format(3, 1, 187), "2006-06-10", "p3-l001")
    assert not filled_in_anew(one, again, shared(one, again), 1.0)


def test_other_words_for_the_same_are_no_other_names_where_all_figures_agree() -> None:
    text = (
        "{port}说，{ship}4条停航，船工62人改到货运码头做工，班车每天多开3趟；{ship}要到明年才能下水，"
        "在这以前由{port}向船厂借2条，每条每天租金850元。"
    )
    one = wording(text.format(port="江北港务局", ship="旧式摆渡轮"))
    other = elsewhere(text.format(port="沿岸航政科", ship="老渡船"))
    assert len(set(slots(one, other, shared(one, other)))) > 1
    assert not other_names(one, other, shared(one, other))
    more = elsewhere(text.format(port="沿岸航政科", ship="老渡船").replace("62", "71").replace("850", "400"))
    assert other_names(one, more, shared(one, more))


def test_a_text_told_again_sentence_by_sentence_is_shared_in_short_runs() -> None:
    one = wording(NEWS)
    told = (
        "江北港务局说，渡口的三条旧船已经停航，船工大多改到了货运码头做工；家属区班车从下月起，每天会多开四趟。"
        "局长周河还说，那些新船要到明年春天才下水，眼下也只好请麓阳船厂先借两条船过来。"
    )
    other = elsewhere(told, "2006-06-09")
    passages = [Stretch(0, 30, 0, 30, 28, 0.93)]
    assert sum(at.kept for at in passages) < 0.5 * len(one)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("loader.reprints.shared_stretches", lambda one, other: passages)
        assert what_is_shared(1, one, 2, other).share > 0.58
        assert what_is_shared(1, one, 2, elsewhere(told, "2006-06-19")).share < 0.5
        assert what_is_shared(1, one, 2, wording(told, "2006-06-09")).share < 0.5
        assert what_is_shared(1, one, 2, elsewhere(told[:36] + ANGER)).share < 0.5


def test_a_paper_has_one_form_of_two_verdicts_and_one_report_brought_up_to_date() -> None:
    form = "江北法院今天判了私开闸门的{}停工一年，{}的船不许再开。下江三个村子淹了秋粮，至今无人赔偿。" + NEWS
    verdict = wording(form.format("欧阳明", "欧阳明"))
    other = wording(form.format("何秋实", "何秋实").replace("今天", "上午"), id="p1-l009")
    assert in_one_paper(verdict, other, shared(verdict, other))
    told = form.format("欧阳明", "欧阳明").replace("秋粮", "晚稻和秋粮")
    told = told.replace("船工大多改到货运码头做工", "船工大多数已经改到货运码头那边做工")
    later = wording(told.replace("今天", "上午"), id="p1-l009")
    assert likeness(shared(verdict, later)) < 0.95
    assert not in_one_paper(verdict, later, shared(verdict, later))


def test_a_paragraph_in_two_reports_of_one_paper_makes_none_a_reprint() -> None:
    one = wording(NEWS)
    assert one_paragraph_of_two(one, wording(NEWS), 0.4)
    assert not one_paragraph_of_two(one, wording(NEWS), 0.5)
    assert not one_paragraph_of_two(one, wording(NEWS, "2006-06-09"), 0.4)
    assert not one_paragraph_of_two(one, elsewhere(NEWS), 0.4)


def test_one_long_statement_in_two_own_reports_is_no_reprint_of_them() -> None:
    statement = (Stretch(0, 150, 0, 150, 150, 1.0),)
    rarity = np.ones(1)
    assert weigh(Shared(statement, ((0,),), 0.45), rarity).enough
    assert not weigh(Shared(statement, ((0,),), 0.25), rarity).enough


def test_what_another_paper_of_the_day_has_taken_over_may_stand_in_several_passages() -> None:
    passages = (Stretch(0, 80, 0, 80, 80, 1.0), Stretch(120, 200, 150, 230, 80, 1.0))
    weighed = weigh(Shared(passages, ((0,), (0,)), 0.4), np.ones(1))
    assert (weighed.enough, weighed.taken_over) == (False, True)
    assert not weigh(Shared(passages, ((0,), (0,)), 0.3), np.ones(1)).taken_over
    few = (Stretch(0, 25, 0, 25, 25, 1.0), Stretch(30, 54, 30, 54, 24, 1.0))
    assert weigh(Shared(few, ((0,), (0,)), 0.7), np.ones(1)).taken_over
    assert not weigh(Shared(few, ((0,), (0,)), 0.6), np.ones(1)).taken_over
    one = wording(NEWS + ANGER + PRICES)
    shared_here = Shared(passages, ((0,), (0,)), 0.4)
    read = {
        2: elsewhere(NEWS + WATER, "2006-06-09"),
        3: elsewhere(NEWS + WATER, "2006-06-12"),
        4: wording(NEWS + WATER),
    }
    said = [is_reprint(1, at, shared_here, weighed, lambda number: read.get(number, one)) for at in (2, 3, 4)]
    assert said == [True, False, False]  # another paper of the next day; of days after; the same paper


def test_what_a_paper_takes_over_to_the_letter_may_open_with_another_day() -> None:
    text = "画家周河于8日上午10点41分离世，享年85岁，留有画册22册、画作2600幅。" + NEWS + ANGER + PRICES
    one = wording("画家周河于今日（8日）离世，家属将于下午3点说明。" + text)
    later = elsewhere("江北书画网9日综合报道：周河离世。" + text, "2006-06-09")
    assert not filled_in_anew(one, later, shared(one, later), 0.9)
    assert filled_in_anew(one, wording(later.article.paragraphs[0].text, "2006-06-09"), shared(one, later), 0.9)
    assert filled_in_anew(one, later, shared(one, later), 0.7)


def test_notices_that_hold_from_other_hours_are_of_two_places() -> None:
    first = wording("市防汛指挥部决定自6月8日15时起至9日15时，在东湖一带停课停工。")
    assert other_hours(first, elsewhere("市防汛指挥部决定自2006年6月8日20时30分起，在白水一带停课停工。"))
    assert not other_hours(first, elsewhere("市防汛指挥部定于自8日15时起停课停工。"))


def test_a_paper_that_goes_on_from_its_own_report_repeats_less_than_half_however_rare() -> None:
    one = wording(NEWS + ANGER + PRICES[:40], "2006-06-08")
    later = wording(WATER + NEWS + PRICES[40:] + ANGER[:40], "2006-06-09", "p3-l001")
    assert too_far_apart(one, later, shared(one, later), 0.49, 300.0)
    echo = wording("市长的讲话引起热烈反响。" + NEWS + WATER, "2006-06-09", "p3-l001")
    assert not too_far_apart(one, echo, shared(one, echo), 0.49, 300.0)
    other = elsewhere(later.article.paragraphs[0].text, "2006-06-09")
    assert not too_far_apart(one, other, shared(one, other), 0.49, 300.0)


def test_a_column_begins_and_ends_with_the_same_words_each_week() -> None:
    head = "《江边夜话》是江北在线的谈话节目，由陶勇主持，每回请一位船工或菜贩来讲自己的事。"
    foot = "节目每周五晚八点播出，每期三十分钟，听众可以写信到江北礼堂对面的老码头，请寄明年月和姓名。"
    one = wording(head + ANGER + foot)
    other = wording(head + PRICES + foot, "2006-06-15", "p3-l001")
    assert is_column(one, other, shared(one, other))
    reprint = elsewhere(head + PRICES + foot, "2006-06-15")
    assert not is_column(one, reprint, shared(one, reprint))
    longer = wording(WATER + head + ANGER + foot, "2006-06-15", "p3-l001")
    assert not is_column(one, longer, shared(one, longer))


def test_a_post_that_two_reports_quote_makes_no_printing() -> None:
    post = "The old ferry is gone and nobody told us. We will row across the river ourselves tomorrow at dawn."
    one, other = wording(NEWS + post), elsewhere(post)
    assert quotes_a_post(one, other, shared(one, other))
    english = wording(post + " The mayor did not answer.")
    assert not quotes_a_post(english, other, shared(english, other))
    chinese = elsewhere(NEWS)
    assert not quotes_a_post(one, chinese, shared(one, chinese))


def test_own_reports_that_take_each_something_else_from_a_third_are_two_stories() -> None:
    def article(id: str, outlet: str, *paragraphs: str) -> Article:
        return Article(f"{id}-l001", outlet, "2006-06-08", tuple(Paragraph("body", text) for text in paragraphs))

    third = article("a", "江北日报", NEWS, ANGER, PRICES, WATER)
    first = article("b", "江北在线", NEWS, ANGER, "市长说，借船的钱由市里出，今年的龙舟赛照办，门票一张也不涨价。" * 2)
    second = article(
        "c", "望津之声", PRICES, WATER, "县里派人去问过，答复是等明年开春再说，眼下谁也不许上那几条旧船。" * 2
    )
    for articles in permutations((third, first, second)):
        wordings = [Wording(one) for one in articles]
        stories = join_pairs(pairs_of(*articles), wordings.__getitem__)
        names = sorted("".join(sorted(articles[w.number].id[0] for w in story.witnesses)) for story in stories)
        assert names == ["ab", "ac"]
