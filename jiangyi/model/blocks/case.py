"""Cases: examples that support an argument."""

from typing import ClassVar

from jiangyi.model.blocks.container import Container
from jiangyi.model.blocks.event import ORIGIN_ATTRIBUTES, Event


class Case(Event):
    """An example that supports an argument, with the fields of an event."""

    type: ClassVar = "case"
    numbering_key: ClassVar = "case"
    summary: ClassVar = "An example for an argument; it has the fields of an event | 案例：字段与热点事件相同"
    container: ClassVar = Container(
        ("case",), aliases=("case 案例 事例 典型案例",), words="title", label="n", body="body", attributes=ORIGIN_ATTRIBUTES
    )
