"""Dates with what happened on each."""

from typing import Annotated, ClassVar

from jiangyi.model.blocks.base import Block, Node, TextField
from jiangyi.model.blocks.container import Container, ContainerItems
from jiangyi.model.names import Aliases


class Moment(Node):
    """One date."""

    date: Annotated[str, Aliases("时间")]
    """When, printed as typed | 时间，照录"""
    text: Annotated[TextField, Aliases("事件")]
    """What happened | 事件"""


class Timeline(Block):
    """Dates in the order in which they were typed."""

    type: ClassVar = "timeline"
    summary: ClassVar = "Dates with what happened on each | 时间线"
    container: ClassVar = Container(("timeline",), ("timeline 时间线 大事记",), items=ContainerItems("moments", parts=("date", "text")))

    moments: Annotated[tuple[Moment, ...], Aliases("各项")]
    """The dates: date, text | 各个时间：date 时间、text 事件"""
