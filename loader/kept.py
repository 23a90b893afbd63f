"""What follows from files of the package alone and takes long to work out, kept from one run to the next.

It is kept as Python keeps byte code: beside the files it was made from, in `__pycache__` (or where
`PYTHONPYCACHEPREFIX` says), under a name that a change of any of them changes. Where nothing may be written there, or
`PYTHONDONTWRITEBYTECODE` is set, it is worked out in each run. The files hold arrays of numbers, never objects that
reading would run.
"""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loader.memory import give_back

Arrays = Mapping[str, NDArray[Any]]


def kept(source: Path, made_from: Iterable[bytes], make: Callable[[], Arrays]) -> Arrays:
    """What `make` makes of `made_from`, which is all that it depends on but for Python and numpy. At the next call,
    also of another process, it is not asked again.

    `source`: the module or folder of the package that it is of; what was kept of it before is deleted.
    """
    folder, stem = _place(source)
    digest = sha256(repr((sys.version, np.__version__)).encode())
    for part in made_from:
        digest.update(b"%d:" % len(part) + part)
    file = folder / f"{stem}{digest.hexdigest()[:16]}.npz"
    try:
        with np.load(file, allow_pickle=False) as found:
            return dict(found)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):  # not there, or damaged
        pass
    made = make()
    give_back()  # the tables of rules take 50 MB to make
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            _write(file, made)
            for old in folder.glob(f"{stem}*.npz"):
                if old != file:
                    old.unlink()
    return made


def _place(source: Path) -> tuple[Path, str]:
    """The folder, and how names begin there: with the name of the module and of the Python it is for."""
    said = Path(cache_from_source(str(source.with_suffix(".py"))))
    return said.parent, f"{said.stem}-"


def _write(file: Path, made: Arrays) -> None:
    """Whole or not at all: two processes may begin at the same moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = dict(made)
    part = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        with part.open("wb") as out:
            np.savez(out, **arrays)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
