"""What programs that read the web are told: where they may go, and every article."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from archives import rows
from conftest import Site

ARTICLE = "000_24d63ac31d6e8ebf-l088"
STORY = "000_24d63ac31d6e8ebf-l003-p1"


def may(robots: str, path: str) -> bool:
    """What RFC 9309 says (section 2.2.2): of the lines that fit, the longest is obeyed, Allow before Disallow."""
    fitting = [(0, True)]
    for line in robots.splitlines():
        rule, _, pattern = line.partition(": ")
        if rule in ("Allow", "Disallow"):
            if re.match("".join({"*": ".*", "$": "$"}.get(one, re.escape(one)) for one in pattern), path):
                fitting.append((len(pattern), rule == "Allow"))
    return max(fitting)[1]


def addresses(site: Site, sitemap: str) -> list[str]:
    """The addresses in a file of the sitemap, without the host."""
    said = ElementTree.fromstring(site.get(sitemap).text).findall(".//{*}loc")
    return [(loc.text or "").removeprefix("http://localhost") for loc in said]


READ = [
    "/",
    f"/archive/-/article/{ARTICLE}",
    f"/archive/-/story/{STORY}",
    "/archive/-/day/2020-02-13",
    "/archive/-/days/2020",
    "/archive/-/days",
    "/archive/-/stories",
    "/archive/-/page/000_24d63ac31d6e8ebf",
    "/archive/-/sitemap-1.xml",
    "/archive/-/feed.atom",
    "/-/baolan/baolan.css?0",
]
LEFT = [
    "/archive.db",
    "/archive/articles?_facet=outlet_id",
    "/archive/articles.csv?_stream=on",
    "/archive/-/search?q=%E7%96%AB",
    "/archive/-/trends",
    f"/archive/-/article/{ARTICLE}?q=1",
    f"/archive/-/article/{ARTICLE}/cite.bib",
    f"/archive/-/story/{STORY}/apparatus.csv",
    "/archive/-/stories?sort=newest",
    "/archive/-/page/000_24d63ac31d6e8ebf?source=1",
    "/archive/-/why/000_24d63ac31d6e8ebf?line=9",
    "/-/archives?q=1",
    "/-/settings",
]


@pytest.mark.parametrize("path", READ)
def test_what_can_be_cited_may_be_read_by_robots(site: Site, path: str) -> None:
    assert may(site.get("/robots.txt").text, path)


@pytest.mark.parametrize("path", LEFT)
def test_tables_searches_and_files_are_not_for_robots(site: Site, path: str) -> None:
    assert not may(site.get("/robots.txt").text, path)


def test_the_sitemap_has_every_article_and_nothing_else(
    site: Site, archive: Path, copy_of: Callable[..., Path]
) -> None:
    strange = copy_of("纸.db", f"UPDATE articles SET id = '甲/& <乙>' WHERE id = '{ARTICLE}'")
    for served, name in ((site, "archive"), (Site(strange), "~E7~BA~B8")):
        robots = served.get("/robots.txt").text
        (address,) = re.findall("Sitemap: http://localhost(.+)", robots)
        files = addresses(served, address)
        assert files == [f"/{name}/-/sitemap-1.xml"]
        listed = addresses(served, files[0])
        assert len(set(listed)) == len(listed) == rows(archive, "SELECT count(*) FROM articles")[0][0]
        for one in listed:
            assert served.get(one).status_code == 200
            assert may(robots, one)
    assert site.get("/archive/-/sitemap-2.xml").status_code == 404
    assert site.get("/archive/-/sitemap-0.xml").status_code == 404


def test_an_archive_that_not_everyone_may_see_is_forbidden(archive: Path, copy_of: Callable[..., Path]) -> None:
    closed = {"databases": {"archive": {"allow": {"id": "reader"}}}}
    assert Site(archive, metadata=closed).get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    both = Site(archive, copy_of("open.db"), metadata=closed)
    robots = both.get("/robots.txt").text
    assert not may(robots, f"/archive/-/article/{ARTICLE}")
    assert not may(robots, "/archive")
    assert may(robots, f"/open/-/article/{ARTICLE}")
    assert "/archive/" not in both.get("/sitemap.xml").text


def test_addresses_for_robots_are_those_of_the_site(archive: Path) -> None:
    site = Site(archive, settings={"base_url": "/papers/", "force_https_urls": True})
    robots = site.get("/robots.txt").text
    assert "Sitemap: https://localhost/papers/sitemap.xml" in robots
    assert "https://localhost/papers/archive/-/sitemap-1.xml" in site.get("/sitemap.xml").text
    assert "https://localhost/papers/archive/-/article/" in site.get("/archive/-/sitemap-1.xml").text
    assert may(robots, f"/papers/archive/-/article/{ARTICLE}")
    assert not may(robots, "/papers/archive/articles")
