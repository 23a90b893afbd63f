"""Whether what two articles share is a list: of guests, of members of a committee, of those whom somebody has greeted.

The same names in the same order are told whenever those come together, and make no printing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from loader.apart import NEARLY_ALL
from loader.shared import Span, Stretch, Wording, two_papers

# So many names and more, with their offices, that stand between marks of a list.
_LIST = re.compile("(?:[^、，。；：！？]{1,16}、){5,}[^、，。；：！？]{1,16}")
# Of the pairs read that are in a story or would be, lists make 0.55 of the passages and more in forms. (Of one text
# printed again they make 0.6 too, but that shares nearly all: NEARLY_ALL.)
MOSTLY = 0.5


def is_list(one: Wording, other: Wording, stretches: Sequence[Stretch], share: float) -> bool:
    """Whether at least half of what two articles, not known to stand in two papers, share is a list, and it is not
    nearly all of the shorter."""
    if share >= NEARLY_ALL or two_papers(one, other):
        return False
    mine = [span for at in stretches for span in one.spans(at.start, at.end)]
    its = [span for at in stretches for span in other.spans(at.other_start, at.other_end)]
    return _listed(one, mine) >= MOSTLY and _listed(other, its) >= MOSTLY


def _listed(wording: Wording, spans: Sequence[Span]) -> float:
    """The share of letters, digits and Han characters of these spans that stand in lists."""
    texts = [wording.article.paragraphs[span.paragraph].text[span.start : span.end] for span in spans]
    listed = sum(_size(found[0]) for text in texts for found in _LIST.finditer(text))
    return listed / max(sum(map(_size, texts)), 1)


def _size(text: str) -> int:
    return sum(map(str.isalnum, text))
