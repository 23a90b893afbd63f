"""Prove on a folder of text files that rjieba and jieba cut every paragraph alike, and say how much faster it is.

python bench/words_equal.py FOLDER [--pattern '*.txt'] [--show 5] [--dictionary FILE | --added 200]

With --dictionary, or with --added, both have a user's dictionary: the words of a file, or the commonest that jieba cuts
in two in these texts (the harshest dictionary there is: each of its words changes many cuts).
Exit code 1 when a paragraph differs.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from loader.dictionary import Dictionary, Entry, read_dictionary
from loader.words import is_content, load_jieba, load_rjieba, with_frequencies


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pattern", default="*.*", help="which files (default: all with a suffix)")
    parser.add_argument("--show", type=int, default=5, help="how many differing paragraphs to print")
    parser.add_argument("--dictionary", type=Path, help="a user's dictionary")
    parser.add_argument("--added", type=int, default=0, help="how many words that jieba cuts in two to add")
    options = parser.parse_args()

    paragraphs = read_paragraphs(options.folder, options.pattern)
    characters = sum(map(len, paragraphs))
    if not characters:
        parser.error(f"no text in {options.folder} matches {options.pattern}")
    words = read_dictionary(options.dictionary) if options.dictionary else cut_in_two(paragraphs, options.added)
    words = with_frequencies(words)
    expected, slow = timed(load_jieba(words), paragraphs)
    found, fast = timed(load_rjieba(words), paragraphs)
    different = [i for i in range(len(paragraphs)) if expected[i] != found[i]]

    if words:
        plain, _ = timed(load_rjieba(), paragraphs)
        changed = sum(map(list.__ne__, plain, found))
        print(f"with {len(words)} words of a user's dictionary, which change {changed:,} paragraphs")
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


def cut_in_two(paragraphs: list[str], wanted: int) -> Dictionary:
    """The commonest pairs of content words that stand side by side, of at most six characters."""
    cut = load_rjieba()
    pairs: Counter[str] = Counter()
    for words in map(cut, paragraphs) if wanted else ():
        pairs.update(a + b for a, b in pairwise(words) if len(a + b) <= 6 and is_content(a) and is_content(b))
    chosen = sorted(word for word, _ in pairs.most_common() if not word.isascii())
    return tuple(Entry(word) for word in sorted(chosen, key=lambda word: (-pairs[word], word))[:wanted])


def timed(segment: Callable[[str], list[str]], paragraphs: list[str]) -> tuple[list[list[str]], float]:
    segment("报栏")
    started = perf_counter()
    words = [segment(paragraph) for paragraph in paragraphs]
    return words, perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
