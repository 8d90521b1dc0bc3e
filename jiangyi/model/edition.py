"""Editions: what a copy of a handout shows, and where its answers are."""

from collections.abc import Mapping
from typing import Annotated, Literal

from jiangyi.model.blocks.base import Node
from jiangyi.model.names import Aliases, Choices, Flag

AnswerPlace = Literal["beside", "end", "book", "booklet"]
"""Where answers are placed."""
PLACES = (
    "beside 题旁 题后 随题",
    "end 讲义末 讲义末尾 文末 篇末 卷末 末尾",
    "book 书末 全书末尾",
    "booklet 单独成册 另册 答案册 分册",
)
"""The words for the places of answers."""


class Edition(Node):
    """What an edition shows."""

    label: Annotated[str, Aliases("名称 字样")] = ""
    """Its words on the cover and in running heads; by default its name | 封面和页眉上的字样，不写则为版本的名称"""
    answers: Annotated[Literal["none"] | AnswerPlace | None, Choices("none 不印 无 没有", *PLACES), Aliases("答案 答案位置")] = None
    """The position of the answers: none, beside, end, book or booklet; the handout takes precedence
    | 答案的位置：none 不印、beside 题旁、end 讲义末、book 书末、booklet 单独成册；讲义自己写明的优先"""
    space: Annotated[Flag, Aliases("作答空间")] = True
    """Whether answer space is printed | 是否留出作答空间"""
    blanks: Annotated[Flag, Aliases("挖空")] = False
    """Whether marked words become blanks | 是否挖空"""
    paged: Annotated[Flag, Aliases("页码一致")] = False
    """Whether it has the page numbers of the student edition | 页码是否与学生版一致"""
    key_only: Annotated[Flag, Aliases("只有答案")] = False
    """Whether it is only the answer booklet | 是否只生成答案册"""


EDITIONS: Mapping[str, Edition] = {
    "": Edition(answers="end"),
    "student": Edition(answers="none", paged=True),
    "teacher": Edition(answers="beside", paged=True),
    "cloze": Edition(answers="end", blanks=True, paged=True),
    "reading": Edition(answers="end", space=False),
    "answers": Edition(answers="booklet", paged=True, key_only=True),
}
"""The editions of every workspace; the one without a name is the default."""
FOLDED_EDITIONS = tuple(name for name, one in EDITIONS.items() if one.answers != "none" and not one.blanks)
"""The editions that show an answer in its place although it was folded away in the source."""
