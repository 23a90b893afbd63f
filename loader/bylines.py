"""Names out of a byline: who, in which role, and where each name stands in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from loader.characters import even
from loader.conventions import Conventions
from loader.model import Person
from loader.printed import Printed

# Between names; a middle dot is inside a name (艾哈迈德·哈桑).
SEPARATORS = re.compile(r"[、，,;；/／╱&＆\s\u3000（(）)【】〔〕［］\[\]□■◎●○▲△◆★｜|:：。]+")
# What follows a name and is none of it: 惠正一综合报道, 杨国强发自北京, 杨敏 文/图, 陈志明／望津報導, 王禹 望津报道.
AFTER_NAME = re.compile(
    r"(?:[\s\u3000]*(?:[/／╱][\s\u3000]*[\u4e00-\u9fff]{2,4}?(?:综合|专题)?(?:报[道导]|电|讯)"
    r"|综合报[道导]|联合报[道导]|综合|专电|编译报道|现场报[道导]|报[道导]|采写|撰文|编译|整理|编制"
    r"|文并摄|文/图|图/文|图文|文/视频|(?<=[\s\u3000/／╱])文|发自\S*|实习报道)[\s\u3000/／╱]*)+$"
)
# A place before 报道: set apart (記者 王禹 望津報導), or touching a name (记者林平清河报道).
PLACE_APART = re.compile(r"(?<=[\u4e00-\u9fff])[\s\u3000]+(?P<place>[\u4e00-\u9fff]{2,4})(?=报[道导]$)")
PLACE_TOUCHING = re.compile(r"[\s\u3000:：]*(?P<name>[\u4e00-\u9fff]{4,11})报[道导]$")
HOW_TOLD = re.compile(r"综合|联合|现场|编译|实习|摄影")
NO_PERSON = re.compile(r"\d|(?:社|网|网络|图片|视觉|资料|中心|评论员|[政体综地文国]\S?组)$")  # 圖：美聯社、網絡圖片
OUTLETS = re.compile(r"[报社网台刊讯]$")
PHOTOGRAPHER = re.compile(
    r"(?:(?:本报|新华社|资料)?(?:首席|见习|实习|特约|摄影)?(?:记者|通讯员))?[\s\u3000]*"
    r"(?P<name>[\u4e00-\u9fff](?:[\s\u3000]?[\u4e00-\u9fff]){1,3})[\s\u3000/]*摄(?:影报道|影)?[）)]?$"
)
TAKEN = re.compile(r"[\s\u3000/]*摄(?:影报道|影)?[\s\u3000）)]*$")
HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
LONGEST_NAME = 12  # Ahmed Hassan in Chinese letters with a middle dot


def people(text: str, printed: Printed, shift: int, conventions: Conventions) -> Iterator[Person]:
    """Persons of a byline that stands at `shift` of `printed`, each with the role printed before the name.

    Roles apply to all names up to the next role. 本报, 新华社 and 驻成都 before a role are no names.
    """
    plain = even(text)
    found = list(_role_pattern(conventions).finditer(plain))
    if not found:
        end = _name_end(plain, 0, len(plain), conventions)
        role = "摄影" if end < len(plain) and "摄" in plain[end:] else None
        yield from _persons(text, 0, end, role, printed, shift, conventions)
        return
    # Contributors may stand before the first role, set apart: 林平 记者 周远, but not 江渚晚报记者 周远.
    for name, at, to in _names(text, 0, found[0].start()):
        apart = to < found[0].start() and HAN_NAME.fullmatch(even(name)) and not OUTLETS.search(even(name))
        if apart and has_surname(name, conventions):
            yield Person(name, None, *printed.span(shift + at, shift + to))
    for index, match in enumerate(found):
        limit = found[index + 1].start() if index + 1 < len(found) else len(plain)
        end = _name_end(plain, match.end(), limit, conventions)
        taken = "摄影" if "摄" in plain[end:limit] else None
        role = None if match["both"] else taken or _usual(text[slice(*match.span("role"))])
        yield from _persons(text, match.end(), end, role, printed, shift, conventions)


def photographer(printed: Printed, conventions: Conventions) -> Person | None:
    """Who took the picture, from the end of a caption (林平 摄)."""
    plain = even(printed.text)
    found = PHOTOGRAPHER.search(plain, max(0, len(plain) - 40))
    if not found:
        return None
    name = re.sub(r"[\s\u3000]", "", printed.text[slice(*found.span("name"))])
    if not has_surname(name, conventions):
        return None
    return Person(name, "摄影", *printed.span(*found.span("name")))


def has_surname(name: str, conventions: Conventions) -> bool:
    """Whether a name begins with a known surname (two characters or one), in either script."""
    plain = even(name)
    return plain[:2] in conventions.surnames or plain[:1] in conventions.surnames


@cache
def _compiled(roles: tuple[str, ...]) -> re.Pattern[str]:
    listed = "|".join(map(re.escape, sorted(roles, key=lambda role: (-len(role), role))))
    return re.compile(
        # Who wrote and took the pictures has no role of the two: 文/图 林平, 报道·摄影╱林平.
        r"(?P<both>(?:文字?|图片?|报[道导])\s?[/／╱、·•‧．.]?\s?(?:图片?|文字?|摄影?)(?=[\s\u3000:：︰/／╱])[\s\u3000:：︰/／╱]*)"
        r"|(?:本[报刊台网]|晚报|晨报|日报|新华社|中新社|中央社|人民日报)?(?:驻[\u4e00-\u9fff]{1,4}?)?"
        # 文 and 图 are roles only when set off (文/林平): 文 is in many names.
        rf"(?P<role>{listed}|(?<![\u4e00-\u9fff])(?:文字|图片|文|图)(?=[\s\u3000:：/／]))[\s\u3000:：/／]*"
    )


def _role_pattern(conventions: Conventions) -> re.Pattern[str]:
    return _compiled(conventions.person_roles)


def _name_end(plain: str, start: int, end: int, conventions: Conventions) -> int:
    """The end of the names between `start` and `end`, without a place, 报道, 文/图, 摄 behind them."""
    end = start + _place_start(plain[start:end], conventions)
    if after := AFTER_NAME.search(plain[start:end]):
        end = start + after.start()
    if "摄" in plain[start:end] and (taken := TAKEN.search(plain[start:end])):
        end = start + taken.start()
    return end


def _place_start(named: str, conventions: Conventions) -> int:
    """Where a place before 报道 begins, or the end: of two words with surnames, both are names."""
    if (apart := PLACE_APART.search(named)) and not has_surname(apart["place"], conventions):
        return apart.start()
    touching = PLACE_TOUCHING.match(named)
    if touching and not HOW_TOLD.search(touching["name"]) and touching["name"][:2] not in conventions.surnames:
        size = 3 if len(touching["name"]) > 4 else 2  # of four characters two are the place; two names name none
        place = touching["name"][size:]
        if place.endswith("日") or not has_surname(place, conventions):
            return touching.start("name") + size
    return len(named)


def _persons(
    text: str, start: int, end: int, role: str | None, printed: Printed, shift: int, conventions: Conventions
) -> Iterator[Person]:
    for name, at, to in _names(text, start, end):
        parts = _run_together(name, conventions)
        for part in parts:
            stop = to if len(parts) == 1 else at + len(part)
            yield Person(part, role, *printed.span(shift + at, shift + stop))
            at = stop


def _names(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Names with their spans in `text`. Two single characters in a row are one name set apart (王　艳)."""
    chunks: list[tuple[str, int, int]] = []
    at = start
    for gap in [*SEPARATORS.finditer(text, start, end), None]:
        to = gap.start() if gap else end
        if to > at:
            chunks.append((text[at:to], at, to))
        at = gap.end() if gap else end
    index = 0
    while index < len(chunks):
        name, first, last = chunks[index]
        if len(name) == 1 and index + 1 < len(chunks) and len(chunks[index + 1][0]) == 1:
            name, last = name + chunks[index + 1][0], chunks[index + 1][2]
            index += 1
        index += 1
        if 2 <= len(name) <= LONGEST_NAME and not NO_PERSON.search(even(name)):
            yield name, first, last


def _run_together(name: str, conventions: Conventions) -> list[str]:
    """周思翟波: four to six characters that are two or three names, each of which begins with a surname."""
    if len(name) not in (4, 5, 6) or not HAN_NAME.match(name) or even(name[:2]) in conventions.surnames:
        return [name]
    for cut in (2, 3):
        rest = name[cut:]
        if 2 <= len(rest) <= 3 and has_surname(name, conventions) and has_surname(rest, conventions):
            return [name[:cut], rest]
    return [name]


def _usual(role: str) -> str:
    """The role by its usual name: 本报记者 is 记者, 摄 is 摄影; the script stays as printed."""
    bare = role.removeprefix("本报").removeprefix("本報").removeprefix("新华社").removeprefix("新華社")
    return {"摄": "摄影", "图": "摄影", "文": "记者", "文字": "记者"}.get(bare, bare)
