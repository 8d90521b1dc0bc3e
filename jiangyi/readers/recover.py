"""What is wrong in the data is taken out of a copy, so that one run can also report what is wrong with the rest."""

import copy
from collections.abc import Iterable
from typing import Any

from jiangyi.core import DataPath

NOTHING: dict[str, str] = {"type": "page_break"}
"""What stands in for a block that cannot be told: paths below its neighbours stay true."""
STAND_IN = "…"
"""What stands in for words that are missing."""
MENDS = {"missing": "put", "text_empty": "put", "block_unknown": "blank", "block_untyped": "blank", "block_expected": "blank"}
"""What is done by pydantic's kind of objection; whatever is not named here is taken out."""
REFERRED = {"id", "notes"}
"""Keys that other parts of the handout may refer to: without them a good reference would look like a bad one."""


def remove_problems(data: Any, problems: Iterable[tuple[str, DataPath]]) -> Any | None:
    """A copy of the data without its problems, or None where something would be lost that another part may refer to."""
    rest = copy.deepcopy(data)
    for kind, path in problems:
        parent = _parent(rest, path)
        if parent is None or path[-1] in REFERRED or _is_referred(_value(parent, path[-1])):
            return None
        mend = MENDS.get(kind, "take")
        if mend == "take" and isinstance(parent, dict):
            parent.pop(path[-1], None)
        else:
            parent[path[-1]] = dict(NOTHING) if mend == "blank" else STAND_IN
    return rest


def _parent(data: Any, path: DataPath) -> Any | None:
    """The mapping or list that holds the last step of a path."""
    for step in path[:-1]:
        data = _value(data, step)
    holds = isinstance(data, dict) or (isinstance(data, list) and path and _value(data, path[-1]) is not None)
    return data if path and holds else None


def _value(data: Any, step: str | int) -> Any | None:
    try:
        return data[step]
    except (KeyError, IndexError, TypeError):
        return None


def _is_referred(value: Any) -> bool:
    """Whether a value holds an id."""
    match value:
        case dict():
            return any(key in REFERRED or _is_referred(inner) for key, inner in value.items())
        case list():
            return any(map(_is_referred, value))
        case _:
            return False
