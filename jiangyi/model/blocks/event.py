"""News events, as in collections of hot topics."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block, Blocks, Node, TitleField
from jiangyi.model.blocks.container import Container


class Origin(Node):
    """The publication that something comes from."""

    name: str = ""
    """The newspaper, website or book | 出处名称"""
    url: str = ""
    """Its address | 网址"""
    date: str = ""
    """The date of publication | 发布日期"""


ORIGIN_ATTRIBUTES = (("source", "source.name"), ("url", "source.url"))
"""The attributes of a container for its origin: `{source=… url=…}`."""


class Event(Block):
    """What happened, where and when, and who reported it."""

    type: ClassVar = "event"
    has_heading: ClassVar = True
    numbering_key: ClassVar = "event"
    summary: ClassVar = "A news event: title, account, place, date and source | 热点事件：标题、经过、地点、日期与来源"
    container: ClassVar = Container(
        ("event",), aliases=("event 事件 热点 时事 新闻",), words="title", label="n", body="body", attributes=ORIGIN_ATTRIBUTES
    )

    n: str = ""
    """A number, or a label that is printed as typed; automatic when empty | 序号，或照原样印出的标号；不写则自动编号"""
    title: TitleField
    """The headline | 标题"""
    date: str = ""
    """When it happened | 时间"""
    place: str = ""
    """Where it happened | 地点"""
    body: Blocks = ()
    """The account | 经过"""
    source: Origin | None = None
    """The source: name, url, date | 来源：名称、网址、日期"""
