"""Tables of stories, as data: what `telling` fills and what is read about reprints. Made by `schema.ensure_schema`.

A story stands here whole or not at all: whoever changes an article (triggers) takes away the stories it is a witness
of and notes the article in `stale_articles`, so that no page shows a reading that its source has no more.

A witness that prints nothing at a place has no row in `readings`: of five hundred papers one has a lead of its own, and
four hundred and ninety-nine rows would say so. The view `apparatus` has a row for every witness of every place. The
readings of a witness are never more than its text. A reading that stands in several pieces of the source (over
two lines or columns) spans from its first character to its last; the pieces are those of `paragraph_spans` between.
"""

from __future__ import annotations

TABLES = {
    "stories": """
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        characters INTEGER NOT NULL,
        printings INTEGER NOT NULL,
        outlets INTEGER NOT NULL,
        first_date TEXT,
        last_date TEXT,
        places INTEGER NOT NULL""",
    "witnesses": """
        story_id TEXT NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
        article_id TEXT NOT NULL REFERENCES articles(id),
        position INTEGER NOT NULL,
        siglum TEXT NOT NULL,
        coverage REAL NOT NULL CHECK (coverage BETWEEN 0 AND 1),
        label TEXT NOT NULL CHECK (label IN ('verbatim', 'adapted')),
        moved INTEGER NOT NULL,
        additions INTEGER NOT NULL,
        lead INTEGER NOT NULL,
        omissions INTEGER NOT NULL,
        crossheads INTEGER NOT NULL,
        reworded INTEGER NOT NULL,
        attribution TEXT,
        attribution_kind TEXT NOT NULL CHECK (attribution_kind IN ('dateline', 'agency', 'according', 'own', 'none')),
        PRIMARY KEY (story_id, article_id)""",
    "witness_spans": """
        story_id TEXT NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
        article_id TEXT NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        PRIMARY KEY (story_id, article_id, start)""",
    "variants": """
        id INTEGER PRIMARY KEY,
        story_id TEXT NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        kind TEXT NOT NULL,
        role TEXT NOT NULL,
        reason TEXT NOT NULL,
        continues INTEGER NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        UNIQUE (story_id, place)""",
    "readings": """
        variant_id INTEGER NOT NULL REFERENCES variants(id) ON DELETE CASCADE,
        article_id TEXT NOT NULL,
        reading TEXT NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        moved INTEGER NOT NULL,
        PRIMARY KEY (variant_id, article_id)""",
    "article_pairs": """
        one TEXT NOT NULL,
        other TEXT NOT NULL,
        label TEXT NOT NULL CHECK (label IN ('reprint', 'formulas', 'nothing')),
        score REAL NOT NULL,
        share REAL NOT NULL,
        passages BLOB NOT NULL,
        prints BLOB NOT NULL,
        PRIMARY KEY (one, other)""",
    "article_prints": """
        article_id TEXT PRIMARY KEY,
        date TEXT,
        kin INTEGER NOT NULL,
        prints BLOB NOT NULL""",
    "stale_articles": """
        article_id TEXT PRIMARY KEY""",
}

WITHOUT_ROWID = {"witness_spans", "readings", "article_pairs", "article_prints", "stale_articles"}

INDEXES = {
    "stories": ["printings", "first_date"],
    "witnesses": ["article_id"],
    "variants": ["kind"],
    "article_pairs": ["other"],
}

VIEWS = {
    "apparatus": """
        SELECT v.story_id, v.place, v.kind, v.role, w.siglum, w.article_id, coalesce(r.reading, '') AS reading,
            r.start, r."end", r.moved, v.id AS variant_id
        FROM variants v JOIN witnesses w ON w.story_id = v.story_id
        LEFT JOIN readings r ON r.variant_id = v.id AND r.article_id = w.article_id""",
}


def _drop(article: str) -> str:
    return f"DELETE FROM stories WHERE id IN (SELECT story_id FROM witnesses WHERE article_id = {article});"


def _mark(article: str) -> str:
    # Not INSERT OR IGNORE: the conflict clause of the statement that fires a trigger overrides its own.
    return f"""
        INSERT INTO stale_articles (article_id)
            SELECT {article} WHERE NOT EXISTS (SELECT 1 FROM stale_articles WHERE article_id = {article});
        {_drop(article)}"""


def _unless_noted(article: str) -> str:
    """All but the first paragraph of an article need nothing more: it is noted, and in no story."""
    return f"""WHEN NOT EXISTS (SELECT 1 FROM stale_articles WHERE article_id = {article})
        OR EXISTS (SELECT 1 FROM witnesses WHERE article_id = {article})"""


TRIGGERS = {
    "stories_article_inserted": f"AFTER INSERT ON articles {_unless_noted('new.id')} BEGIN {_mark('new.id')} END",
    "stories_article_deleted": f"BEFORE DELETE ON articles BEGIN {_mark('old.id')} END",
    # Nothing is to be found again of an article that was never looked at.
    "stories_article_gone": """AFTER DELETE ON articles BEGIN
        DELETE FROM stale_articles
            WHERE article_id = old.id AND NOT EXISTS (SELECT 1 FROM article_prints WHERE article_id = old.id);
    END""",
    "stories_article_changed": f"BEFORE UPDATE ON articles BEGIN {_mark('old.id')} {_mark('new.id')} END",
    "stories_paragraph_inserted": f"""AFTER INSERT ON paragraphs {_unless_noted("new.article_id")} BEGIN
        {_mark("new.article_id")} END""",
    "stories_paragraph_deleted": f"""AFTER DELETE ON paragraphs {_unless_noted("old.article_id")} BEGIN
        {_mark("old.article_id")} END""",
    "stories_paragraph_changed": f"""AFTER UPDATE ON paragraphs BEGIN
        {_mark("old.article_id")} {_mark("new.article_id")} END""",
}
