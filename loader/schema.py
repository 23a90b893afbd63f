"""The archive's tables, indexes and triggers, as data, and the one idempotent verb that makes them.

Ids: `transcripts.number` is given once, in the order of date and path of the load that first saw the file; rows that
need an integer id get `number * 1_000 + n` with n counting from 1 within the transcript. So ids are readable (3012 is
paragraph 12 of transcript 3), survive a reload, and rise with the date as far as a load allows it, which lets "newest
first" walk the index backwards (docs: design, Search). They are small, because an index is made of them.

A transcript of more than 999 paragraphs takes as many consecutive numbers as it needs (`numbers_needed`) and goes by
the first; the next transcript starts after them. Only one that changes, and then needs more numbers than are free
before the next, gets a new number, at the end.
"""

from __future__ import annotations

import re
import sqlite3

from loader import story_tables, word_tables
from loader.database import Database
from loader.errors import BadArchive

APPLICATION_ID = 0x42414F4C  # "BAOL", seen by file(1) and sqlite3: whose file this is
SCHEMA_VERSION = 7  # raise it with every change of meaning below
IDS_PER_NUMBER = 1_000
# Twice SQLite's own: paragraphs leave a thirtieth less of it empty (16 KiB would, but transcripts leave more).
PAGE_SIZE = 8_192
# Bytes of an index that are held in memory before they are written. Of FTS5's own 1 MiB many small pieces are merged
# again and again: entries take a quarter less time with this, and hardly less with twice as much.
HASH_SIZE = 8 * 1024 * 1024

TABLES = {
    "archive": """
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL""",
    "outlets": """
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        place TEXT""",
    "transcripts": """
        id TEXT PRIMARY KEY,
        number INTEGER NOT NULL UNIQUE,
        path TEXT NOT NULL UNIQUE,
        outlet_id TEXT REFERENCES outlets(id),
        outlet_basis TEXT CHECK (outlet_basis IN ('catalog', 'printed', 'inferred')),
        date TEXT,
        date_basis TEXT CHECK (date_basis IN ('catalog', 'printed', 'inferred')),
        page TEXT,
        source TEXT,
        note TEXT,
        sha256 TEXT NOT NULL,
        input_sha256 TEXT NOT NULL,
        encoding TEXT NOT NULL,
        bom INTEGER NOT NULL,
        line_ends TEXT NOT NULL,
        characters INTEGER NOT NULL,
        text TEXT NOT NULL""",
    "files_seen": """
        transcript_id TEXT PRIMARY KEY REFERENCES transcripts(id) ON DELETE CASCADE,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        ctime_ns INTEGER NOT NULL,
        inode INTEGER NOT NULL""",
    "articles": """
        id TEXT PRIMARY KEY,
        number INTEGER NOT NULL UNIQUE,
        transcript_id TEXT NOT NULL REFERENCES transcripts(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        outlet_id TEXT REFERENCES outlets(id),
        date TEXT,
        month TEXT,
        kicker TEXT,
        headline TEXT,
        deck TEXT,
        byline TEXT,
        dateline TEXT,
        agency TEXT,
        place TEXT,
        event_date TEXT,
        page TEXT,
        first_line INTEGER NOT NULL,
        characters INTEGER NOT NULL""",
    "paragraphs": """
        id INTEGER PRIMARY KEY,
        article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        outlet_id TEXT REFERENCES outlets(id),
        date TEXT,
        month TEXT""",
    "paragraph_spans": """
        paragraph_id INTEGER NOT NULL REFERENCES paragraphs(id) ON DELETE CASCADE,
        offset INTEGER NOT NULL,
        length INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        PRIMARY KEY (paragraph_id, offset)""",
    "lines": """
        transcript_id TEXT NOT NULL REFERENCES transcripts(id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        role TEXT NOT NULL,
        rule TEXT NOT NULL,
        article_id TEXT REFERENCES articles(id) ON DELETE CASCADE,
        paragraph_id INTEGER REFERENCES paragraphs(id) ON DELETE CASCADE,
        PRIMARY KEY (transcript_id, number)""",
    "people": """
        article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        role TEXT,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        PRIMARY KEY (article_id, position)""",
    "evidence": """
        id INTEGER PRIMARY KEY,
        transcript_id TEXT NOT NULL REFERENCES transcripts(id) ON DELETE CASCADE,
        article_id TEXT REFERENCES articles(id) ON DELETE CASCADE,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        basis TEXT NOT NULL CHECK (basis IN ('catalog', 'printed', 'inferred')),
        quote TEXT,
        start INTEGER,
        "end" INTEGER,
        confidence REAL""",
    "flags": """
        id INTEGER PRIMARY KEY,
        transcript_id TEXT NOT NULL REFERENCES transcripts(id) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        kind TEXT NOT NULL,
        note TEXT NOT NULL""",
    **word_tables.TABLES,
    **story_tables.TABLES,
}

# Rows of these are only ever read by their key, so the key is the table.
WITHOUT_ROWID = {
    "files_seen",
    "paragraph_spans",
    "lines",
    "people",
    *word_tables.WITHOUT_ROWID,
    *story_tables.WITHOUT_ROWID,
}

# Facets over an unindexed column vanish silently at 120,000 rows (Datasette gives a facet 200 ms).
INDEXES = {
    "transcripts": ["outlet_id", "date", "sha256"],
    "articles": ["transcript_id", "outlet_id", "date", "month", "agency", "byline"],
    "paragraphs": ["article_id, month, outlet_id"],
    "lines": ["article_id", "paragraph_id", "role"],
    "people": ["name"],
    "evidence": ["transcript_id", "article_id", "field"],
    "flags": ["transcript_id", "kind"],
    **story_tables.INDEXES,
}

# Of these columns many rows have nothing, which is looked for by none: their indexes leave such rows out, which takes
# two hundredths off an archive.
SPARSE = {"lines_article_id", "lines_paragraph_id", "articles_byline", "articles_agency", "evidence_article_id"}

# The words `content="paragraphs"` in the comment are what Datasette and sqlite-utils look for to find the index of a
# table; a real content= option would make `rebuild` fill the index with untokenised text. Pinned by a test. They would
# look for the rows of `articles` by rowid, which is not `number`: for Datasette metadata.yml names that index.
_TOKENIZER = "tokenize='unicode61 remove_diacritics 0'"
FULL_TEXT = {
    "paragraphs_fts": f"""USING fts5 /* content="paragraphs" */ (
    text, content='', {_TOKENIZER}
)""",
    "articles_fts": f"""USING fts5 (
    kicker, headline, deck, content='', {_TOKENIZER}
)""",
}


# The indexes have no copy of the text, so removing an entry needs the tokens it was made of. Without our functions
# (a plain sqlite3) a write fails with "no such function: baolan_…" instead of leaving an index behind.
def _put(index: str, key: str, function: str, *columns: str) -> str:
    tokens = ", ".join(f"{function}(new.{column})" for column in columns)
    return f"INSERT INTO {index} (rowid, {', '.join(columns)}) VALUES (new.{key}, {tokens});"


def _take(index: str, key: str, function: str, *columns: str) -> str:
    tokens = ", ".join(f"{function}(old.{column})" for column in columns)
    return f"INSERT INTO {index} ({index}, rowid, {', '.join(columns)}) VALUES ('delete', old.{key}, {tokens});"


_PARAGRAPHS = (("paragraphs_fts", "id", "baolan_pairs", "text"),)
_ARTICLES = (("articles_fts", "number", "baolan_pairs", "kicker", "headline", "deck"),)


def _triggers(table: str, columns: str, indexes: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    put, take = " ".join(_put(*index) for index in indexes), " ".join(_take(*index) for index in indexes)
    return {
        f"{table}_inserted": f"AFTER INSERT ON {table} WHEN baolan_by_row() BEGIN {put} END",
        f"{table}_deleted": f"AFTER DELETE ON {table} BEGIN {take} END",
        f"{table}_changed": f"AFTER UPDATE OF {columns} ON {table} BEGIN {take} {put} END",
    }


TRIGGERS = {
    **_triggers("paragraphs", "id, text", _PARAGRAPHS),
    **_triggers("articles", "number, kicker, headline, deck", _ARTICLES),
}


# Foreign keys are enforced only by connections that ask for it. These do the same for all others: with our function
# a deleted transcript takes everything of its own along, without it the deletion fails.
_CHILD = re.compile(r"(\w+) \w+ (?:NOT NULL |PRIMARY KEY )?REFERENCES (\w+)\(id\) ON DELETE CASCADE")
CASCADES = {
    f"{parent}_deleted_{table}_{column}": f"""BEFORE DELETE ON {parent} BEGIN
        DELETE FROM {table} WHERE {column} = old.id;
    END"""
    for table, columns in TABLES.items()
    for column, parent in _CHILD.findall(columns)
}


def ensure_schema(db: Database) -> None:
    """Make every table, index, view and trigger that is missing. Idempotent; call it inside a transaction."""
    for table, columns in TABLES.items():
        options = "STRICT, WITHOUT ROWID" if table in WITHOUT_ROWID else "STRICT"
        db.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns}) {options}")
    for table, names in INDEXES.items():
        for column in names:
            name = f"{table}_{column.split(',')[0]}"
            only = f" WHERE {column} IS NOT NULL" if name in SPARSE else ""
            db.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({column}){only}")
    for name, options in FULL_TEXT.items():
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [name]).fetchone():
            db.execute(f"CREATE VIRTUAL TABLE {name} {options}")
            # A leaf of the index is a row of its own: of the size that fills a page (FTS5's 4,050 is for 4,096 bytes).
            db.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('pgsz', {PAGE_SIZE - 46})")
            db.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('hashsize', {HASH_SIZE})")
    for name, query in {**word_tables.VIEWS, **story_tables.VIEWS}.items():
        db.execute(f"CREATE VIEW IF NOT EXISTS {name} AS {query}")
    for name, body in {**TRIGGERS, **CASCADES, **word_tables.TRIGGERS, **story_tables.TRIGGERS}.items():
        db.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {body}")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def numbers_needed(rows: int) -> int:
    """How many consecutive numbers a transcript takes that has so many rows of one table."""
    return rows // IDS_PER_NUMBER + 1


def is_archive(conn: sqlite3.Connection) -> bool:
    """Whether the database says it is ours."""
    return bool(conn.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)


def check_schema(conn: sqlite3.Connection, name: str) -> None:
    """Refuse an archive with other tables than ours (`BadArchive`)."""
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    if version != SCHEMA_VERSION:
        raise BadArchive(
            f"{name}: built with schema {version}, this version of baolan has {SCHEMA_VERSION}. "
            "Load the transcripts into a new archive; this one was left as it is."
        )


def is_blank(conn: sqlite3.Connection) -> bool:
    """Whether nothing was ever written: an empty file, or one whose making was cut short."""
    id = conn.execute("PRAGMA application_id").fetchone()[0]
    return not id and conn.execute("SELECT 1 FROM sqlite_master").fetchone() is None
