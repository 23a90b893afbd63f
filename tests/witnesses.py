"""What the tests of a story's display and of its TEI share: printings made of passages."""

from __future__ import annotations

from hypothesis import strategies as st

from loader.collate import Passage, Witness

SENTENCES = st.sampled_from(
    ["大桥合龙。", "全长三千米，", "横跨霁江。", "预计年底通车。", "轮渡停航。", "工人们很高兴。"]
)
PARAGRAPHS = st.lists(st.lists(SENTENCES, min_size=1, max_size=4).map("".join), min_size=1, max_size=4)


def witness(id: str, *paragraphs: str | tuple[str, str]) -> Witness:
    return Witness(id, tuple(Passage("body", one) if isinstance(one, str) else Passage(*one) for one in paragraphs))
