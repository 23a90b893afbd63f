"""The promise, through Datasette's own search box: random strings find what plain substring search over folded text
finds, before and after rows are added, changed and deleted. It passes on Datasette 0.65 and 1.0.

`BAOLAN_STRINGS=1000` draws more than the usual number.
"""

from __future__ import annotations

import csv
import io
import os
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

from conftest import Site

from loader import index
from loader.normalize import fold, fold_with_map, stands_free

STRINGS = int(os.environ.get("BAOLAN_STRINGS", "100"))
ARTICLE = "000_24d63ac31d6e8ebf-l088"
MIXED = (
    "隨著ＣＯＶＩＤ－１９疫情，衞生當局（羣眾）說：“應收盡收”！",
    "今年上半年1㎡地价涨3½％，CO₂排放降10³吨，５G用户达①亿，第Ⅳ期工程",
    "Москва報道：ΑΘΗΝΑ；ソウルから한국까지 ｶﾞｽ 100 km、100㎞",
    "人⺠政府领导⻓江防汛😀👨‍👩‍👧 疫\u200b情\u00ad防\ufe0f控　乾坤與乾淨，皇后後來",
    "𠀀字與㐀字，豈敢；一九四○年二月十二日２月１２日 2 月 12 日 Intel™处理器",
    "café cafe\u0301 naïve ﬁrst STRAẞE straße",
)


def texts_of(archive: Path) -> dict[int, str]:
    conn = sqlite3.connect(archive)
    try:
        return dict(conn.execute("SELECT id, text FROM paragraphs ORDER BY id"))
    finally:
        conn.close()


def drawn(texts: list[str], chance: random.Random) -> list[str]:
    """Strings of 1 to 12 characters as printed, half of them out of mixed scripts; none cuts a word or a number."""
    strings: list[str] = []
    while len(strings) < STRINGS:
        text = chance.choice(MIXED if len(strings) % 2 else texts)
        folded, starts, ends = fold_with_map(text)
        start = chance.randrange(len(folded))
        end = min(start + chance.randint(1, 12), len(folded))
        words = text[starts[start] : ends[end - 1]]
        if '"' not in words and fold(words) == folded[start:end] and stands_free(folded, start, end):
            strings.append(words)
    return strings


def holds(folded: str, words: str) -> bool:
    at = folded.find(words)
    while at >= 0 and not stands_free(folded, at, at + len(words)):
        at = folded.find(words, at + 1)
    return at >= 0


def test_random_strings_find_exactly_what_is_printed_before_and_after_changes(copy_of: Callable[..., Path]) -> None:
    added = ", ".join(
        f"(90000{n}, '{ARTICLE}', {100 + n}, 'body', '{text}', NULL, NULL, NULL)" for n, text in enumerate(MIXED)
    )
    path = copy_of("changed.db", f"INSERT INTO paragraphs VALUES {added}")
    strings = drawn(list(texts_of(path).values()), random.Random(20200212))
    before = find_all(path, strings)
    conn = sqlite3.connect(path)
    index.register(conn)
    conn.execute("PRAGMA foreign_keys = on")
    conn.execute("UPDATE paragraphs SET text = ? || text WHERE id % 3 = 0", [MIXED[0]])
    conn.execute("UPDATE paragraphs SET text = replace(text, '疫情', '疫。情') WHERE id % 3 = 1")
    conn.execute("DELETE FROM paragraphs WHERE id % 5 = 2")
    conn.execute("DELETE FROM articles WHERE id = (SELECT min(id) FROM articles WHERE id != ?)", [ARTICLE])
    conn.execute("REPLACE INTO paragraphs SELECT id, article_id, position, role, ?, NULL, NULL, NULL FROM paragraphs"
                 " WHERE id = 900001", [MIXED[3]])  # fmt: skip
    conn.commit()
    conn.close()
    after = find_all(path, strings)
    assert sum(map(bool, before)) > STRINGS * 0.9
    assert before != after


def is_made_of(text: str, words: str) -> bool:
    """Whether each printed character has part in a hit: 疫情疫情 is made of 疫情, ½ (1/2) of 1."""
    folded, starts, _ = fold_with_map(text)
    covered: set[int] = set()
    at = folded.find(fold(words))
    while at >= 0:
        covered |= set(starts[at : at + len(fold(words))])
        at = folded.find(fold(words), at + 1)
    return covered == set(starts)


def find_all(path: Path, strings: list[str]) -> list[list[int]]:
    """The ids that the stock search finds for each string in JSON and CSV, proved against the text."""
    folded = {id: fold(text) for id, text in texts_of(path).items()}
    site = Site(path)
    found = []
    for words in strings:
        expected = [id for id, text in folded.items() if holds(text, fold(words))]
        asked = {"_search": f'"{words}"'}
        rows = site.get("/changed/paragraphs.json", **asked, _shape="array", _size="max").json()
        assert sorted(row["id"] for row in rows) == expected, words
        lines = csv.DictReader(io.StringIO(site.get("/changed/paragraphs.csv", **asked, _stream="on").text))
        assert sorted(int(line["id"]) for line in lines) == expected, words
        hits = site.get("/changed/-/search.json", q=f'"{words}"').json()["hits"]
        assert sorted(hit["id"] for hit in hits) == expected, words
        for hit in hits:
            marked = [hit["text"][start:end] for start, end in hit["spans"]]
            assert marked, words
            assert [text for text in marked if not is_made_of(text, words)] == [], words
        found.append(expected)
    site.loop.close()
    return found
