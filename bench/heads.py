"""What stands above texts and over their parts in papers of other decades and kinds, for training pages: pen names, the
genre of a piece, summaries of several lines and their names, crossheads of a word or a numeral, sets of pictures."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from random import Random

import jieba
from jieba import posseg

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


def word_heads(rng: Random, parts: Parts) -> Parts:
    """A word of two to four characters over each part of a text, the first right below the headings: 起因, 调查."""
    changed: Parts = [list(part) for part in parts if part[0] != "crosshead"]
    bodies = [i for i, (role, _) in enumerate(changed) if role == "body"]
    if len(bodies) < 2:
        return parts
    step = rng.choice((1, 1, 2, 2, 3))
    first = 0 if rng.random() < 0.7 else 1
    above = _below_headings(changed) if first == 0 and rng.random() < 0.5 else None  # over the byline too
    length = rng.choice((2, 2, 2, 4, 4, 3))
    used: set[str] = set()
    for at in reversed(bodies[first::step]):
        words = _words("".join(text for role, text in changed[at : at + step] if role == "body"), length)
        fresh = [word for word in words if word not in used]
        common = not fresh or (length == 2 and rng.random() < 0.4)
        word = rng.choice(WORDS["parts"] if common else fresh[:4])
        if word in used:
            continue
        used.add(word)
        changed.insert(above if at == bodies[0] and above is not None else at, ["crosshead", word])
    return changed


def _words(text: str, length: int) -> list[str]:
    """Nouns of that many characters in a text, or pairs of shorter words that stand together, most often first."""
    cut = [(word, _names_a_thing(word)) for word in jieba.cut(text, HMM=False)]
    found = [word for word, is_one in cut if is_one and len(word) == length]
    if length == 4:
        found += [
            one + other
            for (one, first), (other, last) in pairwise(cut)
            if first and last and len(one) == len(other) == 2
        ]
    counted = Counter(word for word in found if re.fullmatch("[\u4e00-\u9fff]+", word))
    return sorted(counted, key=lambda word: (-counted[word], word))


def _names_a_thing(word: str) -> bool:
    """Whether jieba's dictionary calls a word a noun, a verb or a short form, and not a person's name."""
    flag = posseg.dt.word_tag_tab.get(word, "x")
    return flag[0] in "nvj" and flag != "nr"


def hint(rng: Random, parts: Parts) -> Parts:
    """The first sentences of a text as a note above it, under a name: 阅读提示."""
    at = next((i for i, (role, _) in enumerate(parts) if role == "body"), None)
    if at is None or any(role == "note" for role, _ in parts):
        return parts
    texts = [text for role, text in parts if role == "body"]
    told = [
        sentence
        for text in texts
        for sentence in ENDS.split(text)
        if 12 <= len(sentence) <= 70 and not re.search("[“”「」]|^本[报報]|[讯訊电電][（(]", sentence)
    ][:8]
    if len(told) < 3:
        return parts
    many = rng.choice((1, 2, 2, 3))
    label = rng.choice(WORDS["hints"])
    notes = ["".join(told[i::many]) for i in range(many)]
    spot = at if rng.random() < 0.5 else _below_headings(parts)
    return [*parts[:spot], *(["note", text] for text in (label, *notes)), *parts[spot:]]


def picture_set(rng: Random, parts: Parts) -> Parts:
    """Pictures under one headline: the sentences of a text as their captions, all marked and signed in one way, above
    or below what is left of it."""
    bodies = [i for i, (role, _) in enumerate(parts) if role == "body"]
    if not bodies or any(role in ("crosshead", "caption") for role, _ in parts):
        return parts
    told = [
        sentence.strip("。　 ")
        for at in bodies
        for sentence in ENDS.split(parts[at][1])
        if 12 <= len(sentence) <= 90 and not re.search("[“”「」（(]|^本[报報]|讯|訊", sentence)
    ]
    many = rng.choice((2, 3, 4, 5, 6))
    if len(told) < many + 1:
        return parts
    heads = [part for part in parts if part[0] in HEADING_ROLES]
    marks = rng.choice(("", "", "", "▲", "▲◀▼", "■", "■■", "图{n} ", "{c}", "（{n}）", "图{c}："))
    credit = rng.choice((*FORMS["credits"], *WORDS["takers"]))
    day = rng.choice(("", "", "{date}，", "近日，"))
    shown: Parts = []
    for number, sentence in enumerate(told[1 : many + 1]):
        mark = rng.choice(marks) if "▲◀" in marks else marks
        mark = mark.format(n=number + 1, c="①②③④⑤⑥"[number])
        signed = filled(rng, credit) if rng.random() < 0.8 else ""
        text = filled(rng, day) + sentence + ("" if signed.startswith("（") and rng.random() < 0.5 else "。")
        if signed and rng.random() < 0.1:
            shown += [["caption", mark + text], ["caption", signed.strip()]]
        else:
            shown.append(["caption", mark + text + signed])
    rest: Parts = [["body", told[0] + "。" + "".join(one + "。" for one in told[many + 1 : many + 3])]]
    way = rng.random()
    if way < 0.25:
        return [*heads, *shown]
    if way < 0.5:
        return [*heads, *rest, *shown]
    spot = rng.randrange(1, len(shown) + 1) if way > 0.8 else len(shown)
    return [*heads, *shown[:spot], *rest, *shown[spot:]]


def _below_headings(parts: Parts) -> int:
    return next((i for i, (role, _) in enumerate(parts) if role not in HEADING_ROLES), len(parts))


def _clause(rng: Random, parts: Parts, at: int) -> str:
    below = next((text for role, text in parts[at:] if role == "body"), "")
    clauses = [clause for clause in CLAUSE.split(below) if 4 <= len(clause) <= 20]
    return rng.choice(clauses) if clauses else "其他"
