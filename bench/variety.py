"""More of the ways a paper may print an article and a page may be typed: for training pages, where few articles must
stand for many. The pages that score are not varied, so that figures stay comparable."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from bench.habits import broken
from bench.heads import genre, hint, part_labels, pen_name, picture_set, summary, word_heads
from bench.leads import FORMS, HEAD, Parts, filled, name, other_head
from bench.make_pages import FURNITURE, choose_habits, tomllib
from bench.printing import MARKDOWN, TRAINING_WRAPS, WRAPS, Furniture
from loader.model import HEADING_ROLES

OPENS = re.compile("[【〔（(]|[^，。]{2,16}[讯訊电電]")
ENDS = re.compile(r"(?<=[。！？])")
INNER = re.compile(r"[。，](?=[\u4e00-\u9fff]{4})")  # inside a text, where another clause may stand
LISTS: dict[str, list[str]] = tomllib.loads((FURNITURE.parent / "lists.toml").read_text("utf-8"))
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
CLAUSE = re.compile(r"[，。！？：“”「」（）；\s]")

ARRANGEMENTS = ("heads-after", "heads-last", "torn")
ARRANGED = 0.25  # of the pages, beside those that are so by chance


def vary(
    rng: Random, article: dict[str, Any], furniture: Furniture, speaking: bool = False, headed: bool = False
) -> dict[str, Any]:
    """An article as another paper might have printed it: shorter, with other headings, with its byline elsewhere.
    `speaking`: half of them speak of some names again and again. `headed`: some have what `bench.heads` puts above
    texts and over their parts."""
    parts: Parts = [list(part) for part in article["parts"]]
    for share, change in (
        (0.15, shorter),
        (0.1, brisker),
        *([(0.5, named)] if speaking else []),
        (0.65, fuller),
        (0.4, other_head),
        (0.4, other_headings),
        (0.15, new_crossheads),
        (0.04, broken_crossheads),
        (0.1, new_heading),
        *([(0.06, pen_name), (0.05, genre), (0.03, summary), (0.08, part_labels)] if headed else []),
        (0.06, word_heads),
        (0.03, hint),
        (0.04, picture_set),
        (0.15, ornament),
        (0.05, stopped_headings),
        (0.04, add_list),
        (0.15, bare_captions),
        (0.05, headless),
        (0.02, heading_on_the_line),
    ):
        if rng.random() < share:
            parts = change(rng, parts)
    if rng.random() < 0.06:
        parts = add_note(rng, parts, furniture)
    return {**article, "parts": parts}


def shorter(rng: Random, parts: Parts) -> Parts:
    """Only the first paragraphs."""
    bodies = [i for i, (role, _) in enumerate(parts) if role == "body"]
    if len(bodies) < 2:
        return parts
    keep = bodies[rng.randrange(1, len(bodies))]
    rest = [part for part in parts[keep:] if part[0] in ("byline", "agency", "signature")]
    kept = [*parts[:keep], *rest]
    while kept and kept[-1][0] == "crosshead":
        kept.pop()
    return kept


def brisker(rng: Random, parts: Parts) -> Parts:
    """Paragraphs of one or two sentences."""
    most = rng.choice((1, 1, 2))
    return [
        [role, "".join(ENDS.split(text)[:most]) or text] if role == "body" else [role, text] for role, text in parts
    ]


def fuller(rng: Random, parts: Parts) -> Parts:
    """Neighbouring paragraphs as one: real papers print longer paragraphs than people write for examples."""
    most = rng.choice((80, 150, 150, 220, 300))
    joined: Parts = []
    for role, text in parts:
        last = joined[-1] if joined else None
        if last and role == last[0] == "body" and last[1][-1] in "。！？”" and len(last[1]) + len(text) <= most:
            last[1] += text
        else:
            joined.append([role, text])
    return joined


def bare(article: dict[str, Any]) -> dict[str, Any]:
    """An article under one headline and without a head, as some papers print all of a page: nothing but the wording
    tells their headlines from crossheads."""
    parts: Parts = [list(part) for part in article["parts"] if part[0] not in ("kicker", "deck", "byline", "dateline")]
    at = next((i for i, (role, _) in enumerate(parts) if role == "body"), None)
    if at is not None and (found := HEAD.match(parts[at][1])) and len(parts[at][1]) - found.end() > 12:
        parts[at][1] = parts[at][1][found.end() :]
    return {**article, "parts": parts}


def other_headings(rng: Random, parts: Parts) -> Parts:
    """Without kicker or deck, or with the deck's words as headline."""
    heads = [part for part in parts if part[0] in HEADING_ROLES]
    rest = [part for part in parts if part[0] not in HEADING_ROLES]
    if len(heads) < 2:
        return parts
    one = rng.choice(heads)
    return [["headline", one[1]], *rest] if rng.random() < 0.6 else [p for p in heads if p[0] != "kicker"] + rest


def ornament(rng: Random, parts: Parts) -> Parts:
    """Crossheads with numerals, bullets or brackets."""
    marks = rng.choice(
        (("■{}",), ("◎{}",), ("【{}】",), ("{n}. {}", "{n}.{}"), ("{c}、{}",), ("（{c}）{}",), ("▶ {}",))
    )
    count = 0
    changed: Parts = []
    for role, text in parts:
        if role == "crosshead":
            count += 1
            text = rng.choice(marks).format(text, n=count, c="一二三四五六七八九十"[(count - 1) % 10])
        changed.append([role, text])
    return changed


def new_heading(rng: Random, parts: Parts) -> Parts:
    """A clause of the text as kicker or deck, where the article has a headline alone."""
    if [role for role, _ in parts if role in HEADING_ROLES] != ["headline"] or parts[0][0] != "headline":
        return parts
    clauses = [
        clause for role, text in parts if role == "body" for clause in CLAUSE.split(text) if 5 <= len(clause) <= 18
    ]
    if not clauses:
        return parts
    if rng.random() < 0.5:
        return [["kicker", rng.choice(clauses)], *parts]
    deck = rng.choice(clauses) + (" " + rng.choice(clauses) if rng.random() < 0.3 else "")
    return [parts[0], ["deck", deck], *parts[1:]]


def new_crossheads(rng: Random, parts: Parts) -> Parts:
    """Clauses of the text as crossheads over parts of it, where a long article has none: every third of papers' longer
    reports is so divided."""
    bodies = [i for i, (role, _) in enumerate(parts) if role == "body"]
    if len(bodies) < 4 or any(role == "crosshead" for role, _ in parts):
        return parts
    step = rng.choice((1, 2, 2, 3))
    least, most = rng.choice(((4, 8), (6, 12), (8, 16)))
    changed = list(parts)
    for i in reversed(bodies[rng.randrange(3) :: step]):
        below = "".join(text for role, text in parts[i : i + step] if role == "body")
        clauses = [clause for clause in CLAUSE.split(below) if least <= len(clause) <= most]
        if clauses:
            changed.insert(i, ["crosshead", rng.choice(clauses)])
    return changed


def broken_crossheads(rng: Random, parts: Parts) -> Parts:
    """Crossheads set in two lines, as the space or a stop inside them has it."""
    changed: Parts = []
    for role, text in parts:
        lines = broken(text) if role == "crosshead" and len(text) >= 6 else [text]
        changed += [[role, line] for line in lines]
    return changed


def named(rng: Random, parts: Parts) -> Parts:
    """With a person and a place that the text speaks of again and again, as that of real reports does and that of
    invented ones does not: what tells parts of one article from two."""
    names = [
        name(rng).replace("\u3000", ""),
        filled(rng, rng.choice(LISTS["places"])),
        filled(rng, rng.choice(LISTS["places"])),
    ]
    often = rng.choice((0.3, 0.5, 0.8))
    changed: Parts = []
    for role, text in parts:
        spots = [found.end() for found in INNER.finditer(text)] if role == "body" else []
        for spot in sorted(rng.sample(spots, min(len(spots), rng.choice((1, 1, 2)))), reverse=True):
            if rng.random() < often:
                text = text[:spot] + rng.choice(LISTS["speaking"]).format(rng.choice(names)) + text[spot:]
        changed.append([role, text])
    return changed


def stopped_headings(rng: Random, parts: Parts) -> Parts:
    """Headings that ask or call, or end with a full stop as some web editions print them."""
    kinds: tuple[tuple[str, ...], str] = rng.choice(
        (
            (("crosshead",), "？"),
            (("crosshead",), "？"),
            (("crosshead",), "！"),
            (HEADING_ROLES, "。"),
            (HEADING_ROLES, "？"),
        )
    )
    roles, stop = kinds
    return [
        [role, text + stop] if role in roles and CLAUSE.sub("", text[-1:]) else [role, text] for role, text in parts
    ]


def add_list(rng: Random, parts: Parts) -> Parts:
    """A list below the text: who or what was chosen, numbered, with or without a line for each one's house."""
    words = LISTS
    head, many = rng.choice(words["heads"]), rng.choice((4, 6, 8, 10, 10, 12))
    mark = rng.choice(("{n}.", "{n}. ", "{n}、", "{c}、", "（{c}）", "", "■", "{n}．"))
    thing, house = rng.choice(words["things"]), rng.choice(words["houses"])
    below = rng.random() < 0.5
    # Bare lines below a text would be the headings of others.
    listed: Parts = [["crosshead", head]] if rng.random() < 0.7 or not mark else []
    for number in range(1, many + 1):
        numeral = mark.format(n=number, c=NUMERALS[number - 1])
        listed.append(["body", numeral + filled(rng, thing)])
        if below:
            listed.append(["body", filled(rng, house)])
    last = max((i for i, (role, _) in enumerate(parts) if role == "body"), default=len(parts) - 1)
    return [*parts[: last + 1], *listed, *parts[last + 1 :]]


def bare_captions(rng: Random, parts: Parts) -> Parts:
    """One to three sentences of the text as captions of pictures, most without a word that says so: above the text,
    between its paragraphs, below it, or even above the headings."""
    sentences = [
        sentence.strip("。　 ")
        for role, text in parts
        if role == "body"
        for sentence in ENDS.split(text)
        if 8 <= len(sentence) <= 70 and not re.search("[“”「」（()]|^本[报報]|讯|訊", sentence)
    ]
    bodies = [i for i, (role, _) in enumerate(parts) if role == "body"]
    if not sentences or not bodies:
        return parts
    changed = list(parts)
    spot = rng.choice((bodies[0], bodies[0], rng.choice(bodies), len(parts), len(parts), 0))
    for sentence in rng.sample(sentences, min(len(sentences), rng.choice((1, 1, 2, 3)))):
        credit = filled(rng, rng.choice(FORMS["credits"])) if rng.random() < 0.4 else ""
        stop = "。" if (credit and not credit.startswith("（")) or rng.random() < 0.5 else ""
        mark = rng.choice(("▲", "◀", "▼", "△", "图①：")) if rng.random() < 0.25 else ""
        changed.insert(spot, ["caption", f"{mark}{sentence}{stop}{credit}"])
    return changed


def headless(rng: Random, parts: Parts) -> Parts:
    """Without headings, where the report has an opening of its own or goes on from another page."""
    rest = [part for part in parts if part[0] not in HEADING_ROLES]
    opens = (
        bool(rest) and rest[0][0] == "body" and re.match("[【〔（(]|[^，。]{2,16}[讯訊电電]", rest[0][1]) is not None
    )
    return rest if opens and all(role != "crosshead" for role, _ in rest[:1]) else parts


def heading_on_the_line(rng: Random, parts: Parts) -> Parts:
    """The headline at the head of the first paragraph, on one line with it."""
    at = next((i for i, (role, _) in enumerate(parts) if role == "body"), None)
    if at is None or at == 0 or parts[at - 1][0] != "headline":
        return parts
    return [*parts[: at - 1], ["body", f"{parts[at - 1][1]} {parts[at][1]}"], *parts[at + 1 :]]


def add_note(rng: Random, parts: Parts, furniture: Furniture) -> Parts:
    """A note of the editors above the text or below it."""
    note = ["note", rng.choice(furniture["notes"]).format(name=name(rng), day=rng.randrange(1, 29))]
    at = next((i for i, (role, _) in enumerate(parts) if role == "body"), len(parts))
    return [*parts[:at], note, *parts[at:]] if rng.random() < 0.5 else [*parts, note]


def training_habits(rng: Random) -> list[str]:
    """Habits of a training page: those of the pages that score, with every way of Markdown and more ways to wrap; pages
    of web editions; stray spaces and blank lines; plainer pages; and more of those where articles do not stand as they
    are read, which are hardest."""
    habits = choose_habits(rng)
    if rng.random() < ARRANGED:
        habits = [habit for habit in habits if habit not in ARRANGEMENTS] + [rng.choice(ARRANGEMENTS)]
    if rng.random() < 0.2:
        habits = [habit for habit in habits if rng.random() < 0.3]
    if "markdown" in habits:
        habits[habits.index("markdown")] = rng.choice(sorted(MARKDOWN))
    habits = [
        rng.choice(sorted(TRAINING_WRAPS)) if habit in WRAPS and rng.random() < 0.6 else habit for habit in habits
    ]
    others = ("web", "masthead-block", "stray-spaces", "some-blanks", "furniture-between")
    for share, habit in zip((0.1, 0.08, 0.08, 0.08, 0.2), others, strict=True):
        if rng.random() < share:
            habits.append(habit)
    return habits
