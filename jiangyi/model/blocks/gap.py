"""Gaps: positions where the source had something that was lost, such as an image."""

from typing import Annotated, ClassVar

from jiangyi.model.blocks.base import Block
from jiangyi.model.names import Aliases


class Gap(Block):
    """A record of a loss; it prints nothing."""

    type: ClassVar = "gap"
    aliases: ClassVar = "空缺"
    summary: ClassVar = "Marks where content of the source is missing; prints nothing | 原文此处有空缺（如丢失的图片），不印出"

    line: Annotated[int | None, Aliases("行号")] = None
    """The line in the source | 原文行号"""
    was: Annotated[str, Aliases("缺少")] = ""
    """What is missing | 缺少的内容"""
