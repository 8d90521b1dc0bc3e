"""The register of copies: a table of numbers, names and SHA-256 sums, by which the recipient of a file is found again.

A row that was written once stays, also when a newer copy has its file name: the older one may have been given away already.
It is written beside the copies and nowhere else; who deletes it deletes the only link between a number and a name, besides the copies.
"""

import contextlib
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

REGISTER = "copies.csv"
HEADER = ("编号 number", "姓名 name", "备注 note", "文件 file", "SHA-256")
BYTE_ORDER_MARK = "\ufeff"
"""By which Excel knows UTF-8."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""
DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class CopyRow:
    """One file of a copy."""

    number: str
    name: str
    note: str
    file: str
    digest: str


def format_register(rows: Iterable[CopyRow]) -> bytes:
    """The register as CSV; a cell that a spreadsheet would compute has an apostrophe in front."""
    return BYTE_ORDER_MARK.encode() + _format_cells(HEADER) + b"".join(map(format_row, rows))


def format_row(row: CopyRow) -> bytes:
    """A line of the register."""
    return _format_cells([_guard(cell) for cell in (row.number, row.name, row.note, row.file, row.digest)])


def _format_cells(cells: Iterable[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()


def parse_register(data: bytes) -> Iterator[CopyRow]:
    """The rows of a register. Raises ValueError for a file that is none.

    No cell has a line break, so each line is read by itself: one that was not written completely costs no other.
    """
    head, *lines = re.split("\r?\n", _decode(data))
    if _read_cells(head) != HEADER:
        raise ValueError(REGISTER)
    for line in lines:
        cells = _read_cells(line)
        if len(cells) == len(HEADER) and DIGEST.fullmatch(cells[-1]):
            yield CopyRow(*(cell.removeprefix("'") for cell in cells))


def _read_cells(line: str) -> tuple[str, ...]:
    with contextlib.suppress(csv.Error):
        return tuple(next(csv.reader([line]), ()))
    return ()


def _decode(data: bytes) -> str:
    """The text of a register, also of one that Excel stored on Chinese Windows."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _guard(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("'", *FORMULA_STARTS)) else cell
