"""What a reader does, in a real browser against a real server: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

CHROMIUM = Path("/usr/bin/chromium")
if not CHROMIUM.exists():
    pytest.skip("Chromium is not installed: apt-get install chromium fonts-noto-cjk", allow_module_level=True)

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WORD = "疫情防控"
ARTICLE = "000_24d63ac31d6e8ebf-l088"
TRANSCRIPT = "000_24d63ac31d6e8ebf"
TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def with_the_word(archive: Path, group: str = "1") -> dict[str, int]:
    """Paragraphs that hold the word, counted by SQL without the index."""
    conn = sqlite3.connect(archive)
    rows = conn.execute(f"SELECT {group}, count(*) FROM paragraphs WHERE instr(text, ?) GROUP BY 1", [WORD]).fetchall()
    conn.close()
    return dict(rows)


def search(page: Page, served: str) -> None:
    page.goto(f"{served}/archive/paragraphs")
    page.fill("input[name=_search]", WORD)
    page.press("input[name=_search]", "Enter")
    page.wait_for_url("**_search=**")


def test_the_stock_search_box_finds_every_paragraph_with_the_word(page: Page, served: str, archive: Path) -> None:
    search(page, served)
    expected = sum(with_the_word(archive).values())
    assert expected > 50
    assert f"{expected} rows where search matches" in page.inner_text("section.content")
    assert page.input_value("input[name=_search]") == WORD
    marks = page.locator("table.rows-and-columns mark")
    assert marks.count() >= 50  # the first page
    assert set(marks.all_inner_texts()) == {WORD}


def test_facets_show_names_and_counts(page: Page, served: str, archive: Path) -> None:
    search(page, served)
    months = with_the_word(archive, "month")
    facet = page.locator("#facet-month, .facet-info-month, [data-column=month].facet-info").first.inner_text()
    for month, count in months.items():
        assert re.search(rf"{month}\s+{count}\b", facet), facet
    assert "周口日报" in page.locator(".facet-results").inner_text()
    page.click(".facet-results a:has-text('周口日报')")
    conn = sqlite3.connect(archive)
    sql = "SELECT count(*) FROM paragraphs p JOIN outlets o ON o.id = p.outlet_id WHERE instr(p.text, ?) AND o.name = ?"
    (expected,) = conn.execute(sql, [WORD, "周口日报"]).fetchone()
    conn.close()
    assert f"{expected} rows" in page.inner_text("section.content")


def test_csv_and_json_of_the_search_agree(page: Page, served: str, archive: Path) -> None:
    search(page, served)
    base = f"{served}/archive/paragraphs"
    with urllib.request.urlopen(f"{base}.json?_search={quote(WORD)}&_shape=array&_size=max") as answer:
        from_json = {str(row["id"]): row["text"] for row in json.load(answer)}
    with urllib.request.urlopen(f"{base}.csv?_search={quote(WORD)}&_stream=on&_bom=1") as answer:
        text = answer.read().decode("utf-8-sig")
    from_csv = {row["id"]: row["text"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert from_csv == from_json
    assert len(from_csv) == sum(with_the_word(archive).values())


def test_marks_survive_the_way_from_home_to_the_paragraph(page: Page, served: str) -> None:
    page.goto(served)
    page.fill("input[name=q]", WORD)
    page.press("input[name=q]", "Enter")
    page.wait_for_url("**/archive/-/search?q=*")
    page.locator("ol.hits > li:has(.snippet):has(p.where:has-text('周口日报')) h3 a").first.click()
    page.wait_for_url("**/-/article/**")
    assert page.locator("article mark").count() > 0
    target = page.locator(":target")
    assert target.locator("mark").first.inner_text() == WORD
    page.locator("nav.around a").first.click()
    assert "q=" in page.url


def test_a_reader_unfolds_the_printings_of_a_wire_text_and_reads_one_of_them(page: Page, served: str) -> None:
    page.goto(served)
    page.keyboard.press("/")
    page.keyboard.type(WORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/archive/-/search?q=*")
    assert page.input_value("input[name=q]") == WORD
    printed = page.locator("ol.hits > li", has=page.locator("details.printings")).first
    assert printed.locator(".snippet mark").first.inner_text() == WORD
    others = printed.locator("details.printings li")
    assert not others.first.is_visible()
    printed.locator("details.printings summary").click()
    assert others.first.is_visible()
    assert others.count() >= 2
    outlet = others.first.locator(".outlet").inner_text()
    others.first.locator("a").first.click()
    page.wait_for_url("**/-/article/**")
    assert outlet in page.locator(".where").first.inner_text()
    assert page.locator(":target mark").first.inner_text() == WORD


def test_results_are_narrowed_and_widened_by_links(page: Page, served: str, archive: Path) -> None:
    page.goto(f"{served}/archive/-/search?q={quote(WORD)}")
    expected = sum(with_the_word(archive).values())
    assert f"共 {expected} 段" in page.inner_text(".found-total")
    page.click("aside a:has-text('周口日报')")
    assert page.locator("aside a[aria-current=true]").inner_text().startswith("周口日报")
    assert f"共 {expected} 段" not in page.inner_text(".found-total")
    page.click("aside a:has-text('辽宁日报')")
    assert page.locator(".chosen a").count() == 3  # two outlets, and a link that removes all
    page.click(".chosen a.all")
    assert f"共 {expected} 段" in page.inner_text(".found-total")
    page.click(".orders a:has-text('早先在前')")
    dates = page.locator("ol.hits > li:has(.snippet) time").evaluate_all("all => all.map(one => one.dateTime)")
    assert sorted(dates) == dates


def test_a_telephone_never_scrolls_sideways(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport=TELEPHONE, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    for address in (
        "/", f"/archive/-/article/{ARTICLE}?q={quote(WORD)}", f"/archive/-/page/{TRANSCRIPT}",
        f"/archive/-/page/{TRANSCRIPT}?source=1", "/archive/-/article/nothing", f"/archive/search?q={quote(WORD)}",
        f"/archive/-/search?q={quote(WORD)}", "/archive/-/search?lang=en", f"/archive/-/search?q={'x' * 300}",
        "/?lang=en", f"/archive/-/page/{TRANSCRIPT}?source=1&lang=en",
    ):  # fmt: skip
        page.goto(served + address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= TELEPHONE["width"], address
    context.close()


def test_everything_reads_without_javascript(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto(served)
    page.locator("ol.pages a").first.click()
    assert page.locator("article p").count() > 5
    page.locator("article h2 a").first.click()
    assert page.locator(".numbered").count() > 5
    page.locator("details.evidence summary").click()
    assert page.locator("details.evidence dl").is_visible()
    page.locator("details.source summary").click()
    assert page.locator("table.lines td.rule").first.is_visible()
    page.locator("table.lines td.number a").first.click()
    assert page.locator("tr:target").count() == 1
    context.close()


def test_nothing_is_loaded_from_elsewhere(page: Page, served: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in ("/", f"/archive/-/article/{ARTICLE}", f"/archive/-/page/{TRANSCRIPT}", "/archive/-/search?q=a"):
        page.goto(served + address)
    assert all(url.startswith((served, "data:")) for url in asked), asked
    assert {re.sub(r"\?.*", "", url) for url in asked if ".js" in url} == {f"{served}/-/baolan/baolan.js"}
