"""Train the sequence model of roles: `loader/roles.json`, from composed pages and the seeds.

    # as shipped: the same pages give the same file
    python -m bench.train_roles --taught taught.jsonl --annotated annotated.toml
    python -m bench.train_roles --out /tmp/roles.json --pages 300

Pages are composed (`bench.make_pages`) of the articles in `tests/pages/train/`, all of them invented, so anyone can
train again, and with `--taught` and `--annotated` of real ones too, which `bench.taught` and `bench.annotated` make of
public repositories. The seeds and the cases of `tests/cases/` are added, because they are annotated and shipped: a
wrong split that is pasted there as a case is learnt by training again. Nothing else is learnt from.
The model is the mean of several, each trained on other pages made of the same articles: single ones differ by some
hundredths in what they get right, and their mean does better than most.
The network above it (`loader/context.npz`) is trained next: `python -m bench.train_context`.
Needs python-crfsuite (`pip install -e '.[dev]'`).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import repeat
from pathlib import Path
from random import Random
from typing import Any

import pycrfsuite

from bench import make_pages
from bench.cases import PageCase, read_cases
from bench.gold import Row, read_gold
from bench.printing import Furniture
from bench.score_split import Case, folder_cases, seed_cases, tomllib
from bench.variety import bare, broken_crossheads, training_habits, vary
from loader.affinity import pairs
from loader.characters import even
from loader.features import page_features
from loader.joins import write_joins
from loader.markup import printed_blocks
from loader.model import Block, Transcript
from loader.outlet_files import load_conventions
from loader.reading import read_transcript
from loader.sequence import MODEL
from loader.shapes import measure
from loader.sources import Source

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = [ROOT / "tests/pages/train"]  # not articles.toml: its pages hold the floor
PAGES = 1800  # of each set
# Of pages, made from these names; the model is the mean.
SETS = ("traina", "trainb", "trainc", "traind", "traine", "trainf", "traing", "trainh")
# Of pages that the network above the model is trained on (`bench.train_context`).
CONTEXT_SETS = ("contexta", "contextb", "contextc", "contextd", "contexte", "contextf", "contextg", "contexth")
# Sets whose texts speak of names again and again (`variety.named`), as real reports do more than invented ones: models
# trained so tell articles apart by their wording, others by form, and the mean of both does better than either.
SPEAKING = ("traina", "trainb", "traine", "trainf", "contexta", "contextb", "contexte", "contextf")
# Sets with more of what heads articles and their parts in papers of other decades and kinds (`bench.heads`): the mean
# of models trained with and without it does better than either.
HEADED = ("traine", "trainf", "traing", "trainh", "contexte", "contextf", "contextg", "contexth")
TRADITIONAL = 0.25  # of the pages of varied articles are in traditional characters
# Kinds of training pages, in turn.
INVENTED, REAL = ("plain", "plain", "varied", "varied", "varied", "varied"), ("real",) * 4
ANNOTATED = ("annotated",) * 3
BARE = 0.15  # of the pages of varied articles have nothing but one headline over each article
# Of the pages of real articles: are of neighbours; are varied; have crossheads in two lines; have nothing but one
# headline over each article.
NEIGHBOURS, VARIED, REAL_BROKEN, REAL_BARE = 0.6, 0.5, 0.2, 0.3
# Pairs of characters that stand side by side in so many of the articles are common, and known (`loader.joins`).
COMMON, KNOWN = 18, 6
# Characters that begin so many paragraphs, and so many times more often than chance, and those that stand so often and
# begin so many times more rarely.
BEGINS, BEGINNING = 8, 2.0
STANDS, INSIDE = 160, 0.25
EVERYDAY = 0.04  # of the paragraphs and more have an everyday character
# What is taken from every crosshead: training pages have more of them than most papers print. With 0.5 to 1 more
# articles were found in every set of pages looked at of three collections, with 0 to 0.5 in those of a fourth.
CROSSHEAD_COST = 0.5
COUNT = 15  # each seed and each case counts as this many pages
# Chosen on pages of real articles that are not shipped (docs/splitting.md); the figures change little around them.
C1, C2, ITERATIONS = 0.0, 3.0, 100
LEAST = 0.02  # smaller weights are left out of the file: no figure changes, half the size


def tags_of(blocks: Sequence[Block], gold: dict[int, Row]) -> Iterator[str]:
    """The tag of each block: its role, and how it stands to what is above (see `model.Labelled`)."""
    above: tuple[Block, Row] | None = None
    article: int | None = None
    for block in blocks:
        row = gold[block.line]
        mark = "P"
        if row.article is not None and row.article != article:
            mark, article = "A", row.article
        elif above and row.paragraph is not None and block.line != above[0].line:
            same = (above[1].article, above[1].paragraph) == (row.article, row.paragraph)
            mark = "C" if same else "P"
        yield f"{row.role}/{mark}"
        above = (block, row)


Learnt = tuple[list[list[str]], list[str]]


def sequence(transcript: Transcript, rows: Iterable[Row]) -> Learnt:
    """Features and tags of the blocks of a page."""
    gold = {row.line: row for row in rows}
    blocks = [block for block in printed_blocks(transcript) if block.text]
    return page_features(blocks, measure(blocks), load_conventions()), list(tags_of(blocks, gold))


def page_sequence(case: Case) -> Learnt:
    """Features and tags of an annotated file."""
    stem = case.transcript.stem
    transcript = read_transcript(Source(case.transcript.name, case.transcript), stem)
    return sequence(transcript, read_gold(case.gold / f"{stem}.tsv", transcript.text))


def case_sequence(case: PageCase) -> Learnt:
    """Features and tags of a pasted page."""
    return sequence(Transcript(case.title, case.title, "", "utf-8", False, "lf", case.page), case.gold())


def sequences(pages: Sequence[Case]) -> Iterator[Learnt]:
    """All that is learnt from."""
    yield from map(page_sequence, pages)
    for _ in range(COUNT):
        yield from map(page_sequence, seed_cases())
        yield from map(case_sequence, read_cases())


Weights = dict[tuple[str, str], float]  # of a feature for a tag; of a tag after another


def train(pages: Sequence[Case], folder: Path) -> tuple[Weights, Weights]:
    """The weights of features, and of tags after tags, that one set of pages gives."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for features, tags in sequences(pages):
        trainer.append(features, tags)
    trainer.set_params({"c1": C1, "c2": C2, "max_iterations": ITERATIONS})
    file = folder / "roles.crfsuite"
    trainer.train(str(file))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(file))
    info = tagger.info()
    return info.state_features, info.transitions


def train_set(name: str, pages: int, taught: Path | None, annotated: Path | None) -> tuple[Weights, Weights]:
    """Compose a set of pages and train on it."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        compose(folder, name, pages, taught, annotated)
        return train(folder_cases(folder), folder)


def mean(models: Sequence[tuple[Weights, Weights]]) -> dict[str, object]:
    """The model as `roles.json` has it: the mean of several. What one has not seen weighs nothing in it."""
    states, follows = (
        {
            key: sum(one[part].get(key, 0.0) for one in models) / len(models)
            for key in sorted(set().union(*(one[part] for one in models)))
        }
        for part in (0, 1)
    )
    tags = sorted({tag for _, tag in states} | {tag for pair in follows for tag in pair})
    column = {tag: index for index, tag in enumerate(tags)}
    for tag in tags:
        if tag.startswith("crosshead/"):
            states["bias", tag] = states.get(("bias", tag), 0.0) - CROSSHEAD_COST
    features: dict[str, dict[str, float]] = {}
    for (name, tag), weight in states.items():
        if abs(weight) >= LEAST:
            features.setdefault(name, {})[str(column[tag])] = round(weight, 3)
    transitions = [[round(follows.get((a, b), 0.0), 3) for b in tags] for a in tags]
    return {"tags": tags, "features": features, "transitions": transitions}


def learn_joins() -> None:
    """Write which pairs of characters go together, which characters begin paragraphs, which do not, and which stand
    everywhere."""
    articles = make_pages.read_articles(ARTICLES)
    bodies = [even(text) for article in articles for role, text in article["parts"] if role == "body"]
    together = Counter(
        pair for article in articles for pair in sorted(set().union(*(pairs(text) for _, text in article["parts"])))
    )
    common = {pair for pair, count in together.items() if count >= COMMON}
    known = {pair for pair, count in together.items() if count >= KNOWN} - common
    begins, stands = Counter(text[0] for text in bodies), Counter("".join(text[1:] for text in bodies))
    share = stands.total() / len(bodies)  # of a character that begins as often as any
    beginning = {one for one, count in begins.items() if count >= BEGINS and count * share > BEGINNING * stands[one]}
    often = {one: count for one, count in stands.items() if count >= STANDS and one > "\u3000"}
    inside = {one for one, count in often.items() if begins[one] * share < INSIDE * count}
    among = Counter(one for text in bodies for one in sorted(set(text)) if one > "\u3000")
    everyday = {one for one, count in among.items() if count >= EVERYDAY * len(bodies)}
    write_joins([common, known, beginning, inside, everyday])


@cache
def read_taught(file: Path) -> list[dict[str, Any]]:
    """The articles that `bench.taught` wrote, those of one outlet and day one after the other, but for those that
    `bench.train_headlinese` learns from."""
    articles = map(json.loads, filter(None, file.read_text("utf-8").split("\n")))
    return [one for one in articles if not is_for_wording(one)]


@cache
def read_annotated(file: Path) -> list[dict[str, Any]]:
    """The articles of a TOML file, as `bench.make_pages` reads them."""
    return make_pages.read_articles([file])


def is_for_wording(article: dict[str, Any]) -> bool:
    """Whether an article is for `bench.train_headlinese`, and no page is made of it: those of three files of ten."""
    file = Path(article["file"])
    return zlib.crc32((file.name if file.suffix == ".md" else article["id"]).encode()) % 10 < 3


def taught_page(rng: Random, articles: list[dict[str, Any]], furniture: Furniture) -> list[dict[str, Any]]:
    """Articles of a page: mostly neighbours, which tell of one event, some as another paper might have printed them."""
    if rng.random() < NEIGHBOURS:
        first = rng.randrange(len(articles))
        chosen = of_one_year(articles[first : first + 12])
    else:
        chosen = of_one_script(rng, articles)
    if rng.random() < VARIED:
        chosen = [vary(rng, one, furniture) for one in chosen]
    if rng.random() < REAL_BROKEN:
        chosen = [{**one, "parts": broken_crossheads(rng, one["parts"])} for one in chosen]
    return [bare(one) for one in chosen] if rng.random() < REAL_BARE else chosen


def of_one_script(rng: Random, articles: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some articles in traditional characters or in simplified ones, of one year."""
    hant = rng.random() < TRADITIONAL
    return of_one_year(rng.sample([one for one in articles if ("script" in one) == hant], 12))


def of_one_year(articles: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The articles, as if all were of the year of the first: a page has one date."""
    year = articles[0]["date"][:4]
    return [{**one, "date": year + one["date"][4:].replace("02-29", "02-28")} for one in articles]


def compose(folder: Path, name: str, pages: int, taught: Path | None = None, annotated: Path | None = None) -> None:
    """Write a set of training pages: of three, two of articles varied for that page alone, one of articles as they are;
    and as many more of real ones, where there are some: four of those that `bench.taught` wrote for each three of
    annotated ones. A page is of one script; of those in traditional characters a part is of articles converted to
    them."""
    articles = make_pages.read_articles(ARTICLES)
    hant = [article for article in articles if article.get("script") == "hant"]
    hans = [article for article in articles if article.get("script") != "hant"]
    furniture = tomllib.loads(make_pages.FURNITURE.read_text("utf-8"))
    for kind, more in furniture["training"].items():
        furniture[kind] = [*furniture[kind], *more]
    kinds = [*INVENTED, *(REAL if taught else ()), *(ANNOTATED if annotated else ())]
    for number in range(1, pages * len(kinds) // len(INVENTED) + 1):
        rng = Random(f"{name}-{number}")
        kind = kinds[number % len(kinds)]
        if taught and kind == "real":
            chosen, habits = taught_page(rng, read_taught(taught), furniture), training_habits(rng)
        elif annotated and kind == "annotated":
            chosen = of_one_script(rng, read_annotated(annotated))
            if rng.random() < VARIED:
                chosen = [vary(rng, one, furniture) for one in chosen]
            habits = training_habits(rng)
        elif kind == "varied":
            traditional = rng.random() < TRADITIONAL
            chosen = rng.sample(hant, 9) + rng.sample(hans, 3) if traditional else rng.sample(hans, 12)
            chosen = [
                vary(rng, article, furniture, name in SPEAKING, name in HEADED) for article in of_one_year(chosen)
            ]
            habits = training_habits(rng)
            if rng.random() < BARE:
                chosen = [bare(article) for article in chosen]
            if traditional and "traditional" not in habits:
                habits.append("traditional")
        else:
            chosen, habits = articles, None
        make_pages.write_page(folder, f"{name}-{number:04}", chosen, furniture, habits)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=MODEL, help="where to write the model")
    parser.add_argument("--pages", type=int, default=PAGES, help="how many composed pages each set has")
    parser.add_argument("--taught", type=Path, help="articles of real pages, as bench.taught writes them")
    parser.add_argument("--annotated", type=Path, help="real articles that somebody annotated, as a TOML file")
    options = parser.parse_args(arguments)
    learn_joins()
    with ProcessPoolExecutor(min(len(SETS), os.cpu_count() or 1)) as pool:
        models = list(
            pool.map(train_set, SETS, repeat(options.pages), repeat(options.taught), repeat(options.annotated))
        )
    model = mean(models)
    options.out.write_text(json.dumps(model, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{options.out}: {len(model['features']):,} features, {options.out.stat().st_size:,} bytes")  # type: ignore[arg-type]
    return 0


if __name__ == "__main__":
    sys.exit(main())
