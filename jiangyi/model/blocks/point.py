"""Numbered points: a lead sentence with the argument that follows."""

from typing import Annotated, ClassVar

from jiangyi.model.blocks.base import Block, Blocks, Names, NumberField, TitleField
from jiangyi.model.blocks.container import Container
from jiangyi.model.names import Aliases


class Point(Block):
    """A point of an argument; points in its body are its sub-points (一是 … 二是 …)."""

    type: ClassVar = "point"
    fits_columns: ClassVar = True
    numbering_key: ClassVar = "point"
    reference_fields: ClassVar = ("answers",)
    summary: ClassVar = (
        "A numbered point with a lead in bold; points in its body are its sub-points | "
        "要点：要点句加粗，后接论述；body 中的要点就是分论点（一是……二是……）"
    )
    container: ClassVar = Container(("point", "points"), aliases=("point 要点 论点 分论点 观点", "points 要点列表"), converter="point")

    n: NumberField = ""
    """A number, or a label printed as typed, such as 一是; automatic when empty | 序号，或照原样印出的标号，如“一是”；不写则自动编号"""
    lead: Annotated[TitleField, Aliases("要点句")]
    """The lead: a sentence that sums up the point | 要点句"""
    answers: Annotated[Names, Aliases("对应 对应问题")] = ()
    """The ids of the problems it addresses; by default matched by number or order | 对应的问题（id）；都不写则按序号或顺序对应"""
    body: Annotated[Blocks, Aliases("论述 内容")] = ()
    """The text after the lead | 论述"""
