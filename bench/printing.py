"""Print a made page: its units as physical lines, wrapped, cut and marked up, with the gold row of each line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from bench.gold import CHECKED
from bench.habits import column_cuts, hard_wraps, html, slipped

Furniture = dict[str, Any]  # tests/pages/furniture.toml


@dataclass(frozen=True)
class Unit:
    """A printed unit, a heading line or a paragraph: `article` indexes the page's articles."""

    role: str
    text: str
    article: int | None = None
    paragraph: int | None = None


@dataclass
class Made:
    """A page before it is printed: units in the order of the transcript, and what a reader knows of it."""

    units: list[Unit]
    articles: list[dict[str, Any]]
    habits: list[str] = field(default_factory=list)
    outlet: str = ""
    date: str = ""
    order: list[int] = field(default_factory=list)

    def printed(self) -> list[tuple[dict[str, Any], list[Unit]]]:
        """Each article with its units, by first appearance; known once the page is printed."""
        return [(self.articles[i], [unit for unit in self.units if unit.article == i]) for i in self.order]


@dataclass(frozen=True)
class Wrap:
    """How a hard-wrapped page is typed: half-widths in a line, the first line's indent, blank lines between."""

    columns: int
    indent: str
    blank_within: int
    blank_between: int


# The seed of 36 full-width characters is the first; the others are plain-text mail, web copies and OCR exports.
WRAPS = {
    "wrap-lost-blank": Wrap(72, "lost", 1, 1),
    "wrap-kept": Wrap(56, "kept", 0, 0),
    "wrap-lost-tight": Wrap(44, "lost", 0, 0),
    "wrap-block": Wrap(64, "none", 0, 1),
    "wrap-narrow": Wrap(28, "kept", 0, 0),
}

# More widths, for pages that train.
TRAINING_WRAPS = {
    f"wrap-{columns}-{indent}-{within}-{between}": Wrap(columns, indent, within, between)
    for columns in (24, 32, 36, 40, 48, 60, 68, 76)
    for indent, within, between in (("lost", 0, 0), ("none", 0, 0), ("kept", 0, 0), ("none", 0, 1), ("lost", 1, 1))
}
ANY_WRAP = WRAPS | TRAINING_WRAPS

# How a page is typed in Markdown: one way in the pages that score, all of them in those that train.
MARKDOWN = {
    "markdown": {"headline": "## {}", "kicker": "### {}", "deck": "**{}**", "crosshead": "### {}", "byline": "*{}*"},
    "markdown-top": {"headline": "# {}", "deck": "## {}", "crosshead": "### {}", "section": "## {}"},
    "markdown-even": {"headline": "# {}", "kicker": "# {}", "deck": "# {}", "crosshead": "## {}", "folio": "**{}**"},
    "markdown-deep": {"headline": "### {}", "section": "## {}", "folio": "# {}", "crosshead": "**{}**"},
    "markdown-bold": {"headline": "**{}**", "deck": "**{}**", "crosshead": "**{}**", "folio": "*{}*"},
    "markdown-heads": {"headline": "## {}", "crosshead": "#### {}", "caption": "*{}*"},
}


def lay_out(rng: Random, unit: Unit, habits: Sequence[str]) -> list[str]:
    """A unit as physical lines, without the blank ones."""
    wrap = next((ANY_WRAP[habit] for habit in habits if habit in ANY_WRAP), None)
    if wrap:
        return hard_wraps(unit.text, wrap.columns, wrap.indent if unit.role in ("body", "note") else "none")
    if unit.role in ("body", "caption") and "columns" in habits:
        parts = column_cuts(rng, unit.text)
        return slipped(rng, parts) if "slips" in habits and rng.random() < 0.5 else parts
    return [unit.text]


def mark_up(unit: Unit, line: str, first: bool, habits: Sequence[str]) -> str:
    """A physical line as Markdown or HTML, or as it is."""
    if "html" in habits:
        tag = {"headline": "h2", "kicker": "h3", "deck": "h3", "crosshead": "h4"}.get(unit.role, "p")
        inner = html(line)
        return f"<{tag}>{'<strong>' + inner + '</strong>' if unit.role == 'byline' else inner}</{tag}>"
    style = next((MARKDOWN[habit] for habit in habits if habit in MARKDOWN), None)
    if style:
        head, bracket, tail = line.partition("）")
        if unit.role == "body" and first and bracket and head.startswith("本报讯（") and len(head) < 24:
            return f"**{head}{bracket}**{tail}"
        return style.get(unit.role, "{}").format(line)
    if "stray-space" in habits and unit.role in ("headline", "crosshead") and first:
        return " " + line
    return line


def print_page(rng: Random, made: Made, change: Callable[[str], str]) -> tuple[str, list[tuple[object, ...]]]:
    """The transcript and its gold rows."""
    wrap = next((ANY_WRAP[habit] for habit in made.habits if habit in ANY_WRAP), None)
    within = wrap.blank_within if wrap else 1
    between = wrap.blank_between if wrap else 0 if "no-blank" in made.habits else 1
    lines: list[str] = [""] * rng.choice((0, 0, 2, 4))
    rows: list[tuple[object, ...]] = []
    ordinals: dict[int, int] = {}
    for unit in made.units:
        if unit.article is not None:
            ordinals.setdefault(unit.article, len(ordinals) + 1)
        unit = replace(unit, text=change(unit.text))
        for i, line in enumerate(lay_out(rng, unit, made.habits)):
            if lines and lines[-1]:
                blanks = within if i else between
                lines += [""] * (blanks if "some-blanks" not in made.habits else rng.randrange(2) if not i else 0)
            lines.append(mark_up(unit, line, i == 0, made.habits))
            article = None if unit.article is None else ordinals[unit.article]
            rows.append((len(lines), unit.role, article, unit.paragraph, lines[-1].strip()[:CHECKED]))
    made.order = list(ordinals)
    return "\n".join(lines) + "\n", rows
