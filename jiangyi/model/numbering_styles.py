"""The numbering styles of a handout or a book."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from jiangyi.model.blocks.base import Node
from jiangyi.model.names import Aliases, Choices
from jiangyi.model.numbering import fold_no_number, is_chapter_style, is_style, split_chapter_sample


def _check_style(typed: Any) -> Any:
    value = fold_no_number(typed)
    if isinstance(value, str) and not is_style(split_chapter_sample(value)[1]):
        raise PydanticCustomError("style_unknown", "", {"style": value})
    return value


def _check_chapter_style(typed: Any) -> Any:
    value = fold_no_number(typed)
    if isinstance(value, str) and not is_chapter_style(value):
        raise PydanticCustomError("style_unknown", "", {"style": value})
    return value


def _to_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Style = Annotated[str, BeforeValidator(_check_style)]
"""A sample such as 一、 （一） 1. （1） ①, or none."""
ChapterStyle = Annotated[str, BeforeValidator(_check_chapter_style)]
"""A sample of the numbers of chapters, or none."""
Styles = Annotated[tuple[Style, ...], BeforeValidator(_to_tuple)]
"""One sample per level; a single one may be given without a list."""


class Numbering(Node):
    """The numbering styles, each a sample, with the number of the chapter in 1-1; the defaults depend on the language."""

    chapter: Annotated[ChapterStyle | None, Aliases("讲 讲次")] = None
    """The handouts of a collected book: 第一讲, 专题一, Unit 1, or none | 合集中的各份讲义，如 第一讲、第一章、专题一，none 不编号"""
    by: Annotated[Literal["", "chapter", "handout"], Choices("chapter 按章 按讲 章 讲", "handout 全篇连续 全篇 连续"), Aliases("方式")] = ""
    """chapter numbers figures, tables and formulas by chapter (1-1), handout through the handout (1); in a book each handout is a
    chapter, and chapter is the default; by itself a handout has its sections of the first level as chapters
    | 图、表、公式怎样编号：chapter 按章（图 1-1）、handout 全篇连续（图 1）；合集默认按章，一份讲义为一章；
    单份讲义默认连续，按章时以一级标题为章"""
    section: Annotated[Styles | None, Aliases("章节")] = None
    """Sections, one sample per level | 各级章节，每级一个样例"""
    point: Annotated[Styles | None, Aliases("要点")] = None
    """Points, one sample per level | 各级要点，每级一个样例"""
    event: Annotated[Style | None, Aliases("事件 热点事件")] = None
    """Events | 热点事件"""
    case: Annotated[Style | None, Aliases("案例")] = None
    """Cases | 案例"""
    figure: Annotated[Style | None, Aliases("图 插图")] = None
    """Figures | 图"""
    table: Annotated[Style | None, Aliases("表 表格")] = None
    """Tables | 表"""
    material: Annotated[Style | None, Aliases("材料")] = None
    """Materials, numbered throughout the handout | 给定材料，全篇连续编号"""
    formula: Annotated[Style | None, Aliases("公式")] = None
    """Formulas with an id, numbered throughout the handout | 有 id 的公式，全篇连续编号"""
    exercise: Annotated[Styles | None, Aliases("练习题 题号")] = None
    """Exercises, numbered throughout the handout, and their questions, one sample per level
    | 练习题（全篇连续编号）及其小题，每级一个样例"""
