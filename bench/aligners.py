"""Set pairs of printings side by side with this aligner, difflib and CollateX, and compare what they call different.

    python -m bench.aligners tests/apparatus tests/pages/train

The pairs: the three printings in the seeds, every two printings of the apparatuses made by hand, and articles with ten
changes of known kind and place. For each aligner, on words (jieba) and on characters: how many places differ, how many
characters stand in them, and precision and recall against the places by hand and the changes made. A place is what both
print without what it begins and ends with in both. CollateX (GPL, no part of this project) is measured where it can be
imported; all aligners are given folded tokens.
"""

from __future__ import annotations

import argparse
import difflib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from random import Random

from bench.apparatus import difference, read_file
from bench.make_reprints import sentences
from loader.collate import Passage, Witness, collate, passages
from loader.normalize import fold
from loader.outlet_files import load_conventions
from loader.reading import read_transcript
from loader.sources import find_sources
from loader.splitting import split_page
from loader.transcript_ids import make_ids
from loader.words import segment

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Pair = tuple[str, str]
"""What two printings have at one place."""
Aligner = Callable[[Witness, Witness], list[Pair]]


def ours(a: Witness, b: Witness) -> list[Pair]:
    found = []
    for place in collate([a, b]):
        if place.kind not in {"", "width"} and not place.continues:
            first, second = place.readings
            mark = "*" if first.moved or second.moved else ""
            found.append((first.text, second.text + mark))
    return found


def with_difflib(cut: Callable[[str], Sequence[str]]) -> Aligner:
    def align(a: Witness, b: Witness) -> list[Pair]:
        one, other = list(cut(_text(a))), list(cut(_text(b)))
        matcher = difflib.SequenceMatcher(None, list(map(fold, one)), list(map(fold, other)), autojunk=False)
        return [("".join(one[i:j]), "".join(other[k:m])) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]

    return align


def with_collatex(cut: Callable[[str], Sequence[str]]) -> Aligner:
    import collatex  # type: ignore[import-not-found,unused-ignore]

    def align(a: Witness, b: Witness) -> list[Pair]:
        witnesses = [
            {"id": id, "tokens": [{"t": token, "n": fold(token) or " "} for token in cut(_text(one))]}
            for id, one in (("A", a), ("B", b))
        ]
        table = json.loads(collatex.collate({"witnesses": witnesses}, output="json", segmentation=False))["table"]
        found: list[Pair] = []
        apart = False
        for cells in zip(*table, strict=True):
            one, other = ("".join(token["t"] for token in cell or ()) for cell in cells)
            if fold(one) == fold(other):
                apart = False
            elif apart:
                found[-1] = found[-1][0] + one, found[-1][1] + other
            else:
                found.append((one, other))
                apart = True
        return found

    return align


def _text(witness: Witness) -> str:
    return "".join(passage.text for passage in witness.passages)


def seeds() -> Iterator[tuple[Witness, Witness, None]]:
    sources = find_sources([Path("seeds")])
    found = []
    for source, id in zip(sources, make_ids(sources), strict=True):
        if id[:3] in ("000", "002", "004"):
            page = split_page(read_transcript(source, id), load_conventions())
            longest = max(page.articles, key=lambda article: sum(len(one.text) for one in article.paragraphs))
            found.append(Witness(id[:3], passages(longest)))
    for a, b in combinations(found, 2):
        yield a, b, None


def by_hand(folder: Path) -> Iterator[tuple[Witness, Witness, list[Pair]]]:
    for path in sorted(folder.glob("*.txt")):
        witnesses, rows = read_file(path)
        for i, j in combinations(range(len(witnesses)), 2):
            pairs = [(readings[i], readings[j]) for _, readings in rows]
            pairs = [(one.rstrip("*"), other.rstrip("*") + "*" * ("*" in one + other)) for one, other in pairs]
            yield witnesses[i], witnesses[j], [(one, other) for one, other in pairs if fold(one) != fold(other)]


def edited(folder: Path, size: int) -> Iterator[tuple[Witness, Witness, list[Pair]]]:
    """Articles with ten words replaced, left out or put in, in sentences of their own, and a sentence left out."""
    rng = Random(7)
    texts = []
    for file in sorted(folder.glob("*.toml")):
        for one in tomllib.loads(file.read_text(encoding="utf-8")).get("article", []):
            text = "".join(part[1] for part in one["parts"] if part[0] == "body")
            texts += [text] if len(sentences(text)) >= 12 else []
    every = [word for text in texts for word in segment(text) if len(word) == 2 and word.isalpha()]
    for text in rng.sample(texts, min(size, len(texts))):
        parts = sentences(text)
        changed = list(parts)
        made: list[Pair] = []
        for number in sorted(rng.sample(range(len(parts)), 11)):
            if len(made) == 10:
                made.append((parts[number], ""))
                changed[number] = ""
                continue
            words = segment(parts[number])
            at = rng.randrange(len(words))
            old, new = rng.choice([(words[at], ""), ("", rng.choice(every)), (words[at], rng.choice(every))])
            words[at] = new if old else new + words[at]
            made.append((old, new))
            changed[number] = "".join(words)
        yield _witness("a", parts), _witness("b", changed), [(old, new) for old, new in made if fold(old) != fold(new)]


def _witness(id: str, parts: Sequence[str]) -> Witness:
    return Witness(id, (Passage("body", "".join(parts)),))


def _bare(pairs: Sequence[Pair]) -> Counter[Pair]:
    rows = (difference(("transposition" if two.endswith("*") else "", (one, two))) for one, two in pairs)
    return Counter((one, two) for _, (one, two) in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("apparatus", type=Path)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--edited", type=int, default=40, help="how many articles are edited")
    parser.add_argument("--only", choices=["seeds", "by hand", "edited"], help="one set of pairs (CollateX is slow)")
    arguments = parser.parse_args()
    aligners: dict[str, Aligner] = {
        "this": ours,
        "difflib, words": with_difflib(segment),
        "difflib, characters": with_difflib(list),
    }
    if find_spec("collatex"):
        aligners |= {"CollateX, words": with_collatex(segment), "CollateX, characters": with_collatex(list)}
    sets = {
        "seeds": list(seeds()),
        "by hand": list(by_hand(arguments.apparatus)),
        "edited": list(edited(arguments.pages, arguments.edited)),
    }
    for name in [arguments.only] if arguments.only else sets:
        pairs = sets[name]
        for title, align in aligners.items():
            start = time.process_time()
            found = [align(a, b) for a, b, _ in pairs]
            seconds = time.process_time() - start
            places = sum(map(len, found))
            characters = sum(len(one.rstrip("*")) + len(two.rstrip("*")) for one_pair in found for one, two in one_pair)
            line = f"{name} ({len(pairs)} pairs) | {title}: {places} places, {characters} characters, {seconds:.1f} s"
            wanted = [
                (_bare(truth), _bare(one)) for one, (_, _, truth) in zip(found, pairs, strict=True) if truth is not None
            ]
            if wanted:
                right = sum((truth & one).total() for truth, one in wanted)
                said, true = sum(one.total() for _, one in wanted), sum(truth.total() for truth, _ in wanted)
                line += f"; {true} true: precision {right / max(said, 1):.3f}, recall {right / max(true, 1):.3f}"
            print(line, flush=True)


if __name__ == "__main__":
    main()
