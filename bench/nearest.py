"""How often a damaged sentence finds its paragraph, and how often a sentence that is nowhere is offered one.

    python bench/nearest.py ARCHIVE.db SEEDS_FOLDER [SENTENCES]

Takes sentences of 12-60 characters of an archive at random (always the same), damages one character, two, or one in
ten (wrong, missing and too many, four to one to one), and asks `find_nearest`. Found: a paragraph that holds the whole
sentence is first. Then it asks for sentences that are not in the archive: those of the seeds, and sentences of the
archive with their words shuffled. Prints the share wrongly offered for several thresholds, then the time: by the clock,
and of the processor. Then slips in phrases of 3-8 characters: how often the phrase is among the spellings offered.
"""

from __future__ import annotations

import random
import re
import sqlite3
import sys
from pathlib import Path
from time import perf_counter, thread_time

from loader import index, passages
from loader.nearest import suggestions
from loader.normalize import fold
from loader.query import match_expression
from loader.words import segment

HAN = re.compile("[\u4e00-\u9fff]")


def sentences(text: str) -> list[str]:
    found = (fold(one) for one in re.split("[。！？；\n]", text))
    return [one for one in found if 12 <= len(one) <= 60 and '"' not in one and len(HAN.findall(one)) > len(one) * 0.7]


def damaged(sentence: str, slips: int, chance: random.Random, characters: str) -> str:
    written = list(sentence)
    for at in sorted(chance.sample(range(len(written)), slips), reverse=True):
        kind = chance.randrange(6)
        if kind < 4:
            written[at] = chance.choice(characters)
        elif kind == 4:
            del written[at]
        else:
            written.insert(at, chance.choice(characters))
    return fold("".join(written))


def matches(conn: sqlite3.Connection, phrase: str) -> bool:
    sql = "SELECT 1 FROM paragraphs_fts WHERE paragraphs_fts MATCH ? LIMIT 1"
    return conn.execute(sql, [match_expression(f'"{phrase}"')]).fetchone() is not None


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def main(archive: str, seeds: str, number: int) -> None:
    conn = sqlite3.connect(f"{Path(archive).absolute().as_uri()}?mode=ro", uri=True)
    index.register(conn)
    chance = random.Random(4)
    ids = [id for (id,) in conn.execute("SELECT id FROM paragraphs ORDER BY id")]
    picked: list[str] = []
    while len(picked) < number:
        (text,) = conn.execute("SELECT text FROM paragraphs WHERE id = ?", [chance.choice(ids)]).fetchone()
        if several := sentences(text):
            picked.append(chance.choice(several))
    characters = "".join(HAN.findall("".join(picked)))
    suggestions(conn, f'"{picked[0]}X"')  # dictionaries loaded
    clock: list[float] = []
    processor: list[float] = []

    def ask(phrase: str) -> passages.Nearest:
        before, used = perf_counter(), thread_time()
        found = suggestions(conn, f'"{phrase}"')
        clock.append((perf_counter() - before) * 1000)
        processor.append((thread_time() - used) * 1000)
        return passages.Nearest(found.nearest, found.more)

    for name, slips in (
        ("1 character", lambda size: 1),
        ("2 characters", lambda size: 2),
        ("10 %", lambda size: -(-size // 10)),
    ):
        asked = found_first = 0
        for sentence in picked:
            phrase = damaged(sentence, slips(len(sentence)), chance, characters)
            if matches(conn, phrase):
                continue
            asked += 1
            near = ask(phrase).found
            if near:
                (text,) = conn.execute("SELECT text FROM paragraphs WHERE id = ?", [near[0].paragraph]).fetchone()
                found_first += sentence in fold(text)
        print(f"{name}: {found_first / asked:.3f} of {asked} found at rank 1")
    shown = [f"p50 {percentile(all_, 0.5):.0f}, p95 {percentile(all_, 0.95):.0f}" for all_ in (clock, processor)]
    print(f"ms by the clock: {shown[0]}; of the processor: {shown[1]}")

    strange = [one for file in sorted(Path(seeds).glob("*.txt")) for one in sentences(file.read_text(encoding="utf-8"))]
    strange = [one for one in dict.fromkeys(strange) if not matches(conn, one)]
    shuffled = []
    for sentence in picked[:200]:
        words = segment(sentence)
        chance.shuffle(words)
        shuffled.append("".join(words))
    real = passages.least_likeness
    for name, several in (("seeds", chance.sample(strange, min(200, len(strange)))), ("shuffled", shuffled)):
        several = [one for one in several if not matches(conn, one)]
        passages.least_likeness = lambda size: 0.5
        best = {one: (ask(one).found or [None])[0] for one in several}
        passages.least_likeness = real
        offered = {
            least: sum(1 for near in best.values() if near and near.passage.likeness >= least) / len(several)
            for least in (0.6, 0.65, 0.7, 0.75, 0.8, 0.85)
        }
        ours = [
            (near.passage.likeness, one)
            for one, near in best.items()
            if near and near.passage.likeness >= real(len(one))
        ]
        print(f"{name}: {len(ours) / len(several):.3f} of {len(several)} offered; by threshold {offered}")
        for likeness, one in sorted(ours, reverse=True)[:12]:
            print(f"    {likeness:.2f} {one}")

    clock.clear(), processor.clear()
    asked = found_first = among = 0
    for sentence in picked:
        runs = [run for run in re.findall("[\u4e00-\u9fff]+", sentence) if len(run) >= 8]
        if not runs:
            continue
        size = chance.randint(3, 8)
        start = chance.randrange(len(runs[0]) - size + 1)
        phrase = runs[0][start : start + size]
        wrong = damaged(phrase, 1, chance, characters)
        if matches(conn, wrong):
            continue
        asked += 1
        before, used = perf_counter(), thread_time()
        queries = [spelling.query for spelling in suggestions(conn, wrong).spellings]
        clock.append((perf_counter() - before) * 1000)
        processor.append((thread_time() - used) * 1000)
        found_first += queries[:1] == [phrase]
        among += phrase in queries
    print(f"slips in phrases of 3-8: {found_first / asked:.3f} first, {among / asked:.3f} among 5, of {asked}")
    shown = [f"p50 {percentile(all_, 0.5):.0f}, p95 {percentile(all_, 0.95):.0f}" for all_ in (clock, processor)]
    print(f"ms by the clock: {shown[0]}; of the processor: {shown[1]}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 500)
