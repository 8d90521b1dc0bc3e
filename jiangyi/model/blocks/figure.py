"""Figures: images with captions."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, TextField


class Figure(Block):
    """An image of the workspace with its caption."""

    type: ClassVar = "figure"
    numbering_key: ClassVar = "figure"
    summary: ClassVar = "A picture with caption and alternative text | 图片，带图题与替代文字"

    n: str = ""
    """Its number, or a label as typed; by order when empty | 序号或照录的标号，不写则按顺序"""
    src: str
    """The file, from the handout's folder | 图片文件（相对于讲义所在文件夹）"""
    alt: str = ""
    """What it shows, for readers who cannot see it | 替代文字：写给看不见图的读者"""
    caption: TextField = EMPTY_TEXT
    """The words below it | 图题"""
    credit: TextField = EMPTY_TEXT
    """Whose picture it is | 图片来源"""
    width: Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]?%|100%)?$")] = ""
    """Its width as a part of the line, such as 60% | 宽度，如 60%"""
    decorative: bool = False
    """It says nothing that the text does not say | 仅作装饰，不承载内容"""
