"""Materials that several exercises refer to: 给定资料 of the 申论 exam, a passage, statistics."""

from typing import ClassVar

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, Blocks, TextField
from jiangyi.model.blocks.container import Container
from jiangyi.model.blocks.event import ORIGIN_ATTRIBUTES, Origin


class Material(Block):
    """A text to be read before the exercises that name it in `materials`."""

    type: ClassVar = "material"
    numbering_key: ClassVar = "material"
    summary: ClassVar = (
        "A material that exercises are about; they name it in `materials` and tell its page | "
        "给定材料：几道题共用；题目用 materials 指明，题下注明它在第几页"
    )
    container: ClassVar = Container(("material",), words="title", label="n", body="body", attributes=ORIGIN_ATTRIBUTES)

    n: str = ""
    """Its number, or a label as typed; by order when empty | 序号或照录的标号，不写则按顺序"""
    title: TextField = EMPTY_TEXT
    """Its title | 标题"""
    body: Blocks
    """What is to be read | 内容"""
    source: Origin | None = None
    """Where it was published: name, url, date | 来源：名称、网址、日期"""
