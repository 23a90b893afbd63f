"""Every word the pages say themselves, in Chinese and in English, and which of the two a reader gets."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("zh-Hans", "en")
COOKIE = "baolan_lang"

MESSAGES: dict[str, tuple[str, str]] = {
    "site": ("报栏", "Baolan"),
    "data": ("数据", "Data"),
    "other-language": ("English", "中文"),
    "skip": ("跳到正文", "Skip to the text"),
    "search": ("检索", "Search"),
    "search-for": ("检索词", "Words to find"),
    "search-hint": (
        "逐字查找，繁简不分；空格隔开的词须同在一段。",
        "Finds exact words, traditional or simplified; words with a space between must stand in one paragraph.",
    ),
    "empty-search": (
        "请在 q 中填入要找的字词，例如 疫情防控。留空则无结果。",
        "Type the words to find into q, for example 疫情防控. An empty q finds nothing.",
    ),
    "found-by-query": ("“{q}”在本篇标出 {n} 处。", "“{q}” is marked {n} times in this article."),
    "found-by-query-one": ("“{q}”在本篇标出 1 处。", "“{q}” is marked once in this article."),
    "not-in-article": ("本篇没有“{q}”。", "“{q}” does not occur in this article."),
    "without-marks": ("去掉标记", "Remove the marks"),
    "inferred": ("〔推定〕", "[inferred]"),
    "unknown": ("未详", "unknown"),
    "unknown-outlet": ("报纸未详", "outlet unknown"),
    "unknown-date": ("日期未详", "date unknown"),
    "untitled": ("（无题）", "(no headline)"),
    "evidence": ("依据", "Evidence"),
    "no-evidence": ("没有记下依据。", "No evidence is recorded."),
    "basis-catalog": ("目录所载", "stated in the catalog"),
    "basis-printed": ("版面印有", "printed on the page"),
    "basis-inferred": ("推定", "inferred"),
    "confidence": ("把握 {percent}%", "confidence {percent}%"),
    "line": ("第 {n} 行", "line {n}"),
    "article-of": ("本版第 {n} 篇，共 {m} 篇", "article {n} of {m} on this page"),
    "characters": ("{n} 字", "{n} characters"),
    "characters-one": ("1 字", "1 character"),
    "previous": ("上一篇", "Previous"),
    "next": ("下一篇", "Next"),
    "whole-page": ("整版", "The whole page"),
    "all-by": ("{name} 的全部署名", "everything signed by {name}"),
    "source-lines": ("原文逐行", "Source, line by line"),
    "source-lines-note": (
        "一行是文稿中的一行，一字未改；“规则”一栏说明它为何被判为这种文字。",
        "Each row is one line of the transcript, verbatim; “rule” says why it was read as it was.",
    ),
    "number": ("行", "Line"),
    "role": ("判为", "Role"),
    "rule": ("规则", "Rule"),
    "article": ("篇", "Article"),
    "paragraph": ("段", "Paragraph"),
    "text": ("文字", "Text"),
    "cite-data": ("数据", "Data"),
    "row": ("数据行", "Row"),
    "paragraphs-csv": ("各段 CSV", "Paragraphs as CSV"),
    "lines-csv": ("各行 CSV", "Lines as CSV"),
    "as-page": ("版面", "As a page"),
    "as-source": ("原文逐行", "Line by line"),
    "file": ("文件", "File"),
    "page-number": ("第 {n} 版", "page {n}"),
    "n-articles": ("{n} 篇", "{n} articles"),
    "n-articles-one": ("1 篇", "1 article"),
    "n-outlets": ("{n} 家报纸", "{n} outlets"),
    "n-outlets-one": ("1 家报纸", "1 outlet"),
    "n-days": ("{n} 天", "{n} days"),
    "n-days-one": ("1 天", "1 day"),
    "furniture": ("报头、口号等", "Masthead, slogans and the like"),
    "not-placed": ("未归位的文字", "Text that found no place"),
    "not-placed-note": (
        "下列各行没能归入任何一篇。",
        "These lines could not be given to any article.",
    ),
    "flags": ("存疑", "To be checked"),
    "no-articles": ("这份文稿没有拆出任何一篇。", "No article was found in this transcript."),
    "more-lines": ("接着看第 {n} 行起", "Continue from line {n}"),
    "first-lines": ("从头看起", "From the first line"),
    "cut-short": (
        "篇幅太长，此处只列前面一部分；全部内容见数据表。",
        "Too long for one page: only the beginning is shown. The table has all of it.",
    ),
    "missing-article": ("没有编号为 {id} 的篇", "There is no article {id}"),
    "missing-transcript": ("没有编号为 {id} 的文稿", "There is no transcript {id}"),
    "missing-hint": (
        "编号可能抄漏了字，也可能这份文稿改动后重新拆过。可以从下面找，或检索原句。",
        "The id may be cut short, or the page was changed and split again. Look below, or search for a phrase.",
    ),
    "near": ("相近的有", "Close to it"),
    "all-articles": ("全部各篇", "All articles"),
    "all-transcripts": ("全部文稿", "All transcripts"),
    "outlets": ("报纸", "Outlets"),
    "outlet": ("报纸", "Outlet"),
    "first-day": ("首日", "First day"),
    "last-day": ("末日", "Last day"),
    "articles": ("篇数", "Articles"),
    "newest-pages": ("新近版面", "Newest pages"),
    "queries": ("现成查询", "Ready-made queries"),
    "empty-archive": (
        "库里还没有文稿。用 baolan load 载入一个文件夹。",
        "There are no transcripts yet. Load a folder with: baolan load",
    ),
    "powered": ("发布：", "Published with"),
    "note": ("编者说明", "Editor's note"),
    "field-outlet": ("报纸", "outlet"),
    "field-date": ("日期", "date"),
    "field-year": ("年份", "year"),
    "field-headings": ("标题归属", "whose headings"),
    "field-signature": ("落款归属", "whose signature"),
    "field-role": ("更正：角色", "corrected role"),
    "field-article": ("更正：归属", "corrected article"),
    "field-page": ("版次", "page"),
    "field-byline": ("署名", "byline"),
    "field-agency": ("通讯社", "agency"),
    "field-dateline": ("电头", "dateline"),
    "field-place": ("地点", "place"),
    "field-event_date": ("所记之日", "day reported"),
    "field-headline": ("标题", "headline"),
    "flag-correction": ("未采用的更正", "correction left out"),
    "flag-torn": ("残句", "torn"),
    "flag-english-word": ("夹英文", "English word"),
    "flag-doubled": ("叠字", "doubled"),
    "flag-unplaced": ("未归位", "not placed"),
    "role-kicker": ("引题", "kicker"),
    "role-headline": ("主题", "headline"),
    "role-deck": ("副题", "deck"),
    "role-crosshead": ("小标题", "crosshead"),
    "role-byline": ("署名", "byline"),
    "role-dateline": ("电头", "dateline"),
    "role-body": ("正文", "body"),
    "role-caption": ("图片说明", "caption"),
    "role-jump": ("转版", "jump line"),
    "role-end-mark": ("文末码", "end mark"),
    "role-signature": ("落款", "signature"),
    "role-contents": ("导读", "contents"),
    "role-credits": ("责编等", "credits"),
    "role-slogan": ("口号", "slogan"),
    "role-note": ("编注", "note"),
    "role-section": ("栏目", "section"),
    "role-agency": ("通讯社", "agency"),
    "role-folio": ("报头", "folio"),
    "role-unplaced": ("未归位", "not placed"),
}

WEEKDAYS = "一二三四五六日"
# strftime speaks the language of the server
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """The messages in one language: `words("line", n=3)`."""

    lang: str

    def __call__(self, key: str, **values: object) -> str:
        return MESSAGES[key][LANGUAGES.index(self.lang)].format(**values)

    def count(self, key: str, n: int, **values: object) -> str:
        """A message with a number in it; English says `1 article`, not `1 articles`."""
        return self(f"{key}-one" if n == 1 else key, n=f"{n:,}", **values)

    def label(self, kind: str, name: str) -> str:
        """The name of a role, field or basis; one we do not know stands for itself."""
        key = f"{kind}-{name}"
        return self(key) if key in MESSAGES else name

    def day(self, date: str | None) -> str:
        """`2020-02-13` as a reader writes it; what is not an ISO date is left as it is."""
        if not date:
            return self("unknown-date")
        try:
            day = datetime.date.fromisoformat(date)
        except ValueError:
            return date
        if self.lang == "en":
            return f"{ENGLISH_DAYS[day.weekday()]} {day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
        return f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"

    @property
    def other(self) -> str:
        return LANGUAGES[1 - LANGUAGES.index(self.lang)]


def known_language(tag: str | None) -> str | None:
    """`zh-CN`, `zh_TW` and `zh` are `zh-Hans`, `en-GB` is `en`; anything else is unknown (None)."""
    primary = (tag or "").strip().lower().replace("_", "-").split("-")[0]
    return {"zh": "zh-Hans", "en": "en"}.get(primary)


def choose_language(asked: str | None, cookie: str | None, headers: Mapping[str, str]) -> str:
    """What the address asks for, else what was chosen before, else the browser's first known language, else Chinese."""
    for tag in (asked, cookie):
        if known := known_language(tag):
            return known
    accepted: list[tuple[float, int, str | None]] = []
    for item in headers.get("accept-language", "")[:500].split(","):
        tag, _, weight = item.partition(";q=")
        try:
            accepted.append((-float(weight or 1), len(accepted), known_language(tag)))
        except ValueError:
            continue
    return next((known for _, _, known in sorted(accepted, key=lambda one: one[:2]) if known), LANGUAGES[0])
