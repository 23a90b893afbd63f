"""`metadata.yml`, said of every archive that is served, whatever its file is called.

Datasette looks a database's description up by the name of its file, and ours can have any name. So the block
`databases: archive:` is a pattern: it is copied to each archive, and what the user's own `-m` or `-c` file says wins.
Datasette 0.65 asks for metadata (`get_metadata`); 1.0 is told at startup.
"""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

from datasette.utils import parse_metadata  # type: ignore[import-untyped]

PATTERN = "archive"
# What 1.0 calls configuration and keeps apart from descriptions.
TABLE_CONFIG = ("facets", "fts_pk", "fts_table", "hidden", "label_column", "size", "sort", "sort_desc")
QUERY_OPTIONS = ("title", "description", "hide_sql")


def metadata_path() -> Path:
    """Where `metadata.yml` is: in the package when installed, at the top of the checkout otherwise."""
    here = Path(__file__).resolve().parent
    inside = here / "metadata.yml"
    return inside if inside.exists() else here.parent / "metadata.yml"


@cache
def _read_metadata() -> dict[str, Any]:
    read: dict[str, Any] = parse_metadata(metadata_path().read_text(encoding="utf-8"))
    return read


def instance_description() -> dict[str, Any]:
    """Title, description, source and licence of the whole site."""
    return {key: value for key, value in copy.deepcopy(_read_metadata()).items() if key != "databases"}


def archive_description(already: dict[str, Any]) -> dict[str, Any]:
    """The block of one archive, without the sort orders of tables that `already` sorts (Datasette refuses two)."""
    block: dict[str, Any] = copy.deepcopy(_read_metadata()["databases"][PATTERN])
    for table, said in block["tables"].items():
        if {"sort", "sort_desc"} & set(already.get(table) or {}):
            said.pop("sort", None)
            said.pop("sort_desc", None)
    return block


async def tell(datasette: Any, database: str) -> None:
    """Tell Datasette 1.0 what it has not been told about one archive."""
    settings = datasette.config.setdefault("databases", {}).setdefault(database, {}).setdefault("tables", {})
    block = archive_description(settings)
    tables, queries = block.pop("tables"), block.pop("queries")
    known = await datasette.get_database_metadata(database)
    for key, value in block.items():
        if key not in known:
            await datasette.set_database_metadata(database, key, value)
    for table, said in tables.items():
        await _tell_table(datasette, database, table, said)
        for key in TABLE_CONFIG:
            if key in said:
                settings.setdefault(table, {}).setdefault(key, said[key])
    for name, query in queries.items():
        await _tell_query(datasette, database, name, query)


async def _tell_table(datasette: Any, database: str, table: str, said: dict[str, Any]) -> None:
    known = await datasette.get_resource_metadata(database, table)
    if "description" not in known:
        await datasette.set_resource_metadata(database, table, "description", said["description"])
    for column, description in said.get("columns", {}).items():
        if not await datasette.get_column_metadata(database, table, column):
            await datasette.set_column_metadata(database, table, column, "description", description)


async def _tell_query(datasette: Any, database: str, name: str, query: dict[str, Any]) -> None:
    known = await datasette.get_query(database, name)
    if known is not None and known.source != "plugin":
        return
    options = {key: query[key] for key in QUERY_OPTIONS if key in query}
    await datasette.add_query(
        database, name, query["sql"], parameters=query.get("params"), is_trusted=True, source="plugin", **options
    )


async def tell_instance(datasette: Any) -> None:
    known = await datasette.get_instance_metadata()
    for key, value in instance_description().items():
        if key not in known:
            await datasette.set_instance_metadata(key, value)
