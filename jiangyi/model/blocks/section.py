"""Sections: headings with their blocks and subsections."""

from typing import ClassVar, Literal

from jiangyi.model.blocks.base import Block, Blocks, TitleField

SectionKind = Literal[
    "free", "events", "analysis", "meaning", "problem", "cause", "measure",
    "quotes", "vocabulary", "essay", "exam", "reading", "homework",
]  # fmt: skip
"""The kinds of sections, which styles, coverage checks and indexes depend on."""


class Section(Block):
    """A section of a handout; sections nest."""

    type: ClassVar = "section"
    has_heading: ClassVar = True
    numbering_key: ClassVar = "section"
    summary: ClassVar = "A part of a handout under a heading; sections nest | 章节，可以层层嵌套"

    n: str = ""
    """Its number, or a label as typed; by order when empty | 序号或照录的标号，不写则按顺序"""
    title: TitleField
    """The heading | 标题"""
    kind: SectionKind = "free"
    """What it is about | 类别"""
    blocks: Blocks = ()
    """What stands before its sub-sections | 本节内容"""
    sections: tuple["Section", ...] = ()
    """The sections below it | 下级章节"""
