"""Lines that are counted: crossheads (一、…, 二、…, each with text below it), items of a list, series, days.

Arabic figures count items and articles as well as parts of an article, so of them only lists are told here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from loader.joins import COMMON, KNOWN, read_on
from loader.model import Block
from loader.shapes import BODY_WIDTH, finished, width

NUMERALS = "一二三四五六七八九十"
COUNTED = re.compile(rf"(?P<opens>[（(]|第|之)?(?P<numeral>[{NUMERALS}])(?P<closes>[、．.：:]|[）)][、.．]?|[，,])")
SEVERAL = 2
FAR = 60  # lines between two of them
# A crosshead may be a sentence of one clause or a few, where each of the others is followed by a longer text.
LONGEST, LONGEST_SENTENCE = BODY_WIDTH / 2, BODY_WIDTH
SHORTEST, MOST_LINES = 8, 4  # of a crosshead that is set in several lines
INNER_STOP = re.compile("[。！？!?；;]")
ITEM = re.compile(r"(?P<opens>[（(])?(?P<number>\d{1,2})(?P<closes>[、．.：:）)]{1,2})(?!\d)")
LEAST_ITEMS = 3
# A label that comes again with another number (新热门1, 新热门2) or another end (逐鹿·动态, 逐鹿·前瞻).
IN_SERIES = re.compile(
    rf"[【\[〖「■□◆●★]?\s?(?P<stem>[\u4e00-\u9fff]{{2,8}}?)(?:(?P<number>[\d{NUMERALS}]{{1,2}})|\s?[·•・‧∙]\s?[\u4e00-\u9fff]{{2,6}})\s?[】\]〗」]?"
)
DAY_ALONE, LONGEST_DAY = re.compile(r"(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"), 9
BAR, LONGEST_BARRED = re.compile(r"(?P<label>[^｜|丨│︱：:，。]{2,12})[｜|丨│︱]"), 48
LONGEST_IN_SERIES = 24  # characters, more than such a label has


def counted(blocks: Sequence[Block], heads: Sequence[bool]) -> list[int]:
    """The indices of short lines that are numbered on from one, with text between them that is none. `heads`: whether a
    block begins as reports do: below those, items are articles."""
    found: list[int] = []
    chain: list[int] = []
    style, wanted = "", 0
    for at, block in enumerate(blocks):
        numbered = COUNTED.match(block.text)
        if numbered is None or width(block.text) > LONGEST_SENTENCE or (at + 1 < len(blocks) and heads[at + 1]):
            continue
        if not (_is_short_head(block.text) or _heads_a_text(blocks, at)):
            continue
        own = f"{numbered['opens']}{numbered['closes']}"
        number = NUMERALS.index(numbered["numeral"]) + 1
        if number == wanted and own == style and 1 < at - chain[-1] <= FAR:
            chain.append(at)
        else:
            found += chain if len(chain) >= SEVERAL else []
            chain, style = ([at], own) if number == 1 else ([], "")
        wanted = number + 1 if chain else 0
    return found + (chain if len(chain) >= SEVERAL else [])


def _is_short_head(text: str) -> bool:
    """Whether a line is short and ends as no sentence does."""
    return width(text) <= LONGEST and not finished(text)


def _heads_a_text(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line is one sentence or less, and a longer text stands below it that is not counted itself."""
    below = blocks[at + 1].text if at + 1 < len(blocks) else ""
    one = INNER_STOP.search(blocks[at].text[:-1]) is None
    return one and width(below) > width(blocks[at].text) and COUNTED.match(below) is None


def goes_on(blocks: Sequence[Block], at: int, wrap: float | None) -> range:
    """The lines below a counted one that are of the same crosshead: none is wider, the last is shorter and ends as no
    sentence does, and a line of text stands below. On a page that is not hard-wrapped the words must read on."""
    first = width(blocks[at].text)
    for below in range(at + 1, min(at + MOST_LINES, len(blocks) - 1)):
        text = blocks[below].text
        if finished(text) or not SHORTEST <= first <= LONGEST or width(text) > first + 1:
            break
        if wrap is None and read_on(blocks[below - 1].text, text, "") not in (KNOWN, COMMON):
            break
        if width(text) < first - 1 and width(blocks[below + 1].text) > width(text):
            return range(at + 1, below + 1)
    return range(0)


def listed(blocks: Sequence[Block]) -> Iterator[int]:
    """The indices of items that follow one another without anything between them: 1.…, 2.…, 3.…"""
    run: list[int] = []
    wanted, style = "", ""
    for at, block in enumerate(blocks):
        item = ITEM.match(block.text)
        own = f"{item['opens']}{item['closes']}" if item else ""
        if item and run and item["number"] == wanted and own == style:
            run.append(at)
        else:
            if len(run) >= LEAST_ITEMS:
                yield from run
            run = [at] if item else []
        wanted, style = (str(int(item["number"]) + 1), own) if item else ("", "")
    if len(run) >= LEAST_ITEMS:
        yield from run


def in_series(blocks: Sequence[Block]) -> list[int]:
    """The indices of labels of which the page has another with the same beginning."""
    stems: defaultdict[tuple[str, bool], dict[str, int]] = defaultdict(dict)
    for at, block in enumerate(blocks):
        label = IN_SERIES.fullmatch(block.text) if len(block.text) <= LONGEST_IN_SERIES else None
        if label:
            stems[label["stem"], label["number"] is None].setdefault(block.text, at)
    return sorted(at for places in stems.values() if len(places) >= SEVERAL for at in places.values())


def headline_series(blocks: Sequence[Block]) -> list[int]:
    """The indices of short lines that begin with one label and a bar, as headlines of an event do (渡口大火｜…)."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, block in enumerate(blocks):
        label = BAR.match(block.text) if len(block.text) <= LONGEST_BARRED else None
        if label and not finished(block.text):
            places[label["label"]].append(at)
    return sorted(at for alike in places.values() if len(alike) >= SEVERAL for at in alike)


def days(blocks: Sequence[Block]) -> list[int]:
    """The indices of lines that are nothing but days, each later than the one before, with text between them: 4月16日,
    4月17日, above what happened then."""
    found: list[int] = []
    last = (0, 0)
    for at, block in enumerate(blocks):
        day = DAY_ALONE.fullmatch(block.text) if len(block.text) <= LONGEST_DAY else None
        if day is None:
            continue
        here = int(day["month"]), int(day["day"])
        if found and (here <= last or at - found[-1] < SEVERAL):
            return []
        found.append(at)
        last = here
    return found if len(found) >= SEVERAL else []


def has_number(label: str) -> bool:
    """Whether a label that is `in_series` differs from the others by its number, not by its end."""
    found = IN_SERIES.fullmatch(label)
    return found is not None and found["number"] is not None
