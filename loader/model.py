"""What the stages hand to each other: frozen records, no verbs. What a page has many of are tuples, which are made in a
third of the time of a frozen dataclass.

Spans are half-open ranges `start`, `end` in code points into `Transcript.text`, unless said otherwise.
Dates are ISO strings (`2020-02-13`). `None` means unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Transcript:
    """One file, decoded. `text` is verbatim but for line ends, which are all `\\n`.

    `encoding`, `bom` and `line_ends` say how to get the bytes back (`reading.encode_transcript`).
    `path` is relative to the folder that was loaded, with `/`; it never names the machine.
    """

    id: str
    path: str
    sha256: str
    encoding: str
    bom: bool
    line_ends: str
    text: str


class Piece(NamedTuple):
    """Printed text and where it stands in the source.

    `length` code points at `offset` of the printed text come from `start`..`end` of the source. The two
    lengths differ only where markup was replaced as a whole (`&amp;` printed as `&`).
    """

    offset: int
    length: int
    start: int
    end: int


class Block(NamedTuple):
    """The smallest thing that has a role: a line, or one `<p>` of a line of HTML.

    `text` is what a reader sees: markup and outer white space gone, inner text verbatim.
    `pieces` map `text` to the source, in order and without overlap; `start`..`end` also covers the markup.
    `level` is the Markdown or HTML heading level, 0 for none; `strong` says that all of it is bold.
    `after_blank` says that a blank line (or the start of the file) stands above; `indent` counts the
    white-space characters before the first printed one. `said` is the role that the transcriber wrote before it
    (`fields`), empty for none; `opens` says that the transcriber begins an article here (`remarks`).
    """

    line: int
    start: int
    end: int
    text: str
    pieces: tuple[Piece, ...]
    level: int = 0
    strong: bool = False
    after_blank: bool = True
    indent: int = 0
    said: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """What a catalog says of one file. `page`, `source` and `note` are free text; `encoding` names a codec."""

    file: str
    outlet: str | None = None
    date: str | None = None
    page: str | None = None
    source: str | None = None
    note: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of one line that begins with `text`.

    `role` is one of `ROLES`; `article` the number of the line that its article begins at, `new` (one begins here) or
    `none` (furniture). None: as the program has it.
    """

    line: int
    text: str
    role: str | None = None
    article: str | None = None
    note: str | None = None


class Labelled(NamedTuple):
    """A block, the role it was given and the name of the rule that gave it.

    `mark` says how it stands to what is above: `A` an article (or a part of one that stands elsewhere) starts here,
    `P` a paragraph or a line of its own, `C` it goes on where the line above stopped. `lead`: by how much the best
    reading of the page in which an article begins here beats the best in which none does; None where the model was not
    asked.
    """

    block: Block
    role: str
    rule: str
    mark: str = "P"
    lead: float | None = None


class Paragraph(NamedTuple):
    """A re-joined paragraph: `text` as read, `pieces` where it stands in the source."""

    role: str
    text: str
    pieces: tuple[Piece, ...]
    lines: tuple[int, ...]


class Person(NamedTuple):
    """A name in a byline, with the role printed before it (记者, 首席记者, 通讯员 …; None: none printed)."""

    name: str
    role: str | None
    start: int
    end: int


class Evidence(NamedTuple):
    """Why a value was inferred: `quote` is the source at `start`..`end`; `article` indexes `Page.articles`.

    `basis` is `catalog`, `printed` or `inferred`; `confidence` is 0 to 1.
    """

    field: str
    value: str
    basis: str
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    confidence: float | None = None
    article: int | None = None


class Flag(NamedTuple):
    """A place a person should look at: a suspected transcriber's artefact or text that was not placed."""

    start: int
    end: int
    kind: str
    note: str


class Article(NamedTuple):
    """One article in the order of the source.

    `headings` are its kicker, headline and deck lines in reading order, wherever they stand on the page.
    `byline`, `dateline` are as printed; `agency` is the agency's usual name; `page` is the page of the issue.
    """

    first_line: int
    headings: tuple[Labelled, ...]
    paragraphs: tuple[Paragraph, ...]
    byline: str | None = None
    dateline: str | None = None
    agency: str | None = None
    place: str | None = None
    event_date: str | None = None
    people: tuple[Person, ...] = ()
    page: str | None = None


class Line(NamedTuple):
    """A non-blank line of the source: `article` and `paragraph` index into `Page.articles`; None: neither. `mark` is
    that of `Labelled`."""

    number: int
    start: int
    end: int
    role: str
    rule: str
    article: int | None = None
    paragraph: int | None = None
    mark: str = "P"


@dataclass(frozen=True, slots=True)
class Page:
    """A transcript, split: every non-blank line exactly once, articles, and what was inferred of the whole.

    `source` is where front matter says the transcript comes from.
    """

    transcript: Transcript
    lines: tuple[Line, ...]
    articles: tuple[Article, ...]
    outlet: str | None = None
    outlet_basis: str | None = None
    date: str | None = None
    date_basis: str | None = None
    page: str | None = None
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[Flag, ...] = ()
    source: str | None = None


ROLES = (
    "folio", "kicker", "headline", "deck", "crosshead", "byline", "dateline", "body", "caption", "jump",
    "end-mark", "signature", "contents", "credits", "slogan", "note", "section", "agency", "markup", "unplaced",
)  # fmt: skip
HEADING_ROLES = ("kicker", "headline", "deck")
FURNITURE = frozenset({"folio", "credits", "slogan", "contents", "section", "markup", "unplaced"})
REPORT_HEAD = "report-head"  # the rule of text that begins as reports do
PRINTS_NOTHING = "prints-nothing"  # the rule of a line that is markup only
