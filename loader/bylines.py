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
SEPARATORS = re.compile(r"[、，,;；/／╱&＆\s\u3000（(）)【】〔〕［］\[\]□■◎●○▲△◆★☆◇※｜|丨:：︰。“”．─－—-]+")
# What follows a name and is none of it: 惠正一综合报道, 杨国强发自北京, 杨敏 文/图, 陈志明／望津報導, 王禹 望津报道.
AFTER_NAME = re.compile(
    r"(?:[\s\u3000]*(?:[/／╱][\s\u3000]*[\u4e00-\u9fff\d—－─–-]{0,14}?(?:报[道导]|电|讯|专[访题]|特[稿写]|侧[记写]|分析|采访|整理|观察|外电)"
    r"|(?:综合|联合|连线|专题|独家|现场|编译|图文|整理)报[道导]|综合|专[电访]|报[道导](?:[/／·]摄影)?|采访整理|采写|撰文|编译报道|编译|摘[编译]|(?:搜集)?整理|编制"
    r"|[供投撰]稿|特约|特[稿写]|专题|文[并及]?[/／]?供?[摄图]|文[/／、]?[摄图]|图[/／、]?[文摄]|文/视频|口述|(?<=[\s\u3000/／╱])[文著辑译作画绘]"
    r"|(?<=[\u4e00-\u9fff]{3})作|译|搜集|供图|从[\u4e00-\u9fff]{2,4}(?=报[道导])|(?:发|寄)?自\S*|寄自\S*|实习报道)[\s\u3000/／╱]*)+$"
)
REPORTED = re.compile(r"报[道导]|[电讯]|发自")
WIRED = re.compile(r"(?:[专特急航快]?[电讯]|通讯)$")
DAY = re.compile(
    r"(?:\d{1,2}月|[一二三四五六七八九十]{1,2}月)?(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})日[\u4e00-\u9fff]{0,5}$"
)
# A place before 报道: set apart (記者 王禹 望津報導), or touching a name (记者林平清河报道).
PLACE_APART = re.compile(r"(?<=[\u4e00-\u9fff])[\s\u3000、]+(?P<place>[\u4e00-\u9fff]{2,4})[\s\u3000]*$")
PLACE_TOUCHING = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{4,8}$")
NO_PERSON = re.compile(
    r"\d|@|^除.{1,4}外$"  # （除署名外）
    r"|(?:社|网|全媒体|新闻|电视|网络|图片|视觉|资料|中心|评论员|提供|[政体综地文国]\S?组)$"  # 圖：美聯社、網絡圖片
    r"|^.{3,}[一二三四五六七八九]$|^.{2,}(?:教[授师]|研究员|学者|作[家者]|[传媒体]人|时评人|院士|书记|[市县镇乡部局厂校院社会]长|主任|[县镇市省区村厂局台报部委站科处室班组队系]|大学|学院|公司|委员|代表"
    r"|工人|社员|战士|干部|职员|医[师生]|律师|议员|分析师|博[士导]|指导员|员工|主妇|经理|年级|编辑|时事|[社农工商]会|协会|学会)$|^(?:博士|教授|博导|律师|老师|导师|研究员|学者|专家)$"
)
OUTLETS = re.compile(r"[报社网台刊讯线端]$|新闻$|周末$|融媒体?$")
# What was done stands behind each name: 林平/文 周远/图, 林平（文）, 林平 文 周远 图.
BEHIND = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![文图片影道导])[\s\u3000]?[/／（(]\s?(?P<work>文|图|摄影?|绘图?|画)[）)]?(?=[\s\u3000、，□]|$)"
    r"|(?<=[\u4e00-\u9fff]{2})(?P<told>口述|讲述|整理|采写)(?=[\s\u3000、，])"
)
BEHIND_APART = re.compile(r"(?<=[\u4e00-\u9fff])[\s\u3000]?(?P<work>文|图|摄影?|绘图?|画)(?=[\s\u3000]|$)")
PAIR = re.compile(r"(?:.*\s)?[\u4e00-\u9fff]{2,3}\s?文[\s\u3000]+[\u4e00-\u9fff]{2,3}\s?(?:图|摄影?|绘图?|画)")
# The same run together: 记者林小平文周远图, 林小平/文周远/图.
TOUCHING_WORK = re.compile(r"(?<=[\u4e00-\u9fff])/?(?P<wrote>文)(?P<other>[\u4e00-\u9fff]{2,3})/?(?P<took>图|摄影?)$")
# Whose reporter: no person.
PAPER = re.compile(
    r"《[^《》]*》|^[\u4e00-\u9fff]{1,4}快讯\s?[/／╱]|^(?:本[文版组]|以上)(?:稿件)?均?由|^[\u4e00-\u9fff]{2,4}(?:新闻|电视|卫视)(?=(?:[\u4e00-\u9fff]{2,3}、)*[\u4e00-\u9fff]{4,7}报[道导])"
)
# An office touching a name: 林小平教授, 立法會議員林小平.
TITLED = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,3})(?:教授|博士|律师|医[师生]|议员|老师)|[\u4e00-\u9fff]{2,8}(?:议员|委员|代表|教授|研究员|评论员|律师|会长)(?P<last>[\u4e00-\u9fff]{3})"
)
OFFICE = re.compile(r"(?<=[\u4e00-\u9fff])[（(][^（()）]*[）)]")
TAKEN = re.compile(r"[\s\u3000/]*翻?摄(?:影报道|影)?[\s\u3000）)]*$")
HAN = re.compile(r"[\u4e00-\u9fff]+")
HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
LONGEST_NAME = 12  # Ahmed Hassan in Chinese letters with a middle dot


def people(text: str, printed: Printed, shift: int, conventions: Conventions) -> Iterator[Person]:
    """Persons of a byline that stands at `shift` of `printed`, each with the role printed before the name.

    Roles apply to all names up to the next role; what was done may stand behind each name instead (林平/文 周远/图).
    本报, 新华社, 清河晚报 and 驻成都 before a role are no names, nor is what stands in brackets behind one.
    """
    text, works = _without_work(text, conventions)
    plain = even(text)
    found = list(_role_pattern(conventions).finditer(plain))
    last = None
    while found and found[-1].end() == (last.start() if last else len(plain)):
        last = found.pop()  # behind the name: 林平供稿, 林小平／採訪整理
    named: list[tuple[str, int, int, str | None]] = []
    if not found:
        end = _name_end(plain, 0, last.start() if last else len(plain), conventions)
        role = _usual(last["role"] or "") or None if last else None
        role = taken_as(text) if end < len(plain) and "摄" in plain[end:] else role
        persons = list(_persons(text, 0, end, conventions))
        if any(len(name) <= 3 for name, *_ in persons):  # 清河证券 林小平
            persons = [
                one for one in persons if len(one[0]) <= 3 or "·" in one[0] or even(one[0][:2]) in conventions.surnames
            ]
        named.extend((*name, role) for name in persons)
    else:
        # Contributors may stand before the first role, set apart: 林平 记者 周远, but not 江渚晚报记者 周远.
        first = found[0].start()
        told = _name_end(plain[:first].rstrip(), 0, first, conventions)
        for name, at, to in _names(text, 0, min(told, first), conventions):
            apart = to == told < first or (to < first and text[to] not in "/／╱") or to == first == at + 3
            if apart and HAN_NAME.fullmatch(even(name)) and not OUTLETS.search(even(name)):
                if has_surname(name, conventions):
                    named.append((name, at, to, None))
    for index, match in enumerate(found):
        limit = found[index + 1].start() if index + 1 < len(found) else len(plain)
        end = _name_end(plain, match.end(), limit, conventions)
        taken = taken_as(text) if "摄" in plain[end:limit] else None
        role = None if match["both"] else taken or _usual(text[slice(*match.span("role"))]) or None
        for name, at, to in _persons(text, match.end(), end, conventions):
            house = index + 1 < len(found) and to == limit and not has_surname(name, conventions)
            if not house:  # 采写：南都记者 林平
                named.append((name, at, to, role))
    for name, at, to, role in named:
        done = next((work for place, work in works if to <= place <= to + 1), None)
        yield Person(name, _behind(done, role), *printed.span(shift + at, shift + to))


def has_surname(name: str, conventions: Conventions) -> bool:
    """Whether a name begins with a known surname (two characters or one), in either script."""
    plain = even(name)
    return plain[:2] in conventions.surnames or plain[:1] in conventions.surnames


def taken_as(text: str) -> str:
    """The role of who took the picture, in the script of the text."""
    return "攝影" if "攝" in text else "摄影"


def _without_work(text: str, conventions: Conventions) -> tuple[str, list[tuple[int, str]]]:
    """The text with blanks for what stands behind names and is none, and the works among it with their places."""
    plain = even(text)
    works: list[tuple[int, str]] = []
    for paper in PAPER.finditer(plain):
        text = _blanked(text, paper.start(), paper.end())
    if (pair := TOUCHING_WORK.search(plain)) and has_surname(pair["other"], conventions):
        for group in ("wrote", "took"):
            works.append((pair.start(group), pair[group]))
            text = _blanked(text, *pair.span(group))
    plain = even(text)
    for pattern in (BEHIND, BEHIND_APART) if PAIR.fullmatch(plain) else (BEHIND,):
        for found in pattern.finditer(plain):
            works.append((found.start(), found.groupdict().get("told") or found["work"]))
            text = _blanked(text, found.start(), found.end())
        plain = even(text)
    for found in OFFICE.finditer(plain):
        text = _blanked(text, found.start(), found.end())
    return text, works


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _behind(done: str | None, role: str | None) -> str | None:
    if done is None:
        return role
    if done == "文":
        return role
    return done if len(done) > 1 and done != "摄影" else "摄影"


@cache
def _compiled(roles: tuple[str, ...], tasks: tuple[str, ...]) -> re.Pattern[str]:
    listed, done = (
        "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) for words in (roles, tasks)
    )
    return re.compile(
        # Who wrote and took the pictures has no role of the two: 文/图 林平, 报道·摄影╱林平, 文·图◎林平.
        r"(?P<both>(?<![\u4e00-\u9fff])(?:本[版组])?(?:文字?|图片?|报[道导]|撰文|采访)(?:\s?[/／╱、·•‧．.及]?\s?(?:图片?|文字?|摄影?)){1,2}"
        r"(?=[\s\u3000:：︰/／╱◎●])[\s\u3000:：︰/／╱◎●]*)"
        # The paper before a role: 本报, 齐鲁晚报, 中青报·中青网; 本 in it would be 林平本报记者.
        r"|(?:本[报刊台网]|[^\s\u3000、，,；;:：（()）/／｜|本]{1,14}?(?:[报刊社网台]|新闻|视频|在线|客户端|融媒体?|周末|观察|财经))?"
        r"(?:驻[\u4e00-\u9fff]{1,4}?|[\u4e00-\u9fff]{2,5}(?=特派员))?"
        # 文, 图 and what else was done are roles only when set off (文/林平): 文 is in many names.
        rf"(?P<role>(?:(?:[特首][约席]|[特首][\s\u3000]+[约席]|本[\s\u3000]+报)[\s\u3000]+)?(?:记[\s\u3000]+者|通[\s\u3000]+讯[\s\u3000]+员)"
        rf"|作[\s\u3000]+者|(?<![\u4e00-\u9fff])报[道导](?=[\u4e00-\u9fff]{{2,3}}$)|{listed}"
        rf"|(?<![\u4e00-\u9fff])(?:(?:[\u4e00-\u9fff]{{2}})??(?:{done})|文字|图片|[文图摄译])(?=[\s\u3000:：︰/／╱｜|丨◎●□■·・．‧•－—-]))"
        r"[\s\u3000:：︰/／╱｜|丨◎●□■・．‧•·－—-]*"
    )


def _role_pattern(conventions: Conventions) -> re.Pattern[str]:
    return _compiled(conventions.person_roles, conventions.tasks)


def _name_end(plain: str, start: int, end: int, conventions: Conventions) -> int:
    """The end of the names between `start` and `end`, without a place, 报道, 文/图, 摄 behind them."""
    after = AFTER_NAME.search(plain[start:end])
    if after:
        end = start + after.start()
    if "摄" in plain[start:end] and (taken := TAKEN.search(plain[start:end])):
        end = start + taken.start()
    if (after and REPORTED.search(after[0])) or plain[end - 1 : end] in ("电", "讯"):
        end = start + _place_start(WIRED.sub("", plain[start:end]), conventions)
    return end


def _place_start(named: str, conventions: Conventions) -> int:
    """Where day and place before 报道 or 电 begin, or the end: of two words with surnames, both are names."""
    if day := DAY.search(named):
        named = named[: day.start()]
    while (apart := PLACE_APART.search(named)) and not _is_name(apart["place"], conventions):
        named = named[: apart.start()]
    for size in range(5, 1, -1):  # 记者刘春芳海暄呼和浩特报道, 林小平新北市報導
        place = named[-size:]
        is_place = place in conventions.places or (place[-1:] in ("市", "县") and place[:-1] in conventions.places)
        if is_place and HAN_NAME.search(named[:-size]):
            return len(named[:-size].rstrip())
    touching = PLACE_TOUCHING.search(named)
    if touching and touching[0][:2] not in conventions.surnames and has_surname(touching[0], conventions):
        size = 3 if len(touching[0]) > 4 else 2  # of four characters two are the place; two names name none
        if not _is_name(touching[0][size:], conventions):
            return touching.start() + size
    return len(named)


def _is_name(word: str, conventions: Conventions) -> bool:
    return has_surname(word, conventions) and word not in conventions.places


def _persons(text: str, start: int, end: int, conventions: Conventions) -> Iterator[tuple[str, int, int]]:
    for name, at, to in _names(text, start, end, conventions):
        parts = _run_together(name, conventions)
        for part in parts:
            stop = to if len(parts) == 1 else at + len(part)
            yield part, at, stop
            at = stop


def _names(text: str, start: int, end: int, conventions: Conventions) -> Iterator[tuple[str, int, int]]:
    """Names with their spans in `text`. Two single characters in a row are one name set apart (王　艳)."""
    chunks: list[tuple[str, int, int]] = []
    at = start
    for gap in [*SEPARATORS.finditer(text, start, end), None]:
        to = gap.start() if gap else end
        if to > at:
            chunks.append((text[at:to], at, to))
        at = gap.end() if gap else end
    index, seen = 0, False
    while index < len(chunks):
        name, first, last = chunks[index]
        if len(name) == 1 and index + 1 < len(chunks) and len(chunks[index + 1][0]) == 1:
            name, last = name + chunks[index + 1][0], chunks[index + 1][2]
            index += 1
        elif len(name) == 1 and index + 1 < len(chunks) and _ends_name(chunks[index + 1][0], conventions):
            rest, at, to = chunks[index + 1]  # 孟 青傅小强
            name, last, chunks[index + 1] = name + rest[0], at + 1, (rest[1:], at + 1, to)
        index += 1
        plain = even(name)
        named = len(name) <= 3 and has_surname(name, conventions) and not plain.endswith(("社", "网"))
        if (
            (titled := TITLED.fullmatch(plain))
            and not named
            and has_surname(bare := titled["name"] or titled["last"], conventions)
        ):
            first += plain.index(bare)
            name, last, named = text[first : first + len(bare)], first + len(bare), True
        if not 2 <= len(name) <= LONGEST_NAME or not (named or not NO_PERSON.search(plain)):
            continue
        if plain not in conventions.places or (not seen and has_surname(name, conventions)):
            yield name, first, last
            seen = True


def _ends_name(rest: str, conventions: Conventions) -> bool:
    """Whether the first character of `rest` ends the name set apart before it, and others run on."""
    return 3 <= len(rest) <= LONGEST_NAME and bool(_cut_into_names(rest[1:], conventions))


def _run_together(name: str, conventions: Conventions) -> list[str]:
    """周思翟波: four characters or more that are names of two or three, each of which begins with a surname."""
    if not 4 <= len(name) <= LONGEST_NAME or not HAN.fullmatch(name) or even(name[:2]) in conventions.surnames:
        return [name]
    cut = _cut_into_names(name, conventions)
    if not cut and has_surname(name, conventions) and len(name) in (5, 6):
        return [name[:3], name[3:]]  # the other begins with a rare surname
    return cut or [name]


def _cut_into_names(text: str, conventions: Conventions) -> list[str]:
    """The names that `text` is made of; shorter ones first, as 周思翟波 has no third character; none if it is not."""
    if not text:
        return []
    for size in (2, 3):
        first, rest = text[:size], text[size:]
        if len(first) == size and len(rest) != 1 and has_surname(first, conventions):
            if not rest:
                return [first]
            if others := _cut_into_names(rest, conventions):
                return [first, *others]
    return []


def _usual(role: str) -> str:
    """The role by its usual name: 本报记者 is 记者, 摄 is 摄影, and 文 is none; the script stays as printed."""
    bare = re.sub(r"[\s\u3000]", "", role)
    bare = bare.removeprefix("本报").removeprefix("本報").removeprefix("新华社").removeprefix("新華社")
    return {
        "摄": "摄影",
        "图": "摄影",
        "文": "",
        "文字": "",
        "撰文": "",
        "报道": "",
        "報導": "",
        "報道": "",
        "报导": "",
    }.get(bare, bare)
