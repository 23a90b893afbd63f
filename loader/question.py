"""What a person typed and narrowed, as SQL over the index and paragraphs: the ways to its hits that `search` chooses
from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from math import sqrt
from typing import Literal, NamedTuple

from loader.bounded import Asking
from loader.characters import printed_as
from loader.filters import EVERYTHING, Filters, conditions_of, id_condition, id_range
from loader.query import NOTHING, Term, match_expression, scored_expression, single_character, single_term
from loader.relevance import Read, read_averages, read_size, scores

Order = Literal["relevance", "newest", "oldest"]

RANKED_HITS = 1_000
PROBED_HITS = 40  # are looked at to tell which way to score them all is the quicker one
SURELY_RANKED = 300  # hits, judged by these: what people write about gathers in some months
READ_SECONDS = 40e-6  # to read a hit of one phrase and score it, where bm25 walks over the lists of the phrase twice
# Of a character, to read a paragraph costs as much as to merge so many hits out of the lists of its pairs.
READ_TO_MERGED = 14
FEWER = 6  # hits than expected are no reason yet to stop: what people write about gathers on some days


class Hit(NamedTuple):
    """A paragraph that holds the words. `score`: its bm25, higher is better; None where hits are not ranked."""

    paragraph: int
    article: str
    score: float | None


class Scored(NamedTuple):
    """Some ids of hits with their scores, the best first and the newest of equals first. `hits`: how many there are in
    all, 0 where there is none beyond the ones asked for."""

    page: list[tuple[int, float]]
    hits: int


class Question(NamedTuple):
    """What is asked, as SQL: the expression, joins, conditions with their values, and the range of ids (half-open).

    `scored`: the expression for bm25; `character`: the one character that is asked for, if nothing else is and its
    pairs are to be merged; `term`: the one term, in all paragraphs.
    """

    expression: str
    scored: str
    term: Term | None
    character: str | None
    joins: str
    conditions: str
    rest: list[object]
    first: int | None
    last: int | None

    @classmethod
    def of(cls, conn: sqlite3.Connection, typed: str, filters: Filters, joined: bool = False) -> Question | None:
        """None where nothing is asked. `joined`: columns of `paragraphs p` will be read."""
        expression = match_expression(typed)
        if expression == NOTHING:
            return None
        conditions, values = conditions_of(filters)
        joins = " CROSS JOIN paragraphs p ON p.id = paragraphs_fts.rowid" if conditions or joined else ""
        if filters.agencies:
            joins += " CROSS JOIN articles a ON a.id = p.article_id"
        term = single_term(typed) if filters == EVERYTHING else None
        return cls(
            expression,
            scored_expression(typed),
            term,
            single_character(typed),
            joins,
            conditions,
            values,
            *id_range(conn, filters),
        )

    @property
    def source(self) -> str:
        between = id_condition("paragraphs_fts.rowid", self.first, self.last)
        return f"FROM paragraphs_fts{self.joins} WHERE paragraphs_fts MATCH ?{self.conditions}{between}"

    @property
    def _ends(self) -> str:
        """The lowest and the highest id of paragraphs in the range."""
        between = id_condition("id", self.first, self.last)
        return ", ".join(f"(SELECT {end}(id) FROM paragraphs WHERE 1{between})" for end in ("min", "max"))

    @property
    def values(self) -> list[object]:
        return [self.expression, *self.rest]

    def walked(self, oldest: bool = False) -> tuple[str, list[object]]:
        """Ids by age, without a score: as many of the index are read as are asked for."""
        by = f"paragraphs_fts.rowid {'ASC' if oldest else 'DESC'}"
        return f"SELECT paragraphs_fts.rowid AS id, NULL AS score {self.source} ORDER BY {by}", self.values

    def thousand(self, ask: Asking, order: Order) -> list[int] | None:
        """The ids of the first `RANKED_HITS + 1` hits, newest or oldest first; None where time ran out."""
        sql, values = self.walked(oldest=order == "oldest")
        rows = ask(f"{sql} LIMIT {RANKED_HITS + 1}", values)
        return None if rows is None else [row[0] for row in rows]

    def ids(self, ask: Asking) -> Iterator[int]:
        """The ids of all hits, or of the oldest `RANKED_HITS + 1` of more, or as many as time allows.

        FTS5 walks forwards in half the time that it takes backwards, and one walk tells how many there are too.
        """
        rows = ask.each(f"SELECT paragraphs_fts.rowid {self.source} LIMIT {RANKED_HITS + 1}", self.values)
        return (id for (id,) in rows)

    def is_sooner_scored(self, ask: Asking, ids: Sequence[int], seconds: float) -> bool:
        """Whether all hits are sooner scored by bm25 (two walks) than counted first (one) and then scored by bm25 or by
        reading them, and not too many; judged by the first ids, for which it took so long, and by their share of the
        range of ids."""
        ends = ask(f"SELECT {self._ends}", [])
        if not ends:
            return False
        lowest, highest = ends[0]
        share: float = (ids[-1] - lowest + 1) / (highest - lowest + 1)
        hits, walk = len(ids) / share, seconds / share
        to_score = min(2 * walk, hits * READ_SECONDS) if self.term else 2 * walk
        return hits <= SURELY_RANKED and 2 * walk < (1 - share) * walk + to_score

    def scored_in_index(self, ask: Asking, limit: int, offset: int) -> Scored | None:
        """By bm25; None where time ran out, or where there are more than `RANKED_HITS`."""
        rows = ask(
            f"""SELECT id, score, count(*) OVER () FROM (
                    SELECT paragraphs_fts.rowid AS id, -bm25(paragraphs_fts) AS score {self.source}
                    LIMIT {RANKED_HITS + 1}
                )
                ORDER BY score DESC, id DESC LIMIT ? OFFSET ?""",
            [self.scored, *self.rest, limit, offset],
        )
        hits = rows[0][2] if rows else 0
        return None if rows is None or hits > RANKED_HITS else Scored([row[:2] for row in rows], hits)

    def scored_by_reading(self, ask: Asking, ids: Sequence[int], limit: int, offset: int) -> Scored | None:
        """By reading these paragraphs, all that hold the one phrase that is asked for; None where time ran out."""
        if self.term is None:
            return None
        texts, sizes = (
            ask(f"SELECT t.id, {column} FROM json_each(?) h CROSS JOIN {table} t ON t.id = h.value", [json.dumps(ids)])
            for table, column in (("paragraphs", "t.text"), ("paragraphs_fts_docsize", "t.sz"))
        )  # one after the other, so that the pages of one table are read one after the other
        if texts is None or sizes is None:
            return None
        size = {id: read_size(record) for id, record in sizes}
        ((averages,),) = ask("SELECT block FROM paragraphs_fts_data WHERE id = 1", []) or [(b"",)]
        scored = scores([Read(id, text, size[id]) for id, text in texts], self.term, read_averages(averages))
        return Scored(scored[offset : offset + limit], len(scored))

    def read_newest(self, ask: Asking, needed: int) -> list[tuple[int, str]] | None:
        """Ids and articles of the newest `needed` hits for one character, read in the paragraphs, newest first.
        None where another way is better: for phrases, and where the newest paragraphs hold too few, or so few that all
        hits might be ranked (judged by the share of ids that was read, which rise evenly with the paragraphs).

        Of a character in a share d of N paragraphs the index has to merge d N hits, and `needed` hits are found in
        `needed` / d paragraphs: that is less while d² > `READ_TO_MERGED` `needed` / N. So reading goes on while the
        character may stand in that share.
        """
        if self.character is None:
            return None
        printed = printed_as(self.character)
        held = " OR ".join(["instr(p.text, ?)"] * len(printed))
        articles = " JOIN articles a ON a.id = p.article_id" if "a.agency" in self.conditions else ""
        between = id_condition("p.id", self.first, self.last)
        ends = ask(f"SELECT {self._ends}, (SELECT block FROM paragraphs_fts_data WHERE id = 1)", [])
        if not ends:
            return None
        lowest, highest, averages = ends[0]
        least_share = sqrt(READ_TO_MERGED * needed / max(read_averages(averages or b"")[0], 1))
        hits: list[tuple[int, str]] = []
        rows = ask.each(
            f"""SELECT p.id, p.article_id, ({held}){self.conditions} FROM paragraphs p{articles}
                WHERE 1{between} ORDER BY p.id DESC""",
            [*printed, *self.rest],
        )
        for number, (id, article, holds) in enumerate(rows, 1):
            if holds:
                hits.append((id, article))
                if len(hits) == needed:
                    share = (highest - id + 1) / (highest - lowest + 1)
                    return hits if len(hits) > 2 * RANKED_HITS * share else None
            elif number * least_share > len(hits) + FEWER:
                return None
        return None
