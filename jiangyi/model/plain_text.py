"""Inline text as plain data, for results that are kept in the store: nested lists of the name of a class and its values."""

from typing import Any, get_args

from jiangyi.model.inline import Inline, Inlines, Text

CLASSES = {kind.__name__: kind for kind in get_args(Inline)}
CONTENT = "content"
"""The field of inline types that holds further inline content."""


def text_to_plain(text: Text) -> list[Any]:
    """A text as plain data."""
    return _to_plain(text.inlines)


def text_from_plain(data: Any) -> Text:
    """The text of plain data. Raises KeyError, TypeError or ValueError where it is none."""
    return Text(_from_plain(data))


def _to_plain(inlines: Inlines) -> list[Any]:
    found = []
    for item in inlines:
        values = ((name, getattr(item, name)) for name in type(item).__match_args__)
        found.append([type(item).__name__, *(_to_plain(value) if name == CONTENT else value for name, value in values)])
    return found


def _from_plain(data: Any) -> Inlines:
    return tuple(_inline_from_plain(*item) for item in data)


def _inline_from_plain(name: str, *values: Any) -> Inline:
    kind = CLASSES[name]
    found = [_from_plain(value) if field == CONTENT else value for field, value in zip(kind.__match_args__, values, strict=True)]
    if not all(isinstance(value, str | tuple | bool) for value in found):
        raise TypeError(values)
    item: Inline = kind(*found)
    return item
