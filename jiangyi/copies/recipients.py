"""Read a list of recipients, a table with a header: comma-separated values or a spreadsheet.

The columns are known by their header, in any order; others can be used in the names of files. A list with any error yields nobody,
because numbers are given by place, and those who follow a row that is left out would get the number of another.
"""

import contextlib
import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count, zip_longest
from typing import Any

from jiangyi.core import Message, Report, Span, fold_word, limits, show_name

ROLES: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "学员", "学生", "学生姓名", "学员姓名", "收件人", "name", "full name", "student", "recipient"),
    "number": ("学号", "编号", "序号", "号码", "座号", "准考证号", "考号", "number", "no", "no.", "id", "student id", "student number"),
    "note": ("备注", "说明", "班级", "班", "单位", "note", "notes", "remark", "class", "group"),
}
"""The words of a header by what their column holds. Of several columns for one role the first is taken."""
HEADER_WORDS = {word: role for role, words in ROLES.items() for word in words}
COLUMNS = 200
"""Columns of a spreadsheet that are read: one whose last row was formatted by chance has 16,384."""
DELIMITERS = ",\t;，；|"
"""What separates the cells of a row; in doubt the first one."""
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
ENCODINGS = ("utf-8", "gb18030", "big5hkscs")
"""What lists are saved in: by Excel on Chinese Windows in GB18030."""
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How a spreadsheet begins: .xlsx, .xls."""
NO_TABLE = Message("it holds no table", "里面没有表格")
DAMAGED = Message("it cannot be opened", "文件打不开")
PROTECTED = Message("it is an old .xls file, or protected by a password", "它是旧的 .xls 文件，或者有密码保护")
HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of characters that nobody sees."""
JOINERS = "\u200c\u200d"
"""What joins letters of some scripts, and the parts of an emoji."""
UNASSIGNED = ("Co", "Cn")
"""Categories of characters that mean something in a single font only: old systems stored rare characters of names so."""
UNPACKED = Message("its content is too large", "它的内容太大")


@dataclass(frozen=True)
class Recipient:
    """Who gets a copy."""

    name: str
    number: str
    """As in the list, or given by place: the same number of digits for all."""
    note: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """All cells of the row by the words of the header."""
    place: Span = field(default=Span(""), compare=False)
    """Of the name in the list."""


@dataclass(frozen=True)
class _Row:
    """A row with the place of each cell."""

    cells: tuple[str, ...]
    line: int
    text: str
    height: int = 1
    """Lines of the file that it takes."""

    @property
    def is_blank(self) -> bool:
        return not any(self.cells)

    def place(self, file: str, column: int = 0) -> Span:
        """Where a cell is, or the row where it has no such cell."""
        words = self.cells[column] if column < len(self.cells) else ""
        before = sum(len(cell) + 1 for cell in self.cells[:column])
        start = max(self.text.find(words, before), 0) + 1  # quotation marks and spaces only move it back
        return Span.in_line(file, self.line, start, start + len(words), self.text)


def read_recipients(file: str, data: bytes, report: Report) -> tuple[Recipient, ...]:
    """The recipients of a list, in its order; none where it has an error, all of which are reported."""
    own = Report()
    rows = _read_rows(file, data, own)
    found = _read_table(file, rows, own) if rows is not None else ()
    report.extend(own)
    return () if own.has_errors else found


def _read_rows(file: str, data: bytes, report: Report) -> list[_Row] | None:
    """The rows that are not blank; None where the file cannot be read."""
    if data.startswith(OLD_EXCEL):
        report.add("names-unreadable", Span(file), reason=PROTECTED)
        return None
    if data.startswith(ZIP):
        return _read_spreadsheet(file, data, report)
    text = _decode(data)
    if text is None:
        report.add("names-encoding", _locate_broken(file, data))
        return None
    if "\0" in text:
        report.add("names-unreadable", Span(file), reason=NO_TABLE)
        return None
    rows = list[_Row]()
    try:
        rows.extend(row for row in _split(text) if not row.is_blank)
    except csv.Error:
        report.add("names-quote", _locate_quote(file, text))
        return None
    return rows


def _decode(data: bytes) -> str | None:
    """The text of a list: in the first encoding in which its header is known, else in the first that fits; None where none does."""
    marked = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), None)
    texts = [text for name in ((marked,) if marked else ENCODINGS) if (text := _try_to_decode(data, name)) is not None]
    return next((text for text in texts if _has_header(text)), texts[0] if texts else None)


def _try_to_decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _has_header(text: str) -> bool:
    try:
        first = next((row for row in _split(text) if not row.is_blank), None)
    except csv.Error:
        return False
    return first is not None and any(_find_role(word) for word in first.cells)


def _locate_broken(file: str, data: bytes) -> Span:
    """Where a list stops being UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        return Span(file, line, column, column + 1, before[before.rfind("\n") + 1 :])
    return Span(file)


def _locate_quote(file: str, text: str) -> Span:
    """Where the row begins whose quotation marks do not fit."""
    line, lines = 1, text.splitlines()
    with contextlib.suppress(csv.Error):
        for row in _split(text):
            line = row.line + row.height
    words = lines[line - 1] if line <= len(lines) else ""
    column = words.find('"') + 1 or 1
    return Span.in_line(file, line, column, column + 1, words)


def _split(text: str) -> Iterator[_Row]:
    """The rows of a text, without spaces around cells. Raises csv.Error where a quotation mark is not closed, or text follows it.

    An open one would make a single cell of the names of all who follow.
    """
    lines = text.splitlines()
    head = next((line for line in lines if line.strip()), "")
    delimiter = max(DELIMITERS, key=lambda one: (head.count(one), -DELIMITERS.index(one)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    for cells in reader:
        line = lines[before] if before < len(lines) else ""
        yield _Row(tuple(" ".join(cell.split()) for cell in cells), before + 1, line, reader.line_num - before)
        before = reader.line_num


def _read_spreadsheet(file: str, data: bytes, report: Report) -> list[_Row] | None:
    """The rows of the first sheet that has any."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(one.file_size for one in archive.infolist())
        if size > limits.SPREADSHEET_BYTES.value:
            report.add("names-unreadable", Span(file), reason=UNPACKED)
            return None
        rows = list(_read_sheets(data))
    except Exception:
        report.add("names-unreadable", Span(file), reason=DAMAGED)
        return None
    return rows


def _read_sheets(data: bytes) -> Iterator[_Row]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = [
            _Row(cells, number, "\t".join(cells))
            for number, row in enumerate(sheet.iter_rows(values_only=True, max_row=limits.RECIPIENTS.value + 2, max_col=COLUMNS), 1)
            if row.count(None) < len(row) and any(cells := tuple(map(_show_cell, row)))
        ]
        if rows:
            yield from rows
            return


def _show_cell(value: Any) -> str:
    """A cell as it is shown: a number such as a student's without decimals, a date in ISO 8601."""
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date():
            return value.isoformat().removesuffix("T00:00:00")
    return " ".join(str(value).split())


def _find_role(word: str) -> str | None:
    return HEADER_WORDS.get(" ".join(word.casefold().split())) or HEADER_WORDS.get(fold_word(word))


def _read_table(file: str, rows: Sequence[_Row], report: Report) -> tuple[Recipient, ...]:
    """The recipients of the rows of a table."""
    if not rows:
        report.add("names-empty", Span(file))
        return ()
    head, body = rows[0], rows[1:]
    roles = [_find_role(word) for word in head.cells]
    if "name" not in roles:
        report.add("names-header", head.place(file))
        return ()
    if not body:
        report.add("names-empty", head.place(file))
        return ()
    if len(body) > limits.RECIPIENTS.value:
        limits.RECIPIENTS.report(report, body[limits.RECIPIENTS.value].place(file))
        return ()
    columns = {role: roles.index(role) for role in ROLES if role in roles}
    listed = [row.cells[columns["number"]] if "number" in columns and columns["number"] < len(row.cells) else "" for row in body]
    found = [_read_recipient(file, row, head.cells, columns, number) for row, number in zip(body, _complete_numbers(listed), strict=True)]
    for row, recipient in zip(body, found, strict=True):
        _check_row(file, row, recipient, head, columns, report)
    for code, role in (("names-number-twice", "number"), ("names-twice", "name")):
        if role in columns:
            _report_repeated(code, file, body, columns[role], report)
    return tuple(found)


def _complete_numbers(listed: Sequence[str]) -> Iterator[str]:
    """A number for each row: that of the list, or else its place, or the next one behind the last place where another row has it."""
    taken = {number.lstrip("0") for number in listed}
    digits = max(len(str(len(listed))), 3)
    spare = (number for number in count(len(listed) + 1) if str(number) not in taken)
    for place, number in enumerate(listed, 1):
        yield number or f"{next(spare) if str(place) in taken else place:0{digits}}"


def _read_recipient(file: str, row: _Row, head: Sequence[str], columns: Mapping[str, int], number: str) -> Recipient:
    values = dict(zip_longest(head, row.cells[: len(head)], fillvalue=""))
    roles = {role: row.cells[column] for role, column in columns.items() if column < len(row.cells)}
    place = row.place(file, columns["name"])
    return Recipient(roles.get("name", ""), number, roles.get("note", ""), values, place)


def _check_row(file: str, row: _Row, recipient: Recipient, head: _Row, columns: Mapping[str, int], report: Report) -> None:
    """Report what is wrong with a row."""
    if not recipient.name:
        report.add("names-blank", row.place(file))
    if any(row.cells[len(head.cells) :]):
        report.add("names-cells", row.place(file, len(head.cells)), count=len(row.cells), known=len(head.cells))
    for role, words in (("name", recipient.name), ("number", recipient.number), ("note", recipient.note)):
        place = row.place(file, columns.get(role, 0))
        if len(words) > limits.RECIPIENT_NAME.value:
            limits.RECIPIENT_NAME.report(report, place)
        elif _has_hidden(words):
            report.add("names-control", place, name=show_name(words))
        else:
            for one in dict.fromkeys(character for character in words if unicodedata.category(character) in UNASSIGNED):
                report.add("names-private", place, name=show_name(words), sign=f"U+{ord(one):04X}")


def _has_hidden(words: str) -> bool:
    """True for words with characters that nobody sees."""
    return any(unicodedata.category(one) in HIDDEN and one not in JOINERS for one in words)


def _report_repeated(code: str, file: str, rows: Iterable[_Row], column: int, report: Report) -> None:
    """Report each cell of a column that an earlier row has too."""
    first: dict[str, int] = {}
    for row in rows:
        cell = row.cells[column] if column < len(row.cells) else ""
        line = first.setdefault(cell, row.line)
        if cell and line != row.line:
            report.add(code, row.place(file, column), name=show_name(cell), line=line)
