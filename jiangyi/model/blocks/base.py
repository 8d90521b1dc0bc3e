"""The base class of all blocks, and the types of their fields."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, ForwardRef, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from jiangyi.model import inline
from jiangyi.model.blocks.container import Container

ID_PATTERN = re.compile(r"^[^\W\d_][\w-]*$")
"""An author's id: a letter or Han character, then letters, digits, - and _. Ids that begin with _ are made."""
BLANK_LINES = re.compile(r"\n[ \t\u00a0\u3000]*\n\s*")


def _can_hold(annotation: Any) -> bool:
    """Whether a value of this type can hold a Text or a Node; of a forward reference nobody can tell yet."""
    if annotation is Any or isinstance(annotation, ForwardRef):
        return True
    if isinstance(annotation, type) and not get_args(annotation):
        return issubclass(annotation, Node | inline.Text)
    return any(map(_can_hold, get_args(annotation)))


class Node(BaseModel):
    """A frozen piece of the model. The text under each field documents it, English before the bar, Chinese after.

    `tools.reference` reads it out of the file: pydantic could, but takes a second for it whenever the program starts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)
    content_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that can hold a Text or a Node at all, for quick walks."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Note which fields have to be walked."""
        super().__pydantic_init_subclass__(**kwargs)
        cls.content_fields = tuple(name for name, field in cls.model_fields.items() if _can_hold(field.annotation))


def _check_id(value: Any) -> Any:
    if isinstance(value, str) and value and not ID_PATTERN.match(value):
        raise PydanticCustomError("id_malformed", "", {"id": value})
    return value


def _to_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _parse_text(value: Any, info: ValidationInfo) -> inline.Text:
    if isinstance(value, inline.Text):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("text_expected", "")
    return inline.parse(value, (info.context or {}).get("notes"))


def _require_text(value: inline.Text) -> inline.Text:
    if not value:
        raise PydanticCustomError("text_empty", "")
    return value


Id = Annotated[str, BeforeValidator(_check_id)]
"""An author's id, or nothing: the reader then makes one from the place."""
TextField = Annotated[inline.Text, PlainValidator(_parse_text)]
"""Inline Markdown, kept as inline content."""
TitleField = Annotated[TextField, AfterValidator(_require_text)]
"""A Text that cannot be empty."""
EMPTY_TEXT = inline.Text()
"""No text."""
Names = Annotated[tuple[str, ...], BeforeValidator(_to_tuple)]
"""Several words; a single one may be written without a list."""


class Block(Node):
    """One block of a handout: a frozen class in a file of its own, with a template of the same name.

    `type` is what authors write. The registry finds the classes of this package; those of plug-ins are extensions of the session.
    """

    type: ClassVar[str]
    has_heading: ClassVar[bool] = False
    """Whether the block's `title` is a heading: it then stands in contents and bookmarks."""
    numbering_key: ClassVar[str] = ""
    """The key of `numbering` whose style labels blocks of this type; empty where they have no number."""
    reference_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that hold ids of other blocks of the handout."""
    summary: ClassVar[str] = ""
    """What the block is for, in a line for the content reference: English | Chinese."""
    container: ClassVar[Container | None] = None
    """How it is written in Markdown, where Markdown has no syntax of its own for it."""

    id: Id = ""
    """A name for cross-references | 名称，供互相引用"""
    only: Names = ()
    """The editions that show this block; all when empty | 只在这些版本中出现，不写则都出现"""
    limit: Annotated[int, Field(ge=1)] | None = None
    """How many characters it may have; marks count, a word or number of Latin script is one | 字数上限：标点也算，一个外文词或数字算一字"""
    cut_off: bool = False
    """The source stops here in mid-sentence; a small note says so | 原文到此中断，版面上加一行小字说明"""


def _build_block(value: Any, info: ValidationInfo) -> Block:
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
    from jiangyi.model.blocks.registry import known_blocks  # which imports every block, and so this module

    block = known_blocks().get(str(kind))
    if block is None:
        raise PydanticCustomError("block_unknown", "", {"type": str(kind)})
    return block.model_validate({k: v for k, v in value.items() if k != "type"}, context=info.context)


def _split_paragraphs(value: Any) -> Any:
    if isinstance(value, str):
        return [{"type": "paragraph", "text": part} for part in BLANK_LINES.split(value.strip()) if part]
    return value


AnyBlock = Annotated[Any, PlainValidator(_build_block)]
"""A block of any registered type."""
Blocks = Annotated[tuple[AnyBlock, ...], BeforeValidator(_split_paragraphs)]
"""Content: a string (a blank line begins a new paragraph), or a list of strings and blocks."""


def iter_children(node: Node) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Each field value that is a Text or a Node, inside tuples too, with its path, in the order of the fields."""
    for name in node.content_fields:
        value = getattr(node, name)
        if isinstance(value, tuple):
            yield from _within((name,), value)
        elif isinstance(value, Node | inline.Text):
            yield (name,), value


def _within(path: tuple[str | int, ...], values: tuple[Any, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    for index, value in enumerate(values):
        if isinstance(value, Node | inline.Text):
            yield (*path, index), value
        elif isinstance(value, tuple):
            yield from _within((*path, index), value)
