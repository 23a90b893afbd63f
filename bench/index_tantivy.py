"""Index paragraphs with tantivy, for `bench.loading`: `python -m bench.index_tantivy PARAGRAPHS.jsonl FOLDER`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.engines import Tantivy


def rows(file: Path) -> Iterator[tuple[int, str]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["id"], row["text"]


if __name__ == "__main__":
    Tantivy(Path(sys.argv[2]), rows(Path(sys.argv[1])))
