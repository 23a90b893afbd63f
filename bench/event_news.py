"""Transcripts of what several outlets print on one event, as the labels of events name them.

    git -C EventMonitor archive 70ae256c1223d932a228c86b7bf7a8f1400c23d6 news | tar x -C monitor
    git -C news_search_engine archive e2c5c9b704bc154c5897cf33ac10f6dd5f8f8543 data/news | tar x -C agency
    git -C TPWFC-Fire-Documentary archive e9bcc0712c8fbe8a24abfc9ed248dbe5d192c1ce content/news | tar x -C fire
    git -C news-information-retrieval-system archive 6f63144a8610ba8e6997a8b6e10dd9772f5cb62e data | tar x -C taiwan
    python -m bench.event_news monitor agency fire taiwan events
    baolan load events.db events --no-words
    python -m bench.score_pairs events.db tests/gold/pairs-events.csv --held tests/gold/pairs-events-held.csv

`monitor`: GitHub liuhuanyong/EventMonitor, articles that a search engine found on events of 2007 to 2018. It seldom
names the site of an article: where the title of the page ends with one, that is the outlet; else the article is dealt
to one of eight made-up outlets, unsigned-1 to unsigned-8, in turn within a day, so that two articles of one day mostly
stand in two. `agency`: GitHub 01joy/news_search_engine, all channels of one site, 30 March to 4 April 2020, each an
outlet. `fire`: GitHub lst97/TPWFC-Fire-Documentary, pages of papers, broadcasters and the government of Hong Kong on
one fire of 2025. `taiwan`: GitHub Justin21523/news-information-retrieval-system, articles of nine outlets of Taiwan,
November 2025.

What stands beside an article is left out: links, editors, captions, accounts for donations. One Markdown file for each
outlet and day, in `mainland` and `hongkong-taiwan`: a headline for each article, and its paragraphs; and `catalog.csv`,
which says the outlet and day of each. It takes two minutes. Where the labels come from: docs/stories.md.
"""

from __future__ import annotations

import argparse
import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from bench.web_news import Article, by_day, write_catalog

MAINLAND, ABROAD = "mainland", "hongkong-taiwan"

SHORTEST, LONGEST = 80, 15_000  # code points of an article of the mainland
MADE_UP = 8
# What a title ends with that is a key word of its search and no site: such articles are a made-up outlet of their own.
KEY_WORDS = {"美国商务部", "财报", "新闻公报"}
# A line of so many articles is a link to another one, unless it is a sentence or longer than a headline.
OFTEN, HEADLINE = 4, 34
_LISTED_BY = "A5创业网("
_LINE = re.compile(
    r"相关(?:新闻|阅读|报道|链接|推荐)[:：]?|延伸阅读[:：]?|推荐阅读[:：]?|更多(?:精彩)?(?:内容|新闻).{0,20}|点击.{0,20}"
    r"|分享到.*|.{0,6}扫一扫.*|.*扫描二维码.*|.*版权所有.*|.*未经.{0,8}(?:授权|许可|书面).*|.*(?:转载请注明|请注明出处).*"
    r"|.*特别声明.*|免责声明.*|声明[:：].*|.*不良信息举报.*|.*ICP[备证].*|.*微信公众(?:号|平台)[:：].*|.*关注.{0,12}公众号.*"
    r"|[（(\[【]?\s*(?:责任|本文|网络|实习|值班)?编辑[:：].*|[（(]?责编[:：].*|[（(]?(?:原标题|原题为)[:：].*"
    r"|上一[篇页].*|下一[篇页].*|返回.{0,6}|打印.{0,10}|关闭.{0,4}|字号.*|评论.{0,6}|收藏.{0,4}"
    r"|(?:网站)?(?:首页|导航).{0,30}|当前位置.*|您(?:的|现在)?.{0,4}位置.*|登录.{0,10}|注册.{0,10}|作者[:：].{0,15}"
    r"|.*强图打榜.*|.*【详细】.*|.*与非网.*|.*电销机器人.*|.*仅供读者参考.*|.*(?:仅代表|不代表).{0,20}观点.*|【免责声明】.*"
    r"|.*均为转载稿.*|.*看法新闻原创作品.*|返回搜狐.*|文章纠错|微博截图|.*复盘大师.*|.*我行我show.*|[{}\[\]],?"
    r'|"\w*"\s*:.*|true|false|report|摘要|[a-z.]+\.com|.*专栏作者招募.*|[1-4]\..{0,20}(?:微信|主页).*'
    r"|.*我们还可以帮助联系.*|可能你(?:善于|精通).*|来源[:：].{0,40}|发布时间[:：].{0,40}"
    r"|\d{4}[-年/]\d{1,2}[-月/]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?.{0,30}来源.{0,30}"
    r"|【?纠错】?|阅读[:：]?\d*|[\d\W_]{0,12}"
)
_SITE = re.compile(r"(?:[-_—–|]+|－|﹣)\s*([^-_—–|－﹣]{2,20})\s*$")
_IS_SITE = re.compile(r"(网|新闻|在线|之家|报|APP|App|部|频道|创业网|见闻|站长之家|数字报|新科技|OFweek.*|cnBeta.*)$")
_FOUND = re.compile(r"标题:(.*)\n发布时间:\s*(\d{4}-\d\d-\d\d).*\n正文:")
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))
_CHANNEL = re.compile(r"chinanews\.com/([a-z]+)/")
_DATED = re.compile(r"<datetime>(\d{4})-(\d+)-(\d+)")
_TITLE, _BODY = (re.compile(f"<{tag}>(.*?)</{tag}>", re.DOTALL) for tag in ("title", "body"))

# Of each folder of pages: by which attribute, and what in it, the elements are known that hold the text; and whether
# only the first of them does.
HOLDS = {
    "mingpao": ("id", "^(upper|lower)$", False),
    "tvb": ("class", "^descContainer$", False),
    "rthk": ("class", "^itemFullText$", False),
    "now-news": ("class", r"\bnewsLeading\b", True),
    "commercial-radio": ("class", r"\barticle-content-text\b", True),
    "i-cable": ("class", r"\bpost-detail-wrap\b", True),
    "hkej": ("id", "^article-content$", True),
    "hk01": ("id", "^article-content-section$", False),
    "oriental-daily": ("class", r"\bets-convertor\b", True),
    "dotdotnews": ("class", r"\bpost-body\b", True),
    "peoples-daily-gba": ("class", r"\brm_txt_con\b", False),
    "bastille-post": ("class", "^article-body$", True),
    "takungpao": ("class", r"\bcontent-body-inner\b", True),
    "singtao": ("class", r"\bcontent-body\b", True),
    "tvbs": ("id", "^news_detail_div$", False),
    "yahoo-news-hk": ("class", r"\batoms\b", True),
    "skypost": ("class", r"\barticle-details-content-contai", True),
    "points-media": ("class", r"\btd-post-content\b", False),
    "the-witness": ("class", r"\belementor-widget-theme-post-content\b", False),
    "hkgov Press Release": ("id", "^pressrelease$", True),
}
OUTLETS = {"hkgov Press Release": "hkgov"}
TITLED_OTHERWISE = "peoples-daily-gba"  # of which the page says the headline, and the metadata another
# Of a paper and its service of instant news the folder is one.
INSTANT = {"mingpao": "mingpao-instant"}
TAIWAN = {"cna", "ltn", "pts", "setn", "storm", "tvbs", "udn", "chinatimes", "ettoday"}
TOO_LARGE = {"ltn_14days.jsonl"}  # which the labels are not of
# Han characters of an article of Hong Kong or Taiwan, of whose characters at least half are such.
HAN = 50

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
BLOCKS = {
    "p",
    "div",
    "br",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "ul",
    "ol",
    "table",
    "tr",
    "td",
    "blockquote",
    "pre",
}
LEFT_OUT = {
    "script",
    "style",
    "noscript",
    "figure",
    "figcaption",
    "iframe",
    "button",
    "aside",
    "svg",
    "select",
    "template",
    "video",
    "form",
    "head",
}
_BESIDE = re.compile(
    r"articlelogin|related|recommend|share|caption|promo|advert|ad-container-|tags?\b|newsImgWrap|photo_"
    r"|innity(?!-in-post)|contentTxt0|hidden|vjs|img-des|guangxuan|readmore|extend"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_SCRIPTS = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_PARAGRAPH = re.compile(
    r"^◤|^(有線新聞|選擇分享平台|或複製鏈結|向下滾動閱讀更多|網上廣播|編輯推薦|編輯推介|一手掌握經濟脈動|支持我們.*)$|^☆"
    r"|^[(（]责编|^【相關報道】|本文獲「香港01」授權轉載|^免責聲明|^20\d\d年\d\d月\d\d日$|關注點新聞網和點新聞APP"
    r"|《TVBS》提醒您|^(【?港元】|【?人民幣及其他貨幣】)$|^中國銀行（香港）戶口號碼：|^(<<<<<<<|=======|>>>>>>>)"
    r"|^(相關(文章|新聞|報道|字詞|閱讀)|延伸閱讀|更多(新聞|報道|相關)|責任編輯|責編|来源|來源|編輯推介|原文|點擊|立即"
    r"|下載|Download|請繼續往下閱讀|熱門賽事|不用抽|【?立即|訂閱|追蹤|按此|即睇|同場加映|↓|▼|▲|►|▶|■?點選|文章來源"
    r"|分享|廣告|Advertisement|圖片?來源|（?责编|【?更多|.{0,6}相關(新聞|報道|影片)[:：])|明報電子報|電子報訂戶"
    r"|\(責任編輯|（責任編輯|^\d+$|^https?://|^#|^\(?文：|記者[^，。]{0,8}攝$"
    r"|^.{0,40}(圖片|攝|提供|截圖|資料圖片?)[)）】]?$|^.{0,40}（(資料)?圖片?）$|不得轉載|未經授權|版權所有"
)
# Behind such a paragraph nothing of the page is the article's.
_END = re.compile(
    r"^(往下看更多文章|你 或 有 興 趣|熱 · 門 · 榜|【情緒支援熱線】|如果您或身邊的人正經歷情緒困擾|完$|相關連結$"
    r"|熱線電話：1833298|點擊閱讀.*延伸|【特區政府「大埔宏福苑援助基金」戶口資料】)"
)
_CUT_SHORT = re.compile(r"(\.\.\.|…)$")
CUTS_SHORT = "commercial-radio"
_INVISIBLE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]")
_WHITE = re.compile("[ \t\r\n\u00a0\u200b\ufeff]+")
_TITLE_OF_PAGE = re.compile("<title>.{0,300}?</title>", re.DOTALL)
_HEADLINE_OF_PAGE = re.compile("<title>(.*?)(?:--.*)?</title>", re.DOTALL)
_BEHIND_TITLE = re.compile(
    r"[|｜]\s*Yahoo.*$| 宏福苑五級火 (?:\d+(?:天|小時|分鐘)前|20\d\d-\d\d-\d\d)(?: 粵)?$| \(\d\d:\d\d\)\s*$"
    r"|[\u200b\ufeff]"
)
_SITE_OF_TAIWAN = re.compile(r"\s*[|｜│]\s*(?=[^|｜│]*(?:新聞網|星聞|新聞|SETN|公視|TVBS))")
_LAST_OF_TITLE = re.compile(r"\s*\|\s*\S{1,6}$")
_SENTENCES = re.compile(r"(?<=[。」！？）]) +|\n+| {2,}")
_SOURCE = re.compile(r"\?(archive_date|list_ch|utm).*")
# Where a page says its day: all that is read of it for that, and the patterns in turn for its address or for the page.
_SAYS_DAY = re.compile(
    r'(?:createddate">.{0,60}|發佈日期: .{10}|class="newsTime.{0,200}|itemprop="datePublished"[^>]*>.{0,30}|'
    r'(?:datePublished|published_time|datetime)"[^<>]{0,50})',
    re.DOTALL,
)
SAYS_AT_MOST = 12
_PUBLISHED_HERE = re.compile(r'"datePublished": "(20\d\d-\d\d-\d\d)T[^"]*\+08:00')
_DAYS_OF_ADDRESS = (
    re.compile(r"/(20\d\d)/?([01]\d)/?([0-3]\d)/"),
    re.compile(r"[/-](20\d\d)([01]\d)([0-3]\d)\d*"),
)
_DAYS_OF_PAGE = (
    re.compile(r'createddate">.*?(20\d\d)-(\d\d)-(\d\d)', re.DOTALL),
    re.compile(r"發佈日期: (20\d\d)-(\d\d)-(\d\d)"),
    re.compile(r'class="newsTime[^>]*>\s*(?:<[^>]*>\s*)*(20\d\d)年(\d+)月(\d+)日'),
    re.compile(r'itemprop="datePublished"[^>]*>\s*(20\d\d)年(\d+)月(\d+)日'),
)
_PUBLISHED = re.compile(
    r'(?:datePublished|published_time|datetime)"[^<>]{0,12}?(20\d\d)-(\d\d)-(\d\d)T(\d\d):\d\d[^"]{0,9}'
)
_COMPACT_DAY = re.compile(r"/(20\d\d)(\d\d)(\d\d)")
BEHIND_GREENWICH = timedelta(hours=8)


class Read(NamedTuple):
    """An article as it was read: its outlet (of the mainland empty where it is not known), day, address (empty where
    there is none), title and paragraphs."""

    outlet: str
    day: str
    address: str
    title: str
    paragraphs: list[str]


def found_by_search(folder: Path) -> Iterator[Read]:
    """The articles that a search engine found on each event; the outlet is empty where the title names none."""
    for event in sorted((folder / "news").iterdir()):
        for path in sorted(event.iterdir()):
            text = path.read_text(encoding="utf-8", errors="replace")
            if head := _FOUND.match(text):
                title, site = headline_and_site(head[1])
                yield Read(site, head[2], "", title, paragraphs_of(text[head.end() :]))


def of_channels(folder: Path) -> Iterator[Read]:
    """The articles of one site, each channel an outlet."""
    for path in sorted((folder / "data" / "news").iterdir(), key=lambda path: int(path.name.split(".")[0])):
        text = path.read_text(encoding="utf-8")
        for escaped, character in _ESCAPED:
            text = text.replace(escaped, character)
        channel, day, title, body = (named.search(text) for named in (_CHANNEL, _DATED, _TITLE, _BODY))
        if channel and day and title and body:
            paragraphs = paragraphs_of(body[1])
            yield Read(f"chinanews-{channel[1]}", _iso(*day.groups()), "", _in_a_row(title[1]), paragraphs)


def headline_and_site(title: str) -> tuple[str, str]:
    """The headline in the title of a page, and the site that it ends with; that is empty where it names none."""
    site = ""
    last = _SITE.search(title)
    if last and _IS_SITE.search(last[1]) and " " not in last[1].strip():
        site = last[1].strip()
    title = re.split(r"\s*(?:\||_|--+|——(?=[^”]{2,8}网$)| - )\s*", title)[0]
    if site:
        title = re.sub(rf"[-—–－]\s*{re.escape(site)}$", "", title)
    return _in_a_row(title), site


def paragraphs_of(text: str) -> list[str]:
    """The lines of a text without what stands beside it."""
    text = text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "")
    lines = (_in_a_row(line) for line in text.split("\n"))
    return [line.lstrip("#").strip() or "·" for line in lines if line and not _LINE.fullmatch(line)]


def _in_a_row(text: str) -> str:
    return " ".join(text.split())


def _iso(year: str, month: str, day: str) -> str:
    return f"{year}-{int(month):02}-{int(day):02}"


def _links(articles: Iterable[Read]) -> set[str]:
    """Lines that stand in many articles and are no sentences: headlines of others."""
    often = Counter(line for article in articles for line in set(article.paragraphs))
    return {
        line
        for line, articles_with in often.items()
        if articles_with >= OFTEN
        and ((len(line) <= HEADLINE and not re.search("[。；]$", line)) or line.startswith(_LISTED_BY))
    }


def mainland(monitor: Path, agency: Path) -> Iterator[Article]:
    """The articles of the mainland, each text once."""
    turn: Counter[str] = Counter()
    seen = set()
    order = 0
    for articles in (list(found_by_search(monitor)), list(of_channels(agency))):
        links = _links(articles)
        for article in articles:
            paragraphs = [line for line in article.paragraphs if line not in links]
            text = "".join(paragraphs)
            if not article.title or not SHORTEST <= len(text) <= LONGEST or (article.title, text) in seen:
                continue
            seen.add((article.title, text))
            outlet = article.outlet
            if outlet in KEY_WORDS:
                outlet = f"unsigned-{MADE_UP + 1}"
            elif not outlet:
                turn[article.day] += 1
                outlet = f"unsigned-{(turn[article.day] - 1) % MADE_UP + 1}"
            order += 1
            yield Article(re.sub(r"[\s/\\·.,:：]+", "", outlet), article.day, f"{order:05}", article.title, paragraphs)


class _Page(HTMLParser):
    """The text of the elements of a page that hold it, in blocks, of each the paragraphs. A paragraph that is all links
    is none."""

    def __init__(self, attribute: str, holds: str) -> None:
        super().__init__(convert_charrefs=True)
        self.attribute, self.holds = attribute, re.compile(holds)
        self.blocks: list[list[str]] = []
        self._open: list[str] = []
        self._held: int | None = None  # how many elements were open where the one began that holds text
        self._left_out: int | None = None
        self._links = 0
        self._pieces: list[tuple[str, int]] = []  # of a paragraph, and in how many links each stands

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS and self._held is not None:
            self._end_paragraph()
        if tag in VOID:
            return
        self._open.append(tag)
        self._links += tag == "a"
        said = dict(attrs)
        if self._held is None:
            if self.holds.search(said.get(self.attribute) or ""):
                self._held = len(self._open)
                self.blocks.append([])
        elif self._left_out is None and (
            tag in LEFT_OUT or (_BESIDE.search(said.get("class") or "") and tag not in ("p", "span"))
        ):
            self._left_out = len(self._open)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        ended = ""
        while ended != tag:  # what was not ended before ends here
            depth, ended = len(self._open), self._open.pop()
            if ended in BLOCKS and self._held is not None:
                self._end_paragraph()
            self._links -= ended == "a"
            if self._left_out == depth:
                self._left_out = None
            if self._held == depth:
                self._end_paragraph()
                self._held = self._left_out = None

    def handle_data(self, data: str) -> None:
        if self._held is None or self._left_out is not None:
            return
        first, *others = data.split("\n\n")
        self._pieces.append((first, self._links))
        for piece in others:
            self._end_paragraph()
            self._pieces.append((piece, self._links))

    def _end_paragraph(self) -> None:
        paragraph = _WHITE.sub(" ", "".join(piece for piece, _ in self._pieces)).strip()
        if paragraph and _HAN.search("".join(piece for piece, links in self._pieces if not links)):
            self.blocks[-1].append(paragraph)
        self._pieces = []


def of_the_fire(folder: Path) -> Iterator[Read]:
    """The pages on the fire, whose day may be unknown and empty."""
    news = folder / "content" / "news"
    for path in sorted(news.rglob("index.html"), key=lambda path: path.as_posix()):
        under = path.relative_to(news).parts[0]
        if under in HOLDS:
            page = path.read_bytes().decode("utf-8", "replace")
            said = _json(path.with_name("metadata.json"))
            address, title = said.get("url", ""), said.get("title", "")
            printed = _HEADLINE_OF_PAGE.search(page)
            if under == TITLED_OTHERWISE and printed:
                title = html.unescape(printed[1])
            outlet = INSTANT.get(under, under) if "/ins/" in address else OUTLETS.get(under, under)
            paragraphs = text_of(page, under)
            yield Read(outlet, day_of(address, page) or "", address, title, paragraphs)


def _json(path: Path) -> dict[str, str]:
    """What a file of metadata says; nothing where there is none or it is broken."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def text_of(page: str, outlet: str) -> list[str]:
    """The paragraphs of a page of an outlet."""
    attribute, holds, once = HOLDS[outlet]
    parser = _Page(attribute, holds)
    parser.feed(_SCRIPTS.sub("", page))  # which may hold elements that do not end
    parser.close()
    blocks = list(filter(None, parser.blocks))[: 1 if once else None]
    paragraphs = [paragraph for block in blocks for paragraph in block]
    if outlet == "oriental-daily":
        lines = (re.sub("<br/?>", "\n", html.unescape(paragraph)) for paragraph in paragraphs)
        return "\n".join(lines).split("\n")
    return paragraphs


def day_of(address: str, page: str) -> str | None:
    """The day that the address of a page names, or else the page, by Hong Kong's clock; None where neither does."""
    title = _TITLE_OF_PAGE.search(page)
    page = (title[0] if title else "") + "".join(_SAYS_DAY.findall(page)[:SAYS_AT_MOST])
    here = _PUBLISHED_HERE.search(page)
    if here and "news.now.com" in address:
        return here[1]
    for said, patterns in ((address, _DAYS_OF_ADDRESS), (page, _DAYS_OF_PAGE)):
        for pattern in patterns:
            if named := pattern.search(said):
                return _iso(*named.groups())
    if published := _PUBLISHED.search(page):
        year, month, day, hour = map(int, published.groups())
        at = datetime(year, month, day, hour)
        if published[0].endswith(("Z", "+00:00")):
            at += BEHIND_GREENWICH
        return at.date().isoformat()
    return None


def of_taiwan(folder: Path) -> Iterator[Read]:
    """The articles of Taiwan. A file is of the outlet with which its name begins."""
    data = folder / "data"
    files = (path for under in ("processed", "raw") for path in (data / under).rglob("*.jsonl"))
    for path in sorted(files, key=lambda path: path.as_posix()):
        outlet = re.split("[_.]", path.name)[0]
        if outlet not in TAIWAN or path.name in TOO_LARGE:
            continue
        for line in path.read_bytes().decode("utf-8", "replace").splitlines():
            try:
                said = json.loads(line)
            except ValueError:
                continue
            address = said.get("url", "")
            day = (said.get("published_date") or said.get("publish_date") or "")[:10]
            if compact := _COMPACT_DAY.search(address):
                day = "-".join(compact.groups())
            title = _SITE_OF_TAIWAN.split(said["title"])[0]
            title = _LAST_OF_TITLE.sub("", _LAST_OF_TITLE.sub("", title))
            paragraphs = [paragraph.strip() for paragraph in _SENTENCES.split(said.get("content") or "")]
            yield Read(outlet, day or said.get("crawled_at", "")[:10], address, title, paragraphs)


def abroad(fire: Path, taiwan: Path) -> Iterator[Article]:
    """The articles of Hong Kong and Taiwan, each address and each text of an outlet once."""
    seen: set[tuple[str, str]] = set()
    for read in (*of_the_fire(fire), *of_taiwan(taiwan)):
        title = _BEHIND_TITLE.sub("", read.title)
        title = re.sub(r"\s+", " ", title).strip()
        paragraphs = _own(read.paragraphs, re.sub(r"\s+", "", title))
        text = "".join(paragraphs)
        if not read.day or not title or len(_HAN.findall(text)) < max(HAN, len(text) / 2):
            continue
        if read.outlet == CUTS_SHORT and _CUT_SHORT.search(text):
            continue
        known = {(read.outlet, text), (read.outlet, _SOURCE.sub("", read.address) or text)}
        if not known & seen:
            seen |= known
            yield Article(read.outlet, read.day, "", title, paragraphs)


def _own(paragraphs: Iterable[str], title: str) -> list[str]:
    """The paragraphs of a page that are its article's, each once. `title` without white space."""
    own: list[str] = []
    for paragraph in (_INVISIBLE.sub("", paragraph).strip() for paragraph in paragraphs):
        if _END.search(paragraph):
            break
        if paragraph and not _PARAGRAPH.search(paragraph) and paragraph not in own:
            own.append(paragraph)
    return [paragraph for paragraph in own if re.sub(r"\s+", "", paragraph) != title]


def write(folder: Path, place: str, articles: Iterable[Article]) -> Iterator[Sequence[str]]:
    """The transcripts of these articles, in a folder of that name in `folder`; yields the rows of the catalog."""
    for outlet, day, of_a_day in by_day(articles):
        name = f"{place}/{outlet}/{outlet}-{day}.md"
        lines = []
        for article in of_a_day:
            lines += [f"# {article.title}", *(paragraph.lstrip("#").strip() for paragraph in article.paragraphs)]
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{line}\n\n" for line in lines)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        yield name, outlet, day, "", "", ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("monitor", "agency", "fire", "taiwan", "folder"):
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args()
    rows = [
        *write(arguments.folder, MAINLAND, mainland(arguments.monitor, arguments.agency)),
        *write(arguments.folder, ABROAD, abroad(arguments.fire, arguments.taiwan)),
    ]
    write_catalog(arguments.folder, rows)
    print(f"{len(rows)} transcripts")


if __name__ == "__main__":
    main()
