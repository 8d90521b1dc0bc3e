"""Recognize tables in raw text: cells separated by tabs, by bars, or by runs of spaces in aligned columns."""

import re
import unicodedata
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from jiangyi.importing.emit import escape_inline
from jiangyi.importing.parse.table_heads import looks_like_head
from jiangyi.model import EMPTY_BRACKET
from jiangyi.readers import read_label, split_options

Data = dict[str, Any]
T = TypeVar("T")
GAP = re.compile(r"[ \u00a0\u3000]{2,}|\t+")
BAR = re.compile(r"^\s*\|.*\|\s*$")
DELIMITER = re.compile(r"^\s*+\|?\s*+:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)*+\|?\s*$")
CAPTION = re.compile(r"^表\s*(?P<n>[0-9一二三四五六七八九十]+(?:[-.]\d+)?)?[ \u3000：:]*(?P<words>.{0,40})$")
LONGEST_CELL = 60


def count_columns(text: str) -> int:
    """The width of a text in columns of a fixed-width font."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


class TableFinder:
    """Finds tables in lines that are visited in order; the rows of a run of lines are read once, whichever lines of it are visited."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._runs = (_BarredRows(lines), _TabbedRows(lines), _AlignedRows(lines))

    def find(self, start: int) -> tuple[list[list[str]], int] | None:
        """The rows of a table that begins at a line, and its number of lines, or None."""
        return next((found for run in self._runs if (found := run.find(start))), None)


@dataclass
class _Tally(Generic[T]):
    """How often each value occurs in a queue of values."""

    places: dict[T, deque[int]] = field(default_factory=dict)
    """The places of each value in the queue."""
    size: int = 0
    _usual: tuple[T] | None = None

    def append(self, value: T) -> None:
        """Add a value at the end."""
        self.places.setdefault(value, deque()).append(self.size)
        self.size += 1
        self._usual = None

    def pop(self, value: T) -> None:
        """Remove a value from the front; it is the first of its kind."""
        places = self.places[value]
        places.popleft()
        if not places:
            del self.places[value]
        if self._usual == (value,):
            self._usual = None

    def count(self, value: T) -> int:
        """How often a value occurs."""
        return len(self.places.get(value, ()))

    def find_usual(self) -> T:
        """The most frequent value; of several the one that comes first."""
        if self._usual is None:
            self._usual = (max(self.places, key=lambda value: (len(self.places[value]), -self.places[value][0])),)
        return self._usual[0]


class _RowRun:
    """The run of lines that have cells from the visited line on."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.start = self.end = 0
        self.rows: list[list[str] | None] = []
        """The cells of each line of the run; None for a line that is part of a table but no row."""
        self.first = 0
        """The line of the first row."""
        self.counts = _Tally[int]()
        """The numbers of cells of the rows from `start` on."""

    def read_cells(self, line: str) -> list[str] | None:
        """The cells of a line, or None where it has none."""
        raise NotImplementedError

    def is_row(self, line: str) -> bool:  # noqa: ARG002 - for subclasses
        """Whether a line with cells is a row."""
        return True

    def accept(self) -> tuple[list[list[str]], int] | None:
        """The rows of the table that begins at `start`, and its number of lines, or None."""
        raise NotImplementedError

    def find(self, start: int) -> tuple[list[list[str]], int] | None:
        """The rows of a table that begins at a line, and its number of lines, or None; lines are visited in order."""
        if start >= self.end:
            self.read_run(start)
        while self.start < start:
            self.drop_line()
        return self.accept() if self.counts.places else None

    def read_run(self, start: int) -> None:
        """Read the lines with cells from a line on."""
        self.first = self.start = self.end = start
        self.rows, self.counts = [], _Tally()
        while self.end < len(self.lines) and self.lines[self.end].strip():
            cells = self.read_cells(self.lines[self.end])
            if cells is None:
                break
            self.rows.append(cells if self.is_row(self.lines[self.end]) else None)
            if self.rows[-1] is not None:
                self.counts.append(len(cells))
            self.end += 1

    def drop_line(self) -> None:
        """Move `start` one line ahead."""
        row = self.rows[self.start - self.first]
        if row is not None:
            self.counts.pop(len(row))
        self.start += 1

    def take_rows(self, count: int) -> list[list[str]]:
        """The rows among the next lines."""
        at = self.start - self.first
        return [row for row in self.rows[at : at + count] if row is not None]


class _BarredRows(_RowRun):
    """Rows between bars."""

    def read_cells(self, line: str) -> list[str] | None:
        return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] if BAR.match(line) else None

    def is_row(self, line: str) -> bool:
        return not DELIMITER.match(line)

    def accept(self) -> tuple[list[list[str]], int] | None:
        rows = sum(map(len, self.counts.places.values()))
        if rows < 2 or self.counts.find_usual() < 2:
            return None
        return self.take_rows(self.end - self.start), self.end - self.start


class _TabbedRows(_RowRun):
    """Rows with tabs between their cells."""

    def read_cells(self, line: str) -> list[str] | None:
        has_cells = ("\t" in line.strip("\t ") or "\t" in line.rstrip()) and not _is_of_question(line)
        if not has_cells or _is_labelled_line(line):
            return None
        return [cell.strip() for cell in line.rstrip("\n").split("\t")]

    def read_run(self, start: int) -> None:
        super().read_run(start)
        self.indented = next((n for n in range(len(self.rows), 0, -1) if (self.rows[n - 1] or [""])[0]), 0)
        """The number of lines to the last row whose first cell has a text."""

    def accept(self) -> tuple[list[list[str]], int] | None:
        count, usual = self.end - self.start, self.counts.find_usual()
        if count < 2 or usual < 2 or self.counts.count(usual) < count * 0.7 or self.start - self.first >= self.indented:
            return None
        return self.take_rows(count), count


class _AlignedRows(_RowRun):
    """Rows whose cells begin in the same columns, at least three with equally many cells."""

    columns: tuple[_Tally[int], ...] | None = None
    """The places of the cells in the rows of equal length from `start` on, column by column; None before they are needed."""
    equal = 0
    """The end of the lines with as many cells as the first of them."""
    wide = unlabelled = -1
    """The first line from `start` on with a long cell, and the first whose first cell has no label; -1 before it is needed."""

    def read_cells(self, line: str) -> list[str] | None:
        cells = [cell for cell in GAP.split(line.strip()) if cell]
        if len(cells) >= 2 and _is_of_question(line):
            return None
        return cells if len(cells) >= 2 and not re.search(r"[。！？]$", line.strip()) else None

    def read_run(self, start: int) -> None:
        super().read_run(start)
        self.columns, self.equal = None, start
        self.wide = self.unlabelled = -1

    def cells(self, line: int) -> list[str]:
        return self.rows[line - self.first] or []

    def drop_line(self) -> None:
        if self.columns is not None and self.start < self.equal:
            for tally, place in zip(self.columns, _cell_places(self.lines[self.start]), strict=False):
                tally.pop(place)
        super().drop_line()

    def accept(self) -> tuple[list[list[str]], int] | None:
        count = self.counts.find_usual()
        if len(self.cells(self.start)) != count:
            return None
        if self.start >= self.equal:
            self.equal = next((n for n in range(self.start, self.end) if len(self.cells(n)) != count), self.end)
            self.columns = None
        size = self.equal - self.start
        if size < 3 or self.find_wide() < self.equal:
            return None
        if count == 2 and self.find_unlabelled() >= self.equal:
            return None
        return (self.take_rows(size), size) if self.is_in_columns(count, size) else None

    def find_wide(self) -> int:
        if self.wide < self.start:
            wide = (n for n in range(self.start, self.end) if any(len(cell) > LONGEST_CELL for cell in self.cells(n)))
            self.wide = next(wide, self.end)
        return self.wide

    def find_unlabelled(self) -> int:
        if self.unlabelled < self.start:
            self.unlabelled = next((n for n in range(self.start, self.end) if not read_label(self.cells(n)[0])), self.end)
        return self.unlabelled

    def is_in_columns(self, count: int, size: int) -> bool:
        """Whether most cells of each column begin at about the same place."""
        if self.columns is None:
            self.columns = tuple(_Tally[int]() for _ in range(count - 1))
            for line in self.lines[self.start : self.equal]:
                for tally, place in zip(self.columns, _cell_places(line), strict=False):
                    tally.append(place)
        for tally in self.columns:
            usual = tally.find_usual()
            if sum(tally.count(place) for place in range(usual - 2, usual + 3)) < size * 0.6:
                return False
        return True


def _is_of_question(line: str) -> bool:
    """Whether a line consists of options, or has an empty bracket to answer in."""
    stem, options = split_options(line.strip())
    return (not stem and len(options) > 1) or EMPTY_BRACKET.search(line) is not None


def _cell_places(line: str) -> list[int]:
    """The columns of a fixed-width font in which the cells of a line begin, but for the first."""
    places: list[int] = []
    at = width = 0
    for match in GAP.finditer(line.rstrip()):
        is_indent = not places and not line[: match.start()].strip()
        width += count_columns(line[at : match.end()])
        at = match.end()
        if not is_indent:
            places.append(width)
    return places


def _is_labelled_line(line: str) -> bool:
    """Whether a line is a number or letter with its text behind a tab, as word processors copy lists and headings."""
    first, _, rest = line.strip().partition("\t")
    label = read_label(f"{first.strip()} {rest.strip()}") if rest.strip() and "\t" not in rest.strip() else None
    return label is not None and label.rest == rest.strip()


def make_table(rows: list[list[str]], caption: str = "", *, has_rule: bool = False) -> Data:
    """Rows as the data of a table; the first is its head if it looks like one, and a longer row adds columns."""
    count = max(map(len, rows))
    full = [row + [""] * (count - len(row)) for row in rows]
    match = CAPTION.match(caption)
    head: Mapping[str, Any] = {"n": match["n"], "caption": match["words"].strip()} if match else {"caption": caption}
    fields = {key: value for key, value in head.items() if value}
    cells = [[escape_inline(cell) for cell in row] for row in full]
    has_head = has_rule or looks_like_head(full[0], full[1:])
    return {"type": "table", **fields, "columns": cells[0] if has_head else [], "rows": cells[has_head:]}
