"""The register of copies: a table of numbers, names and SHA-256 sums, by which the recipient of a file is found again.

It is written beside the copies and nowhere else; who deletes it deletes the only link between a number and a name, besides the copies.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jiangyi.core import Message

REGISTER = "copies.csv"
HEADER = ("编号 number", "姓名 name", "备注 note", "文件 file", "SHA-256")
BYTE_ORDER_MARK = "\ufeff"
"""By which Excel knows UTF-8."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""
CHANGED = Message("changed since it was made", "制作以后改动过")


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
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow([_guard(cell) for cell in (row.number, row.name, row.note, row.file, row.digest)])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def parse_register(data: bytes) -> Iterator[CopyRow]:
    """The rows of a register. Raises ValueError for a file that is none."""
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    if tuple(next(reader, ())) != HEADER:
        raise ValueError(REGISTER)
    for cells in reader:
        if len(cells) == len(HEADER):
            yield CopyRow(*(cell.removeprefix("'") if cell[1:].startswith(FORMULA_STARTS) else cell for cell in cells))


def _guard(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
