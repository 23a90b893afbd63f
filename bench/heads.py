"""What stands above texts and over their parts in papers of other decades and kinds, for training pages: pen names, the
genre of a piece, summaries of several lines, crossheads of a word or a numeral."""

from __future__ import annotations

import re
from random import Random

from bench.leads import FORMS, Parts, filled
from bench.make_pages import FURNITURE, tomllib
from loader.model import HEADING_ROLES

WORDS: dict[str, list[str]] = tomllib.loads((FURNITURE.parent / "heads.toml").read_text("utf-8"))
CLAUSE = re.compile("[，。！？：；]")
ENDS = re.compile("(?<=[。！？])")


def pen_name(rng: Random, parts: Parts) -> Parts:
    """Who wrote, and nothing else, on a line below the headings or at the end: 远山, □ 寒江, （老舟）."""
    if any(role == "byline" for role, _ in parts):
        return parts
    drawn = "".join(rng.sample(WORDS["characters"], rng.choice((2, 2, 2, 3))))
    one = rng.choice(
        (drawn, drawn, rng.choice(FORMS["surnames"]) + drawn[:2], filled(rng, rng.choice(WORDS["pupils"])))
    )
    line = rng.choice(("{}", "{}", "{}", "{}", "□ {}", "□{}", "◎ {}", "■{}", "（{}）", "（{}）", "作者 {}")).format(one)
    at = _below_headings(parts) if rng.random() < 0.75 else len(parts)
    return [*parts[:at], ["byline", line], *parts[at:]]


def genre(rng: Random, parts: Parts) -> Parts:
    """The kind of piece above the headline: 社论, 调查报告, 〈校园〉."""
    if not parts or parts[0][0] != "headline":
        return parts
    label = rng.choice(WORDS["genres"])
    return [
        ["kicker", rng.choice(("{}", "{}", "{}", "〈{}〉", "【{}】", "[{}]", "■{}", "《{}》")).format(label)],
        *parts,
    ]


def summary(rng: Random, parts: Parts) -> Parts:
    """Two or three sentences of the text as decks, as dailies sum up a long report."""
    sentences = [
        text.strip("。　 ")
        for role, body in parts
        if role == "body"
        for text in ENDS.split(body)
        if 16 <= len(text) <= 60 and not re.search("[“”「」（(]|^本[报報]|讯|訊", text)
    ]
    if len(sentences) < 3 or any(role == "deck" for role, _ in parts) or parts[0][0] not in HEADING_ROLES:
        return parts
    at = _below_headings(parts)
    many = rng.choice((1, 2, 2, 3))
    stop = rng.choice(("", "", "。"))
    return [*parts[:at], *(["deck", text + stop] for text in rng.sample(sentences, many)), *parts[at:]]


def part_labels(rng: Random, parts: Parts) -> Parts:
    """Crossheads that are a word, a numeral, or a clause behind one, where an article has crossheads or is long."""
    heads = [i for i, (role, _) in enumerate(parts) if role == "crosshead"]
    bodies = [i for i, (role, _) in enumerate(parts) if role == "body"]
    if not heads and len(bodies) < 4:
        return parts
    changed: Parts = [list(part) for part in parts]
    if not heads:
        step = rng.choice((1, 2, 2))
        for place in reversed(bodies[rng.randrange(2) :: step][:8]):
            changed.insert(place, ["crosshead", ""])
        heads = [i for i, (role, _) in enumerate(changed) if role == "crosshead"]
    labels = rng.choice(WORDS["labels"]).split()
    numeral = rng.choice(("{}、{}", "{}、{}", "（{}）{}", "{}．{}", "第{}，{}", "之{}：{}"))
    behind = rng.random() < 0.5 or len(heads) > len(labels)
    for number, at in enumerate(heads):
        if behind:
            text = changed[at][1] or _clause(rng, changed, at)
            changed[at][1] = numeral.format("一二三四五六七八九十"[number % 10], text)
        else:
            changed[at][1] = labels[number]
    return [part for part in changed if part[1]]


def _below_headings(parts: Parts) -> int:
    return next((i for i, (role, _) in enumerate(parts) if role not in HEADING_ROLES), len(parts))


def _clause(rng: Random, parts: Parts, at: int) -> str:
    below = next((text for role, text in parts[at:] if role == "body"), "")
    clauses = [clause for clause in CLAUSE.split(below) if 4 <= len(clause) <= 20]
    return rng.choice(clauses) if clauses else "其他"
