"""The answer key: the solutions of the exercises of a handout, and the words of its blanks."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block, Blocks, Node, TextField
from jiangyi.model.blocks.container import Container
from jiangyi.model.blocks.exercise import ScoringPoint


class Solution(Node):
    """The answer of one exercise."""

    of: str
    """The exercise's id | 题目的名称"""
    brief: str = ""
    """The answer where it is a line; it then stands in the table | 一行以内的答案，列入答案表"""
    answer: Blocks = ()
    """The answer where it is longer | 较长的答案"""
    explanation: Blocks = ()
    """Why it is so | 解析"""
    scoring: tuple[ScoringPoint, ...] = ()
    """What earns marks | 采分点"""


class BlankSolution(Node):
    """The words of one blank."""

    of: str
    """The blank's id | 空的名称"""
    text: TextField
    """What stands in it | 空里的词"""


class Answers(Block):
    """The position of the answer key; the edition fills it in."""

    type: ClassVar = "answers"
    summary: ClassVar = (
        "The place of the answers, where it is not the end of the handout; the program fills it in | "
        "参考答案印在这里（不写则印在讲义末尾）；内容由程序填入"
    )
    container: ClassVar = Container(("answers",))

    solutions: tuple[Solution, ...] = ()
    """The answers; filled in by the program | 各题答案，由程序填入"""
    words: tuple[BlankSolution, ...] = ()
    """The words of the blanks; filled in by the program | 各空的词，由程序填入"""

    @property
    def parts(self) -> tuple[Solution | BlankSolution, ...]:
        """Its solutions in reading order."""
        return (*self.solutions, *self.words)
