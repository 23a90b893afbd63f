"""Dates as papers print them."""

from __future__ import annotations

import pytest

from loader.dates import full_dates, lunar_dates, month_days, sexagenary_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 月 12 日，会议召开", [(None, 2, 12)]),
        ("中新社武夷山五月八日电", [(None, 5, 8)]),
        ("５月１０日", [(None, 5, 10)]),
        ("2019年12月31日至1月2日", [(2019, 12, 31), (None, 1, 2)]),
        ("二〇〇六年五月八日", [(2006, 5, 8)]),
        ("十二月三十一日", [(None, 12, 31)]),
        ("13月40日", []),
        ("12.5月", []),
    ],
)
def test_days_in_running_text(text: str, expected: list[tuple[int | None, int, int]]) -> None:
    assert [(found.year, found.month, found.day) for found in month_days(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("清河晚报　2018年11月6日　星期二　第7版", ["2018-11-06"]),
        ("2006.05.11 星期四", ["2006-05-11"]),
        ("2018-11-06", ["2018-11-06"]),
        ("二○○六年五月十一日", ["2006-05-11"]),
        ("11月6日 星期二", []),
        ("2019-02-30", [None]),
        ("SATURDAY 12 JUNE 1954", ["1954-06-12"]),
        ("清河報 June 12, 1954 第一版", ["1954-06-12"]),
        ("June 1954", []),
    ],
)
def test_dates_of_a_folio_line(text: str, expected: list[str | None]) -> None:
    assert [found.iso() for found in full_dates(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("农历庚子年正月二十", ["2020-02-13"]),
        ("星期四 农历庚子年正月二十", ["2020-02-13"]),
        ("己亥年十二月初五 星期一", ["2019-12-30"]),
        ("庚子年闰四月初一", ["2020-05-23"]),
        ("星期二 农历庚子年正月二十", ["1960-02-16"]),
        ("庚子年闰五月初一", []),
        ("甲方代表", []),
    ],
)
def test_a_lunar_date_fixes_the_year(text: str, expected: list[str]) -> None:
    assert [day for day, _, _ in lunar_dates(text)] == expected


def test_a_span_of_a_date_is_where_it_stands() -> None:
    (found,) = month_days("会议於 ２ 月 12 日召開")
    assert (found.start, found.end) == (4, 12)


def test_names_of_years() -> None:
    assert [sexagenary_name(year) for year in (1984, 2019, 2020)] == ["甲子", "己亥", "庚子"]


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("中華民國二十六年七月十日 星期六", "1937-07-10"),
        ("民国廿六年七月卅日", "1937-07-30"),
        ("民國93年7月4日", "2004-07-04"),
        ("中华民国元年一月一日", "1912-01-01"),
        ("民国百年十月十日", "2011-10-10"),
        ("民國八七年三月廿九日", "1998-03-29"),
        ("民国一百〇三年五月六日", "2014-05-06"),
        ("民国十十十年一月一日", None),
        ("民国百百年一月一日", None),
    ],
)
def test_years_of_the_republic(printed: str, day: str | None) -> None:
    assert next((found.iso() for found in full_dates(printed)), None) == day
    assert [found.iso() for found in month_days(printed + "，会议召开")] == ([day] if day else [None])
