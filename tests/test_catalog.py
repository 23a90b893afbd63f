from pathlib import Path

import pytest

from loader.catalog import find_catalog, read_catalog
from loader.errors import BadCatalog
from loader.model import Statement

SEEDS = Path(__file__).parent.parent / "seeds"

CATALOG = """file,outlet,date,page,source,note
01.txt,周口日报,2020-02-13,1,缩微胶卷,"报头清楚, 版次可见"

2020/02.txt,,,,,
"""


def write(folder: Path, data: str | bytes) -> Path:
    path = folder / "catalog.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def refusal(folder: Path, data: str | bytes) -> str:
    with pytest.raises(BadCatalog) as error:
        read_catalog(write(folder, data))
    return str(error.value).removeprefix(f"{folder}/")


statements = {
    "01.txt": Statement("01.txt", "周口日报", "2020-02-13", "1", "缩微胶卷", "报头清楚, 版次可见"),
    "2020/02.txt": Statement("2020/02.txt"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_catalog_states_what_is_known_of_each_page(tmp_path, encoding, end):
    assert statements == read_catalog(write(tmp_path, CATALOG.replace("\n", end).encode(encoding)))


def test_an_encoding_may_be_stated(tmp_path):
    expected = {"a/01.txt": Statement("a/01.txt", encoding="big5")}
    assert expected == read_catalog(write(tmp_path, "File,Encoding\n ./a//01.txt ,big5\n"))


@pytest.mark.parametrize(
    ("expected", "catalog"),
    [
        (
            "catalog.csv: no column may be called 'paper'. "
            "Allowed are file, outlet, date, page, source, note, encoding.",
            "file,paper\n01.txt,周口日报\n",
        ),
        (
            "catalog.csv: no column is called 'file'. "
            "The first row names the columns: file, outlet, date, page, source, note, encoding.",
            "",
        ),
        ("catalog.csv: a column stands twice in the first row. Keep one of each.", "file,date,date\n"),
        (
            "catalog.csv, row 3: date '2020/2/13' is no day. Write year-month-day with zeros, as in 2020-02-13.",
            "file,date\n01.txt,2020-02-12\n02.txt,2020/2/13\n",
        ),
        (
            "catalog.csv, row 2: date '2020-02-30' is no day. Write year-month-day with zeros, as in 2020-02-13.",
            "file,date\n01.txt,2020-02-30\n",
        ),
        (
            "catalog.csv, row 2: date '20200213' is no day. Write year-month-day with zeros, as in 2020-02-13.",
            "file,date\n01.txt,20200213\n",
        ),
        (
            "catalog.csv, row 4: 01.txt has a row already. Keep one of the two.",
            "file,date\n01.txt,2020-02-13\n\n./01.txt,2020-02-14\n",
        ),
        (
            "catalog.csv, row 2: the cell 'file' is empty. Name the transcript, relative to the catalog's folder.",
            "file,outlet\n,周口日报\n",
        ),
        (
            "catalog.csv, row 2: more cells than columns (3, not 2). "
            "Put a cell that contains a comma in double quotes.",
            "file,note\n01.txt,报头清楚,版次可见\n",
        ),
        (
            "catalog.csv, row 2: no encoding is called 'GB-18031'. Usual ones are UTF-8, GB18030, Big5 and UTF-16.",
            "file,encoding\n01.txt,GB-18031\n",
        ),
        (
            "catalog.csv, row 2: not CSV (unexpected end of data). Save it again as CSV UTF-8.",
            'file,note\n01.txt,"报头\n',
        ),
        ("catalog.csv: neither UTF-8 nor GB18030. Save it again as CSV UTF-8.", b"file\n\xff\xff"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_row(tmp_path, expected, catalog):
    assert expected == refusal(tmp_path, catalog)


@pytest.mark.parametrize("file", ["../01.txt", "a/../../01.txt", "/data/01.txt", "C:/01.txt", "a\\01.txt"])
def test_a_path_leads_down_from_the_catalog(tmp_path, file):
    assert (
        f"catalog.csv, row 2: file {file!r} does not lead down from the catalog's folder. "
        "Write it relative to that folder, with '/', as in 2020-02-13/01.txt."
    ) == refusal(tmp_path, f"file\n{file}\n")


def test_the_catalog_beside_the_transcripts_is_found(tmp_path):
    page = tmp_path / "01.txt"
    page.write_text("本报讯")
    assert find_catalog([tmp_path, page]) is None
    catalog = write(tmp_path, CATALOG)
    assert [catalog] * 3 == [find_catalog(paths) for paths in ([tmp_path], [page], [tmp_path, page])]


def test_two_catalogs_are_one_too_many(tmp_path):
    for name in ("2019", "2020"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, CATALOG)
    with pytest.raises(BadCatalog, match="more than one catalog"):
        find_catalog([tmp_path / "2019", tmp_path / "2020"])


def test_the_catalog_of_the_seeds_names_each_page_and_leaves_open_what_no_text_supports():
    expected = {
        "000_24d63ac31d6e8ebf.txt": ("周口日报", "2020-02-13", None),
        "001_383d5d314f355908.txt": ("周口日报", "2020-02-10", None),
        "002_7139881170008b47.txt": ("宁波日报", "2020-02-13", None),
        "003_d3ff6b223ceadf1b.txt": ("辽宁日报", "2020-02-04", None),
        "004_822e258817142c20.txt": (None, "2020-02-13", None),
    }
    rows = read_catalog(SEEDS / "catalog.csv")
    assert expected == {file: (row.outlet, row.date, row.page) for file, row in rows.items()}
    assert sorted(expected) == sorted(path.name for path in SEEDS.glob("*.txt"))
