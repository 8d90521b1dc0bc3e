"""The answer key: the solutions of the exercises of a handout, and the words of its blanks."""

from typing import ClassVar

from jiangyi.model.blocks.base import Block, Blocks, Node, TextField
from jiangyi.model.blocks.container import Container
from jiangyi.model.blocks.exercise import ScoringPoint


class Solution(Node):
    """The answer of one exercise."""

    of: str
    """The id of the exercise | 题目的 id"""
    brief: str = ""
    """An answer of one line, listed in the answer table | 一行以内的答案，列入答案表"""
    answer: Blocks = ()
    """A longer answer | 较长的答案"""
    explanation: Blocks = ()
    """The explanation | 解析"""
    scoring: tuple[ScoringPoint, ...] = ()
    """The scoring points | 采分点"""


class BlankSolution(Node):
    """The words of one blank."""

    of: str
    """The id of the blank | 空的 id"""
    text: TextField
    """The text of the blank | 空里的词"""


class Answers(Block):
    """The position of the answer key; the edition fills it in."""

    type: ClassVar = "answers"
    summary: ClassVar = (
        "The place of the answers, if it is not the end of the handout; filled in by the program | "
        "参考答案的位置（不写则在讲义末尾）；内容由程序填入"
    )
    container: ClassVar = Container(("answers",), aliases=("answers 参考答案 答案",))

    solutions: tuple[Solution, ...] = ()
    """The answers; filled in by the program | 各题答案，由程序填入"""
    words: tuple[BlankSolution, ...] = ()
    """The texts of the blanks; filled in by the program | 各空的词，由程序填入"""

    @property
    def parts(self) -> tuple[Solution | BlankSolution, ...]:
        """Its solutions in reading order."""
        return (*self.solutions, *self.words)
