"""Every file that a page offers is read back: whole, readable, with nothing cut in silence."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from archives import rows
from click.testing import CliRunner
from conftest import Site

from loader.cli import cli

PAGE = "000_24d63ac31d6e8ebf"
OFFERING = [
    "/",
    "/archive/-/search?q=疫情防控",
    "/archive/-/search?q=疫情防控&in=headings",
    "/archive/-/concordance?q=疫情防控",
    "/archive/-/trends?q=疫情防控&q=复工复产",
    "/archive/-/batch?terms=疫情防控&by=outlet,month",
    "/archive/-/words?outlet=周口日报",
    "/archive/-/compare?a=周口日报&b=辽宁日报",
    "/archive/-/collocations?q=企业",
    "/archive/-/stories",
    f"/archive/-/story/{PAGE}-l003-p1",
    f"/archive/-/article/{PAGE}-l088",
    f"/archive/-/page/{PAGE}",
    "/archive/-/people?name=李凤霞",
]
FILE = re.compile(r'href="(/[^"]*\.(csv|jsonl?|xml|svg|bib|ris|atom)(?:\?[^"]*)?)"')
BOM = "\ufeff"


@pytest.mark.parametrize("page", OFFERING)
def test_every_file_that_a_page_offers_can_be_read(site: Site, page: str) -> None:
    offered = {(unescape(address), kind) for address, kind in FILE.findall(site.get(page).text)}
    assert offered
    for address, kind in sorted(offered):
        answer = site.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode("utf-8")
        if kind == "csv":
            assert text.startswith(BOM), address  # Excel reads it as it is
            head, *lines = csv.reader(io.StringIO(text.removeprefix(BOM)))
            assert lines, address
            assert {len(line) for line in lines} == {len(head)}, address
        elif kind == "json":
            assert json.loads(text)
            assert r"\u" not in text or "/-/" not in address  # ours are Chinese that a person can read
        elif kind == "jsonl":
            assert [json.loads(line) for line in text.splitlines()]
        elif kind in ("xml", "svg", "atom"):
            ElementTree.fromstring(text)
        else:
            assert "周口日报" in text or "outlet" in text, address


def test_the_lines_of_all_articles_are_those_of_the_export(site: Site, archive: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["export", str(archive), str(tmp_path), "--format", "jsonl"])
    assert result.exit_code == 0, result.output
    assert site.get("/archive/-/articles.jsonl").text == (tmp_path / "articles.jsonl").read_text(encoding="utf-8")


def test_no_download_of_a_whole_table_stops_at_a_thousand_rows(copy_of: Callable[..., Path]) -> None:
    """Datasette's own limit is 1,000 rows: an archive of 1,700 articles comes whole."""
    columns = "transcript_id, position, headline, characters, first_line"
    many = ", ".join(["(0)"] + [f"({n})" for n in range(1, 100)])
    path = copy_of(
        "archive.db",
        f"INSERT INTO articles (id, number, {columns}) SELECT a.id || '-' || column1, a.number * 1000000 + column1, "
        f"{columns.replace('position', 'position + 1000 * (1 + column1)')} FROM articles a, (VALUES {many})",
    )
    ids = sorted(id for (id,) in rows(path, "SELECT id FROM articles"))
    assert len(ids) == 1_717
    site = Site(path)
    offered = {unescape(address) for address, _ in FILE.findall(site.get("/").text)}
    (whole,) = [address for address in offered if "/articles.csv" in address]
    (lines,) = [address for address in offered if address.endswith(".jsonl")]
    plain = "/archive/articles.csv?_stream=on&_bom=1"  # as the page of the table offers it
    for address in (whole, plain):
        assert ids == sorted(row["id"] for row in csv.DictReader(io.StringIO(site.get(address).text.removeprefix(BOM))))
    assert ids == sorted(json.loads(line)["id"] for line in site.get(lines).text.splitlines())
