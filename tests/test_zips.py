"""Transcripts in zip archives and from standard input."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
from pathlib import Path

import pytest
from archives import dump, faults, front_page, rows, write_pages
from click.testing import CliRunner, Result

from loader import sources, zips
from loader.cli import cli
from loader.errors import BaolanError
from loader.loading import load
from loader.reading import read_transcript
from loader.sources import find_sources, passed_over

A, B, C = (front_page(seed) for seed in (1, 2, 3))


def make_zip(file: Path, members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file


def patched(file: Path, old: bytes, new: bytes) -> Path:
    assert len(old) == len(new)
    data = file.read_bytes()
    assert old in data
    file.write_bytes(data.replace(old, new))
    return file


def paths(archive: Path) -> list[tuple[object, ...]]:
    return rows(archive, "SELECT id, path FROM transcripts ORDER BY number")


def baolan(*words: object, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], input=stdin)


def refusal(file: Path) -> str:
    with pytest.raises(BaolanError) as error:
        find_sources([file])
    return str(error.value).removeprefix(f"{file.parent}/")


# ---- zips ------------------------------------------------------------------------------------------------------------


def test_the_pages_of_a_zip_are_loaded_and_nothing_is_unpacked(tmp_path: Path) -> None:
    pages = make_zip(
        tmp_path / "pages.zip",
        {"2020/02.txt": B, "2020/01.md": A, "scan.pdf": b"%PDF", ".DS_Store": b"", "__MACOSX/2020/._01.md": b"\0\5"},
    )
    archive = tmp_path / "a.db"
    assert load(archive, [pages]).added == ["pages.zip/2020/01.md", "pages.zip/2020/02.txt"]
    assert paths(archive) == [("01", "pages.zip/2020/01.md"), ("02", "pages.zip/2020/02.txt")]
    assert rows(archive, "SELECT text FROM transcripts ORDER BY number") == [(A,), (B,)]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.db", "pages.zip"]
    assert faults(archive) == []
    assert len(load(archive, [pages]).unchanged) == 2
    make_zip(pages, {"2020/01.md": A, "2020/02.txt": B + "本报讯（记者 王艳）专家昨日到场。\n", "2020/03.txt": C})
    report = load(archive, [pages])
    assert (report.changed, report.added) == (["pages.zip/2020/02.txt"], ["pages.zip/2020/03.txt"])


def test_a_zip_is_split_as_its_folder_is(tmp_path: Path) -> None:
    folder = write_pages(tmp_path / "pages.zip", {"周口日报/2020-02-13/01.txt": A, "02.txt": B})
    load(tmp_path / "folder.db", [folder])
    packed = tmp_path / "packed"
    packed.mkdir()
    make_zip(packed / "pages.zip", {"周口日报/2020-02-13/01.txt": A, "02.txt": B})
    load(tmp_path / "zip.db", [packed / "pages.zip"], workers=2)
    sql = "SELECT id, outlet_id, date, headline FROM articles ORDER BY id"
    assert rows(tmp_path / "folder.db", sql) == rows(tmp_path / "zip.db", sql)
    assert rows(tmp_path / "zip.db", "SELECT DISTINCT outlet_id, date FROM articles WHERE transcript_id = '01'") == [
        ("周口日报", "2020-02-13")
    ]


def test_many_workers_read_one_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = make_zip(tmp_path / "pages.zip", {f"{number:02}.txt": front_page(number) for number in range(8)})
    load(tmp_path / "1.db", [pages])
    monkeypatch.setattr("loader.loading.WORTH_WORKERS", 0)
    load(tmp_path / "2.db", [pages], workers=2)
    assert dump(tmp_path / "1.db") == dump(tmp_path / "2.db")


@pytest.mark.parametrize("inner", ["catalog.csv", "pages/catalog.csv"])
def test_a_catalog_in_the_zip_holds(tmp_path: Path, inner: str) -> None:
    folder = inner.removesuffix("catalog.csv")
    catalog = "file,outlet,date,page\n01.txt,周口日报,2020-02-13,4\n"
    pages = make_zip(tmp_path / "pages.zip", {f"{folder}01.txt": A, inner: catalog.encode("gb18030")})
    report = load(tmp_path / "a.db", [pages])
    assert report.notes == []
    assert rows(tmp_path / "a.db", "SELECT outlet_id, outlet_basis, date, page FROM transcripts") == [
        ("周口日报", "catalog", "2020-02-13", "4")
    ]
    assert rows(tmp_path / "a.db", "SELECT DISTINCT page FROM articles") == [("4",)]


def test_a_catalog_beside_the_zip_holds_and_two_are_refused(tmp_path: Path) -> None:
    pages = make_zip(tmp_path / "pages.zip", {"01.txt": A})
    (tmp_path / "catalog.csv").write_text("file,outlet\npages.zip/01.txt,宁波日报\n", encoding="utf-8")
    assert load(tmp_path / "a.db", [pages]).notes == []
    assert rows(tmp_path / "a.db", "SELECT outlet_id FROM transcripts") == [("宁波日报",)]
    make_zip(pages, {"01.txt": A, "catalog.csv": "file,outlet\n01.txt,周口日报\n"})
    with pytest.raises(BaolanError, match=r"more than one catalog\.csv\. Name the one that holds"):
        load(tmp_path / "a.db", [pages])


@pytest.mark.parametrize("codec", ["gbk", "utf-8", "big5"])
def test_chinese_names_without_the_mark_of_utf8_are_read(tmp_path: Path, codec: str) -> None:
    name = {"gbk": "周口日报/2020年2月13日.txt", "utf-8": "周口日报/二月.txt", "big5": "聯合報/中華民國三十七年.txt"}[
        codec
    ]
    raw = name.encode(codec)
    pages = make_zip(tmp_path / "pages.zip", {"x" * len(raw): A})
    patched(pages, b"x" * len(raw), raw)
    assert [source.path for source in find_sources([pages])] == [f"pages.zip/{name}"]
    assert load(tmp_path / "a.db", [pages]).added == [f"pages.zip/{name}"]


def test_names_with_backslashes_are_paths(tmp_path: Path) -> None:
    pages = patched(make_zip(tmp_path / "pages.zip", {"2020/01.txt": A}), b"2020/01.txt", b"2020\\01.txt")
    assert [source.path for source in find_sources([pages])] == ["pages.zip/2020/01.txt"]


TAIL = "Unpack it yourself if you trust it, and load the folder."


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        (f"pages.zip: the name '../../etc/01.txt' leads out of it. {TAIL}", "../../etc/01.txt"),
        (f"pages.zip: the name 'a/../01.txt' leads out of it. {TAIL}", "a/../01.txt"),
        (f"pages.zip: the name '/etc/passwd' leads out of it. {TAIL}", "/etc/passwd"),
        (f"pages.zip: the name 'C:/01.txt' leads out of it. {TAIL}", "C:\\01.txt"),
        (f"pages.zip: the name '..' leads out of it. {TAIL}", ".."),
    ],
)
def test_a_zip_whose_names_lead_out_of_it_is_refused(tmp_path: Path, expected: str, name: str) -> None:
    plain = "x" * len(name)
    pages = patched(make_zip(tmp_path / "pages.zip", {plain: A}), plain.encode(), name.encode())
    assert refusal(pages) == expected


def test_a_locked_zip_is_refused(tmp_path: Path) -> None:
    pages = make_zip(tmp_path / "pages.zip", {"01.txt": A})
    data = bytearray(pages.read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1
    pages.write_bytes(data)
    assert refusal(pages) == f"pages.zip: 01.txt is locked with a password. {TAIL}"


def test_a_zip_of_an_unusual_kind_or_with_a_name_twice_is_refused(tmp_path: Path) -> None:
    pages = make_zip(tmp_path / "pages.zip", {"01.txt": A}, zipfile.ZIP_LZMA)
    assert refusal(pages) == f"pages.zip: 01.txt is packed in a way that is not read (method 14). {TAIL}"
    twice = patched(make_zip(tmp_path / "twice.zip", {"01.txt": A, "02.txt": B}), b"02.txt", b"01.txt")
    assert refusal(twice) == f"twice.zip: two files are called 01.txt. {TAIL}"


def test_a_zip_with_too_many_files_or_too_much_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = make_zip(tmp_path / "pages.zip", {"01.txt": "报" * 100, "02.txt": "栏" * 100})
    monkeypatch.setattr(zips, "MAX_MEMBERS", 1)
    assert refusal(pages) == f"pages.zip: 2 files, more than the 1 that are read from one zip. {TAIL}"
    monkeypatch.undo()
    zips._open.cache_clear()
    monkeypatch.setattr(zips, "MAX_TOTAL", 599)
    assert refusal(pages) == f"pages.zip: 600 bytes unpacked, more than the 599 that are read from one zip. {TAIL}"


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pages.zip").write_text(A, encoding="utf-8")
    assert refusal(tmp_path / "pages.zip").startswith("pages.zip: not a zip archive, or a damaged one")
    empty = make_zip(tmp_path / "empty.zip", {"scan.pdf": b""})
    assert refusal(empty) == "empty.zip: no transcripts here. They are files whose names end in .txt or .md."


def test_a_page_that_swells_is_refused_while_it_is_read_and_the_others_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 10_000)
    monkeypatch.setattr(sources, "source_size", lambda source: 1)  # a header that lies
    pages = make_zip(tmp_path / "pages.zip", {"01.txt": A, "bomb.txt": "报" * 1_000_000})
    report = load(tmp_path / "a.db", [pages])
    assert report.added == ["pages.zip/01.txt"]
    assert report.failed == [
        "pages.zip/bomb.txt: more than the 10,000 bytes a transcript may have. "
        "Is it one? If so, cut it into one file per page."
    ]


def test_a_member_never_gives_more_than_it_states(tmp_path: Path) -> None:
    pages = make_zip(tmp_path / "pages.zip", {"01.txt": A, "bomb.txt": "报" * 1_000_000})
    patched(pages, struct.pack("<L", 3_000_000), struct.pack("<L", 30))
    report = load(tmp_path / "a.db", [pages])
    assert report.added == ["pages.zip/01.txt"]
    (sentence,) = report.failed
    assert sentence.startswith("pages.zip/bomb.txt: damaged in the zip (Bad CRC-32")
    assert sentence.endswith("Make the zip again.")


def test_a_damaged_page_does_not_keep_the_others_out(tmp_path: Path) -> None:
    pages = make_zip(tmp_path / "pages.zip", {"01.txt": A, "02.txt": B}, zipfile.ZIP_STORED)
    patched(pages, B.encode()[:30], b"?" * 30)
    report = load(tmp_path / "a.db", [pages])
    assert (report.added, len(report.failed)) == (["pages.zip/01.txt"], 1)
    assert faults(tmp_path / "a.db") == []


def test_zips_in_folders_and_in_zips_are_passed_over_with_a_word(tmp_path: Path) -> None:
    inner = make_zip(tmp_path / "papers.zip", {"01.txt": A})
    outer = make_zip(tmp_path / "outer.zip", {"02.txt": B, "papers.zip": inner.read_bytes()})
    result = baolan("load", tmp_path / "a.db", outer)
    assert (result.exit_code, paths(tmp_path / "a.db")) == (0, [("02", "outer.zip/02.txt")])
    assert "outer.zip/papers.zip: passed over. Zips in zips are not read: take it out first." in result.output
    write_pages(tmp_path, {"03.txt": C})
    assert [source.path for source in find_sources([tmp_path])] == ["03.txt"]
    assert passed_over([tmp_path]) == [
        f"{tmp_path}/outer.zip and 1 more: passed over. Zips in folders are not read: name it if you want it."
    ]


def test_zips_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        make_zip(tmp_path / folder / "pages.zip", {"01.txt": A if folder == "a" else B})
    with pytest.raises(BaolanError, match=r"called pages\.zip/01\.txt\. To keep both, rename pages\.zip\."):
        load(tmp_path / "a.db", [tmp_path / "a" / "pages.zip", tmp_path / "b" / "pages.zip"])


# ---- standard input --------------------------------------------------------------------------------------------------


def test_a_page_by_standard_input_is_split(tmp_path: Path) -> None:
    result = baolan("split", "-", stdin=A.encode("gb18030"))
    assert (result.exit_code, result.output.split("  4 articles")[0]) == (0, "stdin  outlet unknown  date unknown")
    named = baolan("split", "-", "--name", "周口日报/2020-02-13/01.txt", stdin=A.encode())
    assert named.output.split("  4 articles")[0] == "01  周口日报 (inferred)  2020-02-13 (inferred)"


def test_a_page_by_standard_input_is_loaded(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    assert baolan("load", archive, "-", stdin=A.encode()).output == f"{archive}: 1 added.\n"
    assert baolan("load", archive, "-", stdin=A.encode()).output == f"{archive}: 1 unchanged.\n"
    assert baolan("load", archive, "-", "--name", "2020/头版.txt", stdin=A.encode()).output == f"{archive}: 1 added.\n"
    assert paths(archive) == [("stdin", "stdin.txt"), ("头版", "2020/头版.txt")]
    assert faults(archive) == []
    catalog = tmp_path / "named.csv"
    catalog.write_text("file,outlet\nstdin.txt,宁波日报\n", encoding="utf-8")
    assert baolan("load", archive, "-", "--catalog", catalog, stdin=A.encode()).output == f"{archive}: 1 changed.\n"
    assert rows(archive, "SELECT outlet_id FROM transcripts WHERE id = 'stdin'") == [("宁波日报",)]


def test_another_page_by_standard_input_wants_another_name(tmp_path: Path) -> None:
    other = (Path(__file__).parent.parent / "seeds" / "001_383d5d314f355908.txt").read_bytes()
    archive = tmp_path / "a.db"
    baolan("load", archive, "-", stdin=A.encode())
    result = baolan("load", archive, "-", stdin=other)
    assert result.exit_code == 1
    assert (
        "another page under the name stdin.txt, which was left as it is. To keep both, give this one" in result.output
    )


@pytest.mark.parametrize(
    ("sentence", "words", "stdin"),
    [
        ("stdin.txt: the file is empty. Transcribe the page again, or leave it out.", ["-"], b""),
        (
            "--name '../01.txt' is no name of a file. Give one like 扬子晚报/2020-02-13/01.txt.",
            ["-", "--name", "../01.txt"],
            b"a",
        ),
        ("--name '' is no name of a file.", ["-", "--name", ""], b"a"),
        (
            "--name is for what comes by standard input. Name it - instead of a file.",
            ["seeds", "--name", "01.txt"],
            b"",
        ),
    ],
)
def test_bad_standard_input_is_one_sentence(sentence: str, words: list[str], stdin: bytes) -> None:
    result = baolan("split", *words, stdin=stdin)
    assert result.exit_code == 1
    assert sentence in result.output


def test_standard_input_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 10)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(A.encode())))
    (source,) = find_sources([Path("-")])
    with pytest.raises(BaolanError, match=r"stdin\.txt: 11 bytes, more than the 10 a transcript may have"):
        read_transcript(source, "stdin")
