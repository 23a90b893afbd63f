"""Names of fields that transcribers write before what a paper prints: `标题：…`, `【正文】…`, `**Headline:** …`.

They print nothing, and say the role of what follows: on their line or, where they stand alone, of the next one. Papers
print such words too, so they are read only in a transcript that names a headline and a text, or several headlines.
The names are data, in `outlets/inputs.toml`.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from loader.errors import BadConventions
from loader.model import ROLES, Block
from loader.pieces import trim

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

FILE = Path(__file__).parent / "outlets" / "inputs.toml"
RULE = "field"  # what gives such lines their role
SPACES = re.compile(r"[^\S\n]+")
# 【 标  题 】, as data bases have it.
SET_APART = re.compile(
    r"[【\[［〔]\s*[\u4e00-\u9fff][^\S\n]+[\u4e00-\u9fff]\s*[】\]］〕]"
)  # 【 标  题 】, as data bases have it
NUMBER = r"\s?[一二三四五六七八九十\d]{0,2}"  # 标题一, Headline 2
TAG = re.compile(r"\s*<([a-z]+)>", re.IGNORECASE)  # <title>…</title>
SEVERAL = 2  # headlines
LONGEST = 40  # characters that the name of a field, its brackets and spaces may take


class Fields(NamedTuple):
    """A pattern for the head of a line, the role by the name of a field, and words one of which stands in every name
    of a headline, as written small or with a capital."""

    pattern: re.Pattern[str]
    role_of: dict[str, str]
    signs: tuple[str, ...]

    def match(self, text: str) -> tuple[str, int] | None:
        """The role that the head of a printed line names, and where the line goes on."""
        found = self.pattern.match(text)
        return (self.role_of[SPACES.sub("", found[1] or found[2]).lower()], found.end()) if found else None

    def tag(self, source: str, block: Block) -> tuple[str, int] | None:
        """The role that a tag before a block names (`<title>`), which markup leaves out already."""
        tag = TAG.match(source, block.start) if source.startswith("<", block.start) else None
        role = self.role_of.get(tag[1].lower()) if tag else None
        return (role, 0) if role else None


@cache
def load_fields(file: Path = FILE) -> Fields:
    """Read the names. Raises `BadConventions` for an entry that fails its own examples."""
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["field"]
    role_of = {name.lower(): entry["role"] for entry in entries for name in entry["names"]}
    names = "|".join(
        r"[\s\u3000]*".join(map(re.escape, name)) for name in sorted(role_of, key=lambda name: (-len(name), name))
    )
    pattern = re.compile(
        rf"(?:[【\[［〔]\s*({names}){NUMBER}\s*[】\]］〕]\s?[:：]?|({names}){NUMBER}\s?[:：])[\s\u3000]*", re.IGNORECASE
    )
    headlines = {form for name, role in role_of.items() if role == "headline" for form in (name, name.title())}
    signs = sorted(one for one in headlines if not any(other in one for other in headlines - {one}))
    fields = Fields(pattern, role_of, tuple(signs))
    for entry in entries:
        if entry["role"] not in ROLES:
            raise BadConventions(f"{file.name}: a field has the role {entry['role']!r}, which is none.")
        for text in entry["yes"]:
            if (fields.match(text) or ("", 0))[0] != entry["role"]:
                raise BadConventions(f"{file.name}: the fields of {entry['role']} fail their own example {text!r}.")
        for text in entry["no"]:
            if fields.match(text):
                raise BadConventions(
                    f"{file.name}: the fields of {entry['role']} take {text!r}, their example of none."
                )
    return fields


def read_fields(source: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a transcript without names of fields, each with the role that was said of it."""
    fields = load_fields()
    names = SPACES.sub("", source) if SET_APART.search(source) else source
    if not any(sign in names for sign in fields.signs):
        return tuple(blocks)
    found = [
        fields.match(block.text[:LONGEST]) or fields.tag(source, block) if block.text else None for block in blocks
    ]
    named = Counter(field[0] for field in found if field)
    if named["headline"] < SEVERAL and not (named["headline"] and named["body"]):
        return tuple(blocks)
    read: list[Block] = []
    waiting = ""
    for block, field in zip(blocks, found, strict=True):
        if field:
            role, end = field
            text = block.text[end:]
            waiting = "" if text else role
            pieces = trim(block.pieces, end, len(block.text)) if text else ()
            read.append(block._replace(text=text, pieces=pieces, said=role if text else ""))
        else:
            read.append(block._replace(said=waiting) if block.text else block)
            waiting = "" if block.text else waiting
    return tuple(read)
