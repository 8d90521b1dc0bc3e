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
    summary: ClassVar = "A part of a handout with a heading; sections can be nested | 章节，可以嵌套"

    n: str = ""
    """A number, or a label that is printed as typed; automatic when empty | 序号，或照原样印出的标号；不写则自动编号"""
    title: TitleField
    """The heading | 标题"""
    kind: SectionKind = "free"
    """The kind of section | 类别"""
    blocks: Blocks = ()
    """The content before its subsections | 本节内容"""
    sections: tuple["Section", ...] = ()
    """The subsections | 下级章节"""
