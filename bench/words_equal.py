"""Prove on a folder of text files that rjieba and jieba cut every paragraph alike, and say how much faster it is.

python bench/words_equal.py FOLDER [--pattern '*.txt'] [--show 5]

Exit code 1 when a paragraph differs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from loader.words import load_jieba, load_rjieba


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pattern", default="*.*", help="which files (default: all with a suffix)")
    parser.add_argument("--show", type=int, default=5, help="how many differing paragraphs to print")
    options = parser.parse_args()

    paragraphs = read_paragraphs(options.folder, options.pattern)
    characters = sum(map(len, paragraphs))
    if not characters:
        parser.error(f"no text in {options.folder} matches {options.pattern}")
    expected, slow = timed(load_jieba(), paragraphs)
    found, fast = timed(load_rjieba(), paragraphs)
    different = [i for i in range(len(paragraphs)) if expected[i] != found[i]]

    print(f"{len(paragraphs) - len(different):,} of {len(paragraphs):,} paragraphs alike, {characters:,} characters")
    print(f"jieba  {characters / slow / 1e6:6.2f} M characters/s")
    print(f"rjieba {characters / fast / 1e6:6.2f} M characters/s, {slow / fast:.1f} times as fast")
    for i in different[: options.show]:
        print(f"jieba  {' / '.join(expected[i])}\nrjieba {' / '.join(found[i])}")
    return 1 if different else 0


def read_paragraphs(folder: Path, pattern: str) -> list[str]:
    files = sorted(path for path in folder.rglob(pattern) if path.is_file())
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in files)
    return [line for text in texts for line in text.split("\n") if line.strip()]


def timed(segment: Callable[[str], list[str]], paragraphs: list[str]) -> tuple[list[list[str]], float]:
    segment("报栏")
    started = perf_counter()
    words = [segment(paragraph) for paragraph in paragraphs]
    return words, perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
