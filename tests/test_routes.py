"""Every address of ours, and every canned query, asked what nobody should ask: it answers, and says what it can.

The suite asks a selection; BAOLAN_ALL_ROUTES=1 puts every hostile value into every argument (a quarter of an hour).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from conftest import Site

import loader
from loader import archives_page, robots
from loader.metadata import archive_description
from loader.routes import PAGES

PAGE = "000_24d63ac31d6e8ebf"
ARTICLE = f"{PAGE}-l088"
STORY = f"{PAGE}-l003-p1"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"
# What there is, for the variables of an address, by its first part.
THERE = {
    "article": ARTICLE, "page": PAGE, "why": PAGE, "story": STORY, "rule": "date-line", "day": "2020-02-13",
    "days": "2020-02", "sitemap-1": "1",
}  # fmt: skip
# Arguments of each address, by its first part: those without which it has nothing to say, and all it reads.
ARGUMENTS: dict[str, tuple[dict[str, str], str]] = {
    "article": ({}, "q from lang"),
    "page": ({}, "q source first lang"),
    "why": ({"line": "9"}, "line lang"),
    "rule": ({}, "lang"),
    "days": ({}, "lang"),
    "day": ({}, "after q lang"),
    "people": ({}, "name after lang"),
    "search": (
        {"q": "疫情防控"},
        "q mode outlet month agency role date_from date_to order group in offset skip lang _bom",
    ),
    "suggest": ({"q": "疫清防控"}, "q mode"),
    "concordance": ({"q": "疫情防控"}, "q sort width offset outlet from to month date_from date_to _bom"),
    "trends": ({"q": "疫情防控"}, "q show by outlet from to month _bom"),
    "batch": ({"terms": "疫情防控"}, "terms list by measure outlet from to format _bom"),
    "words": ({}, "outlet from to month article sort least lang _bom"),
    "compare": ({"a": "周口日报", "b": "辽宁日报"}, "a b a_from a_to b_from b_to sort least show _bom"),
    "collocations": ({"q": "疫情"}, "q window least by outlet from to month _bom"),
    "story": ({}, "view kind w offset lang _bom"),
    "stories": ({}, "sort offset lang _bom"),
    "feed": ({}, "lang"),
    "sitemap-1": ({}, "lang"),
    "articles": ({}, "lang"),
    "robots": ({}, "lang"),
    "sitemap": ({}, "lang"),
    "archives": ({"q": "疫情防控"}, "q lang"),
}
# Missing, blank, out of range, of another kind, markup, SQL, halves of things, very long.
HOSTILE = [
    "", " ", "\n\t", "0", "-1", "1e9", "9" * 40, "１２", "\0", "疫\0情", "\ufffe", "\U0001f600", EVIL, "%", '"', "-",
    "'; DROP TABLE articles; --", "()" * 900, "疫" * 3_000, "2020-02-31", "9999-99-99", "0000-00-00", "None", "=1+1",
]  # fmt: skip
# In the place of an id, a day, or the name of the archive, as an address has them.
IDS = [
    "", "%00", "~00", "%", "%ZZ", "~", "~ZZ", "%ff", "%E7%96", "..", "%2e%2e%2f", "-1", "9" * 40, quote(EVIL), "%0a",
    "a" * 5_000, "%F0%9F%98%80", "2020-02-31", "0000-00", "9999-99-99", "20200213", "2020-13", "2020-2-3", "_internal",
]  # fmt: skip
# Queries that no form sends.
RAW = [
    "&&&",
    "===",
    "q",
    "q=&q=",
    "%",
    "q=%FF%FE",
    "q=%ED%A0%80",
    "%00=%00",
    "q[]=1",
    "a=1;b=2",
    "&" * 3_000,
    "q=1&" * 3_000,
]
METHODS = ["POST", "HEAD", "PUT", "OPTIONS", "DELETE", "PATCH"]
ALL = bool(os.environ.get("BAOLAN_ALL_ROUTES"))


def addresses() -> list[str]:
    """Every address of an archive and of all of them, with what there is in the place of its variables."""
    found = []
    for pattern, _ in [route for module in PAGES for route in module.ROUTES]:
        forms = re.search(r"\(\?P<form>([^)]*)\)", pattern)
        for form in forms[1].split("|") if forms else [""]:
            filled = re.sub(r"\(\?P<form>[^)]*\)", form, pattern)
            there = THERE.get(re.split(r"[/\\]", filled)[0]) or "1"
            found.append("/archive/-/" + re.sub(r"\(\?P<\w+>[^)]*\)(\{1,3\}\))?", there, filled).replace("\\", ""))
    found += [f"/-/{pattern}".replace("\\", "") for pattern, _ in archives_page.ROUTES]
    return found + [f"/{pattern}".replace("\\", "") for pattern, _ in robots.TOGETHER]


def first_part(address: str) -> str:
    return re.split(r"[/.]", address.rpartition("/-/")[2].lstrip("/"))[0]


ADDRESSES = addresses()
# In the suite files are asked less often than pages.
SOME = ADDRESSES if ALL else [one for n, one in enumerate(ADDRESSES) if "." not in one or n % 4 == 0]
QUERIES = archive_description({})["queries"]


def asked(address: str) -> Iterator[str]:
    """Queries of an address: each argument hostile, then all of them. In the suite each gets some of the values."""
    needed, names = ARGUMENTS[first_part(address)][0], ARGUMENTS[first_part(address)][1].split()
    if address.endswith("tei.xml") and not ALL:  # which reads none of them, and sets the whole story each time
        names = ["view"]
    for n, name in enumerate(names):
        values = HOSTILE if ALL else [EVIL, HOSTILE[(n + len(address)) % len(HOSTILE)]]
        for value in values:
            yield urlencode({**needed, name: value})
    for value in HOSTILE if ALL else HOSTILE[len(address) % 8 :: 8]:
        yield urlencode(dict.fromkeys(names, value))


def fault(site: Site, address: str, query: str, method: str = "GET", body: bytes = b"", kind: str = "") -> str | None:
    """What is wrong with an answer: a failure, nothing said, markup of the asker's, a file that cannot be read."""
    answer = site.ask(address, query, method, body, kind)
    where = f"{answer.status} {method} {address}?{query}"[:300]
    if answer.status >= 500:
        return f"{where}: {answer.text[:300]}"
    # Datasette 1.0 says no more than 404 where it has no page and the address ends as a file's.
    told = re.sub(r"<[^>]*>|\s", "", answer.text)
    if answer.status not in (200, 302, 303) and told != "404" and method != "HEAD" and len(told) < 8:
        return f"{where}: says nothing"
    if answer.kind.startswith("text/html"):
        if "<script>alert" in answer.text or "<img src=x" in answer.text:
            return f"{where}: not escaped"
        if "Traceback" in answer.text:
            return f"{where}: a traceback"
    try:
        if "json" in answer.kind and method != "HEAD":
            for one in answer.text.splitlines() if "ndjson" in answer.kind else [answer.text]:
                json.loads(one)
        elif "xml" in answer.kind and method != "HEAD":
            ElementTree.fromstring(answer.text)
    except (ValueError, ElementTree.ParseError) as error:
        return f"{where}: {error}"
    return None


def faults(site: Site, questions: Iterator[tuple[str, str]]) -> list[str]:
    return [found for address, query in questions if (found := fault(site, address, query))]


def test_every_address_and_every_argument_is_asked() -> None:
    assert {first_part(address) for address in ADDRESSES} == set(ARGUMENTS)
    assert all("(" not in address and "\\" not in address for address in ADDRESSES), ADDRESSES
    read = set()
    for file in Path(loader.__file__).parent.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        read |= set(re.findall(r"""(?:args|arguments|fields)\.get(?:list)?\("(\w+)\"""", text))
        read |= set(re.findall(r"""number\(\w*\.?\w*arg\w*, "(\w+)\"""", text))
    named = {name for _, names in ARGUMENTS.values() for name in names.split()}
    assert read - named == set()


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_argument_makes_an_address_fail(site: Site, address: str) -> None:
    assert fault(site, address, urlencode(ARGUMENTS[first_part(address)][0])) is None
    assert faults(site, ((address, query) for query in asked(address))) == []


@pytest.mark.parametrize("id", IDS if ALL else IDS[::2], ids=lambda id: ascii(id[:12]))
def test_no_id_makes_an_address_fail(site: Site, id: str) -> None:
    with_ids = [address for address in ADDRESSES if first_part(address) in THERE]
    questions = [(one.replace(THERE[first_part(one)], id, 1), ARGUMENTS[first_part(one)][0]) for one in with_ids]
    of_archives = [one for one in ADDRESSES if one.startswith("/archive/")]
    questions += [(one.replace("/archive/", f"/{id}/", 1), {}) for one in (of_archives if ALL else of_archives[::12])]
    assert faults(site, ((address, urlencode(arguments)) for address, arguments in questions)) == []


@pytest.mark.parametrize("query", RAW, ids=lambda query: ascii(query[:12]))
def test_no_broken_query_makes_an_address_fail(site: Site, query: str) -> None:
    assert faults(site, ((address, query) for address in SOME)) == []


@pytest.mark.parametrize("method", METHODS if ALL else METHODS[:4])
def test_no_method_makes_an_address_fail(site: Site, method: str) -> None:
    found = [fault(site, one, urlencode(ARGUMENTS[first_part(one)][0]), method) for one in SOME]
    assert [one for one in found if one] == []


BODIES = [
    (b"", ""),
    (b"\xff\xfe{", "application/json"),
    (b'{"terms": [1]}', "application/json"),
    (b"terms=%FF&list=%22", "application/x-www-form-urlencoded"),
    (b"terms=a&terms=b&by=%00", "application/x-www-form-urlencoded"),
    (b"--x\r\nnothing", "multipart/form-data; boundary=x"),
    (b"nothing", "multipart/form-data"),
    (b"", "multipart/form-data; boundary=" + "x" * 300),
    (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="\x00.csv"\r\n\r\n"\r\n--x--',
        "multipart/form-data; boundary=x",
    ),
]


@pytest.mark.parametrize(("body", "kind"), BODIES, ids=[f"body {n}" for n in range(len(BODIES))])
def test_nothing_that_is_posted_makes_batch_search_fail(site: Site, body: bytes, kind: str) -> None:
    assert fault(site, "/archive/-/batch", "", "POST", body, kind) is None


@pytest.mark.parametrize("name", QUERIES)
def test_no_argument_makes_a_canned_query_fail(site: Site, name: str) -> None:
    names = QUERIES[name].get("params", [])
    some = HOSTILE if ALL else HOSTILE[len(name) % 5 :: 5]
    wrong = [{one: value if one == other else "" for one in names} for value in some for other in names]
    wrong = [{}, dict.fromkeys(names, EVIL), *(wrong if ALL else wrong[::4])]
    suffixes = ("", ".json", ".csv")
    questions = [(f"/archive/{name}{suffix}", urlencode(one)) for one in wrong for suffix in suffixes]
    assert faults(site, iter(questions if ALL else questions[::2])) == []
