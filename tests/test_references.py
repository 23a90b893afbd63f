"""How an article is cited: as text by the styles, as files for reference managers, and what was inferred is marked."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from conftest import Site

from loader.citation import gb_t_7714
from loader.references import STYLES, bibtex, csl_item, ris, set_text

PRINTED = {
    "id": "page-l003", "headline": "霁川大桥昨天合龙", "outlet": "霁川日报", "outlet_basis": "printed",
    "date": "2006-05-09", "date_basis": "printed", "page": "1",
}  # fmt: skip
ADDRESS = "https://example.org/archive/-/article/page-l003"


def test_a_printed_article_by_gb_t_7714_and_chicago() -> None:
    item = csl_item(PRINTED, ["林小满", "周叙"], ADDRESS)
    assert [set_text(item, style) for style in STYLES] == [
        f"林小满, 周叙. 霁川大桥昨天合龙[N/OL]. 霁川日报, 2006-05-09(1). {ADDRESS}.",
        f"林小满, and 周叙. “霁川大桥昨天合龙.” 霁川日报, May 9, 2006. {ADDRESS}.",
    ]


@pytest.mark.parametrize("authors", [[], ["林小满"], ["林小满", "周叙", "陶勇"], ["林小满", "周叙", "陶勇", "沈清"]])
@pytest.mark.parametrize("page", ["1", "A2", None])
def test_the_references_of_a_concordance_say_the_same(authors: list[str], page: str | None) -> None:
    article = {**PRINTED, "page": page}
    assert gb_t_7714(article, ADDRESS, authors) == set_text(csl_item(article, authors, ADDRESS), "gb-t-7714")


def test_what_was_inferred_is_marked_in_every_form() -> None:
    item = csl_item({**PRINTED, "outlet_basis": "inferred", "date_basis": "inferred"}, [], ADDRESS)
    forms = [
        *(set_text(item, style) for style in STYLES),
        bibtex(item),
        ris(item),
        json.dumps(item, ensure_ascii=False),
    ]
    assert ["报纸、日期系推定" in form for form in forms] == [True] * 5


def test_what_is_unknown_is_not_made_up() -> None:
    nothing = dict.fromkeys(("headline", "outlet", "outlet_basis", "date", "date_basis", "page"))
    item = csl_item({"id": "x", **nothing}, [], "https://example.org/x")
    assert set_text(item, "gb-t-7714") == "〔无题〕[N/OL]. https://example.org/x."
    assert "date" not in bibtex(item)
    assert "DA" not in ris(item)


def test_text_of_a_page_cannot_break_out_of_a_file() -> None:
    item = csl_item({**PRINTED, "headline": "}, note={x}\n%\\input{/etc/passwd} & 1_000"}, ["a}b"], ADDRESS)
    entry = bibtex(item)
    plain = re.sub(r"\\(textbackslash\{\}|.)", "", entry)
    assert plain.count("{") == plain.count("}")
    assert "\\input" not in entry
    risky = ris(csl_item({**PRINTED, "headline": "甲\nER  - \nTY  - BOOK"}, [], ADDRESS))
    assert risky.count("\nER  - ") == 1


def test_the_page_of_an_article_says_how_to_cite_it_and_offers_files(site: Site) -> None:
    ((id,),) = site.sql("archive", "SELECT id FROM articles WHERE headline LIKE '%周商爱心捐赠%'")
    page = site.get(f"/archive/-/article/{id}", lang="zh").text
    assert f"周商爱心捐赠逾四千万元[N/OL]. 周口日报, 2020-02-13. http://localhost/archive/-/article/{id}." in page
    files = {form: site.get(f"/archive/-/article/{id}/cite.{form}") for form in ("bib", "ris", "json")}
    assert [answer.status_code for answer in files.values()] == [200] * 3
    (item,) = json.loads(files["json"].text)
    assert (item["container-title"], item["issued"]) == ("周口日报", {"date-parts": [[2020, 2, 13]]})
    assert files["bib"].text.startswith("@article{")
    assert files["ris"].text.endswith("ER  - \r\n")


def test_an_article_that_is_not_there_has_no_reference(site: Any) -> None:
    assert site.get("/archive/-/article/none/cite.bib").status_code == 404
