"""Which transcript of an archive a file is.

A file is the transcript of its path. A file whose path the archive does not know, but whose bytes it has under a
path that is gone, was renamed or moved: it keeps id and number. "Gone" is a path that leads to no file of this load
and to none below the folder that was named; so of two files with the same bytes that are both there each is a
transcript, while `papers/2020/01.txt` is one transcript whether `papers` or `papers/2020` is loaded.

A path belongs to the folder that was named, so `01.txt` of one folder and `01.txt` of another go by one path. Two in
one load are refused; and a file never takes the place of a page that it has next to nothing of.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import PurePosixPath

from loader.errors import BaolanError
from loader.sources import Source, how_to_keep_both, read_bytes
from loader.store import Known
from loader.zips import exists, inside

SHINGLE = 8
# How much of a page must come back in a new text of it. Two days of one broadcast share 0.03 (median) to 0.17 (most, of
# 11,000 pairs) of their shingles; a seed keeps 0.27 when 15 of 100 characters are replaced at random.
SAME_PAGE = 0.2
TOO_SHORT = 50  # shingles: a note of one line may become another


def require_distinct_paths(sources: Sequence[Source]) -> None:
    """Raises `BaolanError` where two files of a load go by the same path, which would make them one transcript."""
    seen: dict[str, Source] = {}
    for source in sources:
        other = seen.setdefault(source.path, source)
        if other is not source:
            if inside(source.file) or source.data is not None:
                raise BaolanError(
                    f"{other.file} and {source.file}: both would be called {source.path}. "
                    f"To keep both, {how_to_keep_both(source)}."
                )
            above = os.path.commonpath([other.file.absolute(), source.file.absolute()])
            raise BaolanError(
                f"{other.file} and {source.file}: both would be called {source.path}. "
                f"Load the folder above them ({os.path.relpath(above)}), or one after the other into two archives."
            )


def find_known(sources: Sequence[Source], known: Mapping[str, Known]) -> dict[str, Known]:
    """The transcripts that files are, by the path of the file. Files not in the result are new.

    `known` is by path. Reads the files whose paths are new, and only when paths of the archive may be gone.
    """
    found = {source.path: known[source.path] for source in sources if source.path in known}
    unclaimed: defaultdict[str, list[Known]] = defaultdict(list)
    for candidate in known.values():
        if candidate.path not in found:
            unclaimed[candidate.sha256].append(candidate)
    for source in sources if unclaimed else ():
        if source.path not in found and source.data is None:  # what has no place cannot have been moved
            candidates = unclaimed.get(source_digest(source) or "", [])
            gone = [candidate for candidate in candidates if not _stands_below(source, candidate.path)]
            if gone:
                found[source.path] = best = min(gone, key=lambda old: (-_alike(old.path, source.path), old.number))
                candidates.remove(best)
    return found


def source_digest(source: Source) -> str | None:
    """The SHA-256 of a transcript's bytes, None if it cannot be read: whoever reads it next will say why."""
    try:
        return sha256(read_bytes(source)).hexdigest()
    except (OSError, BaolanError):
        return None


def _stands_below(source: Source, path: str) -> bool:
    """Whether `path` leads to a file from the folder that `source.path` is relative to."""
    depth = len(PurePosixPath(source.path).parts)
    return exists(source.file.absolute().parents[depth - 1] / path)


def _alike(a: str, b: str) -> int:
    """How many names two paths have in common at their ends."""
    pairs = zip(reversed(PurePosixPath(a).parts), reversed(PurePosixPath(b).parts), strict=False)
    return next((n for n, (x, y) in enumerate(pairs) if x != y), min(a.count("/"), b.count("/")) + 1)


def is_same_page(old: str, new: str) -> bool:
    """Whether so much of a page comes back in another text that this can be a new transcription of it."""
    before = _shingles(old)
    return len(before) < TOO_SHORT or len(before & _shingles(new)) >= SAME_PAGE * len(before)


def _shingles(text: str) -> set[str]:
    text = "".join(text.split())
    return {text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1)}


class Contents:
    """The digests of all files of a load. All are read when first asked for, which is seldom, and never again."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = sources

    @cached_property
    def _digests(self) -> set[str | None]:
        return {source_digest(source) for source in self.sources}

    def __contains__(self, digest: str) -> bool:
        return digest in self._digests
