"""Score the splitter against pages that people, or the page maker, have annotated line by line.

    python -m bench.score_split                                       the seeds
    python -m bench.score_split --by-habit /tmp/pages/dev             pages made by bench/make_pages.py
    python -m bench.score_split --floors tests/floors.toml            also say which figure fell below its floor

A folder holds `<stem>.txt` (or `.md`) beside `<stem>.tsv`, `<stem>.articles.tsv` and, if there is one,
`<stem>.page.tsv`; the seeds have their transcripts in `seeds/` and their gold in `tests/gold/`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from bench.gold import read_facts, read_gold, read_page_facts
from bench.scoring import Cubed, Ratio, Score, compare_page_facts, predicted_facts, predicted_rows, score_page
from loader.model import ROLES, Page
from loader.outlet_files import load_conventions
from loader.reading import read_transcript
from loader.sources import find_sources
from loader.splitting import split_page

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]


class Case(NamedTuple):
    """A transcript and the folder of its gold files."""

    transcript: Path
    gold: Path


class Scored(NamedTuple):
    """One page's score and the habits of layout that were imposed on it."""

    stem: str
    score: Score
    habits: tuple[str, ...]


def seed_cases() -> list[Case]:
    return [Case(path, ROOT / "tests/gold") for path in sorted((ROOT / "seeds").glob("*.txt"))]


def folder_cases(folder: Path) -> list[Case]:
    """Transcripts in `folder` that have gold rows beside them."""
    found = sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".md"))
    return [Case(path, folder) for path in found if (folder / f"{path.stem}.tsv").exists()]


def split_file(path: Path, year: int | None) -> Page:
    """The page as the program splits it, with nothing stated about it but perhaps its year."""
    (source,) = find_sources([path])
    return split_page(read_transcript(source, path.stem), load_conventions(), year=year)


def score_case(case: Case, year: int | None = None) -> Scored:
    page = split_file(case.transcript, year)
    stem = case.transcript.stem
    score = score_page(
        read_gold(case.gold / f"{stem}.tsv", page.transcript.text),
        predicted_rows(page),
        read_facts(case.gold / f"{stem}.articles.tsv"),
        predicted_facts(page),
    )
    known = read_page_facts(case.gold / f"{stem}.page.tsv")
    # Composed pages mix reports of several papers: what 厦门日报讯 lets one infer is not the page's, nor is it wrong.
    printed = page.outlet if page.outlet_basis == "printed" else None
    facts = {**score.facts, **compare_page_facts(known, {"outlet": printed, "date": page.date})}
    return Scored(stem, replace(score, facts=facts), tuple(known.get("habits", "").split()))


def total(scored: list[Scored]) -> Score:
    return sum((page.score for page in scored), Score())


def by_habit(scored: list[Scored]) -> Iterator[tuple[str, list[Scored]]]:
    for habit in sorted({habit for page in scored for habit in page.habits}):
        yield habit, [page for page in scored if habit in page.habits]


def fallen(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """One sentence for each figure below its floor."""
    return [
        f"{name} is {figures.get(name, 0.0):.4f}, its floor is {floor:.4f}"
        for name, floor in floors.items()
        if figures.get(name, 0.0) < floor
    ]


# --- what a person reads ----------------------------------------------------------------------------------------


def report(score: Score) -> str:
    """The measures as aligned text."""
    lines = [f"{'':<12}{'precision':>10}{'recall':>10}{'F1':>10}", figures_line("b-cubed", score.cubed)]
    ratios = {"articles": score.articles, "headings": score.headings, "paragraphs": score.paragraphs, **score.facts}
    for name, ratio in ratios.items():
        counts = f"   {ratio.right:g} right, {ratio.predicted:g} said, {ratio.gold:g} gold"
        lines.append(figures_line(name, ratio) + counts)
    lines.append(f"{'roles':<12}{score.role_accuracy:>10.4f} of {score.roles.total()} lines")
    return "\n".join(lines)


def figures_line(name: str, measure: Cubed | Ratio) -> str:
    return f"{name:<12}{measure.precision:>10.4f}{measure.recall:>10.4f}{measure.f1:>10.4f}"


def confusions(roles: Counter[tuple[str, str]]) -> str:
    """For each role of the gold: how many lines were right, and what the others were taken for."""
    lines = []
    for role in ROLES:
        taken = Counter({guess: n for (truth, guess), n in roles.items() if truth == role})
        if taken:
            wrong = ", ".join(f"{guess} {n}" for guess, n in taken.most_common() if guess != role)
            lines.append(f"{role:<10}{taken[role]:>6} of {taken.total():<6}{wrong}")
    return "\n".join(lines)


def page_line(page: Scored) -> str:
    score = page.score
    return (
        f"{page.stem[:40]:<42}b3 {score.cubed.f1:.3f}  articles {score.articles.right:g}/{score.articles.gold:g}"
        f"  headings {score.headings.right:g}/{score.headings.gold:g}"
        f"  paragraphs {score.paragraphs.right:g}/{score.paragraphs.gold:g}"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="*", type=Path, help="folders of annotated pages (default: the seeds)")
    parser.add_argument("--year", type=int, help="the year the pages are of, as `baolan load --year` states it")
    parser.add_argument("--pages", action="store_true", help="one line for each page")
    parser.add_argument("--by-habit", action="store_true", help="the figures for each habit of layout")
    parser.add_argument("--json", action="store_true", help="only the figures, as JSON")
    parser.add_argument("--floors", type=Path, help="a TOML file of floors; exit 1 when a figure is below")
    parser.add_argument("--set", default="seeds", help="the table of the floors file to hold the figures against")
    options = parser.parse_args(arguments)

    cases = [case for folder in options.folder for case in folder_cases(folder)] if options.folder else seed_cases()
    if not cases:
        parser.error("no transcript with a gold file beside it")
    scored = [score_case(case, options.year) for case in cases]
    score = total(scored)
    if options.json:
        print(json.dumps(score.figures(), indent=2))
    else:
        print(f"{len(scored)} pages\n{report(score)}\n\n{confusions(score.roles)}")
        if options.pages:
            print("", *map(page_line, scored), sep="\n")
        if options.by_habit:
            for habit, pages in by_habit(scored):
                figures = total(pages).figures()
                print(f"{habit:<18}{len(pages):>4} pages  " + "  ".join(f"{k} {v:.3f}" for k, v in figures.items()))
    low = (
        fallen(score.figures(), tomllib.loads(options.floors.read_text("utf-8"))[options.set]) if options.floors else []
    )
    for sentence in low:
        print(sentence, file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
