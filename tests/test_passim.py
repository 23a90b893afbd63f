"""An archive as passim's input, and passim's clusters as the stories of an archive."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from archives import faults, rows, write_pages
from click.testing import CliRunner
from test_finding import WITNESSES, page, stories

from loader.cli import cli
from loader.loading import load


def run(*arguments: object) -> str:
    result = CliRunner().invoke(cli, [str(one) for one in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def documents(archive: Path, folder: Path) -> list[dict[str, str]]:
    run("export", archive, folder, "--format", "passim")
    return [json.loads(line) for line in (folder / "passim.json").read_text(encoding="utf-8").splitlines()]


def cluster(number: int, passages: list[tuple[dict[str, str], str]]) -> str:
    """Passages as passim writes them: a part of a document, with all fields of the document and some of its own."""
    lines = []
    for document, part in passages:
        begin = document["text"].index(part)
        lines.append({**document, "cluster": number, "size": len(passages), "begin": begin, "end": begin + len(part)})
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def test_every_article_is_a_document(archive: Path, tmp_path: Path) -> None:
    found = documents(archive, tmp_path)
    assert [row for (row,) in rows(archive, "SELECT id FROM articles ORDER BY number")] == [one["id"] for one in found]
    (one,) = [document for document in found if document["id"] == "000_24d63ac31d6e8ebf-l003"]
    assert (one["series"], one["date"]) == ("周口日报", "2020-02-13")
    assert one["text"].startswith("新华社北京 2 月 12 日电 中共中央政治局常务委员会")
    assert one["text"].count("\n") == 10


def test_clusters_become_stories_collated_as_ours_are(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    load(archive, [Path(__file__).parent.parent / "seeds"], words=False)
    ours = rows(archive, WITNESSES)
    found = {document["id"][:3] + document["id"][-3:]: document for document in documents(archive, tmp_path / "in")}
    wire = [found["000003"], found["002005"], found["004001"]]
    out = tmp_path / "found" / "out.json"
    out.mkdir(parents=True)
    shared = "新冠肺炎疫情发生以来"
    parts = [(one, one["text"][one["text"].index(shared) :]) for one in wire]
    stranger = '{"cluster": 2, "id": "elsewhere", "begin": 0, "end": 40}\n'
    (out / "part-00000.json").write_text(cluster(1, parts) + stranger, encoding="utf-8")
    (out / "_SUCCESS").touch()
    assert "1 stories of 3 printings; 1 taken from passim" in run(
        "reprints", archive, "--from-passim", tmp_path / "found"
    )
    assert [row[:2] for row in rows(archive, WITNESSES)] == [row[:2] for row in ours]
    assert rows(archive, "SELECT siglum FROM apparatus WHERE reading = '死亡率'") == [("B",)]
    assert faults(archive) == []
    taken = stories(archive)
    pages = write_pages(tmp_path / "pages", {"p1.txt": page(1), "p2.txt": page(2)})
    load(archive, [pages], words=False)
    assert rows(archive, "SELECT count(*) FROM stories") == [(1,)]
    assert faults(archive) == []
    assert "nothing to look at" in run("reprints", archive)
    assert "stories" in taken
    run("reprints", archive, "--all")
    assert rows(archive, "SELECT count(*) FROM stories WHERE printings = 3") == [(1,)]
    assert [row for row in rows(archive, WITNESSES) if row[1] in ("000", "002", "004")] == ours


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": "a", "text": "no cluster"}\n', "line 1: no passage of passim"),
        ("not JSON\n", "line 1: no passage of passim"),
        ("", "no passages with cluster, id, begin and end"),
        ('{"cluster": 1, "id": "x", "begin": 0, "end": 9}\n', "no passages of articles of this archive"),
    ],
)
def test_what_is_no_output_of_passim_is_refused(tmp_path: Path, archive: Path, text: str, said: str) -> None:
    (tmp_path / "out.json").write_text(text, encoding="utf-8")
    before = stories(archive)
    result = CliRunner().invoke(cli, ["reprints", str(archive), "--from-passim", str(tmp_path)])
    assert (result.exit_code, said in result.output) == (1, True), result.output
    assert stories(archive) == before
