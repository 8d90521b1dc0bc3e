"""Paragraphs."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block, TextField


class Paragraph(Block):
    """Running text; in a list of blocks it may be given as a string."""

    type: ClassVar = "paragraph"
    summary: ClassVar = "Running text; a plain string in a list of blocks is a paragraph | 段落；内容列表里直接写的一段话就是段落"

    text: TextField
    """The text | 正文"""
