"""How long a load takes, how large its archive is and how much memory it needs, beside sqlite-utils and tantivy.

    python -m bench.loading FOLDER                       a folder of transcripts, some 30 MB of Chinese text
    python -m bench.loading FOLDER --repeats 5 --growth 0.1 3 10

Rivals get the paragraphs that we made, as JSON Lines: `sqlite-utils insert` and `enable-fts --tokenize trigram`, and
tantivy with a token for each character. They neither read nor split pages. Every program runs as a process of its own,
one after the other in turns, and medians of the turns are shown, with the median of the ratios of a turn: a shared
machine changes its pace. `--growth` loads the folder so many times over, each copy under a path of its own with one
character in fifty replaced, which no index can take for the same text; below 1 so large a part of its files. Copies
make every article a reprint of as many printings, so reprints are found by a command of their own: how a load grows is
seen beside how that does, whose work grows with the reprints.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.measured import Run, measured

SEED = 20200212
Turn = dict[str, Run]


BAOLAN = (sys.executable, "-c", "from loader.cli import cli; cli()")


def load_command(archive: Path, *sources: Path, options: Sequence[str] = ()) -> list[str]:
    return [*BAOLAN, "load", str(archive), *map(str, sources), *options]


def reprints_command(archive: Path) -> list[str]:
    return [*BAOLAN, "reprints", str(archive)]


def write_paragraphs(archive: Path, file: Path) -> int:
    """The paragraphs of an archive as JSON Lines, what a rival is given; their characters."""
    conn = sqlite3.connect(archive)
    conn.row_factory = sqlite3.Row
    characters = 0
    with file.open("w", encoding="utf-8") as lines:
        for row in conn.execute("SELECT * FROM paragraphs ORDER BY id"):
            characters += len(row["text"])
            lines.write(json.dumps(dict(row), ensure_ascii=False) + "\n")
    conn.close()
    return characters


def trigram(rows: Path, database: Path) -> Run:
    """What a person would script: two commands of sqlite-utils."""
    program = [sys.executable, "-m", "sqlite_utils"]
    insert = measured([*program, "insert", str(database), "paragraphs", str(rows), "--nl", "--pk", "id"])
    index = measured([*program, "enable-fts", str(database), "paragraphs", "text", "--tokenize", "trigram"])
    return Run(insert.seconds + index.seconds, insert.processor + index.processor, max(insert.memory, index.memory))


def tantivy(rows: Path, folder: Path) -> Run:
    return measured([sys.executable, "-m", "bench.index_tantivy", str(rows), str(folder)])


def has_tantivy() -> bool:
    try:
        import tantivy  # noqa: F401
    except ImportError:
        return False
    return True


def copy_edited(source: Path, target: Path, times: int) -> None:
    """A folder so many times over; one character in fifty of each copy but the first is another one of its file."""
    chance = random.Random(SEED)
    for copy in range(times):
        for file in sorted(path for path in source.rglob("*") if path.is_file()):
            place = target / f"copy-{copy:02}" / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            if copy and file.suffix in (".txt", ".md"):
                letters = list(file.read_text(encoding="utf-8"))
                han = [at for at, letter in enumerate(letters) if "\u4e00" <= letter <= "\u9fff"]
                for at in chance.sample(han, len(han) // 50):
                    letters[at] = letters[chance.choice(han)]
                place.write_text("".join(letters), encoding="utf-8")
            else:
                shutil.copyfile(file, place)


def size(path: Path) -> float:
    """Megabytes of a file, or of all files of a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def one_turn(folder: Path, work: Path, rivals: bool = True) -> tuple[Turn, dict[str, float]]:
    """One load and what it is compared with: runs by name, and megabytes by name."""
    work.mkdir()
    archive, rows = work / "archive.db", work / "paragraphs.jsonl"
    copy = work / "transcripts"
    shutil.copytree(folder, copy)
    turn = {"load": measured(load_command(archive, copy))}
    sizes = {"load": size(archive)}
    turn["reload"] = measured(load_command(archive, copy))
    added = max((path for path in copy.rglob("*") if path.suffix in (".txt", ".md")), key=lambda path: path.name)
    edited = added.with_stem(f"{added.stem}-second")
    edited.write_bytes("号外\n\n".encode() + added.read_bytes())
    turn["one more file"] = measured(load_command(archive, copy))
    if rivals:
        write_paragraphs(archive, rows)
        turn["trigram"] = trigram(rows, work / "trigram.db")
        sizes["trigram"] = size(work / "trigram.db")
        if has_tantivy():
            turn["tantivy"] = tantivy(rows, work / "tantivy")
            sizes["tantivy"] = size(work / "tantivy")
    shutil.rmtree(work)
    return turn, sizes


def median(turns: Sequence[Turn], value: Callable[[Turn], float]) -> float:
    return statistics.median(map(value, turns))


def show(turns: Sequence[Turn], sizes: dict[str, float], text: float) -> list[str]:
    """The table of a load."""
    lines = ["| what | seconds | of a load | processor s | memory, MB | size, MB |", "|---|---|---|---|---|---|"]
    for name in turns[0]:
        seconds, processor, memory = (
            median(turns, lambda turn, name=name, at=at: turn[name][at])
            for at in range(3)  # type: ignore[misc]
        )
        ratio = median(turns, lambda turn, name=name: turn[name].seconds / turn["load"].seconds)  # type: ignore[misc]
        large = f"{sizes[name]:.1f}" if name in sizes else ""
        lines.append(f"| {name} | {seconds:.2f} | {ratio:.3f} | {processor:.2f} | {memory:.0f} | {large} |")
    own = median(turns, lambda turn: turn["load"].seconds)
    lines.append(f"\n{text:.1f} MB of text, {text / own:.2f} MB/s; median of {len(turns)}")
    for rival in ("trigram", "tantivy"):
        if rival in turns[0]:
            ratio = median(turns, lambda turn, rival=rival: turn["load"].seconds / turn[rival].seconds)  # type: ignore[misc]
            lines.append(f"load / {rival}: time {ratio:.2f}, size {sizes['load'] / sizes[rival]:.2f}")
    return lines


def copy_part(source: Path, target: Path, share: float) -> None:
    """The first files of a folder, by name, that are so large a share of it."""
    files = sorted(path for path in source.rglob("*") if path.is_file())
    left = share * sum(file.stat().st_size for file in files)
    for file in files:
        left -= file.stat().st_size
        if left < 0:
            break
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)


def growth(folder: Path, work: Path, times: Sequence[float]) -> list[str]:
    """A load of so many copies and its reprints: time and memory, and how many times that of one copy."""
    lines = [
        "| times the text | MB | step | seconds | processor s | memory, MB | processor s, times | memory, times |",
        "|---|---|---|---|---|---|---|---|",
    ]
    once: dict[str, Run] = {}
    for many in (1, *times):
        place = work / f"times-{many}"
        archive, texts = place / "archive.db", place / "transcripts"
        if many < 1:
            copy_part(folder, texts, many)
        else:
            copy_edited(folder, texts, round(many))
        steps = {"load": load_command(archive, texts, options=["--no-reprints"]), "reprints": reprints_command(archive)}
        for step, command in steps.items():
            run = measured(command)
            first = once.setdefault(step, run)
            lines.append(
                f"| {many:g} | {size(texts):.1f} | {step} | {run.seconds:.1f} | {run.processor:.1f} | {run.memory:.0f} "
                f"| {run.processor / first.processor:.2f} | {run.memory / first.memory:.2f} |"
            )
            print(lines[-1], file=sys.stderr, flush=True)  # ten times the text takes long
        shutil.rmtree(place)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="transcripts")
    parser.add_argument("--repeats", type=int, default=5, help="turns (default: 5)")
    parser.add_argument("--growth", type=float, nargs="*", default=[], help="also load so many copies, or such a part")
    parser.add_argument("--no-rivals", action="store_true", help="ours alone")
    parser.add_argument("--work", type=Path, help="folder for what is built (default: a temporary one)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work) as temporary:
        work = Path(temporary)
        done = [one_turn(options.folder, work / f"turn-{n}", not options.no_rivals) for n in range(options.repeats)]
        if done:
            print("\n".join(show([turn for turn, _ in done], done[-1][1], size(options.folder))))
        if options.growth:
            print("\n".join(["", *growth(options.folder, work, options.growth)]))


if __name__ == "__main__":
    main()
