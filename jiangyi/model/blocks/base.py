"""What every block has, the fields that blocks are made of, and the registry that finds a block class by its type."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, ClassVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from jiangyi.model import inline

ID = re.compile(r"^[^\W\d_][\w-]*$")
"""An author's id: a letter or Han character, then letters, digits, - and _. Ids that begin with _ are made."""
BLANK_LINES = re.compile(r"\n[ \t\u00a0\u3000]*\n\s*")


class Node(BaseModel):
    """A frozen piece of the model. The text under each field documents it, English before the bar, Chinese after.

    `tools.reference` reads it out of the file: pydantic could, but takes a second for it whenever the program starts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


def _author_id(value: Any) -> Any:
    if isinstance(value, str) and value and not ID.match(value):
        raise PydanticCustomError("id_malformed", "", {"id": value})
    return value


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _text(value: Any, info: ValidationInfo) -> inline.Text:
    if isinstance(value, inline.Text):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("text_expected", "")
    return inline.parse(value, (info.context or {}).get("notes"))


def _filled(value: inline.Text) -> inline.Text:
    if not value:
        raise PydanticCustomError("text_empty", "")
    return value


Id = Annotated[str, BeforeValidator(_author_id)]
"""An author's id, or nothing: the reader then makes one from the place."""
Text = Annotated[inline.Text, PlainValidator(_text)]
"""Inline Markdown, kept as inline content."""
Title = Annotated[Text, AfterValidator(_filled)]
"""A Text that cannot be empty."""
EMPTY = inline.Text()
"""No text."""
Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""Several words; a single one may be written without a list."""


class Block(Node):
    """One block of a handout: a frozen class in a file of its own, with a template of the same name.

    `type` is what authors write; a subclass registers itself under it, and a second of the same name is a bug.
    """

    type: ClassVar[str]
    titled: ClassVar[bool] = False
    """Whether the block's `title` is a heading: it then stands in contents and bookmarks."""
    numbered: ClassVar[str] = ""
    """The key of `numbering` whose style labels blocks of this type; empty where they have no number."""
    refers: ClassVar[tuple[str, ...]] = ()
    """The fields that hold ids of other blocks of the handout."""
    summary: ClassVar[str] = ""
    """What the block is for, in a line for the content reference: English | Chinese."""

    id: Id = ""
    """A name for cross-references | 名称，供互相引用"""
    only: Names = ()
    """The editions that show this block; all when empty | 只在这些版本中出现，不写则都出现"""
    limit: Annotated[int, Field(ge=1)] | None = None
    """How many characters it may have; marks count, a word or number of Latin script is one | 字数上限：标点也算，一个外文词或数字算一字"""
    cut_off: bool = False
    """The source stops here in mid-sentence; a small note says so | 原文到此中断，版面上加一行小字说明"""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Register the class under its type."""
        super().__init_subclass__(**kwargs)
        if "type" in cls.__dict__:
            known = BLOCKS.setdefault(cls.type, cls)
            if known is not cls and known.__qualname__ != cls.__qualname__:
                raise TypeError(cls.type)


BLOCKS: dict[str, type[Block]] = {}
"""Every block class by its type."""


def _block(value: Any, info: ValidationInfo) -> Block:
    """A block out of its data: a string is a paragraph, a mapping names its type."""
    if isinstance(value, Block):
        return value
    if isinstance(value, str):
        value = {"type": "paragraph", "text": value}
    if not isinstance(value, dict):
        raise PydanticCustomError("block_expected", "")
    kind = value.get("type")
    if kind is None:
        raise PydanticCustomError("block_untyped", "")
    if kind not in BLOCKS:
        raise PydanticCustomError("block_unknown", "", {"type": str(kind)})
    return BLOCKS[kind].model_validate({k: v for k, v in value.items() if k != "type"}, context=info.context)


def _blocks(value: Any) -> Any:
    if isinstance(value, str):
        return [{"type": "paragraph", "text": part} for part in BLANK_LINES.split(value.strip()) if part]
    return value


AnyBlock = Annotated[Any, PlainValidator(_block)]
"""A block of any registered type."""
Blocks = Annotated[tuple[AnyBlock, ...], BeforeValidator(_blocks)]
"""Content: a string (a blank line begins a new paragraph), or a list of strings and blocks."""


def children(node: BaseModel) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Each field value that is a Text or a Node, inside tuples too, with its path, in the order of the fields."""
    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, tuple):
            yield from _within((name,), value)
        elif isinstance(value, Node | inline.Text):
            yield (name,), value


@cache
def _fields(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a model that can hold a Text or a Node at all."""
    return tuple(name for name, field in model.model_fields.items() if _can_hold(field.annotation))


def _can_hold(annotation: Any) -> bool:
    if annotation is Any:
        return True
    if isinstance(annotation, type) and not get_args(annotation):
        return issubclass(annotation, Node | inline.Text)
    return any(map(_can_hold, get_args(annotation)))


def _within(path: tuple[str | int, ...], values: tuple[Any, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    for index, value in enumerate(values):
        if isinstance(value, Node | inline.Text):
            yield (*path, index), value
        elif isinstance(value, tuple):
            yield from _within((*path, index), value)
