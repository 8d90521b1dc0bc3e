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


@law(80)
@given(st.lists(st.builds(CopyRow, CELLS, CELLS, CELLS, CELLS, CELLS), max_size=5))
def test_a_register_is_read_back(rows: list[CopyRow]) -> None:
    assert [*parse_register(format_register(rows))] == rows


def test_no_cell_is_a_formula_in_a_spreadsheet() -> None:
    data = format_register([CopyRow("1", "=1+1", "@cmd", "-x.pdf", "0")])
    assert data.startswith(b"\xef\xbb\xbf")
    row = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1]
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_another_table_is_no_register() -> None:
    with pytest.raises(ValueError):
        list(parse_register("姓名\n张三\n".encode()))
