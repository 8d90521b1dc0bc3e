"""Sections: headings with their blocks and subsections."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from jiangyi.model.blocks.base import Block, Blocks, NumberField, TitleField
from jiangyi.model.names import Aliases, Choices

SectionKind = Literal[
    "free", "events", "analysis", "meaning", "problem", "cause", "measure",
    "quotes", "vocabulary", "essay", "exam", "reading", "homework",
]  # fmt: skip
"""The kinds of sections, which styles, coverage checks and indexes depend on."""
SECTION_KINDS = Choices(
    *(
        "free 普通",
        "events 事件 热点事件",
        "analysis 分析",
        "meaning 意义",
        "problem 问题",
        "cause 原因",
        "measure 对策 措施",
        "quotes 金句",
    ),
    *("vocabulary 词汇 词语", "essay 范文 作文", "exam 真题", "reading 阅读 延伸阅读", "homework 作业"),
)

COLUMN_ALIASES = Aliases("分栏 栏数")
ColumnCount = Annotated[int, Field(ge=1, le=2), Choices("1 一栏 单栏 不分栏 通栏", "2 两栏 双栏 二栏")]
"""The columns that text is set in, and the other names of a field that holds it."""


class Section(Block):
    """A section of a handout; sections nest."""

    type: ClassVar = "section"
    aliases: ClassVar = "章节 小节"
    has_heading: ClassVar = True
    numbering_key: ClassVar = "section"
    summary: ClassVar = "A part of a handout with a heading; sections can be nested | 章节，可以嵌套"

    n: NumberField = ""
    """A number, or a label that is printed as typed; automatic when empty | 序号，或照原样印出的标号；不写则自动编号"""
    title: Annotated[TitleField, Aliases("标题")]
    """The heading | 标题"""
    kind: Annotated[SectionKind, SECTION_KINDS, Aliases("类别")] = "free"
    """The kind of section | 类别"""
    columns: Annotated[ColumnCount | None, COLUMN_ALIASES] = None
    """1 or 2 columns for its text and its subsections; by default as around it | 本节（含下级章节）分几栏：1 或 2；不写则与上级相同"""
    blocks: Annotated[Blocks, Aliases("内容 内容块")] = ()
    """The content before its subsections | 本节内容"""
    sections: Annotated[tuple["Section", ...], Aliases("小节 章节 下级章节")] = ()
    """The subsections | 下级章节"""
