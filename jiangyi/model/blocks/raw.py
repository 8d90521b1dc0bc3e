"""Raw text of another format, kept as it is."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from jiangyi.model.blocks.base import Block


class Raw(Block):
    """Text that could not be parsed, printed verbatim."""

    type: ClassVar = "raw"
    summary: ClassVar = "Content that was not recognized, printed literally | 未能识别的内容，原样印出"

    text: Annotated[str, StringConstraints(strip_whitespace=False)]
    """The text | 原文"""
    format: str = ""
    """Its format, such as html | 格式，如 html"""
