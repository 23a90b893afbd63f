"""What the sequence model sees of a block: its shape, its edges, the conventions it matches, and its neighbours.

Deliberately few words: a feature names a form (ends in mid-sentence, fills the line, begins with a name and 说), so
that what is learnt from one town's pages holds for another's. Features come in groups, each made from one block or
two neighbours, so that the model can sum the weights of many blocks at once (see `loader.sequence`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from loader.bylines import has_surname
from loader.characters import even
from loader.cohesion import affinities
from loader.conventions import Conventions, Found
from loader.headlinese import headlinese, worded_features
from loader.joins import load_joins
from loader.model import Block
from loader.outlines import Edges, Signature, outline
from loader.recognise import Recognised, recognise
from loader.runs import run_features, runs, setting_features, settings, short_lines
from loader.shapes import BODY_WIDTH, END_SIGNS, STOPS, TORN, Measure, finished, is_unopened, unclosed
from loader.signs import HAN
from loader.sizes import FILLS, PAUSES, WIDTHS, Size, sizes

# Openings that tell a headline from a sentence: closed classes, no topics.
OPENINGS = re.compile(
    "本报讯|本报记者|本报|据新华社|新华社|中新社|央视|据介绍|据了解|据悉|据统计|据|记者|昨日|昨天|昨晚|今日|今天|今年|近日|日前|目前"
    "|当日|此外|同时|随后|另外|不过|但|而|因此|对此|其中|为了|为|在|当|截至|从|对于|对|由于|一是|第一|首先|图为|图|责任编辑|责编|编辑"
    "|会议|本版|如果|虽然|他|她|我|你|这|那|有|也|就|都|并|和|与|及|的|了|是|之|“|‘|《|「|（|〔|【|□|■|●|▲|◆|★|·|—|…"
)
LONGEST_OPENING = 8
ENDS = {
    "。": "stop",
    "；": "semi",
    "﹔": "semi",
    ";": "semi",
    "：": "colon",
    "﹕": "colon",
    ":": "colon",
    "，": "comma",
    ",": "comma",
    "、": "comma",
}
ENDS |= dict.fromkeys("！!？?﹖﹗", "mark") | dict.fromkeys("…—-~", "dash")
CLOSERS = f"”’」』）)]】》 　{END_SIGNS}"
END_NAMES = {character: f"end={kind}" for character, kind in ENDS.items()}
OPENING_FIRSTS = frozenset(opening[0] for opening in OPENINGS.pattern.split("|"))
WIDTH_NAMES = [f"w{number}" for number in range(len(WIDTHS) + 1)]
STOP_NAMES = [f"stops{number}" for number in range(3)]
COMMA_NAMES = [f"commas{number}" for number in range(4)]
FILL_NAMES = [f"fill{number}" for number in range(len(FILLS) + 1)]
SHARES = (0.1, 0.3, 0.6)  # of digits in a line
# A report without a head (本报讯) opens with when it happened; what goes on below a crosshead rarely does.
LEDE = 20  # characters of the shortest line that is asked
LEDES = re.compile(
    r"[^。，,]{0,8}?(?:昨[日天晚晨夜]|[今明前]日|今[天晨晚年]|近[日期来年]|日前|[本上这這]周|[本上]月|[年月]\s?初|凌晨|[上下中]午|傍晚"
    r"|[\d一二三四五六七八九十]\s?[日号號](?:[^前后後]|$)|当地时间|當地時間|北京时间|[\d一二三四五六七八九十]\s?时许)"
)
LEDE_SIGN, LEDE_SIGN_ENDS = re.compile("[昨日今近周月初凌午傍号號地京时]"), 11  # what every one of these has there
NO_LETTERS = re.compile(f"[^{HAN}]")


def signatures(blocks: Sequence[Block], page: Measure, seen: Recognised, conventions: Conventions) -> list[Signature]:
    """The features of each block by itself. The first three are its width, its last and its first characters' class.

    `seen` is what conventions recognise of the blocks' texts.
    """
    size_of = sizes(seen.texts, seen.excerpts, page)
    said = zip(seen.line, seen.heading, seen.head, seen.tail, strict=True)
    return [
        _signature(block, size, signs, page, conventions, seen.excerpts.plain, *found)
        for block, size, signs, found in zip(blocks, size_of, seen.signs, said, strict=True)
    ]


def _signature(
    block: Block,
    size: Size,
    signs: Sequence[str],
    page: Measure,
    conventions: Conventions,
    is_even: bool,
    line: Found,
    heading: Found,
    head: Found,
    tail: Found,
) -> Signature:
    text = block.text
    short = size.wide <= BODY_WIDTH
    often = load_joins()
    plain = text if short else text[:LONGEST_OPENING]  # the inside of prose is not looked at
    if not is_even:
        plain = even(plain)
    found = [WIDTH_NAMES[size.width], _end(text), _start(plain)]
    if block.level:
        found.append(f"h{block.level}")
        found.append(f"hrank{sorted(page.levels).index(block.level)}of{len(page.levels)}")
    if block.strong:
        found.append("strong")
    if block.indent:
        found.append("indent" if block.indent < 5 else "deep")
    if not block.after_blank:
        found.append("tight")
    if not tail and not finished(text):
        found.append("open")
    if text[0] in TORN:
        found.append("torn")
    if size.opens and text[-1] not in STOPS and unclosed(text):
        found.append("unclosed")  # a quotation, a title: it goes on below
    if size.closes and is_unopened(text):
        found.append("unopened")
    if plain[0] in often.inside:
        found.append("inside")
    elif plain[0] in often.beginning:
        found.append("begins")
    if size.fill is not None:
        found.append(FILL_NAMES[size.fill])
    found.append(STOP_NAMES[min(size.stops, 2)])
    found.append(COMMA_NAMES[min(size.commas, 3)])
    if size.pauses > 2:
        found.append("names-listed" if size.pauses * 5 > min(len(text), PAUSES) else "listed")
    if len(text) >= LEDE and LEDE_SIGN.search(text, 0, LEDE_SIGN_ENDS) and LEDES.match(text):
        found.append("lede")
    if line:
        found += (f"rule={line[0].name}", f"says={line[0].role}")
    if short:
        if heading:
            found.append(f"heading={heading[0].name}")
        found += signs
        if size.digits:
            found.append(f"digits{bisect_left(SHARES, size.digits / len(plain))}")
        if len(plain) <= 9:
            letters = NO_LETTERS.sub("", plain)
            if 2 <= len(letters) <= 4 and has_surname(letters, conventions):
                found.append(f"name{len(letters)}")
    if head:
        found.append(f"head={head[0].name}")
    if tail:
        found.append(f"tail={tail[0].name}")
    return tuple(found)


def _end(text: str) -> str:
    """The class of the last character, brackets and quotes at the end looked through."""
    last = text[-1]
    if last in END_NAMES:
        return END_NAMES[last]
    inner = (text.rstrip(CLOSERS)[-1:] or last) if last in CLOSERS else last
    kind = ENDS.get(inner) or ("digit" if inner.isdigit() else "ascii" if inner.isascii() else "han")
    return f"end={kind}" if inner == last else f"end={kind}+{'q' if last in '”’」』' else 'b'}"


def _start(plain: str) -> str:
    first = plain[0]
    if first in OPENING_FIRSTS and (found := OPENINGS.match(plain)):
        return f"start={found[0]}"
    return "start=digit" if first.isdigit() else "start=ascii" if first.isascii() else "start=han"


# What of a block matters to its neighbours, and to those one further.
FAR = re.compile(
    r"w\d+|end=.*|open|torn|h(?:\d|rank.*)|fill\d|indent|deep|tight|head=.*|tail=.*|says=.*|stops\d|strong|start=(?:本报讯|“|记者|据|昨日)"
    r"|name\d|list|reporter|heading=.*|lede|unclosed|unopened|inside"
)
FARTHER = re.compile(r"w\d+|end=.*|open|head=.*|says=.*|h(?:\d|rank.*)|fill\d|lede")


def at_distance(names: Signature, distance: int) -> list[str]:
    """A block's features as the block `distance` lines below (negative) or above it sees them."""
    pattern = FAR if abs(distance) == 1 else FARTHER
    seen = [name for name in names if pattern.fullmatch(name)]
    if abs(distance) > 2:
        seen = [name for name in seen if name[0] in "whl"]
    return [f"{distance:+}:{name}" for name in seen]


def joint(above: Edges | None, here: Edges) -> list[str]:
    """Conjunctions of a block and the one above, which a linear model cannot make by itself."""
    found = [f"{here.width}|{here.end}"]
    if above is None:
        return [*found, "first"]
    found.append(f"above-{above.open}{above.width}|{here.width}")
    found.append(f"above-{above.open}|{here.open}|{here.tight}")
    found.append(f"{above.end}|{here.start}")
    if above.fill:
        found.append(f"{above.open}|{above.fill}|{here.fill}|{here.indent}")
    return found


def joint_below(here: Edges, below: Edges | None) -> list[str]:
    """Conjunctions of a block and the one below."""
    if below is None:
        return ["last"]
    return [f"below-{below.width}{below.report}|{here.width}", f"{here.open}|below-{below.torn}{below.report}"]


def page_wide(blocks: Sequence[Block], page: Measure) -> list[str]:
    """Features of every block of a page: how it is set."""
    blank = sum(block.after_blank for block in blocks) / max(len(blocks), 1)
    found = ["bias", f"page-blank{bisect_left((0.2, 0.5, 0.9), blank)}"]
    found.append("page-wrapped" if page.wrap is not None else "page-free")
    if page.levels:
        found.append("page-markdown")
    if sum(block.indent > 0 for block in blocks) * 5 > len(blocks):
        found.append("page-indented")
    return found


def page_features(blocks: Sequence[Block], page: Measure, conventions: Conventions) -> list[list[str]]:
    """All features of every block of a page, as the trainer takes them. Every block must print something."""
    texts = [block.text for block in blocks]
    seen = recognise(texts, conventions)
    names = signatures(blocks, page, seen, conventions)
    worded = headlinese(seen.excerpts)
    outlines = list(map(outline, names))
    sides = [None, *(one.edges for one in outlines), None]
    shared = page_wide(blocks, page)
    is_short = short_lines(outlines)
    like = affinities(texts, is_short)
    places, stand = runs(blocks, outlines), settings(blocks, outlines)
    result = []
    for index, here in enumerate(names):
        edges = outlines[index].edges
        found = [*shared, *here, *like[index], *worded_features(worded[index])]
        found += [*run_features(places[index]), *setting_features(stand[index])]
        for distance in (-1, 1, -2, 2, 3):
            if 0 <= index + distance < len(names):
                found += at_distance(names[index + distance], distance)
        found += joint(sides[index], edges)
        found += joint_below(edges, sides[index + 2])
        result.append(found)
    return result
