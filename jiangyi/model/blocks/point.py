"""Numbered points: a lead sentence with the argument that follows."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block, Blocks, Names, TitleField
from jiangyi.model.blocks.container import Container


class Point(Block):
    """A point of an argument; points in its body are its sub-points (一是 … 二是 …)."""

    type: ClassVar = "point"
    numbering_key: ClassVar = "point"
    reference_fields: ClassVar = ("answers",)
    summary: ClassVar = (
        "A numbered point with a lead in bold; points in its body are its sub-points | "
        "要点：要点句加粗，后接论述；body 中的要点就是分论点（一是……二是……）"
    )
    container: ClassVar = Container(("point", "points"), aliases=("point 要点 论点 分论点", "points 要点列表"), converter="point")

    n: str = ""
    """A number, or a label printed as typed, such as 一是; automatic when empty | 序号，或照原样印出的标号，如“一是”；不写则自动编号"""
    lead: TitleField
    """The lead: a sentence that sums up the point | 要点句"""
    answers: Names = ()
    """The ids of the problems it addresses; by default matched by number or order | 对应的问题（id）；都不写则按序号或顺序对应"""
    body: Blocks = ()
    """The text after the lead | 论述"""
