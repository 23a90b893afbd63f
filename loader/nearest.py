"""When nothing matches: what else could have been meant. Near, never exact, and said to be so wherever it is shown."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from loader.enquiry import Enquiry, OutOfTime
from loader.passages import FEWEST_UNITS, Near, find_nearest
from loader.query import parse_query
from loader.requery import write_query
from loader.sounds import homophones
from loader.spellings import Spelling, find_spellings
from loader.words import segment

# Of the processor's time, for each part.
SPELLINGS_SECONDS = 0.1
NEAREST_SECONDS = 0.15
# Phrases of a query that are looked into, of those that match nothing.
MAX_PHRASES = 3


class Suggestions(NamedTuple):
    """`spellings`: queries one slip away that do match. `nearest`: paragraphs that hold something like a long phrase,
    the most like first; `more`: there are others as like. `unmatched`: the folded phrases that match nothing by
    themselves. `complete`: False where time did not allow all that could be tried."""

    spellings: list[Spelling]
    nearest: list[Near]
    more: bool
    unmatched: list[str]
    complete: bool


NOTHING_NEAR = Suggestions([], [], False, [], True)


def suggestions(conn: sqlite3.Connection, typed: str) -> Suggestions:
    """What a query may have been meant to be, in paragraphs; the connection has our functions (`index.register`).

    Looks at each phrase that by itself matches nothing; nothing is suggested for a query whose phrases all match.
    Never raises for what was typed.
    """
    terms = parse_query(typed)
    if not terms:
        return NOTHING_NEAR
    homophones("一"), segment("一")  # loaded (1 s) before the clock starts
    with Enquiry(conn, SPELLINGS_SECONDS) as enquiry:
        unmatched: list[int] = []
        spellings: list[Spelling] = []
        try:
            unmatched = [
                at
                for at, term in enumerate(terms)
                if not term.excluded and not enquiry.holding(write_query([term._replace(side=0)]), 1)
            ]
            if len(unmatched) <= MAX_PHRASES:
                spellings = find_spellings(enquiry, terms, unmatched)
        except OutOfTime:
            pass
        complete = not enquiry.out_of_time
    near: list[Near] = []
    more = False
    phrases = list(dict.fromkeys(terms[at].phrase for at in unmatched))
    with Enquiry(conn, NEAREST_SECONDS) as enquiry:
        for phrase in [phrase for phrase in phrases if len(phrase) >= FEWEST_UNITS][:MAX_PHRASES]:
            found = find_nearest(enquiry, phrase)
            near += found.found
            more = more or found.more
        complete = complete and not enquiry.out_of_time
    return Suggestions(spellings, near, more, phrases, complete)
