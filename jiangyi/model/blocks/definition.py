"""Definitions: terms with their explanations."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block, Blocks, TitleField
from jiangyi.model.blocks.container import Container


class Definition(Block):
    """A term with its explanation."""

    type: ClassVar = "definition"
    summary: ClassVar = "A term with its explanation | 名词解释"
    container: ClassVar = Container(("definition",), aliases=("definition 定义 名词 名词解释 概念 术语",), words="term", body="body")

    term: TitleField
    """The term | 术语"""
    pinyin: str = ""
    """The pronunciation | 读音"""
    body: Blocks
    """The explanation | 释义"""
