"""The grid of a table: where its cells lie, which of them are merged, and which spans do not fit."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from jiangyi.core import ById, Memo
from jiangyi.model.blocks.base import EMPTY_TEXT
from jiangyi.model.blocks.table import Cell, Table
from jiangyi.model.inline import Text

MAX_CELLS = 65_536
"""The most cells of a table in which short rows are filled up."""
NUMBER = re.compile(r"(?=.*\d)[\d.,%％‰~～–—−+±×/:≤≥<>= -]{1,16}")
"""A number or a range, with signs and without words."""
Problem = Literal["row-too-long", "table-span"]


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell at its place; the spans are those that fit."""

    content: Text | Cell
    column: int
    colspan: int = 1
    rowspan: int = 1

    @property
    def is_number(self) -> bool:
        """True if it holds nothing but a number or a range of numbers, which is not broken over lines."""
        words = str(self.content) if isinstance(self.content, Text) else ""
        return NUMBER.fullmatch(words) is not None


@dataclass(frozen=True, slots=True)
class TableProblem:
    """What is wrong with a row, counted from 0: it has more cells than the head, or a span in it does not fit."""

    kind: Problem
    row: int
    cells: int = 0


@dataclass(frozen=True)
class TableLayout:
    """A table as a grid."""

    template_methods: ClassVar[tuple[str, ...]] = ("is_joined",)

    width: int
    columns: int
    """The number of columns of the head; 0 where it has none."""
    head: tuple[PlacedCell, ...]
    rows: tuple[tuple[PlacedCell, ...], ...]
    problems: tuple[TableProblem, ...]

    def is_joined(self, row: int) -> bool:
        """True if a cell of this row or of one above reaches into the next row."""
        return any(
            above + cell.rowspan > row + 1
            for above in range(max(0, row - MAX_LOOK), row + 1)
            for cell in self.rows[above]
            if cell.rowspan > 1
        )


MAX_LOOK = 50
"""The rows above a row that are searched for merged cells: a group of more rows does not fit on a page anyway."""
LAYOUTS = Memo[TableLayout]("table layouts")


def lay_out_table(table: Table) -> TableLayout:
    """The grid of a table, by the rules of HTML (§4.9.12): a cell takes the first free columns of its row; memoized."""
    return LAYOUTS.get_or_compute(id(table), ById(table), lambda: _lay_out(table))


def _lay_out(table: Table) -> TableLayout:
    head = _Grid(1)
    head.add_row(table.columns)
    body = _Grid(len(table.rows))
    for row in table.rows:
        body.add_row(row)
    columns = head.widths[0]
    width = max(columns, *body.widths, 1)
    long = (TableProblem("row-too-long", n, cells) for n, cells in enumerate(body.widths) if columns and cells > columns)
    problems = (
        *long,
        *(TableProblem("table-span", n) for n in dict.fromkeys(body.wrong)),
        *(TableProblem("table-span", -1) for _ in head.wrong),
    )
    fills = width * len(table.rows) <= MAX_CELLS
    rows = tuple(_filled(row, taken, width if fills else 0) for row, taken in zip(body.rows, body.taken, strict=True))
    return TableLayout(width, columns, _filled(head.rows[0], head.taken[0], width) if table.columns else (), rows, tuple(problems))


@dataclass
class _Grid:
    """The rows of a table as they are filled."""

    count: int
    rows: list[tuple[PlacedCell, ...]] = field(default_factory=list)
    taken: list[set[int]] = field(default_factory=list)
    """The columns of each row that have a cell, from above too."""
    widths: list[int] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    """The rows with spans that do not fit."""
    open: dict[int, int] = field(default_factory=dict)
    """The number of further rows that each column is taken by a cell above."""

    def add_row(self, cells: Sequence[Text | Cell]) -> None:
        """Place the cells of the next row."""
        number = len(self.rows)
        below = {column: left - 1 for column, left in self.open.items() if left > 1}
        self.rows.append(tuple(self._place(cells, number, below)))
        own = {column for cell in self.rows[-1] for column in range(cell.column, cell.column + cell.colspan)}
        self.taken.append(own | self.open.keys())
        self.widths.append(max(self.taken[-1], default=-1) + 1)
        self.open = below

    def _place(self, cells: Iterable[Text | Cell], number: int, below: dict[int, int]) -> Iterator[PlacedCell]:
        column = 0
        for cell in cells:
            while column in self.open:
                column += 1
            colspan, rowspan = (cell.colspan, cell.rowspan) if isinstance(cell, Cell) else (1, 1)
            free = next((n for n in range(1, colspan) if column + n in self.open), colspan)
            fits = min(rowspan, self.count - number)
            if free < colspan or fits < rowspan:
                self.wrong.append(number)
            if fits > 1:
                below.update({column + n: fits - 1 for n in range(free)})
            yield PlacedCell(cell, column, free, fits)
            column += free


def _filled(row: tuple[PlacedCell, ...], taken: set[int], width: int) -> tuple[PlacedCell, ...]:
    """A row with empty cells in the columns where it has none."""
    missing = tuple(PlacedCell(EMPTY_TEXT, column) for column in range(width) if column not in taken)
    return tuple(sorted((*row, *missing), key=lambda cell: cell.column)) if missing else row
