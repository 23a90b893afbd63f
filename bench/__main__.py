"""Every benchmark, one after the other, as one page of tables.

    python -m bench FOLDER                                          a folder of transcripts, some 30 MB of Chinese text
    python -m bench FOLDER --growth 0.1 3 10 --write docs/benchmarks.md

Takes about half an hour on two cores, with --growth 0.1 3 10 two hours. The machine should do nothing else meanwhile.
What needs a package or a program that is not there (`pip install tantivy`, ripgrep) is left out.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.loading import load_command
from bench.machine import measured_on

BEGIN, END = "<!-- measured: python -m bench -->", "<!-- end of what was measured -->"


def sections(folder: Path, archive: Path, repeats: int, growth: list[float]) -> list[tuple[str, list[str]]]:
    """Titles, and what is run for each."""
    grown = ["--growth", *map(str, growth)] if growth else []
    return [
        ("Loading", ["bench.loading", str(folder), "--repeats", str(repeats), *grown]),
        ("Where the time of a load goes", ["bench.load_stages", str(folder)]),
        ("Splitting, on one core", ["bench.split_speed", str(folder), "--repeats", str(repeats)]),
        ("Search", ["bench.search", str(folder), "--archive", str(archive)]),
        ("Pages of results, over HTTP, milliseconds", ["bench.search_page", str(archive)]),
        ("Pages of all kinds, over HTTP, milliseconds", ["bench.site_pages", str(archive)]),
    ]


def run(module: str, *arguments: str) -> str:
    """What a benchmark prints. Raises `CalledProcessError` where it fails."""
    done = subprocess.run([sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


def placed(page: str, tables: str) -> str:
    """A page with the tables between its marks. Raises `ValueError` where it has none."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no lines {BEGIN} and {END}")
    return f"{head}{BEGIN}\n\n{tables}\n\n{END}{tail}"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="transcripts")
    parser.add_argument("--repeats", type=int, default=5, help="turns of what is measured in turns (default: 5)")
    parser.add_argument("--growth", type=float, nargs="*", default=[], help="also load so many copies")
    parser.add_argument("--write", type=Path, help="a page whose tables are replaced; else they are printed")
    options = parser.parse_args()
    parts = [measured_on()]
    with tempfile.TemporaryDirectory() as work:
        archive = Path(work) / "archive.db"
        subprocess.run(load_command(archive, options.folder), stdout=subprocess.DEVNULL, check=True)
        for title, (module, *arguments) in sections(options.folder, archive, options.repeats, options.growth):
            print(f"{title} …", file=sys.stderr)
            said = run(module, *arguments)
            parts += [f"## {title}", said if "|---" in said else f"```\n{said}\n```"]
    tables = "\n\n".join(parts)
    if options.write is None:
        print(tables)
    else:
        options.write.write_text(placed(options.write.read_text(encoding="utf-8"), tables), encoding="utf-8")


if __name__ == "__main__":
    main()
