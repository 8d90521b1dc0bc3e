"""Callouts: boxes beside the running text."""

from typing import Annotated, ClassVar, Literal

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, Blocks, TextField
from jiangyi.model.blocks.container import Container
from jiangyi.model.names import Aliases, Choices

CALLOUT_WORDS = ("key 重点 考点 核心", "tip 提示 说明 备注 拓展", "warning 易错 注意 警告", "memory 口诀 记忆")
"""The kinds of callouts, each with other words for it."""


class Callout(Block):
    """A box for a key point, a tip, a warning or a memory aid."""

    type: ClassVar = "callout"
    fits_columns: ClassVar = True
    aliases: ClassVar = "提示框"
    summary: ClassVar = "A box: key point, tip, warning or memory aid | 提示框：重点、提示、易错、口诀"
    container: ClassVar = Container(
        ("key", "tip", "warning", "memory"),
        aliases=CALLOUT_WORDS,
        words="title",
        name="kind",
        body="body",
    )

    kind: Annotated[Literal["key", "tip", "warning", "memory"], Choices(*CALLOUT_WORDS), Aliases("类别")] = "tip"
    """key, tip, warning or memory | key 重点、tip 提示、warning 易错、memory 口诀"""
    title: Annotated[TextField, Aliases("标题")] = EMPTY_TEXT
    """The title; by default the name of the kind | 标题；不写则用类别名"""
    body: Annotated[Blocks, Aliases("内容")]
    """The content | 内容"""
