"""Page breaks."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block


class PageBreak(Block):
    """A forced page break."""

    type: ClassVar = "page_break"
    aliases: ClassVar = "分页 换页"
    summary: ClassVar = "Starts a new page | 分页"
