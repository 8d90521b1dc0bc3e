"""Paragraphs."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block, TextField


class Paragraph(Block):
    """Running text; in a list of blocks it may be given as a string."""

    type: ClassVar = "paragraph"
    summary: ClassVar = "Running text; a bare string in a list of blocks is one | 段落；在内容列表里直接写一段话就是段落"

    text: TextField
    """The words | 正文"""
