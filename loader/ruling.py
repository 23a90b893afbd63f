"""What decides which articles are one story and where they differ: a name for all of it, which archives keep.

Stories that were found by other rules than those of now are all found anew (`finding`), so the name follows from the
rules themselves: the modules that `DECIDING` are made of, and the lists that they read.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).parent
DECIDING = ("pairing", "stories", "telling")
LISTS = ("characters.toml", "lookalikes.txt", "notices.toml", "stages.toml")
_IMPORT = re.compile(r"^from loader\.(\w+) import|^from loader import ([\w, ]+)$", re.MULTILINE)


@cache
def rules() -> str:
    """Sixteen hexadecimal digits, the same on every machine."""
    digest = sha256()
    for name in [*(f"{module}.py" for module in deciding()), *LISTS]:
        text = (PACKAGE / name).read_bytes().replace(b"\r\n", b"\n")
        digest.update(b"%s %d " % (name.encode(), len(text)) + text)
    return digest.hexdigest()[:16]


def deciding() -> list[str]:
    """The modules that decide, with all that they import from this package."""
    found: set[str] = set()
    left = list(DECIDING)
    while left:
        module = left.pop()
        if module not in found:
            found.add(module)
            for one, several in _IMPORT.findall((PACKAGE / f"{module}.py").read_text(encoding="utf-8")):
                left += [one] if one else re.split(r", ?", several)
    return sorted(found)
