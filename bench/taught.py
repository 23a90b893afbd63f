"""Articles of real pages whose headlines somebody has marked, with the roles that the program gives their lines there.

    python -m bench.event_news monitor agency fire taiwan events
    python -m bench.web_news news/pages DXYNews.csv web
    python -m bench.more_news crawls hkcnews --out more.jsonl
    python -m bench.taught events web:2 more.jsonl --out taught.jsonl
    python -m bench.train_roles --taught taught.jsonl

A teacher who sees the marks tells what a pupil is to find without them (V. Vapnik and A. Vashist, A new learning
paradigm: learning using privileged information, 2009): in Markdown the first teacher found nineteen of twenty of these
articles, without marks six of ten. What is written is one JSON object a line, an article as `bench.make_pages` reads
it, with `file`: articles of one file are of one outlet and day, mostly on one event, and so hardest to tell apart. Only
articles that were found whole are taken, and only of outlets that `bench.marked_pages` does not score (`is_scored`).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from bench.marked_pages import Lines, by_article, is_scored
from loader.model import FURNITURE, HEADING_ROLES, ROLES, Page, Transcript
from loader.outlet_files import load_conventions
from loader.splitting import split_page

FEWEST, MOST = 2, 60  # lines of an article, its headline among them
SHORTEST, LONGEST = 60, 3_000  # code points of it
PARAGRAPH = 700  # a longer line is several paragraphs without their ends
TRADITIONAL = frozenset("這個國會時們來說對發現經過還與後從為當學開問實將應關動東門見長")

TAKEN = frozenset(ROLES) - FURNITURE - {"jump", "end-mark"}


def articles(file: Path, mark: str) -> Iterator[dict[str, Any]]:
    """The articles of a marked page that are found whole, from one marked headline to the line before the next."""
    text = file.read_text(encoding="utf-8")
    starts = [number for number, line in enumerate(text.split("\n"), 1) if line.startswith(mark)]
    page = split_page(Transcript(file.stem, file.name, "", "utf-8", False, "lf", text), load_conventions())
    found, stand = by_article(page, starts)
    wholes = set(stand)
    for lines in found:
        if lines in wholes and FEWEST <= len(lines) <= MOST and (parts := _parts(page, lines)):
            yield {"id": f"{file.stem}-{min(lines)}", "parts": parts, "file": file.as_posix()}


def _parts(page: Page, lines: Lines) -> list[list[str]]:
    """Role and text of what is printed of an article, one paragraph each; none of one that is not fit to learn from."""
    parts: list[list[str]] = []
    before: int | None = None
    for line in page.lines:
        if line.number not in lines or line.role not in TAKEN:
            continue
        text = " ".join(page.transcript.text[line.start : line.end].strip().lstrip("#").split())
        if line.mark == "C" and line.paragraph == before and parts:
            parts[-1][1] += text
        else:
            parts.append([line.role, text])
        before = line.paragraph
    size = sum(len(text) for _, text in parts)
    roles = [role for role, _ in parts]
    fit = (
        SHORTEST <= size <= LONGEST
        and roles[0] in ("headline", "kicker")
        and "body" in roles
        and max(len(text) for _, text in parts) <= PARAGRAPH
    )
    return parts if fit else []


def folder_articles(folder: Path, mark: str) -> Iterator[dict[str, Any]]:
    """The articles of a folder with a catalog, of outlets that are not scored and days that are known."""
    with (folder / "catalog.csv").open(encoding="utf-8", newline="") as rows:
        days = {row["file"]: row["date"] for row in csv.DictReader(rows)}
    files = [folder / name for name, day in sorted(days.items()) if day and not is_scored(folder / name)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for some in pool.map(partial(_listed, mark=mark), files, chunksize=8):
            for one in some:
                day = days[Path(one["file"]).relative_to(folder).as_posix()]
                yield {**one, "date": day, **_script(one)}


def printed(row: str) -> dict[str, Any] | None:
    """An article of `bench.more_news`, if it is fit to learn from: its text is split below its headline, and what its
    file says of the lines around it holds."""
    one = json.loads(row)
    lines = [f"## {text}" if is_crosshead else text for text, is_crosshead in one["lines"]]
    text = "\n\n".join(["# " + one["headline"], *lines]) + "\n"
    page = split_page(Transcript(one["id"], one["id"], "", "utf-8", False, "lf", text), load_conventions())
    if len(page.articles) != 1 or any(line.article is None for line in page.lines) or len(page.lines) > MOST:
        return None
    parts = _parts(page, frozenset(line.number for line in page.lines))
    if [role for role, _ in parts if role in HEADING_ROLES] != ["headline"]:
        return None
    around = [(role, one[role]) for role in ("kicker", "headline", "deck", "byline") if one[role]]
    return {"id": one["id"], "parts": [*map(list, around), *parts[1:]], "file": one["outlet"], "date": one["date"]}


def printed_articles(file: Path) -> Iterator[dict[str, Any]]:
    """The articles of a file of `bench.more_news`."""
    rows = file.read_text(encoding="utf-8").split("\n")
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for one in pool.map(printed, filter(None, rows), chunksize=64):
            if one:
                yield {**one, **_script(one)}


def _script(one: dict[str, Any]) -> dict[str, str]:
    """Of an article: `script`, where it is in traditional characters."""
    letters = "".join(text for _, text in one["parts"])
    hant = sum(letter in TRADITIONAL for letter in letters) > len(letters) / 100
    return {"script": "hant"} if hant else {}


def _listed(file: Path, mark: str) -> list[dict[str, Any]]:
    return list(articles(file, mark))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "source", nargs="+", help="FOLDER, FOLDER:LEVEL of the headings that are headlines, or a .jsonl"
    )
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    count = 0
    with options.out.open("w", encoding="utf-8") as out:
        for named in options.source:
            path, _, level = named.partition(":")
            of_folder = partial(folder_articles, mark="#" * int(level or 1) + " ")
            for one in (printed_articles if path.endswith(".jsonl") else of_folder)(Path(path)):
                out.write(json.dumps(one, ensure_ascii=False) + "\n")
                count += 1
    print(f"{count:,} articles")
    return 0


if __name__ == "__main__":
    sys.exit(main())
