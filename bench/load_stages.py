"""Where the time of a load goes, by stage: processor seconds of one process that does everything.

    python -m bench.load_stages FOLDER
    python -m bench.load_stages FOLDER --most 200          so many files, evenly spread

A load with more workers reads and splits in them and writes meanwhile; words are counted and stories found afterwards.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from loader import loading, sources, store, work

# Stage by stage the function that does it, and where it is called from. What a name says "with" is counted in both.
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("read and decode", work, "read_transcript"),
    ("split", work, "split_page"),
    ("tokens of the indexes", work, "page_entries"),
    ("rows of the tables", store, "page_rows"),
    ("write rows (with some commits)", store.Store, "save"),
    ("commit (with entries of the indexes)", store.Store, "commit"),
    ("put the indexes in one piece (with the last commit)", store.Store, "finish"),
    ("count words", loading, "count_words"),
    ("find and collate stories", loading, "find_stories"),
)


class Stopwatch:
    """Adds up the processor time of calls of a function."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.seconds = function, 0.0

    def call(self) -> Callable[..., Any]:
        """The function, watched. A function itself, so that a class takes it for a method."""

        def watched(*arguments: Any, **named: Any) -> Any:
            begun = time.process_time()
            try:
                return self.function(*arguments, **named)
            finally:
                self.seconds += time.process_time() - begun

        return watched


def measure(folder: Path, archive: Path) -> list[tuple[str, float]]:
    """Seconds by stage, and of the whole."""
    watches = []
    for _, owner, name in STAGES:
        watch = Stopwatch(getattr(owner, name))
        setattr(owner, name, watch.call())
        watches.append(watch)
    begun = time.process_time()
    loading.load(archive, [folder], workers=1)
    whole = time.process_time() - begun
    return [*((name, watch.seconds) for (name, _, _), watch in zip(STAGES, watches, strict=True)), ("all", whole)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="transcripts")
    parser.add_argument("--most", type=int, help="how many files at most")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work_folder:
        source = Path(work_folder) / "transcripts"
        found = sources.find_sources([options.folder])
        step = max(1, len(found) // options.most) if options.most else 1
        for one in found[::step][: options.most]:
            target = source / one.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(one.file, target)
        stages = measure(source, Path(work_folder) / "archive.db")
    whole = stages[-1][1]
    print("| stage | processor s | of all |\n|---|---|---|")
    for name, seconds in stages:
        print(f"| {name} | {seconds:.2f} | {seconds / whole:.0%} |")


if __name__ == "__main__":
    main()
