"""Lists of recipients: encodings, separators, spreadsheets, and what is wrong with a list."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from jiangyi.copies import Recipient, read_recipients
from jiangyi.core import Report, limits
from tests.law import law

PLAIN = "姓名,学号,备注\n张三,001,高一\n买买提·艾力,002,\n"
CELLS = st.text(st.sampled_from("张三李四王五·𠮷㐂ab 1-'@"), min_size=1, max_size=12).map(lambda one: " ".join(one.split())).filter(bool)


def read(data: bytes) -> tuple[list[tuple[str, str, str]], Report]:
    report = Report()
    found = read_recipients("名单.csv", data, report)
    return [(one.name, one.number, one.note) for one in found], report


def codes(data: bytes) -> list[tuple[str, int, int]]:
    return [(one.code, one.span.line, one.span.column) for one in read(data)[1]]


def make_spreadsheet(rows: Iterable[Iterable[object]]) -> bytes:
    book, data = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，", "；"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lists_of_any_kind_are_read(encoding: str, delimiter: str, end: str) -> None:
    text = PLAIN.replace(",", delimiter).replace("\n", end)
    assert read(text.encode(encoding))[0] == [("张三", "001", "高一"), ("买买提·艾力", "002", "")]


def test_a_list_in_big5_is_read() -> None:
    assert read("姓名,編號\n張三,1\n".encode("big5"))[0] == [("張三", "1", "")]


def test_columns_are_known_by_their_header_in_any_order() -> None:
    (one,) = read_recipients("a.csv", "班级,电话,Name\n三班,139,𠮷田\n".encode(), Report())
    assert (one.name, one.number, one.note) == ("𠮷田", "001", "三班")
    assert one.values == {"班级": "三班", "电话": "139", "Name": "𠮷田"}


def test_numbers_are_given_by_place() -> None:
    assert [number for _, number, _ in read("姓名\n甲\n\n乙\n".encode())[0]] == ["001", "002"]
    rows = read(("姓名\n" + "甲\n" * 1000).encode())[0]
    assert (rows[0][1], rows[-1][1]) == ("0001", "1000")


def test_given_numbers_are_those_that_the_list_does_not_have() -> None:
    assert [number for _, number, _ in read("姓名,学号\n王,\n赵,001\n钱,5\n孙,\n".encode())[0]] == ["006", "001", "5", "004"]


def test_a_name_with_joined_signs_is_a_name() -> None:
    assert read("姓名\n👨\u200d👩\u200d👧\nمی\u200cخواهم\n".encode())[0][0] == ("👨\u200d👩\u200d👧", "001", "")


def test_a_spreadsheet_is_read_as_it_is_shown() -> None:
    data = make_spreadsheet([["姓名", "学号", "备注"], ["张三", 20260101, None], [], ["李四", 20260102.0, "乙"]])
    assert read(data)[0] == [("张三", "20260101", ""), ("李四", "20260102", "乙")]


@pytest.mark.slow
def test_a_spreadsheet_with_a_cell_at_its_far_end_is_read() -> None:
    book, data = Workbook(), io.BytesIO()
    book.active["A1"], book.active["A2"] = "姓名", "张三"
    book.active.cell(1_048_576, 16_384, " ")
    book.save(data)
    assert read(data.getvalue())[0] == [("张三", "001", "")]


def test_entities_of_a_spreadsheet_are_not_expanded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", "utf-8")
    plain, bombs = make_spreadsheet([["name"], ["Zhang"]]), "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    for words, entities in {"&a9;": f'<!ENTITY a0 "a">{bombs}', "A&e;": f'<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">'}.items():
        data = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(plain)) as source, zipfile.ZipFile(data, "w") as target:
            for name in source.namelist():
                text = source.read(name).decode()
                if "Zhang" in text:
                    text = f"<!DOCTYPE x [{entities}]>{text.replace('Zhang', words)}"
                target.writestr(name, text)
        found, report = read(data.getvalue())
        assert (found, report.has_errors) == ([], True)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("张三\n李四\n".encode(), [("names-header", 1, 1)]),
        (b"", [("names-empty", 0, 1)]),
        ("姓名\n".encode(), [("names-empty", 1, 1)]),
        (
            "姓名,学号\n张三,1\n,2\n李四,1\n王五,3,多\n".encode(),
            [("names-blank", 3, 1), ("names-number-twice", 4, 4), ("names-cells", 5, 6)],
        ),
        ("姓名\n甲\n乙\n甲\n".encode(), [("names-twice", 4, 1)]),
        ("姓名\n甲\u202e乙\n".encode(), [("names-control", 2, 1)]),
        ("姓名\n".encode() + b"\xff\x80\x81", [("names-encoding", 2, 1)]),
        ('姓名\n"甲\n乙\n'.encode(), [("names-quote", 2, 1)]),
        ('姓名,学号\n甲,1\n乙,"2"二\n丙,3\n'.encode(), [("names-quote", 3, 3)]),
        (('姓名\n"' + "甲\n" * 100_000).encode(), [("names-quote", 2, 1)]),
        ("姓名\n甲\ue81e\n".encode(), [("names-private", 2, 1)]),
        ("姓名\n甲\u200b乙\n".encode(), [("names-control", 2, 1)]),
        (b"\xd0\xcf\x11\xe0old", [("names-unreadable", 0, 1)]),
        (b"PK\x03\x04damaged", [("names-unreadable", 0, 1)]),
        (b"name\0", [("names-unreadable", 0, 1)]),
        (f"姓名\n{'长' * 81}\n".encode(), [("limit", 2, 1)]),
    ],
)
def test_what_is_wrong_is_reported_at_its_place(data: bytes, found: list[tuple[str, int, int]]) -> None:
    assert codes(data) == found


def test_a_list_with_an_error_yields_nobody() -> None:
    assert read("姓名,学号\n张三,1\n李四,1\n".encode())[0] == []


def test_a_very_long_list_is_refused() -> None:
    data = ("姓名\n" + "甲\n" * (limits.RECIPIENTS.value + 1)).encode()
    assert codes(data) == [("limit", limits.RECIPIENTS.value + 2, 1)]


@law(60)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8, unique_by=lambda row: row[1]))
def test_every_cell_arrives(rows: list[tuple[str, str]]) -> None:
    quoted = "".join(f'"{name}","{number}"\n' for name, number in rows)
    assert [(name, number) for name, number, _ in read(f"姓名,学号\n{quoted}".encode())[0]] == rows
    assert [(name, number) for name, number, _ in read(make_spreadsheet([("姓名", "学号"), *rows]))[0]] == rows


LISTS = st.lists(
    st.sampled_from(["姓名", "学号", "张三", "001", ",", "，", "\t", ";", '"', "\n", "\r\n", "\u2028", "\x0b", "\0", "\ue863"]), max_size=20
)


@law(200)
@given(st.one_of(st.binary(max_size=60), LISTS.map(lambda parts: f"姓名,学号\n{''.join(parts)}".encode())))
def test_any_bytes_are_a_list_or_an_error(data: bytes) -> None:
    people, report = read(data)
    assert bool(people) != report.has_errors
    numbers = [number for _, number, _ in people]
    assert len({*numbers}) == len(numbers)


def test_two_lists_with_the_same_rows_are_equal() -> None:
    assert Recipient("甲", "1") == Recipient("甲", "1")
