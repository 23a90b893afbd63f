"""Bylines, people and datelines in the forms that papers print: who is named, and what is not a name."""

from __future__ import annotations

import pytest

from loader.bylines import people
from loader.conventions import load_conventions
from loader.model import Page, Piece, Transcript
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
