"""What docs/splitting.md promises: every role, and rows of corrections that can be read."""

from __future__ import annotations

import re
from pathlib import Path

from loader.corrections import COLUMNS, read_corrections
from loader.model import ROLES

SPLITTING = (Path(__file__).parent.parent / "docs" / "splitting.md").read_text(encoding="utf-8")


def test_every_role_is_described() -> None:
    roles = SPLITTING.partition("| role | is |")[2].partition("| mark |")[0]
    assert sorted(ROLES) == sorted(set(re.findall(r"`([a-z-]+)`", roles)))


def test_the_corrections_shown_can_be_read(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```csv\n(.*?)```", SPLITTING, re.S)
    file = tmp_path / "corrections.csv"
    file.write_text(shown, encoding="utf-8")
    (corrections,) = read_corrections(file).values()
    assert [one.line for one in corrections] == [7, 57, 90, 112]
    columns = SPLITTING.partition("| column | holds |")[2].partition("\n\n")[0]
    assert tuple(re.findall(r"^\| `(\w+)`", columns, re.M)) == COLUMNS
