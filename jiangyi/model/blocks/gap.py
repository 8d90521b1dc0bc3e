"""Gaps: positions where the source had something that was lost, such as an image."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block


class Gap(Block):
    """A record of a loss; it prints nothing."""

    type: ClassVar = "gap"
    summary: ClassVar = "Marks where content of the source is missing; prints nothing | 原文此处有空缺（如丢失的图片），不印出"

    line: int | None = None
    """The line in the source | 原文行号"""
    was: str = ""
    """What is missing | 缺少的内容"""
