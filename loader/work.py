"""Reading and splitting files, and spelling them for the indexes, in this process or in several: the part of a load
that takes no archive."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from loader import __version__
from loader.conventions import FOLDER
from loader.errors import BaolanError, UnreadableTranscript
from loader.kept import Arrays, kept
from loader.model import Correction, Page, Statement, Transcript
from loader.outlet_files import load_conventions
from loader.reading import read_transcript
from loader.rows import Entries, page_entries
from loader.sequence import MODEL
from loader.sources import Looks, Source
from loader.splitting import split_page
from loader.workers import begin_worker, in_order, processes

PAGES_AHEAD = 8  # pages per worker that wait to be written: bounds memory, keeps the writer busy
BROKEN = "What is loaded so far is kept; load again with --workers 1."


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read and split, of `size` bytes. `known` is the digest of the input its rows in the archive follow
    from. `looks` is how it looks now, before it is read, None where that proves nothing."""

    source: Source
    size: int
    id: str
    statement: Statement | None
    year: int | None
    known: str | None
    corrections: tuple[Correction, ...] = ()
    looks: Looks | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: a page with its entries in the indexes and the digest of its input, unchanged (no page), or
    the sentence of a failure."""

    job: Job
    digest: str | None = None
    page: Page | None = None
    entries: Entries | None = None
    error: str | None = None


def outcomes(jobs: Sequence[Job], workers: int) -> Iterator[Outcome]:
    """Outcomes in the order of the jobs, worked out in `workers` processes, only a few ahead of the reader."""
    workers = min(workers, len(jobs))  # one file is not handed over, which takes twice the memory
    if workers <= 1:
        yield from map(work, jobs)
        return
    if _may_keep():  # else each worker makes its tables anyway
        _prepare()
    with processes(workers, begin_worker, next_step=BROKEN) as pool:
        yield from in_order(pool, work, jobs, workers * PAGES_AHEAD)


def _may_keep() -> bool:
    """Whether something that is worked out may be kept for the next run."""
    return not sys.dont_write_bytecode and bool(sys.pycache_prefix or os.access(Path(__file__).parent, os.W_OK))


def _prepare() -> None:
    """Have the tables of rules made in a process that ends with that, once for all runs: they take 50 MB to make, which
    each worker would keep."""
    stated = [file.read_bytes() for file in sorted(FOLDER.glob("*.toml"))]
    kept(Path(__file__), [__version__.encode(), *stated], _made_apart)


def _made_apart() -> Arrays:
    with processes(1, begin_worker, next_step=BROKEN) as pool:
        pool.submit(_make_tables).result()
    return {"made": np.ones(1)}


def _make_tables() -> None:
    """Split a page, so that everything is made that `kept` keeps."""
    split_page(Transcript("-", "-", "", "utf-8", False, "lf", "清河插秧过半\n"), load_conventions())


def work(job: Job) -> Outcome:
    """Read, split and spell one file; a pure function of the file, so it can run in any process."""
    try:
        _require_name(job.source)
        encoding = job.statement.encoding if job.statement else None
        transcript = read_transcript(job.source, job.id, encoding)
        digest = input_digest(transcript.sha256, job)
        if digest == job.known:
            return Outcome(job, digest)
        page = split_page(transcript, load_conventions(), job.statement, job.year, job.corrections)
        return Outcome(job, digest, page, page_entries(page))
    except BaolanError as error:
        return Outcome(job, error=str(error))
    except Exception as error:  # one page that the splitter cannot bear must not take the others along
        return Outcome(job, error=_fault(job, error))


def _require_name(source: Source) -> None:
    """A name in another encoding, as from a ZIP made in China, can stand in no archive."""
    try:
        source.path.encode()
    except UnicodeEncodeError as error:
        raise UnreadableTranscript(f"{source.path}: the name of the file is not UTF-8. Rename it.") from error


def _fault(job: Job, error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"{job.source.path}: baolan itself failed on this file ({type(error).__name__}: {error}, in "
        f"{Path(place.filename).name} line {place.lineno}). Please report this with the file; the others are loaded."
    )


def input_digest(file_digest: str, job: Job) -> str:
    """A name for all that a page's rows follow from: the file, what people say of it, the rules and the program."""
    parts = (
        file_digest,
        job.source.path,
        job.id,
        repr(job.statement),
        repr(job.year),
        repr(job.corrections),
        rules_digest(),
        __version__,
    )
    return sha256("\0".join(parts).encode()).hexdigest()


@cache
def rules_digest() -> str:
    """A name for the contents of all convention files and of the sequence model."""
    files = [*sorted(FOLDER.glob("*.toml")), MODEL]
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def default_workers() -> int:
    """One per core this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
