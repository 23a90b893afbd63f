"""References to many articles at once, in the order of the Chinese standard GB/T 7714-2015.

`references` sets a single one by its style sheet, which takes some milliseconds; a concordance has 100,000 lines. Where
nothing is unknown or inferred the two say the same (tests/test_references.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

INFERRED = "〔推定〕"
MOST_NAMES = 3  # GB/T 7714-2015, 8.1.2: of more authors the first three are named


def is_author(role: str | None) -> bool:
    """Whether somebody named in a byline with this role wrote the text: who took the pictures did not."""
    return role is None or not ("摄" in role or "图" in role)


def gb_t_7714(article: Mapping[str, Any], address: str, authors: Sequence[str] = ()) -> str:
    """`责任者. 篇名[N/OL]. 报名, 日期(版次). 地址`; what is not known is said to be so, what was inferred is marked.

    `article` has `headline`, `outlet`, `outlet_basis`, `date`, `date_basis` and `page`.
    """
    names = ", ".join(authors[:MOST_NAMES]) + (", 等" if len(authors) > MOST_NAMES else "")
    outlet = article["outlet"] or "〔报纸未详〕"
    if article["outlet"] and article["outlet_basis"] == "inferred":
        outlet += INFERRED
    date = article["date"] or "〔日期未详〕"
    if article["date"] and article["date_basis"] == "inferred":
        date += INFERRED
    page = f"({article['page']})" if article["page"] else ""
    headline = article["headline"] or "〔无题〕"
    parts = [names, f"{headline}[N/OL]", f"{outlet}, {date}{page}", address]
    return ". ".join(part for part in parts if part) + "."
