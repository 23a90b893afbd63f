"""What the fuzzer drives: all that reads what strangers write, with the invariants that must hold whatever they write.

Each target is a function that imports what it needs (so that atheris can instrument it) and returns one of bytes.
Bytes become text in two ways, by the first of them: as they are, or each as one of some pieces that newspapers are
made of.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

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
    "标题：", "【正文】", "作者：", "简讯\n", "○", "- 5 -\n", "《周口日报》（2020年2月13日 3版）\n", "民國九年",
    "\u3000" * 9, "utf-8", "gb18030", "<zq9>", "\" zq9=\"", "%00", "~2F", "&", "=", "+", "@",
)  # fmt: skip
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
    from loader.errors import BaolanError
    from loader.markup import printed_blocks
    from loader.model import Page
    from loader.outlet_files import load_conventions
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
    from loader.corrections import read_corrections
    from loader.errors import BaolanError
    from loader.outlet_files import load_conventions
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
    from loader.characters import even
    from loader.normalize import fold, fold_with_map
    from loader.units import pairs, units

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


MARK = "zq9"  # of a tag and of an attribute that no page of ours has
MARKS = (f"<{MARK}>", f"' {MARK}='", f'" {MARK}="', f"javascript:{MARK}")
# Of Datasette's own pages only what reaches our search: their other arguments have faults that are not ours (0.65.5
# answers 500 to a column to sort by that a table does not have).
SEARCHING = ("_search", "_search_text", "q", "outlet", "name", "lang", "_bom")
ARGUMENTS = (
    *SEARCHING, "from", "to", "sort", "by", "month", "line", "first", "article", "mode", "after", "source",
    "show", "least", "measure", "window", "width", "terms", "list", "role", "per", "unit", "date_from", "date_to",
    "transcript", "word", "story", "format", "base", "against", "page", "place", "kind",
)  # fmt: skip
VALUES = (
    "疫情", "防控", "2020-02", "2020-02-13", "周口日报", "1", "0", "-1", "9" * 30, "1e9", "", "outlet", "total",
    "zh-Hans", "en", "date", "headline", "on", "off", "csv", "疫情\n防控", "疫情 OR 防控", "NaN", *MARKS,
)  # fmt: skip
MOST_ARGUMENTS = 6


def routes() -> Callable[[bytes], None]:
    """Every address of an archive: no answer is a fault of the server, nothing of a query is markup or a formula."""
    from datasette.app import Datasette  # type: ignore[import-untyped]

    from loader.loading import load
    from loader.metadata import archive_description
    from loader.routes import PAGES

    folder = Path(tempfile.mkdtemp())
    page = f'<{MARK}>疫情" {MARK}="\n\n=本报讯（记者 @甲）疫情防控。\n'
    (folder / "01.txt").write_text(page, encoding="utf-8")
    load(folder / "archive.db", [Path(__file__).parent.parent / "seeds", folder])
    conn = sqlite3.connect(folder / "archive.db")
    keys = [f"SELECT id FROM {table}" for table in ("transcripts", "articles", "stories")]
    ids = [quote(id) for key in keys for (id,) in conn.execute(key)]
    conn.close()
    ours = [f"/archive/-/{address}".replace("\\.", ".") for page in PAGES for address, _ in page.ROUTES]
    tables = ["/archive/paragraphs", "/archive/articles", "/archive/transcripts.json", "/archive/paragraphs.csv"]
    queries = [f"/archive/{name}" for name in archive_description({})["queries"]]
    addresses = [*ours, "/", "/-/archives", *queries, *(f"{query}.csv" for query in queries), *tables]
    loop = asyncio.new_event_loop()
    site = Datasette([str(folder / "archive.db")], settings={"sql_time_limit_ms": 1_000})
    loop.run_until_complete(site.invoke_startup())
    app = site.app()

    def one(data: bytes) -> None:
        if len(data) < 4:
            return
        address, rest = addresses[data[0] % len(addresses)], data[2:]
        said = min(len(rest), 2 * MOST_ARGUMENTS)
        free = text_of(rest[said:])
        names = SEARCHING if address in tables else ARGUMENTS
        asked = "&".join(
            f"{names[rest[at] % len(names)]}={quote(_value(rest[at + 1], free), errors='surrogatepass')}"
            for at in range(0, said - 1, 2)
        )
        id = ids[data[1] % len(ids)] if data[1] < 200 else quote(free, "", errors="ignore")
        path = GROUP.sub(lambda group: id if group[1] == "[^/]+" else group[1].split("|")[0], address)
        answer = loop.run_until_complete(_asked(app, path, asked))
        where = f"{path}?{asked}"
        require(0 < answer.status < 500, f"{answer.status}: {where}")
        if "html" in answer.kind:
            require(f"<{MARK}" not in answer.text, f"a tag: {where}")
            require(not re.search(rf"""(?<!\\)["'] {MARK}=["']""", answer.text), f"an attribute: {where}")
            require(
                not re.search(rf"""(?:href|src|action)=["']?javascript:{MARK}""", answer.text), f"a script: {where}"
            )
        elif "json" in answer.kind and answer.status == 200:
            # JSON Lines has a value a line. Only "\n" ends one: U+2028 may stand in a text.
            for part in answer.text.rstrip("\n").split("\n") if "ndjson" in answer.kind else [answer.text]:
                json.loads(part)
        elif "csv" in answer.kind and answer.status == 200 and address in ours:
            cells = (cell for row in csv.reader(io.StringIO(answer.text)) for cell in row)
            require(not any(FORMULA.match(cell) for cell in cells), f"a formula: {where}")

    return one


def _value(number: int, free: str) -> str:
    return VALUES[number // 2 % len(VALUES)] if number % 2 else free


GROUP = re.compile(r"\(\?P<\w+>([^)]*)\)")
FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.])")  # a number may begin with a sign


class Answer(NamedTuple):
    status: int
    kind: str
    text: str


async def _asked(app: Any, path: str, query: str) -> Answer:
    """What a site answers to an address of any length, asked as a server would ask it."""
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": unquote(path),
        "raw_path": path.encode(), "query_string": query.encode(), "headers": [(b"host", b"localhost")],
    }  # fmt: skip
    status, kind, parts = 0, "", []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status, kind
        if message["type"] == "http.response.start":
            status = message["status"]
            kind = dict(message["headers"]).get(b"content-type", b"").decode()
        parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return Answer(status, kind, b"".join(parts).decode("utf-8", "replace"))


class Target(NamedTuple):
    """What is driven, and its part of all inputs: by how much there is to go wrong in it, and what one input costs."""

    make: Callable[[], Callable[[bytes], None]]
    share: float


TARGETS = {
    "pages": Target(pages, 0.25),
    "archives": Target(archives, 0.06),
    "folding": Target(folding, 0.24),
    "queries": Target(queries, 0.25),
    "sheets": Target(sheets, 0.17),
    "routes": Target(routes, 0.03),
}
