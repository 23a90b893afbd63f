"""Splitting may get better freely and worse only by hand: figures are held against `tests/floors.toml`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # bench/ is not part of the installed package

from bench import make_pages  # noqa: E402
from bench.score_split import Case, fallen, folder_cases, score_case, seed_cases, tomllib, total  # noqa: E402

FLOORS = tomllib.loads((ROOT / "tests/floors.toml").read_text("utf-8"))


def made_cases(folder: Path) -> list[Case]:
    """Pages composed of the articles that ship with the tests."""
    make_pages.main([str(folder), "--articles", str(ROOT / "tests/pages/articles.toml"), "--pages", "60"])
    return folder_cases(folder / "dev")


@pytest.mark.parametrize("pages", ["seeds", "made"])
def test_no_figure_falls_below_its_floor(pages: str, tmp_path: Path):
    cases = seed_cases() if pages == "seeds" else made_cases(tmp_path)
    figures = total([score_case(case) for case in cases]).figures()
    low = fallen(figures, FLOORS[pages])
    assert not low, (
        f"{pages}: {'; '.join(low)}.\nMend the split. If a lower figure is right, write it into tests/floors.toml by "
        f"hand and say why in the commit. Lines: python -m bench.score_split --pages (made pages: bench/make_pages.py)"
    )
