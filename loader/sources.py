"""Where transcripts stand: files as named, folders, zip archives, standard input; and their bytes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from loader.errors import BaolanError, UnreadableTranscript
from loader.zips import file_size, inside, is_zip, member_names, read_file

SUFFIXES = (".txt", ".md")

# A page is about 20 KB and a year of daily broadcast scripts about 9 MB; a file beyond this is a mistake
# (a video, a database). A file is read whole: 23 MB of scripts take 0.8 GB of memory until they are in the archive.
MAX_BYTES = 32_000_000

# A file that was written within this time before it was looked at may be written again without its times changing: FAT
# counts two seconds. So the content of such a file is asked, not its looks ("racy git": git-scm.com/docs/racy-git).
DOUBT_NS = 2_000_000_000

STDIN = Path("-")
STDIN_NAME = "stdin.txt"


@dataclass(frozen=True, slots=True)
class Source:
    """A transcript to read. `path` is relative to the folder that was named, with `/`; a file named directly has
    its name only. `file` is where it stands on this machine and goes into no archive; through a zip archive it leads
    as through a folder (`zips`). `data` is what came by standard input, which stands nowhere.
    """

    path: str
    file: Path
    data: bytes | None = None


class Looks(NamedTuple):
    """A file from outside: what a change of its content changes too. Bytes, nanoseconds since 1970, number of inode.

    `ctime_ns` is beside `mtime_ns` because programs that copy files set the latter back; of a member of a zip it is the
    zip that is looked at.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


def look_at(source: Source) -> Looks | None:
    """How a transcript looks; None where that proves nothing: it came by standard input, is gone, or has changed so
    lately that it may change again unseen."""
    if source.data is not None:
        return None
    archive = inside(source.file)
    now = time.time_ns()
    try:
        found = os.stat(archive[0] if archive else source.file)
    except OSError:
        return None
    if max(found.st_mtime_ns, found.st_ctime_ns) > now - DOUBT_NS:
        return None
    return Looks(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino & 0x7FFF_FFFF_FFFF_FFFF)


def find_sources(paths: Sequence[Path], name: str | None = None) -> list[Source]:
    """The transcripts at `paths`: files as named, folders and zip archives with everything in them, sorted by path.

    `-` is standard input, one transcript that goes by `name`. In folders and archives only `.txt` and `.md` count and
    hidden names are passed over; links to folders are not followed, nor links to files outside, and archives in them
    are left alone. No file is listed twice. Raises `BaolanError` for a missing path, a folder that cannot be listed, an
    archive that is not to be trusted, and where there are no transcripts.
    """
    if name is not None and STDIN not in map(Path, paths):
        raise BaolanError("--name is for what comes by standard input. Name it - instead of a file.")
    found: dict[str, Source] = {}
    for path in map(Path, paths):
        if path == STDIN:
            here = [_read_stdin(STDIN_NAME if name is None else name)]
        elif not path.exists():
            raise BaolanError(f"{path}: no such file or folder. Check the spelling, or name the folder above it.")
        else:
            here = _walk(path) if path.is_dir() else _unzip(path) if is_zip(path) else [Source(path.name, path)]
        root = os.path.join(path.resolve(), "") if path.is_dir() else None
        for source in here:
            # Only links lead elsewhere than their names say, and to resolve each of 100,000 names takes seconds.
            plain = root is not None and not os.path.islink(source.file)
            found.setdefault(f"{root}{source.path}" if plain else str(source.file.resolve()), source)
    return list(found.values())


def passed_over(paths: Sequence[Path]) -> list[str]:
    """Sentences about zip archives that `find_sources` leaves alone: in folders, where they often hold what lies
    beside them, and in other archives."""
    said = []
    for path in map(Path, paths):
        if path.is_dir():
            files = (Path(here, name) for here, _, names in os.walk(path) for name in names if _may_be_zip(name))
            inner = sorted(str(file) for file in files if is_zip(file))
            how = "Zips in folders are not read: name it if you want it"
        elif is_zip(path):
            inner = [f"{path}/{name}" for name in member_names(path) if name.lower().endswith(".zip")]
            how = "Zips in zips are not read: take it out first"
        else:
            continue
        if inner:
            said.append(f"{inner[0]}{f' and {len(inner) - 1:,} more' if inner[1:] else ''}: passed over. {how}.")
    return said


def _may_be_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


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
    above = len(os.path.join(folder, ""))
    sources = []
    folders = [os.fspath(folder)]
    while folders:
        for entry in _entries(folders.pop()):
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif entry.name.lower().endswith(SUFFIXES) and _is_file(entry):
                file = Path(entry.path)
                if not entry.is_symlink() or file.resolve().is_relative_to(root):
                    sources.append(Source(entry.path[above:].replace(os.sep, "/"), file))
    if not sources:
        raise BaolanError(f"{folder}: no transcripts here. They are files whose names end in .txt or .md.")
    return sorted(sources, key=lambda source: source.path)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """A link may lead to a file, nowhere, or in a circle."""
    return os.path.isfile(entry.path) if entry.is_symlink() else entry.is_file()


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What is in a folder; an entry knows what it is without asking the disk again."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError as error:
        raise BaolanError(f"{error.filename}: cannot be listed ({error.strerror}). Check its permissions.") from error


def transcript_bytes(source: Source) -> bytes:
    """As `read_bytes`, with every failure as an `UnreadableTranscript`, also for a file beyond `MAX_BYTES`."""
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
