"""Headings as a whole: those without a headline get one, a headline that a line end has cut is one, and none begins
with a dash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from loader.corrections import RULE as CORRECTED
from loader.model import FURNITURE, HEADING_ROLES, Labelled
from loader.shapes import DASHES

RULE = "only-heading"  # what gives such headings their role
READS_ON = "reads-on"  # what makes two lines of headings one headline
SUBTITLED = "subtitle"  # what makes a line that begins with a dash a deck, and the line above it the headline
MOST = 200  # pairs of lines looked at on one page
ENDS = "—－-：:！？!?”」』》）) "  # behind these nothing is cut


def name_headlines(labels: Sequence[Labelled]) -> list[Labelled]:
    """The labels, with the first of headings that have no headline among them as theirs, and with both halves of a
    headline that was set in two lines. What a person gave stays."""
    named = list(labels)
    blocks = _heading_blocks(labels)
    for block in blocks:
        first = labels[block[0]]
        if first.rule != CORRECTED and all(labels[at].role != "headline" for at in block):
            named[block[0]] = first._replace(role="headline", rule=RULE)
    for at, below in _subtitles(named, blocks):
        named[at] = named[at]._replace(role="headline", rule=SUBTITLED)
        named[below] = named[below]._replace(role="deck", rule=SUBTITLED)
    if halves := list(_halves(named, blocks)):
        printed = "\n".join(label.block.text for label in labels)
        for at, trigrams in halves[:MOST]:
            if any(trigram in printed for trigram in trigrams):
                named[at] = named[at]._replace(role="headline", rule=READS_ON)
    return named


def _subtitles(labels: Sequence[Labelled], blocks: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Kickers right above the only headline, which begins with a dash: that is a subtitle (——记南山夜校), and the
    headline stands above it."""
    for block in blocks:
        heads = [at for at in block if labels[at].role == "headline"]
        for at, below in pairwise(block):
            given = CORRECTED in (labels[at].rule, labels[below].rule)
            if heads == [below] and labels[at].role == "kicker" and not given:
                if labels[below].block.text.startswith(DASHES) and not labels[at].block.text.endswith(DASHES):
                    yield at, below


def _halves(labels: Sequence[Labelled], blocks: Sequence[Sequence[int]]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Kickers right above a headline, which may be the half of it, with what would stand in a text that has the words
    where they meet: 尼赫鲁模 | 式 in a report on the 尼赫鲁模式. Decks are left: 工作 | 中共中央 reads on as 工作中."""
    for at, below in (pair for block in blocks for pair in pairwise(block)):
        words, rest = labels[at].block.text, labels[below].block.text
        if (labels[at].role, labels[below].role) != ("kicker", "headline") or labels[at].rule == CORRECTED:
            continue
        if len(words) > 2 and len(rest) > 2 and words[-1] not in ENDS and rest[0] not in ENDS:
            yield at, (words[-2:] + rest[:1], words[-1:] + rest[:2])


def _heading_blocks(labels: Sequence[Labelled]) -> list[list[int]]:
    """Indices of headings that stand together, furniture between them passed over, cut where an article begins."""
    blocks: list[list[int]] = []
    together = False
    for at, label in enumerate(labels):
        if label.role in HEADING_ROLES:
            if together and label.mark != "A":
                blocks[-1].append(at)
            else:
                blocks.append([at])
            together = True
        elif label.role not in FURNITURE:
            together = False
    return blocks
