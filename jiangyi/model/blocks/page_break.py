"""A page that ends where the author said so."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block


class PageBreak(Block):
    """What follows begins a new page."""

    type: ClassVar = "page_break"
    summary: ClassVar = "What follows begins a new page | 分页"
