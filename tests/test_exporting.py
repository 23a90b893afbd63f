"""Ready-made files: all that the archive has, readable by what people have."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from archives import rows
from click.testing import CliRunner

from loader.cli import cli


def export(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["export", *map(str, arguments)])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def files(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "new" / "files"
    formats = [word for one in ("csv", "jsonl", "parquet", "bibtex", "csl") for word in ("--format", one)]
    code, said = export(archive, folder, *formats, "--site", "https://example.org/archive/")
    assert code == 0, said
    return folder


def test_every_file_is_there_and_named_with_its_sum(files: Path) -> None:
    assert sorted(path.name for path in files.iterdir()) == [
        "README.txt", "SHA256SUMS", "articles.csv", "articles.jsonl", "articles.parquet", "paragraphs.csv",
        "paragraphs.parquet", "people.csv", "references.bib", "references.json", "stories.csv", "transcripts.csv",
    ]  # fmt: skip
    said = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=files, capture_output=True, text=True, check=True)
    assert said.stdout.count(": OK") == 11


def test_a_spreadsheet_gets_every_paragraph(files: Path, archive: Path) -> None:
    with (files / "paragraphs.csv").open(encoding="utf-8-sig", newline="") as file:
        found = [(int(row["id"]), row["text"]) for row in csv.DictReader(file)]
    assert found == rows(archive, "SELECT id, text FROM paragraphs ORDER BY id")


def test_a_program_gets_articles_with_their_paragraphs_and_people(files: Path, archive: Path) -> None:
    lines = (files / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    articles = [json.loads(line) for line in lines]
    assert [len(articles), sum(len(one["paragraphs"]) for one in articles)] == [
        *rows(archive, "SELECT count(*) FROM articles")[0],
        *rows(archive, "SELECT count(*) FROM paragraphs")[0],
    ]
    assert {"name": "李凤霞", "role": "首席记者"} in [person for one in articles for person in one["people"]]
    assert "\\u" not in lines[0]


def test_parquet_has_the_same_columns_and_rows_as_csv(files: Path) -> None:
    for name in ("articles", "paragraphs"):
        with (files / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            expected = list(csv.DictReader(file))
        table = pq.read_table(files / f"{name}.parquet").to_pylist()
        found = [{key: "" if value is None else str(value) for key, value in row.items()} for row in table]
        assert found == expected


def test_references_have_the_address_of_the_site(files: Path, archive: Path) -> None:
    items = json.loads((files / "references.json").read_text(encoding="utf-8"))
    ((first,),) = rows(archive, "SELECT id FROM articles ORDER BY number LIMIT 1")
    assert items[0]["URL"] == f"https://example.org/archive/-/article/{first}"
    assert (files / "references.bib").read_text(encoding="utf-8").count("@article{") == len(items)


def test_the_readme_says_what_every_column_is(files: Path) -> None:
    said = (files / "README.txt").read_text(encoding="utf-8")
    columns = [line for line in said.splitlines() if line.startswith("  ")]
    assert [line for line in columns if ":" not in line] == []
    assert "17 articles, 143 paragraphs" in said


def test_a_formula_on_a_page_is_text_in_the_sheet(copy_of: Callable[..., Path], tmp_path: Path) -> None:
    archive = copy_of("a.db", "UPDATE paragraphs SET text = '=1+1' WHERE id = (SELECT min(id) FROM paragraphs)")
    assert export(archive, tmp_path / "files", "--format", "csv")[0] == 0
    with (tmp_path / "files/paragraphs.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["text"] == "'=1+1"


def test_exporting_again_replaces_the_files_and_a_place_that_cannot_be_is_told(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    assert export(archive, folder, "--format", "csv")[0] == 0
    first = (folder / "articles.csv").read_bytes()
    assert export(archive, folder, "--format", "csv")[0] == 0
    assert (folder / "articles.csv").read_bytes() == first
    (tmp_path / "letter").write_text("x")
    code, said = export(archive, tmp_path / "letter")
    assert (code, "cannot be written" in said) == (1, True)
    code, said = export(tmp_path / "none.db", folder)
    assert (code, "no such archive" in said) == (1, True)
