"""The block types as plain data: how they are called, how they are written, and the fields of every part of the model that they hold."""

from collections.abc import Iterable, Mapping

import msgspec
from pydantic import BaseModel

from jiangyi.core import Message
from jiangyi.model import (
    SPAN_CLASSES,
    Block,
    BookFile,
    Handout,
    available_blocks,
    name_block_type,
    name_container,
    split_message,
)
from jiangyi.studio.forms.field_table import FieldEntry, describe, list_fields, list_held_parts, to_label

ORDER = (
    "exercise", "point", "event", "quote", "callout", "case", "definition", "material", "table", "figure", "list", "section",
    "paragraph", "math", "code", "page_break", "rule", "answers",
)  # fmt: skip
"""Block types in the order of the menu; others follow, such as those of plug-ins."""
NOT_OFFERED = ("raw", "gap", "score_strip", "question_head")
"""Block types that only the program makes."""
MAIN_FIELDS: Mapping[str, tuple[str, str]] = {
    "exercise": ("", "stem"),
    "point": ("lead", "body"),
    "quote": ("", "body"),
    "table": ("caption", "rows"),
}
"""The fields of the words and of the contents of a container, by the name of its converter."""


class ClassEntry(msgspec.Struct):
    """A class of marked text, `[…]{.class}`."""

    name: str
    label: str


class ContainerEntry(msgspec.Struct):
    """A name that may stand after `:::`."""

    name: str
    label: str
    words: list[str]


class BlockEntry(msgspec.Struct):
    """A block type, described in the user's language."""

    type: str
    label: str
    info: str
    words: list[str]
    containers: list[ContainerEntry]
    node: str
    title: str
    body: str
    attributes: list[tuple[str, str]]
    is_offered: bool
    source: str = ""


def list_blocks() -> list[BlockEntry]:
    """Every block type, in the order of the menu."""
    known = available_blocks()
    return [_describe(known[name]) for name in (*(name for name in ORDER if name in known), *sorted(known.keys() - set(ORDER)))]


def _describe(block: type[Block]) -> BlockEntry:
    container = block.container
    main = MAIN_FIELDS.get(container.converter, (container.words, container.body)) if container else ("", "")
    return BlockEntry(
        block.type,
        to_label(name_block_type(block.type)),
        describe(split_message(block.summary)),
        block.aliases.split(),
        list(_list_containers(block)),
        block.__name__,
        *main,
        list(container.attributes) if container else [],
        block.type not in NOT_OFFERED,
    )


def _list_containers(block: type[Block]) -> Iterable[ContainerEntry]:
    """The containers that a class declares."""
    for name in block.container.names if block.container else ():
        words = next((group.split()[1:] for group in block.container.aliases if group.split()[0] == name), []) if block.container else []
        yield ContainerEntry(name, to_label(name_container(name)), words)


def list_nodes() -> dict[str, list[FieldEntry]]:
    """The fields of every part of a handout and of a book.yaml, by the name of its class."""
    found: dict[str, list[FieldEntry]] = {}
    waiting: list[type[BaseModel]] = [Handout, BookFile, Block, *available_blocks().values()]
    while waiting:
        node = waiting.pop()
        if node.__name__ not in found:
            found[node.__name__] = list_fields(node)
            waiting += list_held_parts(node)
    return found


INDEX_LABELS = {
    "person": Message("index of people", "人物"),
    "data": Message("index of data", "数据"),
    "policy": Message("index of policies", "政策"),
}
"""What the classes of index terms are called."""


def list_marked_classes() -> list[ClassEntry]:
    """The classes of marked text; each kind has an English and a Chinese one, which is its label."""
    names: dict[str, list[str]] = {}
    for name, kind in SPAN_CLASSES.items():
        names.setdefault(kind, []).append(name)
    found = [ClassEntry(name, Message(name, words[-1] if words else name).localize()) for name, *words in names.values()]
    return found + [ClassEntry(kind, label.localize()) for kind, label in INDEX_LABELS.items()]
