"""Recovery from validation errors: the invalid parts are removed from a copy of the data, so that the rest can be checked too."""

import copy
from collections.abc import Iterable
from typing import Any

from jiangyi.core import DataPath

PLACEHOLDER_BLOCK: dict[str, str] = {"type": "page_break"}
"""Replaces an invalid block, so that the paths of its siblings stay valid."""
PLACEHOLDER_TEXT = "…"
"""Replaces missing text."""
REPAIRS = {"missing": "text", "text_empty": "text", "block_unknown": "block", "block_untyped": "block", "block_expected": "block"}
"""What replaces an invalid value, by the type of the validation error; values with other errors are removed."""
REFERENCED_KEYS = {"id", "notes"}
"""Keys that other parts of the handout may refer to: without them valid references would be reported."""


def remove_problems(data: Any, problems: Iterable[tuple[str, DataPath]]) -> Any | None:
    """A copy of the data without its invalid parts; None where one of them may be the target of a reference."""
    rest = copy.deepcopy(data)
    for kind, path in problems:
        parent = _parent(rest, path)
        if parent is None or path[-1] in REFERENCED_KEYS or _is_referenced(_value(parent, path[-1])):
            return None
        repair = REPAIRS.get(kind)
        if repair is None and isinstance(parent, dict):
            parent.pop(path[-1], None)
        else:
            parent[path[-1]] = dict(PLACEHOLDER_BLOCK) if repair == "block" else PLACEHOLDER_TEXT
    return rest


def _parent(data: Any, path: DataPath) -> Any | None:
    """The mapping or list that holds the last step of a path; None where there is none."""
    for step in path[:-1]:
        data = _value(data, step)
    holds = isinstance(data, dict) or (isinstance(data, list) and path and _value(data, path[-1]) is not None)
    return data if path and holds else None


def _value(data: Any, step: str | int) -> Any | None:
    try:
        return data[step]
    except (KeyError, IndexError, TypeError):
        return None


def _is_referenced(value: Any) -> bool:
    """True if a value holds an id or footnotes."""
    match value:
        case dict():
            return any(key in REFERENCED_KEYS or _is_referenced(inner) for key, inner in value.items())
        case list():
            return any(map(_is_referenced, value))
        case _:
            return False
