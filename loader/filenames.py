"""What the names of a file and of its folders say of a page: `扬子晚报/2020-02-13/第3版.txt`.

Only what is written out counts: a day with its year, a paper's name, a number beside 版 or page. `_03` is no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from loader.characters import even
from loader.conventions import Conventions
from loader.dates import full_dates
from loader.model import Evidence
from loader.pagination import load_inputs, stated_page

DIGITS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:(?P<folders>/)|[-_.年]?)(?P<month>0[1-9]|1[0-2])(?(folders)/|[-_.月]?)"
    r"(?P<day>0[1-9]|[12]\d|3[01])(?(folders)(?=/)|(?![\d日]))"
)
HAN = re.compile(r"[\u4e00-\u9fff]+")
SUFFIX = re.compile(r"\.[A-Za-z]{2,4}$")


def file_dates(path: str) -> list[Evidence]:
    """The day in a path, the name of the file before those of its folders: 2020-02-13/01.txt, zkrb_20200213_01.txt,
    2020年2月13日扬子晚报.txt."""
    days = sorted(_days(even(path)), reverse=True)
    return [_inferred("date", days[0][1], path, 0.9)] if days else []


def _days(path: str) -> Iterator[tuple[int, str]]:
    """Where days with their year stand, and which."""
    for written in full_dates(path):
        if "年" in path[written.start : written.end] and (day := written.iso()):
            yield written.start, day
    for found in DIGITS.finditer(path):
        try:
            yield found.start(), date(*(int(found[name]) for name in ("year", "month", "day"))).isoformat()
        except ValueError:
            continue


def file_outlets(path: str, conventions: Conventions) -> list[Evidence]:
    """The paper that the file or the nearest folder is named after: a known one wherever its name stands, another one
    where it is a word by itself that ends as papers' names do. Two papers in one name say nothing."""
    for part in reversed(SUFFIX.sub("", even(path)).split("/")):
        named = _known(part, conventions) or _unknown(part, conventions)
        if len(named) == 1:
            return [_inferred("outlet", named.pop(), path, 0.85)]
        if named:
            return []
    return []


def _known(part: str, conventions: Conventions) -> set[str]:
    return {
        outlet.name
        for outlet in conventions.outlets.values()
        if any(name in part for name in (outlet.name, *outlet.aliases))
    }


def _unknown(part: str, conventions: Conventions) -> set[str]:
    for pattern in load_inputs().names:
        part = pattern.sub(" ", part)
    part = re.sub(r"\d+\s*[年月日期号]", " ", part)
    words = [found[0] for found in HAN.finditer(part)]
    papers = [found["outlet"] for word in words if (found := conventions.paper.fullmatch(word))]
    return {paper for paper in papers if not _is_bulletin(paper)}


def _is_bulletin(paper: str) -> bool:
    return any(paper.startswith(word) for word in load_inputs().not_papers)


def file_pages(path: str) -> list[Evidence]:
    """The page in a path: 第3版, A03版, page-03."""
    _, page = stated_page(load_inputs().names, path, anywhere=True)
    return [_inferred("page", page, path, 0.8)] if page else []


def _inferred(name: str, value: str, path: str, confidence: float) -> Evidence:
    return Evidence(name, value, "inferred", path, None, None, confidence)
