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
        "A numbered point with a lead sentence set bold; points in its body are its sub-points | "
        "要点：首句加粗，后接论述；放在 body 里的要点就是分论点（一是……二是……）"
    )
    container: ClassVar = Container(("point", "points"), converter="point")

    n: str = ""
    """Its number, or a label as typed such as 一是; by order when empty | 序号，或照录的标号（如“一是”），不写则按顺序"""
    lead: TitleField
    """The lead sentence | 首句（要点句）"""
    answers: Names = ()
    """The problems that this measure answers, by id; by number or order when none says so | 对应的问题（id），都不写则按序号或顺序对应"""
    body: Blocks = ()
    """What follows it | 论述"""
