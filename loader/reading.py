"""Find transcripts and decode them so that the exact bytes can be had back."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath

from .encodings import BOMS, UnknownEncoding, byte_order_mark, codec_name, detect_encoding
from .errors import BaolanError, UnreadableTranscript
from .model import Transcript
from .zips import file_size, inside, is_zip, member_names, read_file

SUFFIXES = (".txt", ".md")

# A page is about 20 KB and a year of daily broadcast scripts about 9 MB; a file beyond this is a mistake
# (a video, a database). Reading and marking one up takes twice its size in memory.
MAX_BYTES = 64 * 1024 * 1024

# A headline's length; percent-encoded in an address, 80 Han characters take 720.
MAX_ID = 80

STDIN = Path("-")
STDIN_NAME = "stdin.txt"

LAST_TAIL = 8
LINE_END = re.compile(r"\r\n|\r|\n")
END_NAMES = {"\n": "lf", "\r\n": "crlf", "\r": "cr"}
ENDS = {name: end for end, name in END_NAMES.items()}
BLANK = "\ufeff\u200b"  # invisible, though `str.isspace` says no


@dataclass(frozen=True, slots=True)
class Source:
    """A transcript to read. `path` is relative to the folder that was named, with `/`; a file named directly has
    its name only. `file` is where it stands on this machine and goes into no archive; through a zip archive it leads
    as through a folder (`zips`). `data` is what came by standard input, which stands nowhere.
    """

    path: str
    file: Path
    data: bytes | None = None


def find_sources(paths: Sequence[Path], name: str | None = None) -> list[Source]:
    """The transcripts at `paths`: files as named, folders and zip archives with everything in them, sorted by path.

    `-` is standard input, one transcript that goes by `name`. In folders and archives only `.txt` and `.md` count and
    hidden names are passed over; links to folders are not followed, nor links to files outside, and archives in them
    are left alone. No file is listed twice. Raises `BaolanError` for a missing path, a folder that cannot be listed, an
    archive that is not to be trusted, and where there are no transcripts.
    """
    if name is not None and STDIN not in map(Path, paths):
        raise BaolanError("--name is for what comes by standard input. Name it - instead of a file.")
    found: dict[Path, Source] = {}
    for path in map(Path, paths):
        if path == STDIN:
            here = [_read_stdin(STDIN_NAME if name is None else name)]
        elif not path.exists():
            raise BaolanError(f"{path}: no such file or folder. Check the spelling, or name the folder above it.")
        else:
            here = _walk(path) if path.is_dir() else _unzip(path) if is_zip(path) else [Source(path.name, path)]
        for source in here:
            found.setdefault(source.file.resolve(), source)
    return list(found.values())


def passed_over(paths: Sequence[Path]) -> list[str]:
    """Sentences about zip archives that `find_sources` leaves alone: in folders, where they often hold what lies
    beside them, and in other archives."""
    said = []
    for path in map(Path, paths):
        if path.is_dir():
            inner = [str(file) for file in sorted(path.rglob("*")) if is_zip(file)]
            how = "Zips in folders are not read: name it if you want it"
        elif is_zip(path):
            inner = [f"{path}/{name}" for name in member_names(path) if name.lower().endswith(".zip")]
            how = "Zips in zips are not read: take it out first"
        else:
            continue
        if inner:
            said.append(f"{inner[0]}{f' and {len(inner) - 1:,} more' if inner[1:] else ''}: passed over. {how}.")
    return said


def _read_stdin(name: str) -> Source:
    path = PurePosixPath(name)
    if not path.name or path.is_absolute() or ".." in path.parts or "\\" in name:
        raise BaolanError(f"--name {name!r} is no name of a file. Give one like 扬子晚报/2020-02-13/01.txt.")
    return Source(str(path), STDIN / path, sys.stdin.buffer.read(MAX_BYTES + 1))


def _unzip(archive: Path) -> list[Source]:
    names = [name for name in member_names(archive) if name.lower().endswith(SUFFIXES)]
    if not names:
        raise BaolanError(f"{archive}: no transcripts here. They are files whose names end in .txt or .md.")
    return [Source(f"{archive.name}/{name}", archive / name) for name in names]


def read_bytes(source: Source) -> bytes:
    """The bytes of a transcript, wherever they come from. Raises `OSError`, and `UnreadableTranscript` for a damaged
    or too large member of a zip."""
    return read_file(source.file, MAX_BYTES) if source.data is None else source.data


def source_size(source: Source) -> int:
    """How many bytes a transcript has. Raises `OSError`."""
    return file_size(source.file) if source.data is None else len(source.data)


def how_to_keep_both(source: Source) -> str:
    """What to do where another page has the path of this one."""
    if source.data is not None:
        return "give this one another --name"
    archive = inside(source.file)
    return f"rename {archive[0].name}" if archive else "load the folder above this one"


def _walk(folder: Path) -> list[Source]:
    root = folder.resolve()
    sources = []
    for here, folders, names in os.walk(folder, onerror=_cannot_list):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(here, name)
            wanted = name.lower().endswith(SUFFIXES) and not name.startswith(".")
            if wanted and file.is_file() and file.resolve().is_relative_to(root):
                sources.append(Source(file.relative_to(folder).as_posix(), file))
    if not sources:
        raise BaolanError(f"{folder}: no transcripts here. They are files whose names end in .txt or .md.")
    return sorted(sources, key=lambda source: source.path)


def _cannot_list(error: OSError) -> None:
    raise BaolanError(f"{error.filename}: cannot be listed ({error.strerror}). Check its permissions.") from error


def read_transcript(source: Source, id: str, encoding: str | None = None) -> Transcript:
    """Decode `source`; `encoding` is what a person states of it and is then the only one tried.

    Raises `UnreadableTranscript` when it is too large, empty, contains NUL, cannot be decoded, or would not
    come back byte for byte.
    """
    data = _read_bytes(source)
    if not data.strip():
        raise _empty(source)
    bom, marked = byte_order_mark(data)
    codec = _stated(source, encoding, marked) if encoding else marked or _detect(source, data)
    bom = bom if codec == marked else b""
    raw = _decode(source, data, len(bom), codec)
    _refuse_unusable(source, raw)
    text, line_ends = _normalize_ends(raw)
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


def make_ids(sources: Sequence[Source]) -> list[str]:
    """One id for each source, in their order: the file's stem, readable in an address.

    Letters of any script, digits, `_`, `-` and `.` stay; anything else becomes `-`. Sources that would share
    an id take as many names of their folders in front as they need (`2020-02-13-01`); in one folder, their
    suffix behind. The ids are unique and do not depend on the order of the sources.
    """
    depths, tails = [0] * len(sources), [0] * len(sources)
    while True:
        ids = [_make_id(*choice) for choice in zip(sources, depths, tails, strict=True)]
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, id in enumerate(ids):
            places[id].append(place)
        clashes = [group for group in places.values() if len(group) > 1]
        if not clashes:
            return ids
        for group in clashes:
            folders = [_folders(sources[place]) for place in group]
            for place, mine in zip(group, folders, strict=True):
                if len(set(folders)) > 1 and depths[place] < len(mine):
                    depths[place] += 1
                else:
                    tails[place] += 1
                if tails[place] > LAST_TAIL:
                    raise BaolanError(f"{sources[place].path}: named twice. Name each transcript once.")


def _folders(source: Source) -> tuple[str, ...]:
    return source.file.absolute().parent.parts[1:]


def _make_id(source: Source, depth: int, tail: int) -> str:
    """`tail` is 0 for none, 1 for the suffix, then longer and longer digests of the path.

    The path on this machine comes last: only two folders whose names differ in no safe character get so far.
    """
    folders = _folders(source)
    parts = [*folders[len(folders) - depth :], source.file.stem]
    if tail == 1:
        parts.append(source.file.suffix[1:])
    elif tail:
        parts.append(_digest(source.path if tail < 4 else str(source.file.absolute()))[: 4 * tail])
    name = unicodedata.normalize("NFC", "-".join(parts))
    safe = re.sub("-{2,}", "-", "".join(c if _is_safe(c) else "-" for c in name)).strip("-.") or "page"
    if len(safe) <= MAX_ID:
        return safe
    return f"{safe[: MAX_ID - 9]}-{_digest(safe)[:8]}"


def _digest(name: str) -> str:
    return hashlib.sha256(os.fsencode(name)).hexdigest()


def _is_safe(character: str) -> bool:
    return character.isalnum() or character in "_-." or unicodedata.category(character)[0] == "M"


def _read_bytes(source: Source) -> bytes:
    try:
        size = source_size(source)
        if size > MAX_BYTES:
            raise UnreadableTranscript(
                f"{source.path}: {size:,} bytes, more than the {MAX_BYTES:,} a transcript may have. "
                "Is it one? If so, cut it into one file per page."
            )
        return read_bytes(source)
    except OSError as error:
        raise UnreadableTranscript(f"{source.path}: cannot be read ({error.strerror}). Check the file.") from error


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
