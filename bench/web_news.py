"""Transcripts of web news and of short items on an epidemic, as the labels of several outlets name them.

    git -C banned-news2 archive 17988314b96d7608ace72fe9e208c6e92e2d196a pages | tar x -C news
    git -C DXY-COVID-19-Data show 85063b69beee944903fdba0c71c450ad9e6420f7:csv/DXYNews.csv > DXYNews.csv
    python -m bench.web_news news/pages DXYNews.csv held
    baolan load held.db held --no-words
    python -m bench.score_pairs held.db tests/gold/pairs-web.csv --held tests/gold/pairs-held.csv

`news/pages`: GitHub zydd999/banned-news2, articles of five outlets of September and October 2020, each page once. What
stands beside an article is left out: captions, links, editors, where to subscribe. `DXYNews.csv`: GitHub
BlankerL/DXY-COVID-19-Data, items of 83 outlets, of each the version read last. One Markdown file for so many articles
of an outlet and day: a headline for each, and its paragraphs; and `catalog.csv`, which says the outlet and day of each.
Where the labels come from: docs/stories.md.
"""

from __future__ import annotations

import argparse
import csv
import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

# Outlets of the web by their address, and the code of their folder.
OUTLETS = {
    "epochtimes.com": ("大纪元", "djy"),
    "secretchina.com": ("看中国", "kzg"),
    "ntdtv.com": ("新唐人", "ntd"),
    "soundofhope.org": ("希望之声", "soh"),
    "rfa.org": ("自由亚洲", "rfa"),
}
FIRST, LAST = "2020-09-23", "2020-10-18"
SHORTEST = 60  # code points of an article of the web
HAN = 20  # Han characters of an item, else it is in English
PER_FILE = {"web": 10, "items": 40}
# Folders of items are numbered by how many an outlet has; among equals as in this file.
ITEM_OUTLETS = Path(__file__).with_name("web_outlets.txt")

LEFT_OUT = {"figure", "script", "style", "iframe", "table", "video", "audio", "button", "noscript", "figcaption"}
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "li", "ul", "ol", "blockquote", "br", "hr", "center", "section"}
_ADDRESS = (re.compile(r"原文地址（需翻墙访问）：(\S+)"), re.compile(r"原文链接：(\S+)"))
_TITLE = re.compile(r"#+ (.*)")
_OWN_LINE = re.compile(r"\s*(####|---|原文|={3})")
_CAPTION = re.compile(
    r'<div class="caption">.*?</div>|<span class="caption">.*?</span>|<div id="headerimg">.*?<hr/>'
    r'|<figcaption.*?</figcaption>|<p style="text-align: ?center;?">.*?</p>',
    re.DOTALL,
)
_HIDDEN = re.compile(r'<span id="hideid".*?</span>\s*</span>', re.DOTALL)
_FURNITURE = re.compile(
    r"手机上长按|https?://|[（(]?责任编辑|[（(]?責任編輯|【诚征荣誉会员】|本文章或[节節]目|希望之[声聲]版[权權]"
    r"|\d+kbps下载|【订阅频道】|【支持】|喜欢我的频道|新唐人(网站|脸书|YouTube)|网络收看方式"
    r"|[（(]文章(仅|只|与视频仅)代表|本文只代表|如果您已是荣誉会员|荣誉会员招募|请点击此处|章天亮在最新视频"
    r"|\S{0,12}(责编|网编)[：: ]"
)
_DAYS_OF_ADDRESS = (re.compile(r"/(20\d\d)/(\d\d?)/(\d\d?)/"), re.compile(r"/gb/(\d\d)/(\d\d?)/(\d\d?)/"))
_MONTH_FIRST = re.compile(r"-(\d\d)(\d\d)(20\d\d)\d{6}")
_DAY = re.compile(r"(20\d\d)年(\d\d?)月(\d\d?)日")
_APP = re.compile("(微博|app|APP|客户端|微信公众号|网站|官网|官方微博)$")
_INVISIBLE = re.compile("[\u200b\u200c\ufeff]")


class Article(NamedTuple):
    """`order`: by what the articles of an outlet and day are sorted. `day` is ISO."""

    outlet: str
    day: str
    order: str
    title: str
    paragraphs: list[str]


class _Text(HTMLParser):
    """The text of a page, in blocks, without what is LEFT_OUT."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks = [""]
        self.inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LEFT_OUT:
            self.inside += 1
        elif self.inside:
            return
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in LEFT_OUT and self.inside:
            self.inside -= 1
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.blocks[-1] += data


def web_articles(pages: Path) -> Iterator[Article]:
    """The articles of the web, each address once, as the first of its pages has it."""
    seen = set()
    for path in sorted(pages.glob("*/*.md")):
        article = _web_article(path.read_text(encoding="utf-8", errors="replace"))
        if article and article.order not in seen:
            seen.add(article.order)
            paragraphs = [paragraph for paragraph in article.paragraphs if not _FURNITURE.match(paragraph)]
            if FIRST <= article.day <= LAST and sum(map(len, paragraphs)) >= SHORTEST:
                yield article._replace(paragraphs=paragraphs)


def _web_article(page: str) -> Article | None:
    """The article of a page; None where its outlet or day is not known."""
    address = next((found for named in _ADDRESS if (found := named.search(page))), None)
    title = _TITLE.match(page)
    outlet = next((name for site, (name, _) in OUTLETS.items() if address and site in address[1]), None)
    if address is None or title is None or outlet is None:
        return None
    body = page[: address.start()]
    lines = body[body.index("\n") :].split("\n")
    parser = _Text()
    parser.feed(_HIDDEN.sub("", _CAPTION.sub("", "\n".join(line for line in lines if not _OWN_LINE.match(line)))))
    paragraphs = [paragraph for block in parser.blocks if (paragraph := _one_line(block))]
    day = _day(address[1], paragraphs)
    headline = re.sub(r"\s+", " ", html.unescape(title[1])).strip()
    return Article(outlet, day, address[1], headline, paragraphs) if day else None


def _one_line(block: str) -> str:
    joined = re.sub(r"\s*\n\s*", "", block.replace("\xa0", " ").replace("\u200b", ""))
    return re.sub("[ \t\u3000]+", " ", joined).strip()


def _day(address: str, paragraphs: list[str]) -> str | None:
    """The day that the address names, or else the first paragraphs."""
    found = next((found for named in _DAYS_OF_ADDRESS if (found := named.search(address))), None)
    if found is None and (month_first := _MONTH_FIRST.search(address)):
        month, day, year = map(int, month_first.groups())
    elif found := found or _DAY.search(" ".join(paragraphs[:3])):
        year, month, day = map(int, found.groups())
    else:
        return None
    return f"{year + 2000 if year < 100 else year:04}-{month:02}-{day:02}"


def items(table: Path) -> Iterator[Article]:
    """The items of a table, of each the version that was read last."""
    last: dict[str, dict[str, str]] = {}
    with table.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["id"] not in last or row["crawlTime"] >= last[row["id"]]["crawlTime"]:
                last[row["id"]] = row
    for row in last.values():
        summary = row["summary"].strip()
        lines = (_INVISIBLE.sub("", line).replace("\xa0", " ").strip() for line in re.split(r"[\r\n]+", summary))
        if len(re.findall("[\u4e00-\u9fff]", summary)) >= HAN:
            title = re.sub(r"\s+", " ", row["title"].strip())
            outlet = _APP.sub("", row["infoSource"].strip())
            yield Article(outlet, row["pubDate"][:10], row["pubDate"], title, list(filter(None, lines)))


def by_day(articles: Iterable[Article]) -> Iterator[tuple[str, str, list[Article]]]:
    """The articles of each outlet and day, outlets and days in order, and the articles of a day too."""
    days: defaultdict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in articles:
        days[article.outlet, article.day].append(article)
    for (outlet, day), of_a_day in sorted(days.items()):
        yield outlet, day, sorted(of_a_day)


def write_catalog(folder: Path, rows: Iterable[Sequence[str]]) -> None:
    """The catalog of these transcripts: file, outlet and date of each."""
    with (folder / "catalog.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "outlet", "date", "page", "source", "note"])
        writer.writerows(rows)


def write(folder: Path, articles: Iterable[Article], codes: dict[str, str], per_file: int) -> Iterator[list[str]]:
    """The transcripts of these articles; yields the rows of the catalog."""
    for outlet, day, of_a_day in by_day(articles):
        (folder / codes[outlet]).mkdir(parents=True, exist_ok=True)
        for number, first in enumerate(range(0, len(of_a_day), per_file), 1):
            name = f"{codes[outlet]}/{codes[outlet]}-{day.replace('-', '')}-{number:02}.md"
            lines = [f"# {outlet} ({day.replace('-', '')})", ""]
            for article in of_a_day[first : first + per_file]:
                for line in (f"## {article.title}", *article.paragraphs):
                    lines += [line, ""]
            (folder / name).write_text("\n".join(lines), encoding="utf-8", newline="\n")
            yield [name, outlet, day, "", "", ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("items", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    numbered = ITEM_OUTLETS.read_text(encoding="utf-8").splitlines()
    web = dict(OUTLETS.values())
    of_items = {name: f"yq{number:03}" for number, name in enumerate(numbered, 1)}
    rows = [
        *write(arguments.folder, web_articles(arguments.pages), web, PER_FILE["web"]),
        *write(arguments.folder, items(arguments.items), of_items, PER_FILE["items"]),
    ]
    write_catalog(arguments.folder, rows)
    print(f"{len(rows)} transcripts")


if __name__ == "__main__":
    main()
