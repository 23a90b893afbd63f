"""Lines that only say who wrote, where they stand alone: whose text they end.

A signature at the foot of a column is typed below the next article, or the model takes a byline below a text for the
beginning of another. Such a line ends the text above that names who signs (the village of its mayor), else the nearest
that nobody has signed yet, and where all are signed the one right above.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from loader.affinity import pairs
from loader.conventions import Conventions
from loader.identify import HEAD_LENGTH, TAIL_LENGTH
from loader.model import REPORT_HEAD, Labelled
from loader.segments import Link, Segment, far_link, has_text, text_of

SIGNING = frozenset({"signature", "byline"})
CLOSING = SIGNING | {"end-mark"}
NEAR = 3  # texts above among which one is looked for
NAMED = 0.4  # the least share of the words of those who sign in a text that names them
SIGNED, NEAREST = 0.8, 0.5  # confidence that a signature is of the one letter of a page; of another text
HEADS = 3  # paragraphs in which a byline can stand at the head
READ = 4000  # characters of a text in which those who sign are looked for


def link_signers(labels: Sequence[Labelled], segments: Sequence[Segment], conventions: Conventions) -> list[Link]:
    """Give lines that only say who wrote to the texts that they end."""
    strays = {id(part) for part in segments if _only_signs(labels, part)}
    if not strays:
        return []
    page = _Signed(labels, conventions)
    letters = [part for part in segments if page.is_letter(part) and not page.is_signed(part)]
    links: list[Link] = []
    above: deque[Segment] = deque(maxlen=NEAR)  # the last texts, from below
    for part in segments:
        if id(part) not in strays:
            if has_text(labels, part):
                above.appendleft(part)
            continue
        is_signature = all(labels[index].role == "signature" for index in part.parts)
        by_letter = is_signature and len(letters) == 1
        target = letters[0] if by_letter else page.signed_by(part, above, is_signature)
        if target is None:
            continue
        if not above or target is not above[0]:
            confidence = SIGNED if by_letter else NEAREST
            links.append((target, far_link(labels, "signature", part.parts, confidence)))
        target.parts.extend(part.parts)
        page.signed[id(target)] = True
        part.parts = []
    return links


def _only_signs(labels: Sequence[Labelled], part: Segment) -> bool:
    """Whether nothing stands in a segment but who wrote."""
    return bool(part.parts) and not part.headings and {labels[index].role for index in part.parts} <= CLOSING


class _Signed:
    """Who signs which text of a page."""

    def __init__(self, labels: Sequence[Labelled], conventions: Conventions) -> None:
        self.labels = labels
        self.conventions = conventions
        self.signed: dict[int, bool] = {}  # by segment, as far as it was asked
        self._words: dict[int, set[str]] = {}

    def signed_by(self, stray: Segment, above: Sequence[Segment], is_signature: bool) -> Segment | None:
        """Whose text some lines end, of those above from below; None where there is none. A byline names nobody that
        its text tells of."""
        names = pairs(text_of(self.labels, stray.parts)) if is_signature else set()
        held = [len(names & self._told(part)) for part in above] if names else []
        if names and max(held, default=0) >= NAMED * len(names):
            return above[held.index(max(held))]
        unsigned = (part for part in above if not self.is_signed(part))
        return next(unsigned, above[0] if above else None)

    def is_letter(self, part: Segment) -> bool:
        """Whether headings name a letter, below which stands no report."""
        named = any(self.conventions.letters.search(self.labels[index].block.text) for index in part.headings)
        roles = {self.labels[index].role for index in part.parts}
        return named and "body" in roles and all(self.labels[index].rule != REPORT_HEAD for index in part.parts)

    def _told(self, part: Segment) -> set[str]:
        """What a text tells of, headings too, before anything was given to it."""
        if id(part) not in self._words:
            self._words[id(part)] = pairs(text_of(self.labels, [*part.headings, *part.parts[:READ]])[:READ])
        return self._words[id(part)]

    def is_signed(self, part: Segment) -> bool:
        """Whether a line of its own, the head of a text or its end says who wrote it."""
        if id(part) not in self.signed:
            self.signed[id(part)] = self._says_who(part)
        return self.signed[id(part)]

    def _says_who(self, part: Segment) -> bool:
        if any(self.labels[index].role in SIGNING for index in part.parts):
            return True
        bodies = [self.labels[index].block.text for index in part.parts if self.labels[index].role == "body"]
        found = [self.conventions.first("head", text[:HEAD_LENGTH]) for text in bodies[:HEADS]]
        found += [self.conventions.first("tail", text[-TAIL_LENGTH:]) for text in bodies[-1:]]
        return any(
            value and name.partition("_")[0] == "byline"
            for one in found
            if one
            for name, value in one[1].groupdict().items()
        )
