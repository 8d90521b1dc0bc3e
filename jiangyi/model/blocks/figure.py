"""Figures: images with captions."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, TextField


class Figure(Block):
    """An image of the workspace with its caption."""

    type: ClassVar = "figure"
    numbering_key: ClassVar = "figure"
    summary: ClassVar = "An image with caption and alternative text | 图片，带图题与替代文字"

    n: str = ""
    """A number, or a label that is printed as typed; automatic when empty | 序号，或照原样印出的标号；不写则自动编号"""
    src: str
    """The image file, relative to the handout's folder | 图片文件（相对于讲义所在的文件夹）"""
    alt: str = ""
    """The alternative text, for readers who cannot see the image | 替代文字，供看不见图片的读者使用"""
    caption: TextField = EMPTY_TEXT
    """The caption | 图题"""
    credit: TextField = EMPTY_TEXT
    """The credit | 图片来源"""
    width: Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]?%|100%)?$")] = ""
    """The width as a percentage of the line, such as 60% | 占行宽的百分比，如 60%"""
    decorative: bool = False
    """Whether it is only decoration and needs no alternative text | 仅作装饰，不需要替代文字"""
