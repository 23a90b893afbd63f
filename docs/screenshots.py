"""Pictures of a running Datasette that serves an archive of the seeds, for looking at and for the README.

    datasette archive.db -p 8001 &
    python docs/screenshots.py http://127.0.0.1:8001 FOLDER

Takes every page in both languages and two widths (pixels), for looking at. With the word `keep` after FOLDER it
also writes the pictures of `KEPT` beside itself, in few colours (under 200 KB each; needs Pillow).
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGE = "000_24d63ac31d6e8ebf"
STORY = "000_24d63ac31d6e8ebf-l003-p1"
QUERY = quote("疫情防控")
ADDRESSES = {
    "home": "/",
    "search": f"/archive/-/search?q={QUERY}",
    "table": f"/archive/paragraphs?_search={QUERY}",
    "article": f"/archive/-/article/{PAGE}-l088?q={QUERY}",
    "day": "/archive/-/day/2020-02-13",
    "month": "/archive/-/days/2020-02",
    "page": f"/archive/-/page/{PAGE}",
    "source": f"/archive/-/page/{PAGE}?source=1",
    "why": f"/archive/-/why/{PAGE}?line=9",
    "rule": "/archive/-/rule/date-line",
    "people": f"/archive/-/people?name={quote('李凤霞')}",
    "stories": "/archive/-/stories",
    "story": f"/archive/-/story/{STORY}",
    "columns": f"/archive/-/story/{STORY}?view=columns",
    "concordance": f"/archive/-/concordance?q={QUERY}",
    "trends": f"/archive/-/trends?q={quote('死亡率')}&q={quote('病亡率')}",
    "batch": f"/archive/-/batch?terms={QUERY}",
    "words": f"/archive/-/words?outlet={quote('周口日报')}",
    "compare": f"/archive/-/compare?a={quote('周口日报')}&b={quote('辽宁日报')}",
    "collocations": f"/archive/-/collocations?q={quote('疫情')}",
    "nothing": f"/archive/-/search?q={quote('疫清防控')}",
}
KEPT = {
    "home-zh-1200.png": "screenshot-home.png",
    "search-zh-1200.png": "screenshot-search.png",
    "article-zh-1200.png": "screenshot-article.png",
    "day-zh-1200.png": "screenshot-day.png",
    "story-zh-1200.png": "screenshot-story.png",
}
WIDTHS = (1200, 390)
HEIGHT = 1000


def take(site: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for lang in ("zh-CN", "en"):
            for width in WIDTHS:
                page = browser.new_context(locale=lang, viewport={"width": width, "height": HEIGHT}).new_page()
                for name, address in ADDRESSES.items():
                    page.goto(site + address)
                    page.screenshot(path=folder / f"{name}-{lang[:2]}-{width}.png")
        browser.close()


def keep(folder: Path) -> None:
    from PIL import Image

    for picture, name in KEPT.items():
        with Image.open(folder / picture) as image:
            image.convert("RGB").quantize(64).save(Path(__file__).with_name(name), optimize=True)


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
    if "keep" in sys.argv[3:]:
        keep(Path(sys.argv[2]))
