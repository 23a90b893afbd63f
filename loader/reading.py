"""Decode a transcript so that its exact bytes can be had back: its encoding, byte order mark and line ends are kept
beside the text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import groupby

from loader.encodings import BOMS, UnknownEncoding, byte_order_mark, codec_name, detect_encoding
from loader.errors import UnreadableTranscript
from loader.model import Transcript
from loader.sources import Source, transcript_bytes

LINE_END = re.compile(r"\r\n|\r|\n")
END_NAMES = {"\n": "lf", "\r\n": "crlf", "\r": "cr"}
ENDS = {name: end for end, name in END_NAMES.items()}
# A line takes up to 2.5 kB of memory until it is in the archive, however short: 100,000 of them 260 MB. A year of daily
# broadcast scripts has 30,000.
MAX_LINES = 250_000
BLANK = "\ufeff\u200b"  # invisible, though `str.isspace` says no


def read_transcript(source: Source, id: str, encoding: str | None = None) -> Transcript:
    """Decode `source`; `encoding` is what a person states of it and is then the only one tried.

    Raises `UnreadableTranscript` when it is too large, has too many lines, is empty, contains NUL, cannot be decoded,
    or would not come back byte for byte.
    """
    data = transcript_bytes(source)
    if not data.strip():
        raise _empty(source)
    bom, marked = byte_order_mark(data)
    codec = _stated(source, encoding, marked) if encoding else marked or _detect(source, data)
    bom = bom if codec == marked else b""
    raw = _decode(source, data, len(bom), codec)
    _refuse_unusable(source, raw)
    text, line_ends = _normalize_ends(raw)
    if (lines := text.count("\n") + 1) > MAX_LINES:
        raise UnreadableTranscript(
            f"{source.path}: {lines:,} lines, more than the {MAX_LINES:,} a transcript may have. "
            "Is it one? If so, cut it into one file per page."
        )
    digest = hashlib.sha256(data).hexdigest()
    transcript = Transcript(id, source.path, digest, codec, bool(bom), line_ends, text)
    if not _comes_back(transcript, data):
        raise UnreadableTranscript(
            f"{source.path}: read as {codec}, its bytes would not come back unchanged. Re-save the file as UTF-8."
        )
    return transcript


def _decode(source: Source, data: bytes, start: int, codec: str) -> str:
    try:
        return data[start:].decode(codec)
    except UnicodeError as error:  # not always the kind that knows its offset
        at = start + error.start if isinstance(error, UnicodeDecodeError) else start
        raise UnreadableTranscript(
            f"{source.path}: not {codec} (byte 0x{data[at]:02X} at offset {at}). "
            "Correct its encoding in the catalog, or re-save the file as UTF-8."
        ) from error


def _comes_back(transcript: Transcript, data: bytes) -> bool:
    try:
        return encode_transcript(transcript) == data
    except UnicodeError:
        return False


def encode_transcript(transcript: Transcript) -> bytes:
    """The bytes of the file a transcript was read from. Raises `UnreadableTranscript` if its text was altered."""
    mark = next((bom for bom, codec in BOMS if codec == transcript.encoding), b"") if transcript.bom else b""
    return mark + _restore_ends(transcript).encode(transcript.encoding)


def _stated(source: Source, encoding: str, marked: str | None) -> str:
    """The codec for a stated encoding; `marked` is the one the byte-order mark names."""
    try:
        name = codec_name(encoding)
    except LookupError as error:
        raise UnreadableTranscript(f"{source.path}: {error}") from error
    # A mark proves its codec; UTF-16 LE and BE are confused more often than a mark stands there by chance.
    return marked if marked and marked[:3] == name[:3] else name


def _detect(source: Source, data: bytes) -> str:
    try:
        return detect_encoding(data)
    except UnknownEncoding as unknown:
        raise UnreadableTranscript(
            f"{source.path}: not UTF-8, GB18030 or Big5 ({unknown}). "
            "State its encoding in the catalog, or re-save the file as UTF-8."
        ) from unknown


def _empty(source: Source) -> UnreadableTranscript:
    return UnreadableTranscript(f"{source.path}: the file is empty. Transcribe the page again, or leave it out.")


def _refuse_unusable(source: Source, raw: str) -> None:
    if not re.search(rf"[^\s{BLANK}]", raw):
        raise _empty(source)
    nul = raw.find("\0")
    if nul >= 0:  # SQLite's own functions stop at NUL, so part of the page would be there and not be found
        raise UnreadableTranscript(
            f"{source.path}: a NUL character stands at character {nul}, so it is no plain text. "
            "If it is UTF-16, say so in the catalog; otherwise delete the character."
        )


def _normalize_ends(raw: str) -> tuple[str, str]:
    if "\r" not in raw:
        return raw, "lf"
    names = [END_NAMES[end] for end in LINE_END.findall(raw)]
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if len(set(names)) == 1:
        return text, names[0]
    return text, " ".join(f"{name}:{sum(1 for _ in run)}" for name, run in groupby(names))


def _restore_ends(transcript: Transcript) -> str:
    if ":" not in transcript.line_ends:
        return transcript.text.replace("\n", ENDS[transcript.line_ends])
    ends = list(_expand(transcript.line_ends))
    lines = transcript.text.split("\n")
    if len(lines) != len(ends) + 1:
        raise UnreadableTranscript(
            f"{transcript.path}: its text has {len(lines) - 1} line ends and {len(ends)} are recorded. Load it again."
        )
    return "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))


def _expand(line_ends: str) -> Iterator[str]:
    for run in line_ends.split():
        name, _, count = run.partition(":")
        yield from [ENDS[name]] * int(count)
