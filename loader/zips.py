"""Zip archives of transcripts, read where they lie: nothing is ever unpacked to disk.

A member goes by a path through its archive (`papers/pages.zip/inner/01.txt`), as if that were a folder; the functions
here take such paths and ordinary ones alike.
"""

from __future__ import annotations

import errno
import os
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath, PureWindowsPath

from loader.encodings import UnknownEncoding, detect_encoding
from loader.errors import BaolanError, UnreadableTranscript

MAX_MEMBERS = 50_000  # a daily of 16 pages prints 6,000 a year
MAX_TOTAL = 2 * 1024 * 1024 * 1024  # bytes, unpacked: 50,000 pages of 40 KB
CHUNK = 64 * 1024
UTF8_NAME = 0x800
LOCKED = 0x1
# Others can put gigabytes into the chunk that one read unpacks.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class _Archive:
    file: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]


def is_zip(path: Path) -> bool:
    """Whether a path names a zip archive on this machine."""
    return path.suffix.lower() == ".zip" and path.is_file()


def inside(file: Path) -> tuple[Path, str] | None:
    """The archive on this machine that a path leads through, and the name of the member; None for other paths."""
    if ".zip" not in str(file).lower():
        return None
    for above in file.parents:
        if is_zip(above):
            return above, file.relative_to(above).as_posix()
    return None


def member_names(archive: Path) -> list[str]:
    """The files in an archive, sorted, without hidden ones and what macOS adds.

    Raises `BaolanError` for what is no zip, and for one that is not to be trusted: too many members, too much text,
    names that lead out of it or stand twice, members that are locked or packed in an unusual way.
    """
    return sorted(name for name in _opened(archive).members if not _is_hidden(name))


def find_member(archive: Path, name: str) -> Path | None:
    """The path through an archive to its topmost file of a name; None where there is none, or several."""
    found = [member for member in member_names(archive) if PurePosixPath(member).name == name]
    top = min((member.count("/") for member in found), default=0)
    highest = [member for member in found if member.count("/") == top]
    return archive / highest[0] if len(highest) == 1 else None


def exists(file: Path) -> bool:
    """Whether there is such a file, or such a member of an archive."""
    found = inside(file)
    try:
        return found[1] in _opened(found[0]).members if found else file.is_file()
    except (OSError, BaolanError):
        return False


def file_size(file: Path) -> int:
    """Bytes of a file; of a member, as its archive states them. Raises `OSError`."""
    found = inside(file)
    return _member(*found)[1].file_size if found else file.stat().st_size


def read_file(file: Path, limit: int | None = None) -> bytes:
    """The bytes of a file or of a member of an archive, which may have `limit` of them.

    Raises `OSError`, and `UnreadableTranscript` for a member that is damaged or too large once unpacked.
    """
    found = inside(file)
    if found is None:
        return file.read_bytes()
    archive, info = _member(*found)
    where = f"{found[0].name}/{found[1]}"
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while part := stream.read(CHUNK):
                size += len(part)
                if limit is not None and size > limit:
                    raise UnreadableTranscript(
                        f"{where}: more than the {limit:,} bytes a transcript may have. "
                        "Is it one? If so, cut it into one file per page."
                    )
                parts.append(part)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise UnreadableTranscript(f"{where}: damaged in the zip ({error}). Make the zip again.") from error
    return b"".join(parts)


def _member(archive: Path, name: str) -> tuple[zipfile.ZipFile, zipfile.ZipInfo]:
    opened = _opened(archive)
    if name not in opened.members:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    return opened.file, opened.members[name]


def _opened(archive: Path) -> _Archive:
    stat = archive.stat()
    return _open(archive, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=8)
def _open(archive: Path, size: int, changed: int) -> _Archive:
    """Opened once for all its members; opened again when it was changed."""
    try:
        file = zipfile.ZipFile(archive)
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
        raise BaolanError(f"{archive}: not a zip archive, or a damaged one ({error}). Make it again.") from error
    infos = file.infolist()
    if len(infos) > MAX_MEMBERS:
        raise _refused(archive, f"{len(infos):,} files, more than the {MAX_MEMBERS:,} that are read from one zip")
    total = sum(info.file_size for info in infos)  # a member never gives more than it states
    if total > MAX_TOTAL:
        raise _refused(archive, f"{total:,} bytes unpacked, more than the {MAX_TOTAL:,} that are read from one zip")
    members: dict[str, zipfile.ZipInfo] = {}
    for name, info in zip(_names(infos), infos, strict=True):
        if not name.endswith("/"):
            _check(archive, name, info)
            name = str(PurePosixPath(name))
            if name in members:
                raise _refused(archive, f"two files are called {name}")
            members[name] = info
    return _Archive(file, members)


def _check(archive: Path, name: str, info: zipfile.ZipInfo) -> None:
    if name.startswith("/") or ".." in PurePosixPath(name).parts or PureWindowsPath(name).drive:
        raise _refused(archive, f"the name {name!r} leads out of it")
    if re.search(r"[\0-\x1f]", name):
        raise _refused(archive, f"the name {name!r} is none of a file")
    if info.flag_bits & LOCKED:
        raise _refused(archive, f"{name} is locked with a password")
    if info.compress_type not in METHODS:
        raise _refused(archive, f"{name} is packed in a way that is not read (method {info.compress_type})")


def _refused(archive: Path, why: str) -> BaolanError:
    return BaolanError(f"{archive}: {why}. Unpack it yourself if you trust it, and load the folder.")


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """Names as they were meant: Windows in China writes them in GBK and does not say so, and some write `\\`."""
    plain = [info for info in infos if not info.flag_bits & UTF8_NAME and info.filename == info.orig_filename]
    raw = {id(info): info.orig_filename.encode("cp437", "replace") for info in plain}
    try:
        codec = detect_encoding(b"\n".join(raw.values()))
    except UnknownEncoding:
        codec = "cp437"
    names = [raw[id(info)].decode(codec, "replace") if id(info) in raw else info.orig_filename for info in infos]
    return [name.replace("\\", "/") for name in names]


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))
