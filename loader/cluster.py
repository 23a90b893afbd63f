"""Reading and splitting on a Dask cluster: `work.outcomes` with the processes of other machines. Dask's only home.

The workers need baolan, and the transcripts under the same paths as here (a shared folder). A worker that dies in the
middle of a file costs nothing but time: Dask gives the file to another (M. Rocklin, “Dask: Parallel computation with
blocked algorithms and task scheduling”, SciPy 2015).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from loader.errors import BaolanError
from loader.work import PAGES_AHEAD, Job, Outcome, work

NEEDS_DASK = "A cluster needs the package distributed. Install it with: pip install 'baolan[dask]'"
CONNECT_SECONDS = 20
BATCH = 4  # files of a task: sending one takes as long as splitting a short page


def cluster_outcomes(jobs: Sequence[Job], address: str) -> Iterator[Outcome]:
    """Outcomes in the order of the jobs, worked out by the cluster at `address` (tcp://host:8786).

    Only a few are ahead of the reader. Raises `BaolanError` where no scheduler answers there, or it has no workers.
    """
    try:
        from distributed import Client  # type: ignore[import-not-found,import-untyped,unused-ignore]
        from distributed.scheduler import KilledWorker  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError as error:
        raise BaolanError(NEEDS_DASK) from error
    with _client(Client, address) as client:
        ahead = max(2, PAGES_AHEAD * sum(client.nthreads().values()) // BATCH)
        batches = iter([jobs[start : start + BATCH] for start in range(0, len(jobs), BATCH)])
        waiting: deque[tuple[Sequence[Job], Any]] = deque()

        def send(count: int) -> None:
            waiting.extend((batch, client.submit(work_batch, batch, pure=False)) for batch in islice(batches, count))

        send(ahead)
        while waiting:
            batch, future = waiting.popleft()
            try:
                yield from future.result()
            except KilledWorker:
                yield from (Outcome(job, error=_killed(job)) for job in batch)
            except (OSError, TimeoutError) as error:
                raise BaolanError(
                    f"{address}: the cluster was lost ({error}). Load again; what is loaded is kept."
                ) from error
            send(1)


def work_batch(jobs: Sequence[Job]) -> list[Outcome]:
    return [work(job) for job in jobs]


def _killed(job: Job) -> str:
    return (
        f"{job.source.path}: every worker that tried this file died, perhaps for want of memory. "
        "Load it without --dask; the others are loaded."
    )


def _client(make: Any, address: str) -> Any:
    try:
        client = make(address, timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        raise BaolanError(
            f"{address}: no Dask scheduler answers there. Start one with: dask scheduler; "
            "and workers with: dask worker tcp://HOST:8786"
        ) from error
    if not client.nthreads():
        client.close()
        raise BaolanError(f"{address}: this cluster has no workers. Start some with: dask worker {address}")
    return client
