"""The register of copies."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.copies import CopyRow
from jiangyi.copies.ledger import format_register, parse_register
from tests.law import law

CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)

DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)


@law(80)
@given(st.lists(st.builds(CopyRow, CELLS, CELLS, CELLS, CELLS, DIGESTS), max_size=5))
def test_a_register_is_read_back(rows: list[CopyRow]) -> None:
    assert [*parse_register(format_register(rows))] == rows


def test_no_cell_is_a_formula_in_a_spreadsheet() -> None:
    data = format_register([CopyRow("1", "=1+1", "@cmd", "-x.pdf", "0" * 64)])
    assert data.startswith(b"\xef\xbb\xbf")
    row = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1]
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_another_table_is_no_register() -> None:
    with pytest.raises(ValueError):
        list(parse_register("姓名\n张三\n".encode()))


@law(40)
@given(st.data())
def test_a_register_that_was_cut_off_keeps_its_whole_rows(data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.builds(CopyRow, CELLS, CELLS, CELLS, CELLS, DIGESTS), min_size=1, max_size=3))
    whole = format_register(rows)
    start = len(format_register(rows[:-1]))
    cut = whole[: data.draw(st.integers(start, len(whole) - 3))]
    assert [*parse_register(cut.decode(errors="ignore").encode())] == rows[:-1]


def test_a_register_that_excel_stored_is_read() -> None:
    row = CopyRow("1", "张三", "", "甲.pdf", "0" * 64)
    assert [*parse_register(format_register([row]).decode("utf-8-sig").encode("gb18030"))] == [row]
