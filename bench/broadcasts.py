"""Transcripts of a daily broadcast from the JSON files of a collection, as the labels of earlier years name them.

    python -m bench.broadcasts xwlb/assets pages --first 20170101 --last 20220923
    baolan load archive.db pages
    python -m bench.score_pairs archive.db tests/gold/pairs-earlier.csv tests/gold/pairs-more.csv

`xwlb`: GitHub china-data/xwlb, commit 710ba22. One Markdown file a day: a headline for each item that has a text, and
its paragraphs.
"""

from __future__ import annotations

import argparse
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DIGEST = "《新闻联播》"  # names the items of the day
MARK = "[视频]"
_END = re.compile(r"</p>|<br ?/?>|\r?\n")
_TAG = re.compile("<[^>]+>")


def transcript(day: str, broadcast: dict[str, Any]) -> str | None:
    """The transcript of a day (YYYYMMDD); None where no item has a text."""
    lines = [line for item in broadcast.get("videoList", []) for line in _item(item)]
    return "\n".join([f"# 新闻联播 ({day})", "", *lines]) if lines else None


def _item(item: dict[str, Any]) -> Iterator[str]:
    detail = item.get("video_detail") or {}
    title = (detail.get("title") or item.get("video_title") or "").removeprefix(MARK).strip()
    paragraphs = [html.unescape(_TAG.sub("", part)).strip() for part in _END.split(detail.get("content") or "")]
    if any(paragraphs) and not title.startswith(DIGEST):
        for line in (f"## {title}", *filter(None, paragraphs)):
            yield from (line, "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assets", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", default="00000000", help="a day, YYYYMMDD")
    parser.add_argument("--last", default="99999999")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    made = 0
    for path in sorted(arguments.assets.glob("*/*.json")):
        if arguments.first <= path.stem <= arguments.last:
            text = transcript(path.stem, json.loads(path.read_bytes()))
            if text:
                (arguments.folder / f"{path.stem}.md").write_text(text, encoding="utf-8", newline="\n")
                made += 1
    print(f"{made} transcripts")


if __name__ == "__main__":
    main()
