"""Limit how deep blocks are nested, so that the readers of handouts take what is written."""

from collections.abc import Iterator
from typing import Any

DEEPEST = 9
"""The most blocks in one another, as many as Word has levels of lists.

Each is up to five levels of YAML, of which a file has at most 60 (`limits.YAML_DEPTH`).
"""
PARTS = ("summary", "title", "caption", "columns", "rows", "stem", "options", "items", "body", "blocks", "answer", "explanation")
"""The fields of blocks, of items and of cells that contain texts or blocks, in order."""


def flatten_deep(value: Any, depth: int = 0) -> tuple[Any, bool]:
    """A block or a list with what is nested deeper than DEEPEST written one after another, and whether that has changed it."""
    if isinstance(value, list):
        parts: list[Any] = []
        changed = False
        for inner in value:
            if depth >= DEEPEST and isinstance(inner, dict) and "type" in inner and _is_container(inner):
                parts += _iterate_leaves(inner)
                changed = True
            else:
                made, is_other = flatten_deep(inner, depth)
                parts.append(made)
                changed |= is_other
        return (parts, True) if changed else (value, False)
    if not isinstance(value, dict):
        return value, False
    found = {key: flatten_deep(inner, depth + ("type" in value)) for key, inner in value.items()}
    if not any(is_other for _, is_other in found.values()):
        return value, False
    return {key: made for key, (made, _) in found.items()}, True


def _is_container(block: dict[str, Any]) -> bool:
    """Whether a block contains others, or lists of texts."""
    return any(isinstance(block.get(part), (list, dict)) for part in PARTS)


def _iterate_leaves(value: Any) -> Iterator[Any]:
    """The texts of a container, and the blocks that contain no others, in order."""
    if isinstance(value, list):
        for inner in value:
            yield from _iterate_leaves(inner)
    elif isinstance(value, dict) and "type" in value and not _is_container(value):
        yield value
    elif isinstance(value, dict):
        for part in PARTS:
            yield from _iterate_leaves(value.get(part, []))
    elif value:
        yield value
