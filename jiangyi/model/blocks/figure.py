"""Figures: images with captions."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, NumberField, TextField
from jiangyi.model.names import Aliases, Flag
from jiangyi.model.picture_sizes import to_length


def _check_length(value: Any) -> Any:
    length = to_length(value) if isinstance(value, str) else ""
    if value and not length:
        raise PydanticCustomError("length_malformed", "")
    return length


Length = Annotated[str, BeforeValidator(_check_length)]
"""A length with its unit; a number alone is pixels."""


class Figure(Block):
    """An image of the workspace with its caption."""

    type: ClassVar = "figure"
    aliases: ClassVar = "图 图片 插图"
    numbering_key: ClassVar = "figure"
    summary: ClassVar = "An image with caption and alternative text | 图片，带图题与替代文字"

    n: NumberField = ""
    """A number, or a label that is printed as typed; automatic when empty | 序号，或照原样印出的标号；不写则自动编号"""
    src: Annotated[str, Aliases("文件 图片")]
    """The image file, relative to the handout's folder | 图片文件（相对于讲义所在的文件夹）"""
    alt: Annotated[str, Aliases("替代文字")] = ""
    """The alternative text, for readers who cannot see the image | 替代文字，供看不见图片的读者使用"""
    caption: Annotated[TextField, Aliases("图题 题注")] = EMPTY_TEXT
    """The caption | 图题"""
    credit: Annotated[TextField, Aliases("图片来源")] = EMPTY_TEXT
    """The credit | 图片来源"""
    width: Annotated[Length, Aliases("宽度 宽")] = ""
    """The width: a percentage of the line such as 60%, or 4cm, 30mm, 120px, 10em
    | 宽度：占行宽的百分比（如 60%），或 4cm、30mm、120px、10em"""
    height: Annotated[Length, Aliases("高度 高")] = ""
    """The height, such as 4cm | 高度，如 4cm"""
    link: Annotated[str, Aliases("链接")] = ""
    """The address that the picture leads to | 点图片打开的网址"""
    decorative: Annotated[Flag, Aliases("装饰")] = False
    """Whether it is only decoration and needs no alternative text | 仅作装饰，不需要替代文字"""
