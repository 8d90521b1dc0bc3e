"""The output of the Markdown reader: the fields of a block as plain data with their place, and the parser's tokens by block."""

from collections.abc import Iterator
from typing import Any

from markdown_it.token import Token

from jiangyi.core import DataPath, Span

LISTS = ("ordered_list_open", "bullet_list_open")
"""The tokens that open a list."""


class ParsedFields(dict[str, Any]):
    """The fields of one block or section as plain data, with the place where it was read."""

    def __init__(self, span: Span, **fields: Any) -> None:
        """Leave out what is None: the model has the default of an absent field."""
        super().__init__({key: value for key, value in fields.items() if value is not None})
        self.span = span


class ParsedList(list[Any]):
    """A list of plain data, such as a row of a table, with the place where it was read."""

    def __init__(self, span: Span) -> None:
        """An empty list."""
        super().__init__()
        self.span = span


def find_value(data: Any, path: DataPath) -> Any:
    """The value at a path of plain data; None where there is none."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def iter_spans(value: Any, path: DataPath = ()) -> Iterator[tuple[DataPath, Span]]:
    """The place of every ParsedFields and ParsedList inside a value, by its path."""
    if isinstance(value, ParsedFields | ParsedList):
        yield path, value.span
    if isinstance(value, dict):
        for key, item in value.items():
            yield from iter_spans(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from iter_spans(item, (*path, index))


UNCOUNTED = frozenset(("inline", "tr_open", "th_open", "td_open", "thead_open", "tbody_open"))


def count_fitting(tokens: list[Token], most: int) -> int:
    """How many tokens, from the first on, are whole blocks of the outermost level with at most so many blocks in them."""
    depth = blocks = fitting = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        blocks += token.nesting >= 0 and token.type not in UNCOUNTED
        if blocks > most:
            return fitting
        if depth == 0:
            fitting = index + 1
    return fitting


def split_blocks(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of each block of the outermost level, from its opening to its closing token."""
    depth, start = 0, 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : index + 1]
            start = index + 1
