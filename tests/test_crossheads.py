"""Whether a line between two texts divides one article or heads another, where the model is in doubt."""

from __future__ import annotations

import numpy as np
import pytest

from loader.crossheads import settle
from loader.joins import FIRST_HAN, HAN, are_common, load_joins
from loader.model import Block
from loader.sequence import load_model

LINE = "老船长不肯上岸"
ABOVE = (
    "清河渡口的船工廖满仓撑了四十年船。廖满仓说，松澜大桥通车以后，渡口每天只剩下三五个人，多半是去对岸看坟的老人，"
    "还有两个舍不得走远路的孩子。镇里劝他上岸，把渡船交给水运站，他没有答应。"
)
SAME = (
    "去年冬天，廖满仓的船底漏了，他自己买来桐油和麻丝，一个人在沙滩上补了六天。水运站的人说，只要松澜大桥不封，渡口"
    "迟早要停；可廖满仓每天早上五点照样把船撑到对岸去，等那两个上学的孩子。"
)
OTHER = (
    "昨日，白榆市图书馆新馆开始试运行，馆里有六十万册书、八百个座位，儿童区还有一面会讲故事的墙。馆长表示，"
    "试运行期间每天接待读者三千人，读者可以在网上预约；旧馆改成报刊库，读者仍可以去那里查阅旧报。"
)
HEADLINE, CROSSHEAD = "headline/A", "crosshead/P"


def decided(tag: str, lead: float, below: str, opens: bool = False, above: str = ABOVE) -> str:
    """The tag of a line between two texts that the model gave `tag`, by `lead` over the other."""
    model = load_model()
    other = CROSSHEAD if tag == HEADLINE else HEADLINE
    blocks = [Block(at, 0, 0, text, ()) for at, text in enumerate(("渡口", above, LINE, below))]
    tags = [HEADLINE, "body/P", tag, "body/P"]
    scores = np.zeros((4, len(model.tags)), dtype=np.float32)
    scores[2, model.tags.index(tag)] = lead - model.lead(scores, tags, 2, [other])
    return settle(blocks, tags, scores, [False, False, False, opens], model)[2]


def test_texts_that_share_a_name_are_one_article():
    assert decided(HEADLINE, 0.5, SAME) == CROSSHEAD


def test_texts_that_share_nothing_are_two():
    assert decided(CROSSHEAD, 0.5, OTHER) == HEADLINE


@pytest.mark.parametrize(
    ("tag", "lead", "below", "opens"),
    [
        (HEADLINE, 0.5, OTHER, False),  # nothing in common
        (CROSSHEAD, 0.5, SAME, False),
        (HEADLINE, 7.5, SAME, False),  # the model is sure
        (CROSSHEAD, 1.0, OTHER, False),
        (HEADLINE, 0.5, SAME, True),  # a report begins below
        (CROSSHEAD, 0.5, OTHER[:40], False),  # too little to go by
    ],
)
def test_otherwise_the_model_decides(tag: str, lead: float, below: str, opens: bool):
    assert decided(tag, lead, below, opens) == tag


def test_what_the_whole_page_speaks_of_tells_nothing():
    page = decided(HEADLINE, 0.5, SAME)
    model = load_model()
    blocks = [Block(at, 0, 0, text, ()) for at, text in enumerate(("渡口", ABOVE, LINE, SAME, "又讯", SAME))]
    tags = [HEADLINE, "body/P", HEADLINE, "body/P", HEADLINE, "body/P"]
    scores = np.zeros((6, len(model.tags)), dtype=np.float32)
    scores[2, model.tags.index(HEADLINE)] = 0.5 - model.lead(scores, tags, 2, [CROSSHEAD])
    assert (page, settle(blocks, tags, scores, [False] * 6, model)[2]) == (CROSSHEAD, HEADLINE)


def test_common_pairs_are_told_from_all_others() -> None:
    common = load_joins().common
    pairs = np.concatenate([common, common - 1, common - HAN, load_joins().known, np.arange(0, HAN * HAN, 9973)])
    codes = (np.stack(np.divmod(pairs, HAN), axis=1).ravel() + FIRST_HAN).astype(np.uint16)
    assert are_common(codes)[::2].tolist() == np.isin(pairs, common).tolist()
    assert not are_common(codes % FIRST_HAN).any()
    assert are_common(codes[:1]).tolist() == []


@pytest.mark.parametrize(
    "tags", [["crosshead/P", "crosshead/P"], ["headline/A", "deck/P"], ["headline/A", "headline/P"]]
)
def test_two_lines_in_doubt_get_tags_that_the_model_knows(tags: list[str]):
    model = load_model()
    blocks = [Block(at, 0, 0, text, ()) for at, text in enumerate(("渡口", ABOVE, LINE, "又讯", OTHER))]
    scores = np.zeros((5, len(model.tags)), dtype=np.float32)
    found = settle(blocks, ["headline/A", "body/P", *tags, "body/P"], scores, [False] * 5, model)
    assert set(found) <= set(model.tags)


@pytest.mark.parametrize(("last", "tag"), [(HEADLINE, "body/A"), ("agency/P", "body/P")])
def test_another_article_begins_in_the_midst_where_a_heading_lacks_a_text(last: str, tag: str):
    model = load_model()
    lines = ("渡口", ABOVE, OTHER, "图书馆新馆试运行")
    blocks = [Block(at, 0, 0, text, ()) for at, text in enumerate(lines)]
    tags = [HEADLINE, "body/P", "body/P", last]
    scores = np.zeros((4, len(model.tags)), dtype=np.float32)
    scores[2, model.tags.index("body/P")] = 1.0 - model.lead(scores, tags, 2, ["body/A"])
    assert settle(blocks, tags, scores, [False] * 4, model)[2] == tag
