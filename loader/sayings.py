"""What people say of the files of a load: the catalog and the corrections, and which of their rows are about a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from loader.catalog import find_catalog, read_catalog
from loader.corrections import find_corrections, read_corrections
from loader.model import Correction, Statement
from loader.sources import Source

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sayings(Generic[T]):
    """A catalog or corrections: what a CSV says of files, as it applies to the files of a load."""

    file: Path | None
    rows: Mapping[str, T]

    def of(self, source: Source) -> T | None:
        """What is said of a file: by its path from the CSV's folder or, where the CSV stands elsewhere, from the
        folder that was named."""
        return self.rows.get(self._below(source)) or self.rows.get(source.path)

    def _below(self, source: Source) -> str:
        if self.file is None:
            return source.path
        try:
            return source.file.absolute().relative_to(self.file.absolute().parent).as_posix()
        except ValueError:
            return source.path

    def strangers(self, sources: Iterable[Source]) -> list[str]:
        """Files that the CSV speaks of, but that are neither in this load nor beside the CSV."""
        if self.file is None:
            return []
        loaded = {name for source in sources for name in (source.path, self._below(source))}
        return [name for name in self.rows if name not in loaded and not (self.file.parent / name).exists()]


Statements = Sayings[Statement]
Corrections = Sayings[tuple[Correction, ...]]


def find_statements(paths: Sequence[Path], catalog: Path | None) -> Statements:
    """The catalog that was named, or else the one beside the transcripts, or an empty one. Raises `BadCatalog`."""
    catalog = catalog or find_catalog(paths)
    return Sayings(catalog, read_catalog(catalog) if catalog else {})


def find_corrected(paths: Sequence[Path], catalog: Path | None, corrections: Path | None) -> Corrections:
    """The corrections that were named, or else those beside the catalog or the transcripts, or none.

    Raises `BadCorrections`."""
    folders = [path if path.is_dir() else path.parent for path in paths]
    corrections = corrections or find_corrections([*folders, *([catalog.parent] if catalog else [])])
    return Sayings(corrections, read_corrections(corrections) if corrections else {})
