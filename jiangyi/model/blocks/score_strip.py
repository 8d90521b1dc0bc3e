"""The line at the head of an examination paper: 姓名、班级、得分 to fill in, and the total of the points."""

from typing import Annotated, ClassVar

from jiangyi.model.blocks.base import EMPTY_TEXT, Block, Names, TextField
from jiangyi.model.names import Aliases


class ScoreStrip(Block):
    """What is filled in by hand about the person and the mark, and how many questions and points there are."""

    type: ClassVar = "score_strip"
    aliases: ClassVar = "姓名栏 卷首栏"
    summary: ClassVar = (
        "A line with name, class and mark to fill in, and the total; usually added by the program, see `strip` | "
        "姓名、班级、得分栏和总分；一般由程序自动加，见 `strip`"
    )

    fields: Annotated[Names, Aliases("各栏")] = ()
    """What is filled in | 要填写的各栏"""
    total: Annotated[TextField, Aliases("总分")] = EMPTY_TEXT
    """The number of questions and the points | 题数与总分"""
