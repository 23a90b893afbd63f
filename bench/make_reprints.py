"""Print articles as several papers would, measure how well the stories are found again.

    python -m bench.make_reprints tests/pages/train

Of every third article witnesses are made, one of each kind of change; all others are decoys, half of them with three
formulas of officialese at places of their own. Prints B-cubed precision, recall and F1, the adjusted Rand index, and
the recall of each kind.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from math import comb
from pathlib import Path
from random import Random

from opencc import OpenCC

from bench.scoring import harmonic
from loader.candidates import Kept
from loader.reprints import find_pairs
from loader.shared import Article, Paragraph, Wording
from loader.stories import join_pairs

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FORMULAS = (
    "会议要求，各级各部门要提高政治站位，坚定必胜信心，切实把思想和行动统一到中央决策部署上来。",
    "要加强组织领导，压实工作责任，强化督促检查，确保各项工作落到实处、取得实效。",
    "要坚持以人民为中心的发展思想，着力解决群众最关心最直接最现实的利益问题。",
)
OTHERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多"
)


def sentences(text: str) -> list[str]:
    return re.findall(r"[^。！？]+[。！？]?”?", text)


def reworded(rng: Random, text: str) -> str:
    """3 % of the characters changed, left out or doubled by another."""
    out = []
    for character in text:
        draw = rng.random()
        out.append(character if draw >= 0.02 else "")
        if draw < 0.01 or draw >= 0.99:
            out.append(rng.choice(OTHERS))
    return "".join(out)


def share(rng: Random, text: str, part: float) -> str:
    """Whole sentences from the beginning of the text, one now and then left out."""
    kept, size = [], 0
    for sentence in sentences(text):
        if size >= part * len(text):
            break
        if not kept or rng.random() < 0.85:
            kept.append(sentence)
            size += len(sentence)
    return "".join(kept)


CHANGES: dict[str, Callable[[Random, str, str], str]] = {
    "reworded": lambda rng, text, own: reworded(rng, text),
    "halved": lambda rng, text, own: share(rng, text, 0.5),
    "a third": lambda rng, text, own: share(rng, text, 0.33),
    "a third, reworded": lambda rng, text, own: reworded(rng, share(rng, text, 0.33)),
    "lead added": lambda rng, text, own: sentences(own)[0] + text,
    "inside an own article": lambda rng, text, own: own + text + own[::-1][:100],
    "dateline": lambda rng, text, own: "据新华社霁川3月9日电 " + text,
    "traditional": lambda rng, text, own: OpenCC("s2t").convert(text),
    "sentences moved": lambda rng, text, own: "".join(sentences(text)[2:] + sentences(text)[:2]),
}


def make(texts: list[str], seed: int) -> list[tuple[str, str, str]]:
    """`text`, `story`, `kind` of each printing."""
    rng = Random(seed)
    made = []
    for number, text in enumerate(texts):
        if number % 3:
            parts = sentences(text)
            for formula in FORMULAS if number % 2 else ():
                parts.insert(rng.randrange(len(parts) + 1), formula)
            made.append(("".join(parts), str(number), "decoy"))
            continue
        own = texts[number - number % 3 + 1] if number + 1 < len(texts) else texts[1]
        made.append((text, str(number), "as sent"))
        for kind, change in CHANGES.items():
            lead = own[::-1] if kind in ("lead added", "inside an own article") else own  # nobody else's words
            made.append((change(rng, text, lead), str(number), kind))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    texts = []
    for file in sorted(arguments.folder.glob("*.toml")):
        for one in tomllib.loads(file.read_text(encoding="utf-8")).get("article", []):
            text = "".join(part[1] for part in one["parts"] if part[0] == "body")
            if len(text) >= 200:
                texts.append(text)
    made = make(texts, arguments.seed)
    wordings = [
        Wording(Article(str(n), None, "2006-05-09", (Paragraph("body", text),))) for n, (text, _, _) in enumerate(made)
    ]
    kept = Kept((n, wording.prints) for n, wording in enumerate(wordings))
    stories = join_pairs(find_pairs(kept, wordings.__getitem__, range(len(made)), before=True), wordings.__getitem__)
    found = {n: f"alone {n}" for n in range(len(made))}
    for number, story in enumerate(sorted(stories, key=lambda one: len(one.witnesses))):
        found.update({witness.number: str(number) for witness in story.witnesses})
    report([story for _, story, _ in made], [found[n] for n in range(len(made))], [kind for _, _, kind in made])


def report(gold: list[str], found: list[str], kinds: list[str]) -> None:
    both, by_gold, by_found = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    n = len(gold)
    precision = sum(both[pair] / by_found[pair[1]] for pair in zip(gold, found, strict=True)) / n
    recall = sum(both[pair] / by_gold[pair[0]] for pair in zip(gold, found, strict=True)) / n
    together, golden, said = (sum(comb(k, 2) for k in one.values()) for one in (both, by_gold, by_found))
    chance = golden * said / comb(n, 2)
    rand = (together - chance) / ((golden + said) / 2 - chance)
    print(f"{n} articles: B-cubed {precision:.3f} {recall:.3f} {harmonic(precision, recall):.3f}, Rand {rand:.3f}")
    print(f"pairs: precision {together / said:.3f}, recall {together / golden:.3f}")
    sent = {story: place for story, place, kind in zip(gold, found, kinds, strict=True) if kind == "as sent"}
    right: defaultdict[str, list[bool]] = defaultdict(list)
    for story, place, kind in zip(gold, found, kinds, strict=True):
        right[kind].append(place not in sent.values() if kind == "decoy" else sent[story] == place)
    for kind, hits in right.items():
        print(f"{kind}: {sum(hits) / len(hits):.3f} of {len(hits)}")


if __name__ == "__main__":
    main()
