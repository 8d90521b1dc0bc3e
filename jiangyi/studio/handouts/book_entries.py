"""Rename or remove a handout in book.yaml: only its name changes, and whatever else the user has typed stays."""

import json
import re
from collections.abc import Iterator

import yaml

PLAIN = re.compile(r"[^\W\d_][\w./ -]*[\w]")
"""A name that YAML takes for a text without quotation marks."""


def rename_in_book(text: str, old: str, new: str) -> str:
    """The text of book.yaml with another name for a handout wherever it is named."""
    written = new if PLAIN.fullmatch(new) else json.dumps(new, ensure_ascii=False)
    for node, _, _ in reversed(list(_find_entries(text, old))):
        text = text[: node.start_mark.index] + written + text[node.end_mark.index :]
    return text


def remove_from_book(text: str, name: str) -> str:
    """The text of book.yaml without a handout in its lists."""
    for node, outer, position in reversed(list(_find_entries(text, name))):
        if not isinstance(outer, yaml.SequenceNode):
            continue
        start, end = _find_flow_item(outer, position) if outer.flow_style else _find_lines(text, node)
        text = text[:start] + text[end:]
    return text


def _find_entries(text: str, name: str) -> Iterator[tuple[yaml.Node, yaml.Node, int]]:
    """The places where a handout is named, each with what it is in and its position there; none where the text is no YAML."""
    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return
    pending, seen = [root] if root else [], set[int]()
    while pending:
        outer = pending.pop(0)
        if id(outer) in seen:  # an alias, which may even lead back to what it is in
            continue
        seen.add(id(outer))
        if isinstance(outer, yaml.SequenceNode):
            inner = list(outer.value)
        elif isinstance(outer, yaml.MappingNode):
            inner = [value for _, value in outer.value]
        else:
            continue
        yield from ((node, outer, at) for at, node in enumerate(inner) if isinstance(node, yaml.ScalarNode) and node.value == name)
        pending += [node for node in inner if not isinstance(node, yaml.ScalarNode)]


def _find_lines(text: str, node: yaml.Node) -> tuple[int, int]:
    """The lines of an item of a block sequence, which has a line of its own, with the comment behind it."""
    end = text.find("\n", node.end_mark.index)
    return text.rfind("\n", 0, node.start_mark.index) + 1, len(text) if end < 0 else end + 1


def _find_flow_item(outer: yaml.SequenceNode, position: int) -> tuple[int, int]:
    """An item of a list in brackets, with the comma that goes with it."""
    items = outer.value
    if position + 1 < len(items):
        return items[position].start_mark.index, items[position + 1].start_mark.index
    start = items[position - 1].end_mark.index if position else items[position].start_mark.index
    return start, items[position].end_mark.index
