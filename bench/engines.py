"""Engines that search the same paragraphs, for `bench.search`: ours, LIKE, sqlite-utils' trigram index, tantivy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from sqlite_utils import Database

from loader import index, schema, search
from loader.normalize import fold

TOP = 20


class Engine(Protocol):
    """Finds a string. Both give the best or newest 20 ids."""

    name: str

    def ranked(self, words: str) -> Sequence[int]: ...

    def newest(self, words: str) -> Sequence[int]: ...


class Ours:
    """`loader.search`, with its count of hits."""

    name = "baolan"

    def __init__(self, archive: Path) -> None:
        self.conn = sqlite3.connect(archive)
        index.register(self.conn)

    def ranked(self, words: str) -> Sequence[int]:
        return [hit.paragraph for hit in search.search(self.conn, f'"{words}"', limit=TOP).hits]

    def newest(self, words: str) -> Sequence[int]:
        return [hit.paragraph for hit in search.search(self.conn, f'"{words}"', order="newest", limit=TOP).hits]

    def every(self, words: str) -> set[int]:
        """All hits: those of the stock search box and of `loader.search`, which must be the same."""
        stock = "SELECT rowid FROM paragraphs_fts WHERE paragraphs_fts MATCH baolan_match(?)"
        found = {row for (row,) in self.conn.execute(stock, [f'"{words}"'])}
        same = {hit.paragraph for hit in search.search(self.conn, f'"{words}"', order="newest", limit=10**9).hits}
        return found if found == same else found ^ same


class Like:
    """A scan of every paragraph, which is what LIKE is; it has no order of relevance."""

    name = "LIKE"

    def __init__(self, archive: Path) -> None:
        self.conn = sqlite3.connect(archive)

    def ranked(self, words: str) -> Sequence[int]:
        return [id for (id,) in self.conn.execute("SELECT id FROM paragraphs WHERE text LIKE ?", [f"%{words}%"])]

    newest = ranked


class Trigram:
    """What `sqlite-utils enable-fts --tokenize trigram` makes; it finds nothing below three characters."""

    name = "trigram"

    def __init__(self, file: Path, rows: Iterable[dict[str, Any]]) -> None:
        db = Database(file)
        db.table("paragraphs").insert_all(rows, pk="id")
        db.table("paragraphs").enable_fts(["text"], tokenize="trigram", create_triggers=True)
        db.table("paragraphs").optimize()
        self.conn = db.conn

    def _top(self, words: str, order: str) -> Sequence[int]:
        sql = f"SELECT rowid FROM paragraphs_fts WHERE paragraphs_fts MATCH ? ORDER BY {order} LIMIT {TOP}"
        return [id for (id,) in self.conn.execute(sql, [f'"{words}"'])]

    def ranked(self, words: str) -> Sequence[int]:
        return self._top(words, "rank")

    def newest(self, words: str) -> Sequence[int]:
        return self._top(words, "rowid DESC")


class Tantivy:
    """tantivy with a token for each character: white space between characters, phrase queries, BM25."""

    name = "tantivy"

    def __init__(self, folder: Path, texts: Iterable[tuple[int, str]]) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", stored=True, indexed=True, fast=True)
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
        folder.mkdir(parents=True)
        self.tantivy = tantivy
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=str(folder))
        writer = self.index.writer(heap_size=200_000_000, num_threads=1)
        for id, text in texts:
            writer.add_document(tantivy.Document(id=[id], text=[" ".join(text)]))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def _query(self, words: str) -> Any:
        signs = [sign for sign in fold(words) if not sign.isspace()]
        if len(signs) == 1:
            return self.tantivy.Query.term_query(self.schema, "text", signs[0], index_option="freq")
        return self.tantivy.Query.phrase_query(self.schema, "text", signs)

    def ranked(self, words: str) -> Sequence[int]:
        hits = self.searcher.search(self._query(words), TOP).hits
        return [self.searcher.doc(address)["id"][0] for _, address in hits]

    def newest(self, words: str) -> Sequence[int]:
        hits = self.searcher.search(self._query(words), TOP, order_by_field="id").hits
        return [self.searcher.doc(address)["id"][0] for _, address in hits]


def make_copies(file: Path, texts: Iterable[tuple[int, str]]) -> None:
    """An archive of nothing but paragraphs, as many as are given, with our indexes."""
    db = Database(sqlite3.connect(file), execute_plugins=False)
    db.execute(f"PRAGMA page_size = {schema.PAGE_SIZE}")
    db.execute("PRAGMA journal_mode = off")
    db.execute("PRAGMA synchronous = off")
    index.register(db.conn)
    with db.atomic():
        schema.ensure_schema(db)
    with db.atomic():
        db.conn.executemany(
            "INSERT INTO paragraphs (id, article_id, position, role, text) VALUES (?, '', 0, 'body', ?)", texts
        )
    for name in schema.FULL_TEXT:
        db.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")
    db.analyze()
    db.close()
