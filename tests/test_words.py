"""Words: both engines cut alike, and leave nothing of the page out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader import words
from loader.dictionary import Entry
from loader.words import (
    content_words,
    is_content,
    is_lexical,
    is_numeral,
    load_jieba,
    load_rjieba,
    segment,
    segmenter,
    with_frequencies,
)

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


LOCAL = [
    "丁福浩",
    "商水县",
    "复工复产",
    "CT检查",
    "疫情防控",
    "防控",
    "的工作",
    "3号楼",
    "小S",
    "记者李凤霞",
    "习近平总书记",
]
DICTIONARY = with_frequencies(tuple(Entry(word, 900 if word == "防控" else None) for word in LOCAL))


def test_a_users_dictionary_keeps_local_names_whole():
    cut = segmenter(DICTIONARY)
    assert "/".join(segment("商水县复工复产")) == "商水县/复工/复产"
    assert "/".join(cut("商水县复工复产")) == "商水县/复工复产"
    assert "/".join(cut("做CT检查的工作人员丁福浩说")) == "做/CT检查/的/工作人员/丁福浩/说"


def test_the_engines_agree_on_the_seeds_with_a_users_dictionary():
    lines = [line for seed in sorted(SEEDS.glob("*.txt")) for line in seed.read_text(encoding="utf-8").split("\n")]
    found = [with_dictionary[1](line) for line in lines]
    assert [with_dictionary[0](line) for line in lines] == found
    assert [segment(line) for line in lines] != found


def test_a_frequency_nobody_states_is_jiebas_own_rule_whatever_stands_before_it():
    assert [(entry.word, entry.frequency) for entry in DICTIONARY[1:4]] == [
        ("商水县", 4),
        ("复工复产", 1),
        ("CT检查", 1),
    ]
    alone = with_frequencies((Entry("商水县"),))
    assert alone == (Entry("商水县", 4),)
    assert with_frequencies((Entry("防控", 7),)) == (Entry("防控", 7),)


with_dictionary = load_jieba(DICTIONARY), load_rjieba(DICTIONARY)
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


# Of 防情情情疫 two cuts are exactly as likely, and each engine's rounding chooses another: the same characters in the
# same states, in another order. Needs a character three times in one run of Han that is no word.
TIED = re.compile(r"([\u4e00-\u9fd5])[\u4e00-\u9fd5]*\1[\u4e00-\u9fd5]*\1")


@settings(max_examples=1_000, deadline=None)
@given(st.lists(st.sampled_from(TRICKY), max_size=12).map("".join).filter(lambda text: not TIED.search(text)))
def test_the_engines_agree_on_what_no_paper_prints(text):
    assert by_rjieba(text) == by_jieba(text)
    assert "".join(by_rjieba(text)) == text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=20))
def test_the_engines_agree_on_any_text(text):
    assert by_rjieba(text) == by_jieba(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*LOCAL, *TRICKY]), max_size=9).map("".join).filter(lambda text: not TIED.search(text)))
def test_the_engines_agree_with_a_users_dictionary_on_what_no_paper_prints(text):
    assert with_dictionary[0](text) == with_dictionary[1](text)


def test_content_words_leave_out_function_words_and_numbers():
    text = "我们要坚定信心，把疫情防控作为当前2020年最重要的工作，COVID-19"
    assert content_words(text) == ["坚定信心", "疫情", "防控", "当前", "重要", "工作", "COVID"]


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


@pytest.mark.parametrize(
    "word", ["疫情", "丁福浩", "COVID", "CT", "B超", "卡拉OK", "坚决", "三农", "一线", "两会", "四川", "百姓"]
)
def test_words_that_say_what_a_text_is_about(word):
    assert is_content(word)


@pytest.mark.parametrize(
    "word", ["我们", "因为", "可以", "之间", "the", "And", "三十", "第一", "万元", "两个", "余万名", "百分之"]
)
def test_words_that_lead_no_list(word):
    assert is_lexical(word)
    assert not is_content(word)


@pytest.mark.parametrize("word", ["", "的", "A", "2020", "3.14%", "，", "——", "  ", "①", "12日", "1,000"])
def test_signs_figures_and_single_characters_are_no_words_of_a_list(word):
    assert not is_lexical(word)


def test_every_numeral_that_is_kept_would_else_be_one():
    assert [word for word in words._numerals_kept() if not words._NUMERAL.fullmatch(word)] == []
    assert is_numeral("五十")
