"""Compose newspaper pages from articles, impose habits of layout on them, and write transcript and gold.

    python -m bench.make_pages /tmp/pages --articles articles.toml --set dev --pages 60

Each page is made from its set's name and its number alone, so the same articles give the same pages again. The
`dev` set is to be looked at while rules are written, the `held` set only to be scored; where there are enough
articles (SHARED or more) the two sets share none of them. The `train` set is made of all the articles given, for a
model that is to be scored on others: `--articles tests/pages/train --set train`.

An article is a table of the articles file:

    [[article]]
    id = "market"               names it; decides which set it belongs to
    date = "2015-03-18"         a day on which a paper could have printed it
    parts = [                   what is printed, in reading order, as [role, text]; roles as in `loader.model.ROLES`
      ["kicker", "…"], ["headline", "…"], ["body", "本报讯（记者 林小满）…"], ["crosshead", "…"], ["byline", "…"],
    ]
    byline = "记者 林小满"       as printed; so are dateline and agency (its usual name); left out where not printed
    people = ["林小满/记者"]
"""

from __future__ import annotations

import argparse
import re
import sys
import zlib
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from bench.gold import write_table
from bench.habits import half_width_marks, spaced_digits, stray_spaces
from bench.printing import WRAPS, Furniture, Made, Unit, print_page
from bench.setting import add_caption, add_end_mark, add_jump, arrange, article_units, as_brief, set_headings
from loader.model import HEADING_ROLES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FURNITURE = Path(__file__).resolve().parents[1] / "tests/pages/furniture.toml"
SHARED = 40  # fewer articles than this are too few to share out between the two sets


# --- what stands around the articles ---------------------------------------------------------------------------


def furnish(rng: Random, made: Made, furniture: Furniture, printed: date) -> list[Unit]:
    """The page's units with folio, contents, section label, slogan and credits around them."""

    def filled(pattern: str) -> str:
        while "{name}" in pattern:
            pattern = pattern.replace("{name}", rng.choice(furniture["names"]), 1)
        page = rng.choice(furniture["page_numbers"])
        weekday = "一二三四五六日"[printed.weekday()]
        y, m, d = printed.year, printed.month, printed.day
        return pattern.format(
            outlet=made.outlet, y=y, m=m, d=d, m0=f"{m:02}", d0=f"{d:02}", w=weekday, page=page,
            page0=f"{rng.randrange(2, 24):02}", section=rng.choice(furniture["sections"]),
        )  # fmt: skip

    top: list[Unit] = []
    bottom: list[Unit] = []
    if "masthead" in made.habits:
        made.outlet, made.date = rng.choice(furniture["outlets"]), printed.isoformat()
        top.append(Unit("folio", filled(rng.choice(furniture["mastheads"]))))
    elif "masthead-block" in made.habits:
        made.outlet, made.date = rng.choice(furniture["outlets"]), printed.isoformat()
        lines = rng.sample(furniture["masthead_lines"], rng.randrange(3, 8))
        top += [Unit(role, filled(line)) for role, line in lines]
    elif "date-line" in made.habits:
        made.date = printed.isoformat()
        (top if rng.random() < 0.7 else bottom).append(Unit("folio", filled(rng.choice(furniture["dates"]))))
    if "page-label" in made.habits:
        (top if rng.random() < 0.7 else bottom).append(Unit("folio", filled(rng.choice(furniture["labels"]))))
    if "contents" in made.habits:
        top.append(Unit("contents", rng.choice(furniture["contents_heads"])))
        items = rng.sample(furniture["contents_items"], rng.randrange(2, 5))
        top += [Unit("contents", filled(item)) for item in items]
    if "section" in made.habits:
        top.append(Unit("section", rng.choice(furniture["section_labels"])))
    if "credits" in made.habits:
        (bottom if rng.random() < 0.7 else top).append(Unit("credits", filled(rng.choice(furniture["credits"]))))
    if "slogan" in made.habits:
        slogan = [Unit("slogan", line) for line in rng.choice(furniture["slogans"])]
        bottom = slogan + bottom if rng.random() < 0.5 else bottom + slogan
    if "furniture-between" in made.habits:
        heads = [at for at, unit in enumerate(made.units) if at and unit.article != made.units[at - 1].article]
        slogan = [("slogan", line) for line in rng.choice(furniture["slogans"])][:1]
        others = [("section", rng.choice(furniture["section_labels"])), ("credits", rng.choice(furniture["credits"]))]
        for at in sorted(rng.sample(heads, min(len(heads), 2)), reverse=True):
            role, text = rng.choice([*slogan, *slogan, *others, ("folio", rng.choice(furniture["labels"]))])
            made.units.insert(at, Unit(role, filled(text)))
    if "web" in made.habits:
        above, below = web_edition(rng, made, furniture)
        top = [Unit(role, filled(text)) for role, text in above] + top
        bottom += [Unit(role, filled(text)) for role, text in below]
    return top + made.units + bottom


Lines = list[tuple[str, str]]


def web_edition(rng: Random, made: Made, furniture: Furniture) -> tuple[Lines, Lines]:
    """Role and text of what a web edition prints above and below: page, navigation, the headlines of the page."""

    def some(most: int) -> Lines:
        return [("folio", line) for line in rng.sample(furniture["web_navigation"], rng.randrange(1, most))]

    bullet = rng.choice(("", "", "· ", "·", "• ", "■", "◆ "))
    heads = [unit.text for unit in made.units if unit.role == "headline"]
    others = rng.sample(furniture["contents_items"], rng.randrange(0, 3))
    listed = [
        *heads,
        *(re.sub(r"\s*[（【·>→]*(?:见|详见)?第?[A-Z]?\{page0?\}.*|^\{page\}版｜", "", item) for item in others),
    ]
    if rng.random() < 0.5:
        rng.shuffle(listed)
    contents = [("contents", bullet + head.replace("{", "").replace("}", "")) for head in listed if head]
    label = [("folio", rng.choice(furniture["web_labels"]))]
    above = [label + some(3), contents, some(4)]
    if rng.random() < 0.2:
        rng.shuffle(above)
    return [line for lines in above for line in lines], some(5)


# --- a page from its number -------------------------------------------------------------------------------------


def choose_habits(rng: Random) -> list[str]:
    """Habits of one page. The shares are guesses at how often transcripts show them; rare ones are kept frequent
    enough that 60 pages meet each several times."""
    habits: list[str] = []

    def maybe(share: float, *names: str) -> None:
        if rng.random() < share:
            habits.append(rng.choice(names))

    maybe(0.25, *WRAPS)
    if not habits:
        maybe(0.75, "columns")
        maybe(0.3, "slips") if habits else None
        maybe(0.2, "markdown", "html")
        maybe(0.15, "no-blank")
        maybe(0.15, "stray-space")
    maybe(0.35, "broken-heads", "joined-heads")
    maybe(0.3, "heads-after", "heads-after", "heads-last", "torn", "headless")
    maybe(0.3, "far-signature")
    maybe(0.4, "spaced-digits")
    maybe(0.15, "half-width")
    maybe(0.1, "traditional")
    maybe(0.6, "masthead", "date-line")
    maybe(0.4, "page-label")
    maybe(0.12, "contents")
    maybe(0.2, "section")
    maybe(0.35, "credits")
    maybe(0.25, "slogan")
    maybe(0.35, "end-marks", "end-marks", "end-marks-alone")
    maybe(0.25, "jump")
    maybe(0.2, "captions")
    maybe(0.12, "briefs")
    return habits


@cache
def to_traditional() -> Callable[[str], str]:
    """A converter to traditional characters, which takes long to load."""
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


def text_change(habits: Sequence[str]) -> Callable[[str], str]:
    """What is done to every printed text of the page."""
    changes: list[Callable[[str], str]] = []
    if "spaced-digits" in habits:
        changes.append(spaced_digits)
    if "stray-spaces" in habits:
        changes.append(stray_spaces)
    if "half-width" in habits:
        changes.append(half_width_marks)
    if "traditional" in habits:
        changes.append(to_traditional())

    def change(text: str) -> str:
        for one in changes:
            text = one(text)
        return text

    return change


def make_page(
    name: str, articles: list[dict[str, Any]], furniture: Furniture, habits: list[str] | None = None
) -> tuple[Made, str, list[tuple[object, ...]]]:
    """The page called `name`, its transcript and its gold rows."""
    rng = Random(name)
    habits = choose_habits(rng) if habits is None else habits
    first = rng.choice(articles)
    same_year = [article for article in articles if article["date"][:4] == first["date"][:4]]
    chosen = rng.sample(same_year, min(len(same_year), rng.choice((1, 2, 3, 3, 4, 4, 5, 6))))
    printed = date.fromisoformat(max(article["date"] for article in chosen))
    bullet = rng.choice(("", "■", "●", "▲"))
    laid: list[list[Unit]] = []
    for number, article in enumerate(chosen):
        style = next((habit.removesuffix("-heads") for habit in habits if habit.endswith("-heads")), "")
        units = article_units(article, number)
        if "briefs" in habits and number > 0 and any(unit.role == "body" for unit in units):
            laid.append(as_brief(units, bullet))
            continue
        if "captions" in habits and number == 0 and not any(unit.role == "caption" for unit in units):
            units, taken_by = add_caption(rng, units, furniture)
            chosen[0] = {**article, "people": [*article.get("people", ()), *filter(None, [taken_by])]}
        units = set_headings(rng, units, style)
        if "headless" in habits and number == 1:
            units = [unit for unit in units if unit.role not in HEADING_ROLES]
        if "jump" in habits and number == len(chosen) - 1:
            units = add_jump(rng, units, furniture)
        elif "end-marks" in habits or "end-marks-alone" in habits:
            units = add_end_mark(units, rng.choice(furniture["end_marks"]), "end-marks-alone" in habits)
        laid.append(units)
    if "briefs" in habits and len(laid) > 1:
        laid[1].insert(0, Unit("section", rng.choice(furniture["brief_labels"])))
    made = Made(arrange(rng, laid, habits), chosen, habits)
    made.units = furnish(rng, made, furniture, printed)
    transcript, rows = print_page(rng, made, text_change(habits))
    return made, transcript, rows


def write_page(
    folder: Path, name: str, articles: list[dict[str, Any]], furniture: Furniture, habits: list[str] | None = None
) -> None:
    """`<name>.txt` or `.md` with its three gold files. `habits`: of this page, where they are not left to chance."""
    made, transcript, rows = make_page(name, articles, furniture, habits)
    (folder / f"{name}.{'md' if 'markdown' in made.habits else 'txt'}").write_text(transcript, "utf-8")
    write_table(folder / f"{name}.tsv", ("line", "role", "article", "paragraph", "text"), rows)
    change = text_change(made.habits)
    facts = [(number, *map(change, one)) for number, one in enumerate(map(printed_facts, made.printed()), 1)]
    head = ("article", "headline", "byline", "people", "agency", "dateline")
    write_table(folder / f"{name}.articles.tsv", head, facts)
    page_facts = [("outlet", change(made.outlet)), ("date", made.date), ("habits", " ".join(made.habits) or "plain")]
    write_table(folder / f"{name}.page.tsv", ("key", "value"), page_facts)


def printed_facts(printed: tuple[dict[str, Any], list[Unit]]) -> tuple[str, str, str, str, str]:
    """Headline, byline, people, agency and dateline of an article, but for what was left out with the text cut off."""
    article, units = printed
    text = "\n".join(unit.text for unit in units)
    tight = "".join(text.split())

    def shown(value: str) -> str:
        """A value that is printed, perhaps on several lines."""
        return value if "".join(value.split()) in tight else ""

    people = [person for person in article.get("people", ()) if person.split("/")[0] in text]
    agency = article.get("agency", "")
    return (
        " ".join(unit.text for unit in units if unit.role == "headline"),
        shown(article.get("byline", "")),
        ";".join(people),
        agency if agency[:2] in text else "",
        shown(article.get("dateline", "")),
    )


def share_out(articles: list[dict[str, Any]], which: str) -> list[dict[str, Any]]:
    """The articles of the `dev` or the `held` set; all of them for `train`."""
    if which == "train" or len(articles) < SHARED:
        return articles
    return [article for article in articles if (zlib.crc32(article["id"].encode()) % 2 == 0) == (which == "dev")]


def read_articles(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """The articles of files, and of all the TOML files of folders."""
    files = [file for path in paths for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]
    return [one for file in files for one in tomllib.loads(file.read_text("utf-8"))["article"]]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where to write; pages go to FOLDER/SET")
    parser.add_argument(
        "--articles", type=Path, action="append", required=True, help="a TOML file of articles, or a folder; repeatable"
    )
    parser.add_argument("--set", choices=("dev", "held", "train"), default="dev", dest="which")
    parser.add_argument("--pages", type=int, default=60)
    options = parser.parse_args(arguments)

    articles = read_articles(options.articles)
    furniture = tomllib.loads(FURNITURE.read_text("utf-8"))
    folder = options.folder / options.which
    folder.mkdir(parents=True, exist_ok=True)
    mine = share_out(articles, options.which)
    for number in range(1, options.pages + 1):
        write_page(folder, f"{options.which}-{number:03}", mine, furniture)
    print(f"{options.pages} pages of {len(mine)} articles in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
