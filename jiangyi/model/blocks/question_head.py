"""Headings of groups of questions, as examination papers have them: 一、单项选择题：10 题，每题 2 分，共 20 分."""

from typing import Annotated, ClassVar

from jiangyi.model.blocks.base import Block, TitleField
from jiangyi.model.names import Aliases


class QuestionHead(Block):
    """The heading of questions of one kind, with how many there are and their points."""

    type: ClassVar = "question_head"
    has_heading: ClassVar = True
    in_contents: ClassVar = False
    aliases: ClassVar = "题型标题"
    summary: ClassVar = (
        "The heading of the questions of one kind, with their number and points; usually added by the program, see `question_heads` | "
        "题型标题，写明题数和分值；一般由程序自动加，见 `question_heads`"
    )

    title: Annotated[TitleField, Aliases("标题")]
    """The heading | 标题"""
