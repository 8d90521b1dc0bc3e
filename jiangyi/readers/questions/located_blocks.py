"""Data of a YAML file with its places, before and after typed questions are recognized in it."""

from collections.abc import Iterator
from typing import Any

from jiangyi.core import DataPath, LocatedData, Report, ScalarToken, Source, Span
from jiangyi.readers.parsed_data import ParsedFields, find_value, iter_spans
from jiangyi.readers.questions.typed_blocks import TypedBlocks, may_have_questions

BLOCK_LISTS = ("blocks", "sections", "body", "items", "questions")
"""The fields that hold blocks or sections."""
WORDS = ("blocks", "text", "lead", "body", "items", "stem", "options", "answer", "explanation", "title")
"""The fields whose strings are words of the author."""


class _PlacedFields(ParsedFields):
    """The fields of a block, with their path in the data."""

    def __init__(self, span: Span, path: DataPath, **fields: Any) -> None:
        super().__init__(span, **fields)
        self.path = path


def recognize_located(located: LocatedData, source: Source, report: Report) -> LocatedData:
    """The data with exercises in place of typed questions; unchanged where there are none."""
    if not isinstance(located.data, dict) or not may_have_questions(source.text):
        return located
    root = _place_fields(located.data, located, ())

    def find_line(number: int) -> Span:
        text = source.lines[number - 1] if 0 < number <= len(source.lines) else ""
        return source.span(max(number - 1, 0), len(text) - len(text.lstrip()), len(text.strip()))

    is_chinese = str(located.data.get("lang", "zh")).startswith("zh")
    placed = frozenset(node.path for _, node in _iter_placed(root, ()))
    return _relocate(root, placed, located) if TypedBlocks(find_line, report, is_chinese).recognize(root) else located


def _place_fields(value: Any, located: LocatedData, path: DataPath) -> Any:
    """Data whose blocks and sections know their places; a paragraph that is a string becomes a block."""
    if not isinstance(value, dict):
        return value
    placed: dict[str, Any] = {}
    for key, item in value.items():
        inner = (*path, key)
        if key in BLOCK_LISTS and isinstance(item, list):
            placed[key] = [_place_block(one, located, (*inner, n), is_item=key == "items") for n, one in enumerate(item)]
        else:
            placed[key] = item
    made = _PlacedFields(located.value_span(path), path)
    made.update(placed)
    return made


def _place_block(value: Any, located: LocatedData, path: DataPath, *, is_item: bool) -> Any:
    if isinstance(value, str) and not is_item:
        made = _PlacedFields(located.value_span(path), path)
        made.update(type="paragraph", text=value)
        return made
    return _place_fields(value, located, path)


def _relocate(root: ParsedFields, placed: frozenset[DataPath], located: LocatedData) -> LocatedData:
    """The new data, and the places of its values: those of the file for what was moved as a whole."""
    moved = {node.path: path for path, node in _iter_placed(root, ())}
    values: dict[DataPath, Span] = dict(iter_spans(root))
    keys: dict[DataPath, Span] = {}
    scalars: dict[DataPath, ScalarToken] = {}
    typed: dict[DataPath, str] = {}
    taken: list[tuple[ScalarToken, str]] = []
    for old in located.value_spans:
        new = _find_path(old, moved, placed, located.data)
        token = located.scalars.get(old)
        if new is not None:
            values[new] = located.value_spans[old]
            keys |= {new: located.key_spans[old]} if old in located.key_spans else {}
            typed |= {new: located.typed_keys[old]} if old in located.typed_keys else {}
            scalars |= {new: token} if token else {}
        elif token and next((step for step in reversed(old) if isinstance(step, str)), "") in WORDS:
            taken.append((token, str(find_value(located.data, old))))
    return LocatedData(root, values, keys, scalars, typed, tuple(taken))


def _iter_placed(value: Any, path: DataPath) -> Iterator[tuple[DataPath, _PlacedFields]]:
    """The blocks of the file inside a value, with their paths in it."""
    if isinstance(value, _PlacedFields):
        yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _iter_placed(item, (*path, key))
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _iter_placed(item, (*path, n))


def _find_path(old: DataPath, moved: dict[DataPath, DataPath], placed: frozenset[DataPath], data: Any) -> DataPath | None:
    """The new path of a value: that of the block that it is in, with the rest of its path; None where its block is gone."""
    for end in range(len(old), -1, -1):
        if old[:end] in moved:
            is_text = end == len(old) and isinstance(find_value(data, old), str)
            return (*moved[old[:end]], *old[end:], *(("text",) if is_text else ()))
        if old[:end] in placed:
            return None
    return None
