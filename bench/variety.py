"""More of the ways a paper may print an article and a page may be typed: for training pages, where few articles must
stand for many. The pages that score are not varied, so that figures stay comparable."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from bench.make_pages import choose_habits
from bench.printing import MARKDOWN
from loader.model import HEADING_ROLES

HEAD = re.compile(
    r"^(?P<head>(?:据)?(?:新华社|中新社|央视新闻|本报|本报综合|[\u4e00-\u9fff]{1,4}报)[^，。（(\s]{0,14}?(?:讯|电|消息|报道))"
    r"\s*(?:[（(](?P<byline>[^）)]{2,40})[）)])?[\s\u3000：:]*"
)
ENDS = re.compile(r"(?<=[。！？])")
TOWNS = ("清河", "望津", "白榆", "松澜", "江渚", "鹿鸣", "平泽", "北京", "上海", "成都", "东京", "日内瓦")
Parts = list[list[str]]


def vary(rng: Random, article: dict[str, Any]) -> dict[str, Any]:
    """An article as another paper might have printed it: shorter, with other headings, with its byline elsewhere."""
    parts: Parts = [list(part) for part in article["parts"]]
    for share, change in (
        (0.25, shorter),
        (0.1, brisker),
        (0.6, fuller),
        (0.4, other_head),
        (0.4, other_headings),
        (0.15, ornament),
    ):
        if rng.random() < share:
            parts = change(rng, parts)
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
    most = rng.choice((80, 150, 150, 300))
    joined: Parts = []
    for role, text in parts:
        last = joined[-1] if joined else None
        if last and role == last[0] == "body" and last[1][-1] in "。！？”" and len(last[1]) + len(text) <= most:
            last[1] += text
        else:
            joined.append([role, text])
    return joined


def other_head(rng: Random, parts: Parts) -> Parts:
    """The head of the report dropped, swapped for an agency's, or its byline set on a line above or below the text."""
    at = next((i for i, (role, _) in enumerate(parts) if role == "body"), None)
    if at is None:
        return parts
    found = HEAD.match(parts[at][1])
    text = parts[at][1][found.end() :] if found else parts[at][1]
    if len(text) < 4:
        return parts
    byline = found["byline"] if found else None
    way = rng.choice(("bare", "wire", "wire-tail", "line-above", "line-below", "brackets", "name-below"))
    town, day = rng.choice(TOWNS), f"{rng.randrange(1, 13)}月{rng.randrange(1, 29)}日"
    names = (
        re.sub(r"首席记者|见习记者|特约记者|本报记者|新华社记者|记者|通讯员|实习生", "", byline or "").strip() or "林平"
    )
    if way == "wire":
        head = rng.choice(
            (f"新华社{town}{day}电 ", f"新华社{town}{day}电（记者{names}）", "新华社电 ", f"据新华社{town}{day}电 ")
        )
        return [*parts[:at], ["body", head + text], *parts[at + 1 :]]
    parts = [*parts[:at], ["body", text], *parts[at + 1 :]]
    if way == "wire-tail":
        return [
            *parts,
            ["agency", rng.choice(("据新华社", "（新华社）", "新华社电", "（据新华社）", "据中新社", "据央视新闻"))],
        ]
    if way == "line-above":
        return [
            *parts[:at],
            ["byline", rng.choice(("本报记者 {}", "记者 {}", "□记者 {}", "■本报记者 {} 文/图")).format(names)],
            *parts[at:],
        ]
    if way == "line-below":
        return [*parts, ["byline", rng.choice(("本报记者 {}", "（记者 {}）", "（{}）", "记者{}报道")).format(names)]]
    if way == "name-below":
        return [*parts, ["byline", re.split(r"[\s、，]", names)[0]]]
    if way == "brackets":
        last = max(i for i, (role, _) in enumerate(parts) if role == "body")
        parts[last] = ["body", f"{parts[last][1]}（{names}）"]
    return parts


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


def training_habits(rng: Random) -> list[str]:
    """Habits of a training page: those of the pages that score, with every way of Markdown, and plainer pages."""
    habits = choose_habits(rng)
    if rng.random() < 0.2:
        habits = [habit for habit in habits if rng.random() < 0.3]
    if "markdown" in habits:
        habits[habits.index("markdown")] = rng.choice(sorted(MARKDOWN))
    return habits
