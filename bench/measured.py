"""Commands as processes of their own, measured: time on the wall, processor time, memory of all their processes."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

EVERY = 0.1  # seconds between two looks at the memory


class Run(NamedTuple):
    """Seconds on the wall, seconds of processors, and the most memory in MB: proportional set size (each shared page
    once) of all processes together, seen ten times a second; 0 where the system does not tell."""

    seconds: float
    processor: float
    memory: float


def measured(command: Sequence[str], ok: Sequence[int] = (0,)) -> Run:
    """Run a command to its end. Raises `RuntimeError` with what it said where it fails."""
    before, begun = os.times(), time.perf_counter()
    # An installed program has byte code, and what is kept beside it (`loader.kept`).
    environment = {name: said for name, said in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment) as process:
        watch = _Watch(process.pid)
        watch.start()
        said, _ = process.communicate()
        seconds = time.perf_counter() - begun
        watch.stop()
    if process.returncode not in ok:
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}\n{said.decode(errors='replace')}")
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(seconds, used, watch.most)


class _Watch(threading.Thread):
    """Looks at the memory of a process and all that it has started."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root, self.most = root, 0.0
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(EVERY):
            self.most = max(self.most, sum(map(_memory, _tree(self.root))))

    def stop(self) -> None:
        self._stopped.set()
        self.join()


def _tree(root: int) -> list[int]:
    """A process and those it has started, directly or not (Linux)."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):  # it has ended meanwhile
            continue
        children[parent].append(int(status.parent.name))
    found = [root]
    for process in found:
        found += children[process]
    return found


def _memory(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000
