"""How fast pages are split: megabytes of UTF-8 a second on one core, in all and by stage.

    python -m bench.split_speed                       the seeds
    python -m bench.split_speed /tmp/corpus --most 250 --repeats 7

Stages are timed in turns, each on all files, and the median of the turns is shown: a shared machine changes its pace
from one second to the next. Processor time is counted, not the time on the wall.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from loader.articles import group_articles
from loader.blocks import label_blocks
from loader.markup import printed_blocks
from loader.model import Transcript
from loader.outlet_files import load_conventions
from loader.reading import read_transcript
from loader.shapes import measure
from loader.sources import find_sources
from loader.splitting import split_page

ROOT = Path(__file__).resolve().parents[1]


def read_folder(folder: Path, most: int | None) -> list[Transcript]:
    """The transcripts of a folder, at most so many, evenly spread over its files."""
    sources = find_sources([folder])
    step = max(1, len(sources) // most) if most else 1
    return [read_transcript(source, source.file.stem) for source in sources[::step][:most]]


def stages(transcripts: Sequence[Transcript]) -> dict[str, Callable[[], object]]:
    """What to time, by name. Each stage is given what the stages before it have made."""
    conventions = load_conventions()
    blocks = [printed_blocks(transcript) for transcript in transcripts]
    pages = list(zip(blocks, map(measure, blocks), strict=True))
    labels = [label_blocks(page, measured, conventions) for page, measured in pages]
    return {
        "markup": lambda: [printed_blocks(transcript) for transcript in transcripts],
        "measure": lambda: [measure(page) for page in blocks],
        "roles": lambda: [label_blocks(page, measured, conventions) for page, measured in pages],
        "articles": lambda: [group_articles(page, conventions) for page in labels],
        "split_page": lambda: [split_page(transcript, conventions) and None for transcript in transcripts],
    }


def seconds(stage: Callable[[], object]) -> float:
    """Processor time of one run."""
    start = time.process_time()
    stage()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "seeds", help="transcripts (default: the seeds)")
    parser.add_argument("--most", type=int, help="how many files at most")
    parser.add_argument("--repeats", type=int, default=5, help="turns (default: 5)")
    arguments = parser.parse_args()
    transcripts = read_folder(arguments.folder, arguments.most)
    timed = stages(transcripts)
    gc.freeze()  # what is kept here between the stages is no work of theirs
    turns = [{name: seconds(stage) for name, stage in timed.items()} for _ in range(arguments.repeats)]
    size = sum(len(transcript.text.encode()) for transcript in transcripts) / 1e6
    print(f"{len(transcripts)} files, {size:.2f} MB, median of {arguments.repeats}")
    for name in timed:
        print(f"{name:12}{size / statistics.median(turn[name] for turn in turns):8.1f} MB/s")


if __name__ == "__main__":
    main()
