"""Ids of transcripts, made from the names of their files: readable in an address, the same at every load."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from loader.errors import BaolanError
from loader.sources import Source

# A headline's length; percent-encoded in an address, 80 Han characters take 720.
MAX_ID = 80

LAST_TAIL = 8


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
