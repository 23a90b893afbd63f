"""Words: both engines cut alike, and leave nothing of the page out."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader import words
from loader.words import content_words, load_jieba, load_rjieba, segment

pytest.importorskip("rjieba")
SEEDS = Path(__file__).parent.parent / "seeds"
by_jieba, by_rjieba = load_jieba(), load_rjieba()


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("新华社/北京/2/月/12/日电", "新华社北京2月12日电"),
        ("COVID/-/19/疫情", "COVID-19疫情"),
        ("第/3/-/4/版", "第3-4版"),
        ("tv/./cctv/./com", "tv.cctv.com"),
        ("增长/3.14%/,/1/,/000/万元", "增长3.14%,1,000万元"),
        ("C++/和/C#/、/AT&T/R/&/D", "C++和C#、AT&TR&D"),
        ("A/T恤/、/卡拉/OK123", "AT恤、卡拉OK123"),
        ("㐀/𠀀/疫情/龦/豈/国", "㐀𠀀疫情龦豈国"),
        ("２/０/年/①/％", "２０年①％"),
        ("国/\r\n/\n/ / /国", "国\r\n\n  国"),
        ("😀/é/国/\ud800", "😀é国\ud800"),
        ("", ""),
    ],
)
def test_a_line_is_cut_into_words(expected, text):
    expected = expected.split("/") if expected else []
    assert by_jieba(text) == expected
    assert by_rjieba(text) == expected
    assert segment(text) == expected


def test_the_engines_agree_on_every_paragraph_of_the_seeds():
    lines = [line for seed in sorted(SEEDS.glob("*.txt")) for line in seed.read_text(encoding="utf-8").split("\n")]
    assert len(lines) > 100
    assert [by_rjieba(line) for line in lines] == [by_jieba(line) for line in lines]


TRICKY = [
    "AT&T",
    "c#",
    "C++",
    "B超",
    "T恤",
    "卡拉OK",
    "IP地址",
    "γ射线",
    "小S",
    "阿Q",
    "4S店",
    "江南style",
    "1号店",
    "3.14",
]
TRICKY += ["\r\n", "\ud800", "¹", "é", "😀", "龦", "豈", "㐀", "𠀀", "〇", "々", " "]
TRICKY += list("ATCc&#+.%-_019 　，·Ａ５国防控疫情习近平杭研大厦的是一中")


@settings(max_examples=1_000, deadline=None)
@given(st.lists(st.sampled_from(TRICKY), max_size=12).map("".join))
def test_the_engines_agree_on_what_no_paper_prints(text):
    assert by_rjieba(text) == by_jieba(text)
    assert "".join(by_rjieba(text)) == text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=20))
def test_the_engines_agree_on_any_text(text):
    assert by_rjieba(text) == by_jieba(text)


def test_content_words_leave_out_function_words_and_numbers():
    text = "我们要坚定信心，把疫情防控作为当前2020年最重要的工作，COVID-19"
    assert content_words(text) == ["坚定信心", "疫情", "防控", "当前", "重要", "工作"]


def run(code):
    return subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)


def test_without_rjieba_the_words_are_the_same_and_nothing_is_left_in_the_temporary_folder(tmp_path):
    done = run(f"""
import sys, tempfile
tempfile.tempdir = {str(tmp_path)!r}
sys.modules["rjieba"] = None
from loader import words
print(words.ENGINE, "/".join(words.segment("第3-4版疫情防控")))
""")
    assert done.stdout.split() == ["jieba", "第/3/-/4/版/疫情/防控"]
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_the_engine_is_named_and_loaded_only_when_asked_for():
    assert words.ENGINE == "rjieba"
    done = run("import sys, loader.words; print('jieba' in sys.modules, 'rjieba' in sys.modules)")
    assert done.stdout.split() == ["False", "False"]
    with pytest.raises(AttributeError):
        words.NO_SUCH_NAME  # noqa: B018
