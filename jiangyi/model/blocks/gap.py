"""A place where the source had something that did not come through, such as a picture."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block


class Gap(Block):
    """Prints nothing; it keeps the memory of the place."""

    type: ClassVar = "gap"
    summary: ClassVar = "Where something stood in the source that is lost; prints nothing | 原文此处有缺（如丢失的图片），不印出"

    line: int | None = None
    """The line in the source | 原文行号"""
    was: str = ""
    """What stood there | 原来是什么"""
