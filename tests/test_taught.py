"""Real articles to learn from: with the roles that their marked pages tell, and as crawls have them from papers."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # bench/ is not part of the installed package

from bench import marked_pages, more_lines, more_news, taught  # noqa: E402

BOATS = "渡口的三条木船今天上岸了。船工周大水把桨交给县文化馆，馆里打算把它们放在大厅，旁边挂上渡口的旧照片。"
MELONS = "镇上的西瓜今年提早十天开园。瓜农沈家福说，大棚里装了新的滴灌，一个瓜要比去年重两斤，价钱也高了一成。"
LAMPS = "昨晚七点，清河老街的路灯全部亮了。三百二十盏灯换成了暖光，巷子里的老人说，往后走夜路再也不用打手电了。"


def test_articles_found_whole_below_their_marks_are_taught_without_them(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    parts = ["# 清河时报", "## 渡口木船上岸", BOATS, LAMPS, "## 西瓜提早开园", MELONS, LAMPS]
    file.write_text("\n\n".join(parts) + "\n", "utf-8")
    assert [one["parts"] for one in taught.articles(file, "## ")] == [
        [["headline", "渡口木船上岸"], ["body", BOATS], ["body", LAMPS]],
        [["headline", "西瓜提早开园"], ["body", MELONS], ["body", LAMPS]],
    ]


def test_nothing_is_taught_of_outlets_that_are_scored_and_of_unknown_days(tmp_path: Path) -> None:
    names = [f"paper-{number}" for number in range(12)]
    for name in names:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "day.md").write_text(f"# 渡口木船上岸\n\n{BOATS}\n\n{LAMPS}\n", "utf-8")
    rows = [f"{name}/day.md,{name},2013-05-08,,," for name in names[1:]] + [f"{names[0]}/day.md,{names[0]},,,,"]
    (tmp_path / "catalog.csv").write_text("\n".join(["file,outlet,date,page,source,note", *rows]) + "\n", "utf-8")
    learnt = {Path(one["file"]).parent.name for one in taught.folder_articles(tmp_path, "# ")}
    scored = {name for name in names if marked_pages.is_scored(tmp_path / name / "day.md")}
    assert scored
    assert learnt == set(names[1:]) - scored


def test_what_a_file_says_of_an_article_holds_beside_what_its_text_tells() -> None:
    one = {
        "id": "a-1", "outlet": "清河时报", "date": "2013-05-08", "kicker": "记者观察", "headline": "老街换灯",
        "deck": "", "byline": "本报记者 林平", "lines": [[LAMPS, False], ["钱从哪里来", True], [BOATS, False]],
    }  # fmt: skip
    found = taught.printed(json.dumps(one))
    assert found is not None
    assert found["parts"] == [
        ["kicker", "记者观察"], ["headline", "老街换灯"], ["byline", "本报记者 林平"],
        ["body", LAMPS], ["crosshead", "钱从哪里来"], ["body", BOATS],
    ]  # fmt: skip


def page_of(folder: Path, body: str) -> Path:
    file = folder / "data" / "news" / "7.xml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        "<doc><url>http://www.chinanews.com/7.shtml</url><title>老街换了新灯</title>"
        f"<datatime>2023-5-8 10:00:00</datatime><body>\t{body}</body></doc>",
        "utf-8",
    )
    return file


def test_a_crawled_page_is_read_as_the_paper_printed_it(tmp_path: Path) -> None:
    lines = [
        "老街换灯 巷子亮了(民生观)",
        "——三百盏灯一夜换完",
        LAMPS,
        "钱从哪里来",
        BOATS,
        "《清河日报》(2023年05月08日 02版)",
    ]
    body = "\n\t".join(lines)
    found = more_news.reprinted(page_of(tmp_path, body))
    assert found is not None
    assert [found[key] for key in ("outlet", "date", "kicker", "headline", "deck")] == [
        "清河日报", "2023-05-08", "民生观", "老街换灯 巷子亮了", "——三百盏灯一夜换完",
    ]  # fmt: skip
    assert found["lines"] == [[LAMPS, False], ["钱从哪里来", True], [BOATS, False]]


def test_a_crawled_page_that_names_no_paper_is_left_out(tmp_path: Path) -> None:
    assert more_news.reprinted(page_of(tmp_path, f"老街换灯\n\t{LAMPS}\n\t{BOATS}")) is None


def test_an_article_with_front_matter_keeps_its_crossheads(tmp_path: Path) -> None:
    file = tmp_path / "article_3.md"
    front = '---\ntitle: "老街換燈"\ndate: "2018-05-08"\nauthor: "林平"\n---\n'
    parts = ["# 老街換燈", LAMPS, "## 錢從哪裏來", BOATS, "---", "請支持我們"]
    file.write_text(front + "".join(f"\n{part}\n" for part in parts), "utf-8")
    found = more_news.of_hong_kong(file)
    assert found is not None
    assert (found["headline"], found["byline"], found["date"]) == ("老街換燈", "林平", "2018-05-08")
    assert found["lines"] == [[LAMPS, False], ["錢從哪裏來", True], [BOATS, False]]


def test_lines_of_crawled_articles_have_roles_but_for_those_that_pages_are_made_of(tmp_path: Path) -> None:
    crawls, hkcnews = tmp_path / "crawls", tmp_path / "hkcnews"
    hkcnews.mkdir()
    file = page_of(crawls, "\n".join([LAMPS, "钱从哪里来", BOATS, MELONS]))
    lines = [
        ("headline", "老街换了新灯"),
        ("body", LAMPS),
        ("crosshead", "钱从哪里来"),
        ("body", BOATS),
        ("body", MELONS),
    ]
    assert more_lines.of_site(file) == lines
    out = tmp_path / "lines.jsonl"
    assert more_lines.main([str(crawls), str(hkcnews), "--out", str(out)]) == 0
    assert [tuple(json.loads(row)) for row in out.read_text("utf-8").splitlines()] == lines
    made = tmp_path / "made.toml"
    made.write_text(f'[[article]]\nid = "a"\nparts = [["headline", "船"], ["body", "{BOATS}"]]\n', "utf-8")
    assert more_lines.main([str(crawls), str(hkcnews), "--but", str(made), "--out", str(out)]) == 0
    assert out.read_text("utf-8") == ""
