"""Tables with captions, header rows and merged cells."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from jiangyi.model import inline
from jiangyi.model.blocks.base import BLANK_LINES, EMPTY_TEXT, Block, Blocks, Node, NumberField, TextField, parse_text, validate_by
from jiangyi.model.blocks.container import Container
from jiangyi.model.blocks.paragraph import Paragraph
from jiangyi.model.names import Aliases, Choices, Holds, split_keywords

Side = Literal["left", "center", "right"]
SIDES = Choices("left 左 居左 左对齐", "center 中 居中 居中对齐", "right 右 居右 右对齐")
MAX_SPAN = 1000
"""The most columns of a merged cell that browsers accept (HTML §4.9.11)."""


class Cell(Node):
    """A cell that spans several columns or rows, or has blocks in it."""

    body: Annotated[Blocks, Aliases("内容")] = ()
    """The content: text, or a list of blocks | 内容：文字，或若干内容块"""
    colspan: Annotated[int, Aliases("跨列 横向合并")] = Field(default=1, ge=1, le=MAX_SPAN)
    """The number of columns it spans | 横向合并的列数"""
    rowspan: Annotated[int, Aliases("跨行 纵向合并")] = Field(default=1, ge=1, le=MAX_SPAN)
    """The number of rows it spans | 纵向合并的行数"""

    @property
    def is_empty(self) -> bool:
        """True if it has no content."""
        return not self.body

    @property
    def is_text(self) -> bool:
        """True if it is nothing but a text, such as a cell that is given as one."""
        only = self.body[0] if len(self.body) == 1 else None
        is_plain = isinstance(only, Paragraph) and not (only.id or only.only or only.limit or only.cut_off)
        return self.colspan == self.rowspan == 1 and (is_plain or self.is_empty)


def _build_cell(value: Any, info: ValidationInfo) -> inline.Text | Cell:
    """A cell from data: a text, a mapping with its spans, a block, or a list of blocks."""
    if isinstance(value, Cell | inline.Text):
        return value
    if value is None:
        return EMPTY_TEXT
    if isinstance(value, list) or (isinstance(value, str) and BLANK_LINES.search(value.strip())):
        value = {"body": value}
    elif isinstance(value, dict) and "type" in value:
        value = {"body": [value]}
    if not isinstance(value, dict):
        return parse_text(value, info)
    cell = Cell.model_validate(value, context=info.context)
    if not cell.is_text:
        return cell
    return cell.body[0].text if cell.body else EMPTY_TEXT


CellField = Annotated[Any, validate_by(_build_cell), Holds(Cell)]
"""A field that holds the Text of a cell, or a Cell."""


class Table(Block):
    """A table with a header row."""

    type: ClassVar = "table"
    numbering_key: ClassVar = "table"
    summary: ClassVar = "A table with caption, header row and merged cells | 表格，带表题、表头，可以合并单元格"
    container: ClassVar = Container(("table",), aliases=("table 表格 表",), converter="table")

    n: NumberField = ""
    """A number, or a label that is printed as typed; automatic when empty | 序号，或照原样印出的标号；不写则自动编号"""
    caption: Annotated[TextField, Aliases("表题 题注")] = EMPTY_TEXT
    """The caption | 表题"""
    columns: Annotated[tuple[CellField, ...], Aliases("表头")] = ()
    """The header row; none when empty | 表头；不写则没有表头"""
    rows: Annotated[tuple[tuple[CellField, ...], ...], Aliases("各行 行")]
    """The rows, each a list of cells: text, a list of blocks, or {body, colspan, rowspan}
    | 各行，每行是一列单元格：文字、若干内容块，或 {body, colspan, rowspan}（横向、纵向合并）"""
    align: Annotated[tuple[Annotated[Side, SIDES], ...], BeforeValidator(split_keywords), Aliases("对齐")] = ()
    """The alignment of each column: left, center or right | 各列的对齐方式：left、center 或 right"""

    @model_validator(mode="before")
    @classmethod
    def _read_null_head(cls, value: Any) -> Any:
        return {key: item for key, item in value.items() if key != "columns" or item is not None} if isinstance(value, dict) else value

    @field_validator("columns")
    @classmethod
    def _drop_empty_head(cls, value: tuple[Any, ...]) -> tuple[Any, ...]:
        """A header row of empty cells is none."""
        return value if any(isinstance(cell, Cell) or cell for cell in value) else ()
