"""Where a line stands in a run of short lines."""

from __future__ import annotations

from loader.model import Block
from loader.outlines import Outline, outline
from loader.runs import run_features, runs, setting_features, settings, short_lines

PROSE = "昨晚，松澜老码头第一次亮起了灯，三百把竹椅坐满了人，后来的人站在台阶上。"


def outlines(names: list[tuple[str, ...]]) -> list[Outline]:
    """Of lines whose features are a class of width, a class of end, and others."""
    return [outline((wide, end, "start=han", *others)) for wide, end, *others in names]


def found(*lines: tuple[str, str, str]) -> list[list[str]]:
    """Features of lines given as text, class of width and class of end."""
    blocks = [Block(at, 0, 0, text, ()) for at, (text, _, _) in enumerate(lines)]
    return [run_features(run) for run in runs(blocks, outlines([(wide, end) for _, wide, end in lines]))]


def test_two_headings_are_told_by_place_and_width():
    kicker, headline, body = found(("渡口夜话", "w1", "end=han"), ("老码头改成露天书场", "w4", "end=han"),
                                   (PROSE, "w13", "end=stop"))  # fmt: skip
    assert {"run2", "run2@0-1", "run2@0n", "run2t"} <= set(kicker)
    assert {"run2", "run2@1-0", "run2@1w"} <= set(headline)
    assert body == ["run0"]


def test_verse_is_a_long_run():
    lines = [(text, "w2", "end=han") for text in ("船家把灯挂起", "像把一颗星", "还给了河", "等对岸的狗", "叫完名字")]
    for features in found((PROSE, "w13", "end=stop"), *lines, (PROSE, "w13", "end=stop"))[1:-1]:
        assert {"run5", "run5ends0"} <= set(features)


def test_a_line_that_stands_twice_says_so():
    features = found(("· 老码头改成书场", "w4", "end=han"), ("上一版 下一版", "w3", "end=han"),
                     ("老码头改成书场", "w4", "end=han"), (PROSE, "w13", "end=stop"))  # fmt: skip
    assert "again-below" in features[0]
    assert "again-above" in features[2]
    assert not any("again" in name for name in features[1])


def test_short_lines_of_a_wrapped_page_are_those_that_do_not_fill_it():
    blocks = [Block(at, 0, 0, "松澜老码头第一次亮", ()) for at in range(2)]
    full, part = runs(blocks, outlines([("w4", "end=han", "fill3"), ("w4", "end=han", "fill0")]))
    assert run_features(full) == ["run0"]
    assert "run1" in run_features(part)


def test_a_crosshead_stands_among_its_peers_and_a_headline_does_not():
    lines = [("一盏灯", "w2", "end=han"), (PROSE, "w13", "end=stop")] * 2 + [
        ("松澜老码头今晚改成露天书场", "w7", "end=han"), (PROSE, "w13", "end=stop")
    ]  # fmt: skip
    blocks = [Block(at, 0, 0, text, ()) for at, (text, _, _) in enumerate(lines)]
    told = [setting_features(one) for one in settings(blocks, outlines([(wide, end) for _, wide, end in lines]))]
    assert {"prose-up0", "prose-down1", "peers9|0|1"} <= set(told[0])
    assert {"prose-up1", "peers0|-3|1"} <= set(told[2])
    assert "peers3|9|1" in told[4]
    assert told[1] == told[3] == ()


def test_many_numbered_lines_are_a_list():
    names = outlines([("w3", "end=han", "list")] * 5)
    blocks = [Block(at, 0, 0, f"{at}.老码头", ()) for at in range(5)]
    assert short_lines(names) == [True] * 5
    assert all("run-listed4" in setting_features(one) for one in settings(blocks, names))


def test_lines_are_ranked_by_width_among_those_between_texts():
    lines = [(PROSE, "w13", "end=stop")]
    for text, wide in (("一盏灯", "w2"), ("一条船", "w2"), ("松澜老码头今晚改成露天书场", "w7")):
        lines += [(text, wide, "end=han"), (PROSE, "w13", "end=stop")]
    blocks = [Block(at, 0, 0, text, ()) for at, (text, _, _) in enumerate(lines)]
    told = [setting_features(one) for one in settings(blocks, outlines([(wide, end) for _, wide, end in lines]))]
    assert "among0-1" in told[1]
    assert "among0-1" in told[3]
    assert "among2-0" in told[5]


def test_lines_that_begin_alike_are_a_series():
    lines = ["老码头火警｜书场改期", PROSE, "老码头火警｜船工获救", PROSE, "渡口今晚开唱", PROSE]
    blocks = [Block(at, 0, 0, text, ()) for at, text in enumerate(lines)]
    names = outlines([("w4", "end=han"), ("w13", "end=stop")] * 3)
    told = [setting_features(one) for one in settings(blocks, names)]
    assert "series1|" in told[0]
    assert "series1|" in told[2]
    assert not any(name.startswith("series") for name in told[4])
