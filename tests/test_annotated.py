"""Annotated articles without their texts: described by where they stand, and made anew from a repository."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bench.annotated import Mirrors, describe, is_scored, main, printed, restore
from bench.make_pages import read_articles

PAGE = """<html><head><title>x</title><style>p { color: red }</style></head>
<h1>大桥月底&ldquo;通车&rdquo;</h1><!-- 广告 --><p>　　本报讯（记者
林小满）望津大桥,月底通车。</p>
<p>市民说：&quot;等了三年。&quot;</p><script>var a = "市民说";</script></html>"""
ARTICLES = """[[article]]
id = "bridge"
slug = "jbrb"
outlet = "江北日报"
date = "2020-06-08"
source = "some/papers pages/1.html"
byline = "记者 林小满"
parts = [
  ["headline", "大桥月底“通车”"],
  ["body", "本报讯（记者 林小满）望津大桥，月底通车。"],
  ["body", "市民说：“等了三年。”"],
]
"""


@pytest.fixture
def mirrors(tmp_path: Path) -> Mirrors:
    work = tmp_path / "some+papers/repo"
    commit(work, PAGE.encode("gb18030"))
    return Mirrors(tmp_path)


def commit(work: Path, data: bytes) -> None:
    file = work / "pages/1.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "a page"]):
        subprocess.run(["git", "-C", str(work), *arguments], check=True)


def articles(tmp_path: Path) -> Path:
    file = tmp_path / "articles.toml"
    file.write_text(ARTICLES, "utf-8")
    return file


def test_an_article_comes_back_as_its_file_prints_it(tmp_path: Path, mirrors: Mirrors):
    out, again = tmp_path / "annotations.jsonl", tmp_path / "again.toml"
    assert main(["--describe", str(articles(tmp_path)), "--mirrors", str(tmp_path), "--out", str(out)]) == 0
    kept = out.read_text("utf-8")
    assert "望津" not in kept
    assert "通车" not in kept
    assert main([str(out), "--mirrors", str(tmp_path), "--out", str(again)]) == 0
    (article,) = read_articles([again])
    assert article["parts"] == [
        ["headline", "大桥月底“通车”"],
        ["body", "本报讯（记者 林小满）望津大桥,月底通车。"],  # the mark of the file, not of who annotated
        ["body", '市民说："等了三年。"'],
    ]
    assert (article["byline"], article["date"], article["outlet"]) == ("记者 林小满", "2020-06-08", "江北日报")


def test_another_text_is_reported_and_never_taken(tmp_path: Path, mirrors: Mirrors, capsys: pytest.CaptureFixture[str]):
    out, again = tmp_path / "annotations.jsonl", tmp_path / "again.toml"
    main(["--describe", str(articles(tmp_path)), "--mirrors", str(tmp_path), "--out", str(out)])
    described = json.loads(out.read_text("utf-8"))
    commit(tmp_path / "some+papers/repo", PAGE.replace("三年", "两年").encode("gb18030"))
    assert restore(described, mirrors)["parts"]  # the commit is what it was
    head = mirrors.git("some/papers", "rev-parse", "HEAD").decode().strip()
    with pytest.raises(ValueError, match="reads otherwise than it did"):
        restore({**described, "commit": head}, mirrors)
    out.write_text(json.dumps({**described, "repository": "some/others"}) + "\n", "utf-8")
    assert main([str(out), "--mirrors", str(tmp_path), "--out", str(again)]) == 1
    assert "bridge: no mirror of some/others" in capsys.readouterr().err
    assert again.read_text("utf-8") == ""


def test_a_part_that_is_not_there_is_not_described(tmp_path: Path, mirrors: Mirrors):
    (article,) = read_articles([articles(tmp_path)])
    article["parts"][1][1] = "本报讯 大桥明天通车。"
    with pytest.raises(ValueError, match="not in some/papers pages/1.html: 本报讯 大桥明天"):
        describe(article, mirrors)


def test_outlets_are_looked_at_or_only_scored(tmp_path: Path, mirrors: Mirrors):
    out, again = tmp_path / "annotations.jsonl", tmp_path / "again.toml"
    main(["--describe", str(articles(tmp_path)), "--mirrors", str(tmp_path), "--out", str(out)])
    part = "scored" if is_scored("jbrb") else "open"
    for asked, begin, many in ((part, "", 1), (part, "b", 1), (part, "x", 0), ("openscored".replace(part, ""), "", 0)):
        arguments = [str(out), "--mirrors", str(tmp_path), "--out", str(again), "--part", asked, "--begin", begin]
        assert main(arguments) == 0
        assert again.read_text("utf-8").count("[[article]]") == many


def test_escapes_and_tags_are_not_printed():
    assert printed(rb'{"a": "<b>\u5927\u6865<\/b>\n&amp;"}').letters == "a大桥"
