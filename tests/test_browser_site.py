"""The site as readers of all kinds meet it: by keyboard, on a telephone, by a screen reader, in the dark, on paper.

With BAOLAN_ALL_PAGES=1 every page is examined for accessibility in both languages, both schemes and widths, in forced
colours and as printed (five minutes).
"""

from __future__ import annotations

import base64
import os
import struct
from pathlib import Path
from urllib.parse import quote

import pytest
from test_browser import ARTICLE, TELEPHONE, TRANSCRIPT, WORD, browser, page  # noqa: F401  (fixtures)

pytest.importorskip("axe_playwright_python")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from loader.chart import HEIGHT, WIDTH

FOUND = quote(WORD)
STORY = "000_24d63ac31d6e8ebf-l003-p1"
PAGES = {
    "home": "/",
    "day": "/archive/-/day/2020-02-13",
    "calendar": "/archive/-/days/2020",
    "month": "/archive/-/days/2020-02",
    "undated": "/archive/-/day/undated",
    "no day": "/archive/-/day/2020-02-11",
    "page": f"/archive/-/page/{TRANSCRIPT}",
    "source": f"/archive/-/page/{TRANSCRIPT}?source=1",
    "why": f"/archive/-/why/{TRANSCRIPT}?line=9",
    "rule": "/archive/-/rule/date-line",
    "article": f"/archive/-/article/{ARTICLE}?q={FOUND}",
    "people": f"/archive/-/people?name={quote('李凤霞')}",
    "names": "/archive/-/people",
    "search": f"/archive/-/search?q={FOUND}",
    "headings": f"/archive/-/search?q={FOUND}&in=headings",
    "empty search": "/archive/-/search",
    "no result": f"/archive/-/search?q={quote('疫清防控')}",
    "trends": f"/archive/-/trends?q={FOUND}&q={quote('复工复产')}",
    "concordance": f"/archive/-/concordance?q={FOUND}",
    "collocations": f"/archive/-/collocations?q={quote('企业')}",
    "batch": f"/archive/-/batch?terms={FOUND}%0A{quote('口罩')}&by=outlet,month",
    "words": f"/archive/-/words?outlet={quote('周口日报')}",
    "compare": f"/archive/-/compare?a={quote('周口日报')}&b={quote('辽宁日报')}",
    "stories": "/archive/-/stories",
    "story": f"/archive/-/story/{STORY}",
    "columns": f"/archive/-/story/{STORY}?view=columns",
    "archives": f"/-/archives?q={FOUND}",
    "nothing there": "/archive/-/article/nothing",
}
UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"


RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]}
# What a browser is asked for: languages, with options of its context, and pages.
WIDE: dict[str, object] = {}
DARK: dict[str, object] = {"color_scheme": "dark"}
PRINTED: dict[str, object] = {"media": "print"}
FORCED: dict[str, object] = {"forced_colors": "active"}
EXAMINED: list[tuple[str, dict[str, object], list[str]]] = [
    ("zh-CN", WIDE, ["home", "day", "why", "article", "story", "trends", "batch"]),
    ("en", DARK, ["home", "day", "concordance", "stories"]),
    ("en", {"viewport": TELEPHONE}, ["search", "compare"]),
]
if os.environ.get("BAOLAN_ALL_PAGES"):
    narrow: dict[str, object] = {"viewport": TELEPHONE}
    ways = [WIDE, DARK, narrow, {**narrow, **DARK}, PRINTED, FORCED]
    EXAMINED = [(lang, way, list(PAGES)) for lang in ("zh-CN", "en") for way in ways]


@pytest.mark.parametrize(("lang", "way", "names"), EXAMINED)
def test_no_page_has_a_serious_fault_for_people_with_disabilities(
    browser: Browser,  # noqa: F811
    served: str,
    lang: str,
    way: dict[str, object],
    names: list[str],
) -> None:
    options = dict(way)
    media = options.pop("media", None)
    context = browser.new_context(locale=lang, **options)  # type: ignore[arg-type]
    page = context.new_page()  # noqa: F811
    if media:
        page.emulate_media(media="print")
    faults = []
    for name in names:
        page.goto(served + PAGES[name])
        page.evaluate(UNFOLD)
        faults += [
            f"{name}: {fault['id']}: {fault['nodes'][0]['html'][:200]}"
            for fault in Axe().run(page, options=RULES).response["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
    context.close()
    assert faults == []


def test_no_page_scrolls_sideways_on_a_telephone(browser: Browser, served: str) -> None:  # noqa: F811
    wide = []
    for lang, names in (
        ("zh-CN", list(PAGES)),
        ("en", ["home", "day", "source", "article", "stories", "compare", "batch"]),
    ):
        context = browser.new_context(viewport=TELEPHONE, locale=lang)  # type: ignore[arg-type]
        page = context.new_page()  # noqa: F811
        for name in names:
            page.goto(served + PAGES[name], wait_until="domcontentloaded")
            page.evaluate(UNFOLD)
            if page.evaluate("document.documentElement.scrollWidth") > TELEPHONE["width"]:
                wide.append(f"{name} ({lang})")
        context.close()
    assert wide == []


def test_scripts_and_styles_are_ours_alone_and_the_policy_blocks_nothing_of_ours(page: Page, served: str) -> None:  # noqa: F811
    asked: list[str] = []
    blocked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: blocked.append(said.text) if "Content Security Policy" in said.text else None)
    for address in PAGES.values():
        page.goto(served + address)
    assert all(url.startswith(served) for url in asked), asked
    assert blocked == []


def test_a_script_in_a_page_would_not_run(page: Page, served: str) -> None:  # noqa: F811
    page.goto(f"{served}/archive/-/article/{ARTICLE}")
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'document.title = "run"';
        document.body.append(script);
        document.body.insertAdjacentHTML('beforeend', '<img src="data:x" onerror="document.title = `run`">');
    }""")
    page.wait_for_timeout(200)
    assert page.title() != "run"


def test_a_reader_goes_from_hit_to_hit_by_keyboard(page: Page, served: str) -> None:  # noqa: F811
    page.goto(served)
    page.keyboard.press("/")
    page.keyboard.type(WORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/archive/-/search?q=*")
    page.keyboard.press("ArrowRight")
    first = page.evaluate("document.activeElement.href")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.href")
    assert first != second
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.href") == first
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/-/article/**")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.localName") == "mark"


def test_a_reader_turns_pages_and_days_by_keyboard(page: Page, served: str) -> None:  # noqa: F811
    page.goto(f"{served}/archive/-/day/2020-02-13")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/-/day/2020-02-10")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/-/day/2020-02-13")


def test_the_first_stop_of_the_tab_key_skips_to_the_text(page: Page, served: str) -> None:  # noqa: F811
    page.goto(f"{served}/archive/-/article/{ARTICLE}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_url("**#text")  # a busy machine follows a link a moment later
    assert page.url.endswith("#text")


def test_a_wrong_split_is_traced_to_its_rule_by_clicking(page: Page, served: str) -> None:  # noqa: F811
    page.goto(f"{served}/archive/-/article/{ARTICLE}")
    page.click("text=整版")
    page.click(".views a")
    page.click("#L9 .rule a")
    assert page.inner_text("h1") == "report-head"
    page.go_back()
    page.click("#L9 .role a")
    assert "第 9 行" in page.inner_text("h1")
    page.click("text=agency-dateline")
    assert "loader/outlets/common.toml" in page.inner_text("main")


def test_lines_of_an_article_hold_as_many_characters_as_a_reader_likes(page: Page, served: str) -> None:  # noqa: F811
    page.set_viewport_size({"width": 1200, "height": 900})
    page.goto(f"{served}/archive/-/article/{ARTICLE}")
    measure = page.evaluate("""() => {
        const one = document.querySelector('.numbered.role-body p');
        return one.getBoundingClientRect().width / parseFloat(getComputedStyle(one).fontSize);
    }""")
    assert 32 <= measure <= 38


def test_a_printed_article_is_text_alone(page: Page, served: str) -> None:  # noqa: F811
    page.goto(f"{served}/archive/-/article/{ARTICLE}")
    page.emulate_media(media="print")
    assert page.locator(".numbered p").first.is_visible()
    for gone in (".masthead", ".around", "details.source", "body > footer"):
        assert not page.locator(gone).first.is_visible(), gone


def test_a_chart_is_saved_as_a_picture_on_white_paper_whatever_the_scheme(browser: Browser, served: str) -> None:  # noqa: F811
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()  # noqa: F811
        page.goto(f"{served}/archive/-/trends?q={FOUND}&q={quote('复工复产')}&by=day")
        with page.expect_download() as saved:
            page.click("text=PNG")
        assert saved.value.suggested_filename == "trends.png"
        data = Path(saved.value.path()).read_bytes()
        assert data.startswith(b"\x89PNG")
        assert struct.unpack(">II", data[16:24]) == (2 * WIDTH, 2 * HEIGHT)
        colours = page.evaluate(COLOURS_OF, base64.b64encode(data).decode())
        assert colours[0] == "255,255,255"  # most of it is paper
        assert "0,114,178" in colours  # the first line
        assert "31,27,22" in colours  # its name and the axis
        context.close()


COLOURS_OF = """async (data) => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    const seen = new Map();
    const points = pen.getImageData(0, 0, image.width, image.height).data;
    for (let n = 0; n < points.length; n += 4) {
        const colour = `${points[n]},${points[n + 1]},${points[n + 2]}`;
        seen.set(colour, (seen.get(colour) || 0) + 1);
    }
    return [...seen].sort((one, other) => other[1] - one[1]).map((pair) => pair[0]);
}"""
