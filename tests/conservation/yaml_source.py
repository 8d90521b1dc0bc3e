"""Generated YAML: every block type and every field with words, found in the model, with words that occur only once."""

import types
from dataclasses import dataclass
from typing import Any, Literal, Union, get_args, get_origin

import yaml
from hypothesis import strategies as st
from pydantic.fields import FieldInfo

from jiangyi.model import inline
from jiangyi.model.blocks.base import Node
from jiangyi.model.blocks.registry import available_blocks
from jiangyi.model.names import Aliases
from tests.conservation.markdown_source import Draw, MarkdownSource

DEPTH = 2
WITHOUT_WORDS = ("answers", "figure", "gap", "math", "page_break", "raw", "rule", "section")
"""Blocks that need a file, have no words, are filled in by the program, or stand elsewhere."""
NOT_PRINTED = frozenset(
    ("id", "only", "limit", "cut_off", "url", "language", "points", "reads", "answers", "materials", "space", "format", "src")
)
"""Fields whose values are no words, or no words on the page."""
NOT_GENERATED = frozenset((("exercise", "kind"), ("exercise", "source"), ("table", "align"), ("list", "start"), ("list", "style")))
"""Fields that only fit certain values of other fields, or have no words."""


@dataclass
class YamlSource(MarkdownSource):
    """A source while it is generated."""

    def block(self, depth: int) -> Any:
        """The data of a block: a string is a paragraph."""
        kinds = [name for name in available_blocks() if name not in WITHOUT_WORDS and (depth > 0 or name == "paragraph")]
        name = self.pick([*kinds, "paragraph"])
        if name == "paragraph" and self.count(0, 1):
            return self.text()
        return {"type": name} | self.node(available_blocks()[name], depth, name)

    def node(self, kind: type[Node], depth: int, name: str = "") -> dict[str, Any]:
        """The data of a node: the fields that it must have, and some of the others."""
        made: dict[str, Any] = {}
        for field, info in kind.model_fields.items():
            if field in NOT_PRINTED or (name, field) in NOT_GENERATED or not (info.is_required() or (depth >= 0 and self.count(0, 1))):
                continue
            value = self.value(info, info.annotation, depth)
            if value not in (None, []):
                made[field] = value
        if name == "table":
            made |= self.cells()
        return made

    def value(self, info: FieldInfo, annotation: Any, depth: int) -> Any:
        """A value of a type; None where the type has no words."""
        arguments = [argument for argument in get_args(annotation) if argument is not type(None)]
        if annotation is inline.Text:
            return self.text()
        if annotation is str:
            return self.word() if info.is_required() or all(isinstance(part, Aliases) for part in info.metadata) else None
        if get_origin(annotation) is Literal:
            return self.pick(arguments)
        if get_origin(annotation) is tuple:
            return self.items(info, arguments[0], depth)
        if get_origin(annotation) in (Union, types.UnionType) and len(arguments) == 1:
            return self.value(info, arguments[0], depth)
        if isinstance(annotation, type) and issubclass(annotation, Node):
            return self.node(annotation, depth - 1)
        return None

    def items(self, info: FieldInfo, item: Any, depth: int) -> list[Any]:
        """A list of blocks, or of other values."""
        kind = get_args(item)[0] if get_args(item) else item
        if kind is Any:
            return [self.block(depth - 1) for _ in range(self.count(1, 2))] if depth > 0 else [self.text()]
        return [made for _ in range(self.count(1, 3)) if (made := self.value(info, kind, depth)) is not None]

    def cells(self) -> dict[str, Any]:
        """The header and the rows of a table."""
        columns = self.count(1, 3)
        return {
            "columns": [self.text(0) for _ in range(columns)],
            "rows": [[self.text(0) for _ in range(columns)] for _ in range(self.count(1, 3))],
        }


def generate(draw: Draw) -> tuple[str, list[str]]:
    """A handout with all its words."""
    source = YamlSource(draw)
    data: dict[str, Any] = {"title": source.word(), "subtitle": source.text(0), "authors": [source.word()], "date": source.word()}
    data["blocks"] = [source.block(source.count(0, DEPTH)) for _ in range(source.count(1, 3))]
    data["sections"] = [
        {
            "title": source.text(0),
            "id": "top",
            "blocks": [source.block(DEPTH)],
            "sections": [{"title": source.text(0), "blocks": [source.block(1)]}],
        }
    ]
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000), source.words


SOURCES = st.composite(generate)()
"""Valid sources."""
SLIPS: tuple[tuple[str, str], ...] = (
    (": ", ":"), (": ", "："), ("- ", "-"), ("'", '"'), ("'", ""), ("  ", " "), ("  ", "\t"), ("\n", "\n\n"),
    ("type: ", "typ: "), ("title", "titel"), ("body", "Body"), ("body", "内容"), ("text: ", "- "), ("- - ", "- "),
    ("blocks:", "block:"), ("type: point", "type: 要点"), ("lead: ", "title: "), ("rows:", "row:"), ("columns:", "cells:"),
    ("items:", "item:"), ("\n", "，\n"), ("answer:", "答案:"),
)  # fmt: skip
"""What people type wrong: a text, and what stands there instead."""


def spoil(draw: Draw) -> tuple[str, list[str]]:
    """A source in slightly wrong spelling, with all its words."""
    text, words = generate(draw)
    for _ in range(int(draw(st.integers(1, 2)))):
        right, slip = draw(st.sampled_from([(right, slip) for right, slip in SLIPS if right in text]))
        at = draw(st.sampled_from([at for at in range(len(text)) if text.startswith(right, at)]))
        text = text[:at] + slip + text[at + len(right) :]
    return text, words


SPOILT_SOURCES = st.composite(spoil)()
"""Sources in slightly wrong spelling."""
