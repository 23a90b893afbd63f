"""Files into an archive: what `baolan load` does, without a terminal.

Each file is read, split and stored on its own; one that cannot be is reported and the rest go on. A file whose bytes,
catalog row, corrections, conventions and program version are those of the last load costs a look at it, and a read
and a hash where its size, times or inode are others, or too new to prove anything (`sources.look_at`).
`matching` says which transcript of the archive a file is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from loader.archive import close_archive, open_archive, read_archive, require_file, told
from loader.cluster import cluster_outcomes
from loader.corrections import RULE
from loader.counting import count_words, keep_dictionary
from loader.database import Database
from loader.dictionary import read_dictionary
from loader.errors import BaolanError, UnreadableTranscript
from loader.finding import ANEW, find_stories
from loader.matching import Contents, find_known, is_same_page, require_distinct_paths, source_digest
from loader.model import Page, Statement
from loader.outlet_files import load_conventions
from loader.sayings import Corrections, Sayings, Statements, find_corrected, find_statements
from loader.shelf import Shelf
from loader.sources import Source, find_sources, how_to_keep_both, look_at, passed_over, source_size
from loader.store import Known, Store
from loader.transcript_ids import make_ids
from loader.work import Job, Outcome, input_digest, outcomes
from loader.zips import is_zip

# Starting a worker takes as long as splitting about this many bytes; below it one process is quicker.
WORTH_WORKERS = 4_000_000
Tell = Callable[[int, int], None]
Split = Callable[[Sequence[Job]], Iterator[Outcome]]


@dataclass(slots=True)
class Report:
    """Paths by what happened to them, and the sentences of what failed.

    `renamed` are in the archive under another path, with `changed` or not; of `unchanged`, `by_looks` were not read,
    because size, times and inode of the file are those it had when it was last read; `removed` were there and are no
    files any more; `notes` are what the person should know.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    by_looks: int = field(default=0, compare=False)
    removed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def load(
    archive: Path,
    paths: Sequence[Path],
    catalog: Path | None = None,
    year: int | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
    corrections: Path | None = None,
    name: str | None = None,
    dictionary: Path | None = None,
    words: bool = True,
    counting: Callable[[int, int], None] = lambda done, total: None,
    reprints: bool = True,
    finding: Callable[[int, int], None] = lambda done, total: None,
    telling: Callable[[int, int], None] = lambda done, total: None,
    prune: bool = False,
) -> Report:
    """Load transcripts into an archive, which is made if there is none.

    `catalog`: the CSV to believe; by default the `catalog.csv` beside the transcripts. `year`: of the papers' dates
    where neither catalog nor page says one. `progress` is told bytes done and bytes in all. `corrections`: the CSV to
    apply; by default the `corrections.csv` beside the catalog or the transcripts. `name`: the path of what comes by
    standard input (`-`). `dictionary`: words to keep whole, recorded in the archive; by default those it has. `words`:
    whether to count words at the end; `counting` is told characters counted and characters in all. `reprints`: whether
    to bring stories up to date; `finding` and `telling` as in `finding.find_stories`. `prune`: whether transcripts that
    are in none of the paths, which must be folders or zips then, are taken out of the archive.
    Raises `BaolanError` before anything is written where the paths, a CSV or the archive are not usable, and when the
    archive can be written no more; whole transcripts that were written until then stay.
    """
    require_file(archive, create=True)
    added_words = None if dictionary is None else read_dictionary(dictionary)
    sources, statements, corrected, report = _asked(paths, catalog, corrections, name, prune)
    new = not archive.exists()
    db = open_archive(archive, create=True)
    try:
        with told(archive):
            store = Store(db, load_conventions())
            _load(store, sources, statements, corrected, year, _here(workers), progress, report, prune)
            if added_words is not None:
                keep_dictionary(db, added_words)
            if words:
                count_words(db, workers, counting)
            if reprints:
                _find_stories(db, report, workers, finding, telling)
    finally:
        alone = close_archive(db)
        if new and alone and not report.added:  # nobody else has put anything into it either
            archive.unlink(missing_ok=True)
    return report


def _unheard(done: int, total: int) -> None:
    """Who is told how far it is, where nobody is."""


def _find_stories(
    db: Database, report: Report, workers: int, finding: Tell = _unheard, telling: Tell = _unheard
) -> None:
    found = find_stories(db, finding=finding, telling=telling, workers=workers)
    if found.anew and ANEW not in report.notes:
        report.notes.append(ANEW)


def _notes(sayings: Sayings[Any], sources: Sequence[Source]) -> list[str]:
    strangers = sayings.strangers(sources)
    if not strangers:
        return []
    names = ", ".join(strangers[:3]) + (f" and {len(strangers) - 3:,} more" if len(strangers) > 3 else "")
    return [f"{sayings.file}: no file is called {names}. Correct the column 'file', or delete the row."]


def load_shelf(
    folder: Path,
    paths: Sequence[Path],
    catalog: Path | None = None,
    year: int | None = None,
    workers: int = 1,
    progress: Tell = lambda done, total: None,
    corrections: Path | None = None,
    name: str | None = None,
    words: bool = True,
    reprints: bool = True,
    cluster: str | None = None,
) -> Report:
    """Load transcripts into the archives of a folder, one for each outlet and year (`shelf`).

    As `load`; `cluster`: the address of a Dask scheduler whose workers read and split. Stories are found within an
    archive.
    """
    sources, statements, corrected, report = _asked(paths, catalog, corrections, name)
    shelf = Shelf(folder, load_conventions())
    split = partial(cluster_outcomes, address=cluster) if cluster else _here(workers)
    try:
        with told(folder):
            _load(shelf, sources, statements, corrected, year, split, progress, report)
    finally:
        with told(folder):
            shelf.close()
    for archive in shelf.archives():  # all of them: a load that was killed may have left words and stories to do
        db = open_archive(archive)
        try:
            with told(archive):
                if words:
                    count_words(db, workers)
                if reprints:
                    _find_stories(db, report, workers)
        finally:
            close_archive(db)
    return report


def _asked(
    paths: Sequence[Path], catalog: Path | None, corrections: Path | None, name: str | None, prune: bool = False
) -> tuple[list[Source], Statements, Corrections, Report]:
    """The files to load, oldest first, what is said of them, and a report with what the person should know of that."""
    if prune and (files := [path for path in paths if not path.is_dir() and not is_zip(path)]):
        raise BaolanError(
            f"{files[0]}: no folder. --prune takes out of the archive what is in none of the folders that are named. "
            "Name all the folders that the archive was loaded from."
        )
    sources = find_sources(paths, name)
    require_distinct_paths(sources)
    statements = find_statements(paths, catalog)
    sources.sort(key=lambda source: (_stated_date(statements.of(source)), source.path))
    corrected = find_corrected(paths, statements.file, corrections)
    report = Report(notes=[*passed_over(paths), *_notes(statements, sources), *_notes(corrected, sources)])
    return sources, statements, corrected, report


def _here(workers: int) -> Split:
    """Splitting in this process, or in several of this machine where that is worth while."""

    def split(jobs: Sequence[Job]) -> Iterator[Outcome]:
        return outcomes(jobs, workers if sum(job.size for job in jobs) >= WORTH_WORKERS else 1)

    return split


def _load(
    store: Store | Shelf,
    sources: Sequence[Source],
    statements: Statements,
    corrected: Corrections,
    year: int | None,
    split: Split,
    progress: Callable[[int, int], None],
    report: Report,
    prune: bool = False,
) -> None:
    known = find_known(sources, {known.path: known for known in store.known.values()})
    jobs = _jobs(sources, known, statements, corrected, year, store.known)
    gone = _gone(store, known) if prune else []
    todo = []
    for job in jobs:
        was = known.get(job.source.path)
        if not _is_unchanged(job, was, report):
            todo.append(job)
        elif was and job.looks and job.looks != was.looks:
            store.note(was.id, job.looks)
    contents = Contents(sources)
    total = sum(job.size for job in jobs)
    done = total - sum(job.size for job in todo)
    if done:
        progress(done, total)
    try:
        for outcome in split(todo):
            _record(outcome, known.get(outcome.job.source.path), store, contents, report)
            done += outcome.job.size
            progress(done, total)
    except BaseException:
        with suppress(sqlite3.DatabaseError):
            store.commit()  # Ctrl-C keeps the pages that are done
        raise
    if isinstance(store, Store):
        for one in gone:
            store.remove(one.id)
            report.removed.append(one.path)
    store.finish()
    for job in jobs:
        if job.corrections:
            report.notes += _left_out(job.source, store.notes_of(job.id, RULE), corrected.file)


def preview(
    archive: Path,
    paths: Sequence[Path],
    catalog: Path | None = None,
    year: int | None = None,
    corrections: Path | None = None,
    name: str | None = None,
    prune: bool = False,
) -> Report:
    """What `load` would do, as far as that can be told without splitting a page. Nothing is written."""
    require_file(archive, create=True)
    sources, statements, corrected, report = _asked(paths, catalog, corrections, name, prune)
    if not archive.exists() or not archive.stat().st_size:
        report.added += (source.path for source in sources)
        return report
    db = read_archive(archive)
    try:
        with told(archive):
            store = Store(db, load_conventions())
            known = find_known(sources, {known.path: known for known in store.known.values()})
            for job in _jobs(sources, known, statements, corrected, year, store.known):
                path = job.source.path
                was = known.get(path)
                if was is None:
                    report.added.append(path)
                elif was.path != path:
                    report.renamed.append(path)
                elif not _is_unchanged(job, was, report):
                    report.changed.append(path)
            report.removed += (one.path for one in _gone(store, known) if prune)
    finally:
        db.close()
    return report


def _gone(store: Store | Shelf, known: Mapping[str, Known]) -> list[Known]:
    """The transcripts of the archive that no file of the load is, by path."""
    here = {one.id for one in known.values()}
    return sorted((one for one in store.known.values() if one.id not in here), key=lambda one: one.path)


def _is_unchanged(job: Job, known: Known | None, report: Report) -> bool:
    """Whether the rows of a file follow from what it and all that is said of it are now, which is then reported: for a
    look at the file and, where that proves nothing, a read and a hash."""
    if known is None:
        return False
    looks_so = job.looks is not None and job.looks == known.looks
    digest = known.sha256 if looks_so else source_digest(job.source)
    if digest is None or input_digest(digest, job) != known.digest:
        return False
    report.unchanged.append(job.source.path)
    report.by_looks += looks_so
    return True


def left_out(source: Source, page: Page, file: Path | None) -> list[str]:
    """Sentences for the corrections in `file` that could not be applied to a page."""
    return _left_out(source, [flag.note for flag in page.flags if flag.kind == RULE], file)


def _left_out(source: Source, notes: Iterable[str], file: Path | None) -> list[str]:
    return [f"{source.path}, {note}. Mend its row in {file}, or delete it." for note in notes]


def _stated_date(stated: Statement | None) -> str:
    return stated.date if stated and stated.date else "9999"


def _jobs(
    sources: Sequence[Source],
    known: Mapping[str, Known],
    statements: Statements,
    corrected: Corrections,
    year: int | None,
    taken: Iterable[str],
) -> list[Job]:
    """One job per source. A transcript of the archive keeps its id; a new one whose id is taken gets a longer id."""
    taken = set(taken)
    jobs = []
    for source, id in zip(sources, make_ids(sources), strict=True):
        kept = known.get(source.path)
        if kept is None:
            id = _free_id(id, source.path, taken)
            taken.add(id)
        digest = kept.digest if kept else None
        stated, lines = statements.of(source), corrected.of(source) or ()
        looks = look_at(source)  # before it is read, so that what changes meanwhile is seen by the next load
        jobs.append(Job(source, _size(source), kept.id if kept else id, stated, year, digest, lines, looks))
    return jobs


def _free_id(id: str, path: str, taken: set[str]) -> str:
    digest = sha256(path.encode(errors="surrogateescape")).hexdigest()
    tails = ("", *(f"-{digest[:length]}" for length in range(6, 65)))
    return next(id + tail for tail in tails if id + tail not in taken)


def _size(source: Source) -> int:
    try:
        return source_size(source)
    except OSError:  # gone since it was listed; whoever reads it will say so
        return 0


def _record(outcome: Outcome, known: Known | None, store: Store | Shelf, contents: Contents, report: Report) -> None:
    job = outcome.job
    path = job.source.path
    if outcome.error:
        report.failed.append(outcome.error)
    elif outcome.page is None:
        report.unchanged.append(path)
    elif known and _is_another_page(known, outcome.page, store, contents):
        report.failed.append(
            f"{job.source.file}: the archive has another page under the name {path}, which was left as it is. "
            f"To keep both, {how_to_keep_both(job.source)}. To replace the page in the archive, delete it first: "
            f"sqlite-utils ARCHIVE.db \"delete from transcripts where id = '{known.id}'\""
        )
    else:
        try:
            store.save(outcome.page, outcome.digest or "", job.statement, job.looks, outcome.entries)
        except UnreadableTranscript as error:
            report.failed.append(str(error))
            return
        except (sqlite3.IntegrityError, UnicodeEncodeError) as error:
            report.failed.append(
                f"{path}: baolan itself failed on this file ({error}). Please report this with the file."
            )
            return
        if known is None:
            report.added.append(path)
        else:
            (report.changed if known.path == path else report.renamed).append(path)


def _is_another_page(known: Known, page: Page, store: Store | Shelf, contents: Contents) -> bool:
    if known.sha256 == page.transcript.sha256 or is_same_page(store.text_of(known.id), page.transcript.text):
        return False
    return known.sha256 not in contents  # the page before comes with this load under another name
