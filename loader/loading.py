"""Files into an archive: what `baolan load` does, without a terminal.

Each file is read, split and stored on its own; one that cannot be read is reported and the rest go on. A file whose
bytes, catalog row, conventions and program version are those of the last load costs a read and a hash.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from loader import __version__
from loader.catalog import find_catalog, read_catalog
from loader.conventions import FOLDER, load_conventions
from loader.errors import BaolanError
from loader.model import Page, Statement
from loader.reading import Source, find_sources, make_ids, read_transcript
from loader.splitting import split_page
from loader.store import Store, open_archive

# Starting a worker takes as long as splitting about this many bytes; below it one process is quicker.
WORTH_WORKERS = 4_000_000
PAGES_AHEAD = 8  # pages per worker that wait to be written: bounds memory, keeps the writer busy


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read and split. `known` is the digest of the input its rows in the archive follow from."""

    source: Source
    id: str
    statement: Statement | None
    year: int | None
    known: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: a page with the digest of its input, or unchanged (no page), or the sentence of a failure."""

    job: Job
    digest: str | None = None
    page: Page | None = None
    error: str | None = None


@dataclass(slots=True)
class Report:
    """Paths by what happened to them, and the sentences of what failed."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def load(
    archive: Path,
    paths: Sequence[Path],
    catalog: Path | None = None,
    year: int | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Load transcripts into an archive, which is made if there is none.

    `catalog`: the CSV to believe; by default the `catalog.csv` beside the transcripts. `year`: of the papers' dates
    where neither catalog nor page says one. `progress` is told bytes done and bytes in all.
    Raises `BaolanError` before anything is written where the paths, the catalog or the archive are not usable.
    """
    sources = find_sources(paths)
    catalog = catalog or find_catalog(paths)
    statements = read_catalog(catalog) if catalog else {}
    sources.sort(key=lambda source: (_stated_date(statements, source), source.path))
    total = sum(source.file.stat().st_size for source in sources)
    new = not archive.exists()
    db = open_archive(archive, create=True)
    report = Report()
    try:
        store = Store(db, load_conventions())
        jobs = _jobs(sources, statements, year, store)
        done = 0
        for outcome in _outcomes(jobs, workers if total >= WORTH_WORKERS else 1):
            _record(outcome, store, report)
            done += outcome.job.source.file.stat().st_size
            progress(done, total)
        store.finish()
    finally:
        db.close()
        if new and not report.added:
            for name in (archive, archive.with_name(archive.name + "-wal"), archive.with_name(archive.name + "-shm")):
                name.unlink(missing_ok=True)
    return report


def _stated_date(statements: dict[str, Statement], source: Source) -> str:
    stated = statements.get(source.path)
    return stated.date if stated and stated.date else "9999"


def _jobs(
    sources: Sequence[Source], statements: dict[str, Statement], year: int | None, store: Store
) -> list[Job]:
    """One job per source. A path that is in the archive keeps its id; a new one whose id is taken gets a longer id."""
    taken = {id for id, _, _ in store.known.values()}
    jobs = []
    for source, id in zip(sources, make_ids(sources), strict=True):
        kept = store.id_of(source.path)
        if kept is None and id in taken:
            id = f"{id}-{sha256(source.path.encode()).hexdigest()[:6]}"
        known = store.known[source.path][2] if kept else None
        jobs.append(Job(source, kept or id, statements.get(source.path), year, known))
    return jobs


def _outcomes(jobs: Sequence[Job], workers: int) -> Iterator[Outcome]:
    """Outcomes in the order of the jobs, worked out in `workers` processes, only a few ahead of the reader."""
    if workers <= 1:
        yield from map(work, jobs)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[Outcome]] = deque()
        for job in jobs:
            waiting.append(pool.submit(work, job))
            if len(waiting) >= workers * PAGES_AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def work(job: Job) -> Outcome:
    """Read and split one file; a pure function of the file, so it can run in any process."""
    try:
        encoding = job.statement.encoding if job.statement else None
        transcript = read_transcript(job.source, job.id, encoding)
    except BaolanError as error:
        return Outcome(job, error=str(error))
    digest = input_digest(transcript.sha256, job)
    if digest == job.known:
        return Outcome(job, digest)
    return Outcome(job, digest, split_page(transcript, load_conventions(), job.statement, job.year))


def input_digest(file_digest: str, job: Job) -> str:
    """A name for all that a page's rows follow from: the file, what is stated of it, the rules and the program."""
    parts = (file_digest, job.source.path, job.id, repr(job.statement), repr(job.year), conventions_digest(), __version__)
    return sha256("\0".join(parts).encode()).hexdigest()


@cache
def conventions_digest() -> str:
    """A name for the contents of all convention files."""
    return sha256(b"\0".join(file.read_bytes() for file in sorted(FOLDER.glob("*.toml")))).hexdigest()


def _record(outcome: Outcome, store: Store, report: Report) -> None:
    path = outcome.job.source.path
    if outcome.error:
        report.failed.append(outcome.error)
    elif outcome.page is None:
        report.unchanged.append(path)
    else:
        (report.changed if store.id_of(path) else report.added).append(path)
        store.save(outcome.page, outcome.digest or "", outcome.job.statement)


def default_workers() -> int:
    """One per core this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
