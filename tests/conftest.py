"""The five seed pages as an archive, made once by the code that makes every archive."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`archive.db` with the seeds, for reading only."""
    path = tmp_path_factory.mktemp("archive") / "archive.db"
    load_seeds(path)
    return path


def load_seeds(path: Path) -> None:
    from loader.conventions import load_conventions
    from loader.reading import find_sources, make_ids, read_transcript
    from loader.splitting import split_page
    from loader.store import Store, open_archive

    conventions = load_conventions()
    store = Store(open_archive(path, create=True), conventions)
    sources = [source for source in find_sources([SEEDS]) if source.path.endswith(".txt")]
    for source, id in zip(sources, make_ids(sources), strict=True):
        store.save(split_page(read_transcript(source, id), conventions, year=2020), "x")
    store.finish()
    store.db.close()


@pytest.fixture
def copy_of(archive: Path, tmp_path: Path):
    """A copy of the archive under another name, to be changed."""

    def copy(name: str, *statements: str) -> Path:
        path = tmp_path / name
        shutil.copy(archive, path)
        with sqlite3.connect(path) as conn:
            for statement in statements:
                conn.execute(statement)
        conn.close()
        return path

    return copy
