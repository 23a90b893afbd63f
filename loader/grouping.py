"""The stories of groups of articles that reprints connect, as they are to be written: worked out in this process or in
several.

What a group needs is read from the archive where it is worked out. Groups have no article in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from loader.comparing import BROKEN, unpacked
from loader.database import Database
from loader.printed_articles import Wordings, read_printed
from loader.reprints import REPRINT, Pair
from loader.stories import join_pairs
from loader.telling import Composition, Told, composition, name_stories, tell
from loader.workers import begin_worker, in_order, processes

AHEAD = 3  # tasks for each worker that wait
TASK = 20_000  # characters of the articles of a task: a tenth of a second


class Group(NamedTuple):
    """Articles that reprints connect, by their ids, in the order of the archive. `stale`: which of them are new or have
    changed. `characters`: of all."""

    ids: list[str]
    stale: set[str]
    characters: int


class Joined(NamedTuple):
    """Of a group the ids of stories that are to be taken away, and the stories to be written."""

    old: list[str]
    told: list[Told]


Join = Callable[[Iterable[Group]], Iterator[tuple[Group, Joined]]]


@contextmanager
def joining(db: Database, workers: int) -> Iterator[Join]:
    """A way to join groups, which gives each with its stories, in the order in which they come."""
    if workers <= 1:
        yield lambda groups: ((group, join(db, group)) for group in groups)
        return
    (file,) = (path for _, name, path in db.execute("PRAGMA database_list") if name == "main")
    with processes(workers, _begin, file, next_step=BROKEN) as pool:

        def spread(groups: Iterable[Group]) -> Iterator[tuple[Group, Joined]]:
            waiting: list[list[Group]] = []

            def tasks() -> Iterator[list[Group]]:
                for several in _several(groups):
                    waiting.append(several)
                    yield several

            for joined in in_order(pool, _work, tasks(), workers * AHEAD):
                yield from zip(waiting.pop(0), joined, strict=True)

        yield spread


def _several(groups: Iterable[Group]) -> Iterator[list[Group]]:
    """Groups so many together that handing them over takes no time beside joining them."""
    several: list[Group] = []
    held = 0
    for group in groups:
        several.append(group)
        held += group.characters
        if held >= TASK:
            yield several
            several, held = [], 0
    if several:
        yield several


_DB: Database


def _begin(file: str) -> None:
    global _DB
    from loader.archive import read_archive

    begin_worker()
    _DB = read_archive(Path(file))


def _work(groups: list[Group]) -> list[Joined]:
    return [join(_DB, group) for group in groups]


def join(db: Database, group: Group) -> Joined:
    """The stories of a group: those that are to be taken away, and those to be written in their place."""
    ids = group.ids
    wordings = Wordings(db.conn, dict(enumerate(ids)))
    stories = join_pairs(_reprints(db, ids), wordings.wording)
    wordings.forget()  # collating a large story takes its room
    old = {
        story: _stored_composition(db, story)
        for id in ids
        for (story,) in db.execute("SELECT story_id FROM witnesses WHERE article_id = ?", [id])
    }
    printed = {
        witness.number: read_printed(db.conn, ids[witness.number]) for story in stories for witness in story.witnesses
    }
    told = []
    for story, name in zip(stories, name_stories(stories, ids, printed), strict=True):
        fresh = any(ids[witness.number] in group.stale for witness in story.witnesses)
        if fresh or old.get(name.id) != composition(story, ids, printed):
            told.append(tell(story, name, ids, printed))
        else:
            del old[name.id]
    return Joined(sorted(old), told)


def _reprints(db: Database, ids: Sequence[str]) -> Iterator[Pair]:
    rank = {id: number for number, id in enumerate(ids)}
    for number, id in enumerate(ids):
        rows = db.execute(
            "SELECT other, label, score, share, passages FROM article_pairs WHERE one = ? AND label = ? ORDER BY other",
            [id, REPRINT],
        )
        for other, label, score, share, passages in rows:
            yield Pair(number, rank[other], label, score, share, tuple(unpacked(passages)))


def _stored_composition(db: Database, story: str) -> Composition:
    """What a story is made of, as the archive has it."""
    witnesses = db.execute(
        "SELECT article_id, coverage, moved FROM witnesses WHERE story_id = ? ORDER BY article_id", [story]
    )
    spans = db.execute(
        """SELECT article_id, start, "end" FROM witness_spans WHERE story_id = ? ORDER BY article_id, start""", [story]
    )
    return Composition(tuple(witnesses), tuple(spans))
