"""Tables with captions and header rows."""

from typing import Any, ClassVar, Literal

from pydantic import model_validator

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, TextField
from jiangyi.model.blocks.container import Container

Side = Literal["left", "center", "right"]


class Table(Block):
    """A table with a header row."""

    type: ClassVar = "table"
    numbering_key: ClassVar = "table"
    summary: ClassVar = "A table with caption and header row | 表格，带表题与表头"
    container: ClassVar = Container(("table",), aliases=("table 表格 表",), converter="table")

    n: str = ""
    """A number, or a label that is printed as typed; automatic when empty | 序号，或照原样印出的标号；不写则自动编号"""
    caption: TextField = EMPTY_TEXT
    """The caption | 表题"""
    columns: tuple[TextField, ...]
    """The header row | 表头"""
    rows: tuple[tuple[TextField, ...], ...]
    """The rows, each a list of cells | 各行，每行是一列单元格"""
    align: tuple[Side, ...] = ()
    """The alignment of each column: left, center or right | 各列的对齐方式：left、center 或 right"""

    @model_validator(mode="before")
    @classmethod
    def _fill_cells(cls, value: Any) -> Any:
        """Read absent cells as empty ones."""
        rows = value.get("rows") if isinstance(value, dict) else None
        if not isinstance(rows, list):
            return value
        return value | {"rows": [["" if cell is None else cell for cell in row] if isinstance(row, list) else row for row in rows]}

    @property
    def width(self) -> int:
        """The number of columns: that of the head, or of a longer row."""
        return max(len(self.columns), *map(len, self.rows), 1)
