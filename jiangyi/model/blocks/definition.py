"""Definitions: terms with their explanations."""

from typing import Annotated, ClassVar

from jiangyi.model.blocks.base import Block, Blocks, TitleField
from jiangyi.model.blocks.container import Container
from jiangyi.model.names import Aliases


class Definition(Block):
    """A term with its explanation."""

    type: ClassVar = "definition"
    fits_columns: ClassVar = True
    summary: ClassVar = "A term with its explanation | 名词解释"
    container: ClassVar = Container(("definition",), aliases=("definition 定义 名词 名词解释 概念 术语",), words="term", body="body")

    term: Annotated[TitleField, Aliases("术语 名词")]
    """The term | 术语"""
    pinyin: Annotated[str, Aliases("读音 拼音")] = ""
    """The pronunciation | 读音"""
    body: Annotated[Blocks, Aliases("释义 解释 内容")]
    """The explanation | 释义"""
