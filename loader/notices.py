"""What an outlet sets under its articles and is no text of theirs: addresses of channels, signatures of posts, rights.

Which paragraphs those are is data (`notices.toml`).
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

NOTICES = Path(__file__).resolve().parent / "notices.toml"
LONGEST = 200  # code points of such a paragraph


@cache
def _notices() -> tuple[tuple[str, ...], tuple[re.Pattern[str], ...]]:
    listed = tomllib.loads(NOTICES.read_text(encoding="utf-8")).values()
    return tuple(word for notice in listed for word in notice["words"]), tuple(
        re.compile(notice["pattern"]) for notice in listed
    )


def is_notice(text: str) -> bool:
    """Whether a paragraph is no text of its article."""
    if len(text) > LONGEST:
        return False
    words, patterns = _notices()
    for word in words:  # every paragraph of an archive is asked: `any` takes three times as long
        if word in text:
            return any(pattern.fullmatch(text) for pattern in patterns)
    return False
