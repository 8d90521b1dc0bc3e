"""Paragraphs."""

from typing import Annotated, ClassVar

from jiangyi.model.blocks.base import Block, TextField
from jiangyi.model.names import Aliases


class Paragraph(Block):
    """Running text; in a list of blocks it may be given as a string."""

    type: ClassVar = "paragraph"
    fits_columns: ClassVar = True
    aliases: ClassVar = "段落"
    summary: ClassVar = "Running text; a plain string in a list of blocks is a paragraph | 段落；内容列表里直接写的一段话就是段落"

    text: Annotated[TextField, Aliases("正文 文字")]
    """The text | 正文"""
