"""Lists of queries counted, and concordances written, from the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from loader.cli import cli
from loader.errors import BadTerms
from loader.terms import Term, TermList, decode_terms, read_terms


def run(*arguments: object, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=typed)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# ---- lists of queries ------------------------------------------------------------------------------------------------


def test_a_column_with_a_known_name_holds_the_queries() -> None:
    listed = read_terms("组,检索词\n甲,疫情防控\n乙,\n丙,死亡率\n", as_csv=True)
    assert listed == TermList([Term(2, "疫情防控", ("甲",)), Term(4, "死亡率", ("丙",))], ("组",))


def test_without_such_a_name_the_first_column_holds_them_from_the_first_row() -> None:
    listed = read_terms("疫情防控,甲\n死亡率\n", as_csv=True)
    assert listed == TermList([Term(1, "疫情防控", ("甲",)), Term(2, "死亡率", ("",))], ("column 2",))


def test_plain_lines_keep_their_quotes() -> None:
    assert read_terms('\ufeff"疫情 防控"\n\n口罩, 捐赠\n', as_csv=False) == TermList(
        [Term(1, '"疫情 防控"'), Term(3, "口罩, 捐赠")]
    )


def test_lists_are_read_as_spreadsheets_save_them() -> None:
    assert decode_terms("词\n疫情".encode("gb18030")) == "词\n疫情"
    assert decode_terms(b"\xff\xfe" + "词\t组\n疫情".encode("utf-16-le")) == "词\t组\n疫情"
    assert read_terms("词\t组\r\n疫情\t甲\r\n", as_csv=True) == TermList([Term(2, "疫情", ("甲",))], ("组",))
    with pytest.raises(BadTerms, match="neither UTF-8 nor GB18030"):
        decode_terms(b"\xff\xff\xff")


# ---- baolan count ----------------------------------------------------------------------------------------------------


def test_terms_are_counted_by_outlet_and_month_noughts_too(archive: Path, tmp_path: Path) -> None:
    terms = tmp_path / "terms.csv"
    terms.write_text("词,组\n死亡率,甲\n米格,乙\n", encoding="utf-8")
    result = run("count", archive, terms)
    assert result.exit_code == 0, result.output
    assert result.output.replace("\r\n", "\n") == (
        "term,组,outlet,month,articles,paragraphs,hits\n"
        "死亡率,甲,周口日报,2020-02,2,2,2\n"
        "死亡率,甲,宁波日报,2020-02,1,1,1\n"
        "死亡率,甲,辽宁日报,2020-02,0,0,0\n"
        "死亡率,甲,,2020-02,0,0,0\n"
        "米格,乙,周口日报,2020-02,0,0,0\n"
        "米格,乙,宁波日报,2020-02,0,0,0\n"
        "米格,乙,辽宁日报,2020-02,0,0,0\n"
        "米格,乙,,2020-02,0,0,0\n"
    )


def test_a_wide_table_has_a_row_for_each_term(archive: Path) -> None:
    result = run("count", archive, "-", "--by", "outlet", "--wide", typed="疫情防控\n病亡率\n")
    assert table(result.output) == [
        {"term": "疫情防控", "total": "154", "周口日报": "74", "宁波日报": "14", "辽宁日报": "48", "?": "18"},
        {"term": "病亡率", "total": "2", "周口日报": "1", "宁波日报": "0", "辽宁日报": "0", "?": "1"},
    ]


def test_one_cell_for_the_whole_archive_or_a_part_of_it(archive: Path) -> None:
    result = run("count", archive, "-", "--by", "total", "--json", typed="疫情防控")
    assert json.loads(result.output) == {"term": "疫情防控", "articles": 17, "paragraphs": 75, "hits": 154}
    result = run("count", archive, "-", "--by", "day", "--outlet", "周口日报", "--to", "2020-02-12", typed="死亡率")
    assert table(result.output) == [
        {"term": "死亡率", "day": "2020-02-10", "articles": "1", "paragraphs": "1", "hits": "1"}
    ]


def test_an_unreadable_term_is_named_and_the_rest_are_counted(archive: Path, tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("死亡率\n-疫情\n" + "疫" * 600 + "\n病亡率\n", encoding="utf-8")
    output = tmp_path / "counts.csv"
    result = run("count", archive, terms, "--by", "total", "-o", output)
    assert result.exit_code == 1
    assert f"Not counted: {terms}, line 2: '-疫情'." in result.output
    assert "line 3" in result.output
    written = output.read_text(encoding="utf-8")
    assert written.startswith("\ufeff")
    assert [row["term"] for row in table(written[1:])] == ["死亡率", "病亡率"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--by", "week"], "choose outlet, one of day, month and year"),
        (["--by", "day,month"], "choose outlet, one of day, month and year"),
        (["--outlet", "无此报"], "no outlet is called '无此报'"),
        (["--from", "昨天"], "'昨天' is no date"),
        (["-o", "/no/such/folder/x.csv"], "cannot be written"),
    ],
)
def test_what_cannot_be_understood_is_said_in_a_sentence(archive: Path, arguments: list[str], said: str) -> None:
    result = run("count", archive, "-", *arguments, typed="疫情")
    assert (result.exit_code, said in result.output) == (1, True), result.output


def test_a_list_without_terms_or_with_too_many_is_refused(archive: Path, tmp_path: Path) -> None:
    assert "no term in it" in run("count", archive, "-", typed="\n \n").output
    assert "10,001 terms" in run("count", archive, "-", typed="疫\n" * 10_001).output
    assert "cannot be read" in run("count", archive, tmp_path / "none.csv").output


# ---- baolan concordance ----------------------------------------------------------------------------------------------


def test_a_concordance_goes_to_a_pipe_without_a_mark_and_to_a_file_with_one(archive: Path, tmp_path: Path) -> None:
    piped = run("concordance", archive, "死亡率", "--sort", "before", "--width", "4", "--site", "https://x.org/")
    assert [(row["before"], row["hit"], row["after"]) for row in table(piped.output)] == [
        ("限度降低", "死亡率", "。要加强"),
        ("守住最低", "死亡率", "，全力提"),
        ("感染率和", "死亡率", ",抓好疫"),
    ]
    assert table(piped.output)[0]["citation"].rpartition(" ")[2].startswith("https://x.org/archive/-/article/00")
    output = tmp_path / "lines.csv"
    assert run("concordance", archive, "死亡率", "-o", output).output == ""
    assert output.read_bytes().startswith(b"\xef\xbb\xbfbefore,hit,after,")


def test_lines_of_a_concordance_as_json(archive: Path) -> None:
    result = run("concordance", archive, "疫情防控", "--json", "--outlet", "宁波日报", "--from", "2020")
    lines: list[dict[str, Any]] = [json.loads(line) for line in result.output.splitlines()]
    assert len(lines) == 14
    assert {line["outlet"] for line in lines} == {"宁波日报"}


def test_a_concordance_that_was_cut_says_so(archive: Path) -> None:
    result = run("concordance", archive, "疫情防控", "--limit", "10")
    assert "the newest 10 lines" in result.output
    assert "only what to leave out" in run("concordance", archive, "--", "-疫情").output
