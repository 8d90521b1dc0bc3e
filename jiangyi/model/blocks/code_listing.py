"""Code listings."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, TextField
from jiangyi.model.names import Aliases


class CodeListing(Block):
    """Source code, highlighted by its language."""

    type: ClassVar = "code"
    aliases: ClassVar = "代码"
    summary: ClassVar = "Program code with syntax highlighting | 代码"

    text: Annotated[str, StringConstraints(strip_whitespace=False), Aliases("代码")]
    """The code | 代码"""
    language: Annotated[str, Aliases("语言")] = ""
    """The language, such as python | 语言，如 python"""
    caption: Annotated[TextField, Aliases("题注")] = EMPTY_TEXT
    """The caption | 说明"""
