"""Materials that several exercises refer to: 给定资料 of the 申论 exam, a passage, statistics."""

from typing import Annotated, ClassVar

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, Blocks, NumberField, TextField
from jiangyi.model.blocks.container import Container
from jiangyi.model.blocks.event import ORIGIN_ATTRIBUTES, Origin
from jiangyi.model.names import Aliases


class Material(Block):
    """A text to be read before the exercises that name it in `materials`."""

    type: ClassVar = "material"
    numbering_key: ClassVar = "material"
    summary: ClassVar = (
        "A text that several exercises refer to with `materials`; each prints its page number | "
        "给定材料：几道题共用；题目用 materials 引用，并注明它所在的页码"
    )
    container: ClassVar = Container(
        ("material",),
        aliases=("material 材料 给定材料 给定资料 资料",),
        words="title",
        label="n",
        body="body",
        attributes=ORIGIN_ATTRIBUTES,
    )

    n: NumberField = ""
    """A number, or a label that is printed as typed; automatic when empty | 序号，或照原样印出的标号；不写则自动编号"""
    title: Annotated[TextField, Aliases("标题")] = EMPTY_TEXT
    """Its title | 标题"""
    body: Annotated[Blocks, Aliases("内容")]
    """The text | 内容"""
    source: Annotated[Origin | None, Aliases("来源")] = None
    """The source: name, url, date | 来源：名称、网址、日期"""
