"""The fields of a part of the model as plain data, for forms and completion: names, meaning, kind of value, values."""

import inspect
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from jiangyi.core import Message, escape_placeholders
from jiangyi.model import EDITION_WORDS, Block, Blocks, Choices, Holds, Node, Text, field_aliases, read_field_docs

FieldKind = Literal[
    "text", "inline", "lines", "blocks", "number", "flag", "choice", "choices", "names", "node", "nodes", "map", "table", "notes"
]  # fmt: skip
"""What a field holds. `lines` are inline texts, `names` plain ones, `map` has nodes by names, `table` rows of cells."""
NAMES_OF: Mapping[str, str] = {
    "reads": "ids",
    "answers": "ids",
    "materials": "ids",
    "src": "pictures",
    "cover_picture": "pictures",
    "logo": "pictures",
    "handouts": "handouts",
    "theme": "themes",
    "papers": "papers",
    "only": "editions",
}
"""The list of names that completes a field."""
FILLED_IN = {"answers": ("solutions", "words"), "gap": ("line", "was")}
"""Fields that the program fills in, by the type of the block."""
LANGUAGES = ("zh-Hans 简体中文 Simplified", "zh-Hant 繁体中文 Traditional", "en 英文 English")
"""The usual languages of a handout, of which a form offers a choice."""


ENGLISH = {"n": "number", "id": "name", "tex": "formula", "src": "file", "alt": "alternative text", "lang": "language"}
"""Fields whose English names say little to somebody who does not write source text."""


class FieldValue(msgspec.Struct):
    """A value that a field may have."""

    value: str
    label: str
    words: list[str]


class FieldEntry(msgspec.Struct):
    """A field of a part of the model, described in the user's language."""

    name: str
    label: str
    words: list[str]
    info: str
    required: bool
    kind: FieldKind
    values: list[FieldValue]
    node: str = ""
    """The part of the model that it holds."""
    is_line: bool = False
    """Whether that part may be given as a line of text."""
    default: str = ""
    """The value without which it is, where that is a text, a number or yes or no."""
    names: str = ""
    """The list of names that completes it."""


def list_fields(node: type[BaseModel]) -> list[FieldEntry]:
    """The fields of a part of the model in the order of their declaration; those that every block has come last."""
    docs, words = read_field_docs(node), field_aliases(node)
    hidden = FILLED_IN.get(getattr(node, "type", ""), ())
    return [
        _describe(node, name, docs.get(name, Message("", "")), [word for word, own in words.items() if own == name])
        for name in _order_fields(node)
        if name not in hidden
    ]


def _order_fields(node: type[BaseModel]) -> list[str]:
    """The fields of a class in the order in which it declares them, then those of every block that it does not declare itself."""
    own = [name for part in reversed(node.__mro__) if part is not Block for name in inspect.get_annotations(part)]
    return list(dict.fromkeys(name for name in (*own, *node.model_fields) if name in node.model_fields))


def _describe(node: type[BaseModel], name: str, doc: Message, words: list[str]) -> FieldEntry:
    info = node.model_fields[name]
    inner = _find_held(info)
    return FieldEntry(
        name,
        to_label(Message(ENGLISH.get(name, name), words[0] if words else name)),
        words,
        describe(doc),
        info.is_required(),
        find_kind(info),
        list_values(name, info),
        inner.__name__ if inner else "",
        getattr(inner, "has_line_form", False),
        _format_default(info),
        "" if name == "answers" and has_choices(info) else NAMES_OF.get(name, ""),
    )


def has_choices(info: FieldInfo) -> bool:
    """Whether the values of a field are listed in its annotation."""
    return any(isinstance(part, Choices) for part in info.metadata) or any(map(_is_literal, _iter_parts(info.annotation)))


def _format_default(info: FieldInfo) -> str:
    """The default of a field as it would be typed."""
    value = info.default
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) else value if isinstance(value, str) else ""


def to_label(name: Message) -> str:
    """A name of the model as a label."""
    return Message(name.en.replace("_", " ").capitalize(), name.zh).localize()


def describe(doc: Message) -> str:
    """The documentation of a part of the model; braces in it are what authors type."""
    return Message(escape_placeholders(doc.en), escape_placeholders(doc.zh)).localize()


def _is_literal(annotation: Any) -> bool:
    return get_origin(annotation) is Literal


def _iter_parts(annotation: Any) -> Iterator[Any]:
    """An annotation without `Annotated`, or the members of a union."""
    if get_origin(annotation) is Annotated:
        yield from _iter_parts(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _iter_parts(part)
    else:
        yield annotation


def _find_node(annotation: Any) -> type[BaseModel] | None:
    """The part of the model that a field holds, in a tuple or mapping too."""
    for part in _iter_parts(annotation):
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part
        found = next((inner for inner in map(_find_node, get_args(part)) if inner), None) if get_origin(part) is not Literal else None
        if found:
            return found
    return None


def list_held_parts(node: type[BaseModel]) -> list[type[BaseModel]]:
    """The parts of the model that the fields of one hold."""
    return [part for info in node.model_fields.values() if (part := _find_held(info))]


def find_part(node: type[BaseModel], name: str) -> type[BaseModel] | None:
    """The part of the model that a field of one holds; of a mapping none, whose keys are names of the author's."""
    info = node.model_fields.get(name)
    return _find_held(info) if info and find_kind(info) == "node" else None


def _find_held(info: FieldInfo) -> type[BaseModel] | None:
    held = (part.model for part in _iter_metadata(info) if isinstance(part, Holds))
    return next(held, None) or _find_node(info.annotation)


def find_kind(info: FieldInfo) -> FieldKind:
    """What a field holds."""
    annotation = info.annotation
    if annotation == get_args(Blocks)[0]:
        return "blocks"
    parts = [part for part in _iter_parts(annotation) if part is not type(None)]
    if has_choices(info) and not any(get_origin(part) is tuple for part in parts):
        return "choice"
    return next(filter(None, map(_find_part_kind, parts)), "text")


def _find_part_kind(part: Any) -> FieldKind | None:
    origin = get_origin(part)
    if origin is tuple:
        return _find_tuple_kind(get_args(part)[0])
    if origin is not None and issubclass(origin, Mapping):
        return "map" if _find_node(part) else "notes"
    if not isinstance(part, type):
        return None
    simple: tuple[tuple[type, FieldKind], ...] = ((Text, "inline"), (Node, "node"), (bool, "flag"), (int, "number"), (float, "number"))
    return next((kind for base, kind in simple if issubclass(part, base)), None)


def _find_tuple_kind(item: Any) -> FieldKind:
    """What a field holds that is a list."""
    if any(get_origin(part) is tuple for part in _iter_parts(item)):
        return "table"
    if any(isinstance(part, Holds) and issubclass(part.model, Node) for part in getattr(item, "__metadata__", ())) or item is Any:
        return "lines"
    if any(map(_is_literal, _iter_parts(item))):
        return "choices"
    if _find_node(item):
        return "nodes"
    return "lines" if any(isinstance(part, type) and issubclass(part, Text) for part in _iter_parts(item)) else "names"


def list_values(name: str, info: FieldInfo) -> list[FieldValue]:
    """The values that a field may have, where they are known from the model."""
    if find_kind(info) == "flag":
        return [FieldValue("true", Message("yes", "是").localize(), ["是"]), FieldValue("false", Message("no", "否").localize(), ["否"])]
    groups = [group for part in _iter_metadata(info) if isinstance(part, Choices) for group in part.groups]
    if groups:
        return [read_value(group) for group in groups]
    if name == "only":
        return [read_value(group) for group in EDITION_WORDS.groups]
    if name == "lang":
        return [FieldValue(value, Message(english, chinese).localize(), []) for value, chinese, english in map(str.split, LANGUAGES)]
    literals = (value for part in _iter_parts(info.annotation) if _is_literal(part) for value in get_args(part))
    return [FieldValue(str(value), str(value), []) for value in literals if value]


def _iter_metadata(info: FieldInfo) -> Iterator[Any]:
    """What the annotation of a field says of it, and of the items of a list."""
    yield from info.metadata
    for part in _iter_parts(info.annotation):
        for item in get_args(part) if get_origin(part) is tuple else ():
            yield from getattr(item, "__metadata__", ())


def read_value(group: str) -> FieldValue:
    """A value with the other words for it, from a group of a Choices or the names of a stylesheet."""
    value, *words = group.split()
    return FieldValue(value, Message(value, words[0] if words else value).localize(), words)
