"""The map of modules in docs/architecture.md is that of the code: groups, imports, homes of libraries."""

from __future__ import annotations

import ast
import re
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from loader.outlet_files import tomllib

ROOT = Path(__file__).resolve().parent.parent
TREES = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "loader").glob("*.py")}
del TREES["__init__"]
DOCUMENT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The cells of the one table below a heading of the document."""
    section = DOCUMENT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


GROUPS = {name: re.findall(r"`(\w+)`", modules) for name, _, modules in table("The groups")}
PLACE = {module: number for number, modules in enumerate(GROUPS.values()) for module in modules}


def imported(tree: ast.AST) -> set[str]:
    """Dotted names that a module imports, wherever it does so; those of our own as `loader.name`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(filter(None, ["loader" if node.level else "", node.module]))
            found |= {f"{base}.{alias.name}" for alias in node.names} if base == "loader" else {base}
    return found


IMPORTED = {module: imported(tree) for module, tree in TREES.items()}
TOPS = {module: {name.split(".")[0] for name in names} for module, names in IMPORTED.items()}
OURS = {
    module: {name.split(".")[1] for name in names if name.startswith("loader.")} & TREES.keys()
    for module, names in IMPORTED.items()
}


def test_every_module_stands_in_one_group() -> None:
    listed = [module for modules in GROUPS.values() for module in modules]
    assert sorted(listed) == sorted(TREES)


def test_imports_point_to_the_same_group_or_one_above() -> None:
    below = {(module, other) for module, others in OURS.items() for other in others if PLACE[other] > PLACE[module]}
    assert below == set()


def test_no_imports_go_round_in_a_circle() -> None:
    order = list(TopologicalSorter(OURS).static_order())
    assert sorted(order) == sorted(TREES)


@pytest.mark.parametrize(("library", "homes"), table("Libraries and their homes"))
def test_a_library_is_imported_only_where_the_document_says(library: str, homes: str) -> None:
    allowed = set(re.findall(r"`(\w+)`", homes))
    for group in re.findall(r"group (\w+)", homes):
        allowed |= set(GROUPS[group])
    named = {module for module, tops in TOPS.items() if library.strip("`") in tops}
    assert named <= allowed
    assert named >= set(re.findall(r"`(\w+)`", homes))


def test_every_library_has_a_row_or_is_of_the_ground() -> None:
    """What stands in no row may be imported anywhere: numbers, markup of pages, and TOML before Python 3.11."""
    anywhere = {"numpy", "markupsafe", "pluggy", "tomli", "loader", *sys.stdlib_module_names}
    rows = {library.strip("`") for library, _ in table("Libraries and their homes")}
    assert set().union(*TOPS.values()) - anywhere == rows


def strings(tree: ast.AST) -> set[str]:
    """The string constants of a module, docstrings left out."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    }


def test_no_module_names_an_outlet() -> None:
    said = [tomllib.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "loader" / "outlets").glob("*.toml")]
    outlets = {one["outlet"]["name"] for one in said if "outlet" in one}
    assert len(outlets) >= 3
    texts = {module: "\n".join(strings(tree)) for module, tree in TREES.items()}
    assert [(module, outlet) for module, text in texts.items() for outlet in outlets if outlet in text] == []
