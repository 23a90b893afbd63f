"""The page of batch search: lists typed or uploaded, counted as table, CSV and JSON, by GET and by POST."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from conftest import Site
from test_plugin import HOSTILE

from loader import batch_page


def post(site: Site, data: dict[str, str], file: tuple[str, bytes] | None = None, path: str = "batch") -> Any:
    """The form as a browser sends it, with the token of the page where Datasette wants one."""

    async def send() -> Any:
        client = site.datasette.client
        page = await client.get("/archive/-/batch")
        token = page.cookies.get("ds_csrftoken", "")
        headers = {"cookie": f"ds_csrftoken={token}"} if token else {}
        fields = {**data, "csrftoken": token}
        files = {"file": (*file, "text/csv")} if file else {"file": ("", b"", "application/octet-stream")}
        return await client.post(f"/archive/-/{path}", data=fields, files=files, headers=headers)

    return site.loop.run_until_complete(send())


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_short_list_can_be_linked(site: Site) -> None:
    page = site.get("/archive/-/batch", terms="疫情防控\n死亡率\n米格", lang="zh").text
    assert '<td class="number">154</td>' in page
    assert '<td class="number zero">0</td>' in page
    assert f"/archive/-/concordance?q={quote('死亡率')}" in page
    assert "周口日报</th>" in page


def test_a_short_list_that_was_posted_leads_to_its_address(site: Site) -> None:
    answer = post(site, {"terms": "疫情防控\r\n死亡率", "by": "outlet,month"})
    assert answer.status_code == 303
    assert (
        answer.headers["location"]
        == f"/archive/-/batch?terms={quote('疫情防控')}%0A{quote('死亡率')}&by=outlet%2Cmonth"
    )


def test_a_long_list_is_answered_where_it_was_posted(site: Site) -> None:
    answer = post(site, {"terms": "\n".join(f"疫情防控{n}" for n in range(199)) + "\n死亡率"})
    assert answer.status_code == 200
    assert answer.text.count('<th scope="row"') == 200
    assert 'name="list"' in answer.text


def test_a_file_brings_its_other_columns_along(site: Site) -> None:
    file = ("terms.csv", "组,检索词\n甲,疫情防控\n乙,=1+1\n".encode("gb18030"))
    page = post(site, {"by": "total"}, file)
    assert page.status_code == 200
    assert "组</th>" in page.text
    answer = post(site, {"by": "total", "format": "csv"}, file)
    assert answer.text == "\ufeffterm,组,articles,paragraphs,hits\r\n疫情防控,甲,17,75,154\r\n'=1+1,乙,0,0,0\r\n"
    again = post(site, {"by": "total", "format": "csv", "list": "term,组\n疫情防控,甲\n"})
    assert again.text == "\ufeffterm,组,articles,paragraphs,hits\r\n疫情防控,甲,17,75,154\r\n"


def test_the_csv_is_long_and_says_noughts(site: Site) -> None:
    rows = table(site.get("/archive/-/batch.csv", terms="死亡率", by="outlet").text)
    assert [(row["outlet"], row["hits"]) for row in rows] == [
        ("周口日报", "2"),
        ("宁波日报", "1"),
        ("辽宁日报", "0"),
        ("", "0"),
    ]
    found = site.get("/archive/-/batch.json", terms="死亡率\n-x", by="total").json()
    assert found["rows"] == [{"term": "死亡率", "articles": 3, "paragraphs": 3, "hits": 3}]
    assert [one["term"] for one in found["not_counted"]] == ["-x"]


def test_a_term_that_cannot_be_read_is_named_and_the_rest_are_counted(site: Site) -> None:
    page = site.get("/archive/-/batch", terms="死亡率\n-疫情", lang="zh").text
    assert "只说了不要什么" in page
    assert page.count('<td class="number">3</td>') == 3


def test_what_is_beyond_the_bound_or_the_time_is_said(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    page = post(site, {"terms": "\n".join(f"疫{n}" for n in range(250)), "lang": "zh"}).text
    assert "50" in page
    assert page.count('<th scope="row"') == 200
    monkeypatch.setattr(batch_page, "SECONDS", 0)
    late = site.get("/archive/-/batch", terms="死亡率\n疫情防控", lang="zh").text
    assert "限时之内有 2 个没有数到" in late


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(site: Site) -> None:
    answer = post(site, {}, ("terms.csv", b"\xff\xff\xff"))
    assert (answer.status_code, "GB18030" in answer.text) == (400, True)
    answer = post(site, {}, ("terms.csv", '词\n"疫情'.encode()))
    assert (answer.status_code, "not CSV" in answer.text) == (400, True)
    answer = post(site, {}, ("terms.txt", b"x" * 2_100_000))
    assert (answer.status_code, "2 MB" in answer.text) == (400, True)


@pytest.mark.parametrize("files", [None, {"file": ("terms.csv", "词\n疫情".encode(), "text/csv")}])
def test_a_post_from_another_site_is_refused(site: Site, files: Any) -> None:
    headers = {"cookie": "ds_csrftoken=x", "origin": "https://elsewhere.org", "sec-fetch-site": "cross-site"}

    async def send() -> Any:
        return await site.datasette.client.post(
            "/archive/-/batch", data={"terms": "疫情"}, files=files, headers=headers
        )

    assert site.loop.run_until_complete(send()).status_code == 403


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_words_make_an_error_page(site: Site, typed: str) -> None:
    for address in ("batch", "batch.csv", "batch.json"):
        query = f"terms={quote(typed)}&by={quote(typed[:50])}&measure=%00&outlet={quote(typed[:50])}"
        assert site.status(f"/archive/-/{address}", query) == 200


def test_an_empty_form_explains_itself(site: Site) -> None:
    assert "每行写一个检索词" in site.get("/archive/-/batch", lang="zh").text
    assert post(site, {"terms": "\n \n"}).status_code == 303


def test_a_term_of_a_list_cannot_become_markup(site: Site, copy_of: Callable[..., Path]) -> None:
    page = site.get("/archive/-/batch", terms="<script>alert(1)</script>").text
    assert "<script>alert" not in page
