"""Where one file holds several pages: form feeds, and lines that say so (`=== 第2版 ===`).

The patterns are data with examples, in `outlets/inputs.toml`. What stands on one page is split by itself: no article,
paragraph or link reaches over a page break.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from loader.characters import even
from loader.conventions import FOLDER, any_of
from loader.dates import NUMERALS
from loader.errors import BadConventions
from loader.frontmatter import RULE as FRONT_MATTER
from loader.model import Block, Evidence, Labelled

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

FILE = FOLDER / "inputs.toml"
PAGE_BREAK = "page-break"
LONGEST = 80  # characters of a line that breaks pages
PRINTED_LABEL = re.compile(r"第\s*(?P<page>[A-Z]?\d{1,3}|[一二三四五六七八九十]{1,3})\s*版(?![本面])")


@dataclass(frozen=True, slots=True)
class Inputs:
    """The patterns of `inputs.toml`: lines that break pages, names of files that say a page, and words that make no
    paper's name of a word like 日报."""

    breaks: tuple[re.Pattern[str], ...]
    any_break: re.Pattern[str]
    names: tuple[re.Pattern[str], ...]
    not_papers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a file: its blocks, what stands between it and the page above (front matter, the line that breaks),
    and its number where a break states it, with the block that does."""

    before: tuple[Labelled, ...]
    blocks: tuple[Block, ...]
    number: str | None = None
    said: Block | None = None


@cache
def load_inputs(file: Path = FILE) -> Inputs:
    """Read the patterns. Raises `BadConventions` for one that fails its own examples."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    breaks = tuple(_pattern(file, entry, whole=True) for entry in table["page_break"])
    names = tuple(_pattern(file, entry, whole=False) for entry in table["page_name"])
    some_break = re.compile(any_of([one.pattern for one in breaks]))
    return Inputs(breaks, some_break, names, frozenset(table["file_names"]["not_papers"].split()))


def _pattern(file: Path, entry: dict[str, str], *, whole: bool) -> re.Pattern[str]:
    pattern = re.compile(rf"(?:{entry['pattern']})\Z" if whole else entry["pattern"])
    find = pattern.match if whole else pattern.search
    for key, expected in (("yes", True), ("no", False)):
        for text in entry.get(key) or [""]:
            if bool(text and find(even(text))) is not expected or not text:
                raise BadConventions(f"{file.name}: {entry['name']!r} fails its own {key} example {text!r}.")
    return pattern


def stated_page(patterns: Iterable[re.Pattern[str]], text: str, *, anywhere: bool = False) -> tuple[bool, str | None]:
    """Whether one of the patterns takes the text (or, with `anywhere`, is found in it), and the number it states: the
    last one in the text."""
    plain = even(text)
    for pattern in patterns:
        matches = list(pattern.finditer(plain)) if anywhere else [found] if (found := pattern.match(plain)) else []
        if matches:
            number = next((value for key, value in matches[-1].groupdict().items() if value), None)
            return True, page_number(number) if number else None
    return False, None


def page_number(text: str) -> str | None:
    """第三版, 03 and 3 as `3`; A03 stays. None for what is no number."""
    if not re.fullmatch(r"[一二三四五六七八九十]+", text):
        return text.lstrip("0") or None if text.isdigit() else text
    tens, ten, ones = text.partition("十")
    if not ten:
        return str(NUMERALS[text]) if len(text) == 1 else None
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return str((NUMERALS[tens] if tens else 1) * 10 + (NUMERALS[ones] if ones else 0))


def paginate(text: str, blocks: Sequence[Block], front_lines: int) -> list[Leaf]:
    """The pages of a file in their order, at least one; all blocks, each exactly once.

    `front_lines`: how many lines at the top are front matter. A number stands at the foot of its page where the first
    line that breaks has text above it and the last one none below, or where it says 1; otherwise at the head.
    """
    top = [Labelled(block, "folio", FRONT_MATTER) for block in blocks if block.line <= front_lines]
    leaves: list[Leaf] = []
    before, here = top, list[Block]()
    said: tuple[Block, str | None] | None = None
    above: Block | None = None
    breaks: list[tuple[int, str | None, Block]] = []

    def close() -> None:
        nonlocal before, here
        if here:
            leaves.append(Leaf(tuple(before), (here[0]._replace(after_blank=True), *here[1:])))
            before, here = [], []

    fed = "\f" in text
    for block in blocks[len(top) :]:
        if fed and above and "\f" in text[above.end : block.start]:
            close()
        above = block
        said = _break(block)
        if said:
            close()
            breaks.append((len(leaves), said[1], block))
            before.append(Labelled(block, "folio", PAGE_BREAK))
        else:
            here.append(block)
    close()
    if before or not leaves:
        leaves.append(Leaf(tuple(before), ()))
    return _numbered(leaves, breaks)


def _break(block: Block) -> tuple[Block, str | None] | None:
    if not block.text or len(block.text) > LONGEST or not load_inputs().any_break.match(even(block.text)):
        return None
    found, number = stated_page(load_inputs().breaks, block.text)
    return (block, number) if found else None


def _numbered(leaves: list[Leaf], breaks: list[tuple[int, str | None, Block]]) -> list[Leaf]:
    """`breaks`: how many pages stand above each, what it states, and where."""
    if not breaks:
        return leaves
    first, last = breaks[0], breaks[-1]
    below = any(leaf.blocks for leaf in leaves[last[0] :])
    at_foot = first[0] > 0 and (not below or first[1] == "1")
    for place, number, block in breaks:
        at = place - at_foot
        if number and 0 <= at < len(leaves) and leaves[at].blocks:
            leaves[at] = replace(leaves[at], number=number, said=block)
    return leaves


def page_numbers(
    leaves: Sequence[Leaf], labels: Sequence[Labelled], page: str | None
) -> tuple[list[str | None], tuple[Evidence, ...]]:
    """The page of each label of a file, and the evidence where the file says which.

    `page` is that of the file, and holds where the file is one page. Of several each has the number that its break
    states, or that its own page labels agree on, or none.
    """
    if len(leaves) == 1:
        return [page] * len(labels), ()
    numbers: list[str | None] = []
    evidence = []
    for leaf in leaves:
        start = len(numbers)
        here = labels[start : start + len(leaf.before) + len(leaf.blocks)]
        said = (leaf.number, leaf.said) if leaf.number and leaf.said else _printed_number(here)
        numbers += [said[0] if said else None] * len(here)
        if said:
            evidence.append(Evidence("page", said[0], "printed", said[1].text, said[1].start, said[1].end, 0.95))
    return numbers, tuple(evidence)


def _printed_number(labels: Sequence[Labelled]) -> tuple[str, Block] | None:
    """The number that page labels among the folio lines of one page give it, where they agree."""
    found = [
        (page_number(match["page"]), label.block)
        for label in labels
        if label.role == "folio"
        and label.rule not in (FRONT_MATTER, PAGE_BREAK)
        and (match := PRINTED_LABEL.search(even(label.block.text)))
    ]
    numbers = {number for number, _ in found}
    number = found[0][0] if len(numbers) == 1 else None
    return (number, found[0][1]) if number else None
