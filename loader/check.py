"""The invariants of an archive, proved row by row: what `baolan check` runs.

Every check is a generator of sentences, each naming the row that breaks it; a whole archive yields none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from hashlib import sha256

from loader.index import index_problems
from loader.markup import printed_blocks
from loader.model import Block, Transcript
from loader.reading import encode_transcript
from loader.schema import IDS_PER_TRANSCRIPT

TRANSCRIPT = "SELECT id, path, sha256, encoding, bom, line_ends, text FROM transcripts ORDER BY number"


def problems(conn: sqlite3.Connection) -> Iterator[str]:
    """Every invariant that the archive breaks, as sentences. Reads everything once; writes nothing."""
    for check in CHECKS:
        yield from check(conn)


def _file(conn: sqlite3.Connection) -> Iterator[str]:
    for (message,) in conn.execute("PRAGMA integrity_check(20)"):
        if message != "ok":
            yield f"database: {message}"
    for table, row, parent, _ in conn.execute("PRAGMA foreign_key_check"):
        yield f"{table} row {row}: refers to a row of {parent} that is not there"


def _transcripts(conn: sqlite3.Connection) -> Iterator[str]:
    for row in conn.execute(TRANSCRIPT):
        transcript = _transcript(row)
        try:
            same = sha256(encode_transcript(transcript)).hexdigest() == transcript.sha256
        except (ValueError, LookupError):
            same = False
        if not same:
            yield f"transcripts {transcript.id}: its text does not give back the bytes of the file"
        yield from _lines(conn, transcript)
        yield from _paragraphs(conn, transcript)


def _transcript(row: tuple[str, str, str, str, int, str, str]) -> Transcript:
    id, path, digest, encoding, bom, line_ends, text = row
    return Transcript(id, path, digest, encoding, bool(bom), line_ends, text)


def _lines(conn: sqlite3.Connection, transcript: Transcript) -> Iterator[str]:
    """Every non-blank line exactly once, its span its own."""
    stored = {
        number: (start, end)
        for number, start, end in conn.execute(
            'SELECT number, start, "end" FROM lines WHERE transcript_id = ?', [transcript.id]
        )
    }
    start = 0
    shown = {block.line for block in printed_blocks(transcript)}
    for number, raw in enumerate(transcript.text.split("\n"), 1):
        span = (start, start + len(raw))
        if (number in shown) != (number in stored) or (number in stored and stored[number] != span):
            yield f"lines {transcript.id}, {number}: missing, doubled, or with another span than {span[0]}..{span[1]}"
        start += len(raw) + 1
    for number in stored.keys() - shown:
        if number >= len(transcript.text.split("\n")) + 1:
            yield f"lines {transcript.id}, {number}: the transcript has no such line"


def _paragraphs(conn: sqlite3.Connection, transcript: Transcript) -> Iterator[str]:
    """Spans give back the words of their paragraph, and no printed character of a paragraph's line is missing."""
    covered = bytearray(len(transcript.text))
    rows = conn.execute(
        """SELECT p.id, p.text, s.offset, s.length, s.start, s."end"
           FROM paragraphs p JOIN paragraph_spans s ON s.paragraph_id = p.id
           WHERE p.article_id IN (SELECT id FROM articles WHERE transcript_id = ?) ORDER BY p.id, s.offset""",
        [transcript.id],
    )
    for id, text, offset, length, start, end in rows:
        if length == end - start and text[offset : offset + length] != transcript.text[start:end]:
            yield f"paragraphs {id}: its characters {offset}..{offset + length} are not those of the source at {start}"
        if any(covered[start:end]):
            yield f"paragraph_spans {id}: source {start}..{end} stands in two paragraphs"
        covered[start:end] = b"\1" * (end - start)
    held = {
        number
        for (number,) in conn.execute(
            "SELECT number FROM lines WHERE transcript_id = ? AND paragraph_id NOTNULL", [transcript.id]
        )
    }
    for block in printed_blocks(transcript):
        if block.line in held and not _is_covered(block, covered):
            yield f"lines {transcript.id}, {block.line}: a part of it is missing from its paragraph"


def _is_covered(block: Block, covered: bytearray) -> bool:
    return all(covered[piece.start : piece.end].count(1) == piece.end - piece.start for piece in block.pieces)


def _ids(conn: sqlite3.Connection) -> Iterator[str]:
    wrong = conn.execute(
        """SELECT p.id, t.id FROM paragraphs p JOIN articles a ON a.id = p.article_id
           JOIN transcripts t ON t.id = a.transcript_id WHERE p.id / ? <> t.number""",
        [IDS_PER_TRANSCRIPT],
    )
    for paragraph, transcript in wrong:
        yield f"paragraphs {paragraph}: its id is not one of transcript {transcript}"
    for table in ("articles", "paragraphs"):
        parent = (
            "transcripts t ON t.id = c.transcript_id" if table == "articles" else "articles t ON t.id = c.article_id"
        )
        rows = conn.execute(
            f"""SELECT c.id FROM {table} c JOIN {parent}
                WHERE c.outlet_id IS NOT t.outlet_id OR c.date IS NOT t.date OR c.month IS NOT substr(t.date, 1, 7)"""
        )
        for (id,) in rows:
            yield f"{table} {id}: its outlet, date or month is not that of its transcript"


def _index(conn: sqlite3.Connection) -> Iterator[str]:
    yield from index_problems(conn)


CHECKS: tuple[Callable[[sqlite3.Connection], Iterator[str]], ...] = (_file, _transcripts, _ids, _index)
