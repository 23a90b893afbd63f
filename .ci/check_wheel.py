"""Fails when the wheel lacks a file that the package needs at run time: `check_wheel.py WHEEL`."""

import sys
import zipfile
from pathlib import Path

names = set(zipfile.ZipFile(sys.argv[1]).namelist())
loader = Path(__file__).parents[1] / "loader"
wanted = {
    path.relative_to(loader.parent).as_posix()
    for pattern in (
        "**/*.py",
        "*.json",
        "*.npz",
        "*.toml",
        "outlets/*.toml",
        "wording/*.toml",
        "templates/**/*",
        "static/**/*",
    )
    for path in loader.glob(pattern)
    if path.is_file()
} | {"loader/metadata.yml"}
missing = sorted(wanted - names)
if missing:
    sys.exit(f"not in the wheel: {', '.join(missing)}")
print(f"{len(wanted)} files, all there")
