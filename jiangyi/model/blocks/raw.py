"""Raw text of another format, kept as it is."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from jiangyi.model.blocks.base import Block
from jiangyi.model.names import Aliases


class Raw(Block):
    """Text that could not be parsed, printed verbatim."""

    type: ClassVar = "raw"
    aliases: ClassVar = "原样"
    summary: ClassVar = "Content that was not recognized, printed literally | 未能识别的内容，原样印出"

    text: Annotated[str, StringConstraints(strip_whitespace=False), Aliases("原文")]
    """The text | 原文"""
    format: Annotated[str, Aliases("格式")] = ""
    """Its format, such as html | 格式，如 html"""
