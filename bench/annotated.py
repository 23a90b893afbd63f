"""Real articles that somebody annotated, without their texts: made anew from public repositories.

    python -m bench.annotated bench/annotations.jsonl --mirrors DIR --out annotated.toml
    python -m bench.annotated bench/held.jsonl --mirrors DIR --part scored --out scored.toml
    python -m bench.annotated --describe articles.toml --mirrors DIR --out annotations.jsonl

The texts of papers are not ours to ship. What is kept of an article is where it stands: a repository, a commit, a path,
and of each printed part its role, its first place and its length, counted in the printed characters of that file
(`printed`: tags taken out, references and escapes resolved, white space left out); and a check sum of all parts, so
that another text is reported and never taken for it. Stand-off annotation is as old as corpora that may not be passed
on (H. Thompson and D. McKelvie, Hyperlink semantics for standoff markup of read-only documents, 1997). A mirror is
`DIR/OWNER+NAME/repo` or `DIR/OWNER+NAME/repo/.git`, as `git clone --mirror` makes it. The TOML file is one for
`bench.make_pages`, with `source`, `slug` and `outlet` beside what that reads.

`annotations.jsonl` are articles that are learnt from; of those of `held.jsonl` nothing is. An outlet of these is either
looked at or only scored (`is_scored`).

An article whose file a mirror lacks, or has otherwise, is left out with a line on standard error; the exit code is 1
then.
"""

from __future__ import annotations

import argparse
import codecs
import hashlib
import html
import json
import re
import subprocess
import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from bench.make_pages import read_articles

# What is kept of an article beside its parts, as `bench.make_pages` has it.
KEPT = ("id", "slug", "outlet", "date", "script", "byline", "people", "agency", "dateline")
UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[a-zA-Z/!][^<>]{0,2000}>", re.S | re.I)
ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt]|\\(['\"/])")
SPACE = re.compile(r"\s+")
ENCODINGS = ("utf-8", "gb18030", "big5")
MOST_VERSIONS = 200  # of a file that are looked through


class Printed(NamedTuple):
    """What a file prints: its text without tags and escapes; where each character stands in it that is no white space;
    which of these are letters or digits, and these."""

    text: str
    places: list[int]
    solid: list[int]
    letters: str

    def part(self, start: int, length: int) -> str:
        """A part, its white space as single spaces. Raises IndexError if the file ends before it."""
        first, last = self.places[start], self.places[start + length - 1]
        return " ".join(self.text[first : last + 1].split())

    def find(self, part: str, after: int) -> tuple[int, int]:
        """Where a part without white space begins and ends, after a place or anywhere, with as many marks before its
        first letter and behind its last one as it has, or as stand there; -1, -1 if it is not found."""
        letters = "".join(filter(str.isalnum, part))
        at = self.letters.find(letters, bisect_left(self.solid, after)) if letters else -1
        at = self.letters.find(letters) if at < 0 and letters else at
        if at < 0:
            return -1, -1
        start, end = self.solid[at], self.solid[at + len(letters) - 1] + 1
        first, last = part.index(letters[0]), len(part) - 1 - part.rindex(letters[-1])
        before = self.solid[at - 1] + 1 if at else 0
        behind = self.solid[at + len(letters)] if at + len(letters) < len(self.solid) else len(self.places)
        return max(start - first, before), min(end + last, behind)


def printed(data: bytes) -> Printed:
    """What a file prints, in the encoding in which the fewest bytes are wrong."""
    text = min((codecs.decode(data, name, "replace") for name in ENCODINGS), key=lambda text: text.count("\ufffd"))
    text = ESCAPE.sub(_unescaped, text)
    text = html.unescape(html.unescape(UNSEEN.sub(lambda tag: " " * len(tag[0]), text)))
    places = [at for at, character in enumerate(text) if not character.isspace()]
    solid = [number for number, at in enumerate(places) if text[at].isalnum()]
    return Printed(text, places, solid, "".join(text[places[number]] for number in solid))


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return found[2] or " "


class Mirrors(NamedTuple):
    """A folder of mirrors of repositories."""

    folder: Path

    def git(self, repository: str, *arguments: str) -> bytes:
        """What git says of a repository. Raises FileNotFoundError if there is no mirror of it, or the file is not in
        it."""
        place = self.folder / repository.replace("/", "+") / "repo"
        place = place / ".git" if (place / ".git").exists() else place
        if not place.exists():
            raise FileNotFoundError(f"no mirror of {repository} in {self.folder}. Make one: git clone --mirror")
        done = subprocess.run(["git", "-C", str(place), *arguments], capture_output=True)
        if done.returncode:
            raise FileNotFoundError(f"{repository}: git {' '.join(arguments)} says: {done.stderr.decode().strip()}")
        return done.stdout


@lru_cache(8)
def read_printed(mirrors: Mirrors, repository: str, commit: str, path: str) -> Printed:
    """What a file of a repository prints."""
    return printed(mirrors.git(repository, "show", f"{commit}:{path}"))


def digest(parts: Sequence[str]) -> str:
    """The check sum of the printed characters of some parts."""
    return hashlib.sha256("\n".join(SPACE.sub("", text) for text in parts).encode()).hexdigest()[:16]


def describe(article: dict[str, Any], mirrors: Mirrors) -> dict[str, Any]:
    """Where the parts of an annotated article stand in its source, `OWNER/NAME path` or, of another branch than the
    first one, `OWNER/NAME branch:path`: in the newest version of that file that has them all. Raises ValueError if the
    letters of a part stand in none as they are annotated (marks may be others: who annotates corrects those of web
    editions), FileNotFoundError if there is no such file."""
    repository, _, path = article["source"].partition(" ")
    branch, _, path = re.sub(r"\s+\(.*\)$", "", path).rpartition(":")
    log = mirrors.git(repository, "log", f"-{MOST_VERSIONS}", "--format=%H", branch or "HEAD", "--", path)
    commits = log.decode().split()
    if not commits:
        raise FileNotFoundError(f"{repository} never had {path}")
    kept = {name: article[name] for name in KEPT if article.get(name)}
    lacking = ""
    for commit in commits:
        try:
            source = read_printed(mirrors, repository, commit, path)
        except FileNotFoundError:  # where it was taken away
            continue
        places, missing = _places(article["parts"], source)
        if not missing:
            check = digest([source.part(start, length) for _, start, length in places])
            return {**kept, "repository": repository, "commit": commit, "path": path, "parts": places, "check": check}
        lacking = lacking or missing
    raise ValueError(f"not in {repository} {path}: {lacking[:20]}")


def _places(parts: Sequence[Sequence[str]], source: Printed) -> tuple[list[tuple[str, int, int]], str]:
    """Role, place and length of each part, or the first one that is not found."""
    places, after = [], 0
    for role, text in parts:
        start, end = source.find(SPACE.sub("", text), after)
        if start < 0:
            return [], text
        places.append((role, start, end - start))
        after = end
    return places, ""


def restore(described: dict[str, Any], mirrors: Mirrors) -> dict[str, Any]:
    """The article that was described. Raises ValueError if its text is another one now, FileNotFoundError if there is
    no such file."""
    source = read_printed(mirrors, *(described[name] for name in ("repository", "commit", "path")))
    try:
        parts = [[role, source.part(start, length)] for role, start, length in described["parts"]]
    except IndexError as error:
        raise ValueError(f"{described['repository']} {described['path']} is shorter than it was") from error
    if digest([text for _, text in parts]) != described["check"]:
        raise ValueError(f"{described['repository']} {described['path']} reads otherwise than it did")
    kept = {name: described[name] for name in KEPT if name in described}
    return {**kept, "source": f"{described['repository']} {described['path']}", "parts": parts}


def is_scored(slug: str) -> bool:
    """Whether nobody who writes rules looks at the articles of an outlet: three of five outlets."""
    return int(hashlib.md5(slug.encode(), usedforsecurity=False).hexdigest(), 16) % 5 >= 2


def as_toml(article: dict[str, Any]) -> str:
    """An article as `bench.make_pages` reads it."""
    fields = [f"{name} = {_value(value)}" for name, value in article.items() if name != "parts"]
    parts = [f"  {_value(part)}," for part in article["parts"]]
    return "\n".join(["[[article]]", *fields, "parts = [", *parts, "]", "", ""])


def _value(value: object) -> str:
    """As TOML writes it: its basic strings are JSON's but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _described(file: Path, part: str | None, begin: str) -> Iterator[dict[str, Any]]:
    for article in map(json.loads, filter(None, file.read_text("utf-8").split("\n"))):
        if part in (None, "scored" if is_scored(article["slug"]) else "open") and article["id"].startswith(begin):
            yield article


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("annotations", type=Path, nargs="?", help="a file of descriptions")
    parser.add_argument("--describe", type=Path, action="append", default=[], help="TOML files of annotated articles")
    parser.add_argument("--mirrors", type=Path, required=True, help="a folder of mirrors of repositories")
    parser.add_argument("--out", type=Path, required=True, help="where to write")
    parser.add_argument("--part", choices=("open", "scored"), help="outlets that are looked at, or only scored")
    parser.add_argument("--begin", default="", help="only articles whose ids begin so: m, the mainland; a, abroad")
    options = parser.parse_args(arguments)
    if (options.annotations is None) == (not options.describe):
        parser.error("give either a file of descriptions or --describe FILE.toml")
    mirrors = Mirrors(options.mirrors)
    made, lacking = [], 0
    articles = (
        _described(options.annotations, options.part, options.begin)
        if options.annotations
        else iter(read_articles(options.describe))
    )
    for article in articles:
        try:
            made.append(as_toml(restore(article, mirrors)) if options.annotations else _row(describe(article, mirrors)))
        except (FileNotFoundError, ValueError) as error:
            print(f"{article['id']}: {error}", file=sys.stderr)
            lacking += 1
    options.out.write_text("".join(made), "utf-8")
    print(f"{options.out}: {len(made)} articles, {lacking} left out")
    return 1 if lacking else 0


def _row(described: dict[str, Any]) -> str:
    return json.dumps(described, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    sys.exit(main())
