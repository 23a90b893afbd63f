"""Who wrote an article, when and where it happened, and by which agency: what its head, tail and lone lines print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from loader.bylines import has_surname, people
from loader.characters import even
from loader.conventions import Conventions
from loader.model import Article, Labelled, Paragraph, Person
from loader.photographers import PHOTOGRAPHER, photographer
from loader.placed import PLACED, is_label
from loader.printed import Printed, printed

HEAD_LENGTH = 120  # characters of a paragraph in which a report's head can stand
TAIL_LENGTH = 60
TELLER_LENGTH = 80  # characters behind a head in which its byline can stand
AROUND_BYLINE = "（）()【】〔〕［］[] \u3000□■◎●○▲△▼▽◆★☆※⊙◇*＊·•|｜/／—"
OPENING, CLOSING = "（(", ("）", ")")
# A byline whose other bracket a wrapped line has lost: 记者林平实习生周远）昨日，镇
TORN_BRACKET = re.compile(r"[^（()）]{2,40}(?=[）)])")
NEVER_BYLINE = re.compile(r"\d{3}|[。，！？：；,;!?]{2}|[。！？!?]")
SIGNED_NAME = re.compile(r"[◎□○■◆●]\s?(?P<name>[\u4e00-\u9fff]{2,4})$")  # 清河小学六年级 ◎林平
PEN_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}")
LONG_WORD = re.compile(r"[\u4e00-\u9fff]{5,}")  # no name: 爸爸两头烧 打零工
TOLD = re.compile(r"[/／╱:：]|记者|記者|[讯訊]员|[讯訊]員|摄|攝|报道|報道|報導")
HOUSE = re.compile(
    r"(?!摄影|视频|文字|图片)(?P<house>[\u4e00-\u9fff]{2,10}?)(?:驻[\u4e00-\u9fff]{1,6}?)?(?:首席|见习|实习|特派|特约|全媒体)?记者"
)
# Names of columns and headings.
COLUMN = re.compile(r"(?:记者|编辑|通讯员|读者|实习生)(?:之家|之友|招[聘募]|调查|手记|观察|札记|来信|体验|连线|提醒)")
MORE_BYLINES = 3  # lines below the first
LONGEST_BYLINE = 40  # characters; three reporters and three correspondents with their roles


@dataclass(slots=True)
class _Found:
    """Values with the text they stand in and their span there; the first one found of each stays."""

    values: dict[str, tuple[str, Printed, int]] = field(default_factory=dict)
    agency: str | None = None
    bylines: list[tuple[str, Printed, int]] = field(default_factory=list)  # on lines right below the first one's

    def take(self, where: Printed, match: re.Match[str], shift: int = 0) -> None:
        for group, value in match.groupdict().items():
            if not value:
                continue
            start, end = (at + shift for at in match.span(group))
            name = group.partition("_")[0]  # one pattern may have several places for a byline: byline_boxed
            if name == "agency":
                self.agency = self.agency or value  # as matched: the name is usual in any script
            else:
                end = _with_bracket(where.text, start, end) if name == "byline" else end
                self.values.setdefault(name, (where.text[start:end], where, start))

    def text(self, name: str) -> str | None:
        return self.values[name][0].strip() if name in self.values else None


def _with_bracket(text: str, start: int, end: int) -> int:
    """Where what stands in a text ends, with the bracket that closes one inside it: 文/林平(清河镇农技站 | )."""
    part = text[start:end]
    return end + (text[end : end + 1] in CLOSING and sum(map(part.count, OPENING)) > sum(map(part.count, CLOSING)))


def identify_article(article: Article, asides: Sequence[Labelled], conventions: Conventions) -> Article:
    """Fill in byline, people, dateline, agency and place.

    Looked at, in this order: the head of the first paragraphs (本报讯（…）, 新华社…电), lines that are nothing else
    (`asides`: bylines and agencies on their own), the tails of the last ones.
    """
    found = _Found()
    bodies = [paragraph for paragraph in article.paragraphs if paragraph.role == "body"]
    # A report's first line torn off is easily taken for a crosshead.
    for paragraph in [one for one in article.paragraphs if one.role in {"body", "crosshead"}][:3]:
        if head := conventions.first("head", paragraph.text[:HEAD_LENGTH]):
            found.take(printed(paragraph), head[1])
            _read_teller(paragraph, head[1].end(), conventions, found)
            break
    _read_asides(asides, conventions, found)
    for paragraph in bodies[-1:-3:-1]:
        _read_tail(paragraph, conventions, found)
    for paragraph in bodies[-3::-1]:  # set below a part of the text: …絕望。」報導•攝影╱林平
        if "byline" not in found.values:
            _read_tail(paragraph, conventions, found, told=True)
    if "byline" not in found.values and not bodies:
        _read_credit(article, found)
    return article._replace(
        byline=" ".join(filter(None, [found.text("byline"), *(text.strip() for text, _, _ in found.bylines)])) or None,
        dateline=found.text("dateline"),
        agency=found.agency,
        place=found.text("place"),
        people=_people(article, found, conventions),
    )


def _read_teller(paragraph: Paragraph, end: int, conventions: Conventions, found: _Found) -> None:
    """The byline behind a head that has none, which ends at `end`: 本报讯 | 记者林平报道：."""
    if "byline" not in found.values and (
        teller := conventions.first("teller", paragraph.text[end : end + TELLER_LENGTH])
    ):
        found.take(printed(paragraph), teller[1], end)


def _read_tail(paragraph: Paragraph, conventions: Conventions, found: _Found, told: bool = False) -> None:
    """Agency and byline at the end of a paragraph, also before an editor's end mark (…（记者 林平）②3). `told`: only
    bylines that say what was done, or in which role; in the midst of a text a word in brackets is no name."""
    end = len(paragraph.text)
    for _ in range(3):
        cut = max(0, end - TAIL_LENGTH)
        tail = conventions.first("tail", paragraph.text[cut:end])
        if not tail or (told and not TOLD.search(tail[1][0]) and "byline" in tail[1].groupdict()):
            return
        found.take(printed(paragraph), tail[1], cut)
        end = cut + tail[1].start()


def _read_credit(article: Article, found: _Found) -> None:
    """The byline of a picture that is news by itself: 本报记者 林平 摄 behind its caption."""
    for paragraph in reversed([one for one in article.paragraphs if one.role == "caption"]):
        if (credit := PHOTOGRAPHER.search(even(paragraph.text), max(0, len(paragraph.text) - TAIL_LENGTH))) and (
            start := credit.start()
        ):
            text = paragraph.text[start : credit.end()].rstrip("）) \u3000")
            found.values["byline"] = (text, printed(paragraph), start)
            return


def _read_asides(asides: Sequence[Labelled], conventions: Conventions, found: _Found) -> None:
    """What lines that are nothing else say; a byline may take several: □清河晚报记者 林平 | 通讯员 周远. Nothing may
    stand between its parts, which are printed as one."""
    above: tuple[str, Printed, int] | None = None  # the part of the byline on the line above, which ends there
    for label in asides:
        had = "byline" in found.values
        if above and label.role == "byline" and len(found.bylines) < MORE_BYLINES:
            below = _Found()
            _read_aside(label, conventions, below)
            part = below.values.get("byline")
            if part and not _same_house(above[0], part[0]):
                part = None
            if above := part if part and part[2] == 0 else None:
                found.bylines.append(above)
                above = _at_its_end(above)
            continue
        _read_aside(label, conventions, found)
        above = (
            _at_its_end(found.values["byline"])
            if label.role == "byline" and not had and "byline" in found.values
            else None
        )


def _same_house(above: str, below: str) -> bool:
    """Whether reporters of two lines are of one paper: two articles may each leave a byline there."""
    houses = [found["house"] for text in (above, below) if (found := HOUSE.match(even(text)))]
    return len(houses) < 2 or houses[0] == houses[1]


def _at_its_end(part: tuple[str, Printed, int]) -> tuple[str, Printed, int] | None:
    text, where, start = part
    return part if start + len(text.rstrip()) == len(where.text) else None


def _read_aside(label: Labelled, conventions: Conventions, found: _Found) -> None:
    if label.role not in {"byline", "agency", "dateline"}:
        return
    where, text = printed(label), label.block.text
    line, head = conventions.first("line", text), conventions.first("head", text[:HEAD_LENGTH])
    for scope in PLACED:
        if any(label.rule == rule.name for rule in conventions.scoped[scope]):
            line = conventions.first(scope, text)
    if line and (line[0].role == label.role or line[0].role in {"byline", "dateline"}):
        found.take(where, line[1])
    elif head and label.role != "agency":  # a dateline alone, or the first line of a report cut behind its bracket
        found.take(where, head[1])
    elif label.role == "byline" and "byline" not in found.values and (bare := _bare_byline(text, conventions)):
        found.values["byline"] = (bare, where, text.index(bare))


def _bare_byline(text: str, conventions: Conventions) -> str | None:
    """What a line that the model takes for a byline says, without brackets and printers' signs; None if that is no
    name: it has a digit or a stop, is long, begins as labels do, or begins with no surname and is one word of more than
    three characters or a known place, or has a word of five."""
    bare = text.strip(AROUND_BYLINE)
    start = text.find(bare)
    bare = text[start : _with_bracket(text, start, start + len(bare))]
    if torn := TORN_BRACKET.match(bare):
        bare = torn[0]
    plain = even(bare)
    if (
        not plain
        or is_label(plain, conventions)
        or COLUMN.fullmatch(plain)
        or NEVER_BYLINE.search(plain)
        or len(plain) > LONGEST_BYLINE
    ):
        return None
    is_told = any(role in plain for role in conventions.person_roles) or re.search(
        r"[文图摄][/／:：\s]|[/／\s摄][文图摄]?$", plain
    )
    if is_told or has_surname(plain, conventions):
        return bare
    if (signed := SIGNED_NAME.search(plain)) and has_surname(signed["name"], conventions):
        return bare
    names = re.split(r"[\s\u3000、]+", plain)
    if len(names) == 1:
        return bare if PEN_NAME.fullmatch(plain) and plain not in conventions.places else None
    return None if any(LONG_WORD.fullmatch(name) for name in names) else bare


def _people(article: Article, found: _Found, conventions: Conventions) -> tuple[Person, ...]:
    named: list[Person] = []
    for text, where, start in [*filter(None, [found.values.get("byline")]), *found.bylines]:
        named.extend(people(text, where, start, conventions))
    wrote = {person.name for person in named}
    for paragraph in article.paragraphs:
        if paragraph.role == "caption" and (taken := photographer(printed(paragraph), conventions)):
            named += [taken] if taken.name not in wrote else []  # who wrote took the picture too
    seen: dict[tuple[str, str | None], Person] = {}
    for person in named:
        seen.setdefault((person.name, even(person.role or "")), person)
    return tuple(seen.values())
