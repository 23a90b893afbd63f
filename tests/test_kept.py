"""What is worked out once is kept beside the byte code, and worked out again where that is no use."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from loader import characters, conventions
from loader.conventions import FOLDER
from loader.errors import BadConventions
from loader.kept import Arrays, kept
from loader.outlet_files import load_conventions


class Maker:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def make(self) -> Arrays:
        self.asked += 1
        return {"numbers": np.arange(5), "none": np.zeros((0, 3))}


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module in a folder where byte code may be written."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    return tmp_path / "module.py"


def test_the_same_is_made_once_and_comes_back_equal(source: Path) -> None:
    maker = Maker()
    for _ in range(3):
        found = kept(source, [b"rules", b"1"], maker.make)
        assert found["numbers"].tolist() == [0, 1, 2, 3, 4]
        assert found["none"].shape == (0, 3)
    assert maker.asked == 1


def test_of_something_else_it_is_made_anew_and_the_old_is_deleted(source: Path) -> None:
    maker = Maker()
    for made_from in ([b"rules", b"1"], [b"rules1"], [b"rule", b"s1"]):
        kept(source, made_from, maker.make)
        assert len(list(source.parent.glob("__pycache__/*"))) == 1
    assert maker.asked == 3


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no archive", b"\x93NUMPY"])
def test_a_damaged_file_is_made_anew(source: Path, damage: bytes) -> None:
    maker = Maker()
    kept(source, [b"rules"], maker.make)
    (file,) = source.parent.glob("__pycache__/*")
    file.write_bytes(damage or file.read_bytes()[:-40])
    assert kept(source, [b"rules"], maker.make)["numbers"].tolist() == [0, 1, 2, 3, 4]
    assert maker.asked == 2


def test_nothing_is_kept_where_no_byte_code_is(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    maker = Maker()
    for _ in range(2):
        kept(source, [b"rules"], maker.make)
    assert maker.asked == 2
    assert not list(source.parent.iterdir())


def test_a_folder_that_may_not_be_written_is_done_without(source: Path) -> None:
    (source.parent / "__pycache__").write_text("a file in the way")
    maker = Maker()
    assert kept(source, [b"rules"], maker.make)["numbers"].tolist() == [0, 1, 2, 3, 4]


def test_a_rule_that_was_changed_is_proved_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Path) -> None:
    monkeypatch.setattr(conventions, "__file__", str(source))
    source.write_text("")
    outlets = tmp_path / "outlets"
    outlets.mkdir()
    for file in FOLDER.glob("*.toml"):
        (outlets / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(conventions, "FOLDER", outlets)
    for _ in range(2):
        load_conventions.cache_clear()
        load_conventions(outlets)
    common = outlets / "common.toml"
    name = load_conventions(outlets).rules[0].yes[0]
    common.write_text(common.read_text(encoding="utf-8").replace(f'"{name}"', '"不是这样"', 1), encoding="utf-8")
    load_conventions.cache_clear()
    with pytest.raises(BadConventions, match="不是这样"):
        load_conventions(outlets)
    load_conventions.cache_clear()


def test_characters_are_simplified_as_opencc_does_it(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source.write_text("")
    monkeypatch.setattr(characters, "__file__", str(source))
    asked = characters._asked_of_opencc()
    assert len(asked) > 3000
    for _ in range(2):
        characters._simplified.cache_clear()
        assert list(characters._simplified().items()) == list(asked.items())
    assert list(source.parent.glob("__pycache__/*"))
