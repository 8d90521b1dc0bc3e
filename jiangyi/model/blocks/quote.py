"""Quotations (金句) with their attributions."""

from typing import Annotated, ClassVar

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, Blocks, TextField
from jiangyi.model.blocks.container import Container
from jiangyi.model.names import Aliases


class Quote(Block):
    """A quotation with its attribution."""

    type: ClassVar = "quote"
    fits_columns: ClassVar = True
    summary: ClassVar = "A quotation with its attribution | 金句、引文，注明作者与出处"
    container: ClassVar = Container(("quote",), aliases=("quote 引用 引文 金句 名言 名句",), converter="quote")

    body: Annotated[Blocks, Aliases("引文 内容")]
    """The quoted text | 引文"""
    by: Annotated[TextField, Aliases("作者")] = EMPTY_TEXT
    """Who said it | 作者"""
    where: Annotated[TextField, Aliases("出处")] = EMPTY_TEXT
    """The work that is quoted | 出处"""
    date: Annotated[str, Aliases("日期 时间")] = ""
    """The date | 日期"""
