import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.errors import BaolanError, UnreadableTranscript
from loader.model import Transcript
from loader.reading import encode_transcript, read_transcript
from loader.sources import MAX_BYTES, Source, find_sources
from loader.transcript_ids import make_ids

PAGE = "抗击疫情\n我们始终在一起\n\n本报讯（记者 王艳）2 月 9 日下午，市疫情防控指挥部召开例会。\n"
OLD_PAGE = "本報訊\n中央社臺北電 立法院昨日開會，討論國民大會組織法，議員多人發言，下午五時散會。\n"


def write(folder: Path, name: str, data: bytes | str = PAGE) -> Source:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return Source(name, file)


def read(folder: Path, data: bytes, encoding: str | None = None) -> Transcript:
    return read_transcript(write(folder, "2020-02-10.txt", data), "2020-02-10", encoding)


def refusal(folder: Path, data: bytes, encoding: str | None = None) -> str:
    with pytest.raises(UnreadableTranscript) as error:
        read(folder, data, encoding)
    return str(error.value)


# Decoding


def test_a_page_in_utf8_is_kept_as_it_is(tmp_path):
    digest = hashlib.sha256(PAGE.encode()).hexdigest()
    expected = Transcript("2020-02-10", "2020-02-10.txt", digest, "utf-8", False, "lf", PAGE)
    assert expected == read(tmp_path, PAGE.encode())


@pytest.mark.parametrize(
    ("expected", "page", "codec", "mark"),
    [
        (("utf-8", True), PAGE, "utf-8", b"\xef\xbb\xbf"),
        (("utf-16-le", True), PAGE, "utf-16-le", b"\xff\xfe"),
        (("utf-16-be", True), PAGE, "utf-16-be", b"\xfe\xff"),
        (("utf-32-le", True), PAGE, "utf-32-le", b"\xff\xfe\x00\x00"),
        (("gb18030", True), PAGE, "gb18030", b"\x84\x31\x95\x33"),
        (("gb18030", False), PAGE, "gb18030", b""),
        (("gb18030", False), OLD_PAGE, "gb18030", b""),
        (("big5", False), OLD_PAGE, "big5", b""),
        (("big5", False), OLD_PAGE * 300, "big5", b""),
        (("gb18030", False), "广告\n", "gb18030", b""),
        (("utf-8", False), "CCTV\n", "ascii", b""),
    ],
)
def test_the_encoding_of_a_page_is_found(tmp_path, expected, page, codec, mark):
    transcript = read(tmp_path, mark + page.encode(codec))
    assert (*expected, page) == (transcript.encoding, transcript.bom, transcript.text)
    assert mark + page.encode(codec) == encode_transcript(transcript)


def test_a_character_of_hong_kong_is_read_by_the_wider_big5(tmp_path):
    page = OLD_PAGE + "嘅啲\n"
    transcript = read(tmp_path, page.encode("big5hkscs"))
    assert ("big5hkscs", page) == (transcript.encoding, transcript.text)


def test_a_stated_encoding_wins(tmp_path):
    data = "啊\n".encode("big5")
    pages = [
        read(tmp_path, data, "GBK"),
        read(tmp_path, data, "Big5"),
        read(tmp_path, PAGE.encode("utf-16-be"), "UTF-16BE"),
        read(tmp_path, b"\xfe\xff" + PAGE.encode("utf-16-be"), "utf-16"),
    ]
    expected = [("gb18030", False), ("big5", False), ("utf-16-be", False), ("utf-16-be", True)]
    assert expected == [(page.encoding, page.bom) for page in pages]


def test_form_feeds_and_unicode_line_separators_stay_in_the_text(tmp_path):
    page = "第一版\f要闻\u2028续\u0085完\x1c\n"
    assert page == read(tmp_path, page.encode()).text


@pytest.mark.parametrize(
    ("expected", "page"),
    [
        ("lf", "甲\n乙\n"),
        ("crlf", "甲\r\n乙\r\n"),
        ("cr", "甲\r乙"),
        ("lf", "无换行"),
        ("crlf:3 lf:2 cr:1", "甲\r\n乙\r\n\r\n丙\n\n丁\r"),
        ("cr:1 crlf:1", "甲\r\r\n乙"),
    ],
)
def test_line_ends_are_recorded_and_come_back(tmp_path, expected, page):
    transcript = read(tmp_path, page.encode())
    assert (expected, page.encode()) == (transcript.line_ends, encode_transcript(transcript))
    assert "\r" not in transcript.text


lines = st.lists(
    st.tuples(
        st.text(st.characters(exclude_characters="\0\r\n", codec="utf-8"), max_size=8),
        st.sampled_from(["\n", "\r\n", "\r"]),
    )
)


@settings(deadline=None)
@given(lines, st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "gb18030"]), st.booleans())
def test_any_page_comes_back_byte_for_byte(tmp_path_factory, lines, codec, marked):
    marks = {
        "utf-8": b"\xef\xbb\xbf",
        "utf-16-le": b"\xff\xfe",
        "utf-16-be": b"\xfe\xff",
        "gb18030": b"\x84\x31\x95\x33",
    }
    text = "题" + "".join(line + end for line, end in lines)
    data = (marks[codec] if marked else b"") + text.encode(codec)
    transcript = read(tmp_path_factory.getbasetemp(), data, None if marked else codec)
    assert (data, "\n".join(text.replace("\r\n", "\n").split("\r"))) == (encode_transcript(transcript), transcript.text)


@settings(deadline=None)
@given(st.text(st.characters(codec="big5", exclude_characters="\0\r"), min_size=1))
def test_a_page_in_big5_comes_back_byte_for_byte(tmp_path_factory, text):
    data = ("題" + text).encode("big5")
    assert data == encode_transcript(read(tmp_path_factory.getbasetemp(), data, "big5"))


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=40), st.sampled_from([None, "big5", "gbk", "utf-16", "utf-7", "cp1252", "idna"]))
def test_any_bytes_come_back_or_are_refused(tmp_path_factory, data, encoding):
    try:
        transcript = read(tmp_path_factory.getbasetemp(), data, encoding)
    except UnreadableTranscript:
        return
    assert data == encode_transcript(transcript)


# Refusals


def test_a_damaged_page_is_not_read_as_gb18030(tmp_path):
    page = (PAGE * 20).encode()
    expected = (
        "2020-02-10.txt: not UTF-8, GB18030 or Big5 (byte 0x80 at offset 489). "
        "State its encoding in the catalog, or re-save the file as UTF-8."
    )
    assert expected == refusal(tmp_path, page[:489] + b"\x80" + page[489:])


@pytest.mark.parametrize(
    ("codec", "sentence"),
    [
        ("euc_jp", "新型コロナウイルスの感染拡大を受けて、政府は対策本部を開き、学校の臨時休校を要請した。"),
        ("euc_kr", "신종 코로나바이러스 감염증 확산으로 정부는 대책본부를 열고 학교 휴교를 요청했다. "),
    ],
)
def test_a_japanese_or_korean_page_is_not_read_as_chinese(tmp_path, codec, sentence):
    assert "; it may be " in refusal(tmp_path, (sentence * 9).encode(codec))


def test_an_empty_page_says_so(tmp_path):
    expected = "2020-02-10.txt: the file is empty. Transcribe the page again, or leave it out."
    blank = ["", " \n\t\n", "\ufeff", "\u3000\n\ufeff\u200b"]
    assert [expected] * 4 == [refusal(tmp_path, data.encode()) for data in blank]


def test_a_nul_character_is_named_with_its_place(tmp_path):
    assert refusal(tmp_path, "本报讯\0".encode()).startswith("2020-02-10.txt: a NUL character stands at character 3")
    assert "UTF-16" in refusal(tmp_path, "A page\n".encode("utf-16-le"))


def test_a_wrongly_stated_encoding_is_named(tmp_path):
    expected = (
        "2020-02-10.txt: not big5 (byte 0xFF at offset 4). "
        "Correct its encoding in the catalog, or re-save the file as UTF-8."
    )
    assert expected == refusal(tmp_path, "報訊".encode("big5") + b"\xff", "big5")
    assert "no encoding is called 'GB-18031'" in refusal(tmp_path, PAGE.encode(), "GB-18031")
    assert "no encoding is called 'hex'" in refusal(tmp_path, PAGE.encode(), "hex")


def test_a_file_too_large_is_not_read(tmp_path):
    source = write(tmp_path, "film.txt")
    os.truncate(source.file, MAX_BYTES + 1)
    with pytest.raises(UnreadableTranscript, match=r"film\.txt: 32,000,001 bytes, more than the 32,000,000"):
        read_transcript(source, "film")


def test_an_altered_transcript_cannot_be_encoded():
    with pytest.raises(UnreadableTranscript, match=r"page\.txt: its text has 1 line ends and 2 are recorded"):
        encode_transcript(Transcript("page", "page.txt", "", "utf-8", False, "lf:1 cr:1", "甲\n乙"))


# Finding


def test_a_folder_gives_its_transcripts_in_order(tmp_path):
    for name in ["b.TXT", "2020/02.md", "a.txt", ".hidden.txt", ".git/c.txt", "scan.pdf", "catalog.csv", "2020/01.txt"]:
        write(tmp_path, name)
    expected = ["2020/01.txt", "2020/02.md", "a.txt", "b.TXT"]
    assert expected == [source.path for source in find_sources([tmp_path])]


def test_a_file_named_directly_may_have_any_suffix(tmp_path):
    source = write(tmp_path, "page.ocr")
    assert [source] == find_sources([source.file])


def test_no_page_is_found_twice(tmp_path):
    source = write(tmp_path, "2020/01.txt")
    assert [source] == find_sources([tmp_path, source.file, tmp_path / "2020"])


def test_links_do_not_lead_out_or_in_circles(tmp_path):
    write(tmp_path, "elsewhere/secret.txt")
    page = write(tmp_path, "pages/01.txt")
    os.symlink(tmp_path / "pages", tmp_path / "pages" / "again")
    os.symlink(tmp_path / "elsewhere", tmp_path / "pages" / "out")
    os.symlink(tmp_path / "elsewhere" / "secret.txt", tmp_path / "pages" / "02.txt")
    assert [page.file] == [source.file for source in find_sources([tmp_path / "pages"])]


def test_a_missing_path_and_an_empty_folder_are_refused(tmp_path):
    with pytest.raises(BaolanError, match=r"nowhere: no such file or folder\. Check the spelling"):
        find_sources([tmp_path / "nowhere"])
    with pytest.raises(BaolanError, match=r"no transcripts here\. They are files whose names end in \.txt or \.md\."):
        find_sources([tmp_path])


# Ids


def ids(*paths: str) -> list[str]:
    return make_ids([Source(path, Path("/data", path)) for path in paths])


@pytest.mark.parametrize(
    ("expected", "paths"),
    [
        (["000_24d63ac31d6e8ebf"], ["000_24d63ac31d6e8ebf.txt"]),
        (["周口日报-2020.02.13"], ["周口日报 （2020.02.13）.txt"]),
        (["page"], ["（）.txt"]),
        (["2020-02-13-01", "2020-02-14-01", "02"], ["2020-02-13/01.txt", "2020-02-14/01.txt", "2020-02-14/02.txt"]),
        (["a-x-01", "b-x-01", "y-01"], ["a/x/01.txt", "b/x/01.txt", "a/y/01.txt"]),
        (["01-md", "01-txt"], ["x/01.md", "x/01.txt"]),
        (["é"], ["e\u0301.txt"]),
    ],
)
def test_an_id_is_the_file_name_made_readable(expected, paths):
    assert expected == ids(*paths)


def test_a_long_name_is_cut_and_stays_unique():
    first, second = ids("报" * 100 + "甲.txt", "报" * 100 + "乙.txt")
    assert {80} == {len(first), len(second)}
    assert first[:72] == second[:72] == "报" * 71 + "-"
    assert first != second


names = st.text(st.sampled_from("ab -.周（"), min_size=1, max_size=3).filter(lambda name: name.strip("."))
paths = st.lists(st.lists(names, min_size=1, max_size=3).map(lambda parts: "/".join(parts) + ".txt"), unique=True)


@settings(deadline=None)
@given(paths, st.randoms())
def test_ids_are_unique_and_do_not_depend_on_the_order(paths, random):
    found = dict(zip(paths, ids(*paths), strict=True))
    assert len(paths) == len(set(found.values()))
    assert all(found.values())
    random.shuffle(paths)
    assert found == dict(zip(paths, ids(*paths), strict=True))


def test_one_page_named_twice_is_refused():
    with pytest.raises(BaolanError, match=r"01\.txt: named twice"):
        ids("01.txt", "01.txt")
