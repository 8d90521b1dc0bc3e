"""Callouts: boxes beside the running text."""

from typing import ClassVar, Literal

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, Blocks, TextField
from jiangyi.model.blocks.container import Container


class Callout(Block):
    """A box for a key point, a tip, a warning or a memory aid."""

    type: ClassVar = "callout"
    summary: ClassVar = "A box: key point, tip, warning or memory aid | 提示框：重点、提示、易错、口诀"
    container: ClassVar = Container(
        ("key", "tip", "warning", "memory"),
        aliases=("key 重点 考点 核心", "tip 提示 说明 备注 拓展", "warning 易错 注意 警告", "memory 口诀 记忆"),
        words="title",
        name="kind",
        body="body",
    )

    kind: Literal["key", "tip", "warning", "memory"] = "tip"
    """key, tip, warning or memory | key 重点、tip 提示、warning 易错、memory 口诀"""
    title: TextField = EMPTY_TEXT
    """The title; by default the name of the kind | 标题；不写则用类别名"""
    body: Blocks
    """The content | 内容"""
