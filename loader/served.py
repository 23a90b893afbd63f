"""What one Datasette serves of ours: which databases are archives, and what 0.65 is to be told of them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from loader.schema import is_archive


@dataclass(frozen=True)
class Served:
    """What one Datasette serves of ours: the names of the archives, and what 0.65 is to be told of them."""

    archives: frozenset[str] = frozenset()
    metadata: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """`metadata` with what decides how tables are shown, and no words about them."""
        return {"databases": {name: _settings(block) for name, block in self.metadata.get("databases", {}).items()}}


def _settings(block: dict[str, Any]) -> dict[str, Any]:
    words = ("columns", "description")
    tables = block.get("tables", {}).items()
    return {"tables": {table: {k: v for k, v in said.items() if k not in words} for table, said in tables}}


SERVED: WeakKeyDictionary[Any, Served] = WeakKeyDictionary()


def archives_of(datasette: Any) -> frozenset[str]:
    return SERVED.get(datasette, Served()).archives


async def is_ours(db: Any) -> bool:
    try:
        return bool(await db.execute_fn(is_archive))
    except sqlite3.DatabaseError:
        return False
