"""News events, as in collections of hot topics."""

from typing import Annotated, Any, ClassVar

from pydantic import model_validator

from jiangyi.model.blocks.base import Block, Blocks, Node, NumberField, TitleField
from jiangyi.model.blocks.container import Container
from jiangyi.model.names import Aliases
from jiangyi.model.typed_lines import read_origin_line


class Origin(Node):
    """The publication that something comes from; it may be given as a line such as 示例晚报 2026年9月."""

    has_line_form: ClassVar = True

    name: Annotated[str, Aliases("名称")] = ""
    """The newspaper, website or book | 出处名称"""
    url: Annotated[str, Aliases("网址")] = ""
    """Its address | 网址"""
    date: Annotated[str, Aliases("日期 时间")] = ""
    """The date of publication | 发布日期"""

    @model_validator(mode="before")
    @classmethod
    def _parse_line(cls, value: Any) -> Any:
        return read_origin_line(value) if isinstance(value, str) and value.strip() else value


ORIGIN_ATTRIBUTES = (("source", "source.name"), ("url", "source.url"))
"""The attributes of a container for its origin: `{source=… url=…}`."""


class Event(Block):
    """What happened, where and when, and who reported it."""

    type: ClassVar = "event"
    fits_columns: ClassVar = True
    has_heading: ClassVar = True
    numbering_key: ClassVar = "event"
    summary: ClassVar = "A news event: title, account, place, date and source | 热点事件：标题、经过、地点、日期与来源"
    container: ClassVar = Container(
        ("event",),
        aliases=("event 事件 热点事件 热点 时事 时事热点 新闻 新闻事件",),
        words="title",
        label="n",
        body="body",
        attributes=ORIGIN_ATTRIBUTES,
    )

    n: NumberField = ""
    """A number, or a label that is printed as typed; automatic when empty | 序号，或照原样印出的标号；不写则自动编号"""
    title: Annotated[TitleField, Aliases("标题")]
    """The headline | 标题"""
    date: Annotated[str, Aliases("日期 时间")] = ""
    """When it happened | 时间"""
    place: Annotated[str, Aliases("地点")] = ""
    """Where it happened | 地点"""
    body: Annotated[Blocks, Aliases("经过 内容")] = ()
    """The account | 经过"""
    source: Annotated[Origin | None, Aliases("来源")] = None
    """The source: name, url, date | 来源：名称、网址、日期"""
