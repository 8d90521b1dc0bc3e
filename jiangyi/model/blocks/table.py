"""Tables with captions and header rows."""

from typing import Any, ClassVar, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, TextField
from jiangyi.model.blocks.container import Container

Side = Literal["left", "center", "right"]


class Table(Block):
    """A table with a header row."""

    type: ClassVar = "table"
    numbering_key: ClassVar = "table"
    summary: ClassVar = "A table with caption and header row | 表格，带表题与表头"
    container: ClassVar = Container(("table",), converter="table")

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
    def _pad_rows(cls, value: Any) -> Any:
        """Pad short rows with empty cells. A row with more cells than there are columns is an error."""
        if not isinstance(value, dict) or not isinstance(value.get("columns"), list):
            return value
        width = len(value["columns"])
        rows = value.get("rows")
        for number, row in enumerate(rows if isinstance(rows, list) else [], 1):
            if isinstance(row, list) and len(row) > width:
                raise PydanticCustomError("row_too_long", "", {"row": number, "cells": len(row), "columns": width})
        if isinstance(rows, list):
            full = [["" if c is None else c for c in r] + [""] * (width - len(r)) if isinstance(r, list) else r for r in rows]
            return value | {"rows": full}
        return value
