"""The invariants of an archive, proved row by row: what `baolan check` runs.

Every check is a generator of sentences, each naming the row that breaks it; a whole archive yields none. Proved are:
the bytes of every file come back; every line stands once; every character of a paragraph, heading, byline, name and
quotation is printed in the source where the row says so; ids and positions have no gap; outlet, date and month
of a part are those of the whole; the indexes have the words of paragraphs and headings and no others; the counts of
words add up (that they are right: `word_check.recount_problems`); what stories say (`story_check`). Not proved: that a
role or an inference is right, and what stands nowhere else (the path of a file, a note of the catalog).
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from loader.errors import BaolanError
from loader.index import index_problems
from loader.markup import printed_blocks
from loader.model import HEADING_ROLES, ROLES, Block, Piece, Transcript
from loader.parts import Parts
from loader.reading import encode_transcript
from loader.schema import IDS_PER_NUMBER
from loader.story_check import story_problems
from loader.word_check import word_problems

TRANSCRIPT = "SELECT id, path, sha256, encoding, bom, line_ends, text, number, characters, date FROM transcripts"
Row = Mapping[str, Any]


def problems(conn: sqlite3.Connection) -> Iterator[str]:
    """Every invariant that the archive breaks, as sentences. Reads everything once; writes nothing.

    The connection must have our functions (`archive.read_archive`).
    """
    for check in CHECKS:
        yield from check(conn)


def _file(conn: sqlite3.Connection) -> Iterator[str]:
    for (message,) in conn.execute("PRAGMA integrity_check(20)"):
        if message != "ok":
            yield f"database: {message}"
    for table, row, parent, _ in conn.execute("PRAGMA foreign_key_check"):
        where = "a row" if row is None else f"row {row}"
        yield f"{table}: {where} refers to a row of {parent} that is not there"
    for (outlet,) in conn.execute("SELECT id FROM outlets EXCEPT SELECT outlet_id FROM transcripts"):
        yield f"outlets {outlet}: no transcript is of this outlet"


def _transcripts(conn: sqlite3.Connection) -> Iterator[str]:
    for *values, number, characters, day in conn.execute(f"{TRANSCRIPT} ORDER BY number"):
        id, path, digest, encoding, bom, line_ends, text = values
        transcript = Transcript(id, path, digest, encoding, bool(bom), line_ends, text)
        if not _comes_back(transcript):
            yield f"transcripts {id}: its text does not give back the bytes of the file"
        if characters != _count(text):
            yield f"transcripts {id}: characters should be {_count(text)}, not {characters}"
        if not _is_day(day):
            yield f"transcripts {id}: date {day!r} is no day"
        yield from _Source(conn, transcript, number).problems()


def _comes_back(transcript: Transcript) -> bool:
    try:
        return sha256(encode_transcript(transcript)).hexdigest() == transcript.sha256
    except (BaolanError, ValueError, LookupError):
        return False


def _count(text: str) -> int:
    return len("".join(text.split()))


def _is_day(day: str | None) -> bool:
    try:
        return day is None or date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


class _Source:
    """One transcript, what it prints, and the rows that speak of it."""

    def __init__(self, conn: sqlite3.Connection, transcript: Transcript, number: int) -> None:
        self.conn = conn
        self.transcript = transcript
        self.base = number * IDS_PER_NUMBER
        self.blocks = printed_blocks(transcript)
        self.printed: dict[int, list[Block]] = {}  # by line
        for block in self.blocks:
            self.printed.setdefault(block.line, []).append(block)
        self.pieces = [(piece, block) for block in self.blocks for piece in block.pieces]
        self.starts = [piece.start for piece, _ in self.pieces]
        self.lines = self._rows("SELECT * FROM lines WHERE transcript_id = ? ORDER BY number")
        self.articles = self._rows("SELECT * FROM articles WHERE transcript_id = ? ORDER BY position")
        self.article_ids = {article["id"] for article in self.articles}

    def _rows(self, sql: str) -> list[dict[str, Any]]:
        cursor = self.conn.execute(sql, [self.transcript.id])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def problems(self) -> Iterator[str]:
        paragraphs = self._rows(
            """SELECT p.*, a.position AS article FROM paragraphs p JOIN articles a ON a.id = p.article_id
               WHERE a.transcript_id = ? ORDER BY p.id"""
        )
        yield from self._check_lines({row["id"]: row["article_id"] for row in paragraphs})
        yield from self._check_paragraphs(paragraphs)
        yield from self._check_articles(paragraphs)
        yield from self._check_evidence()
        yield from self._check_flags()

    def _check_lines(self, article_of: Mapping[int, str]) -> Iterator[str]:
        """Every non-blank line exactly once, with its own span, a role we know, and a paragraph of its article."""
        id = self.transcript.id
        stored = {row["number"]: row for row in self.lines}
        start = 0
        for number, raw in enumerate(self.transcript.text.split("\n"), 1):
            row = stored.pop(number, None)
            if row is None and number in self.printed:
                yield f"lines {id}, {number}: this line of the source is missing"
            elif row is not None:
                if number not in self.printed:
                    yield f"lines {id}, {number}: this line of the source is blank"
                if (row["start"], row["end"]) != (start, start + len(raw)):
                    yield f"lines {id}, {number}: stands at {start}..{start + len(raw)}, not where the row says"
                yield from self._check_place(row, article_of)
            start += len(raw) + 1
        for number in stored:
            yield f"lines {id}, {number}: the source has no such line"

    def _check_place(self, row: Row, article_of: Mapping[int, str]) -> Iterator[str]:
        where = f"lines {self.transcript.id}, {row['number']}"
        if row["role"] not in ROLES:
            yield f"{where}: {row['role']!r} is no role"
        if row["article_id"] is not None and row["article_id"] not in self.article_ids:
            yield f"{where}: its article is none of this transcript"
        if row["paragraph_id"] is None:
            if row["role"] == "body":
                yield f"{where}: a line of text without a paragraph"
        elif article_of.get(row["paragraph_id"]) != row["article_id"]:
            yield f"{where}: its paragraph is none of its article"

    def _check_paragraphs(self, paragraphs: Sequence[Row]) -> Iterator[str]:
        """Spans give back the words of their paragraph, and no printed character of a paragraph's line is missing."""
        spans: dict[int, list[Piece]] = {}
        for span in self._rows(
            """SELECT s.* FROM articles a JOIN paragraphs p ON p.article_id = a.id
               JOIN paragraph_spans s ON s.paragraph_id = p.id WHERE a.transcript_id = ? ORDER BY p.id, s.offset"""
        ):
            spans.setdefault(span.pop("paragraph_id"), []).append(Piece(**span))
        whole = {(piece.start, piece.end): _part(block.text, piece) for piece, block in self.pieces}
        covered = bytearray(len(self.transcript.text))
        for place, row in enumerate(paragraphs, 1):
            id = row["id"]
            if id != self.base + place:
                yield f"paragraphs {id}: should be {self.base + place} by its place in transcript {self.transcript.id}"
            text = row["text"]
            rest = list(text)
            for piece in spans.get(id, []):
                source = whole.get((piece.start, piece.end), self.transcript.text[piece.start : piece.end])
                if _part(text, piece) != source:
                    yield f"paragraphs {id}: its text differs from the source at {piece.start}..{piece.end}"
                if any(covered[piece.start : piece.end]):
                    yield f"paragraph_spans {id}, {piece.offset}: this part of the source is in two paragraphs"
                covered[piece.start : piece.end] = b"\1" * len(covered[piece.start : piece.end])
                rest[piece.offset : piece.offset + piece.length] = [" "] * piece.length
            if "".join(rest).strip():
                yield f"paragraphs {id}: {''.join(rest).split()[0]!r} in its text has no place in the source"
        for line in self.lines:
            shown = self.printed.get(line["number"], [])
            if line["paragraph_id"] is not None and not _is_covered(shown, covered):
                yield f"lines {self.transcript.id}, {line['number']}: a part of it is missing from its paragraph"

    def _check_articles(self, paragraphs: Sequence[Row]) -> Iterator[str]:
        own: dict[str, list[Row]] = {row["id"]: [] for row in self.articles}
        for paragraph in paragraphs:
            own[paragraph["article_id"]].append(paragraph)
        lines: dict[str, list[tuple[str, str]]] = {}  # role and words of the lines of an article
        # The row of a line with several blocks speaks of one of them; the others may be of any article.
        shared = [_squeeze(block.text) for blocks in self.printed.values() if len(blocks) > 1 for block in blocks]
        for line in self.lines:
            if len(blocks := self.printed.get(line["number"], [])) == 1:
                lines.setdefault(line["article_id"], []).append((line["role"], _squeeze(blocks[0].text)))
        anywhere = Parts(shared)
        for place, article in enumerate(self.articles, 1):
            id = article["id"]
            if article["number"] != self.base + place:
                yield f"articles {id}: number should be {self.base + place}, not {article['number']}"
            if article["position"] != place:
                yield f"articles {id}: position should be {place}, not {article['position']}"
            if not id.startswith(f"{self.transcript.id}-l{article['first_line']:03}"):
                yield f"articles {id}: its id is not that of line {article['first_line']} of its transcript"
            if article["characters"] != sum(_count(row["text"]) for row in own[id]):
                yield f"articles {id}: characters are not those of its paragraphs"
            for order, paragraph in enumerate(own[id], 1):
                if paragraph["position"] != order:
                    yield f"paragraphs {paragraph['id']}: position should be {order}, not {paragraph['position']}"
            yield from self._check_words(article, lines.get(id, []), anywhere, own[id])

    def _check_words(
        self, article: Row, lines: Sequence[tuple[str, str]], anywhere: Parts, paragraphs: Sequence[Row]
    ) -> Iterator[str]:
        """Headings are lines of the article put together; byline and dateline stand in it as printed."""
        id = article["id"]
        for role in HEADING_ROLES:
            if article[role] and (words := _squeeze(article[role])) != "".join(
                said for of, said in lines if of == role
            ):
                if not Parts([said for _, said in lines], anywhere).make(words):
                    yield f"articles {id}: its {role} is not printed in its lines"
        printed = "\n".join(["".join(said for _, said in lines), *(_squeeze(row["text"]) for row in paragraphs)])
        for field in ("byline", "dateline"):
            if article[field] and (words := _squeeze(article[field])) not in printed and words not in anywhere.joined:
                yield f"articles {id}: its {field} is not printed in it"
        for position, name, start, end in self.conn.execute(
            'SELECT position, name, start, "end" FROM people WHERE article_id = ?', [id]
        ):
            if _letters(name) not in _letters(self._printed(start, end)):
                yield f"people {id}, {position}: {name!r} is not printed at {start}..{end}"

    def _printed(self, start: int, end: int) -> str:
        """What the source prints between two places, without white space."""
        found = []
        for at in range(max(bisect_right(self.starts, start) - 1, 0), len(self.pieces)):
            piece, block = self.pieces[at]
            if piece.start >= end:
                break
            if piece.end > start:
                same = piece.length == piece.end - piece.start
                low, high = (max(start, piece.start), min(end, piece.end)) if same else (piece.start, piece.end)
                found.append(_part(block.text, piece, low - piece.start, high - piece.start))
        return _squeeze("".join(found))

    def _check_evidence(self) -> Iterator[str]:
        for place, row in enumerate(self._rows("SELECT * FROM evidence WHERE transcript_id = ? ORDER BY id"), 1):
            id = row["id"]
            if id != self.base + place:
                yield f"evidence {id}: should be {self.base + place} by its place in transcript {self.transcript.id}"
            if row["article_id"] is not None and row["article_id"] not in self.article_ids:
                yield f"evidence {id}: its article is none of its transcript"
            # a person's note beside a correction is no quotation
            quoted = row["quote"] is not None and row["start"] is not None and row["basis"] != "catalog"
            if quoted and _squeeze(row["quote"]) != self._printed(row["start"], row["end"]):
                yield f"evidence {id}: its quotation is not what is printed at {row['start']}..{row['end']}"

    def _check_flags(self) -> Iterator[str]:
        for place, row in enumerate(self._rows("SELECT * FROM flags WHERE transcript_id = ? ORDER BY id"), 1):
            if row["id"] != self.base + place:
                yield f"flags {row['id']}: should be {self.base + place} by its place in {self.transcript.id}"
            if not 0 <= row["start"] < row["end"] <= len(self.transcript.text):
                yield f"flags {row['id']}: {row['start']}..{row['end']} is no place in its transcript"


def _is_covered(blocks: Sequence[Block], covered: bytearray) -> bool:
    """Whether a line is in a paragraph: all of it or, of a line with several blocks, whole blocks and at least one."""
    held = [marks for block in blocks if (marks := _held(block, covered))]
    return not held or (any(map(all, held)) and all(all(marks) or not any(marks) for marks in held))


def _held(block: Block, covered: bytearray) -> bytes:
    return b"".join(covered[piece.start : piece.end] for piece in block.pieces)


def _part(text: str, piece: Piece, first: int = 0, last: int | None = None) -> str:
    """The printed text of a piece, or what is between two places of it. Not `text[offset:][:length]`, which copies all
    that follows: a line of a million entities has a million pieces."""
    return text[piece.offset + first : piece.offset + (piece.length if last is None else min(last, piece.length))]


def _copies(conn: sqlite3.Connection) -> Iterator[str]:
    """What Datasette facets by stands in every table: outlet, date and month of the transcript."""
    parents = {"articles": "transcripts t ON t.id = c.transcript_id", "paragraphs": "articles t ON t.id = c.article_id"}
    for table, parent in parents.items():
        rows = conn.execute(
            f"""SELECT c.id FROM {table} c JOIN {parent}
                WHERE c.outlet_id IS NOT t.outlet_id OR c.date IS NOT t.date OR c.month IS NOT substr(t.date, 1, 7)"""
        )
        for (id,) in rows:
            yield f"{table} {id}: its outlet, date or month is not that of its transcript"


CHECKS: tuple[Callable[[sqlite3.Connection], Iterator[str]], ...] = (
    _file, _transcripts, _copies, index_problems, word_problems, story_problems,
)  # fmt: skip
