"""Where a line stands in a run of short lines, as features of the sequence model.

Two or three short lines above a text are its headings, thirty are a poem, a table or the navigation of a web edition;
the first and the widest of two headings differ in what they are. Neighbours alone do not tell that.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from loader.model import Block
from loader.outlines import Outline

# What of a run is told apart: its length, the place of the line from the top and from the foot, its rank by width
# (n: narrowest, w: widest, e: all alike, else m), how many lines of the run end as sentences or clauses do, whether
# prose stands above and below it on the page, and whether the line stands a second time above or below.
Run = tuple[int, int, int, str, int, str, str]
# How a run of short lines stands among prose and other such runs: classes of the characters of prose above and below
# it, up to the next run; by how many classes of width its widest line is wider than that of the run above, and below
# (NO_PEER: none); whether it is one line alone; how many of its lines begin as items of a list do. Crossheads of an
# article are of one width and stand close together; many numbered lines are a list, not headings. Then how many of the
# page's runs between texts are narrower and how many wider (of thirds, rounded up): headlines of a page are wider than
# its crossheads; and how many other lines begin as this one does (渡口大火｜…), and whether with a label.
Setting = tuple[int, int, int, int, bool, int, int, int, str]
NO_RUN: Run = (0, 0, 0, "", 0, "", "")
NO_PEER = 9
NOWHERE: Setting = (0, 0, 0, 0, False, 0, 0, 0, "")
APART = 2  # classes of width between two runs, at least, of which one is wider
BEGINNING = 3  # characters that lines begin with in series
LABEL = re.compile(r"[^｜|丨│︱：:，。]{2,12}[｜|丨│︱：:]")
MOST_LISTED = 4
EXTENTS = (0, 60, 150, 300, 600, 1200)
LENGTHS = (1, 2, 3, 4, 6, 9)
SHARES = (0.0, 0.2, 0.5)
BULLETS = "·•■◆▲△●○□　 "
LEAST_AGAIN = 4  # characters of a line that may stand twice for a reason


def short_lines(outlines: Sequence[Outline]) -> list[bool]:
    """Which blocks may stand apart from prose: short ones that do not end as sentences or clauses do."""
    return [one.is_apart for one in outlines]


def settings(blocks: Sequence[Block], outlines: Sequence[Outline]) -> list[Setting]:
    """The setting of each block; prose has none."""
    found: list[Setting] = [NOWHERE] * len(outlines)
    runs_of: list[tuple[list[int], int]] = []  # members and widest of each run of short lines
    prose: list[int] = [0]  # characters of prose above each run, and below the last
    for short, group in groupby(range(len(outlines)), key=short_lines(outlines).__getitem__):
        members = list(group)
        if short:
            runs_of.append((members, max(outlines[index].width for index in members)))
            prose.append(0)
        else:
            prose[-1] += sum(len(blocks[index].text) for index in members)
    extents = [bisect_left(EXTENTS, count) for count in prose]
    widest_of = sorted(widest for at, (_, widest) in enumerate(runs_of) if prose[at] and prose[at + 1])
    begun = Counter(blocks[index].text[:BEGINNING] for members, _ in runs_of for index in members)
    for at, (members, widest) in enumerate(runs_of):
        upper = max(-3, min(3, widest - runs_of[at - 1][1])) if at else NO_PEER
        lower = max(-3, min(3, widest - runs_of[at + 1][1])) if at + 1 < len(runs_of) else NO_PEER
        listed = min(MOST_LISTED, sum(outlines[index].is_item for index in members)) if len(members) > 1 else 0
        narrower, wider = _among(widest_of, widest) if prose[at] and prose[at + 1] else (0, 0)
        for index in members:
            text = blocks[index].text
            again = min(2, begun[text[:BEGINNING]] - 1)
            series = f"{again}{'|' if LABEL.match(text) else ''}" if again else ""
            found[index] = (
                extents[at], extents[at + 1], upper, lower, len(members) == 1, listed, narrower, wider, series
            )  # fmt: skip
    return found


def _among(widths: Sequence[int], width: int) -> tuple[int, int]:
    """In how many thirds of some widths, sorted, the narrower and the wider ones stand, 0 (none) to 3."""
    narrower, wider = bisect_right(widths, width - APART), len(widths) - bisect_left(widths, width + APART)
    return -(-3 * narrower // len(widths)), -(-3 * wider // len(widths))


@lru_cache(20_000)  # pages repeat few
def setting_features(setting: Setting) -> tuple[str, ...]:
    """What `settings` found of a block, as features of the sequence model."""
    if setting == NOWHERE:
        return ()
    up, down, upper, lower, alone, listed, narrower, wider, series = setting
    one = "1" if alone else "n"
    return (
        f"prose-up{up}", f"prose-down{down}", f"prose{up}-{down}|{one}", f"peers{upper}|{lower}|{one}",
        f"among{narrower}-{wider}", *((f"run-listed{listed}",) if listed else ()),
        *((f"series{series}",) if series else ()),
    )  # fmt: skip


def runs(blocks: Sequence[Block], outlines: Sequence[Outline]) -> list[Run]:
    """The run of each block; lines that are not short are runs by themselves."""
    widths = [one.width for one in outlines]
    is_short = [one.is_short for one in outlines]
    again = _again(blocks, is_short)
    prose = [index for index, short in enumerate(is_short) if not short]
    first, last = (prose[0], prose[-1]) if prose else (len(outlines), -1)
    found: list[Run] = []
    for short, group in groupby(range(len(outlines)), key=is_short.__getitem__):
        members = list(group)
        if not short:
            found += [NO_RUN] * len(members)
            continue
        where = ("t" if members[0] < first else "") + ("b" if members[0] > last else "")
        low, high = min(widths[i] for i in members), max(widths[i] for i in members)
        length = bisect_left(LENGTHS, len(members)) + 1
        ended = bisect_left(SHARES, sum(outlines[i].is_ended for i in members) / len(members))
        for place, i in enumerate(members):
            rank = "e" if low == high else "n" if widths[i] == low else "w" if widths[i] == high else "m"
            left = len(members) - 1 - place
            found.append((length, place if place < 3 else 3, left if left < 3 else 3, rank, ended, where, again[i]))
    return found


def run_features(run: Run) -> list[str]:
    """What `runs` found of a block, as features of the sequence model."""
    length, place, left, rank, ended, where, again = run
    if not length:
        return ["run0"]
    found = [f"run{length}", f"run{length}@{place}-{left}", f"run{length}ends{ended}", f"run{length}{where}"]
    if length < 5:
        found.append(f"run{length}@{place}{rank}")
    if again:
        found += [again, f"{again}|run{length}"]
    return found


def _again(blocks: Sequence[Block], is_short: Sequence[bool]) -> list[str]:
    """For each short line whether the same words stand below it, or above it, as another one."""
    printed = [block.text.strip(BULLETS) if short else "" for block, short in zip(blocks, is_short, strict=True)]
    last = {text: index for index, text in enumerate(printed) if len(text) >= LEAST_AGAIN}
    seen: set[str] = set()
    found = []
    for index, text in enumerate(printed):
        if text not in last:
            found.append("")
            continue
        found.append("again-below" if last[text] > index else "again-above" if text in seen else "")
        seen.add(text)
    return found
