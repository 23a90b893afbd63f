"""Transcripts that nobody prints: each is loaded whole or refused with a sentence, in time that grows as it does.

At length: `bench.hostile`, `bench.fuzz`.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archives import faults, rows

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # bench/ is not part of the installed package

from bench import fuzz_targets, hostile  # noqa: E402
from loader import reading, splitting  # noqa: E402
from loader.archive import read_archive  # noqa: E402
from loader.check import problems  # noqa: E402
from loader.errors import UnreadableTranscript  # noqa: E402
from loader.loading import load  # noqa: E402
from loader.model import Transcript  # noqa: E402
from loader.outlet_files import load_conventions  # noqa: E402
from loader.reading import read_transcript  # noqa: E402
from loader.sources import Source, find_sources  # noqa: E402
from loader.splitting import split_page  # noqa: E402


def test_a_folder_of_hostile_files_is_loaded_but_for_those_that_are_no_text(tmp_path: Path) -> None:
    hostile.write_folder(tmp_path / "hostile", 1_500)
    report = load(tmp_path / "a.db", [tmp_path / "hostile"])
    refused = {sentence.split(".txt: ")[0]: sentence for sentence in report.failed}
    assert sorted(refused) == sorted(hostile.REFUSED)
    assert not any("baolan itself failed" in sentence for sentence in report.failed)
    assert any("bomb.zip" in note for note in report.notes)
    loaded = {path for (path,) in rows(tmp_path / "a.db", "SELECT path FROM transcripts")}
    assert {f"{kind}.txt" for kind in hostile.KINDS} - loaded == set()
    assert not loaded & {"loop.txt", "outside.txt"}
    assert faults(tmp_path / "a.db") == []


def test_a_zip_that_swells_is_refused(tmp_path: Path) -> None:
    hostile.write_folder(tmp_path / "hostile", 100)
    (sentence,) = load(tmp_path / "a.db", [tmp_path / "hostile" / "bomb.zip"]).failed
    assert "100,000,000 bytes, more than the 32,000,000 a transcript may have" in sentence


def spent(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def split(text: str) -> object:
    return split_page(Transcript("01", "01.txt", "", "utf-8", False, "lf", text), load_conventions())


@pytest.mark.parametrize(
    "kind", ["texts-then-headlines", "headlines-then-texts", "every-role", "page-breaks", "letters"]
)
def test_splitting_takes_time_in_proportion(kind: str) -> None:
    split(hostile.text("reports", 5_000))
    few, many = (
        min(spent(lambda size=size: split(hostile.text(kind, size))) for _ in range(3))  # type: ignore[misc]
        for size in (20_000, 160_000)
    )
    assert many < 0.3 or many / few < 20  # in proportion: 8; with the square: 64


@pytest.mark.parametrize("kind", ["headlines", "columns", "one-character-lines", "entities"])
def test_proving_an_archive_takes_time_in_proportion(kind: str, tmp_path: Path) -> None:
    took = []
    for size in (20_000, 160_000):
        file = tmp_path / f"{size}.txt"
        file.write_text(hostile.text(kind, size), encoding="utf-8")
        load(tmp_path / f"{size}.db", [file], words=False, reprints=False)
        db = read_archive(tmp_path / f"{size}.db")
        took.append(min(spent(lambda conn=db.conn: list(problems(conn))) for _ in range(3)))  # type: ignore[misc]
        db.close()
    assert took[1] < 0.3 or took[1] / took[0] < 20


def test_a_file_of_too_many_pages_or_lines_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "MAX_PAGES", 3)
    with pytest.raises(UnreadableTranscript, match=r"01\.txt: 4 pages, more than the 3 a transcript may have\."):
        split("甲\f乙\f丙\f丁")
    split("甲\f乙\f\f\f丙\f")
    monkeypatch.setattr(splitting, "MAX_CHARACTERS", 20)
    with pytest.raises(
        UnreadableTranscript, match=r"01\.txt: a page of 24 characters, more than the 20 one may have\."
    ):
        split("甲\f" + "乙" * 24)
    split("甲\f" + "乙" * 20)
    monkeypatch.setattr(reading, "MAX_LINES", 3)
    (tmp_path / "01.txt").write_text("甲\n乙\n丙\n丁", encoding="utf-8")
    with pytest.raises(UnreadableTranscript, match=r"01\.txt: 4 lines, more than the 3 a transcript may have\."):
        read_transcript(Source("01.txt", tmp_path / "01.txt"), "01")


def test_links_in_circles_and_odd_names_are_no_trap(tmp_path: Path) -> None:
    hostile.write_folder(tmp_path / "hostile", 100)
    found = [source.path for source in find_sources([tmp_path / "hostile"])]
    assert any("\n" in path for path in found)
    assert any(path.count("深/") == 60 for path in found)
    assert not any("loop" in path for path in found)


@pytest.mark.parametrize("target", sorted(fuzz_targets.TARGETS))
def test_every_target_of_the_fuzzer_runs(target: str) -> None:
    chance = random.Random(20200212)
    one = fuzz_targets.TARGETS[target].make()
    for length in (0, 1, 2, *range(3, 120, 6)):
        one(chance.randbytes(length))


def test_an_address_that_nothing_answers_is_not_found(site: Any, capfd: pytest.CaptureFixture[str]) -> None:
    assert [site.get(path).status_code for path in ("/archive/-/article/x/y/z", "/a/b/c/d", "/nothing")] == [404] * 3
    assert "locals" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("ending", ["", ".csv", ".json"])
def test_a_list_that_is_no_csv_is_refused_with_a_sentence(site: Any, ending: str) -> None:
    answer = site.get(f"/archive/-/batch{ending}", list='疫情,"a"b\n')
    assert answer.status_code == 400
    assert "not CSV" in answer.text
