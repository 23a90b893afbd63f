"""Pages composed for scoring: every line annotated, nothing of an article lost, the same page every time."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from random import Random

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # bench/ is not part of the installed package

from bench import gold, habits, make_pages, setting  # noqa: E402
from bench.printing import Unit  # noqa: E402
from loader.model import ROLES  # noqa: E402

ARTICLES = ROOT / "tests/pages/articles.toml"
TRAIN = ROOT / "tests/pages/train"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    make_pages.main([str(folder), "--articles", str(ARTICLES), "--set", "dev", "--pages", "40"])
    return folder / "dev"


def transcripts(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".md"))


def test_every_line_of_a_made_page_is_annotated_once(pages: Path):
    for path in transcripts(pages):
        rows = gold.read_gold(pages / f"{path.stem}.tsv", path.read_text("utf-8"))
        first_seen = list(dict.fromkeys(row.article for row in rows if row.article))
        assert first_seen == list(range(1, len(first_seen) + 1))
        facts = gold.read_facts(pages / f"{path.stem}.articles.tsv")
        assert [one.article for one in facts] == first_seen


def test_paragraphs_come_back_whole_where_no_character_slipped(pages: Path):
    printed = {
        "".join(text.split())
        for article in make_pages.tomllib.loads(ARTICLES.read_text("utf-8"))["article"]
        for role, text in article["parts"]
        if role == "body"
    }
    changed = {"slips", "half-width", "traditional", "jump", "end-marks", "html", "markdown"}
    checked = 0
    for path in transcripts(pages):
        known = gold.read_page_facts(pages / f"{path.stem}.page.tsv")
        if changed & set(known["habits"].split()):
            continue
        lines = path.read_text("utf-8").split("\n")
        paragraphs: defaultdict[tuple[int | None, int | None], str] = defaultdict(str)
        for row in gold.read_gold(pages / f"{path.stem}.tsv", path.read_text("utf-8")):
            if row.role == "body":
                paragraphs[row.article, row.paragraph] += "".join(lines[row.line - 1].split())
        assert set(paragraphs.values()) <= printed
        checked += len(paragraphs)
    assert checked > 50


def test_the_same_name_makes_the_same_page(pages: Path, tmp_path: Path):
    make_pages.main([str(tmp_path), "--articles", str(ARTICLES), "--set", "dev", "--pages", "3"])
    for path in sorted((tmp_path / "dev").iterdir()):
        assert path.read_bytes() == (pages / path.name).read_bytes()


def test_a_byline_that_was_cut_off_with_the_text_is_not_wanted():
    article = {"byline": "本报记者 孙建", "people": ["孙建/记者"], "parts": []}
    units = [Unit("headline", "主场三连胜", 0), Unit("body", "昨晚下起了雨。", 0, 1)]
    assert make_pages.printed_facts((article, units)) == ("主场三连胜", "", "", "", "")


def test_a_column_never_ends_with_a_sentence():
    text = "昨日上午，棚顶换成了透光板。地面铺上了防滑砖，通道也拓宽了一倍。商贩们说，过去一到雨天，积水没过脚面，" * 2
    for seed in range(200):
        parts = habits.column_cuts(Random(seed), text, often=1)
        assert "".join(parts) == text
        assert len(parts) in (2, 3)
        assert all(part[-1] not in habits.ENDS_SENTENCE for part in parts[:-1])


def test_hard_wraps_keep_marks_off_the_start_of_a_line_and_words_whole():
    lines = habits.hard_wraps("他说：“CT检查要排队，”随后离开了2015年建成的门诊楼。", 12, "lost")
    assert lines == ["他说：", "“CT检查要排", "队，”随后离", "开了2015年建", "成的门诊楼。"]
    assert habits.hard_wraps("春耕备耕正当时。", 12, "kept") == ["　　春耕备耕", "正当时。"]


def test_digits_are_spaced_between_chinese_characters_only():
    assert habits.spaced_digits("新华社北京2月12日电") == "新华社北京 2 月 12 日电"
    assert habits.spaced_digits("以3比2取胜（见A3版）") == "以 3 比 2 取胜（见A3版）"


def test_a_long_heading_breaks_at_its_space():
    assert habits.broken("告别露天摆摊 四百户商贩月底搬新家") == ["告别露天摆摊", "四百户商贩月底搬新家"]
    assert habits.broken("停水通告") == ["停水通告"]


LONG = (
    "历时五个月的改造已进入收尾阶段，工人正在安装最后一批摊位灯箱，商贩将于月底分三批搬入新菜场，"
    "届时还有六十个自产自销摊位供菜农使用。"
)
FURNITURE = make_pages.tomllib.loads(make_pages.FURNITURE.read_text("utf-8"))


def test_a_tear_leaves_one_paragraph_on_both_sides():
    units = [Unit("body", "短讯。", 0, 1), Unit("body", LONG, 0, 2), Unit("byline", "林小满", 0)]
    before, after = setting.tear(Random(3), units)
    assert [(unit.role, unit.paragraph) for unit in before] == [("body", 1), ("body", 2)]
    assert [(unit.role, unit.paragraph) for unit in after] == [("body", 2), ("byline", None)]
    assert before[-1].text + after[0].text == LONG


def test_a_caption_is_a_paragraph_of_its_article():
    units = [Unit("headline", "菜场搬家 六十摊位免费", 0), Unit("body", LONG, 0, 1)]
    placed, taken_by = setting.add_caption(Random(1), units, FURNITURE)
    assert sorted((unit.role, unit.paragraph) for unit in placed if unit.paragraph) == [("body", 2), ("caption", 1)]
    assert taken_by.endswith("/摄影")
    assert taken_by.removesuffix("/摄影") in placed[1].text


def test_a_brief_is_a_headline_and_a_first_paragraph():
    units = [
        Unit("kicker", "城北", 0),
        Unit("headline", "菜场搬家", 0),
        Unit("body", LONG, 0, 1),
        Unit("body", "完。", 0, 2),
    ]
    assert setting.as_brief(units, "■") == [Unit("headline", "■菜场搬家", 0), Unit("body", LONG, 0, 1)]


def test_headlines_may_stand_at_the_foot_of_the_page():
    articles = [[Unit("headline", f"标题{i}", i), Unit("body", LONG, i, 1)] for i in range(2)]
    page = setting.arrange(Random(1), articles, ["heads-last"])
    assert [(unit.role, unit.article) for unit in page] == [("body", 0), ("body", 1), ("headline", 0), ("headline", 1)]


def test_the_two_sets_share_no_article():
    many = [{"id": f"a{i}"} for i in range(make_pages.SHARED)]
    dev, held = make_pages.share_out(many, "dev"), make_pages.share_out(many, "held")
    assert sorted(one["id"] for one in dev + held) == sorted(one["id"] for one in many)
    assert min(len(dev), len(held)) > 10


@pytest.mark.parametrize("file", [ARTICLES, *sorted(TRAIN.glob("*.toml"))], ids=lambda file: file.stem)
def test_what_is_stated_of_an_article_is_printed_in_it(file: Path):
    for article in make_pages.read_articles([file]):
        assert {role for role, _ in article["parts"]} <= set(ROLES), article["id"]
        assert all(text.strip() == text != "" and "\n" not in text for _, text in article["parts"]), article["id"]
        text = "\n".join(text for _, text in article["parts"])
        stated = [article.get("byline", ""), article.get("dateline", ""), article.get("agency", "")[:2]]
        assert all(value in text for value in stated), article["id"]
        names = [person.split("/")[0] for person in article.get("people", ())]
        assert all(name in "".join(text.split()) for name in names), article["id"]


def test_articles_to_train_on_have_names_of_their_own_and_make_pages(tmp_path: Path):
    ids = [article["id"] for article in make_pages.read_articles([ARTICLES, TRAIN])]
    assert len(ids) == len(set(ids))
    make_pages.main([str(tmp_path), "--articles", str(TRAIN), "--set", "train", "--pages", "30"])
    for path in transcripts(tmp_path / "train"):
        assert gold.read_gold(tmp_path / "train" / f"{path.stem}.tsv", path.read_text("utf-8"))
