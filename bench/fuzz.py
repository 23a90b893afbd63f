"""A coverage-guided fuzzer over all that reads what strangers write: pages, queries, catalogs, corrections, addresses.

    pip install atheris                         Python 3.11 to 3.13 on Linux; Apache-2.0, needed by nothing else
    python -m bench.fuzz                        a million inputs in rounds, each target its share of them: hours
    python -m bench.fuzz --inputs 20000 --rounds 1 --target pages

Each target (`fuzz_targets`) runs in a process of its own that atheris (libFuzzer) drives: inputs that reach new
branches of `loader` are kept and varied, from round to round. What is thrown that is no `BaolanError` and no documented
error, or an invariant that does not hold, ends the target with the input in a file `crash-…`, which `--again FILE` runs
once more.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.fuzz_targets import PIECES, TARGETS

LONGEST = 400  # bytes; with pieces, some 800 characters


def seeds_for(folder: Path) -> None:
    """A corpus to begin with: the sample transcripts in pieces, and every piece of newspaper."""
    for number in range(0, len(PIECES), 12):
        (folder / f"pieces-{number}").write_bytes(bytes([0xFF, 0xFF, 0xFF, *range(number, min(number + 12, 256))]))
    for file in sorted((Path(__file__).parent.parent / "seeds").glob("*.txt")):
        data = file.read_bytes()
        for at in range(0, min(len(data), 6_000), 1_500):
            (folder / f"{file.stem}-{at}").write_bytes(b"\0\0" + data[at : at + 1_500])


def drive(name: str, arguments: list[str]) -> None:
    """Hand this process to libFuzzer. Does not return."""
    import atheris

    with atheris.instrument_imports(include=["loader"], enable_loader_override=False):
        target = TARGETS[name].make()
    atheris.Setup([sys.argv[0], *arguments], target)
    atheris.Fuzz()


def fuzz(name: str, inputs: int, seed: int, corpus: Path) -> tuple[int, str]:
    """Inputs that a target was given beside those of the corpus, and what it said if it fell."""
    before = sum(1 for _ in corpus.iterdir())
    options = [f"-runs={inputs + before}", f"-max_len={LONGEST}", f"-seed={seed}", "-print_final_stats=1"]
    command = [
        sys.executable,
        "-m",
        "bench.fuzz",
        "--drive",
        name,
        str(corpus),
        *options,
        "-timeout=60",
        "-verbosity=1",
    ]
    said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    counted = re.findall(r"stat::number_of_executed_units:\s*(\d+)", said.stdout) or re.findall(
        r"^#(\d+)\s", said.stdout, re.M
    )
    done = int(counted[-1] if counted else 0)
    return max(done - before, 0), "" if said.returncode == 0 else said.stdout[-3_000:]


def main() -> None:
    if sys.argv[1:2] == ["--drive"]:
        drive(sys.argv[2], sys.argv[3:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", choices=sorted(TARGETS), action="append")
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=600, help="begin no round after so many")
    parser.add_argument("--seed", type=int, default=20200212)
    parser.add_argument("--corpus", type=Path, help="keep the inputs that reached new branches in this folder")
    parser.add_argument("--again", type=Path, help="run one input that fell once more")
    options = parser.parse_args()
    names = options.target or list(TARGETS)
    if options.again:
        for name in names:
            TARGETS[name].make()(options.again.read_bytes())
        return
    place = options.corpus or Path(tempfile.mkdtemp(prefix="fuzz-"))
    for name in names:
        (place / name).mkdir(parents=True, exist_ok=True)
        seeds_for(place / name)
    shares = sum(TARGETS[name].share for name in names)
    done: Counter[str] = Counter()
    fell: dict[str, str] = {}
    end = time.monotonic() + 60 * options.minutes
    for number in range(options.rounds):
        for name in names:
            if name in fell or time.monotonic() > end:
                continue
            wanted = round(options.inputs * TARGETS[name].share / shares / options.rounds)
            count, said = fuzz(name, wanted, options.seed + number, place / name)
            done[name] += count
            if said:
                fell[name] = said
                print(f"{name} fell:\n{said}", flush=True)
        print(f"round {number + 1}: {done.total():,} inputs, {len(fell)} targets fell", flush=True)
    for name in names:
        print(f"{name:10}{done[name]:>12,} inputs  {'fell' if name in fell else 'no fault'}")
    print(f"{'all':10}{done.total():>12,} inputs")
    sys.exit(bool(fell))


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    main()
