"""Print articles as several papers would, measure how well the stories are found again.

    python -m bench.make_reprints tests/pages/train --seeds 3
    python -m bench.make_reprints archive.db --seeds 3

Of every third article (of an archive: of 600) witnesses are made, one of each kind of change; all others are decoys,
half of them with three formulas of officialese at places of their own, with communiqués of meetings and notices of a
yearly form between them. Prints pair precision and recall, the adjusted Rand index, and the recall of each kind.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from random import Random

from opencc import OpenCC

from bench.clustering import Agreement, agreement
from bench.sample_pairs import ROWS, all_pairs
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
MEETING = (
    "{body}{day}日召开会议，学习有关文件，研究下一阶段工作。会议由{who}主持。会议认为，{topic}会议要求，各单位要提高政治站位，"
    "压实工作责任，强化督促检查，确保各项工作落到实处、取得实效。会议强调，要坚持问题导向，突出重点，补齐短板，以钉钉子精神"
    "抓好落实。会议还研究了其他事项。"
)
FORM = (
    "一年一度的全市先进集体和先进个人评选揭晓，{count}个单位、{people}名个人受到表彰。市总工会负责人介绍，今年的评选坚持面向"
    "基层、面向一线，经过推荐、考察、公示等程序。表彰大会将于{month}月{day}日在市工人文化宫举行，{who}将出席大会并讲话。"
)
OTHERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多"
)
LEAST = 200


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


def middle(text: str) -> str:
    """The sentences in the middle of the text, about half of it."""
    parts = sentences(text)
    quarter = len(parts) // 4
    return "".join(parts[quarter : max(quarter + 1, len(parts) - quarter)])


def half(text: str, second: bool) -> str:
    """One of the two articles a text was split into."""
    parts = sentences(text)
    cut = (len(parts) + 1) // 2
    return "".join(parts[cut:] if second else parts[:cut]) or text


CHANGES: dict[str, Callable[[Random, str, str], str]] = {
    "reworded": lambda rng, text, own: reworded(rng, text),
    "halved": lambda rng, text, own: share(rng, text, 0.5),
    "a third": lambda rng, text, own: share(rng, text, 0.33),
    "a third, reworded": lambda rng, text, own: reworded(rng, share(rng, text, 0.33)),
    "middle": lambda rng, text, own: middle(text),
    "split, first half": lambda rng, text, own: half(text, False),
    "split, second half": lambda rng, text, own: half(text, True),
    "halved, reworded": lambda rng, text, own: reworded(rng, share(rng, text, 0.5)),
    "lead added": lambda rng, text, own: sentences(own)[0] + text,
    "inside an own article": lambda rng, text, own: own + text + own[::-1][:100],
    "dateline": lambda rng, text, own: "据新华社霁川3月9日电 " + text,
    "traditional": lambda rng, text, own: OpenCC("s2t").convert(text),
    "sentences moved": lambda rng, text, own: "".join(sentences(text)[2:] + sentences(text)[:2]),
}


def make(texts: list[str], seed: int) -> list[tuple[str, str, str]]:
    """`text`, `story`, `kind` of each printing."""
    rng = Random(seed)
    names = ["".join(rng.choice(OTHERS) for _ in range(3)) for _ in range(400)]
    made = []
    for number, text in enumerate(texts):
        if number % 3:
            parts = sentences(text)
            for formula in FORMULAS if number % 2 else ():
                parts.insert(rng.randrange(len(parts) + 1), formula)
            made.append(("".join(parts), str(number), "decoy"))
            continue
        own = texts[number - number % 3 + 1] if number + 1 < len(texts) else texts[1]
        who, day = rng.choice(names), rng.randrange(1, 29)
        about = "".join(rng.choice(OTHERS) for _ in range(40)) + "。"
        body = f"{rng.choice(names)}委员会"
        made.append((MEETING.format(body=body, day=day, who=who, topic=about), f"meeting {number}", "decoy"))
        form = FORM.format(
            count=rng.randrange(9, 99), people=rng.randrange(99, 999), month=number % 12 + 1, day=day, who=who
        )
        made.append((form, f"form {number}", "decoy"))
        made.append((text, str(number), "as sent"))
        for kind, change in CHANGES.items():
            lead = own[::-1] if kind in ("lead added", "inside an own article") else own  # nobody else's words
            made.append((change(rng, text, lead), str(number), kind))
    return made


def made_texts(folder: Path) -> list[str]:
    """The articles of made pages, in the order of the files."""
    return [
        "".join(part[1] for part in one["parts"] if part[0] == "body")
        for file in sorted(folder.glob("*.toml"))
        for one in tomllib.loads(file.read_text(encoding="utf-8")).get("article", [])
    ]


def archived_texts(archive: Path, many: int, seed: int) -> list[str]:
    """So many articles of an archive, no two of one day, so that few of them report one thing."""
    conn = sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)
    texts = [
        (date, "".join(row[-1] for row in rows if row[4] == "body"))
        for (_, _, _, date), rows in groupby(conn.execute(ROWS), key=lambda row: row[:4])
    ]
    conn.close()
    Random(seed).shuffle(texts)
    days: dict[str | None, str] = {}
    for date, text in texts:
        if len(text) >= LEAST:
            days.setdefault(date, text)
    return list(days.values())[:many]


def measure(texts: list[str], seed: int) -> tuple[Agreement, dict[str, float]]:
    """How well stories are found among printings made of the texts, and the recall of each kind of printing."""
    made = make([text for text in texts if len(text) >= LEAST], seed)
    wordings = [
        Wording(Article(str(n), None, "2006-05-09", (Paragraph("body", text),))) for n, (text, _, _) in enumerate(made)
    ]
    stories = join_pairs(all_pairs(wordings), wordings.__getitem__)
    found = {n: f"alone {n}" for n in range(len(made))}
    for number, story in enumerate(sorted(stories, key=lambda one: len(one.witnesses))):
        found.update({witness.number: str(number) for witness in story.witnesses})
    sent = {story: found[n] for n, (_, story, kind) in enumerate(made) if kind == "as sent"}
    places = set(sent.values())
    right: defaultdict[str, list[bool]] = defaultdict(list)
    for n, (_, story, kind) in enumerate(made):
        right[kind].append(found[n] not in places if kind == "decoy" else sent[story] == found[n])
    kinds = {kind: sum(hits) / len(hits) for kind, hits in right.items()}
    return agreement([story for _, story, _ in made], [found[n] for n in range(len(made))]), kinds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="a folder of made pages, or an archive")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--articles", type=int, default=600, help="how many of an archive")
    arguments = parser.parse_args()
    for seed in range(1, arguments.seeds + 1):
        folder = arguments.source.is_dir()
        texts = made_texts(arguments.source) if folder else archived_texts(arguments.source, arguments.articles, seed)
        whole, kinds = measure(texts, seed)
        pairs = whole.pairs
        print(f"seed {seed}: pairs {pairs.precision:.3f} {pairs.recall:.3f}, Rand {whole.rand:.3f}")
        print("  " + ", ".join(f"{kind} {share:.3f}" for kind, share in kinds.items()))


if __name__ == "__main__":
    main()
