"""`baolan check` names the row that somebody damaged, and changes nothing itself."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from archives import rows
from test_loading import faults

INDEX_WITHOUT = (
    "INSERT INTO paragraphs_fts (paragraphs_fts, rowid, text) "
    "SELECT 'delete', id, baolan_pairs(text) FROM paragraphs WHERE id = 1002"
)
FIRST = "(SELECT id FROM transcripts WHERE number = 1)"
ARTICLE = f"(SELECT id FROM articles WHERE transcript_id = {FIRST} AND position = 2)"
LINE = f"(SELECT min(number) FROM lines WHERE transcript_id = {FIRST})"


def test_the_seeds_are_whole(archive: Path) -> None:
    before = archive.read_bytes()
    assert faults(archive) == []
    assert archive.read_bytes() == before


@pytest.mark.parametrize(
    ("expected", "damage"),
    [
        ("outlets 晚报: no transcript is of this outlet", "INSERT INTO outlets VALUES ('晚报', '晚报', NULL)"),
        ("refers to a row of outlets that is not there", "UPDATE outlets SET id = 'x' WHERE id LIKE '周口%'"),
        ("transcripts {t}: its text does not give back", "UPDATE transcripts SET text = text || '。' WHERE id = '{t}'"),
        ("transcripts {t}: its text does not give back", "UPDATE transcripts SET sha256 = 'x' WHERE id = '{t}'"),
        ("transcripts {t}: its text does not give back", "UPDATE transcripts SET encoding = 'x' WHERE id = '{t}'"),
        ("transcripts {t}: characters should be", "UPDATE transcripts SET characters = 1 WHERE id = '{t}'"),
        ("transcripts {t}: date '2020-02-30' is no day", "UPDATE transcripts SET date = '2020-02-30' WHERE id = '{t}'"),
        ("articles {a}: its outlet, date or month", "UPDATE articles SET date = '1958-01-01' WHERE id = '{a}'"),
        ("articles {a}: its headline is not printed", "UPDATE articles SET headline = '恐龙' WHERE id = '{a}'"),
        ("articles {a}: its byline is not printed", "UPDATE articles SET byline = '记者 恐龙' WHERE id = '{a}'"),
        ("articles {a}: its dateline is not printed", "UPDATE articles SET dateline = '恐龙' WHERE id = '{a}'"),
        ("articles {a}: position should be", "UPDATE articles SET position = 99 WHERE id = '{a}'"),
        ("articles {a}: characters", "UPDATE articles SET characters = 0 WHERE id = '{a}'"),
        ("articles {a}: its id is not that of line 1", "UPDATE articles SET first_line = 1 WHERE id = '{a}'"),
        ("paragraphs 1002: its text differs", "UPDATE paragraphs SET text = '役' WHERE {paragraph}"),
        ("paragraphs 1002: '恐龙' in its text", "UPDATE paragraphs SET text = text || '恐龙' WHERE {paragraph}"),
        ("paragraphs 1002: position should be", "UPDATE paragraphs SET position = 99 WHERE {paragraph}"),
        ("paragraphs 1002: its outlet, date or month", "UPDATE paragraphs SET month = NULL WHERE {paragraph}"),
        ("paragraphs 1003: should be 1002", "DELETE FROM paragraphs WHERE {paragraph}"),
        ("paragraphs 1002: its text differs", "UPDATE paragraph_spans SET start = start - 1 WHERE {span}"),
        ("paragraphs 1002: '", "DELETE FROM paragraph_spans WHERE {span}"),
        ("lines {t}, {l}: this line of the source is missing", "DELETE FROM lines WHERE {line}"),
        ("lines {t}, {l}: stands at ", "UPDATE lines SET start = start + 1 WHERE {line}"),
        ("lines {t}, {l}: 'hero' is no role", "UPDATE lines SET role = 'hero' WHERE {line}"),
        ("lines {t}, 9999: the source has no such line", "UPDATE lines SET number = 9999 WHERE {line}"),
        ("a line of text without a paragraph", "UPDATE lines SET paragraph_id = NULL WHERE transcript_id = '{t}'"),
        ("its paragraph is none of its article", "UPDATE lines SET paragraph_id = 2001 WHERE {span}"),
        ("its article is none of this transcript", "UPDATE lines SET article_id = '{a}' WHERE transcript_id <> '{t}'"),
        ("people {a}, 1: '恐龙' is not printed at", "UPDATE people SET name = '恐龙' WHERE article_id = '{a}'"),
        ("evidence 1002: should be 1001", "DELETE FROM evidence WHERE id = 1001"),
        (": its quotation is not what is printed at", 'UPDATE evidence SET start = start - 3, "end" = "end" - 3'),
        ("its article is none of its transcript", "UPDATE evidence SET article_id = '{a}' WHERE id > 2000"),
        (" is no place in its transcript", 'UPDATE flags SET "end" = 10000000'),
        ("paragraphs 1002: the index paragraphs_fts does not have it", INDEX_WITHOUT),
        ("paragraphs_fts 7: in the index, but", "INSERT INTO paragraphs_fts (rowid, text) VALUES (7, '恐龙 龙')"),
        ("articles 1002: the index articles_fts has", "INSERT INTO articles_fts (rowid, deck) VALUES (1002, '恐')"),
        ("articles {a}: number should be 1002", "UPDATE articles SET number = 7 WHERE id = '{a}'"),
    ],
)  # fmt: skip
def test_damage_is_found_and_its_row_named(copy_of, archive: Path, expected: str, damage: str) -> None:
    ((t, a, line),) = rows(archive, f"SELECT {FIRST}, {ARTICLE}, {LINE}")
    names = {"t": t, "a": a, "l": line, "line": f"transcript_id = '{t}' AND number = {line}"}
    found = faults(copy_of("a.db", damage.format(**names, paragraph="id = 1002", span="paragraph_id = 1002")))
    assert [sentence for sentence in found if expected.format(**names) in sentence] != [], found


def test_other_words_in_the_index_are_found(copy_of) -> None:
    copy = copy_of("a.db", INDEX_WITHOUT, "INSERT INTO paragraphs_fts (rowid, text) VALUES (1002, '恐龙 龙')")
    assert faults(copy) == ["paragraphs 1002: the index paragraphs_fts has other words than its text"]


def test_a_row_that_refers_to_nothing_is_found(copy_of) -> None:
    copy = copy_of("a.db", "PRAGMA foreign_keys = off", "UPDATE people SET article_id = 'x' WHERE name = '刘彦章'")
    assert "people: a row refers to a row of articles that is not there" in faults(copy)


def test_bytes_overwritten_in_the_file_are_found(copy_of) -> None:
    copy = copy_of("a.db")
    data = bytearray(copy.read_bytes())
    at = data.rindex("中央政治局".encode())
    data[at : at + 3] = "忠".encode()
    copy.write_bytes(data)
    assert faults(copy) != []


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_an_archive_in_a_folder_nobody_may_write_can_be_checked(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "readonly"
    folder.mkdir()
    copy = Path(shutil.copy(archive, folder / "a.db"))
    copy.chmod(stat.S_IRUSR)
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert faults(copy) == []
        assert [file.name for file in folder.iterdir()] == ["a.db"]
    finally:
        folder.chmod(stat.S_IRWXU)
