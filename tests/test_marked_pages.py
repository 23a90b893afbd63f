"""How many articles are whole on pages whose headlines are marked, with and without the marks."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # bench/ is not part of the installed package

from bench import marked_pages  # noqa: E402

BOATS = "渡口的三条木船今天上岸了。船工周大水把桨交给县文化馆，馆里打算把它们放在大厅，旁边挂上渡口的旧照片。"
MELONS = "镇上的西瓜今年提早十天开园。瓜农沈家福说，大棚里装了新的滴灌，一个瓜要比去年重两斤，价钱也高了一成。"
PAGE = f"# 清河时报 (20130508)\n\n## 渡口木船上岸\n\n{BOATS}\n\n## 西瓜提早开园\n\n{MELONS}\n"


def test_articles_reach_from_one_marked_headline_to_the_next(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text(PAGE, encoding="utf-8")
    score = marked_pages.score(file, "## ", bare=False)
    assert (score.right, score.predicted, score.gold) == (2, 2, 2)
    wrong = marked_pages.score(file, "# ", bare=False)  # one article with all of it, by a mark that is the page's
    assert (wrong.right, wrong.gold) == (0, 1)


def test_without_marks_a_page_has_some_articles_and_begins_with_the_first(tmp_path: Path) -> None:
    text = PAGE + "".join(f"\n## 第{number}天\n\n{BOATS}\n" for number in range(6))
    first, second = marked_pages.pages(text, "## ", bare=True)
    assert first[0].startswith("渡口木船上岸\n")
    assert "#" not in first[0] + second[0]
    assert [text.split("\n")[number - 1] for text, starts in (first, second) for number in starts] == [
        "渡口木船上岸", "西瓜提早开园", *(f"第{number}天" for number in range(6)),
    ]  # fmt: skip
