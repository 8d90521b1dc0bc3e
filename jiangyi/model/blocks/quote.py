"""Quotations (金句) with their attributions."""

from typing import ClassVar

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, Blocks, TextField
from jiangyi.model.blocks.container import Container


class Quote(Block):
    """A quotation with its attribution."""

    type: ClassVar = "quote"
    summary: ClassVar = "A quotation with its attribution | 金句、引文，注明作者与出处"
    container: ClassVar = Container(("quote",), aliases=("quote 引用 引文 金句 名言 名句",), converter="quote")

    body: Blocks
    """The quoted text | 引文"""
    by: TextField = EMPTY_TEXT
    """Who said it | 作者"""
    where: TextField = EMPTY_TEXT
    """The work that is quoted | 出处"""
    date: str = ""
    """The date | 日期"""
