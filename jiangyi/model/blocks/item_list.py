"""Lists: ordered, unordered, or of tasks."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from jiangyi.model.blocks.base import Block, Blocks, Node
from jiangyi.model.names import Aliases, Flag
from jiangyi.model.numbering import NO_NUMBER, fold_no_number, format_label, is_style


class ListItem(Node):
    """An item of a list; it may be given as its body alone."""

    body: Annotated[Blocks, Aliases("内容")]
    """The content | 内容"""
    done: Annotated[Flag | None, Aliases("完成 已完成")] = None
    """In a task list, whether it is done | 待办项：是否完成"""

    @model_validator(mode="before")
    @classmethod
    def _wrap_body(cls, value: Any) -> Any:
        if isinstance(value, dict) and "type" in value:
            return {"body": [value]}
        return value if isinstance(value, dict | cls) else {"body": value}


def _check_style(typed: Any) -> Any:
    value = fold_no_number(typed)
    if isinstance(value, str) and value and not is_style(value):
        raise PydanticCustomError("style_unknown", "", {"style": value})
    return value


ListStyle = Annotated[str, BeforeValidator(_check_style)]
TYPES = ("1", "A", "a", "I", "i")
"""The types of numbers that HTML knows, each with a full stop."""


class ItemList(Block):
    """A list of items."""

    type: ClassVar = "list"
    fits_columns: ClassVar = True
    aliases: ClassVar = "列表"
    summary: ClassVar = "A list: ordered, unordered, or of tasks | 列表：有序、无序或待办事项"

    ordered: Annotated[Flag, Aliases("有序")] = False
    """Whether the items are numbered | 是否编号"""
    start: Annotated[int, Field(ge=0), Aliases("起始 起始序号")] = 1
    """The number of the first item | 起始序号"""
    style: Annotated[ListStyle, Aliases("样式 编号样式")] = ""
    """A sample of the numbers, such as `1.` `A.` `a.` `I.` `i.` `①` `（1）` `一、`; `1.` when empty
    | 编号的样例，如 `1.` `A.` `a.` `I.` `i.` `①` `（1）` `一、`；不写则是 `1.`"""
    items: Annotated[tuple[ListItem, ...], Aliases("各项 项目")]
    """The items: strings, lists of blocks, or {body, done} | 各项：一句话、内容列表，或 {body, done}"""

    @model_validator(mode="before")
    @classmethod
    def _order_styled(cls, value: Any) -> Any:
        """A list with a sample of numbers is ordered; `1.` is the usual one."""
        style = fold_no_number(value.get("style")) if isinstance(value, dict) else None
        if not isinstance(style, str) or not is_style(style) or style == NO_NUMBER:
            return value
        return {"ordered": "true"} | value | ({"style": ""} if style == "1." else {})

    @property
    def html_type(self) -> str:
        """The type of its numbers in HTML; empty where it has none and labels are written out."""
        style = self.style or "1."
        return style[0] if self.ordered and style[1:] == "." and style[0] in TYPES else ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of its items that are written out: those of a style that HTML does not know."""
        if not self.ordered or self.html_type:
            return ()
        return tuple(format_label(self.style, number) for number in range(self.start, self.start + len(self.items)))

    @property
    def digits(self) -> int:
        """The characters of its longest number, without the full stop; 0 where it has none in HTML's sense."""
        numbers = range(self.start, self.start + len(self.items)) if self.html_type else ()
        return max((len(format_label(self.style or "1.", number)) - 1 for number in numbers), default=0)
