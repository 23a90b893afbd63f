"""The inputs people have: front matter, several pages in a file, names that say something, encodings."""

from __future__ import annotations

from pathlib import Path

import pytest
from archives import faults, front_page, rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loader.errors import BadConventions, UnreadableTranscript
from loader.filenames import file_dates, file_outlets, file_pages
from loader.frontmatter import FrontMatter, read_front_matter
from loader.loading import load
from loader.model import Page, Statement, Transcript
from loader.outlet_files import load_conventions
from loader.pagination import FILE, load_inputs, page_number
from loader.splitting import split_page

SPRING = (
    "全市春耕备耕全面展开\n\n本报讯（记者 李凤霞）2月12日，记者从市农业农村局获悉，全市春耕备耕工作全面展开，"
    "农资储备充足，农机检修完毕。\n"
)
MASKS = (
    "企业有序复工生产口罩\n\n本报讯（记者 王艳）2月12日，记者在高新区看到，三家企业的口罩生产线已经开足马力，"
    "日产口罩二十万只。\n"
)
HALF = "工人复工忙生产\n\n本报讯（记者 王艳）昨日，记者在车间看到，工人们正在紧张地赶制一批订单，车间主任说，这批订单"
REST = "的交货日期是月底，大家都在加班加点。\n"


def split(text: str, path: str = "01.txt", statement: Statement | None = None) -> Page:
    page = split_page(Transcript("01", path, "", "utf-8", False, "lf", text), load_conventions(), statement)
    lines = text.split("\n")
    assert [line.number for line in page.lines] == [n for n, line in enumerate(lines, 1) if line.strip()]
    return page


def articles(page: Page) -> list[tuple[str | None, str]]:
    """Page and headline of each article."""
    return [(article.page, " ".join(label.block.text for label in article.headings)) for article in page.articles]


def evidence(page: Page, field: str) -> list[tuple[str, str, str | None]]:
    return [(proof.value, proof.basis, proof.quote) for proof in page.evidence if proof.field == field]


# ---- front matter ----------------------------------------------------------------------------------------------------


def front(text: str) -> FrontMatter:
    return read_front_matter(Transcript("01", "01.md", "", "utf-8", False, "lf", text))


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (
            {"outlet": "周口日报", "date": "2020-02-13", "page": "1"},
            "---\n报纸: 周口日报\n日期: 2020-02-13\n版次: 1\n---\n",
        ),
        (
            {"outlet": "周口日报", "date": "2020-02-13"},
            "---\noutlet: '周口日报'  # bound volume\ndate: 2020年2月13日\n---\n",
        ),
        ({"date": "2020-02-03"}, "\n---\ntitle: 要闻\ntags:\n  - 春耕\n- 复工\n# note\nDate: 2020/2/3\n...\n正文"),
        ({"outlet": "宁波日报", "page": "A03"}, "---\n报纸：宁波日报\n版次：A03\n---\n"),
        ({"source": "https://example.org/a: b"}, '---\nsource: "https://example.org/a: b"\ndate:\n---\n'),
        ({"date": "2020-02-13"}, "---\ndate: 2020-02-13T08:00:00Z\n---\n"),
        ({}, "---\ntitle: 要闻\n---\n正文\n"),
        ({}, "---\n周口日报\ndate: 2020-02-13\n---\n"),
        ({}, "---\ndate: 2020-02-13\n正文没有完\n"),
        ({}, "正文\n---\ndate: 2020-02-13\n---\n"),
        ({}, "---\n" + "a: b\n" * 80 + "date: 2020-02-13\n---\n"),
        ({}, "---\n---\n"),
        ({"outlet": "!!python/object:os.system"}, "---\noutlet: !!python/object:os.system\n---\n"),
    ],
)
def test_front_matter_states_outlet_date_and_page(expected: dict[str, str], text: str) -> None:
    found = front(text)
    assert {name: found.get(name) for name in found.stated} == expected


def test_a_page_is_what_its_front_matter_says() -> None:
    page = split("---\noutlet: 周口日报\ndate: 2020-02-13\npage: 2\nsource: 图书馆\n---\n\n" + SPRING, "01.md")
    assert (page.outlet, page.outlet_basis, page.date, page.date_basis) == (
        "周口日报",
        "catalog",
        "2020-02-13",
        "catalog",
    )
    assert (page.page, page.source) == ("2", "图书馆")
    assert articles(page) == [("2", "全市春耕备耕全面展开")]
    assert [(line.number, line.role, line.rule, line.article) for line in page.lines[:7]] == [
        *((number, "folio", "front-matter", None) for number in range(1, 7)),
        (8, "headline", page.lines[6].rule, 0),
    ]
    assert evidence(page, "outlet") == [("周口日报", "catalog", "outlet: 周口日报")]


def test_the_catalog_wins_over_front_matter_and_both_are_recorded() -> None:
    stated = Statement("01.md", outlet="宁波日报", page="1")
    page = split("---\n报纸: 周口日报\n日期: 2020-02-13\n版次: 4\n---\n" + SPRING, "01.md", stated)
    assert (page.outlet, page.date, page.page) == ("宁波日报", "2020-02-13", "1")
    assert evidence(page, "outlet") == [("宁波日报", "catalog", None), ("周口日报", "catalog", "报纸: 周口日报")]
    assert evidence(page, "page") == [("1", "catalog", None), ("4", "catalog", "版次: 4")]


def test_a_date_in_front_matter_that_is_no_day_is_reported(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "01.md").write_text("---\n日期: 2020-02-30\n---\n" + SPRING, encoding="utf-8")
    (papers / "02.md").write_text("---\n报纸: 宁波日报\nsource: 缩微胶卷\n---\n" + MASKS, encoding="utf-8")
    report = load(tmp_path / "a.db", [papers])
    assert report.failed == [
        "01.md, line 2: date '2020-02-30' is no day. Write year-month-day, as in 2020-02-13, or delete the line."
    ]
    assert rows(tmp_path / "a.db", "SELECT id, outlet_id, source FROM transcripts") == [("02", "宁波日报", "缩微胶卷")]
    assert faults(tmp_path / "a.db") == []


def test_front_matter_that_contradicts_itself_is_reported() -> None:
    with pytest.raises(UnreadableTranscript, match=r"01\.md, line 3: the front matter has outlet already, in line 2\."):
        front("---\noutlet: 周口日报\n报纸: 宁波日报\n---\n")


# ---- several pages in a file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (["1", "2"], f"=== 第1版 ===\n{SPRING}\n=== 第2版 ===\n{MASKS}"),
        ([None, "2"], f"{SPRING}\n----- page 2 -----\n{MASKS}"),
        (["1", "2"], f"{SPRING}\n第 1 页\n\n{MASKS}\n第 2 页\n"),
        (["3", "4"], f"[Page 3]\n{SPRING}\n[Page 4]\n{MASKS}"),
        ([None, None], f"{SPRING}\f{MASKS}\f"),
        ([None, "2"], f"{SPRING}\f\n第2版 要闻\n\n{MASKS}\f"),
        ([None, None], f"{SPRING.strip()}\f{MASKS}"),
        ([None, "3"], f"{SPRING}\n=== 第三版 ===\n\f\n{MASKS}"),
        (["A01", "A02"], f"【第A01版】\n{SPRING}\n【第A02版】\n{MASKS}"),
    ],
)
def test_pages_of_one_file_are_kept_apart(expected: list[str | None], text: str) -> None:
    page = split(text)
    assert [(number, headline[-16:]) for number, headline in articles(page)] == [
        (expected[0], "全市春耕备耕全面展开"),
        (expected[1], "企业有序复工生产口罩"),
    ]


def test_the_line_that_breaks_pages_is_a_folio_line_of_no_article() -> None:
    page = split(f"{SPRING}\n=== 第2版 ===\n{MASKS}")
    assert [(line.number, line.role, line.rule, line.article) for line in page.lines if line.number == 5] == [
        (5, "folio", "page-break", None)
    ]
    assert evidence(page, "page") == [("2", "printed", "=== 第2版 ===")]


@pytest.mark.parametrize("gap", ["\n=== 第2版 ===\n", "\f", "\n\f\n"])
def test_no_sentence_goes_on_over_a_page_break(gap: str) -> None:
    joined = [paragraph.text for article in split(HALF + "\n" + REST).articles for paragraph in article.paragraphs]
    assert any("这批订单的交货日期" in text for text in joined)
    page = split(HALF + gap + REST)
    apart = [paragraph.text for article in page.articles for paragraph in article.paragraphs]
    assert not any("这批订单的交货日期" in text for text in apart)
    assert len(page.articles) == 2


def test_a_headline_is_not_fetched_from_another_page() -> None:
    text = "本报讯（记者 李凤霞）2月12日，记者从市农业农村局获悉，全市春耕备耕工作全面展开，农资储备充足。\n"
    headings = [len(article.headings) for article in split(f"{text}\n全市春耕备耕全面展开\n{MASKS}").articles]
    assert headings == [1, 1]  # the one with its words goes up to the text above, the other stays
    headings = [
        len(article.headings) for article in split(f"{text}\n=== 第2版 ===\n全市春耕备耕全面展开\n{MASKS}").articles
    ]
    assert headings == [0, 2]


def test_an_article_is_on_the_page_of_its_file() -> None:
    stated = Statement("01.txt", outlet="宁波日报", page="4")
    assert articles(split(SPRING, statement=stated)) == [("4", "全市春耕备耕全面展开")]


def test_every_pattern_of_page_breaks_proves_its_examples(tmp_path: Path) -> None:
    load_inputs()
    spoilt = tmp_path / "inputs.toml"
    spoilt.write_text(FILE.read_text(encoding="utf-8").replace('"[2]"', '"[Page 2]"'), encoding="utf-8")
    with pytest.raises(BadConventions, match=r"'break-in-brackets' fails its own no example '\[Page 2\]'"):
        load_inputs(spoilt)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("3", "三"),
        ("10", "十"),
        ("12", "十二"),
        ("20", "二十"),
        ("31", "三十一"),
        ("3", "03"),
        ("A03", "A03"),
        (None, "00"),
    ],
)
def test_page_numbers_are_read(expected: str | None, text: str) -> None:
    assert page_number(text) == expected


PIECES = st.sampled_from(
    ["=== 第2版 ===", "[Page 3]", "\f", "---", "报纸: 周口日报", "日期: 2020-02-13", SPRING, MASKS, HALF, REST, "",
     "第二版", "**甲\f乙**", "<p>甲\f</p>", "&#12;丙", " \f　"]
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, min_size=1, max_size=8), end=st.sampled_from(["\n", "\n\n", "\f"]))
def test_any_file_of_pages_is_whole_in_the_archive(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], end: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    text = end.join(pieces) + "\n"
    for name in ("01.txt", "02.md"):
        (folder / name).write_text(text, encoding="utf-8")
    report = load(folder / "a.db", [folder])
    assert report.failed == ([] if text.strip() else report.failed)
    if report.added:
        assert faults(folder / "a.db") == []


# ---- names of files and folders --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outlet", "day", "page", "path"),
    [
        ("周口日报", "2020-02-13", None, "周口日报/2020-02-13/01.txt"),
        (None, "2020-02-13", None, "zkrb_20200213_01.txt"),
        ("周口日报", "2020-02-13", "3", "2020年2月13日周口日报第3版.txt"),
        ("扬子晚报", "2020-02-13", "A05", "20200213/扬子晚报A05版.txt"),
        ("宁波日报", "2020-12-01", "3", "宁波日报2020.12.01第三版.txt"),
        ("辽宁日报", None, None, "遼寧日報/01.txt"),
        (None, "2020-02-13", None, "2020/02/13/04.txt"),
        (None, "2020-02-14", None, "2020-02-13/2020-02-14.txt"),
        (None, None, "1", "page-01.txt"),
        (None, None, None, "2020/01/02.txt"),
        (None, None, None, "2020-02-31/疫情日报.txt"),
        (None, None, None, "日报/01.txt"),
        (None, None, None, "周口日报与宁波日报/01.txt"),
        (None, None, None, "第3版本/草稿_03.txt"),
        (None, "2006-05-08", None, "二〇〇六年五月八日.txt"),
    ],
)
def test_names_of_files_say_outlet_day_and_page(
    outlet: str | None, day: str | None, page: str | None, path: str
) -> None:
    found = (file_outlets(path, load_conventions()), file_dates(path), file_pages(path))
    assert [proofs[0].value if proofs else None for proofs in found] == [outlet, day, page]


def test_what_a_name_says_is_inferred_and_what_is_printed_wins() -> None:
    path = "周口日报/2020年2月13日第3版.txt"
    page = split(SPRING, path)
    assert (page.outlet, page.outlet_basis, page.date, page.date_basis) == (
        "周口日报", "inferred", "2020-02-13", "inferred",
    )  # fmt: skip
    assert articles(page) == [("3", "全市春耕备耕全面展开")]
    assert evidence(page, "page") == [("3", "inferred", path)]
    printed = split("宁波日报\n2020年2月14日 星期五\n\n" + SPRING, path)
    assert (printed.outlet, printed.outlet_basis, printed.date) == ("宁波日报", "printed", "2020-02-14")
    assert [value for value, _, _ in evidence(printed, "outlet")] == ["宁波日报", "周口日报"]


# ---- encodings and line ends -----------------------------------------------------------------------------------------

MARKS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "gb18030": b"\x84\x31\x95\x33"}
CODECS = [("utf-8", False), ("utf-8", True), ("utf-16-le", True), ("utf-16-be", True), ("gb18030", False),
          ("gb18030", True), ("big5", False)]  # fmt: skip
OLD = (
    "\u3000\u3000本報訊 中央社臺北電，立法院昨日開會，討論國民大會組織法，議員多人發言，下午五時散會。\n\n"
    "\u3000\u3000市政府昨日公布春季防疫辦法十條。\n"
)


def test_a_page_is_split_alike_in_every_encoding_and_with_every_line_end(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for text, name in ((front_page(1), "new"), (OLD, "old")):
        for codec, marked in CODECS:
            if codec == "big5" and name == "new":
                continue
            for end in ("\n", "\r\n", "\r"):
                data = (MARKS[codec] if marked else b"") + text.replace("\n", end).encode(codec)
                ending = {"\n": "lf", "\r\n": "crlf", "\r": "cr"}[end]
                (papers / f"{name}-{codec}-{marked}-{ending}.txt").write_bytes(data)
    archive = tmp_path / "a.db"
    report = load(archive, [papers])
    assert (len(report.added), report.failed) == (18 + 21, [])
    assert faults(archive) == []
    for name, count in (("new", 18), ("old", 21)):
        found: dict[object, list[tuple[object, ...]]] = {}
        for transcript, *row in rows(
            archive,
            """SELECT a.transcript_id, a.position, a.headline, a.byline, p.position, p.role, p.text
               FROM articles a JOIN paragraphs p ON p.article_id = a.id WHERE a.transcript_id LIKE ?
               ORDER BY p.id""",
            f"{name}-%",
        ):
            found.setdefault(transcript, []).append(tuple(row))
        assert len(found) == count
        (same,) = set(map(tuple, found.values()))
        assert len(same) == {"new": 15, "old": 2}[name]
