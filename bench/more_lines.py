"""Lines of papers and their roles, for `bench.train_headlinese`, of crawled articles that no training page is made of.

    python -m bench.more_lines crawls hkcnews --but more.jsonl --but annotated.toml --out lines.jsonl

`crawls` and `hkcnews` are those of `bench.more_news`: of the first all articles of the site, also those that name no
paper; of the second one in four of those that `bench.more_news` leaves out. What a crawl says of an article is where
its headline stands and where its lines end; a crosshead is known by its place and length, or its mark (distant
supervision: M. Mintz and others, Distant supervision for relation extraction without labeled data, ACL 2009). Articles
that share a line with one of `--but` are left out. One JSON array a line: role and text.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.make_pages import read_articles
from bench.more_news import EVERY, WEB, divides, is_local, lines_of, of_hong_kong, read_fields

FEWEST, MOST = 7, 40  # letters by which a line is known: no shorter one, the first ones of a longer one
PART = 4  # one in so many articles of Hong Kong: else their crossheads outnumber the others
LABEL = re.compile(r"^（[^）]{1,20}）|[（(][^（()）]{1,12}[)）]$")  # a column beside a headline

Line = tuple[str, str]


def known(text: str) -> str:
    """What a line is known by; empty if it is too short."""
    letters = "".join(filter(str.isalnum, text))
    return letters[:MOST] if len(letters) >= FEWEST else ""


def taken(files: Iterable[Path]) -> set[str]:
    """What the lines of articles are known by that pages are made of: JSON Lines of `bench.more_news`, TOML files of
    `bench.make_pages`."""
    found = set()
    for file in files:
        if file.suffix == ".toml":
            for article in read_articles([file]):
                found.update(known(text) for _, text in article["parts"])
            continue
        for article in map(json.loads, filter(None, file.read_text("utf-8").split("\n"))):
            found.update(known(text) for text in (article["headline"], *(text for text, _ in article["lines"])))
    return found - {""}


def of_site(file: Path) -> list[Line]:
    """The lines of an article of the crawled site; none of one that has anything of the web in it."""
    fields = read_fields(file)
    headline = LABEL.sub("", " ".join(fields.get("title", "").split()))
    lines = lines_of(fields)
    if "chinanews" not in fields.get("url", "") or not headline or len(lines) < 2:
        return []
    if any(map(WEB.search, (headline, *lines))):
        return []
    return [
        ("headline", headline),
        *(("crosshead" if divides(lines, at) else "body", line) for at, line in enumerate(lines)),
    ]


def of_local(file: Path) -> list[Line]:
    """The lines of an article of Hong Kong."""
    article: dict[str, Any] | None = of_hong_kong(file)
    if not article:
        return []
    marked = [("crosshead" if heads else "body", text) for text, heads in article["lines"]]
    return [("headline", article["headline"]), *marked]


def articles(crawls: Path, hkcnews: Path) -> Iterator[list[Line]]:
    """All of them."""
    yield from map(of_site, sorted(crawls.rglob("*.xml")))
    for file in sorted(hkcnews.rglob("*.md")):
        if not is_local(file) and zlib.crc32(file.stem.encode()) // EVERY % PART == 0:
            yield of_local(file)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crawls", type=Path)
    parser.add_argument("hkcnews", type=Path)
    parser.add_argument("--but", type=Path, action="append", default=[], help="articles that pages are made of")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    gone = taken(options.but)
    count = 0
    with options.out.open("w", encoding="utf-8") as out:
        for lines in articles(options.crawls, options.hkcnews):
            if lines and not gone.intersection(known(text) for _, text in lines):
                gone.add(known(lines[0][1]))
                gone.discard("")
                out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
                count += 1
    print(f"{count:,} articles")
    return 0


if __name__ == "__main__":
    sys.exit(main())
