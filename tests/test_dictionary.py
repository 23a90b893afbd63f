"""A user's dictionary: what a line may say, and the sentence for one that says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from loader.dictionary import Entry, dictionary_digest, read_dictionary
from loader.errors import BadDictionary


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "names.txt"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_word_may_have_a_frequency_and_a_tag(tmp_path: Path) -> None:
    file = written(tmp_path, "\ufeff# 周口\n商水县 300 ns\n\n丁福浩 nr\n應收盡收\nＣＴ检查 5\n丁福浩\n")
    expected = (Entry("CT检查", 5), Entry("丁福浩"), Entry("商水县", 300, "ns"), Entry("应收尽收"))
    assert expected == read_dictionary(file)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("line 1: '的'", "的"),
        ("line 2: '买买提·艾力'", "商水县\n买买提·艾力"),
        ("line 1: 'COVID'", "COVID"),
        ("frequency 0", "商水县 0"),
        ("frequency 99999999999", "商水县 99999999999999"),
        ("after the word", "商水县 3 ns x"),
        ("after the word", "商水县 -3"),
        ("after the word", "商水县 三百"),
    ],
)
def test_a_line_that_is_no_word_is_named(tmp_path: Path, said: str, text: str) -> None:
    with pytest.raises(BadDictionary, match=said):
        read_dictionary(written(tmp_path, text))


def test_what_is_not_utf8_or_not_there_is_said(tmp_path: Path) -> None:
    file = tmp_path / "gb.txt"
    file.write_bytes("商水县".encode("gb18030"))
    with pytest.raises(BadDictionary, match="not UTF-8"):
        read_dictionary(file)
    with pytest.raises(BadDictionary, match="cannot be read"):
        read_dictionary(tmp_path / "none.txt")


def test_the_digest_follows_the_words_and_frequencies() -> None:
    assert dictionary_digest([Entry("商水县", 5, "ns")]) == dictionary_digest([Entry("商水县", 5)])
    assert dictionary_digest([Entry("商水县", 5)]) != dictionary_digest([Entry("商水县", 6)])
