"""Whether an archive stays whole whatever ends a load, and at which moment.

    python -m bench.kills                          500 random moments, about fifteen minutes
    python -m bench.kills --kills 40 --seed 7

Each kill begins with an archive whose history is known, starts a load (of a new archive, of a folder in which files
have changed, with another dictionary, of stories alone) or a publication in a process of its own, and ends it at a
random moment: with SIGKILL, with Ctrl-C (SIGINT), by killing one of its workers, or with a power cut (the process is
stopped, its files are copied without `-shm` and with a `-wal` that is torn behind what SQLite has flushed, and the copy
is what goes on). Then the archive must open, `baolan check` must find nothing, the next load must complete, and
everything in the archive must be as after a load that nobody disturbed. Transactions are made small, so that there are
many moments between them; workers are forked, which is quicker than to start them, but for one kill in `SPAWNED`.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from loader import counting, finding, grouping, loading, pairing, publishing, store, word_cells, workers
from loader.archive import read_archive
from loader.check import problems
from loader.cli import cli
from loader.schema import is_blank
from loader.terminal import INTERRUPTED
from tests.archives import dump, front_page, write_pages

SEED = 20200212
SPAWNED = 25
PAGE_OF_WAL, HEADER_OF_WAL, HEADER_OF_FRAME = 4096, 32, 24
ENDINGS = ("kill", "kill", "kill", "interrupt", "interrupt", "worker", "power")


class Scene(NamedTuple):
    """What is to be disturbed: a command in a folder that has what `before` commands made there."""

    name: str
    before: Sequence[Sequence[str]]
    command: Sequence[str]
    archive: str = "a.db"


SCENES = (
    Scene("new archive", [], ["load", "a.db", "new", "--workers", "2"]),
    Scene("new archive, one process", [], ["load", "a.db", "new", "--workers", "1"]),
    Scene("changed files", [["load", "a.db", "old"]], ["load", "a.db", "new", "--workers", "2"]),
    Scene("words", [["load", "a.db", "new"]], ["load", "a.db", "new", "--workers", "2", "--dictionary", "words.txt"]),
    Scene("stories", [["load", "a.db", "new", "--no-reprints"]], ["reprints", "a.db"]),
    Scene("publish", [["load", "a.db", "new"], ["publish", "a.db", "p.db"]], ["publish", "a.db", "p.db"], "p.db"),
)


def write_folders(here: Path) -> None:
    """`old` and `new`: a folder before and after pages were added, changed, moved, and outgrew their numbers."""
    old = {f"{page // 4:02}/{page:02}.txt": front_page(page, 2) for page in range(6)}
    old["02/wire.txt"] = front_page(3, 2) + "再版。\n"
    new = {**old, "01/04.txt": old["01/04.txt"] + "\n鄞州发现恐龙化石\n\n本报讯（记者 王艳）专家昨日到场。\n"}
    new["03/00.txt"] = new.pop("00/00.txt")
    new.update({f"03/{page:02}.txt": front_page(page, 2) for page in (7, 8)})
    new["03/wire.txt"] = front_page(2, 2).replace("疫情", "抗疫")
    new["00/02.txt"] += "\n".join(f"第{number}号消息，疫情防控不松劲。\n" for number in range(30))
    write_pages(here / "old", old)
    write_pages(here / "new", {**new, "catalog.csv": "file,outlet,date\n01/05.txt,宁波日报,2020-02-13\n"})
    (here / "words.txt").write_text("疫情防控\n空中课堂\n", encoding="utf-8")


# ---- one process -----------------------------------------------------------------------------------------------------


def _small() -> None:
    """Many transactions and workers in a load of a few pages."""
    store.TRANSACTION_CHARACTERS = 400
    counting.TRANSACTION, word_cells.CHUNK, counting.WORTH_WORKERS, pairing.WORTH_WORKERS = 500, 400, 0, 0
    finding.TRANSACTION, finding.WORTH_WORKERS, grouping.TASK = 20, 0, 200
    publishing.ABANDONED = 0
    loading.WORTH_WORKERS = 0
    workers.HOW = "fork"


def start(here: Path, command: Sequence[str], spawned: bool) -> int:
    """The process id of a command that runs in a folder; what it says goes to a file `said` there."""
    sys.stdout.flush()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # until it is the program that is interrupted
    if pid := os.fork():
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        return pid
    os.chdir(here)
    out = os.open("said", os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    os.dup2(out, 1)
    os.dup2(out, 2)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if spawned:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        program = "import loader.store as s, loader.loading as l; s.TRANSACTION_CHARACTERS = 400; l.WORTH_WORKERS = 0\n"
        os.execv(sys.executable, [sys.executable, "-c", f"{program}from loader.cli import cli; cli()", *command])
    code = 70
    try:
        _small()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        cli(list(command))
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:  # before the command began, or after it ended
        code = INTERRUPTED
    except BaseException as error:
        print(f"Traceback: {error!r}")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def run(here: Path, command: Sequence[str]) -> None:
    """A command that nobody disturbs. Raises `AssertionError` with what it said where it fails."""
    _, status = os.waitpid(start(here, command, spawned=False), 0)
    if status:
        raise AssertionError(f"{' '.join(command)}: exit {os.waitstatus_to_exitcode(status)}: {said(here)}")


def said(here: Path) -> str:
    """What a command said; nothing where it was killed before it had a file to say it in."""
    file = here / "said"
    return file.read_text(encoding="utf-8", errors="replace").strip() if file.exists() else ""


def children(pid: int) -> list[int]:
    try:
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    except OSError:
        return []


def wait(pid: int, seconds: float = 60) -> int | None:
    """The exit code (negative: a signal); None for a process that hangs, which is then killed."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return None


# ---- endings ---------------------------------------------------------------------------------------------------------


def disturb(here: Path, pid: int, ending: str, spawned: bool, chance: random.Random) -> str | None:
    """End a process; a sentence where it did not end as it should."""
    if ending == "worker":
        workers = children(pid)
        if workers:
            os.kill(chance.choice(workers), signal.SIGKILL)
    elif ending == "power":
        os.kill(pid, signal.SIGSTOP)
        time.sleep(0.01)
        _cut_power(here, chance)
    if ending in ("kill", "power"):
        os.kill(pid, signal.SIGKILL)
    elif ending == "interrupt":
        os.kill(pid, signal.SIGINT)
    code = wait(pid)
    if code is None:
        return f"hangs after {ending}"
    if spawned and ending == "interrupt" and code == -signal.SIGINT:  # Python itself was still starting
        return None
    if "Traceback" in said(here) or code not in (0, 1, INTERRUPTED, -signal.SIGKILL):
        return f"exit {code} after {ending}: {said(here)}"
    return None


def _cut_power(here: Path, chance: random.Random) -> None:
    """What of a stopped process is on the disk, in place of what is in memory."""
    disk = here / "disk"
    disk.mkdir()
    for file in here.glob("*.db*"):
        if not file.name.endswith("-shm"):
            shutil.copy(file, disk)
    for log in disk.glob("*.db-wal"):
        shm = here / log.name.replace("-wal", "-shm")
        size = log.stat().st_size
        if shm.exists() and size > HEADER_OF_WAL and shm.stat().st_size > 132:
            (flushed,) = struct.unpack_from("=I", shm.read_bytes(), 128)  # frames a checkpoint has begun to copy
            least = HEADER_OF_WAL + flushed * (HEADER_OF_FRAME + PAGE_OF_WAL)
            if least < size:
                _tear(log, chance.randint(least, size), chance)
    disk.rename(here.with_name(here.name + "-disk"))


def _tear(log: Path, at: int, chance: random.Random) -> None:
    """Lose the end of a log, or have noise there, as some disks do."""
    data = log.read_bytes()
    log.write_bytes(data[:at] + (chance.randbytes(len(data) - at) if chance.random() < 0.5 else b""))


def _power_returns(here: Path) -> None:
    disk = here.with_name(here.name + "-disk")
    if disk.exists():
        for file in here.glob("*.db*"):
            file.unlink()
        for file in disk.iterdir():
            file.rename(here / file.name)
        disk.rmdir()


# ---- all -------------------------------------------------------------------------------------------------------------


class Ready(NamedTuple):
    """A scene that was played without disturbance: its folder before, all that is in the archive after, its seconds."""

    scene: Scene
    before: Path
    after: str
    seconds: float


def rehearse(scene: Scene, folders: Path, work_in: Path) -> Ready:
    before = work_in / "before"
    before.mkdir(parents=True)
    for folder in folders.iterdir():
        (before / folder.name).symlink_to(folder)
    for command in scene.before:
        run(before, command)
    here = work_in / "undisturbed"
    shutil.copytree(before, here, symlinks=True)
    begun = time.monotonic()
    run(here, scene.command)
    return Ready(scene, before, dump(here / scene.archive), time.monotonic() - begun)


def faults(archive: Path) -> list[str]:
    """What `baolan check` finds; an archive that nothing was written to yet has nothing wrong."""
    if not archive.exists() or not archive.stat().st_size:
        return []
    conn = sqlite3.connect(archive)
    try:
        if is_blank(conn):
            return []
    finally:
        conn.close()
    db = read_archive(archive)
    try:
        return list(problems(db.conn))
    finally:
        db.close()


def kill_once(ready: Ready, here: Path, ending: str, spawned: bool, chance: random.Random) -> tuple[str, str | None]:
    """Whether the process was alive when it was ended (`ended` or `too late`), and the fault that was found."""
    scene = ready.scene
    shutil.copytree(ready.before, here, symlinks=True)
    pid = start(here, scene.command, spawned)
    time.sleep(chance.uniform(0, 1.1) * (ready.seconds + 3 * spawned))
    alive = os.waitpid(pid, os.WNOHANG) == (0, 0)
    fault = disturb(here, pid, ending, spawned, chance) if alive else None
    _power_returns(here)
    try:
        for archive in {"a.db", scene.archive}:
            fault = fault or next(iter(faults(here / archive)), None)
        run(here, scene.command)
        fault = fault or next(iter(faults(here / scene.archive)), None)
        if not fault and dump(here / scene.archive) != ready.after:
            fault = "another archive than without the disturbance"
        left = sorted({file.name for file in here.iterdir()} - {file.name for file in ready.before.iterdir()})
        if not fault and left != sorted({"said", scene.archive} - {file.name for file in ready.before.iterdir()}):
            fault = f"files are left behind: {left}"
    except Exception as error:
        fault = fault or f"{type(error).__name__}: {error}"
    return "ended" if alive else "too late", fault


def kills(
    count: int, seed: int, tell: Callable[[str], None] = lambda said: None, scenes: Sequence[Scene] = SCENES
) -> tuple[Mapping[tuple[str, str], int], list[str]]:
    """How many processes were ended, by scene and ending, and the faults that were found. The archives of faults stay
    in the folder they name."""
    chance = random.Random(seed)
    place = Path(tempfile.mkdtemp(prefix="kills-"))
    folders = place / "folders"
    folders.mkdir()
    write_folders(folders)
    loading.load(place / "warm.db", [folders / "old"])  # what is read once and kept, the children need not read
    ready = [rehearse(scene, folders, place / f"scene{number}") for number, scene in enumerate(scenes)]
    done: Counter[tuple[str, str]] = Counter()
    found: list[str] = []
    tries = 0
    while sum(done.values()) < count:
        one = ready[tries % len(ready)]
        ending = chance.choice(ENDINGS)
        here = place / f"{tries:04}"
        spawned = tries % SPAWNED == SPAWNED - 1
        happened, fault = kill_once(one, here, ending, spawned, chance)
        tries += 1
        if happened == "ended":
            done[one.scene.name, ending] += 1
        if fault:
            found.append(f"{one.scene.name}, {ending}, {here}: {fault}")
            tell(found[-1])
        else:
            shutil.rmtree(here)
        if tries % 25 == 0:
            tell(f"{sum(done.values())} of {count}, {len(found)} faults")
    if not found:
        shutil.rmtree(place)
    return done, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    done, found = kills(options.kills, options.seed, lambda said: print(said, flush=True))
    endings = sorted(set(ENDINGS))
    print(f"{'':26}" + "".join(f"{ending:>10}" for ending in endings))
    for scene in SCENES:
        print(f"{scene.name:26}" + "".join(f"{done[scene.name, ending]:10}" for ending in endings))
    print(f"{sum(done.values()) - len(found)} of {sum(done.values())} survived")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
