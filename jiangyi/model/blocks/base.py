"""The base class of all blocks, and the types of their fields."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, ForwardRef, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetPydanticSchema, TypeAdapter, ValidationInfo
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import CoreSchema, with_info_plain_validator_function

from jiangyi.core import find_name_problem, limits, memoize
from jiangyi.model import inline
from jiangyi.model.blocks.container import Container
from jiangyi.model.loading import import_plugin_loader
from jiangyi.model.names import Aliases, Choices, Flag
from jiangyi.model.numbering import fold_no_number

import_plugin_loader()

ID_PATTERN = re.compile(r"^[^\W\d_][\w-]*$")
"""An author's id: a letter or Han character, then letters, digits, - and _. Generated ids start with _."""
BLANK_LINES = re.compile(r"\n[ \t\u00a0\u3000]*\n\s*")


def _can_hold(annotation: Any) -> bool:
    """True if a value of this type may hold a Text or a Node, as a forward reference may."""
    if annotation is Any or isinstance(annotation, ForwardRef):
        return True
    if isinstance(annotation, type) and not get_args(annotation):
        return issubclass(annotation, Node | inline.Text)
    return any(map(_can_hold, get_args(annotation)))


class Node(BaseModel):
    """A frozen part of the model. The string below each field documents it: English | Chinese.

    `model.field_docs` reads these strings from the source, since pydantic would need a second for it at every start.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True, allow_inf_nan=False)
    content_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that may hold a Text or a Node; walks skip all others."""
    has_line_form: ClassVar[bool] = False
    """True if it may be given as a line of text, such as 2023 国考 副省级."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Determine the content fields of a subclass."""
        super().__pydantic_init_subclass__(**kwargs)
        cls.content_fields = tuple(name for name, field in cls.model_fields.items() if _can_hold(field.annotation))


def validate_by(function: Callable[[Any, ValidationInfo], Any]) -> GetPydanticSchema:
    """What validates a field by a function alone.

    pydantic's `PlainValidator` does the same, but also describes how every class that the field may hold is serialized, which takes
    longer than anything else at the start of `check`.
    """

    def describe(_source: Any, _handler: Any) -> CoreSchema:
        return with_info_plain_validator_function(function)

    return GetPydanticSchema(describe)


def _check_id(value: Any) -> Any:
    if isinstance(value, str) and value and not ID_PATTERN.match(value):
        raise PydanticCustomError("id_malformed", "", {"id": value})
    return value


def _to_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


EDITION_WORDS = Choices(
    *(
        "student 学生版 学生",
        "teacher 教师版 教师 老师版 老师",
        "cloze 挖空版 填空版 挖空",
        "reading 阅读版 阅读",
        "answers 答案册 答案版 答案",
    ),
)
"""The editions of every workspace, each with other words for it."""


def _split_editions(value: Any) -> Any:
    names = [name for name in re.split(r"[\s,，、;；]+", value) if name] if isinstance(value, str) else value
    return [EDITION_WORDS.find(name) or name if isinstance(name, str) else name for name in names] if isinstance(names, list) else names


def parse_text(value: Any, info: ValidationInfo) -> inline.Text:
    """Inline content from data: parsed where it is a string."""
    if isinstance(value, inline.Text):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("text_expected", "")
    context = info.context or {}
    try:
        return inline.parse_complete(value, context.get("notes"), context.get("links"))
    except limits.LimitReached as error:
        raise PydanticCustomError("limit_reached", "", {"limit": error.limit}) from error


def _require_text(value: inline.Text) -> inline.Text:
    if not value:
        raise PydanticCustomError("text_empty", "")
    return value


def _check_file_name(value: str) -> str:
    problem = find_name_problem(value)
    if problem:
        raise PydanticCustomError("file_name", "", {"name": value, "problem": problem})
    return value


FileName = Annotated[str, AfterValidator(_check_file_name)]
"""A name that becomes that of a file, or a part of it."""
Id = Annotated[str, BeforeValidator(_check_id)]
"""An author's id; where it is empty, one is made from the position."""
TextField = Annotated[inline.Text, validate_by(parse_text)]
"""A field of inline content, written as inline Markdown."""
TitleField = Annotated[TextField, AfterValidator(_require_text)]
"""A TextField that must not be empty."""
Editions = Annotated[tuple[FileName, ...], BeforeValidator(_split_editions)]
"""A field of names of editions, which may be given as one text, such as student, teacher."""
NumberField = Annotated[str, BeforeValidator(fold_no_number), Aliases("序号")]
"""A number, or a label that is printed as typed; automatic when empty, none for no number."""
EMPTY_TEXT = inline.Text()
"""The default of an optional TextField."""
Names = Annotated[tuple[str, ...], BeforeValidator(_to_tuple)]
"""A field of several names; a single one may be given without a list."""


class Block(Node):
    """A block of a handout: a frozen class in a module of its own, with a template and a stylesheet named after its type.

    The registry finds the classes of this package; those of plug-ins are extensions of the session.
    """

    type: ClassVar[str]
    """The name that authors give as `type`."""
    has_heading: ClassVar[bool] = False
    """True if the `title` is a heading, which is listed in contents and bookmarks."""
    in_contents: ClassVar[bool] = True
    """False for a heading that contents leave out."""
    numbering_key: ClassVar[str] = ""
    """The key of `numbering` with the style of its labels; empty for blocks without numbers."""
    reference_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that hold ids of other blocks of the handout."""
    summary: ClassVar[str] = ""
    """The purpose of the block in one line of the content reference: English | Chinese."""
    aliases: ClassVar[str] = ""
    """Other words for its type, such as 段落, beside those of its container."""
    fits_columns: ClassVar[bool] = False
    """True if it may be set in columns beside others; where a text has columns, any other block takes the whole width."""
    container: ClassVar[Container | None] = None
    """How it is written in Markdown; None where Markdown has a syntax for it, or where it can only be written in YAML."""

    id: Annotated[Id, Aliases("编号 名称")] = ""
    """An identifier for cross-references | 名称（id），供交叉引用"""
    only: Annotated[Editions, Aliases("版本 仅限")] = ()
    """The editions that show this block; all when empty | 只在这些版本中出现；不写则都出现"""
    limit: Annotated[Annotated[int, Field(ge=1, le=1_000_000)] | None, Aliases("字数 字数上限")] = None
    """The maximum number of characters, with punctuation; a Latin word or number is one | 字数上限，计标点；一个外文词或数字算一字"""
    cut_off: Annotated[Flag, Aliases("原文中断 中断")] = False
    """The source is cut off here; a short note tells the reader | 原文到此中断，版面上加一行小字说明"""


def _read_figure(text: str) -> dict[str, str] | None:
    """The data of a figure, where a text is nothing but a picture as Markdown writes it."""
    fields = inline.read_lone_picture(text)
    return fields and {"type": "figure", **fields}


def _build_block(value: Any, info: ValidationInfo) -> Block:
    """Build a block from data: a string is a paragraph or a figure, a mapping has a type."""
    if isinstance(value, Block):
        return value
    if isinstance(value, str):
        value = _read_figure(value) or {"type": "paragraph", "text": value}
    if not isinstance(value, dict):
        raise PydanticCustomError("block_expected", "")
    kind = value.get("type")
    if kind is None:
        raise PydanticCustomError("block_untyped", "")
    from jiangyi.model.blocks.registry import available_blocks  # late, since it imports every block

    block = available_blocks().get(str(kind))
    if block is None:
        raise PydanticCustomError("block_unknown", "", {"type": str(kind)})
    return block.model_validate({k: v for k, v in value.items() if k != "type"}, context=info.context)


def _split_paragraphs(value: Any) -> Any:
    if isinstance(value, str):
        return [_read_figure(part) or {"type": "paragraph", "text": part} for part in BLANK_LINES.split(value.strip()) if part]
    return value


AnyBlock = Annotated[Any, validate_by(_build_block)]
"""A field that holds a block of any known type."""


def unwrap_note(value: Any) -> Any:
    """A footnote from data; of a list of a single text that text."""
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else value


def _build_note(value: Any, info: ValidationInfo) -> Any:
    """A footnote from data: a text, kept as typed, or blocks."""
    if isinstance(value, dict) and "type" in value:
        value = [value]
    value = unwrap_note(value)
    if inline.is_note_text(value):
        return value.strip()
    return _note_adapter().validate_python(value, context=info.context)


@memoize(1)
def _note_adapter() -> TypeAdapter[Any]:
    return TypeAdapter(Blocks)


NoteField = Annotated[Any, validate_by(_build_note)]
"""A field of one footnote: its text, or its blocks."""
Blocks = Annotated[tuple[AnyBlock, ...], BeforeValidator(_split_paragraphs)]
"""A field of blocks, given as a string (blank lines separate paragraphs) or a list of strings and blocks."""


CONTENT = (inline.Text, Node)
"""What `iter_children` iterates over."""


def iter_children(node: Node) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Each Text and Node in the fields of a node, inside tuples and mappings too, with its path, in field order."""
    found: list[tuple[tuple[str | int, ...], Any]] = []
    for name in node.content_fields:
        value = getattr(node, name)
        if isinstance(value, tuple):
            if value:
                _collect_within((name,), value, found)
        elif isinstance(value, CONTENT):
            found.append(((name,), value))
        elif isinstance(value, Mapping):
            for key, item in value.items():
                if isinstance(item, tuple):
                    _collect_within((name, key), item, found)
    return iter(found)


def _collect_within(path: tuple[str | int, ...], values: tuple[Any, ...], found: list[tuple[tuple[str | int, ...], Any]]) -> None:
    for index, value in enumerate(values):
        if isinstance(value, CONTENT):
            found.append(((*path, index), value))
        elif isinstance(value, tuple):
            _collect_within((*path, index), value, found)
