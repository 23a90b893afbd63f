"""What a person typed and narrowed, as SQL over the index and paragraphs: the ways to its hits that `search` chooses
from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Literal, NamedTuple

from loader.bounded import Asking
from loader.characters import printed_as
from loader.filters import EVERYTHING, Filters, conditions_of, id_condition, id_range
from loader.query import NOTHING, Term, match_expression, scored_expression, single_character, single_term
from loader.relevance import read_averages, scores

Order = Literal["relevance", "newest", "oldest"]

RANKED_HITS = 1_000
READ_HITS = 40  # of one phrase that are read to be scored: as long as it takes to walk over a list of 2,000 pairs
# For one character: the newest paragraphs that are read (1 ms for 300). Of the first ones so many must hold it, or the
# index is quicker.
FIRST_READ = 100
COMMON_HITS = 4
MOST_READ = 1_500


class Hit(NamedTuple):
    """A paragraph that holds the words. `score`: its bm25, higher is better; None where hits are not ranked."""

    paragraph: int
    article: str
    score: float | None


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
    def values(self) -> list[object]:
        return [self.expression, *self.rest]

    def walked(self, oldest: bool = False) -> tuple[str, list[object]]:
        """Ids by age, without a score: as many of the index are read as are asked for."""
        by = f"paragraphs_fts.rowid {'ASC' if oldest else 'DESC'}"
        return f"SELECT paragraphs_fts.rowid AS id, NULL AS score {self.source} ORDER BY {by}", self.values

    def ranked(self) -> tuple[str, list[object]]:
        """Ids by bm25; the newest of equals first."""
        sql = f"SELECT paragraphs_fts.rowid AS id, -bm25(paragraphs_fts) AS score {self.source}"
        return f"{sql} ORDER BY score DESC, id DESC", [self.scored, *self.rest]

    def thousand(self, ask: Asking, order: Order) -> list[int] | None:
        """The ids of the first `RANKED_HITS + 1` hits, newest or oldest first; None where time ran out."""
        sql, values = self.walked(oldest=order == "oldest")
        rows = ask(f"{sql} LIMIT {RANKED_HITS + 1}", values)
        return None if rows is None else [row[0] for row in rows]

    def ids(self, ask: Asking) -> list[int] | None:
        """The ids of all hits, or of the oldest `RANKED_HITS + 1` of more; None where time ran out.

        FTS5 walks forwards in half the time that it takes backwards, and one walk tells how many there are too.
        """
        rows = ask(f"SELECT paragraphs_fts.rowid {self.source} LIMIT {RANKED_HITS + 1}", self.values)
        return None if rows is None else [id for (id,) in rows]

    def read(self, ask: Asking, ids: Sequence[int]) -> list[Hit] | None:
        """These paragraphs, all that hold the one phrase that is asked for, scored by reading them, best first."""
        if self.term is None:
            return None
        rows = ask(
            "SELECT p.id, p.article_id, p.text FROM json_each(?) h CROSS JOIN paragraphs p ON p.id = h.value",
            [json.dumps(ids)],
        )
        if rows is None:
            return None
        articles = {id: article for id, article, _ in rows}
        ((averages,),) = ask("SELECT block FROM paragraphs_fts_data WHERE id = 1", []) or [(b"",)]
        scored = scores([(id, text) for id, _, text in rows], self.term, len(rows), read_averages(averages))
        return [Hit(id, articles[id], score) for id, score in scored]

    def read_newest(self, ask: Asking, needed: int) -> list[tuple[int, str]] | None:
        """Ids and articles of the newest `needed` hits for one character, read in the paragraphs, newest first.

        None where another way is better: for phrases, and where the newest paragraphs hold too few, or so few that all
        hits might be ranked (judged by the share of ids that was read, which rise evenly with the paragraphs).
        """
        if self.character is None:
            return None
        printed = printed_as(self.character)
        held = " OR ".join(["instr(p.text, ?)"] * len(printed))
        articles = " JOIN articles a ON a.id = p.article_id" if "a.agency" in self.conditions else ""
        between = id_condition("p.id", self.first, self.last)
        ends = ask(
            f"""SELECT (SELECT min(p.id) FROM paragraphs p WHERE 1{between}),
                (SELECT max(p.id) FROM paragraphs p WHERE 1{between})""",
            [],
        )
        hits: list[tuple[int, str]] = []
        rows = ask.each(
            f"""SELECT p.id, p.article_id, ({held}){self.conditions} FROM paragraphs p{articles}
                WHERE 1{between} ORDER BY p.id DESC LIMIT {MOST_READ}""",
            [*printed, *self.rest],
        )
        for number, (id, article, holds) in enumerate(rows, 1):
            if holds:
                hits.append((id, article))
                if len(hits) == needed and ends:
                    lowest, highest = ends[0]
                    share = (highest - id + 1) / (highest - lowest + 1)
                    return hits if len(hits) > 2 * RANKED_HITS * share else None
            elif number == FIRST_READ and len(hits) < COMMON_HITS:
                return None
        return None
