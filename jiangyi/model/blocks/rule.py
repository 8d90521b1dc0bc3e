"""Horizontal rules."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block


class HorizontalRule(Block):
    """A thematic break that is smaller than a new section."""

    type: ClassVar = "rule"
    aliases: ClassVar = "分隔线"
    summary: ClassVar = "A line between two parts of the text | 分隔线"
