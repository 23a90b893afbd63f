"""Folding and tokens: two printings of the same words are one string, and SQLite reads it as we do."""

import re
import sqlite3
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import loader.units
from loader import characters
from loader.characters import printed_as
from loader.normalize import fold, fold_all, fold_with_map, stands_free
from loader.units import COMMON, END, pairs, tokens, units

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HAN = "国疫情防控意识的年月日乾干後后發髮发臺台薴〇々𠀀豈㐀著衞靑"
OTHER = "aZé19２Ａß“”\"'‘「」，,。—-…·～*() \t\u3000\u200b\xad\ufe0f\u0301\u3099ｶﾞかハ가한ᄒ\u1161\u11ab"
OTHER += "㈱½ﬁ㋀¨㎡①³™Ⅳ⻓😀👨\u200d👩¼\x00\ud800\ue000"
mixed = st.text(st.one_of(st.sampled_from(HAN), st.sampled_from(OTHER), st.characters()), max_size=40)


@pytest.mark.parametrize(
    ("folded", "printed"),
    [
        ("2020年2月12日", "２０２０年 2 月 12 日"),
        ("新华社北京2月12日电", "新华社北京２月１２日电"),
        ('"四个意识"', "“四个意识”"),
        ('"四个意识"', "「四個意識」"),
        ("一九四〇年", "一九四○年"),
        ("台湾发展,后来干杯", "臺灣發展，後來乾杯"),
        ("苎麻", "薴麻"),
        ("covid-19疫情", "COVID－19 疫情"),
        ("world health organization(世卫组织)", "World  Health\tOrganization （世卫组织）"),
        ("(株)1/2厘米fi1月", "㈱½厘米ﬁ㋀"),
        ("习近平--人民", "习近平——人民"),
        ("马克·吐温......", "马克•吐温……"),
        ("疫情防控", "疫\u200b情\xad防\ufe0f控\x00"),
        ("café noir", "cafe\u0301 noir"),
        ("é国", "e \u0301 国"),
        ("ガバ", "ｶﾞバ"),
        ("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8"),
        ("strasse", "STRAẞE"),
        ("100km", "100 ㎞"),
        ("100m2", "１００㎡"),
        ("100m2", "100 m²"),
        ("10 3", "10³"),
        ("3 1/2小时", "3½ 小時"),
        ("1 2 3", "①②③"),
        ("co2排放", "CO₂排放"),
        ("intel tm芯片", "Intel™芯片"),
        ("第iv期", "第Ⅳ期"),
        ("first", "ﬁrst"),
        ("随着卫生事业", "隨著衞生事業"),
        ("好象了解答复", "好像瞭解答覆"),
        ("钱钟书", "錢鍾書"),
        ("钱钟书", "钱锺书"),
        ("人民见长风", "人⺠⻅⻓⻛"),
        ("青年群众村庄冰炮", "靑秊羣衆邨莊氷礮"),
        ("it's", "it’s"),
        ("¨国", "¨ 国"),
        ("", " \u3000\n\u200b"),
        ("\ufffd国", "\ud800国"),
    ],
)
def test_two_printings_fold_to_one(folded, printed):
    assert fold(printed) == folded


def test_a_character_folds_alike_in_every_word():
    # OpenCC itself keeps 乾 in 乾坤: a search for the one character would find it here and miss it there.
    assert (fold("乾坤"), fold("乾淨"), fold("乾")) == ("干坤", "干净", "干")


def test_word_lists_keep_the_characters_of_the_dictionary():
    # Only search takes 著 for 着: cut into words, 着名 would be none.
    assert (characters.even("著名"), characters.even("好像"), fold("著名")) == ("著名", "好像", "着名")


def test_every_variant_is_one_character_with_one_standard():
    groups = tomllib.loads(characters.CHARACTERS.read_text(encoding="utf-8"))
    standards = {}
    for group in " ".join(groups.values()).split():
        assert len({fold(one) for one in group}) == 1, group
        assert len(fold(group)) == len(group) > 1, group
        for variant in group[1:]:
            assert standards.setdefault(variant, group[0]) == group[0], variant


def test_the_map_points_at_what_was_printed():
    printed = "㈱Ｃafe\u0301 👨\ufe0f ２ 月"
    folded = fold_with_map(printed)
    places = [(c, printed[a:b]) for c, a, b in zip(*folded, strict=True)]
    assert places == [
        *[(c, "㈱") for c in "(株)"],
        ("c", "Ｃ"), ("a", "a"), ("f", "f"), ("é", "e\u0301"), ("👨", "👨\ufe0f"), ("2", "２"), ("月", "月"),
    ]  # fmt: skip


def test_every_character_folds_once_and_for_all():
    # Between Han characters each stands by itself.
    every = [chr(code) for plane in (0, 1, 2, 14) for code in range(plane << 16, (plane + 1) << 16)]
    text = "国".join(every)
    once = fold(text)
    assert fold(once) == once
    assert fold_with_map(text).text == once
    assert once == "国".join(map(fold, every))


def test_what_prints_a_han_character_is_known():
    assert {"国", "國"} <= set(printed_as("国"))
    assert {"一", "⼀", "㈠", "㆒"} <= set(printed_as("一"))
    han = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")
    for code in range(0x110000):
        for character in han.findall(fold(chr(code))):
            assert chr(code) in printed_as(character)


@settings(max_examples=400, deadline=None)
@given(st.lists(mixed | st.sampled_from(["", " ", "\ufdd0", "\u0301", "\uff9e", "e", "\u1161"]), max_size=6))
def test_texts_fold_together_as_they_fold_one_by_one(texts):
    assert fold_all(texts) == [fold(text) for text in texts]


@given(mixed)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@settings(max_examples=400, deadline=None)
@given(mixed, st.sampled_from(HAN), mixed)
def test_folding_does_not_look_beyond_a_han_character(before, han, after):
    assert fold(before + han + after) == fold(before) + fold(han) + fold(after)


@settings(max_examples=400, deadline=None)
@given(mixed)
def test_the_map_covers_all_but_white_space_and_the_invisible(text):
    folded, starts, ends = fold_with_map(text)
    assert folded == fold(text)
    assert len(folded) == len(starts) == len(ends)
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(start < end or (start == end and c == " ") for c, start, end in zip(folded, starts, ends, strict=True))
    covered = {i for start, end in zip(starts, ends, strict=True) for i in range(start, end)}
    assert fold("".join(c for i, c in enumerate(text) if i not in covered)) == ""
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        assert folded[i] == " " or folded[i] in fold(text[start:end])


def index_of(texts):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE pages USING fts5(text, content='', tokenize='unicode61 remove_diacritics 0')")
    db.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(pages, instance)")
    streams = (" ".join(tokens(units(text))) for text in texts)
    db.executemany("INSERT INTO pages(rowid, text) VALUES (?, ?)", enumerate(streams))
    return db


@pytest.mark.parametrize(
    ("spelled", "joined", "text"),
    [
        ("疫 情 防 控", "疫情 情防 防控 控", "疫情防控"),
        ("covid¦ \ue000002d¦ 19¦ 疫", "covid¦\ue000002d¦ \ue000002d¦19¦ 19¦疫 疫", "covid-19疫"),
        ("a¦ b¦ \ue0001f600¦", "a¦b¦ b¦\ue0001f600¦ \ue0001f600¦", "a b😀"),
        ("\ue000e001¦ 、", "\ue000e001¦\ue0003001¦ \ue0003001¦", "\ue001、"),
        ("", "", ""),
    ],
)
def test_units_and_pairs_are_spelled_as_documented(spelled, joined, text):
    found = units(text)
    assert found == spelled.replace("¦", END).replace("、", "\ue0003001" + END).split()
    assert pairs(found) == joined.replace("¦", END).split()


def test_common_characters_have_a_token_each_after_the_pairs():
    assert tokens(units("中国的中药")) == ["中国", "国的", "的中", "中药", "药", "中\ue002", "国\ue002", "的\ue002"]
    assert tokens(units("国\ue002")) == ["国\ue000e002\ue001", "\ue000e002\ue001", "国\ue002"]
    assert tokens([]) == []
    assert all(fold(character) == character for character in COMMON)


def test_sqlite_reads_every_character_as_the_token_we_mean():
    codes = [*range(0xD800), *range(0xE000, 0x33480), *range(0xE0000, 0xE0200), *range(0x10FF00, 0x110000)]
    every = list(map(chr, codes))
    rows = [fold("国".join(every[i : i + 500])) for i in range(0, len(every), 500)]
    found = {}
    for doc, token in index_of(rows).execute('SELECT doc, term FROM vocabulary ORDER BY doc, "offset"'):
        found.setdefault(doc, []).append(token)
    for doc, row in enumerate(rows):
        assert found[doc] == tokens(units(row)), f"from U+{ord(every[doc * 500]):04X}"


def test_sqlite_without_our_code_finds_plain_words():
    han = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0x20000, 0x2A6E0)]
    assert units("".join(map(chr, han))) == list(map(chr, han))
    db = index_of([fold("抗疫情绪"), fold("疫，情"), fold("心情防控")])
    found = """SELECT rowid FROM pages WHERE pages MATCH ?"""
    assert db.execute(found, ('"疫情 情绪"',)).fetchall() == [(0,)]
    assert db.execute(found, ("疫*",)).fetchall() == [(0,), (1,)]


@settings(max_examples=400, deadline=None)
@given(mixed)
def test_folded_text_can_be_told_from_its_pairs(text):
    folded = fold(text)
    told = ""
    for pair in pairs(units(folded)):
        # A unit is one character, or reaches to the mark of its end: so the first of a pair is known.
        first = pair[: pair.index(END) + 1] if pair[0] == "\ue000" or characters.is_word(pair[0]) else pair[0]
        shown = chr(int(first[1:-1], 16)) if first[0] == "\ue000" else first.removesuffix(END)
        told += " " * (told != "" and characters.in_one_run(told[-1], shown[0])) + shown
    assert told == folded


def test_a_hit_does_not_begin_inside_a_word():
    assert not stands_free("cctv新闻", 1, 4)
    assert not stands_free("2020年", 2, 4)
    assert stands_free("h7n9禽流感", 2, 4)
    assert stands_free("cctv新闻", 0, 4)
    assert stands_free("cctv新闻", 4, 5)


def test_the_version_names_the_character_map():
    assert loader.units.FOLDING_VERSION.startswith("4-t2s-")
    with pytest.raises(AttributeError):
        loader.units.NO_SUCH_NAME  # noqa: B018


def test_nothing_folds_by_the_unicode_version_of_this_python():
    # 𐵐 (Garay, Unicode 16) has a small letter in Python 3.14 only; an archive is read by whatever Python there is.
    young = [chr(c) for c in range(0x10D50, 0x10D66)] + [chr(c) for c in range(0x1CCD6, 0x1CCFA)] + ["\ua7cb"]
    assert [fold(c) for c in young] == young
    assert unicodedata.unidata_version >= "13"


@given(mixed)
@settings(max_examples=60, deadline=None)
def test_a_long_text_folds_character_by_character(text):
    assert fold(text * 12) == fold_with_map(text * 12).text
