"""Articles of papers, one JSON object a line, from crawls whose files keep headline and paragraphs apart.

    git -C duyaya18 archive e31a80d14b5d0f5c1ede6229d760860c027e6cb5 data/news | tar x -C crawls/a
    git -C freeway348 archive f82cbbae7f8ee1d076c6b080a3b454c6b0cadd20 data/news | tar x -C crawls/b
    git -C ljwwwiop archive eaa21b8465b54ef3a42c598c4312e18a39774d40 data | tar x -C crawls/c
    git -C hkcnews archive 635cc02f3c0fcd3d8c829c68cd2fe07f50adfc25 articles | tar x -C hkcnews
    python -m bench.more_news crawls hkcnews --out more.jsonl

`crawls`: GitHub duyaya18/news-search-engine, freeway348/news-search-engine and ljwwwiop/python_search_engine, pages of
chinanews.com of 2020 to 2025. Only those are taken whose last line names the paper that they are from. Their first line
is mostly the headline as that paper printed it, with its column in brackets behind it, and the second its deck.
`hkcnews`: GitHub hkarchivist/hkcnews-article-archive, articles of one outlet of Hong Kong, 2016 to 2022.

An object has `id`, `outlet`, `date`, `kicker`, `headline`, `deck`, `byline` (empty where there is none) and `lines`, a
list of [text, whether it is marked as a crosshead]. Articles that have anything of the web in them are left out, and
those of outlets that are only scored (docs/splitting.md).
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

# Papers of which some articles are only scored (docs/splitting.md).
NOT_LEARNT = tuple(Path(__file__).with_name("not_learnt.txt").read_text("utf-8").split())
PAPER = re.compile(
    r"(?:^|(?<=[。！？”]))\s*[（(《]{1,2}(?:来源[:：])?《?(?P<paper>[\u4e00-\u9fff]{1,8}(?:[日晚早晨快商导时]报|青年报|都市报|经济报|法治报"
    r"|法制报|教育报|体育报|科技报|海外版|新京报|文汇报))》?\s*(?:[（(]\s*\d{4}年[^（）()]{0,20}[)）]|\d{4}年.{0,20}版?)?.{0,10}[)）]?$"
)
EDITOR = re.compile(r"【编辑[:：].*?】|[（(]?编辑[:：]\S{2,4}[)）]?$")
PICTURE = re.compile(r"(?:中新[社网])?(?:资料图|图为|制图|视频)|点击|[（(]?资料图|.{2,60}(?:摄|供图)[）)]?$")
WEB = re.compile(
    r"https?://|www\.|\.com|\.cn\b|\.hk\b|扫码|掃碼|二维码|点击|點擊|公众号|客户端|版权|版權|©|转载|责任编辑|責任編輯|阅读原文|原文链接"
    r"|相关(?:新闻|阅读)[:：]|延伸閱讀|订阅|訂閱|[{}\[\]<>]|&[a-z]+;|�"
)
LABELLED = re.compile(r"(?P<head>.+?)[（(](?P<label>[\u4e00-\u9fff·—“”]{2,12})[)）]")
BYLINE = re.compile(r"[■□●◎▲△\s（(]*(?:文[/｜|]|作者|记者|[^，。]{0,8}(?:记者|评论员|通讯员))[^，。]{2,30}")
NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
STOPS, SIGNS = "。！？；：，、）”…", re.compile(r"[\s\W]+")
HEAD, DECK = (5, 42), (8, 48)  # code points of a headline, of a deck
EVERY = 16  # article of the outlet of Hong Kong
_PAGE = re.compile(r"<(url|title|dat[ae]time|body)>(.*?)</\1>", re.S)
_FIELD = re.compile(r'^(title|date|author): "(.*)"\s*$', re.M)
_LEFT_OUT = re.compile(r"<figure>.*?</figure>|\{\{<.*?>\}\}|<iframe.*?</iframe>|!\[[^\]]*\]\([^)]*\)", re.S)


def read_fields(file: Path) -> dict[str, str]:
    """Address, title, day and text of a crawled page."""
    return {name: html.unescape(text) for name, text in _PAGE.findall(file.read_text("utf-8", "replace"))}


def lines_of(fields: dict[str, str]) -> list[str]:
    """The lines of a crawled page's text, without editors and captions."""
    lines = [EDITOR.sub("", " ".join(line.split())).strip() for line in fields.get("body", "").split("\n")]
    return [line for line in lines if line and not PICTURE.match(line)]


def reprinted(file: Path) -> dict[str, Any] | None:
    """An article that a crawled page has from a paper, if it names one."""
    fields = read_fields(file)
    day = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", fields.get("datatime") or fields.get("datetime") or "")
    lines = lines_of(fields)
    source = PAPER.search(lines[-1]) if lines else None
    if source is None or day is None or "chinanews" not in fields.get("url", ""):
        return None
    if rest := lines.pop()[: source.start()].strip():
        lines.append(rest)
    made = {
        "id": f"{file.parts[-4]}-{file.stem}",
        "outlet": source["paper"],
        "date": f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}",
        **dict.fromkeys(("kicker", "deck", "byline"), ""),
        "headline": " ".join(fields.get("title", "").split()),
    }
    _as_printed(made, lines)
    marked = [[line, divides(lines, at)] for at, line in enumerate(lines)]
    return {**made, "lines": marked} if len(marked) > 1 else None


def _as_printed(made: dict[str, Any], lines: list[str]) -> None:
    """Take headline, kicker, deck and byline from the first lines, where these have them as the paper did."""
    if len(lines) < 4:
        return
    first = re.sub(r"^原标题[:：]\s*", "", lines[0])
    labelled = LABELLED.fullmatch(first)
    head = labelled["head"] if labelled else first
    letters, title = set(SIGNS.sub("", head)), set(SIGNS.sub("", made["headline"]))
    if HEAD[0] <= len(head) <= HEAD[1] and head[-1] not in STOPS[:6] and 2 * len(letters & title) >= len(letters):
        made["headline"] = head
        made["kicker"] = labelled["label"] if labelled else ""
        lines.pop(0)
        deck = lines[0]
        if DECK[0] <= len(deck) <= DECK[1] and deck[-1] not in STOPS[:6] and not BYLINE.match(deck):
            made["deck"] = lines.pop(0)
    if NAME.fullmatch(lines[0]) or (len(lines[0]) < HEAD[1] and BYLINE.fullmatch(lines[0])):
        made["byline"] = lines.pop(0)


def divides(lines: Sequence[str], at: int) -> bool:
    """Whether a line is a crosshead: short, without a stop at its end, between two paragraphs."""
    inner = 0 < at < len(lines) - 1 and 4 <= len(lines[at]) <= 26 and lines[at][-1] not in STOPS
    return inner and len(lines[at - 1]) > 50 and len(lines[at + 1]) > 40


def of_hong_kong(file: Path) -> dict[str, Any] | None:
    """An article of a Markdown file with front matter."""
    front, text = _parted(file)
    fields = dict(_FIELD.findall(front))
    text = re.sub(r" ?\[([^\]]*)\]\([^)]*\) ?", r"\1", _LEFT_OUT.sub("", text.split("\n---\n")[0]))
    marked: list[list[Any]] = []
    for part in map(str.strip, re.split(r"\n\s*\n", text)):
        heading = re.match(r"#{2,6}\s+|\*\*(?=[^*\n]{2,40}\*\*$)", part)
        plain = " ".join(re.sub(r"^(?:#{1,6}\s+|>\s?)|\*\*|__|[*\\]", "", part, flags=re.M).split())
        if plain and not re.match(r"#\s", part):
            marked.append([plain, heading is not None and len(plain) <= 60])
    if not marked or "title" not in fields:
        return None
    return {
        "id": f"hkcnews-{file.stem}",
        "outlet": "眾新聞",
        "date": fields.get("date", "")[:10],
        **dict.fromkeys(("kicker", "deck"), ""),
        "headline": fields["title"].replace('\\"', '"'),
        "byline": fields.get("author", ""),
        "lines": marked,
    }


def _parted(file: Path) -> tuple[str, str]:
    """Front matter and text."""
    _, _, rest = file.read_text("utf-8", "replace").partition("---\n")
    front, _, text = rest.partition("\n---\n")
    return front, text


def is_whole(article: dict[str, Any]) -> bool:
    """Whether an article may be learnt from."""
    texts = [article["headline"], *(text for text, _ in article["lines"])]
    ends = texts[-1][-1] in "。！？」』”）)" and not article["lines"][-1][1]
    may_be_learnt = bool(article["date"]) and not article["outlet"].endswith(NOT_LEARNT)
    return ends and may_be_learnt and not any(map(WEB.search, texts))


def is_local(file: Path) -> bool:
    """Whether an article of the outlet of Hong Kong is one of those that pages are made of."""
    return zlib.crc32(file.stem.encode()) % EVERY == 0


def articles(crawls: Path, hkcnews: Path) -> Iterator[dict[str, Any]]:
    """All of them, each headline once."""
    seen: set[str] = set()
    local = [file for file in sorted(hkcnews.rglob("*.md")) if is_local(file)]
    for found in (*map(reprinted, sorted(crawls.rglob("*.xml"))), *map(of_hong_kong, local)):
        if found and found["headline"] not in seen and is_whole(found):
            seen.add(found["headline"])
            yield found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crawls", type=Path)
    parser.add_argument("hkcnews", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    found = sorted(articles(options.crawls, options.hkcnews), key=lambda one: (one["outlet"], one["date"], one["id"]))
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found)
    options.out.write_text(text, encoding="utf-8")
    print(f"{len(found):,} articles")
    return 0


if __name__ == "__main__":
    sys.exit(main())
