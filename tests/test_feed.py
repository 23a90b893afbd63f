"""The newest articles as a feed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import Site
from lxml import etree

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(site: Site, database: str = "archive") -> list[etree._Element]:
    answer = site.get(f"/{database}/-/feed.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return etree.fromstring(answer.content).findall("a:entry", ATOM)


def test_the_feed_has_every_article_of_a_small_archive_newest_first(site: Site) -> None:
    expected = [headline for (headline,) in site.sql("archive", "SELECT headline FROM articles ORDER BY number DESC")]
    found = entries(site)
    assert [entry.findtext("a:title", namespaces=ATOM) for entry in found] == [one or "（无题）" for one in expected]
    address = found[0].find("a:link", ATOM).get("href")
    assert address.startswith("http://localhost/archive/-/article/")
    assert site.get(address.removeprefix("http://localhost")).status_code == 200


def test_every_entry_says_who_where_and_when(site: Site) -> None:
    texts = ["".join(entry.itertext()) for entry in entries(site)]
    assert any("李凤霞" in text and "周口日报 2020-02-13" in text for text in texts)


def test_markup_and_control_characters_are_text(copy_of: Callable[..., Path]) -> None:
    path = copy_of("hostile.db", "UPDATE articles SET headline = '<b>' || char(11) || '&合龙'")
    site = Site(path)
    assert entries(site, "hostile")[0].findtext("a:title", namespaces=ATOM) == "<b>\ufffd&合龙"
    site.loop.close()
