"""Page breaks."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block


class PageBreak(Block):
    """A forced page break."""

    type: ClassVar = "page_break"
    summary: ClassVar = "What follows begins a new page | 分页"
