"""Corrections: what a person says of a line holds, as long as the line still reads as it did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from archives import rows, write_pages
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loader.archive import read_archive
from loader.articles import Group, Grouping
from loader.check import problems
from loader.cli import cli
from loader.correcting import correct_groups, holding
from loader.corrections import find_corrections, read_corrections
from loader.errors import BadCorrections
from loader.loading import load
from loader.markup import printed_blocks
from loader.model import ROLES, Correction, Evidence, Labelled, Page, Transcript
from loader.outlet_files import load_conventions
from loader.splitting import split_page

PAGE = """清河大桥今日通车

本报讯（记者 林平）历时两年建成的清河大桥今日通车。

桥长八百米，双向四车道，两岸居民走上桥面。

抗击疫情

城东小学昨日搬进新校舍

本报讯（记者 周远）昨日，城东小学搬进了新校舍。

学生们在新操场上跑步。
"""
HEADER = "file,line,text,role,article,note\n"


def split(*corrections: Correction, text: str = PAGE) -> Page:
    transcript = Transcript("page", "page.txt", "", "utf-8", False, "lf", text)
    return split_page(transcript, load_conventions(), corrections=corrections)


def layout(page: Page) -> dict[int, tuple[str, str | None]]:
    """Role and place (article.paragraph, from 1) of each line, by number."""

    def place(article: int | None, paragraph: int | None) -> str | None:
        if article is None:
            return None
        return f"{article + 1}" if paragraph is None else f"{article + 1}.{paragraph + 1}"

    return {line.number: (line.role, place(line.article, line.paragraph)) for line in page.lines}


def notes(page: Page) -> list[str]:
    return [flag.note for flag in page.flags if flag.kind == "correction"]


AS_IT_IS = {
    1: ("headline", "1"),
    3: ("body", "1.1"),
    5: ("body", "1.2"),
    7: ("slogan", None),
    9: ("headline", "2"),
    11: ("body", "2.1"),
    13: ("body", "2.2"),
}


def test_without_corrections_nothing_changes() -> None:
    assert layout(split()) == AS_IT_IS


# ---- roles -----------------------------------------------------------------------------------------------------------


def test_a_corrected_role_carries_its_rule_and_the_note_as_evidence() -> None:
    page = split(Correction(13, "学生们在", role="caption", note="图在右下角"))
    assert layout(page) == AS_IT_IS | {13: ("caption", "2.2")}
    (line,) = [line for line in page.lines if line.rule == "correction"]
    assert line.number == 13
    (proof,) = [proof for proof in page.evidence if proof.basis == "catalog"]
    assert (proof.field, proof.value, proof.quote, proof.article) == ("role", "caption", "图在右下角", 1)
    assert PAGE[proof.start : proof.end] == "学生们在新操场上跑步。"


def test_a_line_that_becomes_a_headline_begins_an_article() -> None:
    page = split(Correction(5, "桥长八百米", role="headline"))
    assert layout(page)[5] == ("headline", "2")
    assert [article.first_line for article in page.articles] == [1, 5, 9]


def test_a_line_that_becomes_a_kicker_leads_the_headline_below_it() -> None:
    page = split(Correction(7, "抗击疫情", role="kicker"))
    assert layout(page) == AS_IT_IS | {7: ("kicker", "2")}
    assert [(label.role, label.block.line) for label in page.articles[1].headings] == [("kicker", 7), ("headline", 9)]


def test_a_false_headline_that_becomes_a_crosshead_stays_in_the_article_above() -> None:
    text = PAGE.replace("本报讯（记者 周远）昨日，", "昨日，")
    page = split(Correction(9, "城东小学", role="crosshead"), text=text)
    assert [article.first_line for article in page.articles] == [1]
    assert [layout(page)[number] for number in (9, 11)] == [("crosshead", "1.3"), ("body", "1.4")]


def test_what_is_left_of_the_headings_still_starts_the_article() -> None:
    text = "春耕时节看清河\n\n全镇稻田开始插秧\n\n本报讯（记者 林平）昨日，清河镇的稻田开始插秧。\n"
    before = "城东小学昨日搬进新校舍\n\n本报讯（记者 周远）昨日，城东小学搬进了新校舍。\n\n"
    page = split(Correction(5, "春耕时节看清河", role="slogan"), text=before + text)
    assert [article.first_line for article in page.articles] == [1, 7]
    assert layout(page)[5] == ("slogan", None)


def test_lines_taken_for_headings_are_joined_to_their_paragraph() -> None:
    text = "### 清河大桥今日通车\n\n### 历时两年建成的清河大桥\n\n### 极大地缩短了两岸\n\n群众往返时间和运输成本。\n"
    assert [line.role for line in split(text=text).lines] == ["headline"] * 3 + ["body"]
    stated = (1, "清河大桥", "headline"), (3, "历时两年", "body"), (5, "极大地缩", "body")
    page = split(*(Correction(line, begins, role=role) for line, begins, role in stated), text=text)
    assert layout(page) == {1: ("headline", "1"), 3: ("body", "1.1"), 5: ("body", "1.1"), 7: ("body", "1.1")}
    assert page.articles[0].paragraphs[0].text == "历时两年建成的清河大桥极大地缩短了两岸群众往返时间和运输成本。"


def test_a_crosshead_parts_the_paragraphs_around_it() -> None:
    text = "清河大桥今日通车\n\n历时两年建成的清河大桥今日通车，\n极大地缩短了\n两岸群众往返的时间。\n"
    page = split(Correction(4, "极大地缩短了", role="crosshead"), text=text)
    assert [layout(page)[number] for number in (3, 4, 5)] == [("body", "1.1"), ("crosshead", "1.2"), ("body", "1.3")]


# ---- articles --------------------------------------------------------------------------------------------------------


def test_a_line_is_put_into_the_article_that_begins_at_a_line() -> None:
    page = split(Correction(13, "学生们在新操场上跑步。", article="1", note="版面左下"))
    assert layout(page) == AS_IT_IS | {13: ("body", "1.3")}
    (proof,) = [proof for proof in page.evidence if proof.field == "article"]
    assert (proof.value, proof.basis, proof.quote, proof.article) == ("1", "catalog", "版面左下", 0)


def test_a_headline_is_put_above_another_text() -> None:
    page = split(Correction(1, "清河大桥", article="9"))
    assert [[label.block.line for label in article.headings] for article in page.articles] == [[1, 9], []]
    page = split(Correction(7, "抗击疫情", role="kicker", article="1"))
    assert [label.block.text for label in page.articles[0].headings] == ["抗击疫情", "清河大桥今日通车"]


def test_new_starts_an_article_and_what_follows_goes_along() -> None:
    page = split(Correction(5, "桥长八百", article="new"))
    assert [article.first_line for article in page.articles] == [1, 5, 9]
    assert layout(page)[5] == ("body", "2.1")
    text = PAGE.replace("抗击疫情\n\n", "两岸居民敲锣打鼓。\n\n")
    page = split(Correction(5, "桥长八百", article="new"), text=text)
    assert [layout(page)[number][1] for number in (3, 5, 7, 9)] == ["1.1", "2.1", "2.2", "3"]


def test_new_right_below_a_headline_is_new_all_the_same() -> None:
    page = split(Correction(3, "本报讯（记", article="new"))
    assert [article.first_line for article in page.articles] == [1, 3, 9]


def test_none_makes_furniture_of_a_line_and_flags_nothing() -> None:
    page = split(Correction(13, "学生们在", article="none"))
    assert layout(page) == AS_IT_IS | {13: ("unplaced", None)}
    assert page.flags == split(Correction(13, "学生们在", role="slogan")).flags
    assert layout(split(Correction(13, "学生们在", role="slogan")))[13] == ("slogan", None)


def test_evidence_of_links_follows_its_article() -> None:
    transcript = Transcript(
        "page", "page.txt", "", "utf-8", False, "lf", "一桥通车\n昨日通车。\n今日下雨。\n二楼开张\n明日开张。\n"
    )
    blocks = printed_blocks(transcript)
    roles = ("headline", "body", "body", "headline", "body")
    labels = tuple(Labelled(block, role, "model") for block, role in zip(blocks, roles, strict=True))
    link = Evidence("headings", "二楼开张", "inferred", None, blocks[3].start, blocks[3].end, 0.5, 1)
    grouping = Grouping(labels, (Group((0,), (1, 2)), Group((3,), (4,))), (link,))

    def corrected(*corrections: Correction) -> list[tuple[str, int | None]]:
        found = correct_groups(grouping, holding(corrections, transcript, blocks))
        return [(proof.field, proof.article) for proof in found.evidence]

    assert corrected(Correction(3, "今日下雨", article="new")) == [("headings", 2), ("article", 1)]
    assert corrected(Correction(4, "二楼开张", article="1")) == [("article", 0)]  # the link is no longer what holds


# ---- what does not hold ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "correction"),
    [
        ("line 13 reads 学生们在, not 孩子们在, so its", Correction(13, "孩子们在", role="caption")),
        ("line 13 reads 学生们在, not 学生, so its", Correction(13, "学生", role="caption")),
        ("line 12 prints nothing, so its correction (学生们在) was", Correction(12, "学生们在", role="caption")),
        ("line 99 prints nothing, so its correction (学生们在) was", Correction(99, "学生们在", role="caption")),
        ("line 13 stays: no article begins at line 7, where", Correction(13, "学生们在", article="7")),
        ("line 7 is slogan, so its correction was left out: state its", Correction(7, "抗击疫情", None, "1")),
    ],
)  # fmt: skip
def test_a_correction_that_does_not_hold_is_told_and_left_out(expected: str, correction: Correction) -> None:
    page = split(correction)
    assert layout(page) == AS_IT_IS
    assert all(line.rule != "correction" for line in page.lines)
    (note,) = notes(page)
    assert note.startswith(expected)


def test_the_role_holds_where_the_article_does_not() -> None:
    page = split(Correction(13, "学生们在", role="caption", article="7"))
    assert layout(page)[13] == ("caption", "2.2")
    assert len(notes(page)) == 1


@pytest.mark.parametrize("words", ["抗击疫情", "抗击疫情…"])
def test_words_may_be_copied_from_the_listing(words: str) -> None:
    assert layout(split(Correction(7, words, role="section")))[7] == ("section", None)


def test_a_short_line_is_told_by_all_of_it() -> None:
    text = PAGE + "\n易民\n"
    assert layout(split(Correction(15, "易民", role="byline"), text=text))[15] == ("byline", "2")
    assert len(notes(split(Correction(15, "易", role="byline"), text=text))) == 1


LINES = [
    "清河大桥今日通车", "抗击疫情", "本报讯（记者 林平）昨日通车。", "两岸居民走上", "桥面。", "易民", "=== 第2版 ===",
    "<p>一。</p><p>二。</p>",
]  # fmt: skip
PLACES = st.sampled_from([None, "new", "none", "1", "3", "5", "9"])
GIVEN = st.tuples(st.integers(0, 13), st.none() | st.sampled_from(ROLES[:-2]), PLACES)


@settings(max_examples=150, deadline=None)
@example(["清河大桥今日通车", "=== 第2版 ==="], [(1, "body", None)])
@example(["两岸居民走上", "=== 第2版 ===", "桥面。"], [(1, "headline", None), (2, "body", None)])
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=12), st.lists(GIVEN, max_size=6))
def test_whatever_is_corrected_every_line_stands_once(
    lines: list[str], given: list[tuple[int, str | None, str | None]]
) -> None:
    corrections = {
        number: Correction(number + 1, lines[min(number, len(lines) - 1)], role, article)
        for number, role, article in given
    }
    page = split(*corrections.values(), text="\n".join(lines))
    assert [line.number for line in page.lines] == list(range(1, len(lines) + 1))
    starts = [article.first_line for article in page.articles]
    assert starts == sorted(starts)
    for article, start in enumerate(starts):
        assert start in {
            line.number for line in page.lines if "<p>" in lines[line.number - 1] or line.article == article
        }
    for line in page.lines:
        assert (line.role == "body") <= (line.paragraph is not None)
    assert all(proof.article is None or proof.article < len(page.articles) for proof in page.evidence)


# ---- the file --------------------------------------------------------------------------------------------------------


def write(folder: Path, table: str | bytes) -> Path:
    path = folder / "corrections.csv"
    path.write_bytes(table.encode() if isinstance(table, str) else table)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_corrections_are_read_by_file_in_the_order_of_the_lines(tmp_path: Path, encoding: str) -> None:
    table = HEADER + "01.txt,9,城东小学,headline,,\na/02.txt,055,本报讯,,none,\n01.txt,3,本报讯（,,x-l055,见版面\n\n"
    assert read_corrections(write(tmp_path, table.encode(encoding))) == {
        "01.txt": (
            Correction(3, "本报讯（", None, "55", "见版面"),
            Correction(9, "城东小学", "headline"),
        ),
        "a/02.txt": (Correction(55, "本报讯", None, "none"),),
    }


@pytest.mark.parametrize(
    ("expected", "table"),
    [
        ("no column may be called 'paper'. Allowed are file, line, text, role, article, note.", "file,paper\n"),
        ("no column is called 'text'. The first row names the columns: file, line,", "file,line\n"),
        ("row 2: the cell 'file' is empty.", HEADER + ",3,本报讯,body,,\n"),
        ("row 2: file '../01.txt' does not lead down", HEADER + "../01.txt,3,本报讯,body,,\n"),
        ("row 2: the cell 'text' is empty. Copy the beginning", HEADER + "01.txt,3,,body,,\n"),
        ("row 2: line '0' is no line. Write its number as", HEADER + "01.txt,0,本报讯,body,,\n"),
        ("row 2: line '' is no line.", HEADER + "01.txt,,本报讯,body,,\n"),
        ("row 2: no role is called 'title'. Roles are folio, kicker,", HEADER + "01.txt,3,本报讯,title,,\n"),
        ("row 2: article 'first' is none. Write the line it begins", HEADER + "01.txt,3,本报讯,,first,\n"),
        ("row 2: neither role nor article is stated.", HEADER + "01.txt,3,本报讯,,,只有说明\n"),
        ("row 2: a line of role slogan stands in no article, so article '5'", HEADER + "01.txt,3,本报讯,slogan,5,\n"),
        ("row 2: a line of role body stands in an article, so article 'none'", HEADER + "01.txt,3,本报讯,body,none,\n"),
        ("row 3: 01.txt, line 3 has a row already.", HEADER + "01.txt,3,本报讯,body,,\n01.txt,03,本报讯,body,,\n"),
        ("row 2: more cells than columns (7, not 6).", HEADER + "01.txt,3,本报讯,body,,a,b\n"),
        ("row 2: not CSV (unexpected end of data).", HEADER + '01.txt,"3\n'),
        ("neither UTF-8 nor GB18030. Save it again as CSV UTF-8.", b"file\n\xff\xff"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_row(tmp_path: Path, expected: str, table: str | bytes) -> None:
    path = write(tmp_path, table)
    with pytest.raises(BadCorrections) as error:
        read_corrections(path)
    assert str(error.value).removeprefix(str(path)).lstrip(",: ").startswith(expected)


def test_two_files_of_corrections_are_one_too_many(tmp_path: Path) -> None:
    for name in ("2019", "2020"):
        write_pages(tmp_path / name, {"corrections.csv": HEADER})
    assert find_corrections([tmp_path, tmp_path / "2019"]) == tmp_path / "2019" / "corrections.csv"
    with pytest.raises(BadCorrections, match=r"more than one corrections\.csv"):
        find_corrections([tmp_path / "2019", tmp_path / "2020"])


# ---- in an archive ---------------------------------------------------------------------------------------------------


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write_pages(tmp_path / "papers", {"01.txt": PAGE, "2020/02.txt": PAGE + "\n易民\n"})


def baolan(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def roles(archive: Path) -> list[tuple[object, ...]]:
    return rows(
        archive, "SELECT transcript_id, number, role, article_id FROM lines WHERE rule = 'correction' ORDER BY 1"
    )


def test_corrections_change_their_files_only_and_can_be_taken_back(tmp_path: Path, papers: Path) -> None:
    archive = tmp_path / "a.db"
    load(archive, [papers])
    write_pages(papers, {"corrections.csv": HEADER + "2020/02.txt,7,抗击疫情,kicker,,字体与主题同\n"})
    report = load(archive, [papers])
    assert (report.changed, report.unchanged, report.notes) == (["2020/02.txt"], ["01.txt"], [])
    assert roles(archive) == [("02", 7, "kicker", "02-l007")]
    assert rows(archive, "SELECT article_id, value, basis, quote FROM evidence WHERE field = 'role'") == [
        ("02-l007", "kicker", "catalog", "字体与主题同")
    ]
    db = read_archive(archive)
    assert list(problems(db.conn)) == []
    db.close()
    assert load(archive, [papers]).unchanged == ["01.txt", "2020/02.txt"]
    table = "01.txt,7,抗击疫情,section,,\n2020/02.txt,7,抗击疫情,kicker,,字体与主题同\n"
    write_pages(papers, {"corrections.csv": HEADER + table})
    assert load(archive, [papers]).changed == ["01.txt"]
    (papers / "corrections.csv").unlink()
    assert load(archive, [papers]).changed == ["01.txt", "2020/02.txt"]
    assert roles(archive) == []


def test_an_archive_with_lines_moved_about_is_whole(tmp_path: Path, papers: Path) -> None:
    moves = (
        "1,清河大桥,,9,",
        "3,本报讯（,,new,",
        "5,桥长八百,crosshead,,",
        "11,本报讯（,,none,",
        "13,学生们在,headline,3,",
    )
    table = "".join(f"01.txt,{move}\n" for move in moves)
    write_pages(papers, {"corrections.csv": HEADER + table})
    load(tmp_path / "a.db", [papers])
    assert len(roles(tmp_path / "a.db")) == 5
    db = read_archive(tmp_path / "a.db")
    assert list(problems(db.conn)) == []
    db.close()


def test_what_was_left_out_is_told_at_every_load_and_not_fatal(tmp_path: Path, papers: Path) -> None:
    table = "01.txt,7,抗击病毒,kicker,,\n03.txt,7,抗击疫情,kicker,,\n"
    file = papers / "corrections.csv"
    write_pages(papers, {"corrections.csv": HEADER + table})
    for _ in range(2):
        result = baolan("load", tmp_path / "a.db", papers)
        assert result.exit_code == 0
        assert (
            f"Note: {file}: no file is called 03.txt. Correct the column 'file', or delete the row.\n" in result.output
        )
        assert (
            "Note: 01.txt, line 7 reads 抗击疫情, not 抗击病毒, so its correction was left out. "
            f"Mend its row in {file}, or delete it.\n"
        ) in result.output
    assert rows(tmp_path / "a.db", "SELECT kind FROM flags WHERE kind = 'correction'") == [("correction",)]


def test_corrections_are_found_beside_the_catalog_or_named(tmp_path: Path, papers: Path) -> None:
    write_pages(papers, {"catalog.csv": "file,date\n2020/02.txt,2020-02-13\n"})
    write_pages(papers, {"corrections.csv": HEADER + "2020/02.txt,7,抗击疫情,kicker,,\n"})
    baolan("load", tmp_path / "a.db", papers / "2020", "--catalog", papers / "catalog.csv")
    assert len(roles(tmp_path / "a.db")) == 1
    other = write(tmp_path, HEADER + "papers/01.txt,7,抗击疫情,kicker,,\n")
    baolan("load", tmp_path / "b.db", papers / "01.txt", "--corrections", other)
    assert len(roles(tmp_path / "b.db")) == 1


def test_bad_corrections_stop_a_load_before_it_writes(tmp_path: Path, papers: Path) -> None:
    write_pages(papers, {"corrections.csv": HEADER + "01.txt,7,抗击疫情,title,,\n"})
    result = baolan("load", tmp_path / "a.db", papers)
    assert (result.exit_code, (tmp_path / "a.db").exists()) == (1, False)
    assert "corrections.csv, row 2: no role is called 'title'." in result.output


def test_split_shows_corrections_and_what_was_left_out(papers: Path) -> None:
    table = "01.txt,7,抗击疫情,kicker,,字体与主题同\n01.txt,13,孩子们在,caption,,\n"
    write_pages(papers, {"corrections.csv": HEADER + table})
    result = baolan("split", papers / "01.txt")
    assert "    7       2  kicker      correction   抗击疫情\n" in result.stdout
    assert "corrected, line 7: role kicker: 字体与主题同\n" in result.stdout
    assert "▲ correction: line 13 reads 学生们在, not 孩子们在" in result.stdout
    assert "Note: 01.txt, line 13 reads 学生们在, not 孩子们在" in result.stderr
    page = json.loads(baolan("split", "--json", papers / "01.txt").stdout)
    assert [proof["field"] for proof in page["articles"][1]["evidence"]] == ["role"]
    assert [flag["kind"] for flag in page["flags"]] == ["correction"]
