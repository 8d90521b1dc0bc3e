"""Lists: ordered, unordered, or of tasks."""

from typing import Any, ClassVar

from pydantic import model_validator

from jiangyi.model.blocks.base import Block, Blocks, Node


class ListItem(Node):
    """An item of a list; it may be given as its body alone."""

    body: Blocks
    """The content | 内容"""
    done: bool | None = None
    """In a task list, whether it is done | 待办项：是否完成"""

    @model_validator(mode="before")
    @classmethod
    def _wrap_body(cls, value: Any) -> Any:
        return value if isinstance(value, dict | cls) else {"body": value}


class ItemList(Block):
    """A list of items."""

    type: ClassVar = "list"
    summary: ClassVar = "A list: ordered, unordered, or of tasks | 列表：有序、无序或待办事项"

    ordered: bool = False
    """Whether the items are numbered | 是否编号"""
    start: int = 1
    """The number of the first item | 起始序号"""
    items: tuple[ListItem, ...]
    """The items: strings, lists of blocks, or {body, done} | 各项：一句话、内容列表，或 {body, done}"""
