"""A coverage-guided fuzzer over all that reads what strangers write: pages, queries, catalogs, corrections.

    pip install atheris                         Python 3.11 to 3.13 on Linux; Apache-2.0, needed by nothing else
    python -m bench.fuzz                        every target for a minute each, and a table of inputs
    python -m bench.fuzz --seconds 600 --target pages

Each target runs in a process of its own that atheris (libFuzzer) drives: inputs that reach new branches of `loader` are
kept and varied. What is thrown that is no `BaolanError` and no documented error, or an invariant that does not hold,
ends the target with the input in a file `crash-…`, which `--again FILE` runs once more. Bytes become text in two ways,
by the first of them: as they are, or each as one of some pieces that newspapers are made of.
"""

from __future__ import annotations

import argparse
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PIECES = (
    *"的国一日年月市报记者新华社电本讯通员版第上下转接导读责编图片说明，。、：；（）“”《》？！…—■●▲□②③",
    *"0123456789abcxyzABC .-_*#>|[]()<>&;=\"'\\/`~+,:\t\u3000\r\f\x0b\x85\u2028\ufeff\u200b\u0301\u3099\ud800\x00",
    *("\n",) * 8, *("\n\n",) * 6, "\r\n", "𠮷", "😀", "ﬁ", "½", "㎞", "ｶﾞ", "ガ", "ᄒ", "ᅡ", "é", "臺", "后", "後",
    "乾", "着", "著", "疫情防控", "复工复产", "本报讯", "（记者 李凤霞）", "新华社北京2月12日电", "2020年2月13日",
    "2 月 12 日", "第一版", "（下转第四版）", "（上接第一版）", "②3", "责任编辑", "周口日报", "宁波日报", "--- ",
    "---\n", "报纸: ", "日期: ", "=== 第2版 ===", "**", "__", "# ", "## ", "![](", "](", "<p>", "</p>", "<br>", "<h1>",
    "</h1>", "<script>", "<!--", "-->", "&amp;", "&#12;", "&#0;", "&lt;", "```", "http://a.b/", "AND", " OR ", " NOT ",
    " -", "*", "\"", "NEAR(", "{text}:", "^", "file,line,text,role,article,note",
    "file,outlet,date,page,source,note,encoding", "01.txt,", "../", "C:\\", "headline", "body", "new", "none",
    "utf-8", "gb18030",
)  # fmt: skip
LONGEST = 400  # bytes; with pieces, some 800 characters
CODECS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5", "utf-8-sig", "latin-1", "utf-7")


class Broken(Exception):
    """An invariant that does not hold."""


def require(holds: bool, what: str) -> None:
    if not holds:
        raise Broken(what)


def text_of(data: bytes) -> str:
    if data[:1] < b"\x40":
        return data[1:].decode("utf-8", "surrogatepass" if data[:1] < b"\x20" else "replace") if _sound(data) else ""
    return "".join(PIECES[byte % len(PIECES)] for byte in data[1:])


def _sound(data: bytes) -> bool:
    try:
        data[1:].decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data[:1] >= b"\x20"
    return True


def bytes_of(data: bytes) -> bytes:
    """A file: bytes as they are, or text in one of some encodings."""
    if data[:1] < b"\x30":
        return data[1:]
    return text_of(data[1:]).encode(CODECS[data[0] % len(CODECS)], "ignore")


# ---- targets ---------------------------------------------------------------------------------------------------------


def pages() -> Callable[[bytes], None]:
    """Reading and splitting: bytes come back, every line stands once, every printed character stands somewhere."""
    from loader.conventions import load_conventions
    from loader.errors import BaolanError
    from loader.markup import printed_blocks
    from loader.model import Page
    from loader.reading import Source, encode_transcript, read_transcript
    from loader.splitting import split_page

    def lossless(page: Page) -> None:
        text = page.transcript.text
        stripped = "\ufeff\u200b"
        lines = [n for n, line in enumerate(text.split("\n"), 1) if line.strip().strip(stripped).strip()]
        found = [line.number for line in page.lines]
        require(len(found) == len(set(found)) and set(lines) <= set(found), "a line is missing or stands twice")
        held = [0] * len(text)
        for article in page.articles:
            for paragraph in article.paragraphs:
                for piece in paragraph.pieces:
                    if piece.length == piece.end - piece.start:
                        same = paragraph.text[piece.offset :][: piece.length] == text[piece.start : piece.end]
                        require(same, "a piece is not what the source has there")
                    for at in range(piece.start, piece.end):
                        held[at] += 1
        require(max(held, default=0) <= 1, "a character is in two paragraphs")
        role = {line.number: line for line in page.lines}
        blocks: dict[int, int] = {}
        for block in printed_blocks(page.transcript):
            blocks[block.line] = blocks.get(block.line, 0) + 1
        for block in printed_blocks(page.transcript):
            if block.text and blocks[block.line] == 1 and role[block.line].paragraph is not None:
                require(all(held[at] for p in block.pieces for at in range(p.start, p.end)), "a character is lost")

    def one(data: bytes) -> None:
        source = Source("01.md" if data[:1] < b"\x80" else "周口日报/2020-02-13/01.txt", Path("01"), bytes_of(data[1:]))
        try:
            transcript = read_transcript(source, "01")
            require(encode_transcript(transcript) == source.data, "the bytes do not come back")
            lossless(split_page(transcript, load_conventions()))
        except BaolanError:
            pass

    return one


def archives() -> Callable[[bytes], None]:
    """Pages and corrections into an archive, which must be whole, and leave nothing of the page before."""
    from loader import index
    from loader.archive import _create, _database
    from loader.check import problems
    from loader.conventions import load_conventions
    from loader.corrections import read_corrections
    from loader.errors import BaolanError
    from loader.reading import Source, read_transcript
    from loader.splitting import split_page
    from loader.store import Store

    conn = sqlite3.connect(":memory:")
    index.register(conn)
    db = _database(conn)
    _create(db)
    store = Store(db, load_conventions())
    sheet = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None), "corrections.csv")
    roles = ("headline", "body", "byline", "", "crosshead", "furniture", "kicker", "note")

    def one(data: bytes) -> None:
        text = bytes_of(data[8:])
        rows = ["file,line,text,role,article"]
        try:
            transcript = read_transcript(Source("01.md", Path("01"), text), "01")
            lines = transcript.text.split("\n")
            for place in range(0, min(len(data), 8) - 1, 2):
                number = data[place] % len(lines)
                words = lines[number].strip()[:6].replace('"', "").replace("\0", "").replace("\r", "")
                article = ("", "new", "none", str(data[place + 1] % 20))[data[place + 1] // 64]
                rows.append(f'01.md,{number + 1},"{words}",{roles[data[place + 1] % 8]},{article}')
            sheet.write_text("\n".join(rows[: 1 + data[0] % 5]), encoding="utf-8", errors="ignore", newline="")
            try:
                corrections = read_corrections(sheet).get("01.md", ())
            except BaolanError:
                corrections = ()
            store.save(split_page(transcript, load_conventions(), None, 2020, corrections), "")
            store.commit()
        except BaolanError:
            return
        found = next(problems(conn), None)
        require(found is None, str(found))

    return one


def folding() -> Callable[[bytes], None]:
    """One form whatever was folded before; every place of the folded text leads to a place of the source."""
    from loader.normalize import even, fold, fold_with_map, pairs, units

    def one(data: bytes) -> None:
        text = text_of(data)
        folded, starts, ends = fold_with_map(text)
        require(folded == fold(text), "two foldings")
        require(fold(folded) == folded, "folds once more")
        require(len(folded) == len(starts) == len(ends), "places are missing")
        for character, start, end in zip(*fold_with_map(text), strict=True):  # the space in 2 3 for ②③ stands nowhere
            require(0 <= start <= end <= len(text) and (start < end or character == " "), "a place is outside")
        require(starts == sorted(starts), "places go back")
        require(len(even(text)) == len(text), "evened to another length")
        pairs(units(folded))

    return one


def queries() -> Callable[[bytes], None]:
    """No query raises or is refused by FTS5; a snippet is a slice of the source with marks."""
    from loader import index
    from loader.query import match_expression, parse_query, single_character

    conn = sqlite3.connect(":memory:")
    index.register(conn)
    tokens = "\"unicode61 categories 'L* N* Co P* S*' remove_diacritics 0\""
    conn.execute(f"CREATE VIRTUAL TABLE found USING fts5(text, tokenize={tokens})")
    conn.execute("INSERT INTO found VALUES ('疫情 情防 防控')")

    def one(data: bytes) -> None:
        query = text_of(data)
        parse_query(query)
        single_character(query)
        expression = match_expression(query)
        conn.execute("SELECT count(*) FROM found WHERE found MATCH ?", [expression]).fetchone()

    return one


def sheets() -> Callable[[bytes], None]:
    """Catalogs, corrections, dictionaries and front matter are read, or refused with a sentence; no path leads out."""
    from loader.catalog import read_catalog
    from loader.corrections import read_corrections
    from loader.dictionary import read_dictionary
    from loader.errors import BaolanError
    from loader.filenames import file_dates, file_pages
    from loader.frontmatter import read_front_matter
    from loader.model import Transcript

    file = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None), "sheet.csv")
    heads = ("", "file,outlet,date,page,source,note,encoding\n", "file,line,text,role,article,note\n")

    def one(data: bytes) -> None:
        kind = data[0] % 4 if data else 0
        content = bytes_of(data[1:])
        if kind == 3:
            text = "---\n" + content.decode("utf-8", "replace")
            with suppress(BaolanError):
                read_front_matter(Transcript("01", "01.md", "", "utf-8", False, "lf", text))
            file_dates(text)
            file_pages(text)
            return
        file.write_bytes((heads[kind].encode() if data[:1] < b"\x80" else b"") + content)
        with suppress(BaolanError):
            names: list[str] = []
            if kind == 0:
                read_dictionary(file)
            elif kind == 1:
                names = list(read_catalog(file))
            else:
                names = list(read_corrections(file))
            for name in names:
                outside = name.startswith("/") or ".." in name.split("/") or re.match("[A-Za-z]:", name)
                require(not outside, "a path leads out")

    return one


TARGETS = {"pages": pages, "archives": archives, "folding": folding, "queries": queries, "sheets": sheets}


# ---- running ---------------------------------------------------------------------------------------------------------


def seeds_for(folder: Path) -> None:
    """A corpus to begin with: the sample transcripts in pieces, and every piece of newspaper."""
    for number in range(0, len(PIECES), 12):
        (folder / f"pieces-{number}").write_bytes(bytes([0xFF, 0xFF, 0xFF, *range(number, min(number + 12, 256))]))
    for file in sorted((Path(__file__).parent.parent / "seeds").glob("*.txt")):
        data = file.read_bytes()
        for at in range(0, min(len(data), 6_000), 1_500):
            (folder / f"{file.stem}-{at}").write_bytes(b"\0\0" + data[at : at + 1_500])


def drive(name: str, arguments: list[str]) -> None:
    """Hand this process to libFuzzer. Does not return."""
    import atheris

    with atheris.instrument_imports(include=["loader"], enable_loader_override=False):
        target = TARGETS[name]()
    atheris.Setup([sys.argv[0], *arguments], target)
    atheris.Fuzz()


def fuzz(name: str, seconds: int, seed: int) -> tuple[int, str]:
    """Inputs that a target was given, and what it said if it fell."""
    with tempfile.TemporaryDirectory() as corpus:
        seeds_for(Path(corpus))
        options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-seed={seed}", "-print_final_stats=1"]
        command = [sys.executable, "-m", "bench.fuzz", "--drive", name, corpus, *options, "-timeout=20", "-verbosity=1"]
        said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    counted = re.findall(r"stat::number_of_executed_units:\s*(\d+)", said.stdout) or re.findall(
        r"^#(\d+)\s", said.stdout, re.M
    )
    return int(counted[-1] if counted else 0), "" if said.returncode == 0 else said.stdout[-3_000:]


def main() -> None:
    if sys.argv[1:2] == ["--drive"]:
        drive(sys.argv[2], sys.argv[3:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", choices=sorted(TARGETS), action="append")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20200212)
    parser.add_argument("--again", type=Path, help="run one input that fell once more")
    options = parser.parse_args()
    if options.again:
        for name in options.target or TARGETS:
            TARGETS[name]()(options.again.read_bytes())
        return
    total, fell = 0, False
    for name in options.target or TARGETS:
        count, said = fuzz(name, options.seconds, options.seed)
        total += count
        fell = fell or bool(said)
        print(f"{name:10}{count:>12,} inputs  {'fell' if said else 'no fault'}", flush=True)
        if said:
            print(said, flush=True)
    print(f"{'all':10}{total:>12,} inputs")
    sys.exit(fell)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    main()
