"""Files that nobody prints: what odd or hostile transcripts cost, and whether every character is accounted for.

    python -m bench.hostile                                    each kind alone, at 100 KB and four times that
    python -m bench.hostile --bytes 1000000 --kind one-character-lines
    python -m bench.hostile --make FOLDER --bytes 1000000          a folder of them, the same for the same seed
    python -m bench.hostile --folder                           such a folder as a whole: seconds and memory

Each kind is made of one or a few pieces, over and over, up to so many bytes, so that what a stage does to it at twice
the size shows whether its time is in proportion. A kind that takes more than `FASTER` times as long at four times the
size, or a folder in which `baolan check` finds something, makes the exit code 1.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import sqlite3
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count, cycle, islice
from pathlib import Path
from typing import NamedTuple

from loader.archive import read_archive
from loader.check import problems
from loader.errors import BaolanError
from loader.finding import find_stories
from loader.loading import load
from loader.outlet_files import load_conventions
from loader.reading import read_transcript
from loader.sources import Source
from loader.splitting import split_page

SEED = 20200212
FASTER = 6.5  # four times the size in more than so many times the time is no proportion
LEAST = 0.25  # seconds at four times the size, below which a ratio is noise
HAN = [chr(code) for code in range(0x4E00, 0x9FA6)]

Make = Callable[[random.Random], Iterator[str]]


def _always(*pieces: str) -> Make:
    return lambda chance: cycle(pieces)


def _once(first: str, *pieces: str) -> Make:
    """`first`, then the others over and over."""

    def make(chance: random.Random) -> Iterator[str]:
        yield first
        yield from cycle(pieces)

    return make


def _any(*pieces: str) -> Make:
    """The pieces in random order."""

    def make(chance: random.Random) -> Iterator[str]:
        while True:
            yield chance.choice(pieces)

    return make


def _words(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(HAN, k=length))


def _sentences(form: str) -> Make:
    """The form with other words in it each time: `{}` for eight characters, `{0}` for two, `{1}` for a number."""

    def make(chance: random.Random) -> Iterator[str]:
        for number in count(1):
            yield form.format(_words(chance, 2), number, _words(chance, 8), _words(chance, 30))

    return make


def _halves(upper: str, lower: str) -> Callable[[int], Make]:
    """All of one form, then all of another: half of the file each."""

    def sized(size: int) -> Make:
        def make(chance: random.Random) -> Iterator[str]:
            written = 0
            for piece in _sentences(upper)(chance):
                yield piece
                written += len(piece.encode())
                if 2 * written > size:
                    break
            yield from _sentences(lower)(chance)

        return make

    return sized


REPORT = "{2}\n\n本报讯（记者 {0}）{3}，第{1}号消息。\n\n"
KINDS: dict[str, Make] = {
    # lines and pages
    "one-line": _sentences("{3}"),
    "one-line-of-sentences": _sentences("{3}。"),
    "one-line-of-one-character": _always("的"),
    "one-character-lines": _always("的\n"),
    "one-character-lines-of-any-character": _sentences("{0:.1}\n"),
    "two-character-lines": _sentences("{0}\n"),
    "blank-lines": _once("完\n", "\n"),
    "spaces": _once("完", " ", "\u3000", "\t"),
    "form-feeds": _always("甲\f"),
    "form-feeds-in-lines": _always("甲\n\f\n"),
    "only-form-feeds": _once("完", "\f"),
    "pages-with-numbers": _sentences("=== 第{1}版 ===\n{3}。\n"),
    "page-breaks": _always("=== 第2版 ===\n"),
    "columns": _sentences("{2}\n\n"),
    "short-and-long": _sentences("{0}\n{3}{3}{3}{3}{3}{3}\n"),
    "indented": _once("", " " * 500 + "甲\n"),
    # articles
    "headlines": _sentences("{2}\n\n"),
    "headlines-close": _sentences("{2}{0}会议召开\n"),
    "one-report": _always("周口召开会议\n\n本报讯（记者 李凤霞）昨日，全市召开会议。\n\n"),
    "reports": _sentences(REPORT),
    "texts": _sentences("本报讯（记者 {0}）{3}。\n\n"),
    "texts-then-headlines": lambda chance: iter(()),
    "headlines-then-texts": lambda chance: iter(()),
    "torn-texts": _sentences("{2}会议\n\n，{3}，因为\n\n"),
    "torn-then-whole": lambda chance: iter(()),
    "long-headline-runs": _sentences("{2}\n{2}{0}\n{0}{2}\n{2}\n{2}{0}\n\n{3}，{3}。\n{3}。\n"),
    "letters": _sentences("致{0}的一封信\n\n{3}。\n\n"),
    "signatures": _sentences("{0}委员会\n2020年2月12日\n\n"),
    "bylines": _sentences("（记者 {0} {0} 通讯员 {0}）\n"),
    "one-byline": _once("本报讯（记者 ", *(f"{a}{b} " for a in "李王张刘陈" for b in "凤霞艳伟芳")),
    "datelines": _sentences("新华社北京2月12日电 {2}\n"),
    "dates": _sentences("2020年2月{1}日，"),
    "date-lines": _sentences("2020年2月12日 星期三\n"),
    "end-marks": _sentences("{3}。②{1}\n"),
    "jumps": _sentences("{2}（下转第{1}版）\n（上接第{1}版）{2}\n"),
    "captions": _sentences("图片说明：{2}。{0} 摄\n"),
    "contents": _sentences("{2}……{1}版\n"),
    "mastheads": _always("周口日报\n2020年2月13日 星期四\n第一版\n"),
    "credits": _always("责任编辑：李凤霞 版式：王艳\n"),
    "every-role": _any(
        "周口日报\n",
        "第一版\n", "春耕备耕全面展开\n", "本报讯（记者 王艳）昨日开工。\n", "②3\n", "图为现场。王艳 摄\n",
        "（下转第四版）\n", "致全市人民的一封信\n", "2020年2月12日\n", "一、加强领导\n", "新华社北京2月12日电 消息\n",
        "责任编辑：王艳\n", "，正在进行\n", "\n", "加强领导，因为\n",
    ),
    # repetition
    "one-phrase": _always("疫情防控"),
    "one-phrase-a-line": _always("疫情防控\n"),
    "one-sentence": _always("全市上下要把疫情防控作为当前最重要的工作来抓。"),
    "one-sentence-a-line": _always("全市上下要把疫情防控作为当前最重要的工作来抓。\n"),
    "doubled": _sentences("{0:.1}{0:.1}{0:.1}{0:.1}"),
    # punctuation and numbers
    "punctuation": _any(*"，。、：；！？（）“”《》…—·「」『』【】"),
    "punctuation-lines": _any(*(f"{mark}\n" for mark in "，。、：；！？（）“”《》…—·")),
    "open-quotes": _always("“"),
    "open-quotes-a-line": _sentences("“{2}\n"),
    "closed-quotes": _always("”"),
    "open-brackets": _always("（"),
    "nested-brackets": _always("（记者 "),
    "dashes": _always("—"),
    "dots": _always("."),
    "stars": _always("★●■ "),
    "digits": _any(*"0123456789"),
    "digit-lines": _sentences("{1}\n"),
    "one-digit": _always("9"),
    "spaced-digits": _always("2 月 1 2 日 "),
    "numerals": _any(*"一二三四五六七八九十百千万亿〇"),
    "circled": _any(*"①②③④⑤⑥⑦⑧⑨⑩"),
    "decimals": _sentences("{1}.{1}万{1}%，"),
    # markup
    "nested-html": _always("<div>"),
    "nested-html-lines": _always("<div>\n"),
    "paragraph-tags": _sentences("<p>{2}"),
    "breaks": _sentences("{2}<br>"),
    "open-tags": _once("<p>甲</p>\n", "<p "),
    "open-tags-a-line": _once("<p>甲</p>\n", "<p \n"),
    "angles": _once("<p>甲</p>\n", "<"),
    "open-comments": _once("<p>甲</p>\n", "<!-- "),
    "open-comments-a-line": _once("<p>甲</p>\n", "<!--\n"),
    "open-scripts": _once("<p>甲</p>\n", "<script>"),
    "open-scripts-and-styles": _once("<p>甲</p>\n", "<script>\n<style>\n<!--\n"),
    "attributes": _once("<p>甲</p>\n<p ", 'a="b" '),
    "quoted-attributes": _once("<p>甲</p>\n", '<p a="'),
    "entities": _once("<p>甲</p>\n", "&amp;", "&#20013;"),
    "ampersands": _once("<p>甲</p>\n", "&"),
    "open-entities": _once("<p>甲</p>\n", "&a"),
    "stars-of-emphasis": _once("# 甲\n\n**乙**\n\n", "*a **b ***c "),
    "only-asterisks": _once("# 甲\n\n**乙**\n\n", "*"),
    "asterisks-and-text": _once("# 甲\n\n**乙**\n\n", "**甲"),
    "underscores": _once("# 甲\n\n**乙**\n\n", "_a_"),
    "stars-and-underscores": _once("# 甲\n\n**乙**\n\n", "*_甲"),
    "back-quotes": _once("# 甲\n\n", "`a``b```c"),
    "square-brackets": _once("# 甲\n\n", "["),
    "links": _once("# 甲\n\n", "[甲](乙) "),
    "open-links": _once("# 甲\n\n", "[甲]("),
    "images": _once("# 甲\n\n", "![甲"),
    "backslashes": _once("# 甲\n\n", "\\"),
    "headings": _sentences("# {2}\n\n{3}。\n\n"),
    "deep-headings": _sentences("###### {2} ######\n"),
    "rules": _always("---\n***\n"),
    "table-rows": _sentences("| {0} | {2} |\n"),
    "front-matter": _once("---\n", "报纸: 周口日报\n", "a: b\n"),
    "front-matter-lines": _once("---\n", "- a\n"),
    "quotations": _once("# 甲\n\n", "> > > 甲\n"),
    "list-numbers": _sentences("{1}. {2}\n"),
    # characters
    "astral": _any("𠮷", "😀", "𝒜", "🇨🇳"),
    "combining": _once("e", "\u0301", "\u0323"),
    "combining-lines": _always("e" + "\u0301" * 200 + "\n"),
    "kana-marks": _always("か\u3099"),
    "zero-width": _always("甲\u200b\ufeff\u200d"),
    "both-ways": _always("甲\u202e乙\u202d\u2066"),
    "line-separators": _always("甲\u2028乙\u2029丙\x85丁\x0b"),
    "carriage-returns": _always("甲\r"),
    "mixed-line-ends": _always("甲\r\n乙\n丙\r"),
    "unfolding": _always("ﷺ㌕㎞½ﬃ"),
    "full-width": _any(*"ＡＢｃ１２３％"),
    "traditional": _any(*"後臺乾著麼裏"),
    "one-word": _always("a"),
    "english": _any("the ", "epidemic ", "prevention ", "and ", "work. "),
    "english-lines": _any("The epidemic\n", "and its prevention.\n", "\n"),
    "japanese": _any("きょうの", "ニュース", "です。", "新聞\n"),
    "korean": _any("오늘의 ", "뉴스", "입니다.\n"),
    "jamo": _always("ᄒ", "ᅡ", "ᆫ"),
    "arabic": _any("اخبار ", "اليوم.\n"),
    "thai": _always("ข่าววันนี้"),
    "any-han": _sentences("{3}\n"),
    "rare-han": _any(*(chr(code) for code in range(0x3400, 0x3800))),
    "private": _always("\ue000\ue001\uf8ff"),
    "controls": _any(*(chr(code) for code in (*range(1, 9), *range(14, 32), 127))),
    "replacements": _always("\ufffd甲"),
}  # fmt: skip
SIZED = {
    "texts-then-headlines": _halves("本报讯（记者 {0}）{3}。\n\n", "{2}\n\n"),
    "headlines-then-texts": _halves("{2}\n\n", "本报讯（记者 {0}）{3}。\n\n"),
    "torn-then-whole": _halves("{2}会议\n\n本报讯 {3}因为\n\n", "{2}会议\n\n，{3}。\n\n"),
}


def text(kind: str, size: int, seed: int = SEED) -> str:
    """A file of one kind, of about `size` bytes of UTF-8."""
    chance = random.Random(f"{seed} {kind}")
    make = SIZED[kind](size) if kind in SIZED else KINDS[kind]
    parts: list[str] = []
    written = 0
    for piece in make(chance):
        parts.append(piece)
        written += len(piece.encode())
        if written >= size:
            break
    return "".join(parts)


REFUSED: dict[str, Callable[[int], bytes]] = {
    "nul": lambda size: b"\0" * size,
    "nul-in-text": lambda size: "甲\0".encode() * (size // 4),
    "surrogates": lambda size: b"\xed\xa0\x80" * (size // 3),
    "broken-utf8": lambda size: ("甲".encode() + b"\xff") * (size // 4),
    "noise": lambda size: random.Random(SEED).randbytes(size),
    "empty": lambda size: b"",
}
"""Files that are refused with a sentence."""


def write_folder(folder: Path, size: int, seed: int = SEED) -> None:
    """A folder with a file of every kind, those that are refused, a zip bomb, links in circles, and odd names."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        (folder / f"{kind}.txt").write_bytes(text(kind, size, seed).encode())
    for kind in ("nested-html", "only-asterisks", "front-matter"):
        (folder / f"{kind}.md").write_bytes(text(kind, size, seed).encode())
    for codec in ("gb18030", "big5", "utf-16"):
        (folder / f"{codec}.txt").write_bytes(text("one-report", size // 2, seed).encode(codec, "ignore"))
    for kind, make in REFUSED.items():
        (folder / f"{kind}.txt").write_bytes(make(size))
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "outside.txt").symlink_to("/etc/passwd")
    (folder / "名字\n里有 换行 'quoted' \"quoted\" <b>.txt").write_text(
        "春耕\n\n本报讯 春耕全面展开。\n", encoding="utf-8"
    )
    (folder / ("长" * 80 + ".txt")).write_text("春耕\n\n本报讯 春耕备耕。\n", encoding="utf-8")
    deep = folder.joinpath(*(["深"] * 60))
    deep.mkdir(parents=True)
    (deep / "01.txt").write_text("春耕\n\n本报讯 深处的消息。\n", encoding="utf-8")
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("01.txt", b"a" * 100_000_000)


# ---- measuring -------------------------------------------------------------------------------------------------------


class Cost(NamedTuple):
    """Processor seconds of the stages, the sentence by which the file was refused, what is wrong with the archive."""

    split: float
    load: float
    stories: float
    check: float
    refusal: str | None
    fault: str | None


class TooLong(Exception):
    """A stage was given up."""


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    def late(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def cost(file: Path, seconds: int = 120) -> Cost:
    """What one file costs alone. A stage that takes longer than so many seconds, and those after it, cost inf."""
    spent = [float("inf")] * 4
    refusal: str | None = None
    fault: str | None = None
    with tempfile.TemporaryDirectory() as here:
        archive = Path(here, "a.db")
        try:
            for stage in range(4):
                begun = time.process_time()
                with _limited(seconds):
                    if stage == 0:
                        _split(file)
                    elif stage == 1:
                        report = load(archive, [file], reprints=False)
                        refusal = report.failed[0] if report.failed else None
                        if refusal:
                            fault = refusal if "baolan itself failed" in refusal else None
                            return Cost(spent[0], time.process_time() - begun, 0, 0, refusal, fault)
                    elif stage == 2:
                        _stories(archive)
                    else:
                        fault = _fault(archive)
                spent[stage] = time.process_time() - begun
        except TooLong:
            fault = f"{('split', 'load', 'stories', 'check')[stage]}: more than {seconds} s"
    return Cost(*spent, refusal, fault)


def _split(file: Path) -> None:
    with suppress(BaolanError):
        split_page(read_transcript(Source(file.name, file), "01"), load_conventions())


def _stories(archive: Path) -> None:
    from loader.archive import close_archive, open_archive

    db = open_archive(archive)
    try:
        find_stories(db)
    finally:
        close_archive(db)


def _fault(archive: Path) -> str | None:
    db = read_archive(archive)
    try:
        return next(problems(db.conn), None)
    finally:
        db.close()


def measure(kind: str, size: int, seconds: int = 120) -> tuple[Cost, Cost, list[str]]:
    """What a kind costs at a size and at four times that, and what is to be said against it."""
    with tempfile.TemporaryDirectory() as here:
        small, large = Path(here, "small.txt"), Path(here, "large.txt")
        small.write_bytes(text(kind, size).encode())
        large.write_bytes(text(kind, 4 * size).encode())
        one, four = cost(small, seconds), cost(large, seconds)
    said = [fault for fault in (one.fault, four.fault) if fault]
    for stage, few, many in zip(Cost._fields, one[:4], four[:4], strict=False):
        if not one.refusal and many > LEAST and many > FASTER * few:
            said.append(f"{stage}: {many:.2f} s, {many / max(few, 0.001):.1f} times {few:.2f} s")
    return one, four, said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bytes", type=int, default=100_000)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS))
    parser.add_argument("--seconds", type=int, default=120, help="give a stage up after so many")
    parser.add_argument("--make", type=Path, metavar="FOLDER")
    parser.add_argument("--folder", action="store_true", help="all kinds in one folder")
    options = parser.parse_args()
    if options.make:
        write_folder(options.make, options.bytes)
        return
    if options.folder:
        sys.exit(_whole(options.bytes))
    wrong = 0
    print(f"{'kind':40}{'split':>8}{'load':>8}{'stories':>8}{'check':>8}   s at {4 * options.bytes:,} bytes")
    cost_of_nothing()
    for kind in options.kind or KINDS:
        _, four, said = measure(kind, options.bytes, options.seconds)
        wrong += bool(said)
        note = "; ".join(said) or four.refusal or ""
        print(f"{kind:40}" + "".join(f"{spent:8.2f}" for spent in four[:4]) + "   " + note, flush=True)
    sys.exit(bool(wrong))


def cost_of_nothing() -> None:
    """Read what is read once, so that the first kind does not pay for it."""
    with tempfile.TemporaryDirectory() as here:
        file = Path(here, "01.txt")
        file.write_text("".join(islice(_sentences(REPORT)(random.Random(SEED)), 5)), encoding="utf-8")
        cost(file)


def _whole(size: int) -> int:
    with tempfile.TemporaryDirectory() as here:
        folder, archive = Path(here, "hostile"), Path(here, "a.db")
        write_folder(folder, size)
        names = sum(1 for file in folder.rglob("*") if file.is_file())
        begun = time.monotonic()
        report = load(archive, [folder], reprints=False)
        loaded = time.monotonic()
        _stories(archive)
        told = time.monotonic()
        fault = _fault(archive)
        checked = time.monotonic()
        conn = sqlite3.connect(archive)
        (characters,) = conn.execute("SELECT sum(characters) FROM transcripts").fetchone()
        conn.close()
    for sentence in report.failed:
        print(sentence)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{names} files, {len(report.added)} loaded ({characters:,} characters), {len(report.failed)} refused: load "
        f"{loaded - begun:.0f} s, stories {told - loaded:.0f} s, check {checked - told:.0f} s; peak {peak:.0f} MB; "
        f"check: {fault or 'nothing wrong'}"
    )
    return int(fault is not None)


if __name__ == "__main__":
    main()
