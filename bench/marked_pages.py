"""How many articles are whole on pages in Markdown, by the headlines that are marked there.

    python -m bench.event_news monitor agency fire taiwan events
    python -m bench.marked_pages events
    python -m bench.marked_pages events --bare --every 10

A page is a file, or in `--bare` pages so many articles of a file in a row, without the marks of their headlines. An
article is what stands from one marked headline (`--level`) to the next; it is exact when all of its lines and no others
are in it. Of files of which nobody knows more than their headlines: who annotates by hand knows furniture, and lines
that a web page leaves in a text count here as its own.
"""

from __future__ import annotations

import argparse
import os
import zlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from bench.scoring import Ratio
from loader.model import Page, Transcript
from loader.outlet_files import load_conventions
from loader.splitting import split_page

Lines = frozenset[int]  # their numbers, from 1

TOGETHER = 6  # articles of a page without marks
SCORED = 4  # one of so many outlets is only scored, and not learnt from


def is_scored(file: Path) -> bool:
    """Whether a page is of an outlet (its folder) that nothing is learnt from."""
    return zlib.crc32(file.parent.name.encode()) % SCORED == 0


def pages(text: str, mark: str, bare: bool) -> Iterator[tuple[str, list[int]]]:
    """The pages of a file, and the lines on which their articles begin, from 1."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith(mark)]
    if not bare:
        yield text, [number + 1 for number in starts]
        return
    ends = [*starts[1:], len(lines)]
    for first in range(0, len(starts), TOGETHER):
        some = starts[first : first + TOGETHER]
        shown = [line.removeprefix(mark) for line in lines[some[0] : ends[first + len(some) - 1]]]
        yield "\n".join(shown) + "\n", [number - some[0] + 1 for number in starts[first : first + TOGETHER]]


def score(file: Path, mark: str, bare: bool) -> Ratio:
    """Exact articles of a file."""
    total = Ratio()
    for text, starts in pages(file.read_text(encoding="utf-8"), mark, bare):
        transcript = Transcript(file.stem, file.name, "", "utf-8", False, "lf", text)
        said, gold = by_article(split_page(transcript, load_conventions()), starts)
        total += Ratio(len(set(said) & set(gold)), len(said), len(gold))
    return total


def by_article(page: Page, starts: Sequence[int]) -> tuple[list[Lines], list[Lines]]:
    """The lines of each article of a page as they were found, and as headlines that begin at `starts` divide them; what
    stands above the first, the title of the page, is in none."""
    said, gold = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for line in page.lines:
        if line.number < starts[0]:
            continue
        if line.article is not None:
            said[line.article].add(line.number)
        gold[bisect_right(starts, line.number)].add(line.number)
    return [frozenset(lines) for _, lines in sorted(said.items())], [*map(frozenset, gold.values())]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--level", type=int, default=1, help="the level at which headlines are marked (default: 1)")
    parser.add_argument("--bare", action="store_true", help="without marks, so many articles a page")
    parser.add_argument("--every", type=int, default=1, help="only every so many files")
    parser.add_argument("--scored", action="store_true", help="only of outlets that nothing is learnt from")
    options = parser.parse_args(arguments)
    files = [file for file in sorted(options.folder.rglob("*.md")) if not options.scored or is_scored(file)]
    files = files[:: options.every]
    mark = "#" * options.level + " "
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        total = sum(pool.map(partial(score, mark=mark, bare=options.bare), files, chunksize=8), Ratio())
    print(
        f"{len(files):,} files, {total.gold:,.0f} articles, {total.predicted:,.0f} found: "
        f"{total.precision:.3f} of these exact, {total.recall:.3f} of all"
    )


if __name__ == "__main__":
    main()
