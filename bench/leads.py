"""How a report opens and how it is signed: forms that papers of many places print (`tests/pages/leads.toml`), put in
the place of those of an article, for training pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from bench.make_pages import FURNITURE, tomllib

# 本报讯（记者 …）, 晚报讯, 【…訊】, （…28日讯）, 新华社…电: what `other_head` takes away.
HEAD = re.compile(
    r"^(?P<head>[【〔（(]?(?:据)?"
    r"(?:新华社|中新社|央视新闻|本[报報]|本报综合|[\u4e00-\u9fff]{1,4}[报報]|[\u4e00-\u9fff]{2}(?=[\d\s]{0,4}日?讯[）)]))"
    r"[^，。（(\s】]{0,14}?(?:讯|訊|电|電|消息|报道|報導)[】）)]?)"
    r"\s*(?:[（(](?P<byline>[^）)]{2,40})[）)])?[\s\u3000：:]*"
)
FORMS: dict[str, Sequence[str]] = tomllib.loads((FURNITURE.parent / "leads.toml").read_text("utf-8"))
PLAIN = 0.3  # of reports that open with their first sentence; so many do in the briefs of city papers
MIDST = 0.05  # of the bylines behind a text stand behind one of its paragraphs
Parts = list[list[str]]


def name(rng: Random) -> str:
    """An invented name of two or three characters, a few of them set apart (王　艳)."""
    given = "".join(rng.sample(FORMS["given"], rng.choice((1, 2, 2))))
    return rng.choice(FORMS["surnames"]) + ("　" if len(given) == 1 and rng.random() < 0.2 else "") + given


def filled(rng: Random, form: str) -> str:
    """A form with names, town and day."""
    month, day = rng.randrange(1, 13), rng.randrange(1, 29)
    town, paper = rng.choice(FORMS["towns"]), rng.choice(FORMS["papers"])
    date = f"{month}月{day}日"
    return form.format(n=name(rng), m=name(rng), k=name(rng), t=town, p=paper, d=day, date=date)


def other_head(rng: Random, parts: Parts) -> Parts:
    """The head of the report dropped or swapped for another, and its byline set elsewhere."""
    at = next((i for i, (role, _) in enumerate(parts) if role == "body"), None)
    if at is None:
        return parts
    found = HEAD.match(parts[at][1])
    text = parts[at][1][found.end() :] if found else parts[at][1]
    if len(text) < 12:
        return parts
    opening = "" if rng.random() < PLAIN else filled(rng, rng.choice(FORMS["openings"]))
    above: Parts = []
    below: Parts = []
    kept = [part for part in parts if part[0] not in ("byline", "agency", "dateline")]
    at = next(i for i, (role, _) in enumerate(kept) if role == "body")
    way = rng.random()
    if "记者" in opening or way < 0.3:
        pass
    elif way < 0.55:
        above = [["byline", filled(rng, rng.choice(FORMS["above"]))]]
    elif way < 0.6:
        above, opening = [["dateline", filled(rng, rng.choice(FORMS["datelines"]))]], ""
    elif way < 0.75:
        below = [["byline", filled(rng, rng.choice(FORMS["below"]))]]
    elif way < 0.8:
        below = [["agency", rng.choice(FORMS["wires"])]]
    changed = [*kept[:at], *above, ["body", opening + text], *kept[at + 1 :]]
    if way >= 0.8:
        bodies = [i for i, (role, _) in enumerate(changed) if role == "body"]
        # Some papers set it below the part that the reporter wrote.
        last = rng.choice(bodies) if rng.random() < MIDST else bodies[-1]
        changed[last] = ["body", changed[last][1] + filled(rng, rng.choice(FORMS["behind"]))]
    return [*changed, *below]
