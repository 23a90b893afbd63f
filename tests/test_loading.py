"""Files into an archive: again, changed, renamed, moved, spoilt."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from archives import dump, faults, front_page, rows, write_pages
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loader import loading
from loader.cli import cli
from loader.errors import BaolanError
from loader.loading import load, preview
from loader.publishing import publish

SEEDS = Path(__file__).parent.parent / "seeds"
A, B, C = (front_page(seed) for seed in (1, 4, 3))


def known(archive: Path) -> list[tuple[object, ...]]:
    return rows(archive, "SELECT id, number, path FROM transcripts ORDER BY number")


# ---- again -----------------------------------------------------------------------------------------------------------


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    assert len(load(archive, [SEEDS]).added) == 5
    before = archive.read_bytes()
    report = load(archive, [SEEDS])
    assert (report.added, report.changed, len(report.unchanged)) == ([], [], 5)
    assert archive.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.db"]


def test_an_archive_does_not_depend_on_place_order_or_number_of_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = tmp_path / "one", tmp_path / "elsewhere" / "two"
    shutil.copytree(SEEDS, one)
    two.mkdir(parents=True)
    for file in sorted(SEEDS.iterdir(), reverse=True):
        shutil.copy(file, two)
    monkeypatch.setattr(loading, "WORTH_WORKERS", 0)
    load(tmp_path / "1.db", [one])
    load(tmp_path / "2.db", [two], workers=2)
    load(tmp_path / "3.db", sorted(two.glob("*.txt"), reverse=True), workers=3)
    assert dump(tmp_path / "1.db") == dump(tmp_path / "2.db") == dump(tmp_path / "3.db")
    assert str(tmp_path).encode() not in (tmp_path / "1.db").read_bytes()


def test_a_changed_file_replaces_its_own_rows_only(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B, "03.txt": C})
    archive = tmp_path / "a.db"
    load(archive, [papers])
    before = dump(archive).split("\n")
    write_pages(papers, {"02.txt": B + "\n鄞州发现恐龙化石\n\n本报讯（记者 王艳）专家昨日到场。\n"})
    assert load(archive, [papers]).changed == ["02.txt"]
    after = dump(archive).split("\n")
    assert known(archive) == [("01", 1, "01.txt"), ("02", 2, "02.txt"), ("03", 3, "03.txt")]
    others = [row for row in before if re.search(r"'0[13]['.-]", row)]
    assert others == [row for row in after if re.search(r"'0[13]['.-]", row)]
    assert found(archive, '"专家 家昨 昨日"') == 1
    write_pages(papers, {"02.txt": B})
    load(archive, [papers])
    assert found(archive, '"专家 家昨 昨日"') == 0
    assert dump(archive).split("\n") == before


def found(archive: Path, expression: str) -> object:
    return rows(archive, "SELECT count(*) FROM paragraphs_fts WHERE paragraphs_fts MATCH ?", expression)[0][0]


def test_a_new_row_of_the_catalog_changes_its_page_only(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B})
    archive = tmp_path / "a.db"
    load(archive, [papers])
    write_pages(papers, {"catalog.csv": "file,outlet,date\n02.txt,宁波日报,2020-02-13\n"})
    report = load(archive, [papers])
    assert (report.changed, report.unchanged) == (["02.txt"], ["01.txt"])
    assert rows(archive, "SELECT id FROM outlets") == [("宁波日报",)]
    (papers / "catalog.csv").unlink()
    load(archive, [papers])
    assert rows(archive, "SELECT id FROM outlets") == []
    assert faults(archive) == []


# ---- renamed and moved -----------------------------------------------------------------------------------------------


def test_a_renamed_file_keeps_its_id_and_number(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B})
    archive = tmp_path / "a.db"
    load(archive, [papers])
    (papers / "01.txt").rename(papers / "头版.txt")
    report = load(archive, [papers])
    assert (report.renamed, report.added) == (["头版.txt"], [])
    assert known(archive) == [("01", 1, "头版.txt"), ("02", 2, "02.txt")]
    assert load(archive, [papers]).unchanged == ["02.txt", "头版.txt"]
    assert faults(archive) == []


def test_a_page_is_one_transcript_whichever_folder_above_it_is_loaded(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"2020/01.txt": A, "2021/02.txt": B})
    archive = tmp_path / "a.db"
    load(archive, [papers])
    assert load(archive, [papers / "2020"]).renamed == ["01.txt"]
    assert load(archive, [papers / "2020" / "01.txt"]).unchanged == ["01.txt"]
    assert load(archive, [papers]).renamed == ["2020/01.txt"]
    assert known(archive) == [("01", 1, "2020/01.txt"), ("02", 2, "2021/02.txt")]


def test_two_files_with_the_same_words_are_two_transcripts(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": A})
    load(tmp_path / "a.db", [papers])
    assert known(tmp_path / "a.db") == [("01", 1, "01.txt"), ("02", 2, "02.txt")]
    for name in ("01.txt", "02.txt"):
        load(tmp_path / "b.db", [papers / name])
    assert known(tmp_path / "b.db") == [("01", 1, "01.txt"), ("02", 2, "02.txt")]


def test_files_of_one_stem_in_two_folders_are_two_transcripts(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"02-12/01.txt": A, "02-13/01.txt": B})
    archive = tmp_path / "a.db"
    load(archive, [papers])
    assert known(archive) == [("02-12-01", 1, "02-12/01.txt"), ("02-13-01", 2, "02-13/01.txt")]
    with pytest.raises(BaolanError, match=r"both would be called 01\.txt\. Load the folder above them"):
        load(archive, [papers / "02-12", papers / "02-13"])


def test_a_page_of_another_folder_does_not_take_the_place_of_one_with_its_name(tmp_path: Path) -> None:
    papers = write_pages(
        tmp_path / "papers", {"02-12/01.txt": A, "02-13/01.txt": (SEEDS / "001_383d5d314f355908.txt").read_text()}
    )
    archive = tmp_path / "a.db"
    load(archive, [papers / "02-12"])
    before = dump(archive)
    (sentence,) = load(archive, [papers / "02-13"]).failed
    assert "the archive has another page under the name 01.txt, which was left as it is" in sentence
    assert dump(archive) == before
    assert load(archive, [papers]).added == ["02-13/01.txt"]


def test_pages_that_change_their_names_with_each_other_are_all_kept(tmp_path: Path) -> None:
    seeds = [file.read_text() for file in sorted(SEEDS.glob("*.txt"))]
    papers = write_pages(tmp_path / "papers", {"01.txt": seeds[0], "02.txt": seeds[1]})
    archive = tmp_path / "a.db"
    load(archive, [papers])
    write_pages(papers, {"01.txt": A, "02.txt": seeds[0], "03.txt": seeds[1]})
    report = load(archive, [papers])
    assert (report.changed, report.added, report.failed) == (["01.txt", "02.txt"], ["03.txt"], [])
    assert rows(archive, "SELECT text FROM transcripts ORDER BY number") == [(A,), (seeds[0],), (seeds[1],)]
    assert faults(archive) == []


# ---- bad files -------------------------------------------------------------------------------------------------------


def test_one_bad_file_does_not_keep_the_good_ones_out(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": "", "04.txt": " \n\n"})
    (papers / "03.txt").write_bytes(b"\x80\xff\x00\x81\xfe" * 40)
    report = load(tmp_path / "a.db", [papers])
    assert report.added == ["01.txt"]
    assert len(report.failed) == 3
    assert faults(tmp_path / "a.db") == []


def test_a_file_that_vanishes_before_it_is_read_is_reported(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B})
    gone = papers / "02.txt"
    report = load(tmp_path / "a.db", [papers], progress=lambda done, total: gone.unlink(missing_ok=True))
    assert report.added == ["01.txt"]
    assert report.failed == ["02.txt: cannot be read (No such file or directory). Check the file."]


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX only")
def test_a_file_name_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": A})
    Path(os.fsdecode(os.fsencode(papers) + b"/\xcd\xb7\xb0\xe6.txt")).write_text(B, encoding="utf-8")
    report = load(tmp_path / "a.db", [papers])
    assert report.added == ["01.txt"]
    (sentence,) = report.failed
    assert sentence.endswith("the name of the file is not UTF-8. Rename it.")


def test_a_new_archive_is_not_left_behind_when_nothing_could_be_loaded(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": ""})
    load(tmp_path / "a.db", [papers])
    assert [file.name for file in tmp_path.iterdir()] == ["papers"]


def test_another_program_that_changes_transcripts_during_a_load_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B})
    other = write_pages(tmp_path / "other", {"09.txt": C})
    archive = tmp_path / "a.db"
    load(archive, [write_pages(tmp_path / "first", {"00.txt": A + C})])
    monkeypatch.setattr("loader.store.TRANSACTION_CHARACTERS", 1)

    def second(done: int, total: int) -> None:
        if done < total:
            load(archive, [other])

    with pytest.raises(BaolanError, match="another program changed transcripts"):
        load(archive, [papers], progress=second)
    assert load(archive, [papers]).added == ["02.txt"]
    assert faults(archive) == []


# ---- any page --------------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["疫情防控", "复工复产", "本报讯", "（记者 李凤霞）", "新华社北京2月12日电", "第一版", "2020 年 2 月 13 日",
     "**", "# ", "## ", "<p>", "</p>", "<br>", "&amp;", "COVID-19", " ", "　", "“", "”", "。", "，", "②3",
     "（下转第四版）", "■", "\t", "𠮷", "é", "1.2"]
)  # fmt: skip
LINES = st.lists(WORDS | st.text("市委会议要求全民，。、；（）《》ABc19 -*#<>&", max_size=30), max_size=6).map("".join)
PAGES = st.lists(LINES, min_size=1, max_size=25).map("\n".join)


@settings(
    max_examples=int(os.environ.get("BAOLAN_EXAMPLES", "20")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(page=PAGES, later=PAGES, name=st.sampled_from(["01.txt", "01.md"]))
def test_any_page_is_whole_in_the_archive_and_leaves_nothing_behind(
    tmp_path_factory: pytest.TempPathFactory, page: str, later: str, name: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    archive = folder / "a.db"
    papers = write_pages(folder / "papers", {"00.txt": A, name: page})
    load(archive, [papers])
    assert faults(archive) == []
    write_pages(papers, {name: later})
    load(archive, [papers])
    assert faults(archive) == []
    with sqlite3.connect(archive) as conn:
        loaded = conn.execute("SELECT text FROM transcripts WHERE path = ?", [name]).fetchall()
    conn.close()
    assert loaded in ([], [(page,)], [(later,)])
    shutil.rmtree(folder)


# ---- what is gone ----------------------------------------------------------------------------------------------------


def test_a_deleted_file_is_taken_out_when_asked_for(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B})
    archive, fresh = tmp_path / "a.db", tmp_path / "fresh.db"
    load(archive, [papers])
    (papers / "02.txt").unlink()
    assert load(archive, [papers]).removed == []
    assert [path for _, _, path in known(archive)] == ["01.txt", "02.txt"]
    assert load(archive, [papers], prune=True).removed == ["02.txt"]
    assert faults(archive) == []
    load(fresh, [papers])
    assert dump(archive) == dump(fresh)


def test_a_renamed_file_is_not_taken_for_a_deleted_one(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B})
    load(tmp_path / "a.db", [papers])
    (papers / "02.txt").rename(papers / "03.txt")
    report = load(tmp_path / "a.db", [papers], prune=True)
    assert (report.renamed, report.removed) == (["03.txt"], [])


def test_only_whole_folders_say_what_is_gone(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B})
    load(tmp_path / "a.db", [papers])
    with pytest.raises(BaolanError, match="01.txt: no folder. --prune takes out"):
        load(tmp_path / "a.db", [papers / "01.txt"], prune=True)
    assert len(known(tmp_path / "a.db")) == 2


def test_a_preview_says_what_a_load_then_does(tmp_path: Path) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B, "03.txt": C})
    archive = tmp_path / "a.db"
    assert preview(archive, [papers]).added == ["01.txt", "02.txt", "03.txt"]
    assert not archive.exists()
    load(archive, [papers])
    write_pages(papers, {"01.txt": A + "\n又及。", "05.txt": front_page(5)})
    (papers / "02.txt").rename(papers / "04.txt")
    (papers / "03.txt").unlink()
    before = archive.read_bytes()
    told = preview(archive, [papers], prune=True)
    assert archive.read_bytes() == before
    assert (told.added, told.changed, told.renamed, told.removed) == (["05.txt"], ["01.txt"], ["04.txt"], ["03.txt"])
    assert load(archive, [papers], prune=True) == told


def test_what_is_unchanged_is_not_split_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B})
    load(tmp_path / "a.db", [papers])
    given: list[str] = []
    monkeypatch.setattr(loading, "outcomes", lambda jobs, workers: given.extend(job.source.path for job in jobs) or ())
    assert load(tmp_path / "a.db", [papers]).unchanged == ["01.txt", "02.txt"]
    assert given == []


# ---- looks -----------------------------------------------------------------------------------------------------------


def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every file had been written long ago."""
    monkeypatch.setattr("loader.sources.DOUBT_NS", -1)


def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of files that are read to be hashed from now on."""
    read: list[str] = []
    digest = loading.source_digest
    monkeypatch.setattr(loading, "source_digest", lambda source: read.append(source.path) or digest(source))
    return read


def test_a_file_that_looks_as_it_did_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(monkeypatch)
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B})
    archive = tmp_path / "a.db"
    load(archive, [papers])
    read, before = reads(monkeypatch), archive.read_bytes()
    assert (preview(archive, [papers]).by_looks, load(archive, [papers]).by_looks) == (2, 2)
    assert (read, archive.read_bytes()) == ([], before)


def test_a_file_that_was_only_touched_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(monkeypatch)
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B})
    archive = tmp_path / "a.db"
    load(archive, [papers])
    os.utime(papers / "01.txt", (1, 1))
    read = reads(monkeypatch)
    assert [load(archive, [papers]).by_looks for _ in range(2)] == [1, 2]
    assert read == ["01.txt"]
    assert faults(archive) == []


def test_a_change_that_hides_behind_its_size_and_time_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(monkeypatch)
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B})
    archive = tmp_path / "a.db"
    load(archive, [papers])
    was = (papers / "01.txt").stat()
    (papers / "01.txt").write_text(A.replace("消息", "讯息"), encoding="utf-8")
    os.utime(papers / "01.txt", ns=(was.st_atime_ns, was.st_mtime_ns))
    assert (papers / "01.txt").stat().st_size == was.st_size
    assert load(archive, [papers]).changed == ["01.txt"]


def test_what_was_written_a_moment_ago_proves_nothing_by_its_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loader.sources.DOUBT_NS", 3_600_000_000_000)
    papers = write_pages(tmp_path / "papers", {"01.txt": A, "02.txt": B})
    archive = tmp_path / "a.db"
    load(archive, [papers])
    before = archive.read_bytes()
    assert rows(archive, "SELECT * FROM files_seen") == []
    said = CliRunner().invoke(cli, ["load", str(archive), str(papers), "--dry-run"]).output
    assert f"{archive}: 2 unchanged, 2 of the unchanged read, since their size or times are new or too recent" in said
    assert load(archive, [papers]).by_looks == 0
    assert archive.read_bytes() == before


def test_an_archive_that_may_not_be_written_is_reloaded_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(monkeypatch)
    papers = write_pages(tmp_path / "papers", {"01.txt": A})
    archive = tmp_path / "a.db"
    load(archive, [papers])
    os.utime(papers / "01.txt", (1, 1))
    other = sqlite3.connect(archive)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("loader.archive.WAIT_SECONDS", 0)
    assert load(archive, [papers]).unchanged == ["01.txt"]
    other.close()


def test_a_published_copy_does_not_say_how_files_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(monkeypatch)
    load(tmp_path / "a.db", [write_pages(tmp_path / "papers", {"01.txt": A})])
    publish(tmp_path / "a.db", tmp_path / "p.db")
    assert [rows(tmp_path / name, "SELECT count(*) FROM files_seen") for name in ("a.db", "p.db")] == [[(1,)], [(0,)]]
