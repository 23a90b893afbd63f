"""The apparatus of a story as TEI: one text in which a place where printings differ holds all of their readings.

Parallel segmentation, chapter 13.2.3 of the “P5: Guidelines for Electronic Text Encoding and Interchange” of the Text
Encoding Initiative: `app` with a `rdg` for each different reading, none of them a lemma. Every witness's text comes
back by taking from each `app` the `rdg` with its siglum.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from loader.apparatus import Place
from loader.parallel import blocks
from loader.variants import ATTRIBUTIONS

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
# What XML 1.0 has no way to write, not even escaped; a transcript may hold it.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_PROSE = ATTRIBUTIONS | {"body"}


class Printing(NamedTuple):
    """A witness as the header describes it. `id` is its article's; unknown values are None; `date` is ISO.

    `inferred`: whether outlet or date was inferred and not printed or stated.
    """

    id: str
    siglum: str
    outlet: str | None
    date: str | None
    headline: str | None
    attribution: str | None = None
    inferred: bool = False


def tei(title: str, address: str, printings: Sequence[Printing], places: Sequence[Place]) -> bytes:
    """A TEI P5 document in UTF-8. `places` are those of `collate` for just these printings, by article id.

    `address` is where the story can be read. A paragraph that begins in some witnesses only is a `milestone`.
    """
    register_namespace("", TEI)
    root = Element(f"{{{TEI}}}TEI")
    sigla = {printing.id: printing.siglum for printing in printings}
    _header(root, title, address, printings)
    text = SubElement(root, f"{{{TEI}}}text", {f"{{{XML}}}lang": "zh"})
    div = SubElement(SubElement(text, f"{{{TEI}}}body"), f"{{{TEI}}}div", {"type": "story"})
    _headlines(div, printings)
    _Body(div, sigla).write(places)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _header(root: Element, title: str, address: str, printings: Sequence[Printing]) -> None:
    header = SubElement(root, f"{{{TEI}}}teiHeader")
    described = SubElement(header, f"{{{TEI}}}fileDesc")
    _text(SubElement(described, f"{{{TEI}}}titleStmt"), "title", title)
    published = SubElement(described, f"{{{TEI}}}publicationStmt")
    _text(published, "p", f"Collated by baolan from newspaper-page transcripts. {address}".strip())
    witnesses = SubElement(SubElement(described, f"{{{TEI}}}sourceDesc"), f"{{{TEI}}}listWit")
    for printing in printings:
        witness = SubElement(witnesses, f"{{{TEI}}}witness", {f"{{{XML}}}id": printing.siglum})
        one = SubElement(witness, f"{{{TEI}}}bibl", {"cert": "medium"} if printing.inferred else {})
        if printing.headline:
            _text(one, "title", printing.headline, level="a")
        if printing.outlet:
            _text(one, "title", printing.outlet, level="j")
        if printing.date:
            _text(one, "date", printing.date, when=printing.date)
        if printing.attribution:
            _text(one, "note", printing.attribution, type="attribution")
        _text(one, "idno", printing.id, type="article")
    encoding = SubElement(header, f"{{{TEI}}}encodingDesc")
    SubElement(encoding, f"{{{TEI}}}variantEncoding", {"method": "parallel-segmentation", "location": "internal"})
    indent(header)


def _headlines(div: Element, printings: Sequence[Printing]) -> None:
    """The headlines as one place: papers write their own."""
    if not any(printing.headline for printing in printings):
        return
    readings = [(printing.headline or "", printing.siglum) for printing in printings]
    _app(SubElement(div, f"{{{TEI}}}head"), "headline", "", _grouped(readings))


class _Body:
    """Blocks as paragraphs; what only some witnesses begin is a `milestone`."""

    def __init__(self, div: Element, sigla: Mapping[str, str]) -> None:
        self.div = div
        self.sigla = sigla

    def write(self, places: Sequence[Place]) -> None:
        for block in blocks(places):
            role = block[0].place.role
            prose = role in _IN_PROSE
            parent = SubElement(self.div, f"{{{TEI}}}{'p' if prose else 'ab'}", {} if prose else {"type": role})
            for place, _, begins in block:
                inside = place.role in _IN_PROSE or place.role == role
                holder = parent if inside else SubElement(parent, f"{{{TEI}}}seg", {"type": place.role})
                self._place(holder, place, begins)

    def _place(self, parent: Element, place: Place, begins: Mapping[str, tuple[int, ...]]) -> None:
        if not place.kind:
            text = next((reading.text for reading in place.readings if reading.spans), "")
            self._prose(parent, text, begins)
            return
        groups: dict[tuple[str, tuple[int, ...]], list[str]] = {}
        for reading in place.readings:
            key = reading.text, begins.get(reading.witness, ())
            groups.setdefault(key, []).append(reading.witness)
        app = SubElement(parent, f"{{{TEI}}}app", {"type": place.kind.replace(" ", "-")})
        for (text, offsets), witnesses in groups.items():
            rdg = SubElement(app, f"{{{TEI}}}rdg", {"wit": self._pointers(witnesses)})
            self._prose(rdg, text, dict.fromkeys(witnesses, offsets))
        if place.reason:
            _text(app, "note", place.reason)

    def _prose(self, parent: Element, text: str, begins: Mapping[str, tuple[int, ...]]) -> None:
        at: dict[int, list[str]] = {}
        for witness, offsets in begins.items():
            for offset in offsets:
                at.setdefault(offset, []).append(witness)
        done = 0
        for offset in sorted(at):
            _append(parent, text[done:offset])
            SubElement(parent, f"{{{TEI}}}milestone", {"unit": "paragraph", "edRef": self._pointers(at[offset])})
            done = offset
        _append(parent, text[done:])

    def _pointers(self, witnesses: Iterable[str]) -> str:
        return " ".join(f"#{self.sigla[witness]}" for witness in witnesses)


def _grouped(readings: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for text, siglum in readings:
        groups.setdefault(text, []).append(siglum)
    return groups


def _app(parent: Element, kind: str, reason: str, groups: Mapping[str, Sequence[str]]) -> None:
    app = SubElement(parent, f"{{{TEI}}}app", {"type": kind})
    for text, sigla in groups.items():
        _text(app, "rdg", text, wit=" ".join(f"#{siglum}" for siglum in sigla))
    if reason:
        _text(app, "note", reason)


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, f"{{{TEI}}}{name}", attributes).text = writable(text)


def _append(parent: Element, text: str) -> None:
    """Text behind what the element holds already."""
    if not text:
        return
    children = list(parent)
    if children:
        children[-1].tail = (children[-1].tail or "") + writable(text)
    else:
        parent.text = (parent.text or "") + writable(text)


def writable(text: str) -> str:
    """A text without what XML 1.0 cannot write: control characters become U+FFFD."""
    return _UNWRITABLE.sub("\ufffd", text)
