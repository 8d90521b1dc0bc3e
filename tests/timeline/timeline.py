"""Dates with what happened on each."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block, Node, TextField
from jiangyi.model.blocks.container import Container, ContainerItems


class Moment(Node):
    """One date."""

    date: str
    """When, printed as typed | 时间，照录"""
    text: TextField
    """What happened | 事件"""


class Timeline(Block):
    """Dates in the order in which they were typed."""

    type: ClassVar = "timeline"
    summary: ClassVar = "Dates with what happened on each | 时间线"
    container: ClassVar = Container(("timeline",), items=ContainerItems("moments", parts=("date", "text")))

    moments: tuple[Moment, ...]
    """The dates: date, text | 各个时间：date 时间、text 事件"""
