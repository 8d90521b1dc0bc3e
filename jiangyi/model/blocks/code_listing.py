"""Code listings."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, TextField


class CodeListing(Block):
    """Source code, highlighted by its language."""

    type: ClassVar = "code"
    summary: ClassVar = "Program code with syntax highlighting | 代码"

    text: Annotated[str, StringConstraints(strip_whitespace=False)]
    """The code | 代码"""
    language: str = ""
    """The language, such as python | 语言，如 python"""
    caption: TextField = EMPTY_TEXT
    """The caption | 说明"""
