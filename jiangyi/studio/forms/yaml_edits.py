"""Change single values of a YAML file: every other line, with its comments, stays as the author typed it.

Nodes are found with their places, and only the text of the entries concerned is written anew. The result is read again: where it does not
say what it should, as with anchors, nothing is changed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from jiangyi.importing import format_scalar, to_yaml

Value: TypeAlias = str | list[Any] | dict[str, Any] | None
"""A value of the file; None for no such entry."""
KeyPath: TypeAlias = tuple[str, ...]
"""The keys that lead to an entry: one, or two for an entry of a mapping."""
FindKey: TypeAlias = Callable[[KeyPath, str], str]
"""The name in the model of a key as it is typed in the mapping at a path."""
ListOrder: TypeAlias = Callable[[KeyPath], Sequence[str]]
"""The names of the entries of the mapping at a path, in their usual order."""
COMMENT = re.compile(r"(?:^|(?<=\s))#[^\n]*", re.MULTILINE)
BLOCK_HEADER = re.compile(r"[|>][-+\d]*[ \t]+(#[^\n]*)")


class NotEditableError(ValueError):
    """Raised for a file in which the entry cannot be changed without touching others."""


@dataclass(frozen=True)
class Naming:
    """What keys of a file mean."""

    find_key: FindKey
    list_order: ListOrder


@dataclass(frozen=True)
class _Entry:
    """A key with its value."""

    key: yaml.ScalarNode
    value: yaml.Node


def set_values(text: str, changes: Mapping[KeyPath, Value], naming: Naming) -> str:
    """The text with some entries changed, added or removed. Raises NotEditableError where the text does not allow it."""
    for path, value in changes.items():
        before = _load(text)
        made = _set_value(text, path, value, naming)
        if _load(made) != _expect(before, path, value, naming):
            raise NotEditableError(path)
        text = made
    return text


def _load(text: str) -> Any:
    """The data of a text, all scalars as strings; an empty mapping where it is empty."""
    try:
        data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes strings, lists and mappings only
    except yaml.YAMLError as error:
        raise NotEditableError(str(error)) from error
    return {} if data in ("", None) else data


def _expect(data: Any, path: KeyPath, value: Value, naming: Naming, above: KeyPath = ()) -> Any:
    """The data after a change."""
    if not isinstance(data, dict):
        data = {}
    typed = next((key for key in data if naming.find_key(above, key) == path[0]), path[0])
    if len(path) == 1:
        return {key: item for key, item in data.items() if key != typed} if value is None else {**data, typed: _to_strings(value)}
    inner = _expect(data.get(typed, {}), path[1:], value, naming, (path[0],))
    return {**data, typed: inner} if inner else {key: item for key, item in data.items() if key != typed}


def _to_strings(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _to_strings(item) for key, item in value.items()}
    return [_to_strings(item) for item in value] if isinstance(value, list) else str(value)


# Edits ------------------------------------------------------------------------------------------------------


def _set_value(text: str, path: KeyPath, value: Value, naming: Naming) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        return text if value is None else _append(text, _format_entry(path[0], _nest(path[1:], value), 0))
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise NotEditableError(path)
    if len(path) == 1:
        return _set_entry(text, root, (), (path[0], value), naming)
    outer = _find_entry(root, (), path[0], naming)
    if outer and isinstance(outer.value, yaml.MappingNode) and not outer.value.flow_style and outer.value.value:
        is_last = len(outer.value.value) == 1 and _find_entry(outer.value, path[:1], path[1], naming)
        if value is None and is_last:
            return _set_entry(text, root, (), (path[0], None), naming)
        return _set_entry(text, outer.value, path[:1], (path[1], value), naming)
    data = _load(text)
    whole = _expect(data.get(outer.key.value) if outer else {}, path[1:], value, naming, path[:1])
    return _set_entry(text, root, (), (path[0], whole or None), naming)


def _nest(path: KeyPath, value: Value) -> Value:
    return {path[0]: value} if path else value


def _find_entry(mapping: yaml.MappingNode, above: KeyPath, name: str, naming: Naming) -> _Entry | None:
    """The entry that a name of the model means."""
    entries = (_Entry(key, value) for key, value in mapping.value if isinstance(key, yaml.ScalarNode))
    return next((entry for entry in entries if naming.find_key(above, entry.key.value) == name), None)


def _set_entry(text: str, mapping: yaml.MappingNode, above: KeyPath, change: tuple[str, Value], naming: Naming) -> str:
    """Change, remove or add one entry of a mapping."""
    name, value = change
    entry = _find_entry(mapping, above, name, naming)
    if value is None:
        return _remove_entry(text, entry) if entry else text
    if entry:
        return _replace_value(text, entry, value)
    indent = mapping.start_mark.column
    lines = _format_entry(name, value, indent)
    order = list(naming.list_order(above))
    rank = order.index(name) if name in order else len(order)
    earlier = [
        value
        for key, value in mapping.value
        if (known := naming.find_key(above, key.value)) in order and order.index(known) < rank  # those that usually come first
    ]
    if not earlier:
        at = _find_line_start(text, mapping.value[0][0].start_mark.index)
        return text[:at] + lines + text[at:]
    at = _find_line_end(text, max(_find_end(text, node) for node in earlier))
    return _insert_line(text, at, lines)


def _insert_line(text: str, at: int, lines: str) -> str:
    """The text with whole lines at the start of a line, which may be the end of a file without a line end."""
    return text[:at] + ("" if text[:at].endswith("\n") or not at else "\n") + lines + text[at:]


def _append(text: str, lines: str) -> str:
    return _insert_line(text, len(text), lines)


def _remove_entry(text: str, entry: _Entry) -> str:
    """The text without the lines of an entry."""
    return text[: _find_line_start(text, entry.key.start_mark.index)] + text[_find_line_end(text, _find_end(text, entry.value)) :]


def _replace_value(text: str, entry: _Entry, value: Value) -> str:
    old = entry.value
    if isinstance(old, yaml.SequenceNode) and not old.flow_style and isinstance(value, list) and value:
        items = _replace_items(text, old, value)
        if items is not None:
            return items
    start, end = old.start_mark.index, _find_end(text, old)
    if end <= start:  # the key has no value yet
        start = end = text.index(":", entry.key.end_mark.index) + 1
    before = text[:start]
    first, slot = _find_line_start(text, entry.key.start_mark.index), ""
    comments = _list_comments(text, old)
    if isinstance(old, yaml.CollectionNode) and not old.flow_style:  # a list or mapping on lines of its own
        colon = text.index(":", entry.key.end_mark.index) + 1
        between = text[colon:start]
        comments = [*COMMENT.findall(between), *comments]
        before = text[:colon]
    elif isinstance(old, yaml.ScalarNode) and (header := BLOCK_HEADER.match(text, start)):
        slot = f"   {header[1]}"
        comments = []
    pad = " " * entry.key.start_mark.column
    above = "".join(f"{pad}{comment}\n" for comment in comments)
    joint = "" if before.endswith((" ", "\t")) else " "
    words = format_scalar(str(value)) if isinstance(value, str) else format_flow(value)
    made = before + joint + words + slot + text[end:]
    return made[:first] + above + made[first:]


def _replace_items(text: str, old: yaml.SequenceNode, values: Sequence[Any]) -> str | None:
    """The text with other items in a list on lines of its own; items that stay keep their lines with their comments.

    None where items are no plain texts, or share lines.
    """
    at = _find_line_start(text, old.start_mark.index)
    first, chunks = at, list[tuple[str, str]]()
    pad = " " * old.start_mark.column
    for item in old.value:
        line = _find_line_start(text, item.start_mark.index)
        if not isinstance(item, yaml.ScalarNode) or line < at or not text.startswith(f"{pad}-", line):
            return None
        end = _find_line_end(text, _find_end(text, item))
        chunk = text[at:end]
        chunks.append((item.value, chunk if chunk.endswith("\n") else f"{chunk}\n"))
        at = end
    lines = []
    for value in map(str, values):
        known = next((n for n, (own, _) in enumerate(chunks) if own == value), None)
        lines.append(f"{pad}- {format_scalar(value)}\n" if known is None else chunks.pop(known)[1])
    return text[:first] + "".join(lines) + text[at:]


# Places and forms -------------------------------------------------------------------------------------------


def _find_line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _find_line_end(text: str, at: int) -> int:
    """The start of the next line."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _find_end(text: str, node: yaml.Node) -> int:
    """Where a value ends: the parser counts the blank lines and comments behind a list, a mapping and a block of text to it."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        start = node.start_mark.index
        return start + len(text[start : node.end_mark.index].rstrip(" \t\n"))
    last = node.value[-1]
    return _find_end(text, last[1] if isinstance(last, tuple) else last)


def _list_comments(text: str, node: yaml.Node) -> list[str]:
    """The comments inside a list or mapping."""
    found, at = list[str](), node.start_mark.index
    for leaf in sorted(_iter_leaves(node), key=lambda leaf: leaf.start_mark.index):
        found += COMMENT.findall(text[at : leaf.start_mark.index])
        at = _find_end(text, leaf)
    return found if isinstance(node, yaml.CollectionNode) else []


def _iter_leaves(node: yaml.Node) -> list[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        return [node]
    parts = [part for item in node.value for part in (item if isinstance(item, tuple) else (item,))]
    return [leaf for part in parts for leaf in _iter_leaves(part)]


def format_flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{format_scalar(str(key), flow=True)}: {format_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(format_flow, value)) + "]"
    return format_scalar(str(value), flow=True)


def _format_entry(name: str, value: Value, indent: int) -> str:
    """An entry as whole lines."""
    pad = " " * indent
    lines = to_yaml({name: value}).rstrip("\n").split("\n")
    return "".join(f"{pad}{line}\n" if line else "\n" for line in lines)
