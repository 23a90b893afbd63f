"""Set articles on a made page: their headings, end marks, jumps, captions, and the order a transcriber met them in."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from bench.gold import PARAGRAPH_ROLES
from bench.habits import broken, cuttable
from bench.printing import Furniture, Unit
from loader.model import HEADING_ROLES


def article_units(article: dict[str, Any], number: int) -> list[Unit]:
    """The units of an article in reading order, its paragraphs numbered."""
    return numbered([Unit(role, text, number) for role, text in article["parts"]])


def set_headings(rng: Random, units: list[Unit], style: str) -> list[Unit]:
    """Headings as the page sets them: `broken` over two lines, `joined` into one line, or as they are."""
    heads = [unit for unit in units if unit.role in HEADING_ROLES]
    rest = [unit for unit in units if unit.role not in HEADING_ROLES]
    if style == "joined" and len(heads) > 1:
        heads = [replace(heads[0], role="headline", text=" ".join(unit.text for unit in heads))]
    elif style == "broken":
        heads = [
            replace(unit, text=line)
            for unit in heads
            for line in (broken(unit.text) if rng.random() < 0.7 else [unit.text])
        ]
    return heads + rest


def add_end_mark(units: list[Unit], mark: str, alone: bool) -> list[Unit]:
    """An editor's code behind the last paragraph, or on a line of its own."""
    last = max((i for i, unit in enumerate(units) if unit.role == "body"), default=None)
    if last is None:
        return units
    if alone:
        return [*units[: last + 1], Unit("end-mark", mark, units[last].article), *units[last + 1 :]]
    return [*units[:last], replace(units[last], text=units[last].text + mark), *units[last + 1 :]]


def add_jump(rng: Random, units: list[Unit], furniture: Furniture) -> list[Unit]:
    """An article that goes on elsewhere (its end is missing here) or that began elsewhere (a line above its text)."""
    bodies = [i for i, unit in enumerate(units) if unit.role == "body"]
    page = rng.choice(furniture["page_numbers"])
    number = units[0].article
    if len(bodies) >= 4 and rng.random() < 0.6:
        keep = bodies[rng.randrange(2, len(bodies) - 1)]
        text = units[keep].text
        stop = rng.randrange(len(text) // 2, len(text)) if len(text) > 40 else len(text)
        jump = rng.choice(furniture["jumps_to"]).format(page=page)
        return [*units[:keep], replace(units[keep], text=text[:stop]), Unit("jump", jump, number)]
    first = bodies[0] if bodies else len(units)
    return [*units[:first], Unit("jump", rng.choice(furniture["jumps_from"]), number), *units[first:]]


def add_caption(rng: Random, units: list[Unit], furniture: Furniture) -> tuple[list[Unit], str]:
    """A picture of what the article tells, captioned from its headline, above or below the text; and who took it."""
    headline = next((unit.text for unit in units if unit.role == "headline"), "")
    name = rng.choice(furniture["names"])
    pattern = rng.choice(furniture["captions"])
    text = pattern.format(headline=headline.replace(" ", "，").strip("！？。"), name=name)
    first = next(i for i, unit in enumerate(units) if unit.role not in HEADING_ROLES)
    spot = rng.choice((first, len(units)))
    placed = [*units[:spot], Unit("caption", text, units[0].article), *units[spot:]]
    return numbered(placed), f"{name}/摄影" if "{name}" in pattern else ""


def as_brief(units: list[Unit], bullet: str) -> list[Unit]:
    """An article as an item of a column of briefs: a headline and the first paragraph."""
    headline = [replace(unit, text=bullet + unit.text) for unit in units if unit.role == "headline"][:1]
    return headline + [unit for unit in units if unit.role == "body"][:1]


def numbered(units: list[Unit]) -> list[Unit]:
    """Paragraph numbers in the order of `units`."""
    count = 0
    fresh = []
    for unit in units:
        count += unit.role in PARAGRAPH_ROLES
        fresh.append(replace(unit, paragraph=count if unit.role in PARAGRAPH_ROLES else None))
    return fresh


def arrange(rng: Random, articles: list[list[Unit]], habits: list[str]) -> list[Unit]:
    """The articles' units in the order in which a transcriber met them. A label above an article is in none."""
    articles = [[replace(u, article=None) if u.role == "section" else u for u in units] for units in articles]
    if "heads-last" in habits:
        return [u for units in articles for u in units if u.role not in HEADING_ROLES] + [
            u for units in articles for u in units if u.role in HEADING_ROLES
        ]
    page: list[Unit] = []
    carried: list[Unit] = []
    torn = rng.randrange(len(articles) - 1) if "torn" in habits and len(articles) > 1 else None
    for i, units in enumerate(articles):
        heads = [unit for unit in units if unit.role in HEADING_ROLES]
        page += [unit for unit in units if unit.role == "section"]
        rest = [unit for unit in units if unit.role not in (*HEADING_ROLES, "section")]
        later: list[Unit] = []
        if i == torn:
            rest, later = tear(rng, rest)
        elif "far-signature" in habits and i < len(articles) - 1:
            later = [unit for unit in rest if unit.role == "signature"]
            rest = [unit for unit in rest if unit.role != "signature"]
        page += rest + heads if "heads-after" in habits and rng.random() < 0.4 else heads + rest
        page += carried
        carried = later
    return page + carried


def tear(rng: Random, units: list[Unit]) -> tuple[list[Unit], list[Unit]]:
    """Text before and after a tear inside a sentence, the only kind that a reader can mend without the layout."""
    long = [i for i, unit in enumerate(units) if unit.role == "body" and len(unit.text) >= 60]
    if not long:
        return units, []
    i = rng.choice(long)
    text = units[i].text
    spots = [spot for spot in range(12, len(text) - 12) if cuttable(text, spot)]
    if not spots:
        return units, []
    spot = rng.choice(spots)
    before, after = replace(units[i], text=text[:spot]), replace(units[i], text=text[spot:])
    return [*units[:i], before], [after, *units[i + 1 :]]
